"""sipp as callers and as phones; the scenarios are in `Tests/Field/sipp`."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from servers.serving import environment, free_port, require

PROGRAM = "/usr/bin/sipp"
SCENARIOS = Path(__file__).parent.parent.parent / "sipp"


@dataclass(frozen=True)
class ShownCall:
    """A call as a phone got it."""

    call_id: str
    at: float
    """Unix time in seconds."""
    number: str
    name: str | None
    """What stands in quotes before the address in `From`."""
    identity: str
    """`P-Asserted-Identity`, or nothing."""


def _command(scenario: str, port: int, folder: Path, *more: str, status: int | None = None) -> list[str]:
    require("sip-tester", PROGRAM)
    folder.mkdir(parents=True, exist_ok=True)
    # sipp wants to read a status before it starts.
    file = folder / f"{scenario}.xml"
    file.write_text((SCENARIOS / file.name).read_text().replace("[status]", str(status)))
    files = ["-trace_err", "-error_file", str(folder / "errors"), "-trace_logs", "-log_file", str(folder / "calls")]
    return [PROGRAM, "-sf", str(file), "-i", "127.0.0.1", "-p", str(port), "-nostdin", *files, *more]


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "output").open("ab") as output:
        return subprocess.Popen(command, cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL, stdout=output, stderr=output)


class Phone:
    """A phone that does what its scenario says with each call, and remembers what it showed."""

    def __init__(self, folder: Path, scenario: str, status: int | None = None) -> None:
        self.port, self._folder = free_port(), folder
        self._process = _start(_command(scenario, self.port, folder, "-timeout", "600", status=status), folder)

    def stop(self) -> None:
        """Switches it off."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def calls(self) -> list[ShownCall]:
        """All calls that came, in order."""
        assert self._process.poll() is None, f"the phone is broken: {(self._folder / 'output').read_text()[-2000:]}"
        log = self._folder / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        return [self._read(line) for line in lines if line.strip()]

    @staticmethod
    def _read(line: str) -> ShownCall:
        call_id, seconds, microseconds, sender, identity = (part.strip() for part in line.split("|"))
        found = re.search(r'^(?:"([^"]*)" )?<sip:([^@;>]*)', sender)
        assert found, f"no From: {sender}"
        return ShownCall(call_id, float(seconds) + float(microseconds) / 1e6, found[2], found[1] or None, identity)


class Callers:
    """Makes calls one after the other, evenly over `seconds`.

    Args:
        calls: Of each call the number that is dialled, `From`, the beginning of its Call-ID, and one more header.
    """

    def __init__(self, folder: Path, scenario: str, proxy: int, calls: Iterable[tuple[str, str, str, str]], seconds: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        calls = list(calls)
        rows = ["SEQUENTIAL", *(";".join(call) for call in calls)]
        (folder / "calls.csv").write_text("\n".join(rows) + "\n")
        self._folder, count = folder, len(rows) - 1
        pace = ["-m", str(count), "-r", str(count), "-rp", str(int(seconds * 1000)), "-inf", str(folder / "calls.csv")]
        pace += ["-recv_timeout", "15000", "-timeout", "300", "-timeout_error"]
        self._process = _start(_command(scenario, free_port(), folder, *pace, f"127.0.0.1:{proxy}"), folder)
        self.call_ids = [f"{call[2]}///{index}-{self._process.pid}@127.0.0.1" for index, call in enumerate(calls, 1)]
        """The Call-IDs, in the order of `calls`."""

    def finish(self) -> None:
        """Waits until all calls are over; fails where one was lost."""
        code = self._process.wait(300)
        errors = self._folder / "errors"
        said = errors.read_text(errors="replace")[-3000:] if errors.exists() else ""
        output = (self._folder / "output").read_text(errors="replace")[-2500:]
        assert code == 0, f"sipp ended with {code}: {said}\n{output}"

    def learnt(self) -> list[str]:
        """What came back of `From`, in answers and in what the other side sent."""
        log = self._folder / "calls"
        return [line.strip() for line in log.read_text().splitlines() if line.strip()] if log.exists() else []

    def stop(self) -> None:
        """Ends it where it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)
