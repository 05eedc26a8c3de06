"""What was seen: each call with the time before and after it, in the order of its end."""

import json
import threading
import time
from contextlib import contextmanager

import httpx


class Record:
    """The history of one run."""

    def __init__(self):
        self.events: list[dict] = []
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def now(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    @contextmanager
    def call(self, kind: str, **said):
        """One call. Its result is written into what this gives; a broken connection leaves it unknown."""
        event = {"kind": kind, "start": self.now(), "result": "unknown"} | said
        try:
            yield event
        except httpx.TransportError:
            pass
        finally:
            event["end"] = self.now()
            with self._lock:
                self.events.append(event)

    def write(self, path) -> None:
        """One event on each line."""
        path.write_text("".join(json.dumps(event) + "\n" for event in self.events), encoding="utf-8")
