"""A21, A22 `Retry-After`: a CRM that says "not now" is not asked before its time; it is believed for five minutes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from fakes import faults
from fakes.upstream import Upstream
from kit.client import Client, outcome
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import asked, installation_of, item, items

SHORT = {
    "one": "1",
    "zero": "0",
    "negative": "-5",
    "garbage": "soon",
    "fraction": "0.5",
    "empty": "",
    "past": "PAST",
    "none": None,
}
"""Header values that mean a second, by name; `None` sends no header."""
LONG = {
    "thirty": ("30", 30),
    "date": ("DATE", 30),
    "thousand": ("1000", 300),
    "billion": ("1000000000", 300),
    "huge": ("9" * 40, 300),
}
"""Header values, and how many seconds they mean."""
UNUSABLE = {"garbage", "fraction", "empty", "none"}
"""Those that say nothing: a 429 means a second all the same, a 503 is an error like any other."""
STATUSES = {429: "http429", 503: "http5xx"}


def connector(status: int, name: str) -> str:
    """The connector that gets that answer."""
    return f"s{status}-{name}"


def value(text: str | None) -> dict[str, str]:
    """The header."""
    dates = {"DATE": timedelta(seconds=30), "PAST": timedelta(days=-1)}
    if text in dates:
        text = format_datetime(datetime.now(UTC) + dates[text], usegmt=True)
    return {} if text is None else {"Retry_After": text}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """A connector for each case, all to one CRM."""
    names = [connector(status, name) for status in STATUSES for name in [*SHORT, *LONG]]
    return module_launcher.start(installation_of(module_launcher, *names, "counted", "other", url=module_upstream.url))


@dataclass(frozen=True)
class Told:
    """How a connector took being told to wait."""

    at: float
    """When the lookup was answered (`time.monotonic()`)."""
    outcome: str
    next_outcome: str
    """That of another number, asked about at once."""
    next_calls: int
    """How often the CRM was asked about that one."""


@pytest.fixture(scope="module")
def told(server: Callcard, module_upstream: Upstream, numbers: Numbers) -> dict[str, Told]:
    """Every connector has been told to wait; all of them together, so that the tests wait together."""
    client, seen = server.client(), {}
    for status in STATUSES:
        for name in [*SHORT, *LONG]:
            number, following, asking = numbers(), numbers(), connector(status, name)
            module_upstream.faults[number] = faults.status(status, **value(SHORT[name] if name in SHORT else LONG[name][0]))
            first = asked(client, number, asking)
            at = time.monotonic()
            seen[asking] = Told(at, first, asked(client, following, asking), module_upstream.count(following))
    return seen


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


ROWS = {429: "A21", 503: "A22"}
SHORT_CASES = [pytest.param(429, name, id=f"A21 {name}") for name in SHORT]
SHORT_CASES += [pytest.param(503, name, id=f"A22 {name}") for name in SHORT if name not in UNUSABLE]
LONG_CASES = [pytest.param(status, name, id=f"{ROWS[status]} {name}") for status in STATUSES for name in LONG]


@pytest.mark.parametrize("status, name", LONG_CASES)
def test_long_waits(
    server: Callcard, client: Client, told: dict[str, Told], module_upstream: Upstream, numbers: Numbers, status: int, name: str
) -> None:
    """A21, A22: no call before that time, clamped to 300 s; the same outcome at once, and everybody can see until when."""
    asking, number = connector(status, name), numbers()
    assert told[asking].outcome == told[asking].next_outcome == STATUSES[status] and told[asking].next_calls == 0
    time.sleep(max(0.0, told[asking].at + 1.2 - time.monotonic()))
    answer = client.timed_lookup(number, service=asking)
    assert outcome(answer.json, asking) == STATUSES[status] and answer.elapsed < 0.9
    assert module_upstream.count(number) == 0
    ahead = datetime.fromisoformat(item(server, asking)["retryAt"]) - datetime.now(UTC)
    expected = LONG[name][1] - (time.monotonic() - told[asking].at)
    assert expected - 2.5 <= ahead.total_seconds() <= expected + 1.5


@pytest.mark.parametrize("status, name", SHORT_CASES)
def test_short_waits(client: Client, told: dict[str, Told], numbers: Numbers, status: int, name: str) -> None:
    """A21, A22: a second, whatever was said or not said; then it is asked again."""
    seen = told[connector(status, name)]
    assert seen.outcome == seen.next_outcome == STATUSES[status] and seen.next_calls == 0, "asked within the second"
    time.sleep(max(0.0, seen.at + 1.1 - time.monotonic()))
    assert asked(client, numbers(), connector(status, name)) == "miss"


def test_a21_others_are_not_held_back(client: Client, told: dict[str, Told], module_upstream: Upstream, numbers: Numbers) -> None:
    """A21: another team's connector to the same CRM has a quota of its own."""
    number = numbers()
    assert asked(client, number, "other") == "miss" and module_upstream.count(number) == 1


def test_a21_is_no_failure(server: Callcard, told: dict[str, Told]) -> None:
    """A21: who asks for patience is well: the breaker stays closed."""
    known = items(server)
    assert {known[connector(429, name)]["breaker"] for name in [*SHORT, *LONG]} == {"closed"}


def test_a22_counts(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A22: a 503 is a failure: after four others it is the fifth in a row."""
    for status in (500, 500, 500, 500, 503):
        number = numbers()
        module_upstream.faults[number] = faults.status(status, **({"Retry_After": "1"} if status == 503 else {}))
        assert asked(client, number, "counted") == "http5xx"
    assert item(server, "counted")["breaker"] == "open"
    time.sleep(1.2)
    assert asked(client, numbers(), "counted") == "breakerOpen", "the second is over, the breaker's pause is not"


def test_a22_lookups_that_wait_out_do_not_count(
    server: Callcard, client: Client, told: dict[str, Told], numbers: Numbers
) -> None:
    """A22: ten lookups answered without a call are not ten failures."""
    assert {asked(client, numbers(), connector(503, "thirty")) for _ in range(10)} == {"http5xx"}
    assert item(server, connector(503, "thirty"))["breaker"] == "closed"
