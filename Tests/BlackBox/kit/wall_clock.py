"""A server's wall clock, set on or back while it runs; its other clocks go on as they are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("wall_clock.c")


class WallClock:
    """The wall clock of servers that are started with `variables`, some time ahead of this machine's."""

    def __init__(self, folder: Path, **ahead: float) -> None:
        compiler = shutil.which("gcc") or pytest.skip("there is no gcc to make the clock with")
        library = folder / "wall_clock.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, SOURCE], check=True)
        self._file = folder / "wall_clock.ahead"
        self.variables = {"LD_PRELOAD": str(library), "WALL_CLOCK_FILE": str(self._file)}
        self.set(**ahead)

    def set(self, *, days: float = 0, hours: float = 0) -> None:
        """Sets it so far ahead, or behind; with nothing, right."""
        beside = self._file.with_suffix(".new")
        beside.write_text(f"{int(days * 86_400 + hours * 3_600)}\n")
        beside.replace(self._file)
