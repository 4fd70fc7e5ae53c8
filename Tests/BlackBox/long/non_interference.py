"""X, long form: 20,000 sequences of two teams' calls, none of which shows one team what the other did."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kit.call_generator import OPERATIONS
from kit.non_interference import Search
from kit.teams import LEAKS
from test_non_interference import BY_BROWSER

SEQUENCES = int(os.environ.get("CALLCARD_SEQUENCES", "20000"))
FIRST = int(os.environ.get("CALLCARD_SEED", "0"))
"""Where the seeds begin; the usual tests begin at 0."""
STOPS = "CALLCARD_LEAK" in os.environ
"""Whether the program may leak on purpose (`Scripts/leaks`): then one difference is enough."""


@pytest.mark.parametrize("leak", LEAKS)
def test_leaks_are_found(tmp_path: Path, leak: str) -> None:
    """What an operator's mistake lets through is found within 200 sequences."""
    found = Search(tmp_path, pairs=40, closing=12, leak=leak).run(range(200), until_found=True)
    assert found, LEAKS[leak]
    print(f"\n{LEAKS[leak]}: {found[0].text()}")


@pytest.mark.timeout(7_200)
def test_what_blue_sees_does_not_depend_on_red(tmp_path: Path) -> None:
    """20,000 sequences; each operation of the document is reached."""
    search, begun = Search(tmp_path, pairs=40 if STOPS else 160, closing=12), time.monotonic()
    found = search.run(range(FIRST, FIRST + SEQUENCES), until_found=STOPS)
    if STOPS and found:
        print(f"\nfirst difference after {found[0].seed - FIRST + 1} sequences: {found[0].what}\n{found[0].text()}")
    print(f"\n{SEQUENCES} sequences of {search.made} calls in {time.monotonic() - begun:.0f} s", end="")
    print(f", {len(found)} differences, {len(search.unstable)} that did not come again")
    named = {f"{method} {path}" for method, path, _ in OPERATIONS} - BY_BROWSER
    rare = sorted((search.good[operation], operation) for operation in named)
    print("\n".join(f"{count:>10} {operation}" for count, operation in rare))
    assert not found, "\n\n".join(difference.text() for difference in found[:5])
    assert rare[0][0], "never answered well"
