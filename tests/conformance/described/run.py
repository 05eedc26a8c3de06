"""Schemathesis over the description: what it makes up goes to a real server, most of it proved by a real device."""

import random
import re
from collections import Counter

import schemathesis
from hypothesis import strategies as st
from schemathesis import engine
from schemathesis.core import media_types
from schemathesis.engine import events

from cs1.device import PROBLEM

from .proofs import WRONG, Proof
from .world import World

#: How many requests one account takes before the next one is made.
LIFE = 1_000
ROUND = 300
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "keeps_the_promises_of_every_reply",
)
#: Objects that only the server writes: a member that is not described is a mistake.
WRITTEN = ("ChallengeStatus", "DeviceList", "Health", "JournalPage", "ListedDevice", "Problem")
#: What a wrong proof may get: 401, or what was wrong before anybody looked at the proof.
REFUSED = (400, 401, 404, 405, 413, 431)

# It takes a JWS compact for JSON (4.32), so that neither bodies nor replies would be what they are.
media_types.JSON_MEDIA_TYPES -= {("application", "jwt")}
#: A name of a header (RFC 9110 §5.6.2).
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

# What stands for a body until a device signs one: drawing texts by the pattern takes longer than all the rest.
schemathesis.openapi.media_type(
    "application/jwt",
    st.one_of(st.binary(max_size=64), st.text("ABCabc019-_.=", max_size=64).map(str.encode), st.just(b"A" * 8_193)),
)


@schemathesis.deserializer("application/jwt")
def _text(context, response):
    return response.text


