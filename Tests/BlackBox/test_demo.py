"""`callcard demo`: a service desk's day, played over HTTP, as a newcomer's browser sees it."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kit.browser import Browser
from kit.canary import Scanner
from kit.contract import REPOSITORY
from kit.demo import SAMPLE, Demo
from kit.entries import INBOUND, OUTBOUND
from kit.process import run
from kit.streams import Stream
from kit.waiting import until

ANNA, BEN, OLGA = "anna@example.com", "ben@example.com", "olga@example.com"
PEOPLE = (ANNA, BEN, OLGA)
PACE = 20
ROUND_SECONDS = 300 / PACE
CALLS = 24
"""How many a round has."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo at a pace that tests can wait for."""
    demo = Demo(tmp_path_factory.mktemp("demo"), "--quiet", "--pace", str(PACE)).wait_for_links()
    yield demo
    assert demo.stop() == 0
    assert demo.stderr.bytes == b"", "an event was refused, or something complained"


Starter = Callable[..., Demo]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Starts a demo with arguments; whatever becomes of the test, it is over afterwards."""
    started: list[Demo] = []

    def start_one(*arguments: str, **more: Any) -> Demo:
        started.append(Demo(tmp_path / "home", *arguments, **more))
        return started[-1]

    yield start_one
    for demo in started:
        demo.kill()


@pytest.fixture(scope="module")
def browsers(demo: Demo) -> dict[str, Browser]:
    """Each person's browser, signed in by the printed link."""
    return {user: demo.signed_in(user) for user in PEOPLE}


@pytest.fixture(scope="module")
def streams(demo: Demo, browsers: dict[str, Browser]) -> Iterator[dict[str, Stream]]:
    """What each page is told from the beginning on."""
    opened = {user: demo.stream(browser) for user, browser in browsers.items()}
    yield opened
    for stream in opened.values():
        stream.close()


def entries(stream: Stream) -> list[dict[str, Any]]:
    """All entries that a page was told of, in all their states."""
    found = []
    for event in list(stream.events):
        found += event.data["items"] if event.kind == "snapshot" else [event.data] if event.kind == "entry" else []
    return found


def context(demo: Demo, place: int, of_round: int = 1) -> dict[str, Any] | None:
    """What is known of the caller of a round's call, counted from 1; `None` where there is no such call yet."""
    answer = demo.client(demo.key()).get(f"/v1/sessions/round-{of_round}-{place}/context")
    return answer.json if answer.status == 200 else None


def all_contexts(demo: Demo) -> list[dict[str, Any]]:
    """Those of a whole round, when it is over and all flows have spoken."""
    until(lambda: context(demo, 4, of_round=2), "the second round", ROUND_SECONDS * 2 + 10)
    found = [context(demo, place) for place in range(1, CALLS + 1)]
    return [one for one in found if one is not None]


def test_lists_are_not_empty_at_the_start(browsers: dict[str, Browser], streams: dict[str, Stream]) -> None:
    """Two agents and the owner find a morning's work: open and concluded, known and forgotten."""
    for user, stream in streams.items():
        snapshot = stream.wait_for("snapshot").data["items"]
        assert len(snapshot) >= 3, user
    items = browsers[ANNA].go("/v1/users/me/interactions").json["items"]
    assert any("conclusion" in item for item in items) and any(item["open"] for item in items)
    assert any(item["caller"]["known"] for item in items) and any(not item["caller"]["known"] for item in items)


def test_a_call_rings_within_seconds(streams: dict[str, Stream]) -> None:
    """At Anna's first, 2 s after the links are printed at the pace of life, and again and again."""
    streams[ANNA].wait(lambda event: event.kind == "entry" and event.data["state"] == "ringing", "a call rings", 10)


