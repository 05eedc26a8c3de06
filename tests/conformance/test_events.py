"""The event stream of a device: it says only that something changed, and ends with the device."""

import contextlib
import threading

import httpx
import pytest

EVENTS = "/api/v1/events"


class Listener:
    """Reads one stream beside the test."""

    def __init__(self, device):
        self.lines, self._ready, self._changed, self._device = [], threading.Event(), threading.Event(), device
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._headers = {"authorization": f"CS {device.proof('GET', EVENTS)}"}
        self._thread.start()
        assert self._ready.wait(10), "the stream does not begin"

    def _listen(self):
        # The test ends and closes the connection while this still listens.
        with contextlib.suppress(httpx.TransportError), self._device._http.stream("GET", EVENTS, headers=self._headers) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream"), stream.headers
            assert stream.headers["cache-control"] == "no-store"
            for line in stream.iter_lines():
                self._ready.set()
                self.lines.append(line)
                if line.startswith("data"):
                    self._changed.set()

    def hears(self) -> None:
        """Waits for the next hint."""
        assert self._changed.wait(10), self.lines
        self._changed.clear()

    def ends(self) -> None:
        """Waits until the stream is over."""
        self._thread.join(15)
        assert not self._thread.is_alive(), self.lines

    def said(self) -> set:
        """Everything that it ever said."""
        return {line.strip() for line in self.lines}


@pytest.fixture
def offered(phone):
    """The phone of a server that offers a stream."""
    if "events" not in phone.pin()["features"]:
        pytest.skip("this server does not offer events")
    phone.question()
    return phone


def test_the_stream_says_only_that_something_changed(person, offered):
    stream = Listener(offered)
    browser, page = person.sign_in()
    stream.hears()
    question = offered.question()
    assert question is not None
    assert offered.yes(question, page.text("number")).status == 200
    stream.hears()
    assert stream.said() <= {"", ":", "event: changed", "data:"}, stream.lines
    assert "event: changed" in stream.said()


def test_a_removed_device_hears_no_more(person, offered):
    tablet = person.link("Tablet", asked=offered)
    tablet.question()
    stream = Listener(tablet)
    assert tablet.revoke().status == 204
    stream.ends()
    reply = tablet.request("GET", EVENTS)
    assert reply.status == 410 and tablet.believe(reply.text, "cs-revoked+jwt")["reason"] == "removed"


def test_a_third_stream_ends_the_oldest(offered):
    first, second, third = Listener(offered), Listener(offered), Listener(offered)
    first.ends()
    assert second._thread.is_alive() and third._thread.is_alive()


def test_a_stream_wants_a_proof_for_itself(offered):
    assert offered.send("GET", EVENTS).outcome == (401, "proof-invalid")
    elsewhere = {"authorization": f"CS {offered.proof('GET', '/api/v1/challenges')}"}
    assert offered.send("GET", EVENTS, headers=elsewhere).outcome == (401, "proof-invalid")
