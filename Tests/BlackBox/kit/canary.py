"""Canaries: values planted to be found again wherever they should not be, in any writing that a program could give them."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus


@dataclass(frozen=True)
class Sighting:
    """A canary where it should not be."""

    canary: str
    form: str
    place: str


def base64_forms(data: bytes) -> Iterator[bytes]:
    """The base64 of `data` as it looks inside longer texts: at each of three alignments, in both alphabets, without the ends
    that its neighbours change."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data)
        whole = encoded[(shift * 8 + 5) // 6 : (shift + len(data)) * 8 // 6]
        yield whole
        yield whole.translate(bytes.maketrans(b"+/", b"-_"))


def digests(text: str) -> Iterator[tuple[str, bytes]]:
    """A digest of a number counts as the number: there are too few numbers for it to hide anything."""
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, text.encode()).digest()
        yield f"{name} hex", digest.hex().encode()
        yield f"{name} raw", digest
        yield f"{name} base64", base64.b64encode(digest).rstrip(b"=")


def forms(text: str) -> Iterator[tuple[str, bytes]]:
    """Every writing of one text that is looked for."""
    data = text.encode()
    yield "as it is", data
    yield "URL-encoded", quote(text, safe="").encode()
    yield "form-encoded", quote_plus(text).encode()
    yield "JSON-escaped", text.encode("ascii", "backslashreplace")
    yield "UTF-16LE", text.encode("utf-16-le")
    yield "UTF-16BE", text.encode("utf-16-be")
    yield "hex", data.hex().encode()
    yield "reversed", data[::-1]
    yield from (("base64", form) for form in base64_forms(data))
    yield from digests(text)


def number_texts(e164: str) -> list[str]:
    """A number of the Berlin block in the writings that Callcard and its neighbours use."""
    digits, national = e164[1:], e164[3:]
    return [
        e164,
        digits,
        f"0{national}",
        national,
        national[2:],
        f"{national[2:7]} {national[7:]}",
        f"030 {national[2:]}",
        f"+49 30 {national[2:]}",
    ]


class Scanner:
    """Looks for canaries in bytes and files."""

    def __init__(self) -> None:
        self._needles: list[tuple[str, str, bytes]] = []
        self._names: list[str] = []

    def plant_number(self, name: str, e164: str) -> None:
        """Looks for a number."""
        self._plant(name, number_texts(e164))

    def plant_text(self, name: str, text: str) -> None:
        """Looks for a name or a secret, in any case."""
        self._plant(name, {text, text.lower(), text.upper()})

    def _plant(self, name: str, texts: Iterable[str]) -> None:
        self._names.append(name)
        for text in texts:
            # Shorter pieces turn up by chance.
            self._needles += [(name, form, data) for form, data in forms(text) if len(data) >= 7]

    def scan(self, place: str, data: bytes) -> list[Sighting]:
        """All canaries in `data`, hex also in upper case."""
        folded = data.lower()
        return [
            Sighting(name, form, place)
            for name, form, needle in self._needles
            if needle in data or ("hex" in form and needle in folded)
        ]

    def scan_file(self, path: Path) -> list[Sighting]:
        """All canaries in a file, its name included; what is no regular file holds none."""
        found = self.scan(f"name of {path}", os.fsencode(path.name))
        try:
            if stat.S_ISREG(path.stat().st_mode):
                found += self.scan(str(path), path.read_bytes())
        except FileNotFoundError:
            pass
        return found

    def scan_folder(self, folder: Path, known: dict[Path, bytes]) -> list[Sighting]:
        """All canaries in files under `folder` that are not just as they were in `known`."""
        found = []
        for path in sorted(folder.rglob("*")):
            if path not in known or not path.is_file() or path.read_bytes() != known[path]:
                found += self.scan_file(path)
        return found

    def scan_open_files(self, pid: int, known: Iterable[Path]) -> list[Sighting]:
        """All canaries in regular files that a process holds open for writing, deleted ones included."""
        found = []
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            try:
                flags = re.search(
                    r"^flags:\s+([0-7]+)", (descriptor.parent.parent / "fdinfo" / descriptor.name).read_text(), re.MULTILINE
                )
                writes = flags is not None and int(flags[1], 8) & os.O_ACCMODE != os.O_RDONLY
                if writes and stat.S_ISREG(descriptor.stat().st_mode) and descriptor.resolve() not in known:
                    found += self.scan(f"open file {descriptor.resolve()}", descriptor.read_bytes())
            except OSError:
                continue
        return found


def snapshot(folder: Path) -> dict[Path, bytes]:
    """All files under `folder` and what is in them."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
