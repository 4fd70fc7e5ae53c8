"""A server on a machine that is slower than this one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from kit.numbers import ANNA
from kit.process import Callcard
from kit.upstreams import cpu_seconds

TAKES = 0.0007
"""Seconds of a processor that a lookup is to take: a binary of any kind then has too much to do with a thousand at once."""
RUNS = 0.002
_SLOWER = """
import os, signal, sys, time
runs, rests, pid = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
while True:
    os.kill(pid, signal.SIGSTOP)
    time.sleep(rests)
    os.kill(pid, signal.SIGCONT)
    time.sleep(runs)
"""


@contextlib.contextmanager
def slowed(server: Callcard) -> Iterator[None]:
    """Stops the server again and again, as long as it takes to be slow: a process of its own does, as this one is busy with asking."""
    rests = RUNS * (TAKES / _lookup_seconds(server) - 1)
    if rests < RUNS / 4:
        yield
        return
    slower = subprocess.Popen([sys.executable, "-c", _SLOWER, str(RUNS), str(rests), str(server.process.pid)])
    try:
        yield
    finally:
        slower.kill()
        slower.wait()
        os.kill(server.process.pid, signal.SIGCONT)


def _lookup_seconds(server: Callcard) -> float:
    """How much of a processor a lookup takes."""
    client, count = server.client(), 500
    begun = cpu_seconds(server)
    for _ in range(count):
        client.lookup(ANNA)
    return max((cpu_seconds(server) - begun) / count, 0.000_02)
