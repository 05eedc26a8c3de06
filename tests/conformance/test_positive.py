"""What works, as a person, a browser and a device meet it."""

import re
import threading
from email.utils import parsedate_to_datetime

import pytest

from cs1 import jws
from cs1.browser import CHROME, purpose_of
from cs1.device import code, is_base32
from cs1.encoding import sha256, write_object
from cs1.links import parse_link
from cs1.person import complete, is_signed_in, until


def test_the_instance_document(person, server):
    device = person.new_device()
    document = device.pin()
    assert document["iss"] == server.origin and 1 in document["versions"]
    assert document["links"] == {"manage": "/2fa", "secure": "/secure"}
    assert document["jwks"]["keys"][0] == document.key.jwk(), "the signing key first"


def test_the_qr_code_is_the_link_with_this_servers_key(person, server):
    page = person.start_enrollment()
    link = parse_link(page.qr_code())
    device = person.new_device()
    document = device.pin()
    assert (link["kind"], link["s"], link["k"]) == ("enroll", server.origin, document.key.thumbprint())


def test_linking_by_qr_code_gives_secrets_only_after_the_six_digits(person):
    enrollment = person.start_enrollment()
    link = parse_link(enrollment.qr_code())
    device = person.new_device()
    device.pin(link["k"])
    first = device.enroll({"code": link["c"]})
    assert (first["state"], first["first_factor"], first["user"]) == ("unconfirmed", True, person.name)
    assert not {"otp", "offline_key", "backup_codes"} & first.payload.keys()
    waiting = device.account()
    assert waiting["state"] == "unconfirmed" and not {"otp", "offline_key"} & waiting.payload.keys()
    page = person.confirm(enrollment, first["confirm"])
    assert page.path == "/2fa/backup-codes", page
    person.keep_codes(page)
    active = device.account()
    assert active["state"] == "active" and is_base32(active["otp"]["secret"]) and "offline_key" in active.payload
    assert (active["otp"]["algorithm"], active["otp"]["digits"], active["otp"]["period"]) == ("SHA1", 6, 30)
    assert len(person.backup_codes) == len(set(person.backup_codes)) == 10


def test_linking_by_typed_code(person):
    enrollment = person.start_enrollment()
    assert enrollment.text("typed-user") == person.name
    device = person.new_device()
    device.pin()
    typed = enrollment.text("typed-code").replace(" ", "").lower()
    account = device.enroll({"user": person.name, "setup_code": f" {typed[:4]}-{typed[4:]} "})
    assert person.confirm(enrollment, account["confirm"]).path == "/2fa/backup-codes"
    assert device.account()["state"] == "active"


def test_linking_from_this_device(person, server):
    device = person.new_device("This laptop")
    device.pin()
    grant, returned = person.authorize(device)
    assert (returned["state"], returned["iss"]) == (device.state, server.origin)
    assert device.enroll(grant)["state"] == "active", "at once, without six digits"
    account = device.account()
    assert is_base32(account["otp"]["secret"]) and len(account["backup_codes"]) == 10


def test_linking_from_this_device_wants_the_second_step_and_a_proof_of_its_own(person, phone):
    device = person.new_device("This laptop")
    device.pin()
    grant, _ = person.authorize(device, asked=phone)
    account = device.enroll(grant)
    assert (account["state"], account["first_factor"]) == ("active", False)
    assert "backup_codes" not in device.account().payload


def test_an_enrollment_sent_again_gets_the_same_device(person):
    enrollment = person.start_enrollment()
    link = parse_link(enrollment.qr_code())
    device = person.new_device()
    device.pin(link["k"])
    payload = device.enrollment({"code": link["c"]})
    messages = [jws.sign("cs-enroll+jwt", payload, device.pop) for _ in "12"]
    assert messages[0] != messages[1], "two signatures of the same text are the same message"
    replies = [device.post_jwt_unproved("/api/v1/devices", message) for message in messages]
    assert [reply.status for reply in replies] == [201, 201]
    first, second = (device.adopt(reply) for reply in replies)
    assert (first["aud"], first["confirm"]) == (second["aud"], second["confirm"])