class Run:
    """Sends so many cases, and more until all of `seen` came back; keeps what came back."""

    def __init__(self, operator, cases: int, seed: int, seen: set):
        self.operator, self.wanted, self.seed, self.seen = operator, cases, seed, seen
        self.dice = random.Random(seed)
        self.sent = 0
        self.worlds = 0
        self.outcomes: Counter = Counter()
        self.findings: list[str] = []
        self._world: "World | None" = None
        self._left = 0
        self._proofs: dict[str, "str | None"] = {}

    def run(self, description: dict) -> None:
        """Until enough cases went out and have been everywhere, or something was found."""
        description = closed(description)
        current.append(self)
        try:
            rounds = 0
            while self._goes_on() and not self.findings:
                self._round(description, rounds)
                rounds += 1
                print(f"\ndescribed: {self.sent} of {self.wanted}", end="", flush=True)
        finally:
            current.remove(self)
            if self._world:
                self._world.close()

    def missing(self) -> set:
        return self.seen - self.outcomes.keys()

    def _goes_on(self) -> bool:
        """Dice miss a place now and then; a place that five times as many cases never reach cannot be reached."""
        return self.sent < self.wanted or (bool(self.missing()) and self.sent < 5 * self.wanted)

    def _round(self, description: dict, number: int) -> None:
        config = schemathesis.Config.from_dict({
            "base-url": self.operator.server.origin,
            "request-timeout": 35.0,
            "tls-verify": self.operator.server.authority or True,
            "seed": self.seed + number,
            "suppress-health-check": ["all"],
            "warnings": False,
            "generation": {"max-examples": ROUND, "database": "none", "no-shrink": True},
            "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
            "phases": {
                "examples": {"enabled": False}, "stateful": {"enabled": False},
                "coverage": {"enabled": number == 0}, "fuzzing": {"enabled": True},
            },
        })
        schema = schemathesis.openapi.from_dict(description, config=config)
        for event in engine.from_schema(schema).execute():
            if isinstance(event, events.NonFatalError):
                self.findings.append(f"{event.label}: {event.info.title}: {event.info.message}")
            elif isinstance(event, events.FatalError):
                raise event.exception
            elif isinstance(event, events.ScenarioFinished):
                self._look(event.recorder)

    def _look(self, recorder) -> None:
        for case, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    told = check.failure_info
                    self.findings.append(f"{recorder.label} ({self._proofs.get(case)}): {told.failure}\n{told.code_sample}")
        self._proofs.clear()

    # What schemathesis calls

    def before(self, case, kwargs: dict) -> None:
        """Gives a case what makes it go through, now and then all of it."""
        world, dice = self._somebody(), self.dice
        for name in [name for name, value in case.headers.items() if not is_http(name, value)]:
            del case.headers[name]
        device = world.somebody()
        if "cid" in case.path_parameters and dice.random() < 0.85:
            case.path_parameters["cid"] = world.question["cid"]
        if "id" in case.path_parameters and dice.random() < 0.85:
            case.path_parameters["id"] = world.target()
        if case.operation.label in world.tags and dice.random() < 0.3:
            case.headers["If-None-Match"] = world.tags[case.operation.label]
        if case.media_type == "application/jwt" and dice.random() < 0.8:
            message = world.message(case.operation.label, device, case.path_parameters)
            case.body = case.body if message is None else message.encode()
        wrong = dice.choice(list(WRONG)) if dice.random() < 0.15 else None
        self._proofs[case.id] = wrong
        kwargs["auth"] = Proof(device, wrong, wait=int(dice.random() < 0.002))
        self.sent += 1
        self._left -= 1

    def after(self, case, response) -> None:
        """Learns what a device learns."""
        label = case.operation.label
        nonce = response.headers.get("cs-nonce")
        if nonce:
            self._world.learn(nonce[0])
        if response.status_code == 200 and "etag" in response.headers:
            self._world.tags[label] = response.headers["etag"][0]
        self.outcomes[label, response.status_code, problem(response)] += 1
        if response.status_code in (200, 204) and case.method == "POST":
            # Less is left to try once the question is answered, the account frozen or the phone gone.
            self._left = min(self._left, 150)

    def promises(self, case, response) -> None:
        """What the page says of every reply."""
        path = case.operation.path
        said = {name: values[0] for name, values in response.headers.items()}
        if path.startswith(("/api/", "/.well-known/")):
            assert 1 <= len(said.get("cs-nonce", "")) <= 64 and "date" in said, said
            assert said.get("cache-control") == "no-store", said
        assert "set-cookie" not in said and said.get("x-content-type-options") == "nosniff", said
        if self._proofs.get(case.id) and case.operation.definition.raw.get("security"):
            assert response.status_code in REFUSED, f"a wrong proof ({self._proofs[case.id]}) was taken"
        kind = problem(response)
        if kind and response.status_code == 401:
            assert said.get("www-authenticate") == f'CS error="{kind}"', said

    def _somebody(self) -> World:
        if self._world is None or self._left <= 0:
            if self._world:
                self._world.close()
            self._world = World(self.operator, self.dice)
            self._left = LIFE
            self.worlds += 1
        return self._world


#: The run that is under way; schemathesis calls functions that it knows by name.
current: list[Run] = []


@schemathesis.hook
def before_call(context, case, kwargs):
    if current:
        current[0].before(case, kwargs)


@schemathesis.hook
def after_call(context, case, response):
    if current:
        current[0].after(case, response)


@schemathesis.check
def keeps_the_promises_of_every_reply(ctx, response, case):
    if current:
        current[0].promises(case, response)


def closed(description: dict) -> dict:
    """The description, with nothing allowed in the server's own objects but what it names. Without the event stream,
    which has no end to wait for: `test_events.py` listens to it."""
    del description["paths"]["/api/v1/events"]
    for name in WRITTEN:
        description["components"]["schemas"][name]["additionalProperties"] = False
    return description


def is_http(name: str, value: str) -> bool:
    """Whether a header can be said at all; what cannot, the HTTP library answers by itself and hangs up."""
    return TOKEN.fullmatch(name) is not None and not any(ord(character) < 32 or ord(character) == 127 for character in value)


def problem(response) -> "str | None":
    """The name of the problem in a reply."""
    if not response.headers.get("content-type", [""])[0].startswith("application/problem+json"):
        return None
    return response.json()["type"].removeprefix(PROBLEM)
