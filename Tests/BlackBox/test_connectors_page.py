"""`GET /v1/connectors` and `callcard connector list`: how each connector does, without a trace of any caller."""

from __future__ import annotations

import json
import subprocess
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from fakes import faults
from fakes.upstream import TOKEN, Upstream, record
from kit import process
from kit.books import anna
from kit.client import Client
from kit.keys import Key
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import asked, installation_of, item, items
from kit.waiting import until

MEMBERS = {"id", "kind", "state", "detail", "breaker", "retryAt", "lastSuccessAt", "lastOutcome", "lastOutcomeAt"}
MEMBERS |= {"p50Ms", "p99Ms", "hitRate", "asked", "inFlight", "waiting", "contacts"}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """A book, and connectors each of which fares otherwise."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    for connector in ("used", "unused", "sick", "busy", "patient", "elsewhere"):
        installation.add_connector(connector, module_upstream.url, TOKEN, openFor="1m")
        installation.add_service(connector, [connector])
    installation.add_connector("broken", module_upstream.url, TOKEN)
    installation.file("connectors/broken/connector.yaml", "id: broken\nkind: crm\n")
    installation.add_service("support", ["contacts", "used", "sick", "broken"])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def moment(text: str) -> datetime:
    """A time of the interface: UTC with milliseconds."""
    assert text.endswith("Z") and text[-5] == "."
    return datetime.fromisoformat(text)


def test_the_shape(server: Callcard) -> None:
    """Every connector in configuration order, the members that are promised, and none else."""
    known = items(server)
    assert list(known)[0] == "contacts" and set(known) > {"used", "unused", "broken"}
    for entry in known.values():
        assert set(entry) <= MEMBERS and entry["state"] in ("ready", "degraded", "off")
        assert entry["kind"] == ("addressBook" if entry["id"] == "contacts" else "crm")
    assert (known["contacts"]["state"], known["contacts"]["contacts"]) == ("ready", 1)


def test_never_asked(server: Callcard) -> None:
    """What nobody asked has no times, no rate and no last outcome."""
    entry = item(server, "unused")
    assert (entry["state"], entry["breaker"], entry["asked"]) == ("ready", "closed", 0)
    assert not {"p50Ms", "p99Ms", "hitRate", "lastOutcome", "lastOutcomeAt", "lastSuccessAt", "retryAt", "detail"} & set(entry)


def test_figures(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Three hits, a miss and an error: five questions; answers from the cache are none."""
    for index in range(3):
        number = numbers()
        module_upstream.know(record(number, "Carla", "Wolf"))
        module_upstream.faults[number] = faults.slow(0.03 * (index + 1))
        assert [asked(client, number, "used") for _ in range(2)] == ["hit", "hit"]
    assert asked(client, numbers(), "used") == "miss"
    good = datetime.now(UTC)
    bad = numbers()
    module_upstream.faults[bad] = faults.body(b"<html>")
    time.sleep(0.05)
    assert asked(client, bad, "used") == "badPayload"
    entry = item(server, "used")
    assert (entry["asked"], entry["lastOutcome"], entry["breaker"], entry["state"]) == (5, "badPayload", "closed", "ready")
    # Three of four answers were findings; a question without an answer counts for nothing.
    assert entry["hitRate"] == pytest.approx(0.75, abs=0.01)
    assert 0 < entry["p50Ms"] <= entry["p99Ms"] and 80 <= entry["p99Ms"] <= 400
    assert abs((moment(entry["lastSuccessAt"]) - good).total_seconds()) < 0.1
    assert moment(entry["lastOutcomeAt"]) > moment(entry["lastSuccessAt"])


