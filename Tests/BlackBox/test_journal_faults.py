"""D1–D5 A journal that can't be written, or can't be read: what is refused, what goes on, and what is never touched."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit import team
from kit.calls import Call
from kit.client import Answer
from kit.installation import Installation
from kit.journal import Load, damage, kept, repeat
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.streams import Streams
from kit.team import CODED, OLGA, PIA
from kit.waiting import until

SETTINGS = "/v1/services/support/settings"


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A team with a journal."""
    return team.installation(launcher)


def is_refused(answer: Answer) -> bool:
    """Whether an answer says that the journal can't be written, and when to come back."""
    return (answer.status, answer.code) == (503, "journalUnavailable") and 1 <= int(answer.headers["retry-after"]) <= 60


def health(server: Callcard) -> tuple[int, str]:
    """The status of `/readyz`, and what it tells of the journal."""
    answer = server.anonymous().get("/readyz")
    return answer.status, {check["name"]: check["status"] for check in answer.json["checks"]}["journal"]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the journal."""
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own below `folder`."""
    place = folder / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk can't be made here: {done.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=False)


def fill(disk: Path) -> Path:
    """Takes all that is free on a disk; returns the file to remove."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 512, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return path


def goes_on(server: Callcard, call: Call) -> None:
    """What does not need the journal's pen: lookups, lists, details, an open page, a live call's context."""
    pia = team.desk(server, PIA)
    with Streams(server) as streams:
        stream = streams.snapshot(PIA)
        found = server.client().lookup(ANNA, service="support", session=call.session)
        assert found["caller"]["displayName"] == "Anna Meier"
        stream.wait_for("context", call.entry_id)
        entry = stream.wait_for("entry", call.entry_id).data
        assert entry["caller"]["displayName"] == "Anna Meier"
    assert pia.entry(call) == entry and pia.search("Support") and pia.active() == {"support"}
    assert server.client(server.installation.people[OLGA]).get(SETTINGS).status == 200
    server.client().forget(ANNA)


def test_d3_locked_by_another(launcher: Launcher, installation: Installation) -> None:
    """D3: while another program holds the file every change is refused soon, with 503 and `Retry-After`; all else goes on, and
    nothing is left of what was refused."""
    server = launcher.start(installation)
    pia, olga = team.desk(server, PIA), server.client(installation.people[OLGA])
    call, open_call = team.call(server).queued(), team.call(server).queued().accepted(PIA).ended()
    settings = olga.get(SETTINGS)
    with Streams(server) as streams, locked(installation.journal_path):
        stream = streams.snapshot(PIA)
        refused: dict[str, Callable[[], Answer]] = {
            "event": lambda: call.send(call.event("offered", user=PIA, id="again")),
            "new call": lambda: (new := team.call(server)).send(new.event("queued")),
            "conclusion": lambda: pia.conclude(open_call, **CODED),
            "active": lambda: pia.activate(),
            "settings": lambda: olga.request(
                "PUT", SETTINGS, settings.json | {"displayName": "Help"}, headers={"If-Match": settings.headers["etag"]}
            ),
        }
        for name, change in refused.items():
            answer = change()
            assert is_refused(answer), f"{name}: {answer.status} {answer.body!r}"
            print(f"\n{name} refused in {answer.elapsed * 1e3:.0f} ms", end="")
            assert answer.elapsed < 3
        assert health(server) == (200, "degraded")
        assert scrape(server.anonymous()).value("callcard_journal_available") == 0
        goes_on(server, call)
        assert stream.of("entry", open_call.entry_id) == [] and not stream.is_over
    assert pia.entry(call)["state"] == "incoming" and pia.entry(open_call)["open"] and len(pia.items()) == 2
    assert olga.get(SETTINGS).headers["etag"] == settings.headers["etag"]
    # A switch repeats what was refused.
    assert refused["event"]().status == 202
    assert pia.entry(call)["state"] == "ringing"
    assert pia.saved(open_call, **CODED)["open"] is False
    assert health(server) == (200, "ok")
    assert scrape(server.anonymous()).value("callcard_journal_available") == 1
    assert server.stop() == 0 and damage(installation.journal_path) == []


def test_d3_locked_for_a_moment(launcher: Launcher, installation: Installation) -> None:
    """D3: a lock that comes and goes under load: each event is acknowledged and kept, or refused; the load never stops."""
    server = launcher.start(installation)
    with Load(server, threads=8, may_fail=is_refused) as load:
        for _ in range(4):
            before = len(load.acknowledged)
            until(lambda before=before: len(load.acknowledged) > before + 20, "events are taken", seconds=10)
            with locked(installation.journal_path):
                time.sleep(0.6)
    assert load.refusals, "the lock was not noticed"
    assert load.pairs <= kept(installation.journal_path)
    server.kill()
    assert load.pairs <= kept(installation.journal_path) and damage(installation.journal_path) == []


def test_d1_full_disk(launcher: Launcher, installation: Installation) -> None:
    """D1: where no room is left an event is 503 and never 202; pages go on; with room again it recovers, and all that was
    acknowledged is there."""
    with small_disk(installation.folder, "16m") as disk:
        installation.config["journal"] = "disk/callcard.sqlite"
        server = launcher.start(installation)
        call = team.call(server).queued()
        with Load(server, threads=8, may_fail=is_refused) as load:
            until(lambda: len(load.acknowledged) > 100, "events are taken", seconds=10)
            filler = fill(disk)
            until(lambda: len(load.refusals) > 50, "the full disk is noticed", seconds=20)
        assert is_refused(call.send(call.event("offered", user=PIA)))
        assert health(server) == (200, "degraded")
        goes_on(server, call)
        assert load.pairs <= kept(installation.journal_path)
        filler.unlink()
        call.offered(PIA, id="with-room")
        assert health(server) == (200, "ok")
        repeat(server, load)
        with Load(server, threads=8) as more:
            until(lambda: len(more.acknowledged) > 100, "events are taken again", seconds=10)
        server.kill()
        assert load.pairs | more.pairs | {(call.session, "with-room")} <= kept(installation.journal_path)
        assert damage(installation.journal_path) == []
        server = launcher.start(installation)
        repeat(server, more)
        assert server.stop() == 0


def test_d1_filled_by_the_journal_itself(launcher: Launcher, installation: Installation) -> None:
    """D1: the disk is full of calls: refused from then on, also after `kill -9`, and nothing that was acknowledged is lost."""
    with small_disk(installation.folder, "1m") as disk:
        installation.config["journal"] = "disk/callcard.sqlite"
        server = launcher.start(installation)
        with Load(server, threads=8, may_fail=is_refused) as load:
            until(lambda: len(load.refusals) > 50, "the disk is full", seconds=60)
        assert team.desk(server, PIA).list()["items"] and server.client().lookup(ANNA)["status"] == "resolved"
        server.kill()
        saved = installation.folder / "saved"
        shutil.copytree(disk, saved)
        assert load.pairs <= kept(saved / "callcard.sqlite") and damage(saved / "callcard.sqlite") == []


def test_d1_no_room_at_the_start(launcher: Launcher, installation: Installation) -> None:
    """D1: a journal that can't even be made stops the start with a clear line."""
    with small_disk(installation.folder, "64k") as disk:
        fill(disk)
        installation.config["journal"] = "disk/callcard.sqlite"
        assert f"journal {disk}/callcard.sqlite: " in refused_start(launcher, installation)


