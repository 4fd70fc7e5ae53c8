"""Users in Lucene, the library that Elasticsearch searches with: one Java process for all indexes of this one.

Wants Debian's `liblucene8-java` and `openjdk-17-jdk-headless`, which `Scripts/prepare test` installs.
"""

from __future__ import annotations

import subprocess
import threading
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "UserIndex.java"
LIBRARIES = Path("/usr/share/java")
NEEDED = ("lucene-core", "lucene-analyzers-common", "lucene-queryparser")


class QueryRefused(Exception):
    """A query that Elasticsearch answers with status 400."""


class _Lucene:
    """The Java process. It ends with its standard input, and so with this process."""

    def __init__(self) -> None:
        jars = [next(LIBRARIES.glob(f"{name}-[0-9]*.jar"), None) for name in NEEDED]
        if None in jars:
            raise RuntimeError("Lucene is missing: Scripts/prepare test installs it")
        command = ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", ":".join(map(str, jars)), str(SOURCE)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, text=True, bufsize=1, **pipes)  # type: ignore[call-overload]
        self._lock = threading.Lock()
        self._indexes = 0

    def new_index(self) -> int:
        """The number of an index that nobody has yet."""
        with self._lock:
            self._indexes += 1
            return self._indexes - 1

    def ask(self, *words: str) -> list[str]:
        """The words of the answer to one line."""
        with self._lock:
            self._process.stdin.write(" ".join(words) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("Lucene has ended; what it said is on the standard error")
        return line.split()


@cache
def _lucene() -> _Lucene:
    return _Lucene()


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


class UserIndex:
    """The users of one Zammad, as Elasticsearch keeps them for it: see `UserIndex.java`."""

    def __init__(self) -> None:
        self._number = str(_lucene().new_index())

    def add(self, number: int, fields: Mapping[str, str]) -> None:
        """Indexes a user's texts by name; truth values are `T` and `F`. What is empty is left out, as there."""
        words = [word for name, text in fields.items() if text for word in (name, _encoded(text))]
        _lucene().ask("user", self._number, str(number), *words)

    def search(self, query: str, limit: int, offset: int = 0) -> list[int]:
        """The users' numbers in the order in which they were added.

        Raises `QueryRefused` for a query that can't be read.
        """
        status, *found = _lucene().ask("search", self._number, _encoded(query), str(limit), str(offset))
        if status != "ok":
            raise QueryRefused
        return [int(number) for number in found]
