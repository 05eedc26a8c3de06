"""Steps: two copies of a device differ, and that is told, not punished."""

import os

from cs1.encoding import encode
from cs1.person import complete


def fresh() -> str:
    return encode(os.urandom(16))


def copied(phone):
    """When the server noticed a copy, if it did."""
    return phone.account().payload.get("copied_at")


def go(phone, last: str, after: str):
    """`GET /self` with a step."""
    phone.step = {"last": last, "next": after}
    try:
        return copied(phone)
    finally:
        phone.step = None


def test_a_device_that_goes_on_or_sends_a_step_again_is_one(phone):
    a, b, c = fresh(), fresh(), fresh()
    for last, after in ((a, a), (a, b), (a, b), (b, b), (b, c), (a, b)):
        assert go(phone, last, after) is None
    assert copied(phone) is None, "nothing is decided"


def test_two_copies_are_both_told_and_still_answer(person, phone):
    a, b, other, c = fresh(), fresh(), fresh(), fresh()
    assert go(phone, a, a) is None and go(phone, a, b) is None
    assert isinstance(go(phone, a, other), int), "the copy"
    assert isinstance(go(phone, b, c), int), "the device"
    browser, page, question = person.asked(phone)
    assert phone.yes(question, page.text("number")).status == 200
    assert complete(browser).path == "/account"


def test_a_yes_without_a_step_shows_a_copy_and_a_plain_no_does_not(person, phone):
    a, b = fresh(), fresh()
    assert go(phone, a, a) is None
    _, _, question = person.asked(phone)
    assert phone.no(question).status == 200
    assert copied(phone) is None
    _, page, question = person.asked(phone)
    assert phone.yes(question, page.text("number")).status == 200
    assert isinstance(go(phone, a, b), int)


def test_a_faulty_step_is_no_proof(phone):
    for step in ({"last": fresh()}, {"last": "AAAA", "next": fresh()}, "one", {"last": None, "next": fresh()}):
        phone.step = step
        assert phone.request("GET", "/api/v1/self").outcome == (401, "proof-invalid")
    phone.step = None
    assert copied(phone) is None
