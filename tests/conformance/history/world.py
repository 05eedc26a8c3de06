"""People in a hurry: each signs in in several browsers at once, while two devices answer, rightly and wrongly.

Messages are sent twice, late, and over other connections. What each call brought is written into the record.
"""

import random
import threading
import time

import httpx

from cs1 import otp
from cs1.encoding import Refused
from cs1.person import Operator, Person

#: How long one person lives, in seconds: short enough that no brake of the server ends all questions.
LIFE = 14
PEOPLE_AT_ONCE = 3
#: What a page or a client may say in the middle of a fault.
BROKEN = (httpx.TransportError, AssertionError, KeyError, ValueError, Refused)


class Life:
    """One person's time: two browsers and two devices that act at once."""

    def __init__(self, server, invitations, record, seed: int):
        self.server, self.invitations, self.record, self.seed = server, invitations, record, seed
        self.person: "Person | None" = None
        self.numbers: set[str] = set()
        self.asked: dict = {}
        self.until = 0.0

    def live(self) -> bool:
        """From the invitation to the last look at all questions. False if a fault ended it before it began."""
        try:
            self.person = self.invitations.next()
            phone = self.person.link("Phone")
            secrets = {phone.id: phone.account()["otp"]["secret"]}
            tablet = self.person.link("Tablet", asked=phone)
            secrets[tablet.id] = tablet.account()["otp"]["secret"]
        except BROKEN:
            if self.person:
                self.person.close()
            return False
        self.until = time.monotonic() + LIFE
        acts = [
            threading.Thread(target=self._sign_in_again_and_again, args=(secrets, self.seed + 1)),
            threading.Thread(target=self._sign_in_again_and_again, args=(secrets, self.seed + 2)),
            threading.Thread(target=self._answer, args=(phone, self.seed + 3, False)),
            threading.Thread(target=self._answer, args=(tablet, self.seed + 4, True)),
        ]
        for act in acts:
            act.start()
        for act in acts:
            act.join()
        self._look_at_all(phone)
        self.person.close()
        return True

    # Browsers

    def _sign_in_again_and_again(self, secrets: dict, seed: int) -> None:
        dice = random.Random(seed)
        while time.monotonic() < self.until:
            browser = self.person.new_browser()
            try:
                _, page = self.person.sign_in(browser)
                way = dice.choices(["question", "code", "backup-code"], [7, 2, 1])[0]
                if way == "question":
                    self._wait_and_go_on(browser, dice)
                else:
                    self._type(browser, way, secrets, dice)
            except BROKEN:
                time.sleep(0.1)
            finally:
                browser.close()

    def _wait_and_go_on(self, browser, dice) -> None:
        """Looks as the page does; a second tab goes on at the same moment, and again later."""
        until = time.monotonic() + dice.uniform(2, 6)
        number = None
        try:
            while time.monotonic() < until:
                page = browser.get("/sign-in/wait")
                if not page.path.startswith("/sign-in/wait"):
                    return
                # A second sign-in of the same person gets its number when its turn comes.
                shown = page.text("number") if "number" in page.ids else None
                if shown != number:
                    self.numbers.discard(number)
                    self.numbers.add(shown)
                    number = shown
                if '"approved"' in browser.get("/sign-in/wait?wait=1").body:
                    self._go_on_in_tabs(browser, page, 2 if dice.random() < 0.4 else 1)
                    return
        finally:
            self.numbers.discard(number)

    def _go_on_in_tabs(self, browser, page, count: int) -> None:
        tabs = [self.person.new_browser() for _ in range(count)]
        for tab in tabs:
            tab.cookies = dict(browser.cookies)
        going = [threading.Thread(target=self._go_on, args=(tab, page)) for tab in tabs]
        for each in going:
            each.start()
        for each in going:
            each.join()

    def _go_on(self, browser, page) -> None:
        with self.record.call("complete", person=self.person.name) as event:
            after = browser.submit(page, "/sign-in/complete")
            event["status"] = after.status
            if after.path == "/account" and after.status == 200:
                event["result"] = "in"
            elif after.status < 500 and not browser.sent_twice:
                event |= {"result": "refused", "at": after.path}
            # Sent twice, the first may have been taken and its reply lost: then nothing is known.

    def _type(self, browser, way: str, secrets: dict, dice) -> None:
        """Types a code; the same one in another browser at the same time, and another time later."""
        device = dice.choice(list(secrets)) if way == "code" else None
        step = self.server.now() // otp.PERIOD
        typed = otp.totp(secrets[device], step) if device else dice.choice(self.person.backup_codes)
        others = [browser]
        if dice.random() < 0.5:
            other = self.person.new_browser()
            self.person.sign_in(other)
            others.append(other)
        typing = [threading.Thread(target=self._type_in, args=(each, way, typed, device)) for each in others]
        for each in typing:
            each.start()
        for each in typing:
            each.join()

    def _type_in(self, browser, way: str, typed: str, device: "str | None") -> None:
        try:
            page = browser.get(f"/sign-in/{way}")
        except BROKEN:
            return
        # Two devices may show the same six digits: then the code is both their codes.
        said = {"person": self.person.name, "way": way, "code": typed, "device": device}
        with self.record.call("code", **said) as event:
            if not any(action == f"/sign-in/{way}" for action, _ in page.forms):
                event["result"] = "not offered"
                return
            after = browser.submit(page, f"/sign-in/{way}", code=typed)
            event["status"] = after.status
            if after.path == "/account" and after.status == 200:
                event["result"] = "in"
            elif after.status < 500:
                event["result"] = "refused"

    # Devices

    def _answer(self, device, seed: int, may_go: bool) -> None:
        dice = random.Random(seed)
        late = []
        gone = False
        while time.monotonic() < self.until:
            try:
                question = self._look(device, dice)
                if question is not None:
                    late.append(self._decide(device, question, dice))
                if late and dice.random() < 0.5:
                    self._send(self._connection(device), *dice.choice(late))
                if may_go and not gone and self.until - time.monotonic() < LIFE * 0.3:
                    gone = True
                    self._leave(device)
            except BROKEN:
                time.sleep(0.1)

    def _connection(self, device):
        """The same device over a connection of its own."""
        copy = self.person.new_device(device.name)
        copy.id, copy.acct, copy.kept, copy.nonce = device.id, device.acct, device.kept, device.nonce
        copy.pop, copy.uv = device.pop, device.uv
        return copy

    def _look(self, device, dice):
        with self.record.call("question", person=self.person.name, device=device.id, cid=None) as event:
            wait = dice.choice([0, 1])
            reply = device.request("GET", f"/api/v1/challenges?wait={wait}")
            event["status"] = reply.status
            if reply.status != 200:
                event["result"] = "none" if reply.status == 204 else "refused"
                time.sleep(0.05)
                return None
            question = device.believe(reply.text, "cs-challenge+jwt")
            event |= {"result": "pending", "cid": question["cid"], "sha256": question.sha256}
            self.asked[question["cid"]] = question
            return question
        # The connection broke: the server is away for a moment.
        time.sleep(0.1)
        return None

    def _decide(self, device, question, dice):
        """Signs one answer and sends it: mostly the right one."""
        time.sleep(dice.uniform(0, 0.4))
        number = None
        if question["mode"] == "number":
            shown = [each for each in list(self.numbers) if each]
            number = dice.choice(shown) if shown and dice.random() < 0.8 else f"{dice.randrange(100):02}"
        if dice.random() < 0.12:
            decision, message = "decline", device.answer(question, "decline", device.pop)
        else:
            decision, message = "approve", device.answer(question, "approve", number=number)
        self._send(device, question, decision, message)
        return question, decision, message

    def _send(self, device, question, decision: str, message: str) -> None:
        said = {
            "person": self.person.name, "device": device.id, "cid": question["cid"], "decision": decision,
            "message": message.rpartition(".")[0],
        }
        with self.record.call("answer", **said) as event:
            reply = device.send_answer(question, message)
            event["status"] = reply.status
            if reply.status == 200:
                event["result"] = reply.json()["state"]
            elif reply.problem == "wrong-number":
                event |= {"result": "wrong-number", "left": reply.json()["tries_left"]}
            elif reply.status < 500:
                event["result"] = reply.problem or f"{reply.status}"
        if event["result"] == "challenge-ended":
            with self.record.call("state", person=self.person.name, cid=question["cid"]) as seen:
                seen["result"] = reply.json()["state"]

    def _leave(self, device) -> None:
        with self.record.call("revoke", person=self.person.name, device=device.id) as event:
            reply = device.revoke()
            event["status"] = reply.status
            if reply.status == 204:
                event["result"] = "done"

    # The end

    def _look_at_all(self, phone) -> None:
        """Where each question stands at last; a fault in between is waited for."""
        for cid in self.asked:
            for _ in range(50):
                with self.record.call("state", person=self.person.name, cid=cid) as event:
                    reply = phone.request("GET", f"/api/v1/challenges/{cid}")
                    if reply.status == 200:
                        event["result"] = reply.json()["state"]
                        event["kind"] = "final"
                if event["kind"] == "final":
                    break
                time.sleep(0.2)


class Invitations:
    """One operator invites everybody, one after the other."""

    def __init__(self, operator: Operator):
        self._operator, self._turn = operator, threading.Lock()

    def next(self) -> Person:
        """Somebody new."""
        with self._turn:
            return self._operator.invite()


def people(server, operator: Operator, record, seconds: float, seed: int) -> int:
    """Lets people live one after the other, some at once, for this long; how many there were."""
    until = time.monotonic() + seconds
    invitations = Invitations(operator)
    lived = [0] * PEOPLE_AT_ONCE
    broken: list = []

    def follow(place: int) -> None:
        turn = 0
        try:
            while time.monotonic() < until:
                turn += 1
                if Life(server, invitations, record, seed + 1000 * place + 10 * turn).live():
                    lived[place] += 1
                else:
                    time.sleep(0.2)
        except BaseException as failed:
            broken.append(failed)

    places = [threading.Thread(target=follow, args=(place,)) for place in range(PEOPLE_AT_ONCE)]
    for each in places:
        each.start()
    for each in places:
        each.join()
    if broken:
        raise broken[0]
    return sum(lived)
