"""Everything at once: whatever the order, each thing happens at most once (invariants I1 to I6)."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from cs1 import jws
from cs1.device import code
from cs1.encoding import encode
from cs1.links import parse_link
from cs1.person import complete, is_signed_in

AT_ONCE = 6


def together(*calls):
    """Starts all calls at once and returns their results in order."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def copies(person, device, count):
    """The same device over several connections."""
    made = []
    for _ in range(count):
        copy = person.new_device(device.name)
        copy.id, copy.acct, copy.kept, copy.nonce = device.id, device.acct, device.kept, device.nonce
        copy.pop, copy.uv = device.pop, device.uv
        made.append(copy)
    return made


@pytest.mark.parametrize("round_", range(3))
def test_yes_and_no_from_two_devices(person, phone, round_):
    tablet = person.link("Tablet", asked=phone)
    _, page, question = person.asked(phone)
    yes = phone.answer(question, "approve", number=page.text("number"))
    no = tablet.answer(question, "decline")
    replies = together(lambda: phone.send_answer(question, yes), lambda: tablet.send_answer(question, no))
    won = [reply for reply in replies if reply.status == 200]
    lost = [reply for reply in replies if reply.status != 200]
    assert len(won) == 1 and [reply.outcome for reply in lost] == [(409, "challenge-ended")]
    state = won[0].json()["state"]
    assert lost[0].json()["state"] == state
    assert phone.request("GET", f"/api/v1/challenges/{question['cid']}").json()["state"] == state


def test_the_same_yes_many_times(person, phone):
    _, page, question = person.asked(phone)
    yes = phone.answer(question, "approve", number=page.text("number"))
    replies = together(*[lambda c=c: c.send_answer(question, yes) for c in copies(person, phone, AT_ONCE)])
    assert {reply.status for reply in replies} == {200} and len({reply.text for reply in replies}) == 1


def test_the_same_wrong_number_many_times_counts_once(person, phone):
    _, page, question = person.asked(phone)
    wrong = "00" if page.text("number") != "00" else "11"
    message = phone.answer(question, "approve", number=wrong)
    replies = together(*[lambda c=c: c.send_answer(question, message) for c in copies(person, phone, AT_ONCE)])
    assert {(reply.outcome, reply.json()["tries_left"]) for reply in replies} == {((403, "wrong-number"), 2)}
    assert phone.yes(question, page.text("number")).status == 200


def test_many_wrong_numbers_are_three_tries(person, phone):
    _, page, question = person.asked(phone)
    guesses = [f"{guess:02}" for guess in range(AT_ONCE + 1) if f"{guess:02}" != page.text("number")][:AT_ONCE]
    messages = [phone.answer(question, "approve", number=guess) for guess in guesses]
    devices = copies(person, phone, AT_ONCE)
    replies = together(*[lambda c=c, m=m: c.send_answer(question, m) for c, m in zip(devices, messages, strict=True)])
    assert {reply.outcome for reply in replies} <= {(403, "wrong-number"), (409, "challenge-ended")}
    assert min(reply.json().get("tries_left", 0) for reply in replies) == 0
    late = phone.yes(question, page.text("number"))
    assert late.outcome == (409, "challenge-ended") and late.json()["state"] == "failed"


def test_a_proof_many_times(person, phone):
    phone.question()
    jti = encode(os.urandom(16))
    proof = f"CS {phone.proof('GET', '/api/v1/self', jti=jti)}"
    devices = copies(person, phone, AT_ONCE)
    replies = together(*[lambda c=c: c.send("GET", "/api/v1/self", headers={"authorization": proof}) for c in devices])
    assert sorted(reply.status for reply in replies) == [200] + [401] * (AT_ONCE - 1)
    assert {reply.problem for reply in replies} == {None, "proof-replayed"}


def test_one_code_for_many_devices(person):
    link = parse_link(person.start_enrollment().qr_code())
    devices = [person.new_device(f"Phone {number}") for number in range(AT_ONCE)]
    messages = [jws.sign("cs-enroll+jwt", d.enrollment({"code": link["c"]}), d.pop) for d in devices]
    calls = [lambda d=d, m=m: d.post_jwt_unproved("/api/v1/devices", m) for d, m in zip(devices, messages, strict=True)]
    assert sorted(reply.outcome for reply in together(*calls)) == [(201, None)] + [(409, "code-used")] * (AT_ONCE - 1)


def test_the_same_enrollment_many_times_is_one_device(person):
    link = parse_link(person.start_enrollment().qr_code())
    device = person.new_device()
    device.pin(link["k"])
    message = jws.sign("cs-enroll+jwt", device.enrollment({"code": link["c"]}), device.pop)
    senders = copies(person, device, AT_ONCE)
    replies = together(*[lambda c=c: c.post_jwt_unproved("/api/v1/devices", message) for c in senders])
    assert {reply.status for reply in replies} == {201}
    assert len({device.adopt(reply)["aud"] for reply in replies}) == 1


@pytest.mark.parametrize("way", ["code", "backup-code"])
def test_a_code_typed_in_many_browsers_opens_one(person, phone, way):
    browsers = [person.sign_in()[0] for _ in range(4)]
    pages = [browser.get(f"/sign-in/{way}") for browser in browsers]
    typed = code(phone.account()["otp"]["secret"]) if way == "code" else person.backup_codes[0]
    calls = zip(browsers, pages, strict=True)
    together(*[lambda b=b, p=p: b.submit(p, f"/sign-in/{way}", code=typed) for b, p in calls])
    assert sum(is_signed_in(browser) for browser in browsers) == 1


def test_one_approval_many_continues(person, phone):
    browser, page, question = person.asked(phone)
    phone.yes(question, page.text("number"))
    page = browser.get("/sign-in/wait")
    tabs = []
    for _ in range(4):
        tab = person.new_browser()
        tab.cookies = dict(browser.cookies)
        tabs.append(tab)
    together(*[lambda t=t: t.submit(page, "/sign-in/complete") for t in tabs])
    assert sum(is_signed_in(tab) for tab in tabs) == 1


def test_a_yes_against_its_own_removal(person, phone):
    tablet = person.link("Tablet", asked=phone)
    browser, page, question = person.asked(phone)
    yes = tablet.answer(question, "approve", number=page.text("number"))
    (other,) = copies(person, tablet, 1)
    answered, removed = together(lambda: tablet.send_answer(question, yes), other.revoke)
    assert removed.status == 204 and answered.status in (200, 410)
    complete(browser)
    assert not is_signed_in(browser), "removed before the browser went on"


def test_many_sign_ins_are_one_question(person, phone):
    browsers = [person.new_browser() for _ in range(4)]
    together(*[lambda b=b: person.sign_in(b) for b in browsers])
    seen = {phone.question(wait=5).jws for _ in range(3)}
    assert len(seen) == 1
