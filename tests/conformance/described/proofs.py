"""Proofs around requests that somebody else has made up: right ones, and every wrong one by name."""

import re

from requests.auth import AuthBase

from cs1.device import Device
from cs1.encoding import encode, sha256
from cs1.keys import PrivateKey

ELSE = PrivateKey()
WAIT = re.compile(r"([?&]wait=)(?:%2B|\+)?[0-9]+")


def _proof(**changes):
    return lambda device, method, path, body: f"CS {device.proof(method, path, body, **changes)}"


def _said(change):
    return lambda device, *request: change(f"CS {device.proof(*request)}")


RIGHT = _proof()
#: Each is a 401, unless something was wrong before anybody looked at it.
WRONG = {
    "none": lambda *_: None,
    "empty": lambda *_: "",
    "junk": lambda *_: "CS a.b.c",
    "not a word of ASCII": lambda *_: "CS \u00fc.\u00fc.\u00fc".encode().decode("latin-1"),
    "another scheme": _said(lambda said: said.replace("CS ", "Bearer ")),
    "two spaces": _said(lambda said: said.replace("CS ", "CS  ")),
    "cut off": _said(lambda said: said[:-5]),
    "too long": _said(lambda said: said + "A" * 4_096),
    "no nonce": _proof(nonce=None),
    "an old nonce": _proof(nonce="AAAAAABbjYDFt1mCo1asqTrmuBzTI6yR"),
    "a long nonce": _proof(nonce="A" * 65),
    "no such device": _proof(iss="nobody"),
    "a nasty device": _proof(iss="'; --"),
    "another key": _proof(key=ELSE),
    "the person's key": lambda device, *request: f"CS {device.proof(*request, key=device.uv)}",
    "another method": _proof(htm="TRACE"),
    "another address": _proof(htu="https://evil.example/api/v1/self"),
    "another body": _proof(body_sha256=sha256(b"another")),
    "no jti": _proof(jti=None),
    "a short jti": _proof(jti=encode(b"short")),
}


class Proof(AuthBase):
    """Proves a request as it goes out, when its address and its body are final. No wait is as long as it asks for."""

    def __init__(self, device: Device, wrong: "str | None", wait: int):
        self.device, self.wrong, self.wait = device, wrong, wait

    def __call__(self, request):
        request.url = WAIT.sub(rf"\g<1>{self.wait}", request.url)
        body = request.body.encode() if isinstance(request.body, str) else request.body
        write = WRONG[self.wrong] if self.wrong else RIGHT
        said = write(self.device, request.method, request.path_url, body or None)
        request.headers.pop("Authorization", None)
        if said is not None:
            request.headers["Authorization"] = said
        return request
