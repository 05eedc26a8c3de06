"""What a browser must not get: codes twice, sessions without its own cookie, forms of other sites."""

import re

import pytest

from cs1.browser import purpose_of
from cs1.device import code
from cs1.person import PASSWORD, complete, is_signed_in, until

FOREIGN = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}


def type_code(browser, typed, way="code"):
    return browser.submit(browser.get(f"/sign-in/{way}"), f"/sign-in/{way}", code=typed)


class TestCodes:
    """Each time step once, each backup code once."""

    def test_a_step_serves_once(self, person, phone):
        typed = code(phone.account()["otp"]["secret"], 1)
        first, _ = person.sign_in()
        assert type_code(first, typed).path == "/account"
        second, _ = person.sign_in()
        assert type_code(second, typed).path == "/sign-in/code"
        assert not is_signed_in(second)

    def test_no_order_of_typing_makes_a_step_serve_twice(self, person, phone):
        secret = phone.account()["otp"]["secret"]
        older, newer = code(secret, 0), code(secret, 1)
        taken = []
        for typed in (newer, older, newer, older):
            browser, _ = person.sign_in()
            if type_code(browser, typed).path == "/account":
                taken.append(typed)
        assert newer in taken and len(taken) == len(set(taken))

    @pytest.mark.parametrize("steps", [-3, -2, 2, 3, 120, -2880])
    def test_a_step_outside_the_window(self, person, phone, steps):
        browser, _ = person.sign_in()
        page = type_code(browser, code(phone.account()["otp"]["secret"], steps))
        assert page.path == "/sign-in/code" and not is_signed_in(browser)

    def test_codes_that_none_can_be(self, person, phone):
        browser, _ = person.sign_in()
        for typed in ("", "12345", "1234567", "abcdef", "１２３４５６", "-12345", " " * 6):
            assert type_code(browser, typed).path == "/sign-in/code", typed
        assert not is_signed_in(browser)

    def test_the_code_of_a_removed_device(self, person, phone):
        tablet = person.link("Tablet", asked=phone)
        typed = code(tablet.account()["otp"]["secret"])
        assert tablet.revoke().status == 204
        browser, _ = person.sign_in()
        assert type_code(browser, typed).path == "/sign-in/code" and not is_signed_in(browser)

    def test_another_persons_code(self, operator, person, phone):
        other = operator.invite()
        typed = code(other.link().account()["otp"]["secret"])
        other.close()
        browser, _ = person.sign_in()
        assert type_code(browser, typed).path == "/sign-in/code" and not is_signed_in(browser)

    def test_a_backup_code_serves_once(self, person, phone):
        typed = person.backup_codes[0]
        first, _ = person.sign_in()
        assert type_code(first, typed, "backup-code").path == "/account"
        second, _ = person.sign_in()
        assert type_code(second, typed, "backup-code").path == "/sign-in/backup-code"
        assert not is_signed_in(second)

    def test_new_backup_codes_end_the_old_ones(self, person, phone):
        page = person.prove(person.browser.get("/2fa/backup-codes/new"), phone)
        old = person.backup_codes[1]
        page = person.browser.submit(page, "/2fa/backup-codes/new")
        new = page.items("backup-codes")
        assert not set(new) & set(person.backup_codes)
        browser, _ = person.sign_in()
        assert type_code(browser, old, "backup-code").path == "/sign-in/backup-code"
        assert type_code(browser, new[0], "backup-code").path == "/account"

    def test_a_pause_is_named_after_ten_wrong_codes_and_another_way_stays_open(self, person, phone):
        browser, page, question = person.asked(phone)
        right = code(phone.account()["otp"]["secret"])
        wrong = ["000000", "111111"]
        for _ in range(10):
            page = type_code(browser, next(w for w in wrong if w != right))
        page = type_code(browser, code(phone.account()["otp"]["secret"]))
        assert not is_signed_in(browser), "the right one too, while it is paused"
        assert re.search(r"\d+\s*(second|minute)", page.body), page
        assert phone.yes(question, browser.get("/sign-in/wait").text("number")).status == 200
        assert complete(browser).path == "/account", "answering still works"


