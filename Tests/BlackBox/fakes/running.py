"""Starts a fake CRM as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent


class RunningFake:
    """`with RunningFake("hubspot", "--token", "t") as fake: fake.url`."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", f"fakes.{module}", *arguments]
        self._scheme = "https" if "--cert" in arguments else "http"

    def __enter__(self) -> "RunningFake":
        self._process = subprocess.Popen(self._command, cwd=FOLDER, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.strip().isdigit():
            self._process.kill()
            raise RuntimeError(f"{self._command[2]} did not start; its exit code is {self._process.wait(5)}")
        self.url = f"{self._scheme}://127.0.0.1:{line.strip()}"
        """What a connector's `baseURL` is set to."""
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
