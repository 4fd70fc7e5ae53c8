"""S38, S44, C11 Reports: one row a user and session, in CSV and JSON, with codes and tags and without callers."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from kit import team
from kit.calls import Call, stamp
from kit.client import Answer, Client
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import ALL_WIDGETS, BEN, CODED, OLGA, PIA
from kit.waiting import at_once

HEADER = [
    "session", "service", "serviceName", "user", "direction", "outcome", "reason", "startedAt", "endedAt", "queueMs",
    "ringMs", "dialOutMs", "connectedMs", "attempts", "primaryCode", "secondaryCode", "tags", "savedAt",
]  # fmt: skip
NUMBERS = {"queueMs", "ringMs", "dialOutMs", "connectedMs", "attempts"}
SUPPORT_OWNER = Key("olga-support", "owner", ("support",), OLGA)
SALES_OPERATOR = Key("ops-sales", "operator", ("sales",))
EVIL = {"primary": [{"id": "=evil()", "name": "Evil"}], "secondary": [{"id": "@evil", "name": "Evil"}]}


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """Services with people, without any, and one whose owner means no good."""
    installation = team.installation(launcher)
    installation.add_service("sales", ["contacts"], **team.settings(widgets=ALL_WIDGETS | {"codes": False}, displayName="Sales, Zürich"))
    installation.add_service("deserted", ["contacts"], **team.settings() | {"members": []})
    installation.add_service("evil", ["contacts"], **team.settings(displayName="=1+1", codes=EVIL))
    for key in (SUPPORT_OWNER, SALES_OPERATOR):
        installation.add_key(key)
    return launcher.start(installation)


@pytest.fixture
def operator(server: Callcard) -> Client:
    """Reads reports of all services."""
    return server.operator()


def ask(client: Client, accept: str = "", **query: str) -> Answer:
    """The report as it is answered."""
    text = f"?{urlencode(query)}" if query else ""
    return client.get(f"/v1/reports/interactions{text}", headers={"Accept": accept})


def rows(client: Client, **query: str) -> list[dict[str, Any]]:
    """The report's rows, which JSON and CSV must tell alike."""
    answer = ask(client, **query)
    assert answer.status == 200, answer.body
    items: list[dict[str, Any]] = answer.json["items"]
    assert [as_json(line) for line in table(ask(client, "text/csv", **query))] == items, "JSON and CSV differ"
    return items


def table(answer: Answer) -> list[dict[str, str]]:
    """The lines of a CSV file by their heading."""
    assert answer.status == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.body.decode()
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n"), "RFC 4180 lines end in CRLF"
    heading, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert heading == HEADER
    return [dict(zip(HEADER, line, strict=True)) for line in lines]


def as_json(line: dict[str, str]) -> dict[str, Any]:
    """A line as JSON has it; apostrophes in front of formulas are taken off."""
    row: dict[str, Any] = {}
    for name, cell in line.items():
        text = re.sub(r"""(^|[;,|"\t\r\n] *)'(?=[=+\-@])""", r"\1", cell)
        if name == "tags":
            row[name] = text.split("; ") if text else []
        elif text or name == "user":
            row[name] = int(text) if name in NUMBERS else text
    return row


def only(client: Client, call: Call, **query: str) -> dict[str, Any]:
    """The one row of a call."""
    found = [row for row in rows(client, **query) if row["session"] == call.session]
    assert len(found) == 1
    return found[0]


def test_nothing_happened(operator: Client) -> None:
    """C11: an empty report has a heading, or an empty list."""
    assert rows(operator) == []
    assert ask(operator, "text/csv").body.decode() == ",".join(HEADER) + "\r\n"


