"""F1, F2, F10 What changes under a running server: configuration, keys, services, address books."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest

from kit import process
from kit.books import Contact, person
from kit.client import Client
from kit.installation import Installation
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import at_once, until

BRUNO = "+493023125130"
SUCCESS = "callcard_config_last_reload_successful"
SWAP_SECONDS = 10
"""How long a changed file may take to be noticed."""


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book and a service."""
    installation = launcher.installation()
    installation.add_support()
    return installation


@pytest.fixture
def server(launcher: Launcher, installation: Installation) -> Callcard:
    """The installation, running."""
    return launcher.start(installation)


def name(client: Client, number: str) -> str | None:
    """Who a number belongs to at the moment."""
    return client.lookup(number).get("caller", {}).get("displayName")


def spoil(installation: Installation) -> None:
    """Makes two mistakes: an unknown key of the configuration, and a deadline-like value of a service that is none."""
    installation.config["colour"] = "red"
    installation.services["support"]["retentionMs"] = "soon"
    installation.write()


def mend(installation: Installation) -> None:
    """Takes `spoil` back."""
    del installation.config["colour"]
    del installation.services["support"]["retentionMs"]
    installation.write()


def test_a_good_reload(server: Callcard, installation: Installation) -> None:
    """New keys, books and services count from the next request on; removed ones no longer do."""
    fresh, gone = installation.add_key(Key("fresh", "sessionService")), installation.keys.flow
    installation.config["keys"] = [entry for entry in installation.config["keys"] if entry["id"] != gone.id]
    installation.add_book("more", [person("1", BRUNO, "Bruno Weber")])
    installation.add_service("sales", ["more"])
    client = server.client(fresh)
    installation.write()
    assert client.post("/v1/lookups", {"number": ANNA}).status == 401
    assert server.operator().post("/v1/reload").json == {"status": "reloaded"}
    assert client.lookup(BRUNO, service="sales")["caller"]["displayName"] == "Bruno Weber"
    assert server.client(gone).post("/v1/lookups", {"number": ANNA}).status == 401
    assert scrape(server.anonymous()).value(SUCCESS) == 1


def test_a_bad_reload_changes_nothing(server: Callcard, installation: Installation) -> None:
    """F10: all problems are told with their places, the old configuration stays, and the metric says so until it is mended."""
    installation.services["support"]["displayName"] = "Renamed"
    spoil(installation)
    answer = server.operator().post("/v1/reload")
    assert (answer.status, answer.code) == (422, "invalidValue")
    places = [error["pointer"] for error in answer.json["errors"]]
    assert any("callcard.yaml:" in place for place in places) and any("support.yaml:" in place for place in places)
    settings = server.operator().get("/v1/services/support/settings").json
    assert settings["displayName"] == "Support" and name(server.client(), ANNA) == "Anna Meier"
    assert scrape(server.anonymous()).value(SUCCESS) == 0
    mend(installation)
    assert server.operator().post("/v1/reload").status == 200
    assert server.operator().get("/v1/services/support/settings").json["displayName"] == "Renamed"
    assert scrape(server.anonymous()).value(SUCCESS) == 1


def test_the_line_of_a_mistake(server: Callcard, installation: Installation) -> None:
    """F10: `file:line` leads to the mistake."""
    spoil(installation)
    errors = server.operator().post("/v1/reload").json["errors"]
    for file, mistake in (
        (installation.config_path, "colour"),
        (installation.folder / "services" / "support.yaml", "retentionMs"),
    ):
        lines = file.read_text().splitlines()
        pointer = next(error["pointer"] for error in errors if file.name in error["pointer"])
        line = re.search(r"\.yaml:(\d+)", pointer)
        assert line and mistake in lines[int(line[1]) - 1], pointer


def test_sighup_is_a_reload(server: Callcard, installation: Installation) -> None:
    """F10: a signal loads too; a bad configuration is refused, and said in the log."""
    installation.services["support"]["displayName"] = "Renamed"
    installation.write()
    server.signal(signal.SIGHUP)
    operator = server.operator()
    until(lambda: operator.get("/v1/services/support/settings").json["displayName"] == "Renamed", "SIGHUP took")
    spoil(installation)
    server.signal(signal.SIGHUP)
    until(lambda: scrape(server.anonymous()).value(SUCCESS) == 0, "the bad reload is counted")
    assert operator.get("/v1/services/support/settings").json["displayName"] == "Renamed"
    until(lambda: b"colour" in server.stderr.bytes + server.stdout.bytes, "the log says what is wrong")


