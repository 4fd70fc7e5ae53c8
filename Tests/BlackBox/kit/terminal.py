"""Commands that run on a terminal, played by a pty."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from pathlib import Path

from kit.process import BINARY, environment


def run_on_terminal(*arguments: str, folder: Path, stdin: str, timeout: float = 300) -> tuple[int, str, str]:
    """Runs a `callcard` command whose standard output is a terminal; its input and its errors are pipes.

    Returns its exit status, what the terminal showed (with plain line ends), and its errors.
    """
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [BINARY, *arguments],
            cwd=folder,
            env=environment(folder, folder) | {"TERM": "dumb"},
            stdin=subprocess.PIPE,
            stdout=theirs,
            stderr=subprocess.PIPE,
        ) as process:
            os.close(theirs)
            assert process.stdin is not None and process.stderr is not None
            process.stdin.write(stdin.encode())
            process.stdin.close()
            shown = _read_all(ours, time.monotonic() + timeout)
            errors = process.stderr.read()
            return process.wait(timeout), shown.decode().replace("\r\n", "\n"), errors.decode()
    finally:
        os.close(ours)


def _read_all(descriptor: int, end: float) -> bytes:
    """What comes until the other side is closed, which Linux tells with EIO."""
    shown = bytearray()
    while time.monotonic() < end:
        if not select.select([descriptor], [], [], 1)[0]:
            continue
        try:
            block = os.read(descriptor, 65_536)
        except OSError:
            break
        if not block:
            break
        shown += block
    return bytes(shown)
