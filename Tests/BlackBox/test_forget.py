"""Forgetting a number: at once, everywhere, in any writing, and with the books named that are not ours to change."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit import process
from kit.books import anna
from kit.client import Client, report
from kit.numbers import ANNA, Numbers, national
from kit.process import Callcard, Launcher
from kit.waiting import at_once

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
NOTHING = {"cache": 0, "contexts": 0, "pending": 0, "memo": 0, "recall": 0, "books": []}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Two books and a CRM."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_book("vip", [anna(externalId="v-1")])
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_service("support", ["contacts", "vip", "crm"])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def without_time(receipt: dict[str, Any]) -> dict[str, Any]:
    """The counts and books of a receipt."""
    return {name: value for name, value in receipt.items() if name != "at"}


@pytest.mark.parametrize("known", [True, False])
def test_forgotten_is_asked_again(client: Client, module_upstream: Upstream, numbers: Numbers, known: bool) -> None:
    """C4: hits and misses alike go; the next lookup asks the upstream."""
    number = numbers()
    if known:
        module_upstream.know(record(number, "Carla", "Wolf"))
    for _ in range(3):
        client.lookup(number, service="support")
    counts = client.forget(number)
    assert counts["cache"] == 1 and counts["books"] == []
    assert report(client.lookup(number, service="support"), "crm")["cached"] is False
    assert module_upstream.count(number) == 2


def test_in_any_writing(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C8: the number counts, not what was typed."""
    number = numbers()
    client.lookup(number, service="support")
    assert client.forget(national(number))["cache"] == 1
    client.lookup(number, service="support")
    assert module_upstream.count(number) == 2


def test_books_are_named_and_left_alone(client: Client) -> None:
    """Address books are the operator's: named, and still answering."""
    assert client.forget(ANNA)["books"] == ["contacts", "vip"]
    assert client.lookup(ANNA, service="support")["status"] == "resolved"


def test_nothing_to_forget(client: Client, numbers: Numbers) -> None:
    """A number that nobody asked about, twice."""
    number = numbers()
    assert without_time(client.forget(number)) == NOTHING and without_time(client.forget(number)) == NOTHING


def test_the_time_of_the_receipt(client: Client, numbers: Numbers) -> None:
    """UTC to the millisecond, between the request and its answer."""
    began = datetime.now(UTC)
    at = client.forget(numbers())["at"]
    ended = datetime.now(UTC)
    assert TIME.fullmatch(at), at
    assert began - timedelta(milliseconds=1) <= datetime.fromisoformat(at) <= ended


def test_other_numbers_stay(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Only the one that was named."""
    kept, gone = numbers(), numbers()
    for number in (kept, gone):
        client.lookup(number, service="support")
    client.forget(gone)
    assert report(client.lookup(kept, service="support"), "crm")["cached"] is True


def test_an_answer_under_way_is_not_kept(server: Callcard, module_upstream: Upstream, numbers: Numbers) -> None:
    """Law 2: what an upstream says after the number was forgotten is not remembered."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    module_upstream.faults[number] = faults.slow(0.6)

    def forget() -> dict[str, object]:
        module_upstream.stopping.wait(0.25)
        return server.client().forget(number)

    _, counts = at_once([lambda: server.client().lookup(number, service="support", deadlineMs=3_000), forget])
    assert counts["pending"] == 1
    assert report(server.client().lookup(number, service="support", deadlineMs=3_000), "crm")["cached"] is False
    assert module_upstream.count(number) == 2


def test_contexts_of_calls_are_forgotten(client: Client, numbers: Numbers) -> None:
    """A lookup that names a session leaves a context behind; it goes too."""
    number = numbers()
    client.lookup(number, service="support", session="c-1")
    assert client.forget(number)["contexts"] == 1
    assert client.forget(number)["contexts"] == 0


@pytest.mark.parametrize(
    "number, code",
    [("%", "invalidNumber"), ("+", "invalidNumber"), ("nonsense", "invalidNumber"), (None, "invalidValue"), (5, "invalidValue")],
)
def test_what_is_no_number(client: Client, number: object, code: str) -> None:
    """Refused as in a lookup."""
    answer = client.post("/v1/forget", {"number": number})
    assert answer.status == 422 and answer.pointers == [("/number", code)]


def test_the_answer_holds_no_number(client: Client, numbers: Numbers) -> None:
    """Counts, a time and names of books only."""
    number = numbers()
    client.lookup(number, service="support")
    answer = client.post("/v1/forget", {"number": number})
    assert number[1:].encode() not in answer.body and number[-7:].encode() not in answer.body


def test_the_command(server: Callcard, module_upstream: Upstream, numbers: Numbers) -> None:
    """`callcard forget` takes the number on standard input, where no process list shows it."""
    number = numbers()
    server.client().lookup(number, service="support")
    done = process.run(
        "forget",
        "--url",
        f"http://{server.host}:{server.port}",
        folder=server.home,
        stdin=number + "\n",
        CALLCARD_KEY=server.installation.keys.operator.token,
    )
    assert done.returncode == 0, done.stderr
    assert number[-7:].encode() not in done.stdout + done.stderr
    receipt = json.loads(done.stdout[done.stdout.index(b"{") :])
    assert TIME.fullmatch(receipt["at"]) and receipt["cache"] == 1
    assert receipt.keys() == NOTHING.keys() | {"at"}
    server.client().lookup(number, service="support")
    assert module_upstream.count(number) == 2
