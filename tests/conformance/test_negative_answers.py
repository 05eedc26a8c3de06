"""Answers that must decide nothing, and decisions that must stay."""

import os

import pytest

from cs1 import jws
from cs1.encoding import encode, sha256
from cs1.keys import PrivateKey
from cs1.person import OpenQuestion, complete, is_signed_in

INVALID = (400, "jws-invalid")
NOT_ALLOWED = (403, "key-not-allowed")
ENDED = (409, "challenge-ended")


@pytest.fixture(scope="module")
def patient(operator):
    """A person with a phone and a question that refusals leave pending."""
    person = operator.invite()
    yield OpenQuestion(person, person.link())
    person.close()


def state(device, question):
    return device.request("GET", f"/api/v1/challenges/{question['cid']}").json()["state"]


def other_number(number, but=()):
    return next(f"{guess:02}" for guess in range(100) if f"{guess:02}" not in (number, *but))


FAULTS = {
    "another question's id": lambda p: {"cid": encode(os.urandom(16))},
    "a short id": lambda p: {"cid": encode(os.urandom(15))},
    "another hash": lambda p: {"challenge_sha256": sha256(b"another")},
    "the hash of the payload alone": lambda p: {"challenge_sha256": sha256(p.question.jws.split(".")[1].encode())},
    "the identity in place of the hash": lambda p: {"challenge_sha256": p.question.identity},
    "no hash": lambda p: {"challenge_sha256": None},
    "another audience": lambda p: {"aud": "https://evil.example"},
    "the audience with a slash": lambda p: {"aud": p.phone.origin + "/"},
    "no audience": lambda p: {"aud": None},
    "another issuer": lambda p: {"iss": encode(os.urandom(16))},
    "the account as issuer": lambda p: {"iss": p.phone.acct},
    "no decision": lambda p: {"decision": None},
    "another decision": lambda p: {"decision": "maybe"},
    "YES in capitals": lambda p: {"decision": "Approve"},
    "another verification": lambda p: {"uv": "retina"},
    "no verification": lambda p: {"uv": None},
    "YES with a reason": lambda p: {"reason": "not_me"},
    "another reason": lambda p: {"decision": "decline", "number": None, "reason": "bored"},
    "the number as a number": lambda p: {"number": int(p.number)},
    "a number with a space": lambda p: {"number": f"{p.number} "},
    "a number in other digits": lambda p: {"number": "".join(chr(0x660 + int(digit)) for digit in p.number)},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_answer_decides_nothing(patient, fault):
    patient.ask()
    said = {"number": patient.number} | FAULTS[fault](patient)
    decision = said.pop("decision", "approve")
    answer = patient.phone.answer(patient.question, decision, **said)
    assert patient.phone.send_answer(patient.question, answer).outcome == INVALID
    assert state(patient.phone, patient.question) == "pending"


def test_a_key_of_nobody(patient):
    patient.ask()
    answer = patient.phone.answer(patient.question, "approve", PrivateKey(), number=patient.number)
    assert patient.phone.send_answer(patient.question, answer).outcome == INVALID


@pytest.mark.parametrize("said", [
    {"decision": "approve"},
    {"decision": "approve", "uv": "biometric"},
    {"decision": "decline", "reason": "not_me"},
])
def test_pop_says_a_plain_no_and_nothing_else(patient, said):
    patient.ask()
    number = patient.number if said["decision"] == "approve" else None
    rest = {name: value for name, value in said.items() if name != "decision"}
    answer = patient.phone.answer(patient.question, said["decision"], patient.phone.pop, number=number, **rest)
    assert patient.phone.send_answer(patient.question, answer).outcome == NOT_ALLOWED
    assert state(patient.phone, patient.question) == "pending"


def test_another_device_of_somebody_else(patient, person, phone):
    patient.ask()
    answer = phone.answer(patient.question, "approve", number=patient.number)
    assert phone.send_answer(patient.question, answer).outcome == (404, "not-found")
    borrowed = patient.phone.answer(patient.question, "approve", number=patient.number)
    assert phone.send_answer(patient.question, borrowed).outcome in (INVALID, (404, "not-found"))
    assert state(patient.phone, patient.question) == "pending"


def test_an_answer_to_nothing(patient):
    patient.ask()
    cid = encode(os.urandom(16))
    answer = patient.phone.answer(patient.question, "decline", cid=cid)
    assert patient.phone.post_jwt(f"/api/v1/challenges/{cid}", answer).outcome == (404, "not-found")


def test_after_all_of_them_the_right_answer_is_taken(patient):
    patient.ask()
    patient.take()


class TestNumber:
    """Three tries, each message counted once and before it is compared."""

    def test_three_wrong_numbers_end_the_question(self, person, phone):
        browser, page, question = person.asked(phone)
        right, tried = page.text("number"), []
        for left in (2, 1, 0):
            tried.append(other_number(right, tried))
            reply = phone.yes(question, tried[-1])
            assert reply.outcome == (403, "wrong-number") and reply.json()["tries_left"] == left
        late = phone.yes(question, right)
        assert late.outcome == ENDED and late.json()["state"] == "failed"
        complete(browser)
        assert not is_signed_in(browser)

    def test_the_same_wrong_message_counts_once(self, person, phone):
        _, page, question = person.asked(phone)
        wrong = phone.answer(question, "approve", number=other_number(page.text("number")))
        replies = [phone.send_answer(question, wrong) for _ in range(4)]
        assert {reply.outcome for reply in replies} == {(403, "wrong-number")}
        assert {reply.json()["tries_left"] for reply in replies} == {2}
        assert phone.yes(question, page.text("number")).status == 200

    def test_the_same_text_signed_again_is_the_same_message(self, person, phone):
        _, page, question = person.asked(phone)
        number = other_number(page.text("number"))
        first, second = (phone.answer(question, "approve", number=number) for _ in "12")
        assert first != second and jws.identity(first) == jws.identity(second)
        replies = [phone.send_answer(question, message) for message in (first, second)]
        assert [reply.json()["tries_left"] for reply in replies] == [2, 2]

    def test_a_yes_without_the_number(self, person, phone):
        _, page, question = person.asked(phone)
        reply = phone.yes(question)
        assert reply.outcome in (INVALID, (403, "wrong-number"))
        assert state(phone, question) == "pending"
        assert phone.yes(question, page.text("number")).status == 200

    @pytest.mark.parametrize("change", [lambda n: n[0], lambda n: n + "0", lambda n: n + "0000", lambda n: ""])
    def test_a_number_of_another_length(self, person, phone, change):
        _, page, question = person.asked(phone)
        reply = phone.yes(question, change(page.text("number")))
        assert reply.outcome in (INVALID, (403, "wrong-number"))
        assert state(phone, question) == "pending"

    def test_a_no_needs_no_number(self, person, phone):
        _, _, question = person.asked(phone)
        assert phone.send_answer(question, phone.answer(question, "decline", reason="cancelled")).status == 200


class TestDecisionsStay:
    """Forward only."""

    def test_a_no_is_terminal(self, person, phone):
        browser, page, question = person.asked(phone)
        phone.no(question)
        late = phone.yes(question, page.text("number"))
        assert late.outcome == ENDED
        told = late.json()
        assert (told["state"], told["by"]) == ("declined", phone.name) and isinstance(told["at"], int)
        complete(browser)
        assert not is_signed_in(browser)

    def test_a_yes_is_not_taken_back_by_a_plain_no(self, person, phone):
        _, page, question = person.asked(phone)
        phone.yes(question, page.text("number"))
        assert phone.no(question).outcome == ENDED
        assert state(phone, question) == "approved"

    @pytest.mark.parametrize("decision", ["approve", "decline"])
    def test_the_same_message_gets_the_same_reply(self, person, phone, decision):
        _, page, question = person.asked(phone)
        number = page.text("number") if decision == "approve" else None
        message = phone.answer(question, decision, number=number)
        replies = [phone.send_answer(question, message) for _ in range(3)]
        assert [reply.status for reply in replies] == [200, 200, 200]
        assert len({reply.text for reply in replies}) == 1
        again = phone.answer(question, decision, number=number)
        assert again != message and phone.send_answer(question, again).text == replies[0].text

    def test_the_same_yes_after_the_browser_went_on(self, person, phone):
        browser, page, question = person.asked(phone)
        message = phone.answer(question, "approve", number=page.text("number"))
        first = phone.send_answer(question, message)
        complete(browser)
        again = phone.send_answer(question, message)
        assert (again.status, again.text) == (first.status, first.text)

    def test_an_answer_of_an_earlier_question_does_not_serve_the_next(self, person, phone):
        browser, page, first = person.asked(phone)
        old = phone.answer(first, "approve", number=page.text("number"))
        phone.no(first)
        _, _, second = person.asked(phone)
        assert phone.post_jwt(f"/api/v1/challenges/{second['cid']}", old).outcome == INVALID
        assert state(phone, second) == "pending"

    def test_what_the_page_cancelled_is_over(self, person, phone):
        browser, page, question = person.asked(phone)
        browser.submit(page, "/sign-in/cancel")
        late = phone.yes(question, page.text("number"))
        assert late.outcome == ENDED and late.json()["state"] == "cancelled"
        assert phone.question() is None

    def test_not_me_after_a_no_decides_nothing_more(self, person, phone):
        _, _, question = person.asked(phone)
        phone.no(question)
        assert phone.not_me(question).status == 200
        assert state(phone, question) == "declined"

    def test_not_me_before_the_browser_goes_on_takes_the_yes_away(self, person, phone):
        browser, page, question = person.asked(phone)
        phone.yes(question, page.text("number"))
        assert phone.not_me(question).status == 200
        complete(browser)
        assert not is_signed_in(browser)

    def test_after_not_me_that_browser_asks_nobody_for_a_while(self, person, phone):
        browser, _, question = person.asked(phone)
        phone.not_me(question)
        person.sign_in(browser)
        assert phone.question(wait=1) is None

    def test_not_me_takes_the_trust_of_all_browsers(self, person, phone):
        person.sign_out()
        _, _, question = person.asked(phone, person.browser)
        assert question["mode"] == "tap"
        phone.not_me(question)
        person.sign_in(person.browser)
        later = phone.question(wait=1)
        assert later is None or later["mode"] == "number"


def test_a_yes_for_one_change_serves_no_other(person, phone):
    page = person.browser.get("/2fa/backup-codes/new")
    assert page.path.startswith("/prove?reason=new-codes"), page
    page = person.prove(page, phone)
    assert page.path == "/2fa/backup-codes/new"
    other = person.browser.get("/2fa/switch-off")
    assert other.path.startswith("/prove?reason=switch-off"), other
    csrf = page.form("/2fa/backup-codes/new")["csrf"]
    forced = person.browser.post("/2fa/switch-off", {"csrf": csrf})
    assert forced.path.startswith("/prove?"), forced
    assert phone.request("GET", "/api/v1/self").status == 200
    assert person.browser.submit(page, "/2fa/backup-codes/new").path == "/2fa/backup-codes"
    again = person.browser.post("/2fa/backup-codes/new", {"csrf": csrf})
    assert again.path.startswith("/prove?"), "and only once"


def test_a_yes_for_a_sign_in_proves_no_change(person, phone):
    browser, page, question = person.asked(phone)
    phone.yes(question, page.text("number"))
    complete(browser)
    assert browser.get("/2fa/switch-off").path.startswith("/prove?reason=switch-off")
