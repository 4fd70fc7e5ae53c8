"""Telephone numbers that are nobody's: the blocks reserved for fiction."""

from __future__ import annotations

import itertools

ANNA = "+493023125123"
"""The caller whom most books of the tests know."""


class Numbers:
    """Hands out a number of the Berlin block (+49 30 23125 000–999) at a time, never the same one twice."""

    def __init__(self, first: int = 200) -> None:
        self._next = itertools.count(first)

    def __call__(self) -> str:
        """The next number, in E.164."""
        index = next(self._next)
        assert index < 1_000, "this server has used up its numbers"
        return f"+493023125{index:03d}"


def national(e164: str) -> str:
    """A number of the Berlin block as people there write it."""
    assert e164.startswith("+4930")
    return f"030 {e164[5:10]} {e164[10:]}"
