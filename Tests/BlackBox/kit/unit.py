"""A systemd unit, and what `systemctl` does with it, as far as a test needs it where systemd does not run."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kit.contract import REPOSITORY

UNIT = REPOSITORY / "config" / "callcard.service"
START_SECONDS = 20.0
SYSTEMCTL = """#!/usr/bin/env python3
import socket, sys
with socket.socket(socket.AF_UNIX) as there:
    there.connect({path!r})
    there.sendall((" ".join(sys.argv[1:]) + "\\n").encode())
    code, _, text = there.makefile().read().partition("\\n")
sys.stdout.write(text)
sys.exit(int(code))
"""
"""Stands in for systemd's own: asks the test."""


def settings(text: str) -> dict[str, list[str]]:
    """The settings of all sections; each may be there more than once."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


class Unit:
    """A service that is started as its unit says, with paths changed by `place`; its output goes into `log`."""

    def __init__(self, folder: Path, place: Callable[[str], str], environment: dict[str, str]) -> None:
        self.settings = settings(UNIT.read_text())
        self.log = folder / "journal.log"
        self.log.touch()
        self._place, self._environment, self._folder = place, environment, folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_active(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process and self.is_active, self.said()
        return self._process.pid

    def said(self) -> str:
        """All that it has printed in all its lives."""
        return self.log.read_text(errors="replace")

    def start(self, until: str = "listening on ") -> int:
        """Starts it, and waits until it says `until` or ends. Returns the code that `systemctl start` would end with."""
        if self.is_active:
            return 0
        (command,) = self.settings["ExecStart"]
        (mask,) = self.settings["UMask"]
        before = len(self.said())
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                shlex.split(self._place(command)), cwd="/", env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                umask=int(mask, 8), start_new_session=True)  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while until not in self.said()[before:]:
            if self._process.poll() is not None or time.monotonic() > end:
                return 1
            time.sleep(0.02)
        return 0

    def stop(self) -> int:
        """Ends it in order."""
        if self._process and self.is_active:
            self._process.send_signal(signal.SIGTERM)
            (longest,) = self.settings["TimeoutStopSec"]
            try:
                self._process.wait(float(longest))
            except subprocess.TimeoutExpired:
                self.kill()
                return 1
        return 0

    def kill(self) -> None:
        """Ends it at once."""
        if self._process and self.is_active:
            self._process.kill()
            self._process.wait()

    def reload(self) -> int:
        """Does what `ExecReload` says."""
        (command,) = self.settings["ExecReload"]
        return subprocess.run(shlex.split(command.replace("$MAINPID", str(self.pid))), check=False).returncode

    def status(self) -> str:
        """The line that people look for."""
        if self.is_active:
            return f"Active: active (running)\nMain PID: {self.pid} (callcard)\n"
        code = self._process.returncode if self._process else 0
        if code == 0:
            return "Active: inactive (dead)\n"
        return f"Active: failed (Result: exit-code)\nMain PID: (code=exited, status={code})\n"

    def control(self, *arguments: str) -> tuple[int, str]:
        """`systemctl ARGUMENTS`: exit code and output."""
        match arguments:
            case ("start", "callcard"):
                # As with Type=exec: what the program makes of it is another matter.
                self.start()
                return 0, ""
            case ("stop", "callcard"):
                return self.stop(), ""
            case ("restart", "callcard"):
                self.stop()
                self.start()
                return 0, ""
            case ("reload", "callcard"):
                return self.reload(), ""
            case ("show", "--property", "MainPID", "--value", "callcard"):
                return 0, f"{self._process.pid if self._process and self.is_active else 0}\n"
            case ("status", "callcard"):
                return (0 if self.is_active else 3), self.status()
            case ("daemon-reload",) | ("enable" | "reset-failed", "callcard"):
                return 0, ""
        return 1, f"{arguments}?\n"


class SystemControl:
    """A `systemctl` for scripts, which acts on a unit. Use it as a context manager."""

    def __init__(self, unit: Unit, program: Path) -> None:
        self._unit = unit
        self._socket = socket.socket(socket.AF_UNIX)
        # Paths of sockets are short; those of tests are not.
        self._path = f"/tmp/callcard-unit-{os.getpid()}-{id(self):x}"
        program.write_text(SYSTEMCTL.format(path=self._path))
        program.chmod(0o755)

    def __enter__(self) -> SystemControl:
        self._socket.bind(self._path)
        self._socket.listen()
        threading.Thread(target=self._answer, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        os.unlink(self._path)

    def _answer(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile() as asked:
                code, text = self._unit.control(*asked.readline().split())
                connection.sendall(f"{code}\n{text}".encode())
