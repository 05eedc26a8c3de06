"""One account with devices in every state and a question that waits, and what its devices may sign."""

import os

from cs1 import jws
from cs1.device import Device
from cs1.encoding import encode
from cs1.keys import PrivateKey
from cs1.links import parse_link

#: What stands in place of a member now and then.
NASTY = (
    None, True, 0, -1, 2**63, 1.5, "", "\x00", "é", "a\u0301", "\u202e", "A" * 300, "0" * 22, [], {}, [[]], [None],
    {"code": "x"}, "https://evil.example", "none", "approve", "YWJj",
)


class World:
    """Somebody with a phone, a tablet, a device that was removed, one that waits for its digits, and a question."""

    def __init__(self, operator, dice):
        self.dice = dice
        self.person = operator.invite()
        self.phone = self.person.link("Phone")
        self.tablet = self.person.link("Tablet", asked=self.phone)
        self.gone = self.person.link("Old phone", asked=self.phone)
        assert self.gone.revoke().status == 204
        self.unconfirmed, self.enrollment, self.used = self._link_without_digits()
        self.stranger = self.person.new_device("Stranger")
        self.browser, page, self.question = self.person.asked(self.phone)
        self.number = page.text("number")
        self.tags: dict[str, str] = {}

    def close(self) -> None:
        """Ends its connections."""
        self.person.close()

    def _link_without_digits(self) -> "tuple[Device, str, str]":
        link = parse_link(self.person.start_enrollment(self.phone).qr_code())
        device = self.person.new_device("New phone")
        device.pin(link["k"])
        message = jws.sign("cs-enroll+jwt", device.enrollment({"code": link["c"]}), device.pop)
        device.adopt(device.post_jwt_unproved("/api/v1/devices", message))
        return device, message, link["c"]

    def somebody(self) -> Device:
        """A device that asks now: mostly the phone."""
        return self.dice.choices([self.phone, self.tablet, self.unconfirmed, self.gone], [16, 4, 2, 1])[0]

    def target(self) -> str:
        """The device that a request is about."""
        devices = [self.phone, self.tablet, self.unconfirmed, self.gone]
        return self.dice.choices([*(device.id for device in devices), "nobody"], [1, 20, 5, 5, 5])[0]

    def learn(self, nonce: str) -> None:
        """All devices hear the latest nonce."""
        for device in (self.phone, self.tablet, self.unconfirmed, self.gone, self.stranger):
            device.nonce = nonce

    def message(self, operation: str, device: Device, path: dict) -> "str | None":
        """What a device could really send there, spoilt in one place more often than not."""
        write = {
            "POST /api/v1/devices": lambda: self._enroll(),
            "POST /api/v1/devices/{id}/revoke": lambda: self._revoke(device, path),
            "POST /api/v1/challenges/{cid}": lambda: self._answer(device),
            "POST /api/v1/self/freeze": lambda: self._order("cs-freeze+jwt", device),
            "POST /api/v1/self/unlock": lambda: self._order("cs-unlock+jwt", device),
        }.get(operation)
        return write() if write else None

    def _enroll(self) -> str:
        if self.dice.random() < 0.2:
            return self.enrollment
        new = self.stranger
        new.pop, new.uv = PrivateKey(), PrivateKey()
        grant = self.dice.choice([
            {"code": encode(os.urandom(16))},
            {"code": self.used},
            {"user": self.person.name, "setup_code": "ABCD2345"},
            {
                "authorization_code": encode(os.urandom(16)), "code_verifier": encode(os.urandom(32)),
                "redirect_uri": "countersign://oauth/callback",
            },
        ])
        device = self._spoilt(new.description(), 0.3)
        return self._sign("cs-enroll+jwt", new.enrollment(self._spoilt(grant, 0.2), device=device), new.pop, 0.3)

    def _revoke(self, device: Device, path: dict) -> str:
        said = {"iss": device.id, "aud": device.origin, "device": path.get("id", device.id)}
        return self._sign("cs-revoke+jwt", said, self._key(device), 0.6)

    def _answer(self, device: Device) -> str:
        number = self.number if self.dice.random() < 0.3 else f"{self.dice.randrange(100):02}"
        said = {
            "iss": device.id, "aud": device.origin, "cid": self.question["cid"],
            "challenge_sha256": self.question.sha256, "decision": self.dice.choice(["approve", "decline"]),
            "uv": self.dice.choice(["pin", "none", "biometric"]), "number": number,
        }
        if said["decision"] == "decline":
            del said["number"]
        return self._sign("cs-answer+jwt", said, self._key(device), 0.8)

    def _order(self, typ: str, device: Device) -> str:
        said = {"iss": device.id, "aud": device.origin, "jti": encode(os.urandom(16)), "uv": "pin"}
        return self._sign(typ, said, self._key(device), 0.95)

    def _key(self, device: Device) -> PrivateKey:
        return device.pop if self.dice.random() < 0.1 else device.uv

    def _sign(self, typ: str, said: dict, key: PrivateKey, spoilt: float) -> str:
        typ = self.dice.choice(["cs-request+jwt", "JWT", ""]) if self.dice.random() < 0.03 else typ
        named = {"jwk": key.public.jwk()} if typ == "cs-enroll+jwt" else {"kid": key.thumbprint()}
        head = {"typ": typ, "alg": "ES256"} | named
        head = self._spoilt(head, 0.05)
        return jws.sign_raw(head, self._spoilt(said, spoilt), key)

    def _spoilt(self, said: dict, how_often: float) -> dict:
        if self.dice.random() >= how_often:
            return said
        name = self.dice.choice([*said, "other"])
        if self.dice.random() < 0.2:
            return {each: value for each, value in said.items() if each != name}
        return said | {name: self.dice.choice(NASTY)}