def test_the_stream_has_all_kinds_of_news(browsers: dict[str, Browser], streams: dict[str, Stream]) -> None:
    """Entries in every state, callers who become known later, calls answered elsewhere; and what a person does themselves."""
    stream = streams[ANNA]
    stream.wait_for("context", seconds=ROUND_SECONDS)
    stream.wait_for("removed", seconds=ROUND_SECONDS)
    states = {"incoming", "ringing", "dialing", "connected", "past"}
    until(lambda: states <= {entry["state"] for entry in entries(stream)}, "entries in every state", ROUND_SECONDS * 2)
    mine = browsers[ANNA].go("/v1/users/me/interactions?limit=200").json["items"]
    support = next(item for item in mine if item["open"] and item["service"]["id"] == "support")
    body = {"primaryCode": "question", "secondaryCode": "solved", "tags": ["spare part"]}
    path = f"/v1/users/me/interactions/{support['id']}/conclusion"
    assert browsers[ANNA].go(path, "PUT", body, site="same-origin").status == 200
    stream.wait_for("concluded", support["id"])


def test_every_outcome_is_there(streams: dict[str, Stream]) -> None:
    """Inbound and outbound, each in its turn, within a round; with the reasons that the network gives."""

    def seen(member: str) -> set[str]:
        return {entry[member] for stream in streams.values() for entry in entries(stream) if member in entry}

    until(lambda: INBOUND | OUTBOUND <= seen("outcome"), "all outcomes", ROUND_SECONDS * 2)
    until(lambda: {"overflow", "busy", "timeout"} <= seen("reason"), "all reasons", ROUND_SECONDS)


def test_calls_are_handed_over(streams: dict[str, Stream]) -> None:
    """One call that both Anna and Ben have taken."""

    def taken(user: str) -> set[str]:
        return {entry["session"] for entry in entries(streams[user]) if entry.get("outcome") == "accepted"}

    until(lambda: {session for session in taken(ANNA) & taken(BEN) if session.startswith("round")}, "a transfer", ROUND_SECONDS * 2)


