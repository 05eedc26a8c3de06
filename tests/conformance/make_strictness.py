"""Writes docs/vectors/strictness.json: what a reader refuses and what it takes, signed by the test keys.

Run by hand after a change of `malformed.py`: `python3 make_strictness.py`. ECDSA is randomized, so the file changes
as a whole; `test_strictness.py` says when it is out of date.
"""

import json

from cs1.encoding import decode, read_object
from cs1.keys import PrivateKey
from malformed import HARMLESS, MALFORMED
from vectors import STRICTNESS, VECTORS

#: One message of each shape: by `kid` in a body, by `kid` in a header, by `jwk`.
EXAMPLES = ("answer, number", "request without body", "uv proof")
ABOUT = (
    "Messages for readers of CS/1, in addition to protocol.json, whose test keys sign them. `refused` must not verify "
    "under the signer's key, `taken` must. Made by tests/conformance/make_strictness.py."
)


def entries(table: dict) -> list:
    made = []
    for vector in VECTORS["jws"]:
        if vector["name"] not in EXAMPLES:
            continue
        key = PrivateKey.from_jwk(VECTORS["keys"][vector["signer"]]["jwk"])
        head, body, _ = vector["jws"].split(".")
        for why, write in table.items():
            jws = write(dict(read_object(decode(head))), dict(read_object(decode(body))), key)
            made.append({"why": why, "typ": vector["typ"], "signer": vector["signer"], "jws": jws})
    return made


if __name__ == "__main__":
    made = {"about": ABOUT, "refused": entries(MALFORMED), "taken": entries(HARMLESS)}
    STRICTNESS.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(f"{STRICTNESS}: {len(made['refused'])} refused, {len(made['taken'])} taken")