def test_s38_s44_a_call(server: Callcard, operator: Client) -> None:
    """S38, S44: times in milliseconds, two code columns, and the tags."""
    call = team.call(server, number=ANNA).queued(at=0).offered(PIA, at=4).accepted(PIA, at=9).ended(at=40)
    saved = team.desk(server).saved(call, **CODED, tags=["call back", "upset"])
    assert rows(operator) == [
        {
            "session": call.session, "service": "support", "serviceName": "Support", "user": PIA, "direction": "inbound",
            "outcome": "accepted", "startedAt": call.at(0), "endedAt": call.at(40), "queueMs": 9_000, "ringMs": 5_000,
            "connectedMs": 31_000, "attempts": 1, "primaryCode": "question", "secondaryCode": "solved",
            "tags": ["call back", "upset"], "savedAt": saved["conclusion"]["savedAt"],
        }
    ]  # fmt: skip


def test_one_row_a_user(server: Callcard, operator: Client) -> None:
    """C11: who declined, who took it, who took it over; who only looked on has none."""
    call = team.call(server).queued().offered(BEN, at=1).declined(BEN, at=3, reason="busy").offered(PIA, at=4).accepted(PIA, at=6)
    call.offered(BEN, at=20).accepted(BEN, at=22).ended(at=30)
    by_user = {row["user"]: row for row in rows(operator)}
    assert set(by_user) == {PIA, BEN}
    assert (by_user[PIA]["connectedMs"], by_user[BEN]["connectedMs"]) == (16_000, 8_000)
    assert (by_user[PIA]["attempts"], by_user[BEN]["attempts"]) == (1, 2)


def test_outcomes(server: Callcard, operator: Client) -> None:
    """C11: every outcome with its reason, and outbound calls with the time they were dialled."""
    declined = team.call(server).queued().offered(PIA).declined(PIA, reason="doNotDisturb").ended()
    busy = team.call(server, outbound=True).dialing(PIA, at=0).ringing(at=3).ended("busy", at=11)
    found = {(row["session"], row["user"]): row for row in rows(operator)}
    row = found[declined.session, PIA]
    assert (row["outcome"], row["reason"], row["tags"]) == ("declined", "doNotDisturb", [])
    assert found[declined.session, BEN]["outcome"] == "abandoned"
    row = found[busy.session, PIA]
    assert (row["direction"], row["outcome"], row["reason"]) == ("outbound", "notAccepted", "busy")
    assert (row["dialOutMs"], row["ringMs"]) == (3_000, 8_000) and "queueMs" not in row and "connectedMs" not in row


def test_a_call_that_goes_on(server: Callcard, operator: Client) -> None:
    """C11: what is not over has no end and no time yet."""
    call = team.call(server).queued(at=0).accepted(PIA, at=7)
    row = only(operator, call)
    assert (row["outcome"], row["queueMs"]) == ("accepted", 7_000)
    assert not {"endedAt", "connectedMs", "savedAt", "primaryCode"} & row.keys()


def test_a_call_that_nobody_saw(server: Callcard, operator: Client) -> None:
    """C11: one row with an empty user, so that it is not lost from the figures."""
    call = team.call(server, service="deserted").queued(at=0).ended("overflow", at=12)
    row = only(operator, call)
    assert (row["user"], row["outcome"], row["reason"]) == ("", "abandoned", "overflow")
    assert (row["queueMs"], row["attempts"], row["tags"]) == (12_000, 0, [])
    assert f'"{call.session}","deserted","Deserted",,"inbound","abandoned",' in ask(operator, "text/csv").body.decode()