#: How long the value of a cookie is, and how long the browser keeps it; others end with the browser.
LIVES = {"login": (22, ["Max-Age=900"]), "session": (43, []), "known": (22, ["Max-Age=2592000"])}


class TestCookies:
    """An approval belongs to the browser that asked."""

    def test_an_approval_without_the_cookie_is_worth_nothing(self, person, phone):
        browser, page, question = person.asked(phone)
        thief = person.new_browser()
        csrf = thief.get("/sign-in").form("/sign-in")["csrf"]
        phone.yes(question, page.text("number"))
        thief.post("/sign-in/complete", {"csrf": csrf})
        assert not is_signed_in(thief)
        assert complete(browser).path == "/account", "while the owner's browser goes on"

    def test_another_sign_ins_cookie_does_not_ride_on_it(self, person, phone):
        browser, page, question = person.asked(phone)
        second, _ = person.sign_in()
        phone.yes(question, page.text("number"))
        csrf = second.get("/sign-in/wait").form("/sign-in/cancel")["csrf"]
        second.post("/sign-in/complete", {"csrf": csrf})
        assert not is_signed_in(second)
        assert complete(browser).path == "/account"

    def test_a_browser_that_lost_its_cookie(self, person, phone):
        browser, page, question = person.asked(phone)
        phone.yes(question, page.text("number"))
        browser.forget("login")
        complete(browser)
        assert not is_signed_in(browser)

    def test_an_approval_is_consumed_once(self, person, phone):
        browser, page, question = person.asked(phone)
        phone.yes(question, page.text("number"))
        copy = person.new_browser()
        copy.cookies = dict(browser.cookies)
        assert complete(browser).path == "/account"
        complete(copy)
        assert not is_signed_in(copy)

    def test_without_an_approval_nothing_is_complete(self, person, phone):
        browser, page, question = person.asked(phone)
        csrf = page.form("/sign-in/cancel")["csrf"]
        browser.post("/sign-in/complete", {"csrf": csrf})
        assert not is_signed_in(browser)
        phone.no(question)
        browser.post("/sign-in/complete", {"csrf": csrf})
        assert not is_signed_in(browser)

    def test_cookies_are_closed(self, person, phone):
        browser, page, question = person.asked(phone)
        phone.yes(question, page.text("number"))
        browser.submit(browser.get("/sign-in/wait"), "/sign-in/complete", trust="yes")
        secure = person.server.origin.startswith("https://")
        seen = set()
        for line in browser.cookie_lines + person.browser.cookie_lines:
            pair, *attributes = [part.strip() for part in line.split(";")]
            name, _, value = pair.partition("=")
            purpose = purpose_of(name)
            seen.add(purpose)
            assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes), line.replace(value or "=", "…")
            assert not [part for part in attributes if part.lower().startswith("domain")]
            assert ("Secure" in attributes, name.startswith("__Host-")) == (secure, secure), name
            if "Max-Age=0" in attributes:
                continue
            length, ages = LIVES.get(purpose, (22, []))
            assert len(value) == length, name
            assert [part for part in attributes if part.startswith("Max-Age")] == ages, name
        assert {"login", "session", "known"} <= seen

    def test_the_session_changes_with_each_sign_in(self, person):
        before, held = person.browser.cookie("session"), dict(person.browser.cookies)
        person.sign_out()
        copy = person.new_browser()
        copy.cookies = held
        assert not is_signed_in(copy), "signing out ends it on the server"
        person.sign_in(person.browser)
        assert person.browser.cookie("session") not in (None, before)

    def test_an_old_mark_of_a_trusted_browser_is_theft(self, person, phone):
        person.sign_out()
        copy = person.new_browser()
        copy.cookies = {name: value for name, value in person.browser.cookies.items() if purpose_of(name) == "known"}
        old = dict(copy.cookies)
        _, _, question = person.asked(phone, person.browser)
        assert question["mode"] == "tap"
        phone.yes(question)
        complete(person.browser)
        assert person.browser.cookie("known") not in (None, *old.values()), "a new value at each sign-in"
        _, _, question = person.asked(phone, copy)
        assert question["mode"] == "number"
        phone.no(question)
        person.sign_out()
        _, _, question = person.asked(phone, person.browser)
        assert question["mode"] == "number", "that trust ends"


