"""A control group of the kernel's that holds a server to an amount of memory."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import TracebackType

import pytest

from kit.process import BINARY

ROOT = Path("/sys/fs/cgroup")


class MemoryGroup:
    """A group below this process's own, of version 1 or 2, with a limit. A context manager; the test is skipped where none can be made.

    What is started by `binary` is in it from its first instruction on: memory counts where it was taken.
    """

    def __init__(self, limit: int, folder: Path) -> None:
        self.limit = limit
        self.path = Path()
        self.binary = folder / "callcard-in-group"

    def __enter__(self) -> MemoryGroup:
        try:
            self.path = self._made()
        except OSError as error:
            pytest.skip(f"no control group with a limit of memory can be made here: {error.strerror}")
        self.binary.write_text(f'#!/bin/sh\necho $$ > {self.path}/cgroup.procs || exit 99\nexec {BINARY} "$@"\n')
        self.binary.chmod(0o755)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for _ in range(100):
            try:
                return self.path.rmdir()
            except OSError:
                time.sleep(0.05)  # The kernel takes a moment after the last process has ended.

    @property
    def used(self) -> int:
        """Bytes in use by all that is in it, without cached files."""
        usage = next(path for name in ("memory.usage_in_bytes", "memory.current") if (path := self.path / name).exists())
        lines = dict(line.split() for line in (self.path / "memory.stat").read_text().splitlines())
        return int(usage.read_text()) - int(lines["inactive_file"]) - int(lines["active_file"])

    def _made(self) -> Path:
        groups = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
        name = f"callcard-test-{os.getpid()}-{time.monotonic_ns()}"
        for _, controllers, path in groups:
            if "memory" in controllers.split(","):
                return self._limited(ROOT / "memory" / path.lstrip("/") / name, "memory.limit_in_bytes")
        own = next(path for _, controllers, path in groups if controllers == "")
        return self._limited(ROOT / own.lstrip("/") / name, "memory.max")

    def _limited(self, path: Path, file: str) -> Path:
        path.mkdir()
        try:
            (path / file).write_text(str(self.limit))
        except OSError:
            path.rmdir()
            raise
        return path