def test_yes_in_a_trusted_browser(person, phone):
    person.sign_out()
    browser, page, question = person.asked(phone, person.browser)
    assert question["mode"] == "tap" and "number" not in page.ids and "digits" not in question.payload
    assert question["ctx"]["reason"] == "sign-in" and question["ctx"]["browser_known"] is True
    assert 30 <= question["exp"] - question["iat"] <= 300
    reply = phone.yes(question)
    assert reply.status == 200 and reply.json() == {"cid": question["cid"], "state": "approved"}
    assert complete(browser).path == "/account" and is_signed_in(browser)


def test_the_number_in_another_browser(person, phone):
    browser, page, question = person.asked(phone)
    assert (question["mode"], question["digits"]) == ("number", 2)
    number = page.text("number").replace(" ", "")
    assert re.fullmatch("[0-9]{2}", number) and number not in question.payload.values()
    assert phone.yes(question, number).status == 200
    assert complete(browser).path == "/account"


def test_a_trusted_browser_that_looks_different_is_asked_for_the_number(person, phone):
    person.sign_out()
    stolen = person.new_browser(CHROME)
    stolen.cookies = {name: value for name, value in person.browser.cookies.items() if purpose_of(name) == "known"}
    assert stolen.cookies, "the browser that switched two-step verification on is trusted"
    _, _, question = person.asked(phone, stolen)
    assert question["mode"] == "number"


def test_no_from_the_notification_ends_it(person, phone):
    browser, _, question = person.asked(phone)
    reply = phone.no(question)
    assert reply.status == 200 and reply.json()["state"] == "declined"
    page = complete(browser)
    assert "wait-declined" in page.ids and not is_signed_in(browser)


def test_not_me_ends_it_and_is_signed_by_uv(person, phone):
    browser, _, question = person.asked(phone)
    reply = phone.not_me(question)
    assert reply.status == 200 and reply.json()["state"] == "declined"
    assert not is_signed_in(browser)


def test_not_me_after_a_yes_ends_the_session_that_came_of_it(person, phone):
    browser, page, question = person.asked(phone)
    phone.yes(question, page.text("number"))
    complete(browser)
    assert is_signed_in(browser)
    reply = phone.not_me(question)
    assert reply.status == 200, reply
    assert not is_signed_in(browser)


def test_the_state_of_a_question_can_be_asked(person, phone):
    _, page, question = person.asked(phone)
    path = f"/api/v1/challenges/{question['cid']}"
    assert phone.request("GET", path).json()["state"] == "pending"
    phone.yes(question, page.text("number"))
    told = phone.request("GET", path).json()
    assert (told["cid"], told["state"], told["by"]) == (question["cid"], "approved", phone.name) and "at" in told


def test_all_devices_get_the_same_bytes_and_the_first_decision_wins(person, phone):
    tablet = person.link("Tablet", asked=phone)
    browser, page, question = person.asked(phone)
    assert tablet.question().jws == question.jws
    assert phone.yes(question, page.text("number")).status == 200
    late = tablet.send_answer(question, tablet.answer(question, "decline"))
    assert late.outcome == (409, "challenge-ended")
    assert (late.json()["state"], late.json()["by"]) == ("approved", phone.name)
    assert complete(browser).path == "/account"


def test_a_long_poll_hears_of_a_sign_in(person, phone):
    heard = []
    asking = threading.Thread(target=lambda: heard.append(phone.question(wait=20)))
    asking.start()
    person.sign_in()
    asking.join(15)
    assert heard and heard[0]["ctx"]["reason"] == "sign-in"


def test_a_long_poll_with_the_last_hash_waits_and_hears_of_the_end(person, phone):
    _, page, question = person.asked(phone)
    known = {"if-none-match": f'"{question.sha256}"'}
    assert phone.request("GET", "/api/v1/challenges?wait=1", **known).status == 304
    other, heard = person.new_device(), []
    other.kept, other.id, other.pop, other.nonce = phone.kept, phone.id, phone.pop, phone.nonce
    asking = threading.Thread(target=lambda: heard.append(other.request("GET", "/api/v1/challenges?wait=20", **known)))
    asking.start()
    phone.yes(question, page.text("number"))
    asking.join(15)
    assert heard and heard[0].status == 204


