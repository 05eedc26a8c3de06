"""The drill of restoring a backup, with the real program: nothing that was removed, used or changed comes back."""

import re
import shutil
from pathlib import Path

import pytest

from cs1.device import code
from cs1.journal import follow
from cs1.person import PASSWORD, Operator, complete, is_signed_in
from cs1.server import OwnServer
from test_device_keys import NewPair

NEW_PASSWORD = "four green kettles wander"


@pytest.fixture
def own(request):
    """A server of this test's own, which may be stopped."""
    if request.config.getoption("--server"):
        pytest.skip("somebody else's server is not restored")
    server = OwnServer(request.config.getoption("--binary"), tls=False)
    yield server
    server.close()


@pytest.fixture
def ada(own):
    """Somebody with two devices and backup codes."""
    operator = Operator(own)
    person = operator.invite()
    yield person
    person.close()
    operator.hang_up()


class Drill:
    """A backup, and then a day on which everything happens."""

    def __init__(self, server, person):
        self.server, self.person = server, person
        self.phone = person.link("Phone")
        self.lost = person.link("Lost tablet", asked=self.phone)
        self.secret = self.phone.account()["otp"]["secret"]
        self.lost_secret = self.lost.account()["otp"]["secret"]
        self.browser, page, question = person.asked(self.phone)
        assert self.phone.yes(question, page.text("number")).status == 200
        assert complete(self.browser).path == "/account" and is_signed_in(self.browser)
        made = server.run("backup", str(server.folder / "backup.db"))
        assert made.returncode == 0, made.stderr
        self.used_code = person.backup_codes[0]
        self.code = None

    def day(self):
        """What must stay: a removal, a used backup code, a used code, another password."""
        assert self.phone.revoke(self.lost.id).status == 403, "the phone is too new; its page removes the tablet"
        self._remove_on_page()
        browser, page = self.person.sign_in()
        page = browser.get("/sign-in/backup-code")
        page = browser.submit(page, "/sign-in/backup-code", code=self.used_code)
        assert is_signed_in(browser), page
        self.code = code(self.secret)
        assert is_signed_in(self._with_code(self.code))
        page = browser.get("/account/password")
        if page.path.startswith("/prove"):
            page = self.person.prove(page, self.phone, browser)
        page = browser.submit(page, "/account/password", current=PASSWORD, password=NEW_PASSWORD)
        self.head = self.phone.account()["journal_head"]
        self.epoch = self.phone.account()["epoch"]
        self.waiting, _, self.asked = self._asked_with(NEW_PASSWORD)

    def _remove_on_page(self):
        remove = f"/2fa/devices/{self.lost.id}/remove"
        page = self.person.browser.get(remove)
        if page.path.startswith("/prove"):
            page = self.person.prove(page, self.phone)
        if page.path == remove:
            page = self.person.browser.submit(page, remove)
        reply = self.lost.request("GET", "/api/v1/self")
        assert self.lost.farewell(reply) == "removed"

    def _with_code(self, digits):
        browser, page = self.person.sign_in()
        page = browser.get("/sign-in/code")
        browser.submit(page, "/sign-in/code", code=digits)
        return browser

    def _asked_with(self, password):
        browser = self.person.new_browser()
        page = browser.submit(browser.get("/sign-in"), "/sign-in", name=self.person.name, password=password)
        return browser, page, self.phone.question(wait=5)

    def signs_in(self, password):
        """What follows name and password."""
        browser = self.person.new_browser()
        return browser, browser.submit(browser.get("/sign-in"), "/sign-in", name=self.person.name, password=password)


def restore(server, *arguments):
    """Stops, restores, serves again; what the command said."""
    server.stop()
    done = server.run("restore", str(server.folder / "backup.db"), *arguments)
    server.start_again()
    return done


def test_with_the_log_nothing_comes_back_and_devices_see_a_new_epoch(own, ada):
    drill = Drill(own, ada)
    drill.day()
    done = restore(own)
    assert done.returncode == 0, done.stderr
    assert "stay so" in done.stdout

    # Sessions and trust have ended, also those from before the backup; what was asked is nowhere.
    assert not is_signed_in(drill.browser)
    assert drill.phone.question() is None
    assert drill.phone.yes(drill.asked).problem in ("not-found", "challenge-ended", "jws-invalid")
    # The removed device stays removed, and hears so.
    assert drill.lost.farewell(drill.lost.request("GET", "/api/v1/self")) == "removed"
    # The old password lets nobody in; the new one does, with the phone.
    _, page = drill.signs_in(PASSWORD)
    assert page.path == "/sign-in", page
    browser, page = drill.signs_in(NEW_PASSWORD)
    assert page.path == "/sign-in/wait", page
    # The used backup code and the used code are used, and the removed device's codes are worth nothing.
    page = browser.submit(browser.get("/sign-in/backup-code"), "/sign-in/backup-code", code=drill.used_code)
    assert not is_signed_in(browser)
    for digits in (drill.code, code(drill.lost_secret)):
        browser.submit(browser.get("/sign-in/code"), "/sign-in/code", code=digits)
        assert not is_signed_in(browser)
    page = browser.submit(browser.get("/sign-in/backup-code"), "/sign-in/backup-code", code=ada.backup_codes[1])
    assert is_signed_in(browser), page
    # Devices hear of a higher epoch and a journal that says what happened.
    account = drill.phone.account()
    assert account["epoch"] > drill.epoch
    texts = drill.phone.request("GET", "/api/v1/journal?after=0").json()["entries"]
    assert follow(drill.phone.acct, None, texts) == account["journal_head"]
    assert any('"kind":"restored"' in text for text in texts)
    assert own.run("journal", "verify").returncode == 0
    exported = own.run("journal", "export", "--user", ada.name).stdout.splitlines()
    assert exported[: len(texts)] == texts and follow(drill.phone.acct, None, exported) is not None


