"""What holds for every CRM whose fake has the same people. A file of tests imports them; it has a `client` and a service `good`."""

from __future__ import annotations

from typing import Any

from kit.client import Client, outcome


def shown(answer: dict[str, Any]) -> list[str]:
    """The names of who was found, sorted."""
    callers = [match["caller"] for match in answer["matches"]]
    return sorted(caller.get("displayName") or f"{caller['firstName']} {caller['lastName']}" for caller in callers)


def test_not_found(client: Client) -> None:
    """Nobody is a miss."""
    answer = client.lookup("+12025550123", service="good")
    assert answer["status"] == "unknown" and outcome(answer, "crm-good") == "miss"


def test_A28_other_number_is_dropped(client: Client) -> None:
    """Whom the search finds and who has another number is no match."""
    answer = client.lookup("+442079460199", service="good")
    assert answer["matches"] == [] and outcome(answer, "crm-good") == "miss"


def test_national_writing(client: Client) -> None:
    """A foreign number without its country's code is a likely match."""
    answer = client.lookup("+442079460123", service="good")
    assert [match["grade"] for match in answer["matches"]] == ["national"] and shown(answer) == ["Eve Dunn"]
