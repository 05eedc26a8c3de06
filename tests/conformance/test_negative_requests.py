"""Requests of a device that must not be believed, in the order in which the page says they are checked."""

import os
import socket
import ssl
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from cs1 import jws
from cs1.encoding import encode, sha256, write_object
from cs1.keys import PrivateKey
from cs1.links import parse_link
from cs1.person import complete, is_signed_in

SELF, CHALLENGES, DEVICES = "/api/v1/self", "/api/v1/challenges", "/api/v1/devices"
BODY = write_object({"name": "Work phone"})


@pytest.fixture(scope="module")
def linked(operator):
    """A person and a phone that these refusals do not change."""
    person = operator.invite()
    yield person.link()
    person.close()


def ask(device, authorization, method="GET", path=CHALLENGES, body=None, media="application/json"):
    headers = {} if authorization is None else {"authorization": authorization}
    if body is not None:
        headers["content-type"] = media
    return device.send(method, path, body, headers)


def proved(device, method="GET", path=CHALLENGES, body=None, sent=None, key=None, **changes):
    """A request whose proof is for something else than what is sent."""
    device.nonce = device.send("GET", CHALLENGES).headers["cs-nonce"]
    proof = device.proof(method, path, body, key, **({"nonce": device.nonce} | changes))
    return ask(device, f"CS {proof}", method, path, body if sent is None else sent)


NOT_A_PROOF = {
    "nothing": lambda device: None,
    "another scheme": lambda device: f"Bearer {device.proof('GET', CHALLENGES)}",
    "DPoP": lambda device: f"DPoP {device.proof('GET', CHALLENGES)}",
    "the scheme alone": lambda device: "CS",
    "no scheme": lambda device: device.proof("GET", CHALLENGES),
    "not a JWS": lambda device: "CS hello",
    "two proofs": lambda device: f"CS {device.proof('GET', CHALLENGES)}, CS {device.proof('GET', CHALLENGES)}",
}


@pytest.mark.parametrize("kind", NOT_A_PROOF)
def test_without_a_proof(linked, kind):
    linked.question()
    reply = ask(linked, NOT_A_PROOF[kind](linked))
    assert reply.outcome == (401, "proof-invalid")
    assert reply.headers["www-authenticate"] == 'CS error="proof-invalid"'


@pytest.mark.parametrize("nonce", ["", "x", "AAAAAABbjYDFt1mCo1asqTrmuBzTI6yR", encode(bytes(24)), "A" * 64])
def test_a_stale_nonce_is_answered_with_a_fresh_one(linked, nonce):
    reply = proved(linked, nonce=nonce)
    assert reply.outcome == (401, "nonce-stale")
    assert reply.headers["www-authenticate"] == 'CS error="nonce-stale"'
    assert proved(linked, nonce=reply.headers["cs-nonce"]).status in (200, 204)


@pytest.mark.parametrize("nonce", ["A" * 65, 7])
def test_a_nonce_that_none_can_be(linked, nonce):
    assert proved(linked, nonce=nonce).outcome == (401, "proof-invalid")


def test_an_unknown_device(linked):
    reply = proved(linked, iss=encode(os.urandom(16)))
    assert reply.outcome == (401, "device-unknown")
    assert reply.headers["www-authenticate"] == 'CS error="device-unknown"'


@pytest.mark.parametrize("iss", ["", "a" * 65, "a b", "../x", 5])
def test_a_device_that_none_can_be(linked, iss):
    assert proved(linked, iss=iss).outcome == (401, "proof-invalid")


def test_the_stale_nonce_comes_before_the_unknown_device(linked):
    assert proved(linked, nonce="", iss="nobody").outcome == (401, "nonce-stale")


def test_another_key(linked):
    assert proved(linked, key=PrivateKey()).outcome == (401, "key-unknown")


def test_uv_does_not_prove_requests(linked):
    assert proved(linked, key=linked.uv).outcome == (401, "key-unknown")


def test_another_devices_key(linked, phone):
    assert proved(linked, key=phone.pop).outcome == (401, "key-unknown")
    assert proved(linked, iss=phone.id).outcome == (401, "key-unknown")