def reloads(server: Callcard) -> int:
    """How many there were."""
    return int(scrape(server.anonymous()).value("callcard_config_reloads_total") or 0)


def weighty(server: Callcard, installation: Installation) -> float:
    """Makes each reload take a while; returns how many seconds one takes at least, by half of what one took alone."""
    for number in range(50):
        installation.add_service(f"team{number}", ["contacts"], contexts=[{"name": "CRM", "template": "https://crm.example/{Customer.Id}"}] * 10)
    installation.write()
    begun = time.monotonic()
    assert server.operator().post("/v1/reload").status == 200
    return (time.monotonic() - begun) / 2


def settled(server: Callcard, most: float, pause: float) -> int:
    """How many reloads there were once no more come, or more than `most`."""
    before, now = -1, reloads(server)
    while before != now <= most:
        time.sleep(pause)
        before, now = now, reloads(server)
    return now


def test_a_storm_of_sighup(server: Callcard, installation: Installation) -> None:
    """D12, D25: of 3,000 signals one reload is under way and one waits; the last one counts, and lookups go on."""
    shortest, before = weighty(server, installation), reloads(server)
    client = server.client()
    begun = time.monotonic()
    for number in range(3_000):
        if number == 2_999:
            installation.services["support"]["displayName"] = "Renamed"
            installation.file("services/support.yaml", installation.yaml(installation.services["support"]))
        server.signal(signal.SIGHUP)
    lasted = time.monotonic() - begun
    for _ in range(20):
        assert name(client, ANNA) == "Anna Meier"
    operator = server.operator()
    until(lambda: operator.get("/v1/services/support/settings").json["displayName"] == "Renamed", "the last one took", 20)
    most = before + lasted / shortest + 2
    assert before < settled(server, most, pause=max(1, 6 * shortest)) <= most


def test_many_reloads_at_once(server: Callcard, installation: Installation) -> None:
    """D25: calls share a reload that begins after them; each finds in force what it was made for."""
    weighty(server, installation)
    before = reloads(server)
    installation.add_service("last", ["contacts"])
    installation.write()

    def reload() -> int:
        return server.operator().post("/v1/reload").status

    assert at_once([reload] * 60) == [200] * 60
    # Calls come in during a reload or two, and a few more on a busy machine. One reload a call would be sixty.
    assert 1 <= reloads(server) - before <= 20
    assert server.operator().get("/v1/services/last/settings").status == 200


def test_a_call_during_a_reload_gets_the_next(server: Callcard, installation: Installation) -> None:
    """D25: a change that is made while a reload is under way is in force when the call that was made for it is answered."""
    weighty(server, installation)
    operator = server.operator()
    for round in range(8):
        first = threading.Thread(target=lambda: server.operator().post("/v1/reload"))
        first.start()
        time.sleep(0.01 * round)
        installation.services["support"]["displayName"] = f"Renamed {round}"
        installation.file("services/support.yaml", installation.yaml(installation.services["support"]))
        assert operator.post("/v1/reload").status == 200
        assert operator.get("/v1/services/support/settings").json["displayName"] == f"Renamed {round}"
        first.join()


def test_the_command(server: Callcard, installation: Installation) -> None:
    """F10: `callcard reload` ends with 0, or tells all problems and ends otherwise."""

    def reload() -> process.subprocess.CompletedProcess[bytes]:
        return process.run(
            "reload",
            "--url",
            f"http://{server.host}:{server.port}",
            folder=server.home,
            CALLCARD_KEY=installation.keys.operator.token,
        )

    assert reload().returncode == 0
    spoil(installation)
    failed = reload()
    assert failed.returncode != 0 and b"callcard.yaml:" in failed.stderr + failed.stdout


