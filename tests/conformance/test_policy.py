"""The person's own rule, and the probation of new devices: what a device can send about them."""

import pytest

from cs1.person import complete

NOT_ALLOWED = (403, "key-not-allowed")
TOO_NEW = (403, "too-new")
TAKES_AWAY = {
    "new-codes": "/2fa/backup-codes/new",
    "change-policy": "/2fa/policy",
    "switch-off": "/2fa/switch-off",
}


@pytest.fixture
def strict(person, phone):
    """A person who has chosen the strictest rule."""
    page = person.prove(person.browser.get("/2fa/policy"), phone)
    assert page.path == "/2fa/policy", page
    assert person.browser.submit(page, "/2fa/policy", approval="strict").path == "/2fa"
    return person


class TestStrict:
    """`strict`: six digits, and a person whom the device has made sure of."""

    def test_it_is_told_and_asks_for_six_digits_in_a_trusted_browser(self, strict, phone):
        assert phone.account()["policy"]["approval"] == "strict"
        strict.sign_out()
        browser, page, question = strict.asked(phone, strict.browser)
        assert (question["mode"], question["digits"]) == ("number", 6)
        assert phone.yes(question, page.text("number")).status == 200
        assert complete(browser).path == "/account"

    def test_yes_without_a_verified_person_counts_for_nothing_and_costs_no_try(self, strict, phone):
        _, page, question = strict.asked(phone)
        number = page.text("number")
        for _ in range(4):
            message = phone.answer(question, "approve", number=number, uv="none")
            assert phone.send_answer(question, message).outcome == NOT_ALLOWED
        assert phone.yes(question, number).status == 200

    def test_a_plain_no_needs_nobody(self, strict, phone):
        _, _, question = strict.asked(phone)
        assert phone.no(question).json()["state"] == "declined"

    def test_two_digits_are_no_number(self, strict, phone):
        _, page, question = strict.asked(phone)
        assert phone.yes(question, page.text("number")[:2]).outcome == (403, "wrong-number")


class TestProbation:
    """A device of less than 72 hours that is not the first method."""

    @pytest.mark.parametrize("reason", TAKES_AWAY)
    def test_what_takes_away_is_not_asked_of_it_and_its_yes_is_none(self, person, phone, reason):
        tablet = person.link("Tablet", asked=phone)
        page = person.browser.submit(person.browser.get(TAKES_AWAY[reason]), "/prove/ask")
        question = phone.question(wait=5)
        assert question["ctx"]["reason"] == reason
        assert tablet.question() is None
        for _ in range(4):
            assert tablet.yes(question, page.text("number")).outcome == TOO_NEW
        assert phone.yes(question, page.text("number")).status == 200

    def test_its_no_counts(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        person.browser.submit(person.browser.get("/2fa/switch-off"), "/prove/ask")
        assert tablet.no(phone.question(wait=5)).json()["state"] == "declined"

    def test_it_answers_sign_ins(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        browser, page, question = person.asked(tablet)
        assert tablet.yes(question, page.text("number")).status == 200
        assert complete(browser).path == "/account"
