"""C17 What the guides for telephone switches promise: their links lead somewhere, their tables are whole, their files are what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kit import contract, links

GUIDES = contract.REPOSITORY / "docs" / "switches"
PAGES = sorted(GUIDES.glob("*.md"))
FILES = sorted(file for file in GUIDES.glob("*/*") if file.is_file())
KAMAILIO = "".join((GUIDES / "kamailio" / name).read_text() for name in ("callcard.cfg", "callcard-events.cfg"))
INBOUND = {"queued", "offered", "accepted", "declined", "unanswered", "ended"}
OUTBOUND = {"dialing", "ringing", "accepted", "declined", "ended"}


def rows(heading: str) -> list[tuple[set[str], str]]:
    """SIP answers and the event of each row of a table."""
    (table,) = [part for part in (GUIDES / "README.md").read_text().split("\n\n") if part.startswith("|") and heading in part.splitlines()[0]]
    cells = [line.split("|") for line in table.splitlines()[2:]]
    return [(set(re.findall(r"\b\d{3}\b", cell[2])), cell[4]) for cell in cells]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_c17_links_lead_somewhere(page: Path) -> None:
    """C17: to files of the project, and to headings that they have."""
    assert links.broken(page) == []


def test_c17_every_file_is_in_a_guide() -> None:
    """C17: nothing lies there that no page speaks of."""
    text = "".join(page.read_text() for page in PAGES)
    assert [file.name for file in FILES if f"{file.parent.name}/{file.name}" not in text] == []


@pytest.mark.parametrize("heading, types", [("calls that come in", INBOUND), ("Calls that a user makes", OUTBOUND)])
def test_c17_every_event_has_its_cause(heading: str, types: set[str]) -> None:
    """C17: the tables of SIP answers and Q.850 causes name each event of a direction, and no other."""
    named = {word for _, event in rows(heading) for word in re.findall(r"`(\w+)`", event)} - {"user"}
    assert named == types


@pytest.mark.parametrize("heading, route, least", [("calls that come in", "REFUSED", 8), ("Calls that a user makes", "ENDED", 7)])
def test_c17_kamailio_maps_as_the_tables_say(heading: str, route: str, least: int) -> None:
    """C17: each SIP answer that the configuration tells apart has its row in the table, with the same event and reason."""
    code = KAMAILIO.partition(f"route[CALLCARD_{route}] {{")[2].partition("\n}")[0]
    told = 0
    for statuses, what in re.findall(r"^ *((?:case \d+: )+)(.*)break;$", code, re.MULTILINE):
        words = set(re.findall(r"= \"(\w+)\"", what)) or {"unanswered"}
        for status in re.findall(r"\d+", statuses):
            (event,) = [event for answers, event in rows(heading) if status in answers]
            assert words <= set(re.findall(r"\w+", event)), f"{status}: {words}, {event}"
            told += 1
    assert told >= least


def test_c17_all_repeat_the_same() -> None:
    """C17: which answers are repeated, in the table, in Kamailio's configuration and in the relay."""
    table = (GUIDES / "README.md").read_text().partition("## What is repeated")[2].partition("\n\n**")[0]
    repeated = {int(status) for line in table.splitlines() if "again" in line for status in re.findall(r"\b4\d\d\b", line)}
    kamailio = {int(status) for status in re.findall(r"callcard_status\) == (4\d\d)", KAMAILIO.partition("route[CALLCARD_SEND]")[2])}
    relay = re.search(r"^REPEATED = \{(.*)\}$", (GUIDES / "relay" / "callcard-relay.py").read_text(), re.MULTILINE)
    assert relay and repeated == kamailio == {int(status) for status in relay[1].split(", ")} == {401, 403, 408, 429}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_c17_no_file_has_a_number_or_a_key(file: Path) -> None:
    """C17: what is pasted holds places for keys, no keys, and nobody's number."""
    text = file.read_text()
    assert not re.search(r"cc_[a-z]+_[A-Za-z0-9_-]{43}", text)
    assert not re.search(r"\+\d{7,}", text)
