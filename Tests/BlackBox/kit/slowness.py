"""A server on a machine that is much slower than this one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from kit.process import Callcard

RUNS, RESTS = 0.002, 0.008
"""Seconds: it has a fifth of what this machine has."""
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
    """Stops the server again and again, by a process of its own: this one is busy with asking."""
    slower = subprocess.Popen([sys.executable, "-c", _SLOWER, str(RUNS), str(RESTS), str(server.process.pid)])
    try:
        yield
    finally:
        slower.kill()
        slower.wait()
        os.kill(server.process.pid, signal.SIGCONT)