def test_no_gap_while_reloading(server: Callcard) -> None:
    """A reload is one step: a lookup sees the old or the new configuration, never none."""
    operator, client = server.operator(), server.client()
    for _ in range(15):
        assert operator.post("/v1/reload").status == 200
        assert name(client, ANNA) == "Anna Meier"


def replaced(installation: Installation, contacts: list[Contact]) -> None:
    """Puts another book in the place of the first, by renaming."""
    installation.file("contacts.json", json.dumps(contacts))


def degraded(server: Callcard) -> bool:
    """Whether `/readyz` says that something needs an eye, while lookups go on."""
    answer = server.anonymous().get("/readyz")
    assert answer.status == 200
    return answer.json["status"] == "degraded"


def test_a_changed_book_counts(server: Callcard, installation: Installation) -> None:
    """C1, F1: loaded beside the old one and swapped in one step, without a reload."""
    client = server.client()
    assert name(client, ANNA) == "Anna Meier" and name(client, BRUNO) is None
    replaced(installation, [person("1", ANNA, "Anna Huber"), person("2", BRUNO, "Bruno Weber")])
    until(lambda: name(client, ANNA) == "Anna Huber", "the new book is used", SWAP_SECONDS)
    assert name(client, BRUNO) == "Bruno Weber" and not degraded(server)


UNREADABLE = pytest.param("unreadable", marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything"))


@pytest.mark.parametrize("fault", ["empty", "truncated", "vanished", "directory", "fifo", UNREADABLE, "binary"])
def test_a_bad_book_leaves_the_old_one(server: Callcard, installation: Installation, fault: str) -> None:
    """F1, F2: the old book stands, `/readyz` and the metric say so, and a good file mends it."""
    path = installation.folder / "contacts.json"
    client = server.client()
    damage(path, fault)
    until(lambda: degraded(server), f"/readyz says degraded after: {fault}", SWAP_SECONDS)
    assert name(client, ANNA) == "Anna Meier"
    check = next(check for check in server.anonymous().get("/readyz").json["checks"] if check["status"] == "degraded")
    assert "contacts" in check["name"] + check["detail"]
    assert scrape(server.anonymous()).value("callcard_book_stale") == 1
    if path.is_dir():
        path.rmdir()
    replaced(installation, [person("1", ANNA, "Anna Huber")])
    until(lambda: name(client, ANNA) == "Anna Huber", "the mended book is used", SWAP_SECONDS)
    until(lambda: not degraded(server), "ready again", SWAP_SECONDS)
    assert scrape(server.anonymous()).value("callcard_book_stale") == 0


def damage(path: Path, fault: str) -> None:
    """Spoils a book's file."""
    whole = path.read_bytes()
    path.unlink()
    match fault:
        case "empty":
            path.write_bytes(b"")
        case "truncated":
            path.write_bytes(whole[: len(whole) // 2])
        case "directory":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "unreadable":
            path.write_bytes(whole)
            path.chmod(0)
        case "binary":
            path.write_bytes(bytes(range(256)) * 64)


def test_reload_with_a_bad_book(server: Callcard, installation: Installation) -> None:
    """F2: a reload goes through, and a book that went bad stays as it was."""
    damage(installation.folder / "contacts.json", "vanished")
    assert server.operator().post("/v1/reload").status == 200
    assert name(server.client(), ANNA) == "Anna Meier"


def test_what_takes_a_restart_is_told(server: Callcard, installation: Installation) -> None:
    """A change that a reload can't make is taken and named, by the command, the interface and the log, until the restart."""
    installation.config |= {"rates": {"perSecond": 7}, "lookups": {"waiting": 9}}
    installation.write()
    assert server.operator().post("/v1/reload").json == {"status": "reloaded", "restart": ["lookups", "rates"]}
    url = f"http://{server.host}:{server.port}"
    done = process.run("reload", "--url", url, folder=installation.folder, CALLCARD_KEY=installation.keys.operator.token)
    said = ["the configuration is in force", "but for what has changed in lookups, rates: that takes a restart"]
    assert done.returncode == 0 and done.stdout.decode().splitlines() == said
    until(lambda: "rates has changed; that takes a restart" in server.said(), "the log says so")