def test_without_the_log_devices_wait_for_the_operator_and_codes_are_void(own, ada):
    drill = Drill(own, ada)
    drill.day()
    (own.folder / "data" / "tombstones.log").unlink()
    refused = restore(own)
    assert refused.returncode == 1 and "--without-tombstones" in refused.stderr, refused.stderr
    assert drill.phone.account()["journal_head"]["number"] >= drill.head["number"], "nothing was restored"

    own.stop()
    done = own.run("restore", str(own.folder / "backup.db"), "--without-tombstones")
    assert done.returncode == 0, done.stderr
    own.start_again()
    # Neither device decides or hears of anything, and no code of any kind lets in.
    for device in (drill.phone, drill.lost):
        assert device.request("GET", "/api/v1/challenges").problem == "not-confirmed"
    browser, page = drill.signs_in(PASSWORD)
    for place, digits in (("backup-code", drill.used_code), ("backup-code", ada.backup_codes[1]), ("code", code(drill.secret))):
        page = browser.get(f"/sign-in/{place}")
        if any(action == f"/sign-in/{place}" for action, _ in page.forms):
            browser.submit(page, f"/sign-in/{place}", code=digits)
        assert not is_signed_in(browser)
    # The operator has asked: the tablet was lost.
    confirmed = own.run("user", "confirm", ada.name, "--remove", "Lost tablet")
    assert confirmed.returncode == 0, confirmed.stderr
    written = Path(re.search(r"are in (.*)", confirmed.stdout)[1])
    written = written if written.is_absolute() else own.folder / written
    codes = written.read_text(encoding="utf-8").split()
    assert len(codes) == 10 and written.stat().st_mode & 0o077 == 0
    assert drill.lost.farewell(drill.lost.request("GET", "/api/v1/self")) == "removed"
    again = own.run("user", "confirm", ada.name)
    assert again.returncode == 1 and "nothing" in again.stderr
    browser, page, question = ada.asked(drill.phone)
    assert drill.phone.yes(question, page.text("number")).status == 200
    assert complete(browser).path == "/account"
    browser, _ = drill.signs_in(PASSWORD)
    browser.submit(browser.get("/sign-in/backup-code"), "/sign-in/backup-code", code=codes[0])
    assert is_signed_in(browser)


def test_a_freeze_and_a_stricter_rule_of_that_day_hold_and_a_device_past_its_probation_ends_the_freeze(own, ada):
    drill = Drill(own, ada)
    page = ada.prove(ada.browser.get("/2fa/policy"), drill.phone)
    assert ada.browser.submit(page, "/2fa/policy", approval="strict").path == "/2fa"
    assert drill.phone.account()["policy"] == {"approval": "strict"}
    assert drill.phone.freeze().status == 204
    done = restore(own)
    assert done.returncode == 0, done.stderr
    assert drill.phone.account()["policy"] == {"approval": "strict"}
    _, page = drill.signs_in(PASSWORD)
    assert page.path == "/thaw", page
    unverified = drill.phone.order("cs-unlock+jwt", uv="none")
    assert drill.phone.post_jwt("/api/v1/self/unlock", unverified).outcome == (403, "key-not-allowed"), "strict"
    assert drill.phone.unlock().status == 204
    _, page = drill.signs_in(PASSWORD)
    assert page.path == "/sign-in/wait", page


def test_a_database_put_back_by_hand_shows_a_head_that_went_back(own, ada):
    drill = Drill(own, ada)
    drill.day()
    own.stop()
    data = own.folder / "data"
    for part in ("-wal", "-shm"):
        (data / f"countersign.db{part}").unlink(missing_ok=True)
    shutil.copy(own.folder / "backup.db", data / "countersign.db")
    own.start_again()
    account = drill.phone.account()
    assert account["epoch"] == drill.epoch
    assert account["journal_head"]["number"] < drill.head["number"]


def test_restore_refuses_what_is_no_backup_and_a_server_that_runs(own):
    copy = own.folder / "backup.db"
    assert own.run("backup", str(copy)).returncode == 0
    running = own.run("restore", str(copy))
    assert running.returncode == 1 and "stop it first" in running.stderr, running.stderr
    own.stop()
    before = (own.folder / "data" / "countersign.db").read_bytes()
    (own.folder / "junk.db").write_bytes(b"no database " * 1000)
    for wrong in ("junk.db", "missing.db"):
        refused = own.run("restore", str(own.folder / wrong))
        assert refused.returncode == 1 and "nothing was restored" in refused.stderr, refused.stderr
    assert (own.folder / "data" / "countersign.db").read_bytes() == before
    assert not list((own.folder / "data").glob("*.restoring*"))
    done = own.run("restore", str(copy))
    assert done.returncode == 0, done.stderr
    own.start_again()


def test_keys_that_were_exchanged_since_stay_the_device_s(own, ada):
    phone = ada.link("Phone")
    assert own.run("backup", str(own.folder / "backup.db")).returncode == 0
    pair = NewPair(phone)
    assert pair.send().status == 204
    done = restore(own)
    assert done.returncode == 0, done.stderr
    assert phone.request("GET", "/api/v1/devices").outcome == (401, "key-unknown"), "the old pair is nobody's"
    phone.pop, phone.uv = pair.pop, pair.uv
    _, page, question = ada.asked(phone)
    assert phone.yes(question, page.text("number")).status == 200
