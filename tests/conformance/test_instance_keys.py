"""The instance key hands over to the next: a device of another make follows the chain, and believes no stranger."""

import json
import time

import pytest

from cs1 import instance
from cs1.encoding import Refused
from test_restore import ada, own  # noqa: F401

DOCUMENT = "/.well-known/countersign"


def rotate(server):
    done = server.run("keys", "rotate")
    assert done.returncode == 0, done.stderr


def let_the_next_key_sign(server):
    """As if a day had passed, while the server stands still."""
    file = server.folder / "data" / "instance.json"
    register = json.loads(file.read_text(encoding="utf-8"))
    register["keys"][-1]["signs_from"] = int(time.time()) - 1
    file.write_text(json.dumps(register), encoding="utf-8")


def test_a_server_that_runs_announces_the_next_key(own, ada):  # noqa: F811
    phone = ada.link("Phone")
    rotate(own)
    until = time.monotonic() + 40
    while len(phone.pin()["jwks"]["keys"]) < 2:
        assert time.monotonic() < until, "it never read it"
        time.sleep(0.5)
    document = phone.pin()
    assert len(document["chain"]) == 1
    assert phone.account()["state"] == "active", "it is announced, and does not sign yet"


def test_a_device_follows_over_five_changes_that_it_slept_through(own, ada):  # noqa: F811
    phone = ada.link("Phone")
    kept = phone.kept
    own.stop()
    for _ in range(5):
        rotate(own)
        let_the_next_key_sign(own)
    own.start_again()
    document, phone.kept = instance.renew(phone.send("GET", DOCUMENT).text, kept)
    assert len(document["chain"]) == 5
    assert phone.account()["state"] == "active"
    assert kept[0].thumbprint() not in [key.thumbprint() for key in phone.kept], "the first key is forgotten"


def test_a_server_that_lost_its_key_is_a_stranger(own, ada):  # noqa: F811
    phone = ada.link("Phone")
    own.stop()
    (own.folder / "data" / "instance.key").unlink()
    done = own.run("keys", "replace-lost", "--every-device-links-again")
    assert done.returncode == 0, done.stderr
    own.start_again()
    with pytest.raises(Refused):
        instance.renew(phone.send("GET", DOCUMENT).text, phone.kept)
