"""X10 Webhooks: one key that pushes findings, or names sessions that never come, without end loses its own; another team's stay."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kit import flows, team
from kit.keys import Key
from kit.lines import Line
from kit.process import Callcard, Launcher
from kit.prometheus import scrape

GOOD = Key("flow-good", "flow", ("support",))
BAD = Key("flow-bad", "flow", ("sales",))
NUMBER = "+493023125999"


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A webhook for two teams, each with a key."""
    made = flows.installation(launcher)
    for key in (GOOD, BAD):
        made.add_key(key)
    made.config["webhooks"] = [{"connector": "hook", "services": ["support", "sales"]}]
    for service in ("support", "sales"):
        made.services[service]["connectors"].append("hook")
    made.config["rates"] = {"perSecond": 100_000, "burst": 100_000}
    return launcher.start(made)


def flood(server: Callcard, bodies: list[dict[str, object]]) -> list[int]:
    """Posts all of these with the bad key, many ahead; returns the statuses."""

    def some(part: list[dict[str, object]]) -> list[int]:
        line = Line(server, BAD)
        statuses = []
        for start in range(0, len(part), 8):
            chunk = part[start : start + 8]
            for body in chunk:
                line.post("/v1/webhooks/hook", body)
            statuses += [line.read().status for _ in chunk]
        line.close()
        return statuses

    with ThreadPoolExecutor(4) as pool:
        return [status for part in pool.map(some, [bodies[index::4] for index in range(4)]) for status in part]


def test_x10_held_statements(server: Callcard) -> None:
    """X10: all room for statements on sessions that may come is one key's: another's is held all the same, and has its effect."""

    def endless(name: str) -> list[dict[str, object]]:
        customer = {"firstName": "Flood"}
        return [{"session": f"{name}-{index}", "customer": customer, "more": "x" * 60_000} for index in range(350)]

    assert set(flood(server, endless("never"))) == {202}
    call = team.call(server)
    said = {"session": call.session, "customer": {"firstName": "Anna", "lastName": "Held"}}
    answer = server.client(GOOD).post("/v1/webhooks/hook", said)
    assert answer.status == 202, answer.body
    assert set(flood(server, endless("more"))) == {202}
    call.queued()
    context = server.client().get(f"/v1/sessions/{call.session}/context").json
    assert context["caller"]["lastName"] == "Held", context
    assert 0 < (scrape(server.anonymous()).value("callcard_webhooks_held") or 0) < 300
    call.ended("abandoned")


def test_x10_pushed_findings(server: Callcard) -> None:
    """X10: one key states more of numbers than there is room for: what another stated stays, of the same number, too."""
    said = {"number": NUMBER, "customer": {"firstName": "Anna", "lastName": "Pushed"}}
    assert server.client(GOOD).post("/v1/webhooks/hook", said).status == 202
    fields = [{"name": f"f{index}", "value": "x" * 900} for index in range(60)]
    numbers = [NUMBER] + [f"+49302312{index:04}" for index in range(5_000, 6_000)] + [f"+44207946{index:04}" for index in range(1_000)]
    endless = [{"number": number, "customer": {"lastName": "Flood", "customFields": fields}} for number in numbers]
    assert set(flood(server, endless)) == {202}
    found = server.client().lookup(NUMBER, service="support")
    assert found["caller"]["lastName"] == "Pushed", found
    assert server.client().lookup(numbers[-1], service="sales")["caller"]["lastName"] == "Flood"
