"""What every test gets: a server, an operator who invites people, people with devices."""

import os
from pathlib import Path

import pytest

from cs1.person import Operator
from cs1.server import OwnServer, Server
from expiry import Unanswered

ROOT = Path(__file__).resolve().parents[2]


def pytest_addoption(parser):
    group = parser.getgroup("the server under test")
    group.addoption("--server", help="the origin of a running server; without it a throw-away one is started")
    group.addoption("--user", help="an administrator's account there, without two-step verification")
    group.addoption("--password", help="its password; better in COUNTERSIGN_CONFORMANCE_PASSWORD")
    group.addoption("--authority", help="a PEM file: who signed the server's certificate")
    group.addoption("--tls", action="store_true", help="the throw-away server speaks TLS, in production mode")
    group.addoption("--history", type=float, default=60, help="seconds of people in a hurry and faults (60)")
    group.addoption("--history-seed", type=int, help="the dice of an earlier run")
    group.addoption("--cases", type=int, default=3000, help="requests that schemathesis makes up (3000)")
    group.addoption("--cases-seed", type=int, help="the dice of an earlier run of those")
    program = str(ROOT / "target" / "debug" / "countersign-server")
    group.addoption("--binary", default=program, help="the throw-away server's program")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(scope="session")
def server(request):
    option = request.config.getoption
    if option("--server"):
        password = option("--password") or os.environ.get("COUNTERSIGN_CONFORMANCE_PASSWORD", "")
        if not option("--user") or not password:
            pytest.exit("--server needs --user and --password: an administrator who may invite people", 2)
        running = Server(option("--server"), option("--user"), password, option("--authority"))
    else:
        if not Path(option("--binary")).exists():
            pytest.exit(f"{option('--binary')} is not built: cargo build -p countersign-server", 2)
        running = OwnServer(option("--binary"), option("--tls"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def operator(server):
    operator = Operator(server)
    yield operator
    operator.close()


@pytest.fixture
def person(operator):
    """Somebody new with a password and nothing else."""
    person = operator.invite()
    yield person
    person.close()


@pytest.fixture
def phone(person):
    """The first device of this test's person, linked by QR code."""
    return person.link()


@pytest.fixture(scope="session")
def unanswered(operator):
    """Begun before the first test, so that the last ones find the time over."""
    all_ = {name: Unanswered(operator.invite()) for name in ("asked", "late yes", "late no", "not me", "no script")}
    yield all_
    for each in all_.values():
        each.person.close()


@pytest.fixture(scope="session", autouse=True)
def begin_what_has_to_run_out(request):
    """Tests that wait for the end of a question begin it before all others."""
    waits = any(item.get_closest_marker("last") for item in request.session.items)
    if waits:
        request.getfixturevalue("unanswered")
