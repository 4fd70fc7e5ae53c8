"""A server process that is measured: its start, its memory, its processor time."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

# What callcard sets itself, so that freed memory is overwritten; and a setting that changes nothing, before which it holds back.
WIPING = {"GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"}
NOT_WIPING = {"GLIBC_TUNABLES": "glibc.malloc.check=0"}
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """Started and listening; a context manager that stops it."""

    def __init__(self, command: list[str | Path], environment: dict[str, str] | None = None, stdin: str | None = None) -> None:
        clean = {name: value for name, value in os.environ.items() if name != "GLIBC_TUNABLES"}
        self.started_at = time.perf_counter()
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=clean | (environment or {}), text=True)
        if stdin is not None:
            self.process.stdin.write(stdin + "\n")
        self.process.stdin.close()
        self.said: list[str] = []
        """What it printed before it listened."""
        while (line := self.process.stdout.readline()) and not line.startswith("listening on http://"):
            self.said.append(line)
        self.ready_after = time.perf_counter() - self.started_at
        if not line:
            self.process.kill()
            raise SystemExit(f"bench: {command[0]} did not start; run it by hand to see why: {' '.join(map(str, command))}")
        self.url = line.split()[-1]
        self.host, port = self.url.removeprefix("http://").split(":")
        self.port = int(port)

    def memory(self, field: str = "VmRSS") -> int:
        """Bytes; `VmRSS` resident now, `VmHWM` the most so far."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
        raise KeyError(field)

    def processor_seconds(self) -> float:
        """User and system time of all threads so far."""
        after_name = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / TICK

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