def test_no_callers(server: Callcard, operator: Client) -> None:
    """C11: a report is kept and passed on: it has nothing of a caller, even while one is held."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    team.desk(server).knows(call, "Anna Meier")
    for accept in ("text/csv", "application/json"):
        body = ask(operator, accept).body
        assert call.session.encode() in body
        assert not [word for word in (b"Anna", b"Meier", b"ACME", b"23125") if word in body]


@pytest.mark.parametrize(
    "accept, content_type",
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/html", "application/json"),
    ],
)
def test_csv_or_json(operator: Client, accept: str, content_type: str) -> None:
    """C11: CSV for `text/csv`, else JSON; no cache keeps it."""
    answer = ask(operator, accept)
    assert answer.headers["content-type"] == content_type and answer.headers["cache-control"] == "no-store"


def test_from_and_to(server: Callcard, operator: Client) -> None:
    """C11: by the session's start, from a time up to before another, in any zone."""
    base = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
    calls = [team.call(server, start=base + timedelta(hours=hour)).queued(at=0).accepted(PIA).ended() for hour in range(4)]
    times = [call.start for call in calls]

    def told(**query: str) -> list[int]:
        sessions = [row["session"] for row in rows(operator, **query)]
        return [index for index, call in enumerate(calls) if call.session in sessions]

    assert told() == [0, 1, 2, 3]
    assert told(**{"from": stamp(times[1])}) == [1, 2, 3]
    assert told(to=stamp(times[1])) == [0]
    assert told(**{"from": stamp(times[1]), "to": stamp(times[3])}) == [1, 2]
    elsewhere = times[2].astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat()
    assert told(**{"from": elsewhere}) == [2, 3]
    assert told(**{"from": stamp(times[3]), "to": stamp(times[1])}) == []


def test_oldest_first(server: Callcard, operator: Client) -> None:
    """C11: by start, whatever was told first."""
    now = datetime.now(UTC)
    calls = [team.call(server, start=now - timedelta(minutes=minutes)).accepted(PIA) for minutes in (10, 30, 20)]
    assert [row["session"] for row in rows(operator)] == [calls[index].session for index in (1, 2, 0)]


def test_by_service(server: Callcard, operator: Client) -> None:
    """C11: one service, or all."""
    calls = {service: team.call(server, service=service).accepted(PIA) for service in ("support", "sales")}
    assert {row["session"] for row in rows(operator)} == {call.session for call in calls.values()}
    assert [row["session"] for row in rows(operator, service="sales")] == [calls["sales"].session]
    assert only(operator, calls["sales"])["serviceName"] == "Sales, Zürich"


def test_s44_by_tag(server: Callcard, operator: Client) -> None:
    """S44: rows with that tag, whole, whatever its case and accents."""
    pia, calls = team.desk(server), {}
    for name, tags in {"a": ["Café", "other"], "b": ["cafe au lait"], "c": ["CAFE"], "d": []}.items():
        calls[name] = team.call(server, service="sales").accepted(PIA)
        pia.saved(calls[name], tags=tags)

    def told(tag: str, **query: str) -> set[str]:
        found = {row["session"] for row in rows(operator, tag=tag, **query)}
        return {name for name, call in calls.items() if call.session in found}

    assert told("café") == told("CAFE") == told("cafe") == {"a", "c"}
    assert told("other") == {"a"} and told("caf") == told("%") == told("' OR 1=1 --") == set()
    assert told("cafe", service="support") == set() and told("cafe", service="sales") == {"a", "c"}


def test_a_tag_is_of_its_user(server: Callcard, operator: Client) -> None:
    """S44: the row of who said it, not of everybody in the call."""
    call = team.call(server).accepted(PIA).accepted(BEN)
    team.desk(server, BEN).saved(call, **CODED, tags=["mine"])
    assert [(row["user"], row["tags"]) for row in rows(operator, tag="mine")] == [(BEN, ["mine"])]


@pytest.mark.parametrize("tag", ["=1+1", "+cmd", "-x", "@SUM(1)", "=HYPERLINK(a, b)"])
def test_formula_cells_are_neutralised(server: Callcard, operator: Client, tag: str) -> None:
    """C11: what a spreadsheet would take for a formula has an apostrophe in front; JSON has it as it is."""
    call = team.call(server, service="sales").accepted(PIA)
    team.desk(server).saved(call, tags=[tag, "=second"])
    line = next(line for line in table(ask(operator, "text/csv")) if line["session"] == call.session)
    assert line["tags"] == f"'{tag}; '=second"
    assert only(operator, call)["tags"] == [tag, "=second"]


