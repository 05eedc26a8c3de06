"""The published vectors, refusals included, against the verifier of this package."""

import hashlib
import hmac
import re

import pytest

from cs1 import instance, jws, messages, otp
from cs1.encoding import Refused, decode, encode, sha256
from cs1.keys import PrivateKey, PublicKey
from cs1.links import parse_link, parse_typed
from vectors import PUBLISHED, RUST_COPY, VECTORS

KEYS = {name: PrivateKey.from_jwk(key["jwk"]) for name, key in VECTORS["keys"].items()}
MESSAGES = {vector["name"]: vector for vector in VECTORS["jws"]}


def named(vectors: list, name: str) -> list:
    return [pytest.param(vector, id=(vector[name] or "empty")[:60]) for vector in vectors]


def test_the_rust_tests_use_the_same_bytes():
    if not RUST_COPY.exists():
        pytest.skip("only this folder is here, without the crate")
    assert RUST_COPY.read_bytes() == PUBLISHED.read_bytes()


def test_the_worked_example_of_the_page_is_made_of_them():
    page = PUBLISHED.parents[1] / "protocol.md"
    if not page.exists():
        pytest.skip("only this folder is here, without the page")
    _, _, example = page.read_text(encoding="utf-8").partition("## A worked example")
    example, _, _ = example.partition("\n## ")
    block = example.split("```")[1].removeprefix("text\n").splitlines()
    published = PUBLISHED.read_text(encoding="utf-8").replace('\\"', '"')
    said = [re.split(r"\s{2,}", line, maxsplit=1)[1] for line in block] + re.findall(r"`([\w-]{43})`", example)
    assert len(said) >= 11
    for each in said:
        assert each in published, each


@pytest.mark.parametrize("name", VECTORS["keys"])
def test_a_key_has_its_thumbprint(name):
    assert KEYS[name].thumbprint() == VECTORS["keys"][name]["thumbprint"]
    public = {part: value for part, value in VECTORS["keys"][name]["jwk"].items() if part != "d"}
    assert KEYS[name].public.jwk() == public


@pytest.mark.parametrize("vector", named(VECTORS["jws"], "name"))
def test_a_message_verifies_and_is_written_alike(vector):
    key = KEYS[vector["signer"]].public
    found = jws.verify(vector["jws"], vector["typ"], key)
    head, body, _ = vector["jws"].split(".")
    assert (decode(head).decode(), decode(body).decode()) == (vector["header"], vector["payload"])
    assert f"{head}.{body}" == vector["signing_input"]
    again = jws.sign(vector["typ"], dict(found.payload), KEYS[vector["signer"]])
    assert jws.identity(again) == found.identity, "this package writes the same bytes"


@pytest.mark.parametrize("vector", named(VECTORS["jws"], "name"))
def test_a_message_is_nothing_else(vector):
    signer = KEYS[vector["signer"]].public
    for other in messages.PAYLOADS:
        if other != vector["typ"]:
            with pytest.raises(Refused):
                jws.verify(vector["jws"], other, signer)
    for key in KEYS.values():
        if key.thumbprint() != signer.thumbprint():
            with pytest.raises(Refused):
                jws.verify(vector["jws"], vector["typ"], key.public)


@pytest.mark.parametrize("vector", named(VECTORS["jws"], "name"))
def test_one_changed_byte_is_refused(vector):
    key = KEYS[vector["signer"]].public
    for part in range(3):
        parts = vector["jws"].split(".")
        middle = len(parts[part]) // 2
        changed = "A" if parts[part][middle] != "A" else "B"
        parts[part] = parts[part][:middle] + changed + parts[part][middle + 1 :]
        with pytest.raises(Refused):
            jws.verify(".".join(parts), vector["typ"], key)


@pytest.mark.parametrize("vector", named(VECTORS["jws_refused"], "why"))
def test_a_bad_message_is_refused(vector):
    with pytest.raises(Refused):
        jws.verify(vector["jws"], vector["typ"], [key.public for key in KEYS.values()])


