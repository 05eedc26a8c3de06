"""What happens to a server: killed, stopped for a while, started with another clock."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from cs1.server import OwnServer, answers

#: Seconds that the server's clock is off after a start. Time may not only stand still, it may go back.
CLOCKS = (0, 0, 0, 31, -20, 600)
CLOCK_SOURCE = Path(__file__).resolve().parents[2] / "e2e" / "driver" / "wrong-clock.c"


class FaultyServer(OwnServer):
    """A server of its own that is hit again and again."""

    def __init__(self, binary: str):
        super().__init__(binary, tls=False)
        self.clock_offset = 0
        self._library = self._folder / "wrong-clock.so"
        self.has_clock = sys.platform == "linux"
        if self.has_clock:
            build = ["cc", "-shared", "-fPIC", "-O1", "-o", str(self._library), str(CLOCK_SOURCE), "-ldl"]
            subprocess.run(build, check=True, capture_output=True)

    def now(self) -> int:
        """What the server's clock says."""
        return int(time.time()) + self.clock_offset

    def kill(self, clock_offset: int = 0) -> None:
        """Ends it in the middle of whatever it does, and starts it again on what is on the disk."""
        self._process.kill()
        self._process.wait()
        options = dict(self._options)
        if self.has_clock:
            said = {
                "LD_PRELOAD": str(self._library),
                "WRONG_CLOCK_OFFSET": str(clock_offset),
                "WRONG_CLOCK_PROGRAM": "countersign-server",
            }
            options["env"] = options["env"] | said
            self.clock_offset = clock_offset
        self._process = subprocess.Popen([*self._run, "serve"], stdout=self._log, stderr=self._log, **options)
        self.wait_for_it()

    def stop_for(self, seconds: float) -> None:
        """Holds it where it is, as a machine does that is out of memory."""
        os.kill(self._process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self._process.pid, signal.SIGCONT)

    def wait_for_it(self) -> None:
        """Until it answers."""
        until = time.monotonic() + 30
        while not answers(self.origin, self.authority):
            assert self._process.poll() is None and time.monotonic() < until, self.log()[-2000:]
            time.sleep(0.02)


class Nemesis(threading.Thread):
    """Hits the server until it is told to stop. What breaks it here is raised by `finish`."""

    def __init__(self, server: FaultyServer, record, seed: int):
        super().__init__(daemon=True)
        self.server, self.record, self.random = server, record, random.Random(seed)
        self.counts = {"kills": 0, "stops": 0, "clocks": 0}
        self._over = threading.Event()
        self._failed: "BaseException | None" = None

    def run(self) -> None:
        try:
            while not self._over.wait(self.random.uniform(0.5, 4)):
                with self.record.call("fault") as event:
                    event["result"] = self._hit()
        except BaseException as failed:
            self._failed = failed

    def _hit(self) -> str:
        if self.random.random() < 0.4:
            self.counts["stops"] += 1
            self.server.stop_for(self.random.uniform(0.1, 1.5))
            return "stopped"
        offset = self.random.choice(CLOCKS)
        self.counts["clocks"] += offset != self.server.clock_offset
        self.counts["kills"] += 1
        self.server.kill(offset)
        return f"killed, clock {offset}"

    def finish(self) -> None:
        """No more of it; the server runs."""
        self._over.set()
        self.join()
        if self._failed:
            raise self._failed