def test_an_open_breaker(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """R4: degraded, with the time from which it is tried again."""
    for _ in range(5):
        number = numbers()
        module_upstream.faults[number] = faults.status(500)
        assert asked(client, number, "sick") == "http5xx"
    entry = item(server, "sick")
    assert (entry["state"], entry["breaker"], entry["lastOutcome"]) == ("degraded", "open", "http5xx")
    assert 45 < (moment(entry["retryAt"]) - datetime.now(UTC)).total_seconds() < 73
    assert "lastSuccessAt" not in entry


def test_told_to_wait(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A21: the CRM said how long; its breaker is closed all the same."""
    number = numbers()
    module_upstream.faults[number] = faults.status(429, Retry_After="120")
    assert asked(client, number, "patient") == "http429"
    entry = item(server, "patient")
    assert (entry["breaker"], entry["lastOutcome"]) == ("closed", "http429")
    assert 115 < (moment(entry["retryAt"]) - datetime.now(UTC)).total_seconds() <= 121


def test_in_flight(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A question that is out is seen, and not counted before its end."""
    number = numbers()
    module_upstream.faults[number] = faults.slow(0.6)
    client.lookup(number, service="busy", session="c-busy", deadlineMs=100)
    assert item(server, "busy")["inFlight"] == 1 and item(server, "busy")["waiting"] == 0
    until(lambda: item(server, "busy")["inFlight"] == 0, "it ends", seconds=3)
    assert item(server, "busy")["asked"] == 1


def test_a_broken_manifest(server: Callcard) -> None:
    """Off, with a reason that helps; lookups show it as `internal`."""
    entry = item(server, "broken")
    assert entry["state"] == "off" and entry["detail"] and asked_by(server, "support")["broken"] == "internal"


def asked_by(server: Callcard, service: str) -> dict[str, str]:
    """The outcomes of a lookup, by connector."""
    answer = server.client().lookup(ANNA, service=service)
    return {entry["id"]: entry["outcome"] for entry in answer["connectors"]}


def test_a_stale_book(launcher: Launcher) -> None:
    """F1: a book whose file can't be read is degraded, and says why without content."""
    installation = launcher.installation()
    installation.add_book("contacts", [anna()])
    server = launcher.start(installation)
    assert item(server, "contacts")["state"] == "ready"
    installation.file("contacts.json", '[{"firstName": "Anna"')
    until(lambda: item(server, "contacts")["state"] == "degraded", "the bad file is seen")
    entry = item(server, "contacts")
    assert entry["detail"] and "Anna" not in entry["detail"] and entry["contacts"] == 1


def test_who_may_see_what(server: Callcard) -> None:
    """Operators see all; owners those of their services; others nothing."""
    keys = server.installation.keys
    assert set(items(server, server.client(keys.owner))) == {"contacts", "used", "sick", "broken"}
    for key in (keys.switch, keys.agent, keys.flow):
        answer = server.client(key).get("/v1/connectors")
        assert (answer.status, answer.code) == (403, "forbidden")
    assert server.anonymous().get("/v1/connectors").status == 401


def test_an_operator_of_one_service(launcher: Launcher, upstream: Upstream) -> None:
    """An operator's key may be bounded to services, too."""
    installation = installation_of(launcher, "one", "two", url=upstream.url)
    key = installation.add_key(Key("ops2", "operator", ("one",)))
    server = launcher.start(installation)
    assert set(items(server, server.client(key))) == {"contacts", "one"}


def test_silent_about_callers_and_secrets(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4: no number, no name, no token, no address of the CRM's."""
    number = numbers()
    module_upstream.know(record(number, "Zora", "Unheard"))
    asked(client, number, "used")
    answer = server.operator().get("/v1/connectors")
    for word in (number[-7:], "Zora", "Unheard", TOKEN, str(module_upstream.port), "Anna"):
        assert word.encode() not in answer.body, word


def command(server: Callcard, *arguments: str, key: str | None = None) -> subprocess.CompletedProcess[bytes]:
    """`callcard connector list`, as an operator unless another key is given."""
    url = f"http://{server.host}:{server.port}"
    token = server.installation.keys.operator.token if key is None else key
    return process.run("connector", "list", "--url", url, *arguments, folder=server.home, CALLCARD_KEY=token)


def without_times(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items without what differs from one moment to the next: `retryAt` is made of two clocks."""
    return [{name: value for name, value in entry.items() if name != "retryAt"} for entry in entries]


def test_the_command_in_json(server: Callcard) -> None:
    """`--json`: what the interface says, for scripts."""
    done = command(server, "--json")
    assert done.returncode == 0, done.stderr
    assert without_times(json.loads(done.stdout)["items"]) == without_times(list(items(server).values()))


def test_the_command_as_a_table(server: Callcard, client: Client, numbers: Numbers) -> None:
    """A line for each connector, under a head; nothing but text."""
    asked(client, numbers(), "elsewhere")
    done = command(server)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    assert "\x1b" not in text and TOKEN not in text
    for name, entry in items(server).items():
        line = next((line for line in text.splitlines() if line.split()[:1] == [name]), None)
        assert line is not None and entry["state"] in line.split(), (name, text)


def test_the_command_when_it_cannot(server: Callcard, launcher: Launcher) -> None:
    """A wrong key, a key that may not, nobody there: a message without the key, and not 0."""
    wrong = Key("ops1", "operator").token
    for key in (wrong, server.installation.keys.agent.token):
        done = command(server, key=key)
        assert done.returncode != 0 and done.stderr and key.encode() not in done.stdout + done.stderr
    done = process.run("connector", "list", "--url", "http://127.0.0.1:9", folder=server.home, CALLCARD_KEY=wrong)
    assert done.returncode != 0 and done.stderr and wrong.encode() not in done.stdout + done.stderr