@contextmanager
def frozen(*paths: Path) -> Iterator[None]:
    """The system refuses every write to these files."""
    done = subprocess.run(["chattr", "+i", *paths], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"files can't be frozen here: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *paths], check=True)


def test_d2_writes_fail(launcher: Launcher, installation: Installation) -> None:
    """D2: the system refuses to write: as D1, and `/readyz` says so."""
    server = launcher.start(installation)
    path = installation.journal_path
    call = team.call(server).queued()
    with frozen(path, path.with_name(f"{path.name}-wal")):
        assert is_refused(call.send(call.event("offered", user=PIA, id="later")))
        assert health(server) == (200, "degraded")
        goes_on(server, call)
    call.offered(PIA, id="later")
    assert health(server) == (200, "ok") and team.desk(server, PIA).entry(call)["state"] == "ringing"
    server.kill()
    assert (call.session, "later") in kept(path) and damage(path) == []


def test_d2_a_read_only_place(launcher: Launcher, installation: Installation) -> None:
    """D2: a journal in a place that can only be read stops the start."""
    with small_disk(installation.folder, "1m") as disk:
        installation.config["journal"] = "disk/callcard.sqlite"
        server = launcher.start(installation)
        team.call(server).queued()
        assert server.stop() == 0
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert f"journal {disk}/callcard.sqlite: " in refused_start(launcher, installation)


def test_d4_a_long_reader(launcher: Launcher, installation: Installation) -> None:
    """D4: while another program reads for long, the log grows and is measured; calls go on; afterwards its room is used again."""
    server = launcher.start(installation)
    team.call(server).queued()
    reader = sqlite3.connect(installation.journal_path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM session").fetchone() == (1,)

    def grow(events: int) -> float:
        with Load(server, threads=8) as load:
            until(lambda: len(load.acknowledged) > events, "events are taken", seconds=60)
        return scrape(server.anonymous()).value("callcard_journal_log_bytes") or 0

    sizes = [grow(2_000), grow(2_000)]
    assert sizes[1] > sizes[0] > 2**20 and sizes[1] == installation.journal_path.with_name("callcard.sqlite-wal").stat().st_size
    reader.close()
    grow(2_000)
    assert grow(2_000) < sizes[1] * 1.5, "the log goes on growing without a reader"


def refused_start(launcher: Launcher, installation: Installation) -> str:
    """Starts a server that must end by itself before it listens; returns what it said."""
    server = launcher.spawn(installation)
    code = server.wait(20)
    assert code > 0 and b"listening" not in server.stdout.bytes, server.said()
    return server.said()
