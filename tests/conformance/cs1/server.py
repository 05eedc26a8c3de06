"""The server under test: a throw-away one of its own, or one that somebody points at."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from . import authority
from .http import client

CONFIG = """\
name = "Conformance"
data = "data"
challenge_seconds = 30
hashing_memory_kib = 64
hashing_passes = 1
log = "warn"
"""

DEVELOPMENT = 'mode = "development"\n'

TLS = """\
mode = "production"
listen = "127.0.0.1:{port}"
public_url = "https://localhost:{port}"
tls_certificate = "server.pem"
tls_key = "server.key"
"""


class Server:
    """Where a server is, and somebody who may invite others there."""

    def __init__(self, origin: str, user: str, password: str, authority: "str | None" = None):
        self.origin, self.user, self.password, self.authority = origin.rstrip("/"), user, password, authority

    def close(self) -> None:
        """Somebody else's server stays."""


class OwnServer(Server):
    """A server on a folder that goes away with it."""

    def __init__(self, binary: str, tls: bool):
        self._folder = Path(tempfile.mkdtemp(prefix="countersign-conformance-"))
        self.authority = str(authority.write(self._folder)) if tls else None
        self._config = self._folder / "countersign.toml"
        self._config.write_text(CONFIG + (TLS.format(port=free_port()) if tls else DEVELOPMENT), encoding="utf-8")
        self._log = (self._folder / "server.log").open("wb")
        self._run = [binary, "--config", str(self._config)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
        self._options = {"cwd": self._folder, "env": environment}
        self.start()
        try:
            super().__init__(self._origin(tls), "operator", "seven quiet lanterns drift", self.authority)
            added = subprocess.run(
                [*self._run, "user", "add", self.user, "--admin"],
                input=f"{self.password}\n".encode(), capture_output=True, **self._options,
            )
            assert added.returncode == 0, added.stderr.decode(errors="replace")
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Lets the program serve, from the first time on at the same place."""
        self._process = subprocess.Popen([*self._run, "serve"], stdout=self._log, stderr=self._log, **self._options)

    def stop(self) -> None:
        """Ends the program as service managers do."""
        self._process.terminate()
        assert self._process.wait(15) == 0, self.log()[-2000:]

    def start_again(self) -> None:
        """Serves once more, and waits until it answers."""
        self.start()
        self._origin(self.authority is not None)

    @property
    def folder(self) -> Path:
        """Where its configuration lies, and its data below."""
        return self._folder

    def run(self, *arguments: str) -> "subprocess.CompletedProcess":
        """Runs one of the operator's commands."""
        return subprocess.run([*self._run, *arguments], capture_output=True, text=True, **self._options)

    def _origin(self, tls: bool) -> str:
        """Where it is, once it answers; in development it writes down which port it got."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended: {self.log()[-2000:]}")
            written = self._config.read_text(encoding="utf-8")
            found = re.search(r'^listen = "127\.0\.0\.1:(\d+)"', written, re.M)
            origin = f"{'https' if tls else 'http'}://localhost:{found[1]}" if found else None
            if origin and answers(origin, self.authority):
                return origin
            time.sleep(0.05)
        raise AssertionError(f"the server does not answer: {self.log()[-2000:]}")

    def log(self) -> str:
        """What it said."""
        return (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody has now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(origin: str, believed: "str | None") -> bool:
    """Whether the server is ready."""
    with client(origin, believed) as http:
        try:
            return http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False