def test_without_a_question_a_long_poll_ends_empty(phone):
    reply = phone.request("GET", "/api/v1/challenges?wait=1")
    assert (reply.status, reply.text) == (204, "")


def test_a_third_wait_ends_the_oldest(person, phone):
    ended = {}

    def wait(number):
        copy = person.new_device()
        copy.id, copy.pop, copy.nonce = phone.id, phone.pop, phone.nonce
        ended[number] = copy.request("GET", "/api/v1/challenges?wait=20").status

    threads = [threading.Thread(target=wait, args=(number,)) for number in (1, 2, 3)]
    phone.question()
    for thread in threads:
        thread.start()
    until("one of the waits ends early", lambda: len(ended) == 1, 15)
    assert list(ended.values()) == [204]
    person.sign_in()
    for thread in threads:
        thread.join(15)
    assert sorted(ended.values()) == [200, 200, 204]


def test_self_waits_for_a_change(person, phone):
    path = "/api/v1/self?wait=1"
    reply = phone.request("GET", "/api/v1/self")
    assert phone.request("GET", path, **{"if-none-match": reply.headers["etag"]}).status == 304
    assert phone.request("GET", path, **{"if-none-match": '"another"'}).status == 200


def test_a_device_changes_its_name(phone):
    body = write_object({"name": "Work phone", "app": "conformance/2.0"})
    assert phone.request("PATCH", "/api/v1/self", body, "application/json").status == 204
    listed = phone.request("GET", "/api/v1/devices").json()["devices"]
    assert [(d["id"], d["name"], d["state"]) for d in listed] == [(phone.id, "Work phone", "active")]
    assert listed[0].keys() >= {"id", "name", "platform", "state", "linked_at", "last_seen"}


def test_a_member_of_a_later_version_is_ignored(phone):
    body = write_object({"name": "Work phone", "later": {"a": [1.5, None]}})
    assert phone.request("PATCH", "/api/v1/self", body, "application/json").status == 204
    assert phone.request("GET", "/api/v1/devices").json()["devices"][0]["name"] == "Work phone"


def test_a_removal_on_the_page_ends_waits_and_is_said_with_a_signature(person, phone):
    tablet = person.link("Tablet", asked=phone)
    path = f"/2fa/devices/{tablet.id}/remove"
    page = person.prove(person.browser.get(path), phone)
    heard = []
    waiting = threading.Thread(target=lambda: heard.append(tablet.request("GET", "/api/v1/challenges?wait=20")))
    waiting.start()
    assert person.browser.submit(page, path).path == "/2fa"
    waiting.join(15)
    assert heard and tablet.farewell(heard[0]) == "removed", "each wait ends at once"
    for method, asked in (("GET", "/api/v1/self"), ("GET", "/api/v1/challenges"), ("GET", "/api/v1/devices")):
        assert tablet.farewell(tablet.request(method, asked)) == "removed"
    assert [device["id"] for device in phone.request("GET", "/api/v1/devices").json()["devices"]] == [phone.id]


def test_a_device_removes_itself(person, phone):
    tablet = person.link("Tablet", asked=phone)
    assert tablet.revoke().status == 204
    assert tablet.farewell(tablet.request("GET", "/api/v1/self")) == "removed"


def test_switching_off_says_good_bye_to_all_devices(person, phone):
    page = person.browser.get("/2fa/switch-off")
    page = person.prove(page, phone)
    page = person.browser.submit(page, "/2fa/switch-off")
    assert "two-step-off" in page.ids, page
    assert phone.farewell(phone.request("GET", "/api/v1/self")) == "switched-off"
    person.sign_out()
    _, page = person.sign_in()
    assert page.path == "/account", "the password alone"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_this_step_or_a_neighbour(person, phone, steps):
    secret = phone.account()["otp"]["secret"]
    browser, _ = person.sign_in()
    page = browser.submit(browser.get("/sign-in/code"), "/sign-in/code", code=code(secret, steps))
    assert page.path == "/account" and is_signed_in(browser)


