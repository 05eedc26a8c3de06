"""A person with an account: signs in, switches two-step verification on, links devices, proves changes."""

import itertools
import os
import re
import time
from urllib.parse import parse_qs, urlsplit

from .browser import FIREFOX, Browser
from .device import Device
from .links import parse_link

PASSWORD = "nine slow lanterns drift"


class Operator:
    """An administrator who invites people; each test gets people of its own."""

    def __init__(self, server):
        self.server = server
        self._person = Person(server, server.user)
        self.browser = self._person.browser
        self._phone: "Device | None" = None
        self._run = os.urandom(3).hex()
        self._numbers = itertools.count(1)

    def open(self, path: str):
        """A page for administrators: after a sign-in, with two-step verification on, and a proof of a moment ago."""
        page = self.browser.get(path)
        if page.path.startswith("/sign-in"):
            page = self.browser.submit(page, "/sign-in", name=self.server.user, password=self.server.password)
            if page.path == "/sign-in/wait":
                number = page.text("number") if "number" in page.ids else None
                question = self._phone.question(wait=5)
                assert question is not None and self._phone.yes(question, number).status == 200, page
                complete(self.browser)
            page = self.browser.get(path)
        if page.path == "/2fa?error=administrator":
            self._phone = self._person.link("Operator’s phone")
            page = self.browser.get(path)
        if page.path.startswith("/prove"):
            page = self._person.prove(page, self._phone)
        assert page.path == path, page
        return page

    def close(self) -> None:
        """Leaves the account as it was: without two-step verification."""
        if self._phone is not None:
            page = self._person.prove(self.browser.get("/2fa/switch-off"), self._phone)
            self.browser.submit(page, "/2fa/switch-off")
        self.hang_up()

    def hang_up(self) -> None:
        """Ends its connections, and leaves everything as it is: for a server that ends with the test."""
        self._person.close()

    def invite(self) -> "Person":
        """Somebody new, signed in, with nothing but a password."""
        page = self.open("/admin/invitations")
        name = f"conformance-{self._run}-{next(self._numbers)}"
        page = self.browser.submit(page, "/admin/invitations", note=name)
        token = page.text("invitation-link").partition("#")[2]
        person = Person(self.server, name)
        page = person.browser.get("/invite")
        page = person.browser.submit(page, "/invite", token=token, name=name, password=PASSWORD)
        assert page.path == "/2fa", f"{page}: {page.text('main') if 'main' in page.ids else page.body[:500]}"
        return person


