"""Links within the documentation."""

from __future__ import annotations

import re
from pathlib import Path


def anchors(page: Path) -> set[str]:
    """Where links into a page can lead."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


def broken(page: Path) -> list[str]:
    """Links to files or headings that are not there."""

    def leads_somewhere(link: str) -> bool:
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        return target.exists() and (not anchor or anchor in anchors(target))

    links = re.findall(r"\]\(([^)]+)\)", page.read_text())
    return [link for link in links if not link.startswith("https://") and not leads_somewhere(link)]
