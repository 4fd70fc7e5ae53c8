"""What holds for every entry of every list (contract, section 3; `SESSIONS.md`)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Entry = dict[str, Any]

INBOUND = {"accepted", "declined", "unanswered", "abandoned"}
OUTBOUND = {"destinationAccepted", "destinationDeclined", "destinationNotReached", "userAborted", "notAccepted"}
ACCEPTED = {"accepted", "destinationAccepted"}
MISSED = {"declined", "unanswered", "abandoned"}
ANONYMOUS = {"displayName": "Anonymous", "known": False}


def check_entry(entry: Entry) -> None:
    """Asserts the rules that tie the members of an entry to one another."""
    outcome, state, timers = entry.get("outcome"), entry["state"], entry["timers"]
    assert entry["live"] == (state != "past")
    assert outcome is None or outcome in (INBOUND if entry["direction"] == "inbound" else OUTBOUND)
    assert outcome is not None or state not in {"connected", "past"}, "connected and past entries have an outcome"
    assert entry["timer"] in timers, "the timer to show is one of the timers"
    if not entry["live"]:
        assert all("endedAt" in span for span in timers.values()), "a timer runs on a past entry"
    for span in timers.values():
        assert span["startedAt"] <= span.get("endedAt", "9"), "a timer ends before it starts"
    if "conclusion" in entry:
        assert not entry["open"] and entry["updatedAt"] >= entry["conclusion"]["savedAt"]
    if entry["open"]:
        assert outcome in ACCEPTED | OUTBOUND, "only those who took part can conclude"
    assert entry["startedAt"] <= entry["updatedAt"]
    check_caller(entry["caller"])
    assert entry["widgets"][0] == "interactions"


def check_caller(caller: Entry) -> None:
    """Anonymous exactly where nobody is known; a withheld number is not shown."""
    assert caller["known"] == (caller["displayName"] != "Anonymous")
    if "withheld" in caller:
        assert not caller["known"] and "number" not in caller


def check_page(page: dict[str, Any], outcome: str = "all") -> None:
    """Asserts what holds for a page of a list: order, filter, no entry twice."""
    items = page["items"]
    for entry in items:
        check_entry(entry)
    marks = [(entry["updatedAt"], entry["id"]) for entry in items]
    # Newest first; among equals it is enough that the order is a steady one.
    assert all(earlier[0] >= later[0] for earlier, later in pairwise(marks)), "not the newest update first"
    assert len({entry["id"] for entry in items}) == len(items), "an entry stands there twice"
    if any(entry["live"] for entry in items):
        assert page["live"]
    if outcome != "all":
        assert {entry.get("outcome") for entry in items} <= (ACCEPTED if outcome == "accepted" else MISSED)
