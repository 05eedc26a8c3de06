"""The server's description of its device API (`/openapi.json`), tried out by schemathesis.

`--cases N` says how many requests (3,000), `--cases-seed` begins the same dice again.
"""

import gc
import os

import pytest

from cs1.http import client
from cs1.person import Operator
from cs1.server import OwnServer
from described.run import Run

#: What must have come back at least once, so that the run has been everywhere: request, status, problem.
SEEN = {
    ("GET /.well-known/countersign", 200, None),
    ("GET /healthz", 200, None),
    ("GET /openapi.json", 200, None),
    ("GET /api/v1/self", 200, None),
    ("GET /api/v1/self", 410, None),
    ("PATCH /api/v1/self", 204, None),
    ("PATCH /api/v1/self", 403, "not-confirmed"),
    ("GET /api/v1/devices", 200, None),
    ("GET /api/v1/devices", 401, "nonce-stale"),
    ("GET /api/v1/journal", 200, None),
    ("GET /api/v1/challenges", 200, None),
    ("GET /api/v1/challenges/{cid}", 200, None),
    ("POST /api/v1/challenges/{cid}", 400, "jws-invalid"),
    ("POST /api/v1/challenges/{cid}", 403, "wrong-number"),
    ("POST /api/v1/devices", 201, None),
    ("POST /api/v1/devices", 403, "code-invalid"),
    ("POST /api/v1/devices", 409, "code-used"),
    ("POST /api/v1/devices/{id}/revoke", 400, "jws-invalid"),
    ("POST /api/v1/self/freeze", 204, None),
    ("POST /api/v1/self/unlock", 204, None),
}


# A case that the server refuses half-read leaves its connection open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_server_does_what_its_description_says_and_nothing_else(request):
    option = request.config.getoption
    if option("--server"):
        pytest.skip("somebody else's server is not flooded")
    seed = option("--cases-seed") or int.from_bytes(os.urandom(4), "big")
    server = OwnServer(option("--binary"), option("--tls"))
    operator = Operator(server)
    try:
        with client(server.origin, server.authority) as http:
            description = http.get("/openapi.json").json()
        run = Run(operator, option("--cases"), seed, SEEN)
        run.run(description)
    finally:
        operator.hang_up()
        server.close()
        # What broke goes here, and not in a test that has nothing to do with it.
        gc.collect()
    told = f"seed {seed}, {run.sent} cases, {run.worlds} accounts"
    print(f"\ndescribed: {told}")
    assert not run.findings, "\n\n".join([*run.findings[:10], told])
    assert run.sent >= option("--cases"), told
    assert not run.missing(), f"never seen: {sorted(run.missing(), key=str)}; {told}"
