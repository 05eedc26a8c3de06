"""Messages that must be refused wherever they arrive: as a proof, as an answer, as an enrollment, inside one."""

import pytest

from cs1 import jws
from cs1.links import parse_link
from cs1.person import OpenQuestion, complete
from malformed import HARMLESS, MALFORMED


class Scene:
    """A person with a phone, and an enrollment that waits for a second one."""

    def __init__(self, person):
        self.person = person
        self.phone = person.link()
        self.open = OpenQuestion(person, self.phone)
        self.begin_enrollment()

    def begin_enrollment(self):
        """An open enrollment, and a device that nobody has seen yet."""
        self.link = parse_link(self.person.start_enrollment(self.phone).qr_code())
        self.tablet = self.person.new_device("Tablet")
        self.tablet.pin(self.link["k"])

    def took(self, reply):
        """What was taken by mistake must not make the next refusal look right."""
        if reply.status == 201:
            self.begin_enrollment()
        return reply

    def answer_payload(self) -> dict:
        question = self.open.ask()
        return {
            "iss": self.phone.id, "aud": self.phone.origin, "cid": question["cid"],
            "challenge_sha256": question.sha256, "decision": "approve", "number": self.open.number, "uv": "pin",
        }

    def enroll_payload(self) -> dict:
        return self.tablet.enrollment({"code": self.link["c"]})


def head(typ: str, key) -> dict:
    name = {"jwk": key.public.jwk()} if typ in ("cs-enroll+jwt", "cs-proof+jwt") else {"kid": key.thumbprint()}
    return {"typ": typ, "alg": "ES256"} | name


@pytest.fixture(scope="module")
def scene(operator):
    person = operator.invite()
    yield Scene(person)
    person.close()


class AsProof:
    """In the header of a request."""

    refusal = (401, "proof-invalid")

    @staticmethod
    def send(scene, write):
        phone = scene.phone
        phone.question()
        claims = phone.claims("GET", "/api/v1/challenges", None)
        text = write(head("cs-request+jwt", phone.pop), claims, phone.pop)
        if "\n" in text:
            text = text.replace("\n", " ")
        return phone.send("GET", "/api/v1/challenges", headers={"authorization": f"CS {text}"})


class AsAnswer:
    """As the body that decides."""

    refusal = (400, "jws-invalid")

    @staticmethod
    def send(scene, write):
        phone, payload = scene.phone, scene.answer_payload()
        text = write(head("cs-answer+jwt", phone.uv), payload, phone.uv)
        return phone.request("POST", f"/api/v1/challenges/{payload['cid']}", text.encode("utf-8"))


class AsEnrollment:
    """As the body that links a device."""

    refusal = (400, "jws-invalid")

    @staticmethod
    def send(scene, write):
        tablet = scene.tablet
        # `device` first: the first member is the one that the table changes.
        payload = dict(reversed(scene.enroll_payload().items()))
        text = write(head("cs-enroll+jwt", tablet.pop), payload, tablet.pop)
        media = {"content-type": "application/jwt"}
        return scene.took(tablet.send("POST", "/api/v1/devices", text.encode("utf-8"), media))


class AsUvProof:
    """Inside an enrollment."""

    refusal = (400, "jws-invalid")

    @staticmethod
    def send(scene, write):
        tablet = scene.tablet
        said = {"aud": tablet.origin, "pop": tablet.pop.thumbprint(), "uv": tablet.uv.thumbprint()}
        text = write(head("cs-proof+jwt", tablet.uv), said, tablet.uv)
        payload = scene.enroll_payload() | {"uv_proof": text}
        enrollment = jws.sign("cs-enroll+jwt", payload, tablet.pop)
        return scene.took(tablet.post_jwt_unproved("/api/v1/devices", enrollment))


CARRIERS = (AsProof, AsAnswer, AsEnrollment, AsUvProof)


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.__name__)
@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_message_is_refused(scene, carrier, fault):
    assert carrier.send(scene, MALFORMED[fault]).outcome == carrier.refusal


