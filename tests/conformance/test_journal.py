"""The journal and its signed heads: they only go forward, and entries chain up to them."""

import json

import pytest

from cs1.encoding import Refused
from cs1.journal import follow
from cs1.person import complete


def entries(phone, after: int = 0) -> "list[str]":
    """What the device gets of its account's journal."""
    reply = phone.request("GET", f"/api/v1/journal?after={after}")
    assert reply.status == 200, reply
    return reply.json()["entries"]


def test_entries_chain_up_to_the_signed_head_and_heads_only_go_forward(person, phone):
    account = phone.account()
    known = follow(phone.acct, None, entries(phone))
    assert known == account["journal_head"] and account["epoch"] >= 1
    browser, page, question = person.asked(phone)
    assert question["journal_head"]["number"] >= known["number"] and question["epoch"] == account["epoch"]
    assert phone.no(question).status == 200
    browser, page, question = person.asked(phone)
    assert phone.yes(question, page.text("number")).status == 200
    assert complete(browser).path == "/account"
    later = phone.account()["journal_head"]
    assert later["number"] > known["number"]
    texts = entries(phone, known["number"])
    assert follow(phone.acct, known, texts) == later
    kinds = [json.loads(text)["kind"] for text in texts]
    assert kinds == ["declined", "approved", "signed-in"], kinds
    assert json.loads(texts[0])["device"] == phone.name


def test_an_entry_that_was_changed_left_out_or_moved_breaks_the_chain(person, phone):
    texts = entries(phone)
    assert len(texts) >= 3
    for broken in (
        [texts[0].replace('"at":1', '"at":2'), *texts[1:]],
        [texts[0], *texts[2:]],
        [texts[0], texts[2], texts[1]],
        texts[1:],
    ):
        with pytest.raises(Refused):
            follow(phone.acct, None, broken)


def test_a_journal_is_for_the_devices_of_its_account(operator, phone):
    other = operator.invite()
    stranger = other.link()
    texts = entries(stranger)
    assert {json.loads(text)["account"] for text in texts} == {stranger.acct} != {phone.acct}
    assert phone.send("GET", "/api/v1/journal").status == 401
    other.close()
