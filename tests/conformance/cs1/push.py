"""A push service that keeps what it gets, and the receiver behind it: RFC 8030, 8188, 8291 and 8292 by python-http-ece
and python-cryptography."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .encoding import decode, encode, read_object
from .keys import PublicKey


class Pushed:
    """One message as it arrived."""

    def __init__(self, path: str, headers, body: bytes):
        self.path, self.headers, self.body = path, headers, body

    def vapid(self) -> "tuple[dict, str]":
        """The claims of the token, and the key that signed it."""
        scheme, _, value = self.headers["authorization"].partition(" ")
        assert scheme == "vapid", value
        members = dict(member.strip().split("=", 1) for member in value.split(","))
        header, claims, signature = members["t"].split(".")
        assert read_object(decode(header)) == {"typ": "JWT", "alg": "ES256"}
        point = decode(members["k"])
        key = PublicKey(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
        key.verify(decode(signature), f"{header}.{claims}".encode("ascii"))
        return read_object(decode(claims)), members["k"]


class PushService:
    """A service on a port of its own; it answers what it is told to, and 201 otherwise."""

    def __init__(self):
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.arrived, self.answers, self._news = [], [], threading.Condition()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                with service._news:
                    status, headers = service.answers.pop(0) if service.answers else (201, {})
                    service.arrived.append(Pushed(self.path, self.headers, body))
                    service._news.notify_all()
                self.send_response(status)
                for name, value in ({"content-length": "0"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Takes nothing more."""
        self._server.shutdown()
        self._server.server_close()

    def subscription(self, path: str = "/phone", **changes) -> dict:
        """The body of `PUT /self/push`; a member changed to `None` is left out."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        said = {
            "kind": "webpush", "endpoint": self.origin + path, "p256dh": encode(point), "auth": encode(self._auth),
        } | changes
        return {name: value for name, value in said.items() if value is not None}

    def until(self, count: int, seconds: float = 20) -> "list[Pushed]":
        """Everything that came, once there is as much."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.arrived) >= count, seconds), f"{len(self.arrived)} of {count}"
            return list(self.arrived)

    def opens(self, pushed: Pushed) -> dict:
        """What the device reads."""
        opened = http_ece.decrypt(pushed.body, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        return json.loads(opened)
