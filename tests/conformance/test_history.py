"""People in a hurry and a server that is killed, stopped and started with another clock: every invariant holds.

`--history SECONDS` says how long (60), `--history-seed` begins the same dice again.
"""

import gc
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from cs1.person import Operator
from history.check import violations
from history.faults import FaultyServer, Nemesis
from history.record import Record
from history.world import people


# The client leaves a connection open that broke in the middle of a reply.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_that_must_hold_is_broken_by_faults(request):
    if request.config.getoption("--server"):
        pytest.skip("somebody else's server is not killed")
    seconds = request.config.getoption("--history")
    seed = request.config.getoption("--history-seed") or int.from_bytes(os.urandom(4), "big")
    server, record = FaultyServer(request.config.getoption("--binary")), Record()
    try:
        operator = Operator(server)
        operator.open("/admin/invitations")
        nemesis = Nemesis(server, record, seed)
        nemesis.start()
        try:
            lived = people(server, operator, record, seconds, seed)
        finally:
            nemesis.finish()
            operator.hang_up()
    finally:
        server.close()
        # What broke goes here, and not in a test that has nothing to do with it.
        gc.collect()
    kinds = Counter(event["kind"] for event in record.events)
    told = f"seed {seed}, {lived} people, {dict(kinds)}, {nemesis.counts}"
    print(f"\nhistory: {told}")
    found = violations(record.events)
    if found:
        evidence = Path(request.config.getoption("--binary")).parent / f"history-{int(time.time())}.jsonl"
        record.write(evidence)
        told = f"{told}; all of it is in {evidence.name} beside the server's program"
    assert not found, "\n".join([*found[:20], told])
    # A history in which nothing happened proves nothing.
    results = Counter((event["kind"], event["result"]) for event in record.events)
    for what in [("complete", "in"), ("code", "in"), ("answer", "approved"), ("answer", "declined"), ("revoke", "done")]:
        assert results[what] > 0, f"nothing was {what}: {results}"
    assert nemesis.counts["kills"] > 0 and nemesis.counts["stops"] > 0
