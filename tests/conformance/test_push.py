"""Wake-ups: sealed for the device, signed by whom the instance document names, and only to where they may go."""

import json
import time

import pytest

from cs1.encoding import encode
from cs1.push import PushService

PUSH = "/api/v1/self/push"


def put(phone, subscription: dict):
    """Says where wake-ups go."""
    return phone.request("PUT", PUSH, json.dumps(subscription).encode(), "application/json")


@pytest.fixture
def service(phone):
    """A push service that the server may reach: on this machine, which only development allows."""
    if "vapid" not in phone.pin()["push"]:
        pytest.skip("this server sends no wake-ups")
    service = PushService()
    taken = put(phone, service.subscription())
    if taken.outcome == (400, "malformed"):
        pytest.skip("this server asks no push service on this machine")
    assert taken.status == 204, taken
    yield service
    service.close()


def test_a_question_wakes_the_phone(person, phone, service):
    browser, page, question = person.asked(phone)
    pushed = service.until(1)[0]
    assert service.opens(pushed) == {"v": 1, "device": phone.id}
    headers = pushed.headers
    assert headers["topic"] == question["cid"] and headers["urgency"] == "high"
    assert headers["content-encoding"] == "aes128gcm" and len(pushed.body) < 4096
    left = int(headers["ttl"])
    assert 0 < left <= question["exp"] - question["iat"]
    claims, key = pushed.vapid()
    assert key == phone.pin()["push"]["vapid"], "the key that the instance document names"
    assert claims["aud"] == service.origin and time.time() < claims["exp"] <= time.time() + 24 * 3600 + 60
    assert question["cid"].encode() not in pushed.body and person.name.encode() not in pushed.body
    assert phone.yes(question, page.text("number")).status == 200


def test_a_busy_service_is_asked_again_and_sealed_anew(person, phone, service):
    service.answers += [(503, {}), (429, {"retry-after": "1"})]
    person.asked(phone)
    pushed = service.until(3)
    assert len({each.headers["topic"] for each in pushed}) == 1
    assert len({each.body[:16] for each in pushed}) == 3, "a salt of its own each time"


def test_no_redirect_is_followed(person, phone, service):
    service.answers.append((307, {"location": f"{service.origin}/elsewhere"}))
    _, page, question = person.asked(phone)
    service.until(1)
    assert phone.yes(question, page.text("number")).status == 200
    person.asked(phone)
    assert [each.path for each in service.until(2)] == ["/phone", "/phone"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_over_is_not_used_again(person, phone, service, status):
    service.answers.append((status, {}))
    _, page, question = person.asked(phone)
    service.until(1)
    assert phone.yes(question, page.text("number")).status == 200
    _, page, question = person.asked(phone)
    assert phone.yes(question, page.text("number")).status == 200
    assert put(phone, service.subscription("/again")).status == 204
    person.asked(phone)
    assert [each.path for each in service.until(2)] == ["/phone", "/again"]


def test_whoever_unsubscribes_or_is_removed_is_left_alone(person, phone, service):
    tablet = person.link("Tablet", asked=phone)
    assert put(tablet, service.subscription("/tablet")).status == 204
    assert phone.request("DELETE", PUSH).status == 204
    assert phone.request("DELETE", PUSH).status == 204
    before = len(service.arrived)
    _, page, question = person.asked(phone)
    assert service.until(before + 1)[before].path == "/tablet"
    assert phone.yes(question, page.text("number")).status == 200
    assert tablet.revoke().status == 204
    assert put(tablet, service.subscription("/tablet")).status == 410


REFUSED = {
    "another kind": {"kind": "apns"},
    "no kind": {"kind": None},
    "no address": {"endpoint": None},
    "plain http": {"endpoint": "http://push.example/x"},
    "another scheme": {"endpoint": "ftp://push.example/x"},
    "user info": {"endpoint": "https://ada:secret@push.example/x"},
    "a fragment": {"endpoint": "https://push.example/x#y"},
    "too long": {"endpoint": "https://push.example/" + "x" * 1_000},
    "a private address": {"endpoint": "https://10.0.0.1/x"},
    "a private address in one number": {"endpoint": "https://167772161/x"},
    "a mapped one": {"endpoint": "https://[::ffff:10.0.0.1]/x"},
    "NAT64": {"endpoint": "https://[64:ff9b::a00:1]/x"},
    "6to4": {"endpoint": "https://[2002:a00:1::1]/x"},
    "link-local": {"endpoint": "https://169.254.169.254/latest/meta-data"},
    "unique local": {"endpoint": "https://[fd00::1]/x"},
    "a short key": {"p256dh": encode(b"\x04" + bytes(63))},
    "a key that is no point": {"p256dh": encode(b"\x04" + bytes(64))},
    "a compressed key": {"p256dh": encode(b"\x02" + bytes(32))},
    "a short secret": {"auth": encode(bytes(15))},
    "no secret": {"auth": None},
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_subscription_with_anything_wrong_is_refused(phone, service, fault):
    assert put(phone, service.subscription(**REFUSED[fault])).outcome == (400, "malformed")


def test_a_subscription_wants_a_proof(phone, service):
    body = json.dumps(service.subscription()).encode()
    assert phone.send("PUT", PUSH, body, {"content-type": "application/json"}).outcome == (401, "proof-invalid")
    assert phone.request("PUT", PUSH, body, "text/plain").outcome == (415, "media-type")
