"""The rule of `docs/decisions/tenancy.md`: what holds callers or calls asks who wants it, and the server's own work is named."""

from __future__ import annotations

import re
from pathlib import Path

from kit.contract import REPOSITORY

SOURCES = sorted((REPOSITORY / "Sources").rglob("*.swift"))
PAGE = (REPOSITORY / "docs" / "decisions" / "tenancy.md").read_text()


def holders(pattern: str) -> dict[str, list[str]]:
    """The lines of our sources in which a pattern stands, comments left out, by file."""
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        lines = [line for line in path.read_text().splitlines() if re.search(pattern, line) and not line.strip().startswith("//")]
        if lines:
            found[str(path.relative_to(REPOSITORY))] = lines
    return found


def test_own_work_is_named() -> None:
    """Each use of `ownWork` is in the page's table, and each line of that is still one."""
    rows = set(re.findall(r"^\| `(Sources/[^`]+)` \|", PAGE, re.MULTILINE))
    uses = set(holders(r"\.ownWork\b"))
    assert uses == rows and rows


def test_nobody_asks_by_default() -> None:
    """No declaration has a scope that may be left out, or a set of services in which nothing means all."""
    assert holders(r"\w+: ServiceScope\?? = ") == {"Sources/Enrichment/LookupRequest.swift": [LOOKUP]}
    assert holders(r"(services|scope): Set<String>\?") == {"Sources/ConfigurationFile/Review/ConfigurationReview.swift": [REVIEW]}


LOOKUP = "        audience: ServiceScope, scope: ServiceScope? = nil, receivedAt: MonotonicTime, deadline: MonotonicTime,"
"""A lookup's scope is no narrower than its audience, which must be said."""
REVIEW = "    var services: Set<String>?"
"""The files of a folder that can't be read."""


def test_the_servers_own_scope_is_one_line() -> None:
    """`ownWork` is made in one place."""
    assert list(holders(r"static var ownWork")) == ["Sources/CallModel/Access/ServiceScope.swift"]
    assert all(Path(REPOSITORY, name).exists() for name in re.findall(r"`(Sources/[^`]+)`", PAGE))
