"""Parts of CS/1 that docs/protocol.md calls *later*: tested where a server speaks them, skipped where it does not."""

import threading

import pytest


def test_the_stream_says_only_that_something_changed(person, phone):
    if "events" not in phone.pin()["features"]:
        pytest.skip("this server does not offer events")
    phone.question()
    lines, ready = [], threading.Event()

    def listen():
        headers = {"authorization": f"CS {phone.proof('GET', '/api/v1/events')}"}
        with phone._http.stream("GET", "/api/v1/events", headers=headers) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            ready.set()
            for line in stream.iter_lines():
                lines.append(line)
                if line.startswith("data"):
                    return

    listening = threading.Thread(target=listen)
    listening.start()
    assert ready.wait(10)
    person.sign_in()
    listening.join(25)
    assert "event: changed" in lines and [line for line in lines if line.startswith("data")][0].strip() == "data:"
