"""The invariants of docs/protocol.md, as questions about a history. Each gives the violations that it finds.

Calls are concurrent: one happened before another only if it had ended when the other began. A call whose reply was
lost may have had its effect or not.
"""

from collections import defaultdict

RANKS = {"pending": 0, "approved": 1}
#: Where a decision may lead.
AFTER = {"approved": {"approved", "consumed", "cancelled", "expired"}, "declined": {"declined"}}


def violations(events: list[dict]) -> list[str]:
    """All that is wrong with a history."""
    return [f"{name.__name__}: {found}" for name in CHECKS for found in name(events)]


def of(events, *kinds):
    """The events of these kinds."""
    return [event for event in events if event["kind"] in kinds]


def by(events, *names):
    """Events in groups that have these members alike."""
    groups = defaultdict(list)
    for event in events:
        groups[tuple(event.get(name) for name in names)].append(event)
    return groups


def one_decision(events):
    """I1: a question has at most one decision, and keeps it."""
    final = {event["cid"]: event["result"] for event in of(events, "final")}
    for (cid,), answers in by(of(events, "answer"), "cid").items():
        decided = {event["result"] for event in answers if event["result"] in AFTER}
        if len(decided) > 1:
            yield f"{cid} was both approved and declined"
        for decision in decided:
            if cid in final and final[cid] not in AFTER[decision]:
                yield f"{cid} was {decision} and ended as {final[cid]}"


def never_back(events):
    """I1, I9: the state of a question never goes back."""
    for (cid,), looks in by(of(events, "state", "final"), "cid").items():
        known = [look for look in looks if look["result"] != "unknown"]
        for before in known:
            for after in known:
                later = before["end"] < after["start"]
                if later and RANKS.get(after["result"], 2) < RANKS.get(before["result"], 2):
                    yield f"{cid} went from {before['result']} back to {after['result']}"


def approved_by_somebody(events):
    """I2, I9: nothing is approved that nobody said YES to."""
    said = {event["cid"] for event in of(events, "answer") if event["decision"] == "approve"}
    for event in of(events, "final", "state"):
        if event["result"] in ("approved", "consumed") and event["cid"] not in said:
            yield f"{event['cid']} is {event['result']}, and no device has said YES"


def each_approval_lets_in_once(events):
    """I2: as many sign-ins as approvals that were used up, no more."""
    for (person,), own in by(of(events, "complete", "final"), "person").items():
        used = sum(event["kind"] == "final" and event["result"] == "consumed" for event in own)
        let_in = sum(event["kind"] == "complete" and event["result"] == "in" for event in own)
        lost = sum(event["kind"] == "complete" and event["result"] == "unknown" for event in own)
        unseen = sum(event["kind"] == "final" and event["result"] == "unknown" for event in own)
        if let_in > used + unseen:
            yield f"{person} came in {let_in} times by {used} approvals"
        if used > let_in + lost:
            yield f"{used} approvals of {person} are used up, {let_in} sign-ins came of them"


def each_code_once(events):
    """I3: a time step of a device, and a backup code, let in at most once."""
    for key, typed in by(of(events, "code"), "person", "way", "code").items():
        let_in = sum(event["result"] == "in" for event in typed)
        if let_in > 1:
            yield f"a {key[1]} of {key[0]} let in {let_in} times"


def each_wrong_number_counts(events):
    """I4: each wrong number is told what is left after it, and a retry of it the same."""
    for (cid,), answers in by(of(events, "answer"), "cid").items():
        left = {}
        for event in answers:
            if event["result"] == "wrong-number":
                left.setdefault(event["message"], set()).add(event["left"])
        if any(len(each) > 1 for each in left.values()):
            yield f"a wrong number of {cid} was counted again when it was sent again"
        told = [each for several in left.values() for each in several]
        # The third is told that none is left, and so is whoever comes before the question has ended of it.
        counted = [each for each in told if each > 0]
        if len(set(counted)) != len(counted) or any(each not in (0, 1, 2) for each in told):
            yield f"the wrong numbers of {cid} left {sorted(told, reverse=True)}"


def removed_is_removed(events):
    """I5: after a removal nothing by that device counts."""
    gone = {event["device"]: event["end"] for event in of(events, "revoke") if event["result"] == "done"}
    for event in of(events, "answer", "code"):
        until = gone.get(event.get("device"))
        if until is not None and event["start"] > until and event["result"] in ("approved", "declined", "in"):
            yield f"{event['kind']} by {event['device']} counted after its removal"


def one_question_at_a_time(events):
    """I6: at most one question is pending, and its bytes never change."""
    for (cid,), seen in by(of(events, "question"), "cid").items():
        if cid is not None and len({event["sha256"] for event in seen}) > 1:
            yield f"{cid} has changed"
    for (person,), seen in by(of(events, "question"), "person").items():
        spans = {}
        for event in seen:
            if event.get("cid") is None:
                continue
            first, last = spans.get(event["cid"], (event["end"], event["start"]))
            spans[event["cid"]] = (min(first, event["end"]), max(last, event["start"]))
        ordered = sorted(spans.items(), key=lambda item: item[1])
        for at, (cid, (_, last)) in enumerate(ordered):
            for other, (first, _) in ordered[at + 1:]:
                if first < last:
                    yield f"{person} was asked {other} while {cid} was pending"


def no_fault_is_told_as_one(events):
    """No reply is an internal error, whatever happened to the server."""
    for event in events:
        if event.get("status") == 500:
            yield f"{event['kind']}: 500"


CHECKS = [
    one_decision, never_back, approved_by_somebody, each_approval_lets_in_once, each_code_once,
    each_wrong_number_counts, removed_is_removed, one_question_at_a_time, no_fault_is_told_as_one,
]