class Person:
    """Somebody with an account and a browser."""

    def __init__(self, server, name: str):
        self.server, self.name = server, name
        self._opened: list = []
        self.browser = self.new_browser()
        #: What the page shows once.
        self.backup_codes: list[str] = []

    def close(self) -> None:
        """Ends all connections of this person's things."""
        for thing in self._opened:
            thing.close()

    def new_browser(self, calls_itself: str = FIREFOX) -> Browser:
        """Another browser of the same person, or of somebody who knows the password."""
        browser = Browser(self.server, calls_itself)
        self._opened.append(browser)
        return browser

    def new_device(self, name: str = "Test phone") -> Device:
        """A device that is not linked yet."""
        device = Device(self.server, name)
        self._opened.append(device)
        return device

    # Linking

    def start_enrollment(self, asked: "Device | None" = None):
        """The page with the QR code; `asked` is the linked device that proves the change."""
        page = self.browser.get("/2fa/add")
        page = self.browser.submit(page, "/2fa/enrollments")
        if page.path.startswith("/prove"):
            page = self.prove(page, asked)
        if page.path == "/2fa/enrollments":
            page = self.browser.submit(page, "/2fa/enrollments")
        assert re.fullmatch(r"/2fa/enrollments/[^/]+", page.path), page
        return page

    def confirm(self, enrollment, digits: str, trust: "str | None" = "yes"):
        """Types the six digits on the page."""
        page = self.browser.get(enrollment.path)
        return self.browser.submit(page, f"{enrollment.path}/confirm", digits=digits, trust=trust)

    def link(self, name: str = "Test phone", asked: "Device | None" = None, trust: "str | None" = "yes") -> Device:
        """Links a device by the QR code, six digits included."""
        enrollment = self.start_enrollment(asked)
        link = parse_link(enrollment.qr_code())
        device = self.new_device(name)
        device.pin(link["k"])
        account = device.enroll({"code": link["c"]})
        assert account["state"] == "unconfirmed", account.payload
        page = self.confirm(enrollment, account["confirm"], trust)
        if page.path == "/2fa/backup-codes":
            self.keep_codes(page)
        else:
            assert page.path == "/2fa", page
        assert device.account()["state"] == "active"
        return device

    def keep_codes(self, page) -> None:
        """Writes the backup codes down and says so."""
        self.backup_codes = page.items("backup-codes")
        page = self.browser.submit(page, "/2fa/backup-codes/kept", kept="yes")
        assert page.path == "/2fa", page

    def authorize(self, device: Device, asked: "Device | None" = None) -> "tuple[dict, dict]":
        """*Log in from this device*: the grant, and what came back beside the code."""
        address, grant = device.authorization()
        browser = self.new_browser()
        page = browser.get(address)
        page = browser.submit(page, "/sign-in", name=self.name, password=PASSWORD)
        if page.path == "/sign-in/wait":
            assert asked.yes(asked.question(wait=5), page.text("number")).status == 200
            page = complete(browser)
        if page.path.startswith("/prove"):
            page = self.prove(page, asked, browser)
        page = browser.submit(page, "/oauth/authorize/consent", decision="authorize")
        assert page.status == 200, page
        returned = {name: values[0] for name, values in parse_qs(urlsplit(page.links["return"]).query).items()}
        return grant | {"authorization_code": returned["code"]}, returned

    # Proving

    def prove(self, page, device: Device, browser: "Browser | None" = None):
        """Proves a change with the device and the number on the page; returns where that leads."""
        browser = browser or self.browser
        page = browser.submit(page, "/prove/ask")
        assert device is not None, f"nothing to prove it with: {page}"
        question = device.question(wait=5)
        assert question is not None, f"no question came: {page}"
        reply = device.yes(question, page.text("number"))
        assert reply.status == 200, reply
        page = browser.get(page.path)
        return browser.submit(page, "/prove/complete")

    # Signing in

    def sign_out(self) -> None:
        """Ends the session of the person's own browser."""
        self.browser.submit(self.browser.get("/account"), "/sign-out")

    def sign_in(self, browser: "Browser | None" = None):
        """Name and password; the page that follows."""
        browser = browser or self.new_browser()
        page = browser.get("/sign-in")
        page = browser.submit(page, "/sign-in", name=self.name, password=PASSWORD)
        return browser, page

    def asked(self, device: Device, browser: "Browser | None" = None):
        """Signs in and returns browser, page and question."""
        browser, page = self.sign_in(browser)
        assert page.path == "/sign-in/wait", page
        question = device.question(wait=5)
        assert question is not None, "no question"
        return browser, page, question


class OpenQuestion:
    """A question that many wrong answers may try in turn: asked anew before its time is over or when it ended."""

    def __init__(self, person: Person, phone: Device):
        self.person, self.phone = person, phone
        self.browser, self.question, self.number = person.new_browser(), None, ""
        self._half = 0.0

    def ask(self):
        """A pending question with at least half of its time left."""
        if self.question is None or time.monotonic() > self._half or not self._is_pending():
            if self.question is not None and self._is_pending():
                self.take()
            self.browser, page, self.question = self.person.asked(self.phone)
            self.number = page.text("number")
            self._half = time.monotonic() + (self.question["exp"] - self.question["iat"]) / 2
        return self.question

    def take(self) -> None:
        """The right answer, which proves that the wrong ones left the question as it was."""
        reply = self.phone.yes(self.question, self.number)
        assert reply.status == 200 and reply.json()["state"] == "approved", reply
        assert complete(self.browser).path == "/account"
        self.question = None

    def _is_pending(self) -> bool:
        told = self.phone.request("GET", f"/api/v1/challenges/{self.question['cid']}")
        return told.json()["state"] == "pending"


def complete(browser: Browser):
    """What the waiting page does when it hears that something changed: looks, and goes on if it may."""
    page = browser.get("/sign-in/wait")
    if any(action == "/sign-in/complete" for action, _ in page.forms):
        page = browser.submit(page, "/sign-in/complete")
    return page


def is_signed_in(browser: Browser) -> bool:
    """Whether this browser has a session that the server takes."""
    return browser.get("/account").path == "/account"


def until(what: str, holds, seconds: float = 10):
    """Waits until something holds, and returns it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")
