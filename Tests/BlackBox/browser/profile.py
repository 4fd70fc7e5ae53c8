"""What a browser has written into its profile: the bytes of all files, and what is packed inside them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import plyvel

GZIP = b"\x1f\x8b\x08"
SQLITE = b"SQLite format 3\0"
Piece = tuple[str, bytes]
"""Where it was found, and what it is."""


def pieces(profile: Path) -> Iterator[Piece]:
    """Everything that is in a profile of a browser that has ended."""
    for path in sorted(profile.rglob("*")):
        place = str(path.relative_to(profile))
        yield f"name of {place}", os.fsencode(path.name)
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        yield place, data
        for at, member in members(data):
            yield f"gzip at {at} of {place}", member
        if data.startswith(SQLITE):
            yield from ((f"{table} of {place}", row) for table, row in rows(path))
        if path.name == "CURRENT":
            yield f"values of {path.parent.relative_to(profile)}", b"\0".join(values(path.parent))


def members(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What is packed with gzip anywhere in `data`, as far as it can be unpacked."""
    at = data.find(GZIP)
    while at >= 0:
        try:
            yield at, zlib.decompressobj(wbits=31).decompress(data[at:], 16 << 20)
        except zlib.error:
            pass
        at = data.find(GZIP, at + 1)


def rows(database: Path) -> Iterator[tuple[str, bytes]]:
    """Table and values of each row: in the file they may be torn apart over several of its pages."""
    with closing(sqlite3.connect(database)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            try:
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    yield table, b"\0".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
            except sqlite3.OperationalError:
                # Made by a module that only the browser has; its file is read all the same.
                continue


def values(database: Path) -> Iterator[bytes]:
    """Keys and values of a LevelDB, whose files are packed with Snappy. Reading changes it, so a copy is read."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(database, Path(folder) / "copy"))
        with closing(plyvel.DB(str(copy))) as opened:
            for key, value in opened:
                yield key
                yield value
