"""A device: two keys, the pin, proofs around its requests, answers signed once."""

import base64
import hashlib
import os
import time
from urllib.parse import urlencode

import httpx

from . import instance, jws, otp
from .encoding import Refused, decode, encode, sha256
from .http import client, send
from .keys import PrivateKey

PROBLEM = "urn:countersign:problem:"


class Reply:
    """A reply of the device API."""

    def __init__(self, response: httpx.Response):
        self.status, self.headers, self.text = response.status_code, response.headers, response.text
        self._response = response

    def json(self) -> dict:
        """The body."""
        return self._response.json()

    @property
    def problem(self) -> "str | None":
        """The name of the problem."""
        if not self.headers.get("content-type", "").startswith("application/problem+json"):
            return None
        body = self.json()
        assert body["type"].startswith(PROBLEM) and body["status"] == self.status and body["title"], body
        return body["type"].removeprefix(PROBLEM)

    @property
    def outcome(self) -> tuple:
        """What a row of the table expects."""
        return self.status, self.problem

    def __repr__(self):
        return f"{self.status} {self.text[:300]}"


class Device:
    """One pairing. What it believes comes from kept keys only."""

    def __init__(self, server, name: str = "Test phone", platform: str = "android"):
        self.origin = server.origin
        self._http = client(server.origin, server.authority)
        self.name, self.platform = name, platform
        self.pop, self.uv = PrivateKey(), PrivateKey()
        self.kept: list = []
        self.id: str | None = None
        self.acct: str | None = None
        self.offline_key: bytes | None = None
        self.nonce = ""
        self.step = None

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    # First contact

    def pin(self, k: "str | None" = None) -> jws.Message:
        """Fetches the instance document and keeps its keys."""
        reply = self.send("GET", "/.well-known/countersign")
        assert reply.status == 200, reply
        document, self.kept = instance.first_contact(reply.text, k)
        if document["iss"] != self.origin:
            raise Refused("the document is of another origin")
        return document

    def uv_proof(self, **changes) -> str:
        """`uv` names both keys."""
        said = {"aud": self.origin, "pop": self.pop.thumbprint(), "uv": self.uv.thumbprint()} | changes
        return jws.sign("cs-proof+jwt", said, self.uv)

    def description(self) -> dict:
        """How the device presents itself."""
        return {
            "name": self.name, "platform": self.platform, "key_protection": "software", "app": "conformance/1.0",
            "versions": [1], "capabilities": ["tap", "number", "offline"],
        }

    def enrollment(self, grant: dict, /, **changes) -> dict:
        """The payload of `cs-enroll`."""
        said = {"aud": self.origin, "grant": grant, "uv_proof": self.uv_proof(), "device": self.description()}
        return said | changes

    def enroll(self, grant: dict) -> jws.Message:
        """Links the device, and checks that nobody swapped the enrollment."""
        reply = self.post_jwt_unproved("/api/v1/devices", jws.sign("cs-enroll+jwt", self.enrollment(grant), self.pop))
        assert reply.status == 201, reply
        return self.adopt(reply)

    def adopt(self, reply: Reply) -> jws.Message:
        """Believes a `cs-account` that is for this device."""
        assert reply.headers["content-type"] == "application/jwt", reply
        account = self.believe(reply.text, "cs-account+jwt")
        if account["cnf"]["jkt"] != self.pop.thumbprint():
            raise Refused("somebody swapped the enrollment")
        if self.id not in (None, account["aud"]):
            raise Refused("for another device")
        self.id, self.acct = account["aud"], account["acct"]
        return account

    def believe(self, text: str, typ: str) -> jws.Message:
        """A message of the server, under a kept key and from the pairing's origin."""
        message = jws.verify(text, typ, self.kept)
        if message["iss"] != self.origin:
            raise Refused("of another origin")
        return message

    def authorization(self, redirect_uri: str = "http://127.0.0.1:49321/callback") -> "tuple[str, dict]":
        """Where the system browser begins, and the grant without its code."""
        verifier = encode(os.urandom(32))
        query = {
            "response_type": "code", "client_id": "countersign", "redirect_uri": redirect_uri,
            "scope": "device:enroll", "state": encode(os.urandom(16)),
            "code_challenge": encode(hashlib.sha256(verifier.encode()).digest()), "code_challenge_method": "S256",
            "dpop_jkt": self.pop.thumbprint(), "device_name": self.name, "platform": self.platform,
        }
        self.state = query["state"]
        return f"/oauth/authorize?{urlencode(query)}", {"code_verifier": verifier, "redirect_uri": redirect_uri}

    # Requests

    def claims(self, method: str, path: str, body: "bytes | None") -> dict:
        """The payload of a proof."""
        said = {
            "iss": self.id, "htm": method, "htu": self.origin + path.partition("?")[0],
            "jti": encode(os.urandom(16)), "nonce": self.nonce,
        }
        if self.step is not None:
            said["step"] = self.step
        return said if body is None else said | {"body_sha256": sha256(body)}

    def proof(self, method: str, path: str, body: "bytes | None" = None, key=None, **changes) -> str:
        """A proof for one request; a member changed to `None` is left out."""
        said = self.claims(method, path, body) | changes
        return jws.sign("cs-request+jwt", {n: v for n, v in said.items() if v is not None}, key or self.pop)

    def send(self, method: str, path: str, body: "bytes | None" = None, headers: "dict | None" = None) -> Reply:
        """Sends a request as it is, and learns the nonce."""
        reply = Reply(send(self._http, method, path, body, headers or {}))
        self.nonce = reply.headers.get("cs-nonce", self.nonce)
        return reply

    def request(self, method: str, path: str, body=None, media: str = "application/jwt", **headers) -> Reply:
        """Sends a proved request; a stale nonce is tried once more, with a fresh proof around the same body."""
        for _ in range(2):
            said = {"authorization": f"CS {self.proof(method, path, body)}"} | headers
            if body is not None:
                said["content-type"] = media
            reply = self.send(method, path, body, said)
            if reply.problem != "nonce-stale":
                break
        return reply

    def post_jwt(self, path: str, message: str, method: str = "POST") -> Reply:
        """Sends a signed message in a proved request."""
        return self.request(method, path, message.encode("ascii"))

    def post_jwt_unproved(self, path: str, message: str, media: str = "application/jwt") -> Reply:
        """Sends a signed message that proves itself."""
        return self.send("POST", path, message.encode("ascii"), {"content-type": media})

    # What a linked device does

    def account(self) -> jws.Message:
        """`GET /self`."""
        reply = self.request("GET", "/api/v1/self")
        assert reply.status == 200, reply
        return self.adopt(reply)

    def question(self, wait: int = 0) -> "jws.Message | None":
        """The pending question, verified."""
        path = f"/api/v1/challenges?wait={wait}" if wait else "/api/v1/challenges"
        reply = self.request("GET", path)
        if reply.status == 204:
            return None
        assert reply.status == 200, reply
        question = self.believe(reply.text, "cs-challenge+jwt")
        assert reply.headers["etag"] == f'"{question.sha256}"', reply.headers
        if question["aud"] != self.acct:
            raise Refused("a question for another account")
        return question

    def answer(self, question: jws.Message, decision: str, key: "PrivateKey | None" = None, **changes) -> str:
        """Signs an answer; a member changed to `None` is left out."""
        said = {
            "iss": self.id, "aud": self.origin, "cid": question["cid"], "challenge_sha256": question.sha256,
            "decision": decision, "uv": "pin" if key is None else "none",
        } | changes
        return jws.sign("cs-answer+jwt", {n: v for n, v in said.items() if v is not None}, key or self.uv)

    def send_answer(self, question: jws.Message, message: str) -> Reply:
        """Sends an answer to its question."""
        return self.post_jwt(f"/api/v1/challenges/{question['cid']}", message)

    def digits(self, question: jws.Message, key: "bytes | None" = None) -> str:
        """What a device without network shows for a question; its key comes with the account, for ten minutes."""
        if key is None:
            if self.offline_key is None:
                self.offline_key = decode(self.account()["offline_key"])
            key = self.offline_key
        return otp.ocra(key, hashlib.sha256(question.jws.encode("ascii")).digest())

    def yes(self, question: jws.Message, number: "str | None" = None) -> Reply:
        """YES, with the number that the page shows."""
        return self.send_answer(question, self.answer(question, "approve", number=number))

    def no(self, question: jws.Message) -> Reply:
        """A plain NO, as from the notification of a locked phone."""
        return self.send_answer(question, self.answer(question, "decline", self.pop))

    def not_me(self, question: jws.Message) -> Reply:
        """*It wasn't me*."""
        return self.send_answer(question, self.answer(question, "decline", reason="not_me"))

    def revoke(self, device: "str | None" = None) -> Reply:
        """Removes a device, by default itself."""
        device = device or self.id
        said = {"iss": self.id, "aud": self.origin, "device": device}
        return self.post_jwt(f"/api/v1/devices/{device}/revoke", jws.sign("cs-revoke+jwt", said, self.uv))

    def order(self, typ: str, key: "PrivateKey | None" = None, **changes) -> str:
        """A `cs-freeze` or `cs-unlock`; a member changed to `None` is left out."""
        said = {"iss": self.id, "aud": self.origin, "jti": encode(os.urandom(16)), "uv": "pin"} | changes
        return jws.sign(typ, {n: v for n, v in said.items() if v is not None}, key or self.uv)

    def freeze(self) -> Reply:
        """Stops all sign-ins."""
        return self.post_jwt("/api/v1/self/freeze", self.order("cs-freeze+jwt"))

    def unlock(self) -> Reply:
        """Lets sign-ins go on."""
        return self.post_jwt("/api/v1/self/unlock", self.order("cs-unlock+jwt"))

    def farewell(self, reply: Reply) -> str:
        """The reason of a removal that is believed."""
        assert reply.status == 410, reply
        message = self.believe(reply.text, "cs-revoked+jwt")
        if message["aud"] != self.id:
            raise Refused("the removal of another device")
        return message["reason"]


def code(secret: str, steps: int = 0) -> str:
    """The code of a time step from now, with some seconds left until the next one."""
    while time.time() % otp.PERIOD > otp.PERIOD - 4:
        time.sleep(0.2)
    return otp.totp(secret, int(time.time()) // otp.PERIOD + steps)


def is_base32(text: str) -> bool:
    """Whether this is a secret of at least 128 bits."""
    return len(base64.b32decode(text + "=" * (-len(text) % 8))) >= 16
