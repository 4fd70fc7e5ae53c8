"""Waiting for something that happens in another process."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def until(true: Callable[[], object], what: str, seconds: float = 5) -> None:
    """Waits until `true()` is truthy; fails with `what` when the time is over."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Runs all calls at the same time, each in a thread, and returns their results in order."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]
