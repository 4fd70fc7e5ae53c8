"""C3 Flows as connectors: called with each lookup, and answering in their own time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from fakes import flow as plays
from fakes.flow import Flow, Maker
from kit import team
from kit.canary import Scanner
from kit.client import outcome, report
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.streams import Streams
from kit.team import PIA
from kit.upstreams import item

CALLER = "+493023125555"
MEIER = {"firstName": "Anna", "lastName": "Meier"}


@pytest.fixture
def flow() -> Iterator[Flow]:
    """A flow's trigger."""
    with Flow() as flow:
        yield flow


def installation(launcher: Launcher, flow: Flow, **more: Any) -> Installation:
    """A team whose one connector beside a book is a flow."""
    made = team.installation(launcher, connectors=["contacts", "power-automate"], upn="support@example.com")
    made.file("flow-url.txt", flow.url + "\n", mode=0o600)
    entry = {"id": "power-automate", "settings": {"triggerURL": {"file": "flow-url.txt"}}, "allow": ["127.0.0.0/8"], "http": True}
    made.config["connectors"] = [entry | more]
    return made


@pytest.fixture
def server(launcher: Launcher, flow: Flow) -> Callcard:
    """A server of it."""
    return launcher.start(installation(launcher, flow))


def maker(server: Callcard) -> Maker:
    """The flow's own actions."""
    return Maker(server.client(server.installation.keys.flow))


def test_c3_a_flow_answers_at_once(server: Callcard, flow: Flow) -> None:
    """C3: it is called with the lookup, and what it answers is this connector's finding, parameters and preferred users with it."""
    flow.play = plays.synchronous(
        customer=MEIER | {"jobTitle": None},
        customContextParameters=[{"name": "ticket", "value": "4711"}],
        preferredUsers=[{"upn": "b@example.com", "priority": 2}, {"upn": "a@example.com", "priority": 1}],
    )
    answer = server.client().lookup(CALLER, service="support", session="c-at-once")
    assert outcome(answer, "power-automate") == "hit"
    assert answer["caller"] == MEIER | {"displayName": "Anna Meier"} and answer["matches"][0]["grade"] == "exact"
    assert answer["parameters"] == {"ticket": "4711"}
    assert [user["upn"] for user in answer["preferredUsers"]] == ["b@example.com", "a@example.com"]
    call = flow.wait()[0]
    assert call["callerTelNumber"] == CALLER and call["taskId"] == "c-at-once" and call["isAnonymous"] is False
    assert call["serviceId"] == "support" and call["serviceUPN"] == "support@example.com" and call["event"] == "lookup"


def test_c3_a_flow_without_an_answer_knows_nobody(server: Callcard, flow: Flow) -> None:
    """C3: 200 and 204 without a body."""
    for status, number in ((200, "+493023125501"), (204, "+493023125502")):
        flow.play = lambda exchange, _, status=status: exchange.reply(status)  # type: ignore[misc]
        assert outcome(server.client().lookup(number, service="support"), "power-automate") == "miss"


def test_c3_a_late_flow_is_pending_and_then_a_revision(server: Callcard, flow: Flow) -> None:
    """C3: slower than the deadline: the first answer is partial, in time; the second revision has the name, and the page too."""
    flow.play = plays.synchronous(after=1, customer=MEIER)
    call = team.call(server, number=CALLER)
    with Streams(server) as streams:
        page = streams.snapshot(PIA)
        call.queued()
        first = server.client().lookup(CALLER, service="support", session=call.session, deadlineMs=200)
        assert (first["status"], first["complete"], outcome(first, "power-automate")) == ("partial", False, "pending")
        answer = server.client().get(f"/v1/sessions/{call.session}/context?afterRevision={first['revision']}&waitMs=5000")
        assert answer.json["caller"]["displayName"] == "Anna Meier" and answer.json["complete"]
        assert outcome(answer.json, "power-automate") == "hit"
        page.wait(lambda event: event.kind == "entry" and event.data["caller"]["known"], "the name")
    assert len(flow.calls) == 1


def test_c3_a_flow_that_calls_back(server: Callcard, flow: Flow) -> None:
    """C3: it takes the call and updates the task later: its answer, under its own id, ends the waiting of all."""
    flow.play = plays.calls_back(lambda call: maker(server).update(call["taskId"], MEIER) and None, after=0.3)
    call = team.call(server, number=CALLER).queued()
    flow.wait()
    answer = server.client().lookup(CALLER, service="support", session=call.session, deadlineMs=5_000)
    assert outcome(answer, "power-automate") == "hit" and answer["complete"]
    assert answer["sources"]["lastName"] == "power-automate"
    assert [entry["id"] for entry in answer["connectors"]] == ["contacts", "power-automate"]
    # The flow is not started again while its answer is fresh, and its word on second thought counts.
    assert server.client().lookup(CALLER, service="support")["caller"]["lastName"] == "Meier"
    assert maker(server).update(call.session, {"lastName": "Kunz"}).status == 200
    found = server.client().get(f"/v1/sessions/{call.session}/context").json
    assert [match["caller"]["lastName"] for match in found["matches"]] == ["Kunz"]
    assert len(flow.calls) == 1


