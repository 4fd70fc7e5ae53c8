"""S21, C4, long form: a whole day of generated calls."""

from __future__ import annotations

import pytest

from kit.day import Day
from kit.process import Launcher

CALLS = 4_000


@pytest.mark.parametrize("recall", [False, True], ids=["plain", "with tag recall"])
def test_s21_a_day_of_calls(launcher: Launcher, recall: bool) -> None:
    """S21, C4: every caller is Anonymous after the retention, and in no file."""
    day = Day(launcher, recall)
    day.play(CALLS)
    day.check()
    print(f"\nS21 {day.calls} calls, {day.known} callers seen while they called, nothing left of any")
