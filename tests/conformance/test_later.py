"""Parts of CS/1 that docs/protocol.md calls *later*: tested where a server speaks them, skipped where it does not."""

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
from cs1 import jws
from cs1.keys import PrivateKey

KEYS = "/api/v1/self/keys"
DEVICES = "/api/v1/devices"
INVALID = (400, "jws-invalid")


class NewPair:
    """Two new keys of a device, each of which proves itself."""

    def __init__(self, device):
        self.device, self.pop, self.uv = device, PrivateKey(), PrivateKey()

    def proof(self, key, **changes):
        said = {"aud": self.device.origin, "pop": self.pop.thumbprint(), "uv": self.uv.thumbprint()}
        return jws.sign("cs-proof+jwt", said | changes, key)

    def send(self, key=None, **changes):
        said = {
            "iss": self.device.id, "aud": self.device.origin, "pop": self.pop.public.jwk(), "uv": self.uv.public.jwk(),
            "pop_proof": self.proof(self.pop), "uv_proof": self.proof(self.uv),
        }
        message = jws.sign("cs-keys+jwt", said | changes, key or self.device.uv)
        return self.device.post_jwt(KEYS, message, "PUT")


@pytest.fixture
def pair(phone):
    if phone.send("PUT", KEYS).status in (404, 405):
        pytest.skip(f"this server does not speak PUT {KEYS}")
    return NewPair(phone)


def test_keys_are_exchanged(person, phone, pair):
    old_uv = phone.uv
    assert pair.send().status == 204
    assert phone.request("GET", DEVICES).outcome == (401, "key-unknown"), "the old pop is nobody's"
    phone.pop, phone.uv = pair.pop, pair.uv
    assert phone.request("GET", DEVICES).status == 200
    _, page, question = person.asked(phone)
    late = phone.answer(question, "approve", old_uv, number=page.text("number"))
    assert phone.send_answer(question, late).outcome == INVALID, "the old uv decides nothing"
    assert phone.yes(question, page.text("number")).status == 200


def test_pop_alone_never_replaces_uv(phone, pair):
    assert pair.send(phone.pop).outcome == (403, "key-not-allowed")
    assert phone.request("GET", DEVICES).status == 200


FAULTS = {
    "another audience": lambda p: {"aud": "https://evil.example"},
    "another device": lambda p: {"iss": "somebody"},
    "pop proved by uv": lambda p: {"pop_proof": p.proof(p.uv)},
    "uv proved by pop": lambda p: {"uv_proof": p.proof(p.pop)},
    "uv proved by the old one": lambda p: {"uv_proof": p.proof(p.device.uv)},
    "a proof for another server": lambda p: {"pop_proof": p.proof(p.pop, aud="https://evil.example")},
    "a proof for another pair": lambda p: {"uv_proof": p.proof(p.uv, pop=PrivateKey().thumbprint())},
    "no proof": lambda p: {"uv_proof": ""},
    "one key for both": lambda p: {"uv": p.pop.public.jwk()},
    "the old uv again": lambda p: {"uv": p.device.uv.public.jwk(), "uv_proof": p.proof(p.device.uv)},
    "a private key": lambda p: {"uv": p.uv.public.jwk() | {"d": p.uv.public.x}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_exchange_changes_nothing(phone, pair, fault):
    assert pair.send(**FAULTS[fault](pair)).outcome == INVALID
    assert phone.request("GET", DEVICES).status == 200


def test_a_key_of_another_device(person, phone, pair):
    tablet = person.link("Tablet", asked=phone)
    pair.uv = tablet.uv
    assert pair.send().outcome == INVALID
