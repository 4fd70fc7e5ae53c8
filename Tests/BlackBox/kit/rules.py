"""What holds for every answer to a lookup, whatever was asked (contract, section 2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

GRADES = ["exact", "national", "short", "prefix", "unverified"]
FINE = {"hit", "miss", "skipped"}
LISTS = ("telNumbers", "customFields")


def check_lookup(answer: dict[str, Any]) -> None:
    """Asserts the contract's rules that tie the members of an answer to one another."""
    outcomes = [entry["outcome"] for entry in answer["connectors"]]
    assert answer["complete"] == ("pending" not in outcomes)
    assert answer["status"] == expected_status(answer, outcomes)
    if answer["status"] == "anonymous":
        assert "number" not in answer and "caller" not in answer and answer["matches"] == []
        assert set(outcomes) <= {"skipped"}
    ids = [entry["id"] for entry in answer["connectors"]]
    assert len(set(ids)) == len(ids), "a connector is reported twice"
    order = [(GRADES.index(match["grade"]), ids.index(match["connector"])) for match in answer["matches"]]
    assert order == sorted(order), "matches are out of order"
    hits = {entry["id"] for entry in answer["connectors"] if entry["outcome"] == "hit"}
    assert {match["connector"] for match in answer["matches"]} <= hits | {"flow"}
    check_sources(answer)
    if "expiresAt" in answer:
        left = datetime.fromisoformat(answer["expiresAt"].replace("Z", "+00:00")) - datetime.now(UTC)
        assert -timedelta(seconds=2) < left <= timedelta(minutes=15, seconds=2), "caller data outlive 15 minutes"


def expected_status(answer: dict[str, Any], outcomes: list[str]) -> str:
    """The status that the answer's other members call for."""
    if "number" not in answer:
        return "anonymous"
    if answer["matches"]:
        return "resolved"
    return "unknown" if set(outcomes) <= FINE else "partial"


def check_sources(answer: dict[str, Any]) -> None:
    """Each member of `caller` has one source, and every source one member."""
    caller = answer.get("caller", {})
    named = {name for name in caller if name not in (*LISTS, "customFieldsByName")}
    for shown in [caller, *(match["caller"] for match in answer["matches"])]:
        by_name = {entry["name"]: entry["value"] for entry in shown.get("customFields", [])}
        assert shown.get("customFieldsByName", {}) == by_name, "customFieldsByName is another list"
        assert by_name or "customFieldsByName" not in shown, "an empty member is shown"
    for member in LISTS:
        names = [entry["name"] for entry in caller.get(member, [])]
        assert len(set(names)) == len(names), f"{member} names something twice"
        named |= {f"{member}.{name}" for name in names}
    sources = answer.get("sources", {})
    assert set(sources) == named, "sources and caller differ"
    assert set(sources.values()) <= {match["connector"] for match in answer["matches"]}