def first(contexts: list[dict[str, Any]], true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The first context that fits."""
    return next(one for one in contexts if true(one))


def test_every_kind_of_caller_is_there(demo: Demo) -> None:
    """In the address books, in the CRM, in both; likely, ambiguous, withheld, unknown, internal, told by a flow."""
    contexts = all_contexts(demo)

    def sources(one: dict[str, Any]) -> set[str]:
        return {match["connector"] for match in one["matches"]}

    assert {one["status"] for one in contexts} == {"resolved", "unknown", "anonymous"}
    for wanted in ({"contacts"}, {"partners"}, {"sample-crm"}, {"contacts", "sample-crm"}, {"flow"}):
        assert any(sources(one) == wanted for one in contexts), wanted
    assert first(contexts, lambda one: any(match["grade"] == "prefix" for match in one["matches"]))["caller"].keys() >= {"company"}
    assert {len(one["matches"]) for one in contexts if one.get("ambiguous")} == {2, 3}
    assert first(contexts, lambda one: one.get("number", {}).get("dial"))["status"] == "unknown"
    told = first(contexts, lambda one: one["parameters"].get("ticket"))
    assert told["revision"] > 1 and told["caller"]["displayName"] == "Jonas Brandt"
    assert first(contexts, lambda one: one["preferredUsers"])["preferredUsers"][0]["upn"] == "emil@example.com"


def test_links_lead_to_the_sample_crm(demo: Demo) -> None:
    """Contexts in tabs and beside the call, all of them pages of the demo's own."""
    made = [link for one in all_contexts(demo) for link in one["contexts"]]
    web = [link for link in made if link["url"].startswith("http")]
    assert {link["opens"] for link in web} == {"tab", "embedded"} and {link["on"] for link in web} == {"offered", "accepted"}
    assert {link["name"] for link in web} >= {"Open record", "Open ticket", "New ticket", "Search", "New offer", "New visit"}
    for link in {link["name"]: link for link in web}.values():
        assert "<!DOCTYPE html>" in page(link["url"]), link["name"]
    record = next(one for one in all_contexts(demo) if any(link["name"] == "Open record" for link in one["contexts"]))
    url = next(link["url"] for link in record["contexts"] if link["name"] == "Open record")
    assert record["caller"]["lastName"] in page(url)


def page(url: str) -> str:
    """A page of the sample CRM, which may be shown inside of ours."""
    parts = urlsplit(url)
    assert parts.hostname == "127.0.0.1"
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("GET", f"{parts.path or '/'}?{parts.query}")
    answer = connection.getresponse()
    assert answer.status == 200 and answer.getheader("X-Frame-Options") is None
    return answer.read().decode()


def test_maps_are_the_demos_own(demo: Demo, browsers: dict[str, Browser]) -> None:
    """The services' map links lead to a page that draws one, and takes text as text."""
    settings = browsers[OLGA].go("/v1/services/support/settings").json
    assert settings["widgets"]["map"] and settings["map"]["auto"]
    drawn = page(settings["map"]["template"].partition("?")[0] + "?place=Musterstra%C3%9Fe%201%3Cb%3E,Berlin")
    assert "Musterstraße 1&lt;b&gt;, Berlin" in drawn


def test_tags_come_back(browsers: dict[str, Browser], streams: dict[str, Stream]) -> None:
    """A caller's earlier tags are recalled, and tags are suggested from the first minute on."""
    streams[ANNA].wait(lambda event: any(entry["session"] == "round-1-1" for entry in entries(streams[ANNA])), "the first call")
    entry = next(entry for entry in entries(streams[ANNA]) if entry["session"] == "round-1-1")
    recalled = browsers[ANNA].go(f"/v1/users/me/interactions/{entry['id']}").json["recall"]
    assert {one["tag"] for one in recalled} == {"prefers mobile", "router"}
    body = {"service": "support", "prefix": "in"}
    found = browsers[ANNA].go("/v1/tags/search", "POST", body, site="same-origin").json["items"]
    assert [(one["tag"], one["uses"]) for one in found] == [("invoice", 2)]


def test_views_differ(browsers: dict[str, Browser]) -> None:
    """All widgets are there, and not in each service."""
    shown = {
        item["service"]["id"]: set(item["widgets"])
        for user in PEOPLE
        for item in browsers[user].go("/v1/users/me/interactions?limit=200").json["items"]
    }
    assert shown.keys() == {"support", "sales", "field-service"}
    assert shown["support"] > shown["sales"] and "map" not in shown["sales"] and "codes" not in shown["field-service"]


def test_ctrl_c_ends_it_at_once_and_leaves_nothing(start: Starter) -> None:
    """While calls and pages are open: no word of complaint, no folder, no sample CRM."""
    demo = start("--pace", "20")
    until(lambda: b"Ctrl-C" in demo.stdout.bytes, "the demo has said how to stop it", 30)
    address = re.search(rb"http://127\.0\.0\.1:(\d+)/sign-in", demo.stdout.bytes)
    sample = re.search(rb"the sample CRM +(http://127\.0\.0\.1:\d+)", demo.stdout.bytes)
    assert address and sample and "Contacts" in page(sample[1].decode())
    demo.host, demo.port = "127.0.0.1", int(address[1])
    browser = Browser(demo)
    link = re.search(rb"Anna, agent +http://[^/]+(/sign-in/link/\S+)", demo.stdout.bytes)
    assert link and browser.press(link[1].decode()).status == 303
    assert browser.press(link[1].decode()).status == 410, "a link signs in once"
    demo.process.send_signal(signal.SIGINT)
    assert demo.wait(4) == 0
    assert demo.stderr.bytes == b"" and demo.stdout.bytes.endswith(b"nothing is left of it.\n")
    assert list(demo.scratch.iterdir()) == []
    with pytest.raises(OSError):
        page(sample[1].decode())


def test_what_is_shown_fits_a_terminal(start: Starter) -> None:
    """Short, and no line wider than a terminal but the links, which are to be clicked."""
    demo = start()
    until(lambda: b"Ctrl-C" in demo.stdout.bytes, "the demo has said how to stop it", 30)
    lines = demo.stdout.bytes.decode().replace(str(demo.scratch), "/tmp").splitlines()
    assert len(lines) <= 40
    assert [line for line in lines if len(line) > 100 and "/sign-in/link/" not in line] == []


def test_no_caller_is_in_its_files(start: Starter) -> None:
    """Killed in the middle of a call, so that all its files are left: the day has been journaled, and nobody is named."""
    demo = start("--quiet", "--pace", "60").wait_for_links()
    until(lambda: context(demo, 2, of_round=2), "the second round", 30)
    scanner = Scanner()
    for number in sorted(set(re.findall(r'"(\+4930\d+)"', (SAMPLE / "day.yaml").read_text()))):
        scanner.plant_number("number", number)
    for name in ("Anna Meier", "Jonas Brandt", "Brandt Elektro", "Musterbau", "Specimen Bookshop", "Perrin", "Owen Hart"):
        scanner.plant_text("name", name)
    folder = demo.folder
    demo.kill()
    known = {folder / path.relative_to(SAMPLE): path.read_bytes() for path in SAMPLE.rglob("*") if path.is_file()}
    written = [path for path in folder.rglob("*") if path.is_file() and path.read_bytes() != known.get(path)]
    assert any(b"round-1-1" in path.read_bytes() for path in written), "the journal is among them"
    assert scanner.scan_folder(demo.scratch, known) == []
    assert scanner.scan("output", demo.stdout.bytes + demo.stderr.bytes) == []
    assert scanner.scan("control", b"a call of Jonas Brandt") != []


@pytest.mark.parametrize("pace", ["0", "-1", "fast", "1000", "nan"])
def test_a_pace_that_is_none(tmp_path: Path, pace: str) -> None:
    """Refused, with what is possible."""
    done = run("demo", f"--pace={pace}", folder=tmp_path)
    assert done.returncode == 64 and b"0.1 to 100" in done.stderr


def changed(folder: Path, file: str, before: str, after: str) -> Path:
    """The project's shared files with another text in one of the demo's."""
    shutil.copytree(SAMPLE, folder / "config" / "demo")
    shutil.copytree(REPOSITORY / "connectors", folder / "connectors")
    path = folder / "config" / "demo" / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    return folder


def test_the_player_waits_when_it_is_asked_to(start: Starter, tmp_path: Path) -> None:
    """With a server that lets each person ask once a second: the morning is played to its end, and nobody complains."""
    share = changed(tmp_path / "share", "callcard.yaml", "region: DE", "region: DE\nrates: {perSecond: 1, burst: 1}")
    demo = start("--quiet", share=share).wait_for_links()
    browser = demo.signed_in(OLGA)
    shown: list[dict[str, Any]] = []
    until(lambda: shown.extend(browser.go("/v1/users/me/interactions").json.get("items", [])) or shown, "Olga's list", 10)
    assert any("conclusion" in item for item in shown)
    assert demo.stop() == 0 and demo.stderr.bytes == b""


@pytest.mark.parametrize(
    "before, after, place",
    [
        ("14s accepted anna", "14s acepted anna", "course[2]"),
        ("14s accepted anna", "14s accepted anne", "course[2]"),
        ("14s accepted anna", "soon accepted anna", "course[2]"),
        ("conclusion: {by: ben", "conclusion: {by: bea", "conclusion.by"),
        ("length: 300s", "length: 300", "length"),
        ("    ip: ", "    address: ", "address"),
        ("people:", "persons:", "people"),
    ],
)
def test_a_mistake_in_the_day_is_told_with_its_place(tmp_path: Path, before: str, after: str, place: str) -> None:
    """The script is data that people change: file, line and what is wrong; nothing is started, nothing is left."""
    share = changed(tmp_path / "share", "day.yaml", before, after)
    (tmp_path / "home").mkdir()
    done = run("demo", "--port=0", folder=tmp_path / "home", CALLCARD_SHARE=str(share))
    assert done.returncode == 65 and done.stdout == b""
    assert re.search(rb"day\.yaml:\d+:\d+: .*" + re.escape(place.encode()), done.stderr), done.stderr.decode()
    assert list((tmp_path / "home").iterdir()) == []
