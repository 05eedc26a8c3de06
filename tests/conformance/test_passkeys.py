"""Passkeys, by an independent client: added, used for a sign-in and for a change, and every part of a reply wrong."""

import json
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.webauthn import AuthenticatorData

from cs1.key import Key, Says
from cs1.person import is_signed_in

FLAG = AuthenticatorData.FLAG
REFUSED = "This reply does not fit"


@pytest.fixture
def key(person, server):
    """The only method of this test's person."""
    key = Key(server.origin)
    page = new_page(person)
    page = person.browser.submit(page, page.path, name="Yellow key", reply=key.make(page.passkey))
    assert page.path == "/2fa/backup-codes", page.body
    person.keep_codes(page)
    return key


def new_page(person):
    """The page that makes a passkey, where nothing has to be proved first."""
    page = person.browser.get("/2fa/add")
    if not any(action == "/2fa/passkeys" for action, _ in page.forms):
        pytest.skip("this server offers no passkeys at its address")
    return person.browser.submit(page, "/2fa/passkeys")


def at_the_key(person):
    """Another browser with the right password."""
    browser, page = person.sign_in()
    assert page.path == "/sign-in/passkey", page.body
    return browser, page


def test_a_passkey_lets_in(person, key):
    for _ in range(2):
        browser, page = at_the_key(person)
        page = browser.submit(page, "/sign-in/passkey", reply=key.answer(page.passkey))
        assert page.path == "/account" and is_signed_in(browser), page.body


def test_a_passkey_proves_a_change(person, key):
    page = person.browser.get("/2fa/switch-off")
    assert page.path.startswith("/prove?reason=switch-off"), page
    page = person.browser.submit(page, "/prove/passkey", reply=key.answer(page.passkey))
    page = person.browser.submit(page, "/2fa/switch-off")
    assert page.path == "/2fa" and "two-step-off" in page.ids, page.body


WRONG = {
    "origin of another site": Says(origin="https://countersign.example"),
    "origin with another port": Says(origin="http://localhost:1"),
    "another relying party": Says(rp_id="countersign.example"),
    "another challenge": Says(challenge=os.urandom(32)),
    "an answer for a registration": Says(type="webauthn.create"),
    "nobody present": Says(flags=FLAG(0)),
    "nobody verified": Says(flags=FLAG.UP),
    "nobody present, but verified": Says(flags=FLAG.UV),
    "another credential": Says(credential_id=os.urandom(32)),
    "another key": Says(signed_by=ec.generate_private_key(ec.SECP256R1())),
}


@pytest.mark.parametrize("says", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_lets_nobody_in(person, key, says):
    browser, page = at_the_key(person)
    good = page
    page = browser.submit(page, "/sign-in/passkey", reply=key.answer(page.passkey, says))
    assert page.status == 200 and REFUSED in page.body, page.body
    assert not is_signed_in(browser)
    # The challenge is used up; the page has another one, and with that the key lets in.
    again = browser.submit(good, "/sign-in/passkey", reply=key.answer(good.passkey))
    assert REFUSED in again.body, again.body
    page = browser.submit(again, "/sign-in/passkey", reply=key.answer(again.passkey))
    assert page.path == "/account", page.body


def test_a_counter_that_does_not_grow_lets_nobody_in(person, key):
    key.counter = 7
    browser, page = at_the_key(person)
    page = browser.submit(page, "/sign-in/passkey", reply=key.answer(page.passkey))
    assert page.path == "/account", page.body
    for counter in (8, 7, 0):
        browser, page = at_the_key(person)
        page = browser.submit(page, "/sign-in/passkey", reply=key.answer(page.passkey, Says(counter=counter)))
        assert "There may be a second copy" in page.body and not is_signed_in(browser), page.body


WRONG_NEW = {
    name: says
    for name, says in WRONG.items()
    if name not in ("an answer for a registration", "another credential", "another key")
} | {"a registration for an answer": Says(type="webauthn.get")}


@pytest.mark.parametrize("says", WRONG_NEW.values(), ids=WRONG_NEW.keys())
def test_what_is_wrong_adds_nothing(person, server, says):
    page = new_page(person)
    path = page.path
    page = person.browser.submit(page, path, name="Wrong", reply=Key(server.origin).make(page.passkey, says))
    assert page.status == 200 and REFUSED in page.body, page.body
    assert "two-step-off" in person.browser.get("/2fa").ids
    page = person.browser.submit(page, path, name="Right", reply=Key(server.origin).make(page.passkey))
    assert page.path == "/2fa/backup-codes", page.body


def test_what_is_no_reply_is_refused_as_malformed(person, key):
    browser, page = at_the_key(person)
    for reply in ("", "{}", "[]", "null", '{"id":"AAAA"}', key.answer(page.passkey)[:-1]):
        refused = browser.submit(page, "/sign-in/passkey", reply=reply)
        assert refused.status == 400, (reply, refused.body)
    page = browser.submit(page, "/sign-in/passkey", reply=key.answer(page.passkey))
    assert page.path == "/account", page.body


def test_a_passkey_belongs_to_one_account(operator, person, key):
    other = operator.invite()
    page = new_page(other)
    page = other.browser.submit(page, page.path, name="Yellow key", reply=key.make(page.passkey))
    assert page.path == "/2fa?error=passkey-known" and "added before" in page.body, page
    other.close()


def knock(browser):
    """The page that asks any passkey, whoever's it is."""
    return browser.submit(browser.get("/sign-in"), "/sign-in/with-passkey/begin")


@pytest.fixture
def alone(person, key):
    """Lets this test's passkey sign in alone."""
    page = person.browser.get("/2fa/passkey-alone/on")
    page = person.browser.submit(page, "/prove/passkey", reply=key.answer(page.passkey))
    page = person.browser.submit(page, "/2fa/passkey-alone/on")
    assert page.path == "/2fa", page
    return key


def test_a_passkey_that_may_not_sign_in_alone_is_sent_to_the_password(person, key):
    browser = person.new_browser()
    page = knock(browser)
    page = browser.submit(page, page.path, reply=key.answer(page.passkey))
    assert page.path == "/sign-in?error=password-too" and not is_signed_in(browser), page


def test_a_passkey_signs_in_alone_without_a_name(person, alone):
    browser = person.new_browser()
    page = knock(browser)
    assert not json.loads(page.passkey)["publicKey"].get("allowCredentials"), "it names nobody's passkeys"
    page = browser.submit(page, page.path, reply=alone.answer(page.passkey))
    assert page.path == "/account" and is_signed_in(browser), page.body


WRONG_ALONE = WRONG | {
    "another person's name inside": Says(handle=os.urandom(16)),
    "a name that is none": Says(handle=b"robin"),
}


@pytest.mark.parametrize("says", WRONG_ALONE.values(), ids=WRONG_ALONE.keys())
def test_what_is_wrong_lets_nobody_in_without_a_name(person, alone, says):
    browser = person.new_browser()
    good = knock(browser)
    page = browser.submit(good, good.path, reply=alone.answer(good.passkey, says))
    assert page.status == 200 and REFUSED in page.body, page.body
    assert not is_signed_in(browser)
    again = browser.submit(page, page.path, reply=alone.answer(good.passkey))
    assert REFUSED in again.body and not is_signed_in(browser), "the first question is used up"
    page = browser.submit(again, again.path, reply=alone.answer(again.passkey))
    assert page.path == "/account", page.body
