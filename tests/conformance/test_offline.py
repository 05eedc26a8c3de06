"""Mode `offline`: eight digits for one question, typed on its own page, once, from an active device."""

import pytest

from cs1.encoding import decode
from cs1.links import parse_link
from cs1.person import is_signed_in
from cs1.picture import qr_code


def ask(person, browser=None):
    """Signs in and says that the phone has no network; the page with the question."""
    browser, page = person.sign_in(browser)
    page = browser.submit(page, "/sign-in/without-network")
    assert page.path == "/sign-in/wait" and "wait-offline" in page.ids, page
    page.picture = browser.get("/sign-in/offline/qr").content
    return browser, page


def scan(device, page):
    """What a camera reads, believed as any question is."""
    link = parse_link(qr_code(page.picture))
    assert link == parse_link(page.links["open-here"]) and link["s"] == device.origin
    question = device.believe(link["j"], "cs-challenge+jwt")
    assert question["mode"] == "offline" and question["aud"] == device.acct and "digits" not in question.payload
    return question


def type_digits(browser, page, digits):
    return browser.submit(page, "/sign-in/offline", digits=digits)


def wrong(digits):
    """Eight other digits."""
    return "".join(str((int(digit) + 1) % 10) for digit in digits)


def test_a_device_without_network_signs_its_person_in(person, phone):
    browser, page = ask(person)
    question = scan(phone, page)
    assert question["ctx"]["reason"] == "sign-in" and question["ctx"]["browser"] == "Firefox"
    digits = phone.digits(question)
    page = type_digits(browser, page, f" {digits[:4]}-{digits[4:]} ")
    assert page.path == "/account" and is_signed_in(browser)
    told = phone.request("GET", f"/api/v1/challenges/{question['cid']}").json()
    assert told["state"] == "consumed" and told["by"] == phone.name


def test_a_device_with_network_gets_the_same_bytes_and_may_only_say_no(person, phone):
    browser, page = ask(person)
    question = scan(phone, page)
    assert phone.question(wait=5).jws == question.jws
    for said in ({}, {"number": "00"}, {"scan": "A" * 22}):
        assert phone.send_answer(question, phone.answer(question, "approve", **said)).outcome == (400, "jws-invalid")
    assert phone.no(question).json()["state"] == "declined"
    page = type_digits(browser, page, phone.digits(question))
    assert "wait-declined" in page.ids and not is_signed_in(browser)


@pytest.mark.parametrize("fault", ["wrong digits", "nothing", "the digits of another sign-in", "another device's key"])
def test_what_is_no_answer(person, phone, fault):
    tablet = person.link("Tablet", asked=phone) if fault == "another device's key" else None
    other, before = ask(person)
    earlier = scan(phone, before)
    other.submit(other.get("/sign-in/other-ways"), "/sign-in/cancel")
    browser, page = ask(person)
    question = scan(phone, page)
    typed = {
        "wrong digits": lambda: wrong(phone.digits(question)),
        "nothing": lambda: "",
        "the digits of another sign-in": lambda: phone.digits(earlier),
        "another device's key": lambda: tablet.digits(question, bytes(32)),
    }[fault]()
    refused = type_digits(browser, page, typed)
    assert refused.path == "/sign-in/offline" and "digits-error" in refused.ids, refused
    assert not is_signed_in(browser)
    assert type_digits(browser, refused, phone.digits(question)).path == "/account", "the right ones still count"


def test_three_wrong_digits_end_the_question(person, phone):
    browser, page = ask(person)
    digits = phone.digits(scan(phone, page))
    for _ in range(3):
        last = type_digits(browser, page, wrong(digits))
    assert "wait-failed" in last.ids, last
    type_digits(browser, page, digits)
    assert not is_signed_in(browser)


def test_digits_serve_once_and_only_in_their_own_browser(person, phone):
    browser, page = ask(person)
    digits = phone.digits(scan(phone, page))
    thief, _ = person.sign_in()
    csrf = thief.get("/sign-in/wait").form("/sign-in/cancel")["csrf"]
    thief.post("/sign-in/offline", {"csrf": csrf, "digits": digits})
    assert not is_signed_in(thief)
    assert type_digits(browser, page, digits).path == "/account"
    thief.post("/sign-in/offline", {"csrf": csrf, "digits": digits})
    assert not is_signed_in(thief)
    type_digits(browser, page, digits)
    assert browser.get("/account").path == "/account", "the first session stays"


def test_the_digits_of_a_removed_device(person, phone):
    tablet = person.link("Tablet", asked=phone)
    browser, page = ask(person)
    question = scan(phone, page)
    digits = tablet.digits(question)
    assert tablet.revoke().status == 204
    assert type_digits(browser, page, digits).path == "/sign-in/offline"
    assert not is_signed_in(browser)
    assert type_digits(browser, page, phone.digits(question)).path == "/account"


def test_another_persons_device(operator, person, phone):
    other = operator.invite()
    theirs = other.link()
    browser, page = ask(person)
    question = scan(phone, page)
    assert type_digits(browser, page, theirs.digits(question)).path == "/sign-in/offline"
    assert not is_signed_in(browser)
    other.close()


def test_every_device_has_a_key_of_its_own(person, phone):
    tablet = person.link("Tablet", asked=phone)
    keys = {device.account()["offline_key"] for device in (phone, tablet)}
    assert len(keys) == 2 and all(len(decode(key)) == 32 for key in keys)


def test_it_is_offered_only_where_a_device_can(person, phone):
    assert phone.request("PATCH", "/api/v1/self", b'{"capabilities":["tap","number"]}', "application/json").status == 204
    browser, page = person.sign_in()
    assert "no-network" not in page.ids and "way-offline" not in browser.get("/sign-in/other-ways").ids
    question = phone.question()
    csrf = page.form("/sign-in/cancel")["csrf"]
    assert browser.post("/sign-in/without-network", {"csrf": csrf}).path == "/sign-in/other-ways"
    assert phone.question().jws == question.jws, "and what was asked stays"