@pytest.mark.parametrize("form", ["{origin}{run}", "{run}", "../../../runs/1", "/.{run}/../1#there"])
def test_c3_an_answer_is_looked_for_where_the_flow_says(server: Callcard, flow: Flow, form: str) -> None:
    """C3: 202 with Location, whole or relative to the trigger (RFC 9110, 10.2.2): looked after there until it is done."""
    path, _, fragment = form.format(origin=flow.origin, run=plays.RUN).partition("#")
    flow.play = plays.at_location(f"{path}?sig={plays.SIG}-run" + (f"#{fragment}" if fragment else ""))
    flow.looks = [lambda exchange: exchange.reply(202), plays.says(customer=MEIER)]
    answer = server.client().lookup(CALLER, service="support", deadlineMs=7_000)
    assert outcome(answer, "power-automate") == "hit" and flow.looks == []
    assert report(answer, "power-automate")["elapsedMs"] >= 1_900


@pytest.mark.parametrize(
    "place, expected",
    [
        ("http://127.0.0.1:9/run", "redirectRefused"),
        ("//127.0.0.1:9/run", "redirectRefused"),
        ("ftp://127.0.0.1/run", "redirectRefused"),
        ("https://127.0.0.1:9/run", "blockedDestination"),
        ("https://localhost/run", "blockedDestination"),
        ("https://10.0.0.7/run", "blockedDestination"),
    ],
)
def test_c3_another_server_must_be_public(server: Callcard, flow: Flow, place: str, expected: str) -> None:
    """C3, A5: what the operator allows the flow itself, addresses and http, it can't lend to other servers, or other ports."""
    flow.play = plays.at_location(place)
    assert outcome(server.client().lookup(CALLER, service="support"), "power-automate") == expected


def test_c3_a_flow_that_stays_silent_is_no_failure(server: Callcard, flow: Flow) -> None:
    """C3: without a session nobody could answer later, so nobody waits; and flows that only speak of those they know keep being asked."""
    for index in range(8):
        answer = server.client().lookup(f"+49302312551{index}", service="support")
        assert outcome(answer, "power-automate") == "timeout"
    assert len(flow.calls) == 8 and item(server, "power-automate")["breaker"] == "closed"


def test_c3_a_silent_flow_becomes_a_timeout(server: Callcard, flow: Flow) -> None:
    """C3, R2: ten seconds after the lookup the context is complete without it; a late update then counts as the flows'."""
    call = team.call(server, number=CALLER)
    begun = time.monotonic()
    call.queued()
    pending = server.client().get(f"/v1/sessions/{call.session}/context").json
    assert outcome(pending, "power-automate") == "pending"
    path = f"/v1/sessions/{call.session}/context?afterRevision={pending['revision']}&waitMs=20000"
    late = server.client().get(path).json
    assert outcome(late, "power-automate") == "timeout" and late["complete"] and 9 < time.monotonic() - begun < 15
    assert maker(server).update(call.session, MEIER).status == 200
    found = server.client().get(f"/v1/sessions/{call.session}/context").json
    assert found["sources"]["lastName"] == "flow"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, b"", "http5xx"),
        (401, b"{}", "authError"),
        (302, b"", "redirectRefused"),
        (200, b"<html>", "badPayload"),
        (200, b'{"customer": 17}', "badPayload"),
        (200, b'{"customer": {}, "customer": {}}', "badPayload"),
        (200, b'{"preferredUsers": [{"upn": "a@example.com", "priority": 100}]}', "badPayload"),
        (200, b'{"customer": {"company": "' + b"x" * (1 << 20) + b'"}}', "tooLarge"),
    ],
)
def test_a_rows_of_flows(server: Callcard, flow: Flow, status: int, body: bytes, expected: str) -> None:
    """A11, A12, A14, A17, A18, A23: what goes wrong is a note in the answer, and the flow is not started twice."""
    flow.play = lambda exchange, _: exchange.reply(status, body, Location="/elsewhere")
    answer = server.client().lookup(CALLER, service="support", session="c-1")
    assert outcome(answer, "power-automate") == expected and answer["status"] == "partial"
    assert len(flow.calls) == 1


def test_c3_the_triggers_key_is_nowhere(launcher: Launcher, flow: Flow) -> None:
    """C3: the URL's `sig` is in no log, no error, no page of connectors and no file but the operator's."""
    server = launcher.start(installation(launcher, flow))
    scanner = Scanner()
    scanner.plant_text("sig", plays.SIG)
    client = server.client()
    for index, (status, body) in enumerate([(500, b""), (302, b""), (200, b"<html>"), (202, b""), (200, b"{}")]):
        flow.play = lambda exchange, _, status=status, body=body: exchange.reply(status, body, Location="//elsewhere")  # type: ignore[misc]
        scanner_body = client.lookup(f"+49302312553{index}", service="support", session=f"c-{index}")
        assert plays.SIG not in str(scanner_body)
    for path in ("/v1/connectors", "/metrics", "/readyz"):
        assert plays.SIG.encode() not in server.operator().get(path).body
    call = team.call(server, number=CALLER).queued().ended()
    assert call.session
    assert server.stop() == 0
    assert scanner.scan("output", server.stdout.bytes + server.stderr.bytes) == []
    folder = server.installation.folder
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "flow-url.txt"]
    assert [sighting for path in files for sighting in scanner.scan_file(path)] == []


@pytest.mark.parametrize("url", ["flow.example/run", "ftp://flow.example/run", "https://user@flow.example/run", "http://127.0.0.1/run"])
def test_f11_a_bad_trigger_url_stops_the_start(launcher: Launcher, flow: Flow, url: str) -> None:
    """F11: told at its line, without the URL."""
    made = installation(launcher, flow)
    made.file("flow-url.txt", url, mode=0o600)
    made.config["connectors"][0]["http"] = False
    made.write()
    server = launcher.spawn(made)
    assert server.wait() == 78
    assert b"triggerURL must be the whole URL" in server.stderr.bytes and url.encode() not in server.stderr.bytes
    assert Key