CLAIMS = {
    "another method": {"htm": "POST"},
    "the method in small letters": {"htm": "get"},
    "another path": {"htu": "{origin}/api/v1/self"},
    "a path below": {"htu": "{origin}/api/v1/challenges/"},
    "another origin": {"htu": "https://evil.example/api/v1/challenges"},
    "the path alone": {"htu": "/api/v1/challenges"},
    "with the query": {"htu": "{origin}/api/v1/challenges?wait=0"},
    "with a fragment": {"htu": "{origin}/api/v1/challenges#x"},
    "a body that is not there": {"body_sha256": sha256(b"")},
    "no jti": {"jti": None},
    "a short jti": {"jti": encode(os.urandom(15))},
    "a long jti": {"jti": encode(os.urandom(17))},
    "no nonce": {"nonce": None},
    "no htm": {"htm": None},
    "no htu": {"htu": None},
    "no iss": {"iss": None},
}


@pytest.mark.parametrize("kind", CLAIMS)
def test_a_proof_for_something_else(linked, kind):
    changes = {n: v.replace("{origin}", linked.origin) if isinstance(v, str) else v for n, v in CLAIMS[kind].items()}
    assert proved(linked, **changes).outcome == (401, "proof-invalid")


def test_the_query_is_not_part_of_it(linked):
    linked.question()
    proof = linked.proof("GET", CHALLENGES)
    assert ask(linked, f"CS {proof}", path=f"{CHALLENGES}?wait=0").status in (200, 204)


