"""What a question is worth when its time is over. These come last: all of them wait for the same half minute."""

import pytest

from cs1.person import complete, is_signed_in

pytestmark = pytest.mark.last
ENDED = (409, "challenge-ended")


def test_a_question_is_not_given_out_when_its_time_is_over(unanswered):
    case = unanswered["asked"].wait()
    assert case.phone.question() is None
    told = case.phone.request("GET", f"/api/v1/challenges/{case.question['cid']}").json()
    assert told["state"] == "expired"


def test_a_yes_after_the_end(unanswered):
    case = unanswered["late yes"].wait()
    late = case.phone.yes(case.question, case.number)
    assert late.outcome == ENDED and late.json()["state"] == "expired"
    complete(case.browser)
    assert not is_signed_in(case.browser)


def test_a_no_after_the_end(unanswered):
    case = unanswered["late no"].wait()
    late = case.phone.no(case.question)
    assert late.outcome == ENDED and late.json()["state"] == "expired"


def test_not_me_after_the_end_protects_and_decides_nothing(unanswered):
    case = unanswered["not me"].wait()
    assert case.phone.not_me(case.question).status == 200
    told = case.phone.request("GET", f"/api/v1/challenges/{case.question['cid']}").json()
    assert told["state"] == "expired"


def test_the_page_says_so_and_offers_to_ask_again(unanswered):
    case = unanswered["no script"].wait()
    page = case.browser.get("/sign-in/wait")
    assert "wait-expired" in page.ids and "number" not in page.ids
    page = case.browser.submit(page, "/sign-in/resend")
    again = case.phone.question(wait=5)
    assert again["cid"] != case.question["cid"], "a new question, the old one never changes"
    assert case.phone.yes(again, case.browser.get("/sign-in/wait").text("number")).status == 200
    assert complete(case.browser).path == "/account"