def test_a_backup_code(person, phone):
    browser, _ = person.sign_in()
    typed = person.backup_codes[0].lower().replace("-", " ")
    page = browser.submit(browser.get("/sign-in/backup-code"), "/sign-in/backup-code", code=typed)
    assert page.path == "/account"
    assert phone.account()["backup_codes_left"] == 9


def test_each_device_has_a_secret_of_its_own(person, phone):
    tablet = person.link("Tablet", asked=phone)
    first, second = phone.account(), tablet.account()
    assert first["otp"]["secret"] != second["otp"]["secret"] and first["offline_key"] != second["offline_key"]
    assert second["first_factor"] is False and "backup_codes" not in second.payload


def test_adding_a_method_asks_for_exactly_that_with_the_number(person, phone):
    page = person.browser.submit(person.browser.get("/2fa/add"), "/2fa/enrollments")
    assert page.path.startswith("/prove?reason=add-method"), page
    person.browser.submit(page, "/prove/ask")
    question = phone.question(wait=5)
    assert (question["ctx"]["reason"], question["mode"]) == ("add-method", "number")


def test_every_reply_of_the_api_has_nonce_date_and_no_store(phone):
    for reply in (
        phone.request("GET", "/api/v1/self"),
        phone.request("GET", "/api/v1/challenges"),
        phone.send("GET", "/api/v1/self"),
        phone.send("POST", "/api/v1/devices", b"x", {"content-type": "application/jwt"}),
        phone.send("GET", "/api/v1/nothing-here"),
    ):
        assert 1 <= len(reply.headers["cs-nonce"]) <= 64 and reply.headers["date"], reply
        assert reply.headers["cache-control"] == "no-store", reply
        assert not [name for name in reply.headers if name.startswith("access-control-")], reply


def test_a_second_sign_in_waits_its_turn(person, phone):
    first, first_page, question = person.asked(phone)
    second, page = person.sign_in(person.new_browser(CHROME))
    assert "second-sign-in" in page.ids, page
    assert phone.question().jws == question.jws, "the first question stays as it is"
    phone.yes(question, first_page.text("number"))
    assert complete(first).path == "/account"
    page = second.get("/sign-in/wait")
    own = phone.question(wait=5)
    assert own["cid"] != question["cid"] and own["mode"] == "number"
    assert phone.yes(own, page.text("number")).status == 200
    assert complete(second).path == "/account"


def test_a_tap_question_is_made_again_with_a_number_when_a_second_sign_in_comes(person, phone):
    person.sign_out()
    browser, _, question = person.asked(phone, person.browser)
    assert question["mode"] == "tap"
    person.sign_in(person.new_browser(CHROME))
    again = phone.question(wait=5)
    assert again["cid"] != question["cid"] and again["mode"] == "number"
    late = phone.yes(question)
    assert late.outcome == (409, "challenge-ended") and late.json()["state"] == "cancelled"
    assert phone.yes(again, browser.get("/sign-in/wait").text("number")).status == 200


def test_the_page_gets_the_state_without_script(person, phone):
    browser, page, question = person.asked(phone)
    assert browser.get("/sign-in/wait?wait=0").body.startswith('{"')
    phone.yes(question, page.text("number"))
    page = browser.get("/sign-in/wait")
    assert "continue" in page.ids, "a person without script sees a button"


def test_the_date_of_a_reply_is_the_clock_of_the_question(person, phone):
    _, _, question = person.asked(phone)
    date = parsedate_to_datetime(phone.request("GET", "/api/v1/challenges").headers["date"]).timestamp()
    assert 0 <= date - question["iat"] <= 20, "the app counts the time left by it, not by its own clock"
    assert question["exp"] - question["iat"] >= question["exp"] - date


def test_the_hash_of_the_question_is_over_the_bytes_as_sent(person, phone):
    _, _, question = person.asked(phone)
    assert question.sha256 == sha256(question.jws.encode()) and len(question["cid"]) == 22
