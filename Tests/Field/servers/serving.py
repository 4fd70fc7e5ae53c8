"""Starts a server that nobody here wrote, waits until it answers, and ends it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
from pathlib import Path

from kit.waiting import until

START_SECONDS = 300.0
STOP_SECONDS = 60.0


class MissingProgram(Exception):
    """A program that a server needs is not there."""


def require(package: str, *programs: str) -> None:
    """Says how to get `package` where one of its programs is missing."""
    for program in programs:
        if not os.access(program, os.X_OK):
            raise MissingProgram(f"{program} is missing: `Scripts/prepare field` installs Debian's {package} and what it needs")


def run(*command: str, folder: Path, stdin: str = "", **variables: str) -> str:
    """Runs a program of Debian's to its end and returns its output; fails with what it said."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder) | variables,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def environment(folder: Path) -> dict[str, str]:
    """A bare environment: nothing of the developer's shell, neither another Python nor another Perl, reaches the server."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server's process, with its own children, on one port for all its life: it may be ended and started again."""

    def __init__(self, command: list[str], port: int, folder: Path, **variables: str) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self._command, self._folder, self._variables = command, folder, variables
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it answers, whatever the answer is."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=environment(self._folder) | self._variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            until(self._answers, f"{self._command[0]} answers", START_SECONDS)
        except AssertionError as error:
            self.stop()
            raise AssertionError(f"{error}; its log:\n{self._said()}") from None

    def stop(self) -> None:
        """Ends it and all its children; does nothing where it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                pass
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        until(lambda: not self._answers(), f"{self._command[0]} is gone", STOP_SECONDS)

    def _answers(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise AssertionError(f"{self._command[0]} ended with {self._process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _said(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]
