"""Enrollments that must not link a device, and what they may not use up."""

from urllib.parse import parse_qsl, urlencode

import pytest

from cs1 import jws
from cs1.encoding import encode
from cs1.keys import PrivateKey
from cs1.links import parse_link

INVALID = (400, "jws-invalid")
CODE_INVALID = (403, "code-invalid")
UNKNOWN_CODE = encode(bytes(16))


class Open:
    """An enrollment that waits for its device."""

    def __init__(self, person):
        self.page = person.start_enrollment()
        self.link = parse_link(self.page.qr_code())
        self.setup_code = self.page.text("typed-code").replace(" ", "")
        self.device = self.another(person)

    def another(self, person):
        device = person.new_device()
        device.pin(self.link["k"])
        return device

    @property
    def grant(self):
        return {"code": self.link["c"]}


def send(device, payload, key=None):
    return device.post_jwt_unproved("/api/v1/devices", jws.sign("cs-enroll+jwt", payload, key or device.pop))


def enroll(device, grant, /, **changes):
    return send(device, device.enrollment(grant, **changes))


@pytest.fixture
def opened(person):
    return Open(person)


@pytest.fixture(scope="module")
def patient(operator):
    """An enrollment that refusals do not use up; the last test of those links it."""
    person = operator.invite()
    person.opened = Open(person)
    yield person
    person.close()


def device_with(**changes):
    return lambda device: {"device": {n: v for n, v in (device.description() | changes).items() if v is not None}}


FAULTS = {
    "another audience": lambda d: {"aud": "https://evil.example"},
    "an audience that is no origin": lambda d: {"aud": d.origin + "/"},
    "two audiences": lambda d: {"aud": [d.origin]},
    "uv_proof for another audience": lambda d: {"uv_proof": d.uv_proof(aud="https://evil.example")},
    "uv_proof for another pop": lambda d: {"uv_proof": d.uv_proof(pop=PrivateKey().thumbprint())},
    "uv_proof for another uv": lambda d: {"uv_proof": d.uv_proof(uv=PrivateKey().thumbprint())},
    "uv_proof with both swapped": lambda d: {"uv_proof": d.uv_proof(pop=d.uv.thumbprint(), uv=d.pop.thumbprint())},
    "uv_proof signed by pop": lambda d: {"uv_proof": signed_by(d, d.pop)},
    "uv_proof signed by a third key": lambda d: {"uv_proof": signed_by(d, PrivateKey())},
    "uv_proof that is an enrollment": lambda d: {"uv_proof": jws.sign("cs-enroll+jwt", d.enrollment({}), d.uv)},
    "uv_proof empty": lambda d: {"uv_proof": ""},
    "no grant": lambda d: {"grant": {}},
    "a grant that is a text": lambda d: {"grant": "code"},
    "a code of 15 bytes": lambda d: {"grant": {"code": encode(bytes(15))}},
    "a name of 65 characters": device_with(name="x" * 65),
    "an empty name": device_with(name=""),
    "a name with a line break": device_with(name="a\nb"),
    "a name that turns around": device_with(name="a\u202eb"),
    "a name not in NFC": device_with(name="e\u0301"),
    "no name": device_with(name=None),
    "no versions": device_with(versions=None),
    "no capabilities": device_with(capabilities=None),
    "a version with a fraction": device_with(versions=[1.5]),
    "keys that lie nowhere known": device_with(key_protection="under-the-bed"),
}


def signed_by(device, key):
    said = {"aud": device.origin, "pop": device.pop.thumbprint(), "uv": device.uv.thumbprint()}
    return jws.sign("cs-proof+jwt", said, key)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_enrollment(patient, fault):
    opened = patient.opened
    device = opened.another(patient)
    reply = enroll(device, opened.grant, **FAULTS[fault](device))
    assert reply.outcome == INVALID


def test_pop_and_uv_are_two_keys(patient):
    device = patient.opened.another(patient)
    device.uv = device.pop
    assert enroll(device, patient.opened.grant).outcome == INVALID


def test_no_common_version(patient):
    device = patient.opened.another(patient)
    reply = enroll(device, patient.opened.grant, **device_with(versions=[2])(device))
    assert reply.outcome == (400, "update-app")


def test_an_unknown_code(patient):
    assert enroll(patient.opened.device, {"code": UNKNOWN_CODE}).outcome == CODE_INVALID


def test_media_type(patient):
    device = patient.opened.device
    message = jws.sign("cs-enroll+jwt", device.enrollment(patient.opened.grant), device.pop)
    assert device.post_jwt_unproved("/api/v1/devices", message, "application/json").outcome == (415, "media-type")


