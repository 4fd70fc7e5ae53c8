"""Says on a terminal what is being measured and for how long; anywhere else it says nothing."""

from __future__ import annotations

import sys
import threading
import time


class Progress:
    """Shows a line that is rewritten each second, until it is closed. A context manager."""

    current: Progress | None = None

    def __init__(self, what: str) -> None:
        self.what, self.detail = what, ""
        self.begun = time.monotonic()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self) -> Progress:
        Progress.current = self
        if sys.stderr.isatty():
            self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        Progress.current = None
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()
            self.write("")

    def run(self) -> None:
        while not self.over.is_set():
            detail = f": {self.detail}" if self.detail else ""
            self.write(f"measuring {self.what}{detail} … {time.monotonic() - self.begun:.0f} s")
            self.over.wait(1)

    @staticmethod
    def write(line: str) -> None:
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def tell(detail: str) -> None:
    """Says what a measurement is about."""
    if Progress.current:
        Progress.current.detail = detail