class TestForms:
    """Only pages of this site send forms."""

    HEADERS = {
        "another site": FOREIGN,
        "another site by Origin alone": {"origin": "https://evil.example"},
        "an opaque origin": {"origin": "null"},
        "another site by Sec-Fetch-Site alone": {"sec-fetch-site": "cross-site"},
        "a sister site": {"sec-fetch-site": "same-site"},
        "neither header": {},
    }

    @pytest.mark.parametrize("kind", HEADERS)
    def test_a_form_of_another_site(self, person, kind):
        fields = person.browser.get("/account").form("/sign-out")
        page = person.browser.post("/sign-out", fields, self.HEADERS[kind])
        assert page.status == 403 and is_signed_in(person.browser)

    @pytest.mark.parametrize("token", [None, "", "x" * 43])
    def test_a_form_without_its_token(self, person, token):
        fields = {} if token is None else {"csrf": token}
        assert person.browser.post("/sign-out", fields).status == 403
        assert is_signed_in(person.browser)

    def test_another_browsers_token(self, person):
        token = person.new_browser().get("/sign-in").form("/sign-in")["csrf"]
        assert person.browser.post("/sign-out", {"csrf": token}).status == 403
        assert is_signed_in(person.browser)

    CHANGES = ("/sign-in/complete", "/sign-in/cancel", "/sign-in/resend", "/2fa/enrollments", "/2fa/switch-off")

    @pytest.mark.parametrize("path", CHANGES)
    def test_each_change_wants_the_token(self, person, phone, path):
        browser, page, question = person.asked(phone)
        phone.yes(question, page.text("number"))
        sender = browser if path.startswith("/sign-in") else person.browser
        assert sender.post(path, {}).status == 403
        assert complete(browser).path == "/account", "and nothing of it happened"

    def test_the_device_api_takes_no_cookies(self, person, phone):
        cookies = "; ".join(f"{name}={value}" for name, value in person.browser.cookies.items())
        reply = phone.send("GET", "/api/v1/devices", headers={"cookie": cookies})
        assert reply.outcome == (401, "proof-invalid")


class TestSignIn:
    """The page before the second step."""

    def test_unknown_people_and_wrong_passwords_look_alike(self, person):
        pages = []
        for name, password in ((person.name, "not the password at all"), ("nobody-of-that-name", PASSWORD)):
            browser = person.new_browser()
            page = browser.submit(browser.get("/sign-in"), "/sign-in", name=name, password=password)
            assert browser.cookie("login") is None and browser.cookie("session") is None
            csrf = page.form("/sign-in")["csrf"]
            pages.append((page.status, page.body.replace(name, "NAME").replace(csrf, "CSRF")))
        assert pages[0] == pages[1]

    def test_the_password_alone_is_no_session(self, person, phone):
        browser, page, _ = person.asked(phone)
        assert browser.cookie("session") is None
        assert browser.get("/2fa").path.startswith("/sign-in")

    def test_nobody_is_sent_to_another_site_after_signing_in(self, person):
        person.sign_out()
        for there in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
            browser = person.new_browser()
            page = browser.get("/sign-in")
            page = browser.submit(page, "/sign-in", name=person.name, password=PASSWORD, next=there)
            assert page.path == "/account" and page.status == 200, there

    def test_the_host_header_decides_nothing(self, person):
        for headers in ({"host": "evil.example"}, {"x-forwarded-host": "evil.example"}):
            page = person.browser.get("/account", headers)
            assert "evil.example" not in page.body and "evil.example" not in page.headers.get("location", "")


def test_the_number_is_only_on_the_page(person, phone):
    browser, page, question = person.asked(phone)
    number = page.text("number")
    assert "number" not in question.payload and "number" not in question["ctx"]
    told = browser.get("/sign-in/wait?wait=0")
    assert number not in re.findall(r'"number"\s*:\s*"?(\d+)', told.body)


def test_a_waiting_page_hears_of_the_answer(person, phone):
    browser, page, question = person.asked(phone)
    assert "pending" in browser.get("/sign-in/wait?wait=0").body
    phone.yes(question, page.text("number"))
    until("the page hears it", lambda: "approved" in browser.get("/sign-in/wait?wait=0").body)