def test_a_device_that_slept_follows_the_chain():
    document = MESSAGES["instance document after rotation"]["jws"]
    old = KEYS["instance"].public
    _, kept = instance.first_contact(document, old.thumbprint())
    assert [key.thumbprint() for key in kept] == [KEYS[n].thumbprint() for n in ("instance-next", "instance")]
    _, kept = instance.renew(document, [old])
    assert kept[0].thumbprint() == KEYS["instance-next"].thumbprint()


def test_a_stranger_is_not_believed():
    for name in ("instance document", "instance document after rotation"):
        with pytest.raises(Refused):
            instance.renew(MESSAGES[name]["jws"], [KEYS["pop"].public])
        with pytest.raises(Refused):
            instance.first_contact(MESSAGES[name]["jws"], KEYS["pop"].thumbprint())
    with pytest.raises(Refused):
        instance.renew(MESSAGES["instance document"]["jws"], [KEYS["instance-next"].public])


def test_the_hashes():
    hashes = VECTORS["hashes"]
    for mode in ("tap", "number", "scan"):
        assert sha256(MESSAGES[f"challenge, {mode}"]["jws"].encode()) == hashes[f"challenge_sha256 {mode}"]
    assert sha256(hashes["body_sha256"]["body"].encode()) == hashes["body_sha256"]["value"]
    for name in ("answer, number", "enrollment by QR"):
        assert jws.identity(MESSAGES[name]["jws"]) == hashes[f"identity of {name}"]
    assert sha256(VECTORS["values"]["code"].encode()) == hashes["code as stored"]


def test_the_recommended_nonce():
    vector = VECTORS["nonce"]
    assert vector["time"] // 300 == vector["bucket"]
    for name, bucket in (("current", vector["bucket"]), ("previous", vector["bucket"] - 1)):
        number = bucket.to_bytes(8, "big")
        tag = hmac.new(decode(vector["secret"]), b"cs-nonce" + number, hashlib.sha256).digest()
        assert encode(number + tag[:16]) == vector[name]


@pytest.mark.parametrize("vector", named(VECTORS["links"], "text"))
def test_a_link_is_read(vector):
    assert parse_link(vector["text"]) == vector["parsed"]


@pytest.mark.parametrize("vector", named(VECTORS["links_refused"], "text"))
def test_a_bad_link_is_refused(vector):
    with pytest.raises(Refused):
        parse_link(vector["text"])


@pytest.mark.parametrize("vector", named(VECTORS["typed_codes"], "text"))
def test_a_typed_code(vector):
    if "refused" in vector:
        with pytest.raises(Refused):
            parse_typed(vector["text"])
    else:
        assert parse_typed(vector["text"]) == vector["parsed"]


@pytest.mark.parametrize("vector", named(VECTORS["origins"], "text"))
def test_an_origin(vector):
    if "refused" in vector:
        with pytest.raises(Refused):
            messages.origin(vector["text"])
    else:
        messages.origin(vector["text"])


def test_an_answer_without_a_network():
    vector = VECTORS["offline"]
    link = parse_link(vector["link"])
    assert link["j"] == MESSAGES["challenge, offline"]["jws"]
    jws.verify(link["j"], "cs-challenge+jwt", KEYS["instance"].public)
    question = hashlib.sha256(link["j"].encode()).digest()
    assert otp.ocra(decode(vector["offline_key"]), question) == vector["digits"]


def test_codes():
    vector = VECTORS["otp"]
    for code in vector["codes"]:
        assert otp.totp(vector["secret"], code["time"] // vector["period"], vector["digits"]) == code["code"]


def test_rfc_6238_appendix_b():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [otp.totp(secret, t // 30, 8) for t in (59, 1111111109, 20000000000)] == ["94287082", "07081804", "65353130"]


def test_a_key_off_the_curve_is_refused():
    jwk = dict(KEYS["pop"].public.jwk())
    with pytest.raises(Refused):
        PublicKey.from_jwk(jwk | {"y": jwk["x"]})
    with pytest.raises(Refused):
        PublicKey.from_jwk(VECTORS["keys"]["pop"]["jwk"])
