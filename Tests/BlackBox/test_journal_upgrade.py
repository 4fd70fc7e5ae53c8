"""A journal of an earlier version is taken over when the server starts."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from kit import team
from kit.journal import damage, kept
from kit.process import Launcher
from kit.team import BEN, CLEO, PIA

OLDER = Path(__file__).parents[1] / "JournalTests/Resources/journal-3.sql"
"""Calls as they were kept when each was one text of JSON."""


def test_d5_an_older_journal(launcher: Launcher) -> None:
    """D5: its live call goes on, its past ones are listed with their conclusions, switches and tags are there; and it is sound."""
    installation = team.installation(launcher)
    now = int(time.time() * 1_000)
    with closing(sqlite3.connect(installation.journal_path)) as journal, journal:
        journal.executescript(OLDER.read_text())
        journal.execute("UPDATE session SET received_at = ?", [now])
        journal.execute("UPDATE tag SET last_used_at = ?", [now])
    server = launcher.start(installation)
    pia = team.desk(server, PIA)
    entries = {entry["session"]: entry for entry in pia.items()}
    assert {name: entry.get("outcome") for name, entry in entries.items()} == {
        "c-live": None,
        "c-taken": "accepted",
        "c-missed": "abandoned",
        "c-out": "notAccepted",
    }
    assert entries["c-taken"]["conclusion"]["tags"] == ["call back", "VIP"] and not entries["c-taken"]["open"]
    assert entries["c-out"]["reason"] == "busy" and entries["c-out"]["open"]
    assert entries["c-live"]["state"] == "ringing" and entries["c-live"]["live"]
    assert {entry["session"] for entry in team.desk(server, BEN).items()} == {"c-live", "c-taken", "c-missed"}
    assert team.desk(server, CLEO).active() == set()
    live = team.call(server, session="c-live")
    for repeated in ("e-1", "e-2", "e-3"):
        live.accepted(PIA, id=repeated)
    assert pia.entry(live)["state"] == "ringing"
    live.accepted(PIA, id="e-4").ended(id="e-5")
    assert pia.entry(live)["outcome"] == "accepted"
    assert server.stop() == 0 and damage(installation.journal_path) == []
    assert len(kept(installation.journal_path)) == 16
