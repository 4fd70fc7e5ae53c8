"""Kamailio between callers and phones."""

from __future__ import annotations

import hashlib
import re
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kit.contract import REPOSITORY
from kit.waiting import until
from servers.serving import environment, require

PROGRAM, CONTROL = "/usr/sbin/kamailio", "/usr/sbin/kamcmd"
GUIDE = REPOSITORY / "docs" / "switches" / "kamailio"
SALT = "3kd92-field-2mfj1"
COUNTERS = ("queued", "sent", "repeated", "dropped", "lost")


class Kamailio:
    """A proxy.

    Args:
        settings: What its operator types into the guide's settings: `URL`, `KEY`, `SERVICE`.
        phones: Ports of phones by their names in `kamailio.cfg`.
        waiting: How many events may wait.
    """

    def __init__(self, folder: Path, port: int, settings: Mapping[str, str], phones: Mapping[str, int], waiting: int = 20_000) -> None:
        require("kamailio", PROGRAM, CONTROL)
        self.port, self.folder = port, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._control = f"unix:{folder}/control"
        self._log = folder / "kamailio.log"
        for file in GUIDE.iterdir():
            (folder / file.name).write_text(file.read_text())
        (folder / "kamailio.cfg").write_text((Path(__file__).parent / "kamailio.cfg").read_text())
        typed = {f"CALLCARD_{name}": value for name, value in (dict(settings) | {"SALT": SALT}).items()}
        self._define("callcard-settings.cfg", typed)
        places = {name: f"sip:127.0.0.1:{place}" for name, place in phones.items()} | {"CONTROL": self._control}
        lines = [f'#!define {name} "{value}"\n' for name, value in places.items()]
        (folder / "places.cfg").write_text("".join(lines) + f"#!define CALLCARD_WAITING {waiting}\n")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [PROGRAM, "-f", str(self.folder / "kamailio.cfg"), "-DD", "-E", "-m", "64", "-l", f"udp:127.0.0.1:{self.port}"]
        command += ["-Y", str(self.folder), "-P", str(self.folder / "pid"), "-w", str(self.folder)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=environment(self.folder), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until(self._answers, "Kamailio answers", 20)

    def stop(self) -> None:
        """Ends it and its children."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.wait(20)

    @property
    def said(self) -> str:
        """Its log."""
        return self._log.read_text(errors="replace")

    def counters(self) -> dict[str, int]:
        """What became of events: `kamcmd htable.dump callcard`."""
        dump = self.command("htable.dump", "callcard")
        found = dict(re.findall(r"name: (\w+)\s+value: (\d+)", dump))
        return {name: int(found.get(name, 0)) for name in COUNTERS}

    def waiting(self) -> int:
        """How many events wait to be sent, the one that is being sent not counted."""
        (size,) = re.findall(r"size: (\d+)", self.command("mqueue.get_size", "callcard"))
        return int(size)

    def command(self, *words: str) -> str:
        """The answer to a command of the operator's."""
        command = [CONTROL, "-s", self._control, *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout

    def _answers(self) -> bool:
        assert self._process is not None and self._process.poll() is None, f"Kamailio ended:\n{self.said[-4000:]}"
        try:
            return "callcard" in self.command("mqueue.get_size", "callcard")
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return False

    def _define(self, name: str, values: Mapping[str, str]) -> None:
        """Replaces values in the guide's settings, as an operator does by hand."""
        path = self.folder / name
        text = path.read_text()
        for key, value in values.items():
            text, count = re.subn(rf'^#!define {key} ".*"$', f'#!define {key} "{value}"', text, flags=re.MULTILINE)
            assert count == 1, f"{key} does not stand once in {name}"
        path.write_text(text)


def session(call_id: str) -> str:
    """The session of a call, as the guide says how to find it."""
    return "k-" + hashlib.sha256((SALT + call_id).encode()).hexdigest()
