"""`docs/switches/relay/callcard-relay.py`, as its unit starts it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from kit.contract import REPOSITORY
from kit.process import Output, free_port
from kit.waiting import until

PROGRAM = REPOSITORY / "docs" / "switches" / "relay" / "callcard-relay.py"


class Relay:
    """A relay that runs, on a free port."""

    def __init__(self, folder: Path, url: str, key: str, service: str = "support") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "key").write_text(key + "\n")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        settings = {"CALLCARD_URL": url, "CALLCARD_SERVICE": service, "CALLCARD_KEY_FILE": str(folder / "key")}
        self._process = subprocess.Popen(
            [sys.executable, PROGRAM],
            env={"PATH": os.environ["PATH"]} | settings | {"CALLCARD_RELAY_PORT": str(self.port)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert self._process.stderr is not None
        self._output = Output(self._process.stderr)
        until(lambda: "listening" in self.said, "the relay listens")

    @property
    def said(self) -> str:
        """Its log."""
        return self._output.bytes.decode()

    def counters(self) -> dict[str, int]:
        """What became of events."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/counters")
        text = connection.getresponse().read().decode()
        connection.close()
        return {name: int(count) for name, count in re.findall(r"^(\w+) (\d+)$", text, re.MULTILINE)}

    def told(self, seconds: float = 10) -> dict[str, int]:
        """Waits until nothing waits any more."""
        until(lambda: self.counters()["waiting"] == 0, "all events are told", seconds)
        return self.counters()

    def stop(self) -> int:
        """Asks it to stop; returns the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(20)
        self._output.finish()
        return code
