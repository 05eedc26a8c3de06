"""`cs-freeze` and `cs-unlock`: what a device can order, and what it cannot."""

import pytest

from cs1.keys import PrivateKey
from cs1.person import complete, is_signed_in

FREEZE, UNLOCK = "/api/v1/self/freeze", "/api/v1/self/unlock"
INVALID = (400, "jws-invalid")


def is_frozen(device):
    return "frozen_at" in device.request("GET", "/api/v1/devices").json()


def test_a_freeze_ends_sessions_and_stops_every_way_in(person, phone):
    browser, page, question = person.asked(phone)
    assert phone.yes(question, page.text("number")).status == 200
    assert phone.freeze().status == 204
    assert is_frozen(phone)
    assert not is_signed_in(person.browser)
    complete(browser)
    assert not is_signed_in(browser)
    browser, page = person.sign_in()
    assert page.path == "/thaw", page
    assert phone.question() is None
    assert phone.revoke().outcome == (403, "frozen")


def test_an_unlock_lets_sign_ins_go_on(person, phone):
    phone.freeze()
    assert phone.unlock().status == 204
    assert not is_frozen(phone)
    browser, page, question = person.asked(phone)
    assert phone.yes(question, page.text("number")).status == 200
    assert complete(browser).path == "/account"


def test_a_new_device_freezes_and_does_not_unlock(person, phone):
    tablet = person.link("Tablet", asked=phone)
    assert tablet.freeze().status == 204
    assert tablet.unlock().outcome == (403, "too-new")
    assert is_frozen(phone)


def test_each_order_counts_once(phone):
    freeze, unlock = phone.order("cs-freeze+jwt"), phone.order("cs-unlock+jwt")
    for path, message in ((FREEZE, freeze), (FREEZE, freeze), (UNLOCK, unlock), (FREEZE, freeze)):
        assert phone.post_jwt(path, message).status == 204
    assert not is_frozen(phone)
    phone.freeze()
    assert phone.post_jwt(UNLOCK, unlock).status == 204
    assert is_frozen(phone)


FAULTS = {
    "another audience": {"aud": "https://evil.example"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "somebody"},
    "no id": {"jti": None},
    "a short id": {"jti": "AAAA"},
    "nothing about the person": {"uv": None},
    "another word about the person": {"uv": "iris"},
}


@pytest.mark.parametrize("typ, path", [("cs-freeze+jwt", FREEZE), ("cs-unlock+jwt", UNLOCK)])
class TestRefused:
    """Orders that change nothing."""

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_faulty_order(self, phone, typ, path, fault):
        assert phone.post_jwt(path, phone.order(typ, **FAULTS[fault])).outcome == INVALID
        assert not is_frozen(phone)

    def test_by_pop(self, phone, typ, path):
        assert phone.post_jwt(path, phone.order(typ, phone.pop)).outcome == (403, "key-not-allowed")
        assert not is_frozen(phone)

    def test_by_a_stranger_s_key(self, phone, typ, path):
        assert phone.post_jwt(path, phone.order(typ, PrivateKey())).outcome == INVALID
        assert not is_frozen(phone)

    def test_under_the_other_s_type(self, phone, typ, path):
        other = {"cs-freeze+jwt": "cs-unlock+jwt", "cs-unlock+jwt": "cs-freeze+jwt"}[typ]
        assert phone.post_jwt(path, phone.order(other)).outcome == INVALID
        assert not is_frozen(phone)
