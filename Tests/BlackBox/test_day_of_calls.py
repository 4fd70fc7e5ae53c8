"""S21, C4: after many calls of every kind their entries are kept, and nothing of a caller is."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kit.day import Day
from kit.process import Launcher


@pytest.mark.parametrize("recall", [False, True], ids=["plain", "with tag recall"])
def test_s21_nothing_is_left_of_callers(launcher: Launcher, recall: bool) -> None:
    """S21, S42, C4: every caller is Anonymous after the retention; with tag recall there are HMACs, and nothing else."""
    day = Day(launcher, recall)
    day.play(160)
    day.check()
    with closing(sqlite3.connect(day.installation.journal_path)) as journal:
        assert bool(journal.execute("SELECT count(*) FROM recall").fetchone()[0]) == recall
