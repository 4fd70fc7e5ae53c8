"""The list of all metrics in `docs/operations/metrics.md`, and what the sources say of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from kit.contract import REPOSITORY

PAGE = REPOSITORY / "docs" / "operations" / "metrics.md"
SOURCES = REPOSITORY / "Sources"
CATALOGUE = SOURCES / "CallcardServer" / "Metrics" / "MetricCatalogue.swift"
ROW = re.compile(r"^\| `(callcard_\w+)` \| (\w+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
LABEL = re.compile(r"^`(\w+)`: (.+)$")
KINDS = {"Counter": "counter", "FloatingPointCounter": "counter", "Timer": "histogram", "Gauge": "gauge", "Meter": "gauge"}
MADE = re.compile(rf'\b(?:Metrics\.)?({"|".join(KINDS)})\(\s*label: "(callcard_\w+)"')
SET = re.compile(r'\.set\(\s*"(callcard_\w+)"')
NAMED = re.compile(r'"(callcard_[a-z0-9_]+)"')


@dataclass(frozen=True)
class Metric:
    """A row of the list."""

    name: str
    kind: str
    help: str
    advice: str
    labels: dict[str, set[str]] = field(default_factory=dict)
    """The values of each label; none where the row says in words what they are."""

    @classmethod
    def of(cls, row: tuple[str, ...]) -> Metric:
        """Reads a row; fails where its labels are not told as in the others."""
        name, kind, labels, help, advice = row
        found: dict[str, set[str]] = {}
        for text in [] if labels == "–" else labels.split("; "):
            label = LABEL.match(text)
            assert label, f"{name}: {text}"
            found[label[1]] = set(re.findall(r"`([^`]+)`", label[2]))
        return cls(name, kind, help, advice, found)

    def is_open(self, label: str) -> bool:
        """Whether the row does not list all values of a label: connectors, books, routes, or words with a part of a manifest."""
        return not self.labels[label] or label == "note"


def listed(text: str | None = None) -> dict[str, Metric]:
    """The metrics of the page, or of a text like it, by name; fails where one stands there twice."""
    rows = [Metric.of(row) for row in ROW.findall(text if text is not None else PAGE.read_text())]
    names = [row.name for row in rows]
    assert len(set(names)) == len(names), "a metric is listed twice"
    return {row.name: row for row in rows}


def catalogued() -> dict[str, str]:
    """Names and help lines of the server's own catalogue."""
    return dict(re.findall(r'\(\s*"(callcard_\w+)",\s*"([^"]+)"\s*\)', CATALOGUE.read_text()))


def sources() -> dict[Path, str]:
    """The Swift sources but the catalogue."""
    return {path: path.read_text() for path in sorted(SOURCES.rglob("*.swift")) if path != CATALOGUE}


def named_in_sources() -> set[str]:
    """All names of metrics in the sources, however they are made."""
    return {name for text in sources().values() for name in NAMED.findall(text)}


def kinds_in_sources() -> dict[str, set[str]]:
    """The types of metrics, as far as the sources make them by a literal name."""
    found: dict[str, set[str]] = {}
    for text in sources().values():
        for made, name in MADE.findall(text):
            found.setdefault(name, set()).add(KINDS[made])
        for name in SET.findall(text):
            found.setdefault(name, set()).add("gauge")
    return found


def is_word_of_sources(word: str) -> bool:
    """Whether a label's value stands somewhere as a text or as a case of an enumeration."""
    pattern = re.compile(rf'"[^"]*\b{re.escape(word)}\b[^"]*"|\bcase [^:\n]*\b{re.escape(word)}\b|`{re.escape(word)}`')
    return any(pattern.search(text) for text in sources().values())