def test_every_cell_is_neutralised(server: Callcard, operator: Client) -> None:
    """C11: also names, codes, reasons and ids, whoever has chosen them."""
    call = team.call(server, service="evil", session="-evil").offered(PIA).accepted(PIA).offered(BEN).declined(BEN, reason="-1")
    team.desk(server).saved(call, primaryCode="=evil()", secondaryCode="@evil")
    lines = {line["user"]: line for line in table(ask(operator, "text/csv"))}
    assert (lines[PIA]["session"], lines[PIA]["serviceName"]) == ("'-evil", "'=1+1")
    assert (lines[PIA]["primaryCode"], lines[PIA]["secondaryCode"]) == ("'=evil()", "'@evil")
    assert lines[BEN]["reason"] == "'-1"
    assert not [cell for line in lines.values() for cell in line.values() if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


@pytest.mark.parametrize("tag", ['say "hello"', "a, b", "Zürich \U0001f600", "'quoted'", "<b>"])
def test_other_signs_survive(server: Callcard, operator: Client, tag: str) -> None:
    """C11: quotes, commas and anything else come out as they went in."""
    call = team.call(server, service="sales").accepted(PIA)
    team.desk(server).saved(call, tags=[tag])
    line = next(line for line in table(ask(operator, "text/csv")) if line["session"] == call.session)
    assert line["tags"] == tag and only(operator, call)["tags"] == [tag]


@pytest.mark.parametrize(
    "query, pointer, code",
    [
        ({"from": "yesterday"}, "/from", "invalidValue"),
        ({"to": "2026-02-30T00:00:00Z"}, "/to", "invalidValue"),
        ({"from": "2026-01-01"}, "/from", "invalidValue"),
        ({"colour": "red"}, "", "unknownMember"),
    ],
    ids=str,
)
def test_what_is_no_question(operator: Client, query: dict[str, str], pointer: str, code: str) -> None:
    """422 at the parameter."""
    answer = ask(operator, **query)
    assert answer.status == 422 and answer.pointers == [(pointer, code)]


@pytest.mark.parametrize("role, status", [("operator", 200), ("owner", 200), ("agent", 403), ("switch", 403), ("flow", 403)])
def test_who_may(server: Callcard, role: str, status: int) -> None:
    """C11: owners and operators."""
    assert ask(server.client(getattr(server.installation.keys, role))).status == status
    assert ask(server.anonymous()).status == 401


def test_scopes(server: Callcard, operator: Client) -> None:
    """C11: a key of one service reads that one; asking for another is as asking for none."""
    calls = {service: team.call(server, service=service).accepted(PIA) for service in ("support", "sales")}
    owner, sales = server.client(SUPPORT_OWNER), server.client(SALES_OPERATOR)
    assert [row["session"] for row in rows(owner)] == [calls["support"].session]
    assert [row["session"] for row in rows(sales)] == [calls["sales"].session]
    foreign, unknown = ask(owner, service="sales"), ask(owner, service="nothing")
    assert (foreign.status, foreign.code) == (404, "serviceNotFound") and foreign.body == unknown.body


def test_it_outlives_a_restart(server: Callcard, launcher: Launcher, operator: Client) -> None:
    """C11: a report is the journal's."""
    call = team.call(server).queued().offered(PIA).accepted(PIA).ended()
    team.desk(server).saved(call, **CODED)
    before = rows(operator)
    server.kill()
    assert rows(launcher.start(server.installation).operator()) == before


def test_a_long_report(server: Callcard, operator: Client) -> None:
    """C11: streamed in parts, without loss or repetition, although all of them began at one time."""
    start = datetime.now(UTC) - timedelta(hours=1)
    calls = [team.call(server, start=start, service="deserted") for _ in range(1_100)]

    def tell(share: list[Call], client: Client) -> None:
        for call in share:
            assert call.send(call.event("ended", at=0), client).status == 202

    at_once([partial(tell, calls[index::10], server.client()) for index in range(10)])
    told = [row["session"] for row in rows(operator)]
    assert len(told) == 1_100 and set(told) == {call.session for call in calls}
