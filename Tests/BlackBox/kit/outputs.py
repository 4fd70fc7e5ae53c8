"""A server whose output the test decides about: a pipe that is read or not, a file, nothing at all."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable

from kit import process
from kit.client import Client
from kit.installation import Installation
from kit.keys import Key
from kit.process import READY, START_SECONDS, STOP_SECONDS
from kit.waiting import until

PIPE_BYTES = 4_096
"""The smallest pipe: the server soon notices that nobody reads."""


class Pipe:
    """A pipe that is read when the test says so."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        fcntl.fcntl(self.writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.bytes = b""

    def read_until(self, pattern: re.Pattern[bytes], seconds: float) -> re.Match[bytes]:
        """Reads until the pattern is there, in small pieces, and no more than that."""
        end = time.monotonic() + seconds
        while not (match := pattern.search(self.bytes)):
            assert time.monotonic() < end, f"{pattern.pattern!r} did not come:\n{self.bytes[-4_000:].decode(errors='replace')}"
            if select.select([self.reader], [], [], 0.1)[0]:
                block = os.read(self.reader, 512)
                assert block, f"the output ended before {pattern.pattern!r}:\n{self.bytes[-4_000:].decode(errors='replace')}"
                self.bytes += block
        return match

    def read_rest(self) -> bytes:
        """Reads to the end, which is where no process holds the pipe any more; returns what came by that."""
        rest = b"".join(iter(lambda: os.read(self.reader, 65_536), b""))
        self.bytes += rest
        return rest

    def close_reader(self) -> None:
        """Nobody will ever read."""
        os.close(self.reader)
        self.reader = -1

    def close(self) -> None:
        """Lets go of what is still open."""
        for descriptor in (self.reader, self.writer):
            if descriptor >= 0:
                os.close(descriptor)
        self.reader = self.writer = -1


class ServerWithOutput:
    """A server whose stdout and stderr are given; `before` runs in its process before the program does."""

    def __init__(
        self,
        installation: Installation,
        stdout: int | None,
        stderr: int | None,
        before: Callable[[], None] | None = None,
        port: int = 0,
        **variables: str,
    ) -> None:
        self.installation = installation
        self.host, self.port = "127.0.0.1", port
        home = installation.folder.parent / f"{installation.folder.name}.home"
        (home / "tmp").mkdir(parents=True, exist_ok=True)
        if port:
            installation.config["listen"] = f"{self.host}:{port}"
        self.process = subprocess.Popen(
            [process.BINARY, "serve", "--config", installation.write()],
            cwd=home,
            env=process.environment(home, home / "tmp") | variables,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            preexec_fn=before,
        )

    def wait_until_it_says_so(self, pipe: Pipe) -> ServerWithOutput:
        """Waits for the line on stdout, which goes into `pipe`."""
        os.close(pipe.writer)
        pipe.writer = -1
        self.port = int(pipe.read_until(READY, START_SECONDS)[2])
        return self

    def wait_until_it_answers(self) -> ServerWithOutput:
        """Waits until it answers on the port that it was given."""

        def answers() -> bool:
            assert self.process.poll() is None, f"it ended with {self.process.returncode}"
            with socket.socket() as probe:
                return probe.connect_ex((self.host, self.port)) == 0

        until(answers, "the server listens", START_SECONDS)
        return self

    def client(self, key: Key | None = None, timeout: float = 15) -> Client:
        """A client of its own connection; with the session service's key where none is given."""
        return Client(self.host, self.port, key or self.installation.keys.switch, timeout)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal."""
        self.process.send_signal(number)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Waits for its end and returns the exit code (negative for a signal)."""
        return self.process.wait(seconds)

    def kill(self) -> None:
        """Ends it where it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
