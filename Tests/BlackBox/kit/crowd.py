"""Starts the crowd of CRMs (`fakes/crowd.py`) and servers that ask it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from fakes.upstream import TOKEN
from kit.books import anna
from kit.process import Callcard, Launcher


class Crowd:
    """`with Crowd() as crowd: server = crowd.start(launcher)`."""

    def __init__(self, share: float = 0.4) -> None:
        self._command = [sys.executable, "-m", "fakes.crowd", str(share)]
        self.ports: list[int] = []

    def __enter__(self) -> Crowd:
        self._process = subprocess.Popen(
            self._command, cwd=Path(__file__).parent.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.ports = [int(port) for port in self._process.stdout.readline().split()]
        assert self.ports, f"the crowd did not start ({self._process.wait(5)})"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(5)

    def start(self, launcher: Launcher) -> Callcard:
        """A server whose service `all` asks a book and every one of them; no breaker is open for long."""
        installation = launcher.installation()
        installation.add_book("contacts", [anna()])
        names = [f"crm{index}" for index in range(len(self.ports))]
        for name, port in zip(names, self.ports):
            installation.add_connector(name, f"http://127.0.0.1:{port}", TOKEN, openFor="200ms")
        installation.add_service("all", ["contacts", *names])
        return launcher.start(installation)
