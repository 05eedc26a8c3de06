"""The verifier of this package against the same table that servers get, and the file made of it."""

import json

import pytest

from cs1 import jws
from cs1.encoding import Refused
from cs1.keys import PublicKey
from make_strictness import EXAMPLES, entries
from malformed import HARMLESS, MALFORMED
from vectors import STRICTNESS, VECTORS

KEYS = {
    name: PublicKey.from_jwk({part: value for part, value in key["jwk"].items() if part != "d"})
    for name, key in VECTORS["keys"].items()
}
FILE = json.loads(STRICTNESS.read_text(encoding="utf-8"))


def each(list_: list) -> list:
    return [pytest.param(entry, id=f"{entry['typ']}: {entry['why']}") for entry in list_]


@pytest.mark.parametrize("entry", each(FILE["refused"]))
def test_a_reader_refuses(entry):
    with pytest.raises(Refused):
        jws.verify(entry["jws"], entry["typ"], KEYS[entry["signer"]])


@pytest.mark.parametrize("entry", each(FILE["taken"]))
def test_a_reader_takes(entry):
    assert jws.verify(entry["jws"], entry["typ"], KEYS[entry["signer"]]).typ == entry["typ"]


@pytest.mark.parametrize(("part", "table"), [("refused", MALFORMED), ("taken", HARMLESS)])
def test_the_file_is_the_table(part, table):
    written = [(entry["why"], entry["typ"]) for entry in FILE[part]]
    assert written == [(entry["why"], entry["typ"]) for entry in entries(table)], "run make_strictness.py"
    assert len(written) == len(table) * len(EXAMPLES)