BODIES = {
    "another body": {"sent": write_object({"name": "Stolen phone"})},
    "no hash of the body": {"body_sha256": None},
    "the hash of another body": {"body_sha256": sha256(b"{}")},
    "a short hash": {"body_sha256": sha256(BODY)[:-1]},
    "an empty body": {"sent": b""},
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_proof_around_another_body(linked, kind):
    assert proved(linked, "PATCH", SELF, BODY, **BODIES[kind]).outcome == (401, "proof-invalid")
    assert linked.request("GET", DEVICES).json()["devices"][0]["name"] == linked.name


@pytest.mark.parametrize(("method", "path", "body"), [("PATCH", SELF, BODY), ("GET", SELF, None)])
def test_a_proof_serves_once(person, method, path, body):
    phone = person.link()
    phone.question()
    proof = f"CS {phone.proof(method, path, body)}"
    assert ask(phone, proof, method, path, body).status in (200, 204)
    reply = ask(phone, proof, method, path, body)
    assert reply.outcome == (401, "proof-replayed")
    assert reply.headers["www-authenticate"] == 'CS error="proof-replayed"'


def test_a_jti_serves_once_whatever_stands_around_it(phone):
    phone.question()
    jti = encode(os.urandom(16))
    assert ask(phone, f"CS {phone.proof('PATCH', SELF, BODY, jti=jti)}", "PATCH", SELF, BODY).status == 204
    assert ask(phone, f"CS {phone.proof('GET', SELF, jti=jti)}", path=SELF).outcome == (401, "proof-replayed")


@pytest.mark.parametrize("path", [CHALLENGES, DEVICES])
def test_what_changes_nothing_is_not_written_down(linked, path):
    linked.question()
    proof = f"CS {linked.proof('GET', path)}"
    assert [ask(linked, proof, path=path).status for _ in "12"] in ([200, 200], [204, 204])


def test_one_persons_jti_does_not_block_anothers(linked, phone):
    jti = encode(os.urandom(16))
    for device in (linked, phone):
        assert proved(device, path=SELF, jti=jti).status == 200


def test_media_types(linked):
    assert linked.request("PATCH", SELF, BODY, "text/plain").outcome == (415, "media-type")
    assert linked.request("PATCH", SELF, BODY, "application/jwt").outcome == (415, "media-type")
    revoke = f"{DEVICES}/{linked.id}/revoke"
    assert linked.request("POST", revoke, b"a.b.c", "application/json").outcome == (415, "media-type")
    coded = linked.request("PATCH", SELF, BODY, "application/json", **{"content-encoding": "identity"})
    assert coded.outcome in ((415, "media-type"), (204, None)), "identity is no coding"
    coded = linked.request("PATCH", SELF, BODY, "application/json", **{"content-encoding": "gzip"})
    assert coded.outcome == (415, "media-type")


JSON = {
    "not JSON": b"name=x",
    "an array": b"[]",
    "a name twice": b'{"name":"A","name":"B"}',
    "a name that is null": b'{"name":null}',
    "a name that is a number": b'{"name":7}',
    "an empty name": b'{"name":""}',
    "a name of 65 characters": write_object({"name": "x" * 65}),
    "a name with a control character": b'{"name":"a\\u0000b"}',
    "a name with a format character": write_object({"name": "a\u202eb"}),
    "a name not in NFC": write_object({"name": "e\u0301"}),
    "versions that are no integers": b'{"versions":[1.5]}',
    "capabilities that are no array": b'{"capabilities":"tap"}',
    "not UTF-8": b'{"name":"\xff"}',
}


@pytest.mark.parametrize("kind", JSON)
def test_a_body_that_is_not_right(linked, kind):
    assert linked.request("PATCH", SELF, JSON[kind], "application/json").outcome == (400, "malformed")
    assert linked.request("GET", DEVICES).json()["devices"][0]["name"] == linked.name


def test_what_does_not_exist(linked):
    assert linked.request("GET", "/api/v1/nothing").outcome == (404, "not-found")
    assert linked.request("GET", f"{CHALLENGES}/{encode(os.urandom(16))}").outcome == (404, "not-found")
    assert linked.request("GET", f"{CHALLENGES}/short").outcome == (404, "not-found")


def test_another_persons_things_do_not_exist(linked, person, phone):
    _, _, question = person.asked(phone)
    path = f"{CHALLENGES}/{question['cid']}"
    assert linked.request("GET", path).outcome == (404, "not-found")
    answer = jws.sign("cs-answer+jwt", {
        "iss": linked.id, "aud": linked.origin, "cid": question["cid"], "challenge_sha256": question.sha256,
        "decision": "decline", "uv": "pin",
    }, linked.uv)
    assert linked.post_jwt(path, answer).outcome == (404, "not-found")
    assert linked.revoke(phone.id).outcome in ((404, "not-found"), (403, "too-new"))
    assert phone.request("GET", path).json()["state"] == "pending"
    assert phone.request("GET", SELF).status == 200


def test_an_unconfirmed_device_may_only_ask_for_itself(person):
    link = parse_link(person.start_enrollment().qr_code())
    device = person.new_device()
    device.pin(link["k"])
    device.enroll({"code": link["c"]})
    assert device.request("GET", SELF).status == 200
    for method, path, body, media in (
        ("GET", CHALLENGES, None, ""), ("GET", DEVICES, None, ""), ("PATCH", SELF, BODY, "application/json"),
        ("GET", f"{CHALLENGES}/{encode(os.urandom(16))}", None, ""),
    ):
        assert device.request(method, path, body, media).outcome == (403, "not-confirmed"), path


@pytest.mark.parametrize("kind", ["a device's", "a page's"])
def test_a_connection_lives_on_after_a_refusal_or_says_that_it_ends(server, linked, kind):
    """A device asks again at once after `nonce-stale`; on a connection that died without a word it could not."""
    where = urlsplit(server.origin)
    port = where.port or {"http": 80, "https": 443}[where.scheme]
    if kind == "a page's":
        first_line, body, media = "POST /sign-in/complete", b"csrf=x", "application/x-www-form-urlencoded"
        said = f"origin: {server.origin}"
    else:
        first_line, body, media = f"PATCH {SELF}", BODY, "application/json"
        said = f"authorization: CS {linked.proof('PATCH', SELF, BODY, nonce='')}"
    head = (
        f"{first_line} HTTP/1.1\r\nhost: {where.netloc}\r\n{said}\r\n"
        f"content-type: {media}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    with ExitStack() as open_:
        plain = open_.enter_context(socket.create_connection((where.hostname, port), 5))
        line = plain
        if where.scheme == "https":
            trust = ssl.create_default_context(cafile=server.authority)
            line = open_.enter_context(trust.wrap_socket(plain, server_hostname=where.hostname))
        line.sendall(head.encode())
        # Whether the server reads the body first or refuses at once is its own affair.
        line.settimeout(0.3)
        first = b""
        try:
            first = read_reply(line)
        except TimeoutError:
            pass
        line.settimeout(5)
        try:
            line.sendall(body)
            first = first or read_reply(line)
            line.sendall(f"GET {SELF} HTTP/1.1\r\nhost: {where.netloc}\r\n\r\n".encode())
            second = read_reply(line)
        except (BrokenPipeError, ConnectionResetError):
            second = b""
        assert first, "refused without a word"
        assert b" 401 " in second or b"connection: close" in first.lower(), "closed without a word"


def read_reply(line) -> bytes:
    """One reply with `Content-Length`; what has arrived when the other side ends."""
    reply = b""
    while b"\r\n\r\n" not in reply:
        part = line.recv(65536)
        if not part:
            return reply
        reply += part
    head, _, body = reply.partition(b"\r\n\r\n")
    rows = [row.partition(b":") for row in head.lower().split(b"\r\n")]
    length = next((int(value) for name, _, value in rows if name == b"content-length"), 0)
    while len(body) < length:
        body += line.recv(65536)
    return head


class TestRemoval:
    """`cs-revoke` and what follows."""

    def test_the_last_method_stays(self, phone):
        assert phone.revoke().outcome == (409, "last-method")
        assert phone.request("GET", SELF).status == 200

    def test_a_new_device_removes_nobody_else(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        assert tablet.revoke(phone.id).outcome == (403, "too-new")
        assert phone.request("GET", SELF).status == 200

    def test_a_removal_is_signed_by_uv_for_this_server_and_this_device(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        said = {"iss": tablet.id, "aud": tablet.origin, "device": tablet.id}
        path = f"{DEVICES}/{tablet.id}/revoke"

        def refused(key, expected, **changes):
            message = jws.sign("cs-revoke+jwt", said | changes, key)
            assert tablet.post_jwt(path, message).outcome == expected, changes

        refused(PrivateKey(), (400, "jws-invalid"))
        refused(tablet.uv, (400, "jws-invalid"), aud="https://evil.example")
        refused(tablet.uv, (400, "jws-invalid"), iss=phone.id)
        refused(tablet.uv, (400, "jws-invalid"), device=phone.id)
        assert tablet.request("GET", SELF).status == 200
        assert tablet.revoke().status == 204

    def test_pop_removes_nothing(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        said = {"iss": tablet.id, "aud": tablet.origin, "device": tablet.id}
        reply = tablet.post_jwt(f"{DEVICES}/{tablet.id}/revoke", jws.sign("cs-revoke+jwt", said, tablet.pop))
        assert reply.outcome == (403, "key-not-allowed")
        assert tablet.request("GET", SELF).status == 200

    def test_the_signed_good_bye_comes_only_after_a_right_proof(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        tablet.revoke()
        assert tablet.farewell(tablet.request("GET", SELF)) == "removed"
        assert proved(tablet, key=PrivateKey()).outcome == (401, "key-unknown")
        assert proved(tablet, htm="POST").outcome == (401, "proof-invalid")
        assert proved(tablet, nonce="").outcome == (401, "nonce-stale")

    def test_a_removed_device_answers_nothing_and_its_codes_are_gone(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        _, page, question = person.asked(tablet)
        answer = tablet.answer(question, "approve", number=page.text("number"))
        assert tablet.revoke().status == 204
        assert tablet.farewell(tablet.send_answer(question, answer)) == "removed"
        assert phone.request("GET", f"{CHALLENGES}/{question['cid']}").json()["state"] == "pending"

    def test_a_yes_of_a_device_that_is_removed_before_the_browser_goes_on_is_worth_nothing(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        browser, page, question = person.asked(tablet)
        assert tablet.yes(question, page.text("number")).status == 200
        assert tablet.revoke().status == 204
        complete(browser)
        assert not is_signed_in(browser)
