"""The operators' manual, `docs/operations.md` and the pages beside it, as far as it can be run.

A fenced block whose first line has `sh` or `console` and a name is run by a test, by that name; `console` shows what is printed,
too. `by-hand` in place of a name means that the page says why no test can.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kit.contract import REPOSITORY

DOCS = REPOSITORY / "docs"
FENCE = re.compile(r"^ *```(\w+)(?: (\S+))?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMANDS = {"sh", "console"}
BY_HAND = "by-hand"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    language: str
    name: str
    text: str

    @property
    def script(self) -> str:
        """The commands alone."""
        if self.language == "sh":
            return self.text
        return "".join(line[2:] + "\n" for line in self.text.splitlines() if line.startswith("$ "))

    @property
    def steps(self) -> list[tuple[str, list[str]]]:
        """Of a `console` block each command with the lines that it prints."""
        steps: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                assert steps, f"{self.page.name}: {self.name} begins with no command"
                steps[-1][1].append(line)
        return steps


def pages() -> list[Path]:
    """All pages of the manual."""
    return [DOCS / "operations.md", *sorted((DOCS / "operations").glob("*.md"))]


def blocks_of(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(page, language, name, textwrap.dedent(text)) for language, name, text in FENCE.findall(page.read_text())]


@cache
def block(name: str) -> Block:
    """The one block of that name."""
    found = [block for page in pages() for block in blocks_of(page) if block.name == name]
    assert len(found) == 1, f"{len(found)} blocks are named {name}"
    return found[0]


def like(shown: str) -> re.Pattern[str]:
    """Lines as the manual shows them: `…` is anything within a line, and space is as wide as it comes."""
    words = [r"\s+".join(re.escape(word) for word in part.split()) for part in shown.split("…")]
    return re.compile(r"\s*.*?\s*".join(words))
