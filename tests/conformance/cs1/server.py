"""The server under test: a throw-away one of its own, or one that somebody points at."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

CONFIG = """\
mode = "development"
name = "Conformance"
data = "data"
challenge_seconds = 30
hashing_memory_kib = 64
hashing_passes = 1
log = "warn"
"""


class Server:
    """Where a server is, and somebody who may invite others there."""

    def __init__(self, origin: str, user: str, password: str, authority: "str | None" = None):
        self.origin, self.user, self.password, self.authority = origin.rstrip("/"), user, password, authority

    def close(self) -> None:
        """Somebody else's server stays."""


class OwnServer(Server):
    """A server on a folder that goes away with it."""

    def __init__(self, binary: str):
        self._folder = Path(tempfile.mkdtemp(prefix="countersign-conformance-"))
        self._config = self._folder / "countersign.toml"
        self._config.write_text(CONFIG, encoding="utf-8")
        self._log = (self._folder / "server.log").open("wb")
        self._run = [binary, "--config", str(self._config)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
        self._options = {"cwd": self._folder, "env": environment}
        self._process = subprocess.Popen([*self._run, "serve"], stdout=self._log, stderr=self._log, **self._options)
        try:
            super().__init__(f"http://localhost:{self._port()}", "operator", "seven quiet lanterns drift")
            subprocess.run(
                [*self._run, "user", "add", self.user, "--admin"],
                input=f"{self.password}\n".encode(), check=True, capture_output=True, **self._options,
            )
        except BaseException:
            self.close()
            raise

    def _port(self) -> int:
        """The server writes down which port it got."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended: {self.log()[-2000:]}")
            found = re.search(r'^listen = "127\.0\.0\.1:(\d+)"', self._config.read_text(encoding="utf-8"), re.M)
            if found and answers(int(found[1])):
                return int(found[1])
            time.sleep(0.05)
        raise AssertionError(f"the server does not listen: {self.log()[-2000:]}")

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


def answers(port: int) -> bool:
    """Whether something listens on this machine's port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
