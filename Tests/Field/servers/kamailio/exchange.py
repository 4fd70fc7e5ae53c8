"""A telephone system with Callcard: callers, Kamailio, phones, and a team that has them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.books import contact
from kit.installation import Installation
from kit.process import Launcher
from kit.team import settings
from kit.waiting import until
from servers.kamailio.phones import Callers, Phone, ShownCall
from servers.kamailio.proxy import Kamailio
from servers.serving import free_port

EXTENSIONS = ("200", "201", "202", "203", "204", "205", "206")
SCENARIOS = {
    "ANSWERS": ("phone-answers", None),
    "HANGS_UP": ("phone-hangs-up", None),
    "RINGS": ("phone-rings", None),
    "BUSY": ("phone-refuses", 486),
    "DECLINES": ("phone-refuses", 603),
    "OFFLINE": ("phone-refuses", 480),
    "UNKNOWN": ("phone-refuses", 404),
}
"""The phones, by their names in `kamailio.cfg`."""

KNOWN = {
    "+493023125001": "Anna Meier",
    "+493023125002": "Größe & Söhne",
    "+493023125003": "Meier, Jörg",
    "+493023125004": "O'Neill 100 %",
    "+442079460011": "李 小龙 🎧",
}
CALLERS: list[tuple[str, str, str | None]] = [
    *((f"<sip:{number}@trunk.example>", "X-Test: 1", name) for number, name in KNOWN.items()),
    ("<sip:+493023125900@trunk.example>", "X-Test: 1", None),
    ('"Mobile caller" <sip:+493023125901@trunk.example>', "X-Test: 1", "Mobile caller"),
    ('"Anonymous" <sip:anonymous@anonymous.invalid>', "X-Test: 1", "Anonymous"),
    ("<sip:+493023125001@trunk.example>", "Privacy: id", None),
    ("<sip:+493023125902@trunk.example>", "P-Asserted-Identity: <sip:+493023125002@trunk.example>", "Größe & Söhne"),
    ("<sip:03023125003@trunk.example>", "X-Test: 1", "Meier, Jörg"),
]
"""`From`, one more header, and the name that a phone is to show."""


@dataclass(frozen=True)
class Kind:
    """Calls that go alike: who makes them, how many, what is dialled, and what the report says of them."""

    scenario: str
    count: int
    dialled: str
    outcomes: dict[str, str]
    """By extension; `others` are all that are not named."""
    events: str = "queued offered accepted ended"
    """All that happens, each as often as it does; who gives up may do so before it rings."""
    reason: str = ""

    @property
    def inbound(self) -> bool:
        """Whether callers call in."""
        return len(self.dialled) == 3


class Exchange:
    """Callcard, Kamailio and phones, with a port of Callcard's that stays when it is started anew."""

    def __init__(
        self, launcher: Launcher, folder: Path, key: str = "", service: str = "support", waiting: int = 20_000
    ) -> None:
        self.folder, self._launcher = folder, launcher
        self.installation = self._install(launcher)
        self.server = launcher.start(self.installation)
        self.phones = {name: Phone(folder / name, *how) for name, how in SCENARIOS.items()}
        places = {name: phone.port for name, phone in self.phones.items()}
        key = key or self.installation.keys.support_switch.token
        typed = {"URL": f"http://127.0.0.1:{self.server.port}", "KEY": key, "SERVICE": service}
        self.kamailio = Kamailio(folder / "kamailio", free_port(), typed, places, waiting)
        self.kamailio.start()
        self._callers: list[Callers] = []

    @staticmethod
    def _install(launcher: Launcher) -> Installation:
        made = launcher.installation()
        made.config["listen"] = f"127.0.0.1:{free_port()}"
        made.config["journal"] = "callcard.sqlite"
        book = [contact(f"k{index}", number, displayName=name) for index, (number, name) in enumerate(KNOWN.items())]
        made.add_book("contacts", book)
        aliases = {extension: upn(extension) for extension in EXTENSIONS}
        made.add_service("support", **settings(*aliases.values(), connectors=["contacts"], aliases=aliases))
        return made

    def close(self) -> None:
        """Ends what it started; the launcher ends Callcard."""
        for part in (*self._callers, self.kamailio, *self.phones.values()):
            part.stop()

    def restart(self) -> None:
        """Starts Callcard anew, on its port and with its journal."""
        self.server = self._launcher.start(self.installation)

    def call(self, kind: Kind, seconds: float, name: str = "calls") -> Callers:
        """Begins calls of a kind."""
        rows = []
        for index in range(kind.count):
            sender, header, _ = CALLERS[index % len(CALLERS)] if kind.inbound else ("<sip:200@pbx.example>", "X-Test: 1", None)
            rows.append((kind.dialled, sender, f"{name}-{index}", header))
        self._callers.append(Callers(self.folder / name, kind.scenario, self.kamailio.port, rows, seconds))
        return self._callers[-1]

    def shown(self) -> dict[str, list[ShownCall]]:
        """What phones showed, by Call-ID."""
        calls: dict[str, list[ShownCall]] = {}
        for phone in self.phones.values():
            for call in phone.calls():
                calls.setdefault(call.call_id, []).append(call)
        return calls

    def told(self, seconds: float = 30) -> dict[str, int]:
        """Waits until no event waits any more; returns the counters."""

        def all_told() -> bool:
            counters = self.kamailio.counters()
            return counters["queued"] == counters["sent"] + counters["dropped"] and self.kamailio.waiting() == 0

        until(all_told, "all events are told", seconds)
        return self.kamailio.counters()

    def events(self) -> dict[str, Counter[str]]:
        """What the journal has of each session: how often which event."""
        kept: dict[str, Counter[str]] = {}
        with closing(sqlite3.connect(f"file:{self.installation.journal_path}?mode=ro", uri=True)) as journal:
            for name, kind in journal.execute("SELECT session, type FROM event"):
                kept.setdefault(name, Counter())[kind] += 1
        return kept

    def report(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The report's rows by session and user."""
        answer = self.server.operator().get("/v1/reports/interactions")
        assert answer.status == 200
        rows: dict[str, dict[str, dict[str, Any]]] = {}
        for row in answer.json["items"]:
            rows.setdefault(row["session"], {})[row["user"]] = row
        return rows


def upn(extension: str) -> str:
    """Who sits at an extension."""
    return f"agent{extension}@example.com"