def test_none_of_these_used_the_code_up(patient):
    assert enroll(patient.opened.device, patient.opened.grant).status == 201


def test_a_used_code_says_so(person, opened):
    assert enroll(opened.device, opened.grant).status == 201
    late = enroll(opened.another(person), opened.grant)
    assert late.outcome == (409, "code-used")


def test_the_typed_code_is_the_same_enrollment(person, opened):
    assert enroll(opened.device, opened.grant).status == 201
    late = enroll(opened.another(person), {"user": person.name, "setup_code": opened.setup_code})
    assert late.outcome in ((409, "code-used"), CODE_INVALID)


def test_the_same_message_with_another_key_in_it_is_not_the_same(person, opened):
    payload = opened.device.enrollment(opened.grant)
    assert send(opened.device, payload).status == 201
    changed = payload | {"device": payload["device"] | {"name": "Changed"}}
    assert send(opened.device, changed).status in (400, 409)


def test_a_code_that_a_newer_one_ended(person, opened):
    newer = Open(person)
    assert enroll(opened.device, opened.grant).outcome == CODE_INVALID
    assert enroll(newer.device, newer.grant).status == 201


def test_a_code_that_the_person_cancelled(person, opened):
    person.browser.submit(opened.page, f"{opened.page.path}/cancel")
    assert enroll(opened.device, opened.grant).outcome == CODE_INVALID


@pytest.mark.parametrize("which", ["pop", "uv", "both, swapped"])
def test_a_key_that_was_seen_before(person, phone, which):
    page = person.start_enrollment(phone)
    link = parse_link(page.qr_code())
    device = person.new_device()
    device.pin(link["k"])
    if which == "pop":
        device.pop = phone.pop
    elif which == "uv":
        device.uv = phone.uv
    else:
        device.pop, device.uv = phone.uv, phone.pop
    assert enroll(device, {"code": link["c"]}).outcome == INVALID
    assert phone.request("GET", "/api/v1/self").status == 200


def test_the_key_of_a_removed_device_does_not_come_back(person, phone):
    tablet = person.link("Tablet", asked=phone)
    tablet.revoke()
    link = parse_link(person.start_enrollment(phone).qr_code())
    assert enroll(tablet, {"code": link["c"]}).outcome == INVALID


def test_a_sixth_device(person, phone):
    laptop = person.new_device("This laptop")
    laptop.pin()
    grant, _ = person.authorize(laptop, asked=phone)
    for number in range(2, 6):
        person.link(f"Tablet {number}", asked=phone)
    assert enroll(laptop, grant).outcome == (409, "too-many-devices")
    assert "choose-app" not in person.browser.get("/2fa/add").ids, "the page does not even offer it"
    assert len(phone.request("GET", "/api/v1/devices").json()["devices"]) == 5


class TestSixDigits:
    """The page confirms, nobody else."""

    def claim(self, opened):
        return opened.device.adopt(enroll(opened.device, opened.grant))["confirm"]

    def test_three_wrong_tries_end_it(self, person, opened):
        right = self.claim(opened)
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(3):
            page = person.confirm(opened.page, wrong)
        assert "digits" not in page.ids or page.path != opened.page.path
        page = person.browser.get(opened.page.path)
        if any(action.endswith("/confirm") for action, _ in page.forms):
            page = person.browser.submit(page, f"{opened.page.path}/confirm", digits=right)
        assert page.path not in ("/2fa", "/2fa/backup-codes"), "the right digits come too late"
        assert opened.device.farewell(opened.device.request("GET", "/api/v1/self")) == "not-confirmed"

    def test_two_wrong_tries_do_not(self, person, opened):
        right = self.claim(opened)
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(2):
            assert person.confirm(opened.page, wrong).path not in ("/2fa", "/2fa/backup-codes")
        assert opened.device.account()["state"] == "unconfirmed"
        assert person.confirm(opened.page, right).path == "/2fa/backup-codes"

    def test_not_my_phone(self, person, opened):
        self.claim(opened)
        page = person.browser.get(opened.page.path)
        person.browser.submit(page, f"{opened.page.path}/cancel")
        assert opened.device.farewell(opened.device.request("GET", "/api/v1/self")) == "not-confirmed"

    def test_a_newer_enrollment_ends_the_unconfirmed_device(self, person, opened):
        self.claim(opened)
        Open(person)
        assert opened.device.farewell(opened.device.request("GET", "/api/v1/self")) == "not-confirmed"

    def test_somebody_elses_browser_cannot_confirm(self, operator, person, opened):
        right = self.claim(opened)
        other = operator.invite()
        page = other.browser.get("/account")
        csrf = page.form("/sign-out")["csrf"]
        page = other.browser.post(f"{opened.page.path}/confirm", {"csrf": csrf, "digits": right})
        other.close()
        assert page.status == 404, page
        assert opened.device.account()["state"] == "unconfirmed"


