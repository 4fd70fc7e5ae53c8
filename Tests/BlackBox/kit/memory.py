"""What a process has in its memory, as root reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

CHUNK = 8 << 20


@dataclass(frozen=True)
class Trace:
    """Something found in memory: where, and how often."""

    place: str
    """`stack` of the first thread, `heap`, a file, or `thread` for what the process has asked the system for: stacks of threads are
    there, and large blocks of the heap."""
    wanted: bytes
    count: int


def traces(pid: int, wanted: Iterable[bytes]) -> list[Trace]:
    """Every place of a process's memory that may be written to, where one of these is."""
    wanted = list(wanted)
    found: dict[tuple[str, bytes], int] = {}
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            name = line.split(maxsplit=5)[5] if len(line.split(maxsplit=5)) > 5 else "[thread]"
            if "w" not in rights or name.startswith("/dev"):
                continue
            start, end = (int(each, 16) for each in span.split("-"))
            for text, count in _count(memory, start, end, wanted).items():
                found[name.strip("[]"), text] = found.get((name.strip("[]"), text), 0) + count
    return [Trace(place, text, count) for (place, text), count in sorted(found.items())]


def _count(memory: FileIO, start: int, end: int, wanted: list[bytes]) -> dict[bytes, int]:
    """How often each is in a range of addresses."""
    found: dict[bytes, int] = {}
    longest = max(map(len, wanted))
    tail, at = b"", start
    while at < end:
        try:
            memory.seek(at)
            read = memory.read(min(CHUNK, end - at))
        except OSError:
            break
        if not read:
            break
        at += len(read)
        data = tail + read
        for text in wanted:
            # What is in the tail as a whole was counted with the chunk before.
            if count := data.count(text) - tail.count(text):
                found[text] = found.get(text, 0) + count
        tail = data[-(longest - 1) :]
    return found
