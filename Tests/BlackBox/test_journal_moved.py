"""D20 A journal that is removed or replaced under the server: nothing is acknowledged that the next start would not find."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kit import team
from kit.calls import Call
from kit.client import Answer
from kit.installation import Installation
from kit.journal import Load, damage, kept
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.team import PIA
from kit.waiting import until


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A team with a journal in a folder of its own."""
    installation = team.installation(launcher)
    installation.config["journal"] = "data/callcard.sqlite"
    (installation.folder / "data").mkdir()
    return installation


def is_refused(answer: Answer) -> bool:
    """Whether an answer says that the journal can't be written, and when to come back."""
    return (answer.status, answer.code) == (503, "journalUnavailable") and "retry-after" in answer.headers


def health(server: Callcard) -> tuple[int, str]:
    """The status of `/readyz`, and what it tells of the journal."""
    answer = server.anonymous().get("/readyz")
    return answer.status, {check["name"]: check["status"] for check in answer.json["checks"]}["journal"]


def move(path: Path) -> None:
    """As a rotation of logs would do."""
    path.rename(path.with_suffix(".1"))


def replace(path: Path) -> None:
    """By a copy, as from a backup."""
    copy = path.with_suffix(".copy")
    shutil.copyfile(path, copy)
    copy.replace(path)


def remove_log(path: Path) -> None:
    """What was acknowledged lately is in the log alone."""
    path.with_name(f"{path.name}-wal").unlink()


KINDS: dict[str, Callable[[Path], object]] = {
    "moved": move,
    "removed": Path.unlink,
    "replaced": replace,
    "its log removed": remove_log,
    "its folder moved": lambda path: path.parent.rename(path.parent.with_suffix(".1")),
    "its folder removed": lambda path: shutil.rmtree(path.parent),
}


@pytest.mark.parametrize("kind", KINDS)
def test_d20_noticed(launcher: Launcher, installation: Installation, kind: str) -> None:
    """D20: within 2 s `/readyz` is degraded and the metric 0, also without any event; events are refused at once; lookups, lists and
    pages go on; a log line says it."""
    server = launcher.start(installation)
    call = team.call(server).queued()
    KINDS[kind](installation.journal_path)
    assert is_refused(call.send(call.event("offered", user=PIA)))
    assert is_refused((new := team.call(server)).send(new.event("queued")))
    assert health(server) == (200, "degraded")
    assert scrape(server.anonymous()).value("callcard_journal_available") == 0
    assert server.client().lookup(ANNA, service="support")["status"] == "resolved"
    assert [entry["session"] for entry in team.desk(server).items()] == [call.session]
    until(lambda: b"removed or replaced" in server.stderr.bytes, "the log says it")
    assert server.stop() == 0


def test_d20_noticed_in_silence(launcher: Launcher, installation: Installation) -> None:
    """D20: it needs no event to be noticed within 2 s, nor to be well again."""
    server = launcher.start(installation)
    path = installation.journal_path
    path.rename(path.with_suffix(".1"))
    until(lambda: health(server) == (200, "degraded"), "it is noticed", seconds=3)
    path.with_suffix(".1").rename(path)
    until(lambda: health(server) == (200, "ok"), "it is well again", seconds=3)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_d20_put_back(launcher: Launcher, installation: Installation, kind: str) -> None:
    """D20: put back, it goes on, and all that was acknowledged is there after a crash."""
    server = launcher.start(installation)
    path = installation.journal_path
    place = path if kind == "file" else path.parent
    call = team.call(server).queued()
    with Load(server, threads=8, may_fail=is_refused) as load:
        until(lambda: len(load.acknowledged) > 100, "events are taken", seconds=20)
        place.rename(place.with_suffix(".1"))
        until(lambda: len(load.refusals) > 20, "events are refused")
        before = len(load.acknowledged)
        time.sleep(0.5)
        assert len(load.acknowledged) - before <= 8, "events are acknowledged that nobody will find"
        place.with_suffix(".1").rename(place)
        until(lambda: len(load.acknowledged) > before + 100, "events are taken again", seconds=20)
    assert health(server) == (200, "ok")
    server.kill()
    assert load.pairs | {(call.session, "e-1")} <= kept(path) and damage(path) == []


@pytest.mark.parametrize("kind", KINDS)
def test_d20_restarted(launcher: Launcher, installation: Installation, kind: str) -> None:
    """D20: a start takes what is there then: the copy, or a new journal; and goes on."""
    server = launcher.start(installation)
    before = team.call(server).queued()
    KINDS[kind](installation.journal_path)
    until(lambda: health(server) == (200, "degraded"), "it is noticed", seconds=3)
    assert server.stop() == 0
    installation.journal_path.parent.mkdir(exist_ok=True)
    server = launcher.start(installation)
    call: Call = team.call(server).queued()
    assert health(server) == (200, "ok")
    sessions = {entry["session"] for entry in team.desk(server).items()}
    assert sessions - {before.session} == {call.session}
    if kind == "its log removed":
        assert before.session in sessions, "what was acknowledged is lost with the log, though the server was stopped in order"


def test_d20_what_was_acknowledged_goes_along(launcher: Launcher, installation: Installation) -> None:
    """D20: what was acknowledged before is in the file that was moved, though its log was left behind."""
    server = launcher.start(installation)
    calls = [team.call(server).queued() for _ in range(20)]
    path = installation.journal_path
    path.rename(path.with_suffix(".1"))
    until(lambda: health(server) == (200, "degraded"), "it is noticed", seconds=3)
    server.kill()
    moved = installation.folder / "moved.sqlite"
    shutil.copyfile(path.with_suffix(".1"), moved)
    assert {(call.session, "e-1") for call in calls} <= kept(moved) and damage(moved) == []