def test_after_all_of_them_nothing_is_decided_and_the_enrollment_is_open(scene):
    scene.open.ask()
    scene.open.take()
    enrollment = jws.sign("cs-enroll+jwt", scene.enroll_payload(), scene.tablet.pop)
    assert scene.tablet.post_jwt_unproved("/api/v1/devices", enrollment).status == 201


@pytest.mark.parametrize("oddity", HARMLESS)
def test_an_odd_proof_that_is_fine(scene, oddity):
    assert AsProof.send(scene, HARMLESS[oddity]).status in (200, 204)


@pytest.mark.parametrize("oddity", HARMLESS)
def test_an_odd_answer_that_is_fine(person, phone, oddity):
    browser, page, question = person.asked(phone)
    payload = {
        "iss": phone.id, "aud": phone.origin, "cid": question["cid"], "challenge_sha256": question.sha256,
        "decision": "approve", "number": page.text("number"), "uv": "pin",
    }
    text = HARMLESS[oddity](head("cs-answer+jwt", phone.uv), payload, phone.uv)
    assert phone.send_answer(question, text).status == 200
    assert complete(browser).path == "/account"


@pytest.mark.parametrize("oddity", HARMLESS)
def test_an_odd_enrollment_that_is_fine(person, oddity):
    link = parse_link(person.start_enrollment().qr_code())
    device = person.new_device()
    device.pin(link["k"])
    said = {"aud": device.origin, "pop": device.pop.thumbprint(), "uv": device.uv.thumbprint()}
    proof = HARMLESS[oddity](head("cs-proof+jwt", device.uv), said, device.uv)
    payload = device.enrollment({"code": link["c"]}) | {"uv_proof": proof}
    text = HARMLESS[oddity](head("cs-enroll+jwt", device.pop), payload, device.pop)
    assert device.post_jwt_unproved("/api/v1/devices", text).status == 201


def filled(payload: dict, key, typ: str, size: int) -> str:
    """A good message of exactly this many characters, by a member that nobody knows."""
    for extra in range(size):
        length = (size - 200) * 3 // 4 - 400 + extra
        text = jws.sign(typ, payload | {"later": "y" * max(length, 1)}, key)
        if len(text) == size:
            return text
        if len(text) > size:
            # Base64url skips some lengths; white space in the header makes up for it.
            break
    for spaces in range(1, 9):
        padded = ("{" + " " * spaces).encode() + jws.write_object(head(typ, key))[1:]
        for shorter in range(8):
            text = jws.sign_raw(padded, payload | {"later": "y" * (length - shorter)}, key)
            if len(text) == size:
                return text
    raise AssertionError(f"no message of {size} characters")


#: CS/1 names both: the size, and "anything wrong with a JWS in a body".
TOO_LARGE = ((413, "too-large"), (400, "jws-invalid"))


def test_a_message_of_the_largest_size_is_taken_and_one_more_is_not(person, phone):
    browser, page, question = person.asked(phone)
    payload = {
        "iss": phone.id, "aud": phone.origin, "cid": question["cid"], "challenge_sha256": question.sha256,
        "decision": "approve", "number": page.text("number"), "uv": "pin",
    }
    larger = filled(payload, phone.uv, "cs-answer+jwt", 8193)
    assert phone.send_answer(question, larger).outcome in TOO_LARGE
    fits = filled(payload, phone.uv, "cs-answer+jwt", 8192)
    assert phone.send_answer(question, fits).status == 200
    assert complete(browser).path == "/account"


def test_a_body_far_too_large_is_not_read(phone):
    for path in ("/api/v1/devices", f"/api/v1/devices/{phone.id}/revoke"):
        reply = phone.request("POST", path, b"A" * 200_000)
        assert reply.outcome == (413, "too-large")


def test_a_proof_that_is_too_large_is_refused(phone):
    phone.question()
    text = filled(phone.claims("GET", "/api/v1/challenges", None), phone.pop, "cs-request+jwt", 8193)
    reply = phone.send("GET", "/api/v1/challenges", headers={"authorization": f"CS {text}"})
    assert reply.outcome == (401, "proof-invalid")