class TestTyped:
    """A setup code is short: five tries, and nothing that tells users apart."""

    def test_no_such_user_and_a_wrong_code_are_alike(self, person, opened):
        wrong = "ZZZZZZZZ"
        replies = [
            enroll(opened.device, {"user": person.name, "setup_code": wrong}),
            enroll(opened.device, {"user": "nobody-of-that-name", "setup_code": wrong}),
            enroll(opened.device, {"user": "nobody-of-that-name", "setup_code": opened.setup_code}),
        ]
        assert {reply.outcome for reply in replies} == {CODE_INVALID}
        assert len({reply.text for reply in replies}) == 1

    def test_five_wrong_tries_end_it(self, person, opened):
        for _ in range(5):
            assert enroll(opened.device, {"user": person.name, "setup_code": "ZZZZZZZZ"}).outcome == CODE_INVALID
        typed = {"user": person.name, "setup_code": opened.setup_code}
        assert enroll(opened.device, typed).outcome == CODE_INVALID

    @pytest.mark.parametrize("typed", ["K7Q29DM", "K7Q29DMXX", "K7Q29DM!", "", "K7Q29DMU"])
    def test_what_no_setup_code_can_be(self, person, opened, typed):
        reply = enroll(opened.device, {"user": person.name, "setup_code": typed})
        assert reply.outcome in (CODE_INVALID, INVALID)
        fine = enroll(opened.device, {"user": person.name, "setup_code": opened.setup_code})
        assert fine.status == 201


class TestAuthorizationCode:
    """The grant of *Log in from this device*: once, for that key, verifier and address."""

    def grant(self, person):
        device = person.new_device("This laptop")
        device.pin()
        return device, person.authorize(device)[0]

    @pytest.mark.parametrize("change", [
        {"code_verifier": encode(bytes(32))},
        {"redirect_uri": "http://127.0.0.1:49322/callback"},
        {"redirect_uri": "countersign://oauth/callback"},
        {"authorization_code": UNKNOWN_CODE},
    ])
    def test_another_verifier_address_or_code(self, person, change):
        device, grant = self.grant(person)
        assert enroll(device, grant | change).outcome == CODE_INVALID

    def test_another_key(self, person):
        _, grant = self.grant(person)
        thief = person.new_device("This laptop")
        thief.pin()
        assert enroll(thief, grant).outcome == CODE_INVALID

    def test_another_name_or_platform(self, person):
        for change in ({"name": "Another"}, {"platform": "ios"}):
            device, grant = self.grant(person)
            reply = enroll(device, grant, device=device.description() | change)
            assert reply.outcome in (CODE_INVALID, INVALID), change

    def test_it_serves_once(self, person):
        device, grant = self.grant(person)
        assert enroll(device, grant).status == 201
        device.pop, device.uv = PrivateKey(), PrivateKey()
        assert enroll(device, grant).outcome in ((409, "code-used"), CODE_INVALID)

    def test_it_is_no_enrollment_code(self, person):
        device, grant = self.grant(person)
        assert enroll(device, {"code": grant["authorization_code"]}).outcome == CODE_INVALID

    @pytest.mark.parametrize("change", [
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "http://localhost:49321/callback"},
        {"redirect_uri": "http://127.0.0.1:49321/other"},
        {"redirect_uri": "http://127.0.0.1:49321/callback?x=1"},
        {"client_id": "another"},
    ])
    def test_nobody_is_sent_to_a_wrong_address(self, person, change):
        device = person.new_device()
        address, _ = device.authorization()
        page = with_query(person.new_browser(), address, **change)
        assert page.status == 400 and "location" not in page.headers, page

    @pytest.mark.parametrize("change", [
        {"response_type": "token"}, {"scope": "everything"}, {"code_challenge_method": "plain"},
        {"code_challenge": None}, {"dpop_jkt": None}, {"dpop_jkt": "short"}, {"state": None},
    ])
    def test_a_wrong_request_gets_no_consent(self, person, change):
        device = person.new_device()
        address, _ = device.authorization()
        page = with_query(person.new_browser(), address, **change)
        sent_back = page.status == 303 and "error=" in page.headers["location"]
        assert sent_back or page.status == 400, page
        if sent_back:
            assert f"iss={person.server.origin.partition('://')[0]}" in page.headers["location"]


def with_query(browser, address, **change):
    path, _, query = address.partition("?")
    said = dict(parse_qsl(query)) | change
    return browser.get(f"{path}?{urlencode({name: value for name, value in said.items() if value is not None})}")
