"""What a process has in its memory, as root reads it."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

CHUNK, LONGEST = 8 << 20, 64
"""Bytes that are read at once, and more than any match has."""


def traces(pid: int, wanted: re.Pattern[bytes]) -> Counter[str]:
    """How often something is in memory that may be written to, by place: `stack` of the first thread, `heap`, a file, or `thread` for what
    the process has asked the system for. Stacks of threads are there, and large blocks of the heap."""
    found: Counter[str] = Counter()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, _, _, _, *name = line.split(maxsplit=5)
            if "w" not in rights:
                continue
            start, end = (int(each, 16) for each in span.split("-"))
            place = name[0].strip("[]") if name else "thread"
            tail = b""
            for read in _chunks(memory.fileno(), start, end):
                # A match that ends in what was read before was counted then.
                found[place] += sum(match.end() > len(tail) for match in wanted.finditer(tail + read))
                tail = read[-LONGEST:]
    return +found


def _chunks(memory: int, start: int, end: int) -> Iterator[bytes]:
    """A range of addresses in pieces; what can't be read ends it."""
    while start < end:
        try:
            read = os.pread(memory, min(CHUNK, end - start), start)
        except OSError:
            return
        if not read:
            return
        yield read
        start += len(read)
