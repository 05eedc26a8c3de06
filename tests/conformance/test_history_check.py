"""The checker itself: each doctored history is found out by the check that is for it, and a good one by none."""

import pytest

from history.check import violations


def event(kind, start, result, **said):
    return {"kind": kind, "start": start, "end": start + 0.5, "result": result, "person": "ada"} | said


GOOD = [
    event("question", 0, "pending", cid="A", sha256="a", device="phone"),
    event("answer", 1, "wrong-number", cid="A", device="phone", decision="approve", message="m1", left=2),
    event("answer", 2, "wrong-number", cid="A", device="phone", decision="approve", message="m1", left=2),
    event("answer", 3, "approved", cid="A", device="phone", decision="approve", message="m2"),
    event("complete", 4, "in"),
    event("complete", 4, "refused"),
    event("question", 5, "pending", cid="B", sha256="b", device="phone"),
    event("answer", 6, "declined", cid="B", device="phone", decision="decline", message="m3"),
    event("code", 7, "in", way="code", code="123456", device="tablet"),
    event("code", 7, "refused", way="code", code="123456", device="tablet"),
    event("revoke", 8, "done", device="tablet"),
    event("answer", 9, "410", cid="B", device="tablet", decision="approve", message="m4"),
    event("final", 10, "consumed", cid="A"),
    event("final", 10, "declined", cid="B"),
]

BAD = {
    "one_decision": [event("answer", 6, "approved", cid="B", device="phone", decision="approve", message="m5")],
    "never_back": [event("state", 12, "pending", cid="A")],
    "approved_by_somebody": [event("final", 10, "approved", cid="C")],
    "each_approval_lets_in_once": [event("complete", 5, "in")],
    "each_code_once": [event("code", 20, "in", way="code", code="123456", device="tablet")],
    "each_wrong_number_counts": [
        event("answer", 3, "wrong-number", cid="A", device="phone", decision="approve", message="m9", left=2)
    ],
    "removed_is_removed": [event("code", 9, "in", way="code", code="654321", device="tablet")],
    "one_question_at_a_time": [event("question", 11, "pending", cid="A", sha256="a", device="phone")],
    "no_fault_is_told_as_one": [event("complete", 9, "refused", status=500)],
}


def test_a_good_history_has_nothing_wrong():
    assert violations(GOOD) == []


@pytest.mark.parametrize("check", BAD)
def test_a_doctored_history_is_found_out(check):
    found = violations(GOOD + BAD[check])
    assert any(each.startswith(f"{check}:") for each in found), found


def test_changed_bytes_are_found_out():
    found = violations([*GOOD, event("question", 0.2, "pending", cid="A", sha256="other", device="tablet")])
    assert found == ["one_question_at_a_time: A has changed"]


def test_an_approval_that_is_lost_is_found_out():
    found = violations([each for each in GOOD if each["kind"] != "complete"])
    assert found == ["each_approval_lets_in_once: 1 approvals of ada are used up, 0 sign-ins came of them"]
