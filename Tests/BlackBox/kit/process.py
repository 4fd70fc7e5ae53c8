"""A `callcard serve` process under test."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from kit.client import Client
from kit.contract import REPOSITORY
from kit.installation import Installation
from kit.keys import Key

BINARY = Path(os.environ.get("CALLCARD_BIN", REPOSITORY / ".build" / "debug" / "callcard"))
READY = re.compile(rb"^listening on https?://(.+):(\d+)$", re.MULTILINE)
START_SECONDS = 20.0
STOP_SECONDS = 8.0


def free_port() -> int:
    """A port on loopback that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, scratch: Path) -> dict[str, str]:
    """A bare environment of our own: nothing of the developer's shell reaches the server, and all it writes is in our folders."""
    # CALLCARD_LEAK is read by nothing but a program that `Scripts/leaks` has built.
    passed = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "CALLCARD_LEAK") if name in os.environ}
    return passed | {"HOME": str(home), "TMPDIR": str(scratch), "LANG": "C.UTF-8"}


def run(
    *arguments: str, folder: Path, stdin: str | bytes | None = None, timeout: float = 30, binary: Path = BINARY, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Runs another `callcard` command to its end, in a bare environment with `variables` added."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [binary, *arguments],
        cwd=folder,
        env=environment(folder, folder) | variables,
        input=data or b"",
        capture_output=True,
        timeout=timeout,
        check=False,
    )


class Output:
    """Collects a stream as it comes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._bytes = bytearray()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._collect, args=(stream,), daemon=True)
        self._thread.start()

    def _collect(self, stream: IO[bytes]) -> None:
        for block in iter(lambda: os.read(stream.fileno(), 65_536), b""):
            with self._lock:
                self._bytes += block

    @property
    def bytes(self) -> bytes:
        """All that came until now."""
        with self._lock:
            return bytes(self._bytes)

    def finish(self) -> None:
        """Waits for the stream's end."""
        self._thread.join(timeout=5)


class Callcard:
    """A running server. Use `Launcher`, which stops it when its test ends. `before` runs in its process before the program does."""

    def __init__(
        self, installation: Installation, binary: Path = BINARY, before: Callable[[], None] | None = None, **variables: str
    ) -> None:
        self.installation = installation
        self.home = installation.folder.parent / f"{installation.folder.name}.home"
        self.scratch = self.home / "tmp"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--config", installation.write()],
            cwd=self.home,
            env=environment(self.home, self.scratch) | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=before,
        )
        assert self.process.stdout and self.process.stderr
        self.stdout, self.stderr = Output(self.process.stdout), Output(self.process.stderr)
        self.host, self.port = "", 0
        self._clients: list[Client] = []

    def wait_until_ready(self, seconds: float = START_SECONDS) -> Callcard:
        """Waits for the line that says where it listens; fails with the output where it never comes."""
        while time.monotonic() < self.started + seconds:
            if match := READY.search(self.stdout.bytes):
                self.host, self.port = match[1].decode(), int(match[2])
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        self.kill()
        raise AssertionError(f"callcard did not start ({self.process.returncode}):\n{self.said()}")

    def client(self, key: Key | None = None) -> Client:
        """A client of its own connection; with the session service's key where none is given."""
        client = self.anonymous()
        client.key = key or self.installation.keys.switch
        return client

    def operator(self) -> Client:
        """A client with the operator's key."""
        return self.client(self.installation.keys.operator)

    def anonymous(self) -> Client:
        """A client without any key."""
        client = Client(self.host, self.port)
        self._clients.append(client)
        return client

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the server."""
        self.process.send_signal(number)

    def wait(self, timeout: float = STOP_SECONDS) -> int:
        """Waits for its end and returns the exit code (negative for a signal)."""
        code = self.process.wait(timeout)
        self.stdout.finish()
        self.stderr.finish()
        return code

    def stop(self) -> int:
        """Asks it to stop and returns the exit code; fails where that takes over 8 seconds."""
        for client in self._clients:
            client.close()
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"callcard did not stop within {STOP_SECONDS} s:\n{self.said()}") from None

    def kill(self) -> None:
        """Ends it at once, and waits until it is gone."""
        if self.process.poll() is None:
            self.process.kill()
        self.wait()

    def said(self) -> str:
        """All its output, for messages of failing tests."""
        return (self.stdout.bytes + b"\n--- stderr\n" + self.stderr.bytes).decode(errors="replace")


class Launcher:
    """Makes installations and servers, and cleans up behind them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._servers: list[Callcard] = []

    def installation(self) -> Installation:
        """A fresh, empty installation."""
        self._count += 1
        return Installation(self._folder / f"install{self._count}")

    def start(
        self, installation: Installation, binary: Path = BINARY, before: Callable[[], None] | None = None, **variables: str
    ) -> Callcard:
        """Starts a server, with environment variables added, and waits until it listens."""
        return self.spawn(installation, binary, before, **variables).wait_until_ready()

    def spawn(
        self, installation: Installation, binary: Path = BINARY, before: Callable[[], None] | None = None, **variables: str
    ) -> Callcard:
        """Starts a server without waiting for anything."""
        server = Callcard(installation, binary, before, **variables)
        self._servers.append(server)
        return server

    def close(self) -> None:
        """Stops every server that still runs; each must end well."""
        codes = [server.stop() for server in self._servers if server.process.poll() is None]
        assert all(code == 0 for code in codes), f"exit codes {codes}"
