"""D6 Backup, restore, upgrade and downgrade by the manual's own commands, with calls going on."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fakes.receiver import Receiver
from kit import flows, team
from kit.calls import Call
from kit.desk import Desk
from kit.host import Host
from kit.journal import Load, damage, kept
from kit.process import BINARY
from kit.waiting import until

EX_DATAERR = 65


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A machine of the manual, its service running."""
    with Host(tmp_path) as host:
        assert host.unit.start() == 0, host.unit.said()
        yield host


def copies(host: Host) -> list[Path]:
    """The journals among the backups, oldest first."""
    return sorted((host.root / "var/backups/callcard").glob("*.sqlite"))


def backed_up(host: Host) -> str:
    """Makes a backup; returns its path without extension."""
    before = copies(host)
    assert host.run("backup").splitlines() == ["ok"]
    (copy,) = [path for path in copies(host) if path not in before]
    return str(copy.with_suffix(""))


def desk(host: Host) -> Desk:
    """What Pia sees."""
    return Desk(host.client(host.people[team.PIA]), team.PIA)


def test_backup_and_restore_with_calls_going_on(host: Host) -> None:
    """Every event that was acknowledged before the backup is in the restored journal, which is sound; and calls go on after it."""
    with Load(host, threads=8) as load:  # type: ignore[arg-type]
        until(lambda: len(load.acknowledged) > 400, "some calls", seconds=60)
        before = load.pairs
        copy = backed_up(host)
        until(lambda: len(load.acknowledged) > len(before) + 200, "calls go on", seconds=60)
        with host.journal.open("rb") as file:
            assert file.read(15) == b"SQLite format 3"
    after = load.pairs
    held = kept(Path(f"{copy}.sqlite"))
    assert before <= held and len(held - after) == 0 and len(held) < len(after), (len(before), len(held), len(after))
    assert stat.S_IMODE(Path(f"{copy}.sqlite").stat().st_mode) == 0o600
    host.run("restore", copy=copy)
    assert host.unit.is_active and "journal: sound" in host.bash("callcard check").stdout
    assert before <= kept(host.journal) and damage(host.journal) == []
    assert kept(host.state / "before-restore" / "callcard.sqlite") >= after, "what was there is lost"
    told = Call(host.client()).queued().accepted(team.PIA)
    assert desk(host).entry(told)["state"] == "connected"
    assert host.operator().get("/readyz").json["status"] == "ready"


def test_a_backup_of_a_stopped_server(host: Host) -> None:
    """The same commands; they leave nothing behind that keeps the server from starting."""
    call = Call(host.client()).queued().ended()
    assert host.unit.stop() == 0
    copy = backed_up(host)
    assert {session for session, _ in kept(Path(f"{copy}.sqlite"))} == {call.session}
    assert host.unit.start() == 0
    Call(host.client()).queued().ended()


def test_secrets_are_apart(host: Host) -> None:
    """The copy of the configuration has no secret, the copy of keys has all of them; together they make another machine work."""
    with Receiver() as receiver:
        host.configure(triggers={"allow": ["127.0.0.0/8"], "http": True})
        host.write(host.etc / "crm.txt", "a-secret-of-the-tests\n")
        host.write(host.etc / "key.pem", "another-secret\n")
        assert host.unit.reload() == 0
        until(lambda: "127.0.0.0/8" in str(host.config), "the configuration")
        flow = host.client(host.keys.flow)
        until(lambda: flows.ask(flow, receiver.flow("one"), taskEvents=["created"]).status == 201, "the reload", seconds=10)
        copy = backed_up(host)
        host.run("backup-keys")
        archive = subprocess.run(["tar", "-tf", f"{copy}.tar"], capture_output=True, text=True, check=True).stdout
        assert "callcard.yaml" in archive and "services/support.yaml" in archive
        assert "crm.txt" not in archive and "books" not in archive and b"a-secret" not in Path(f"{copy}.tar").read_bytes()
        kept_keys = host.root / "root" / "callcard-keys"
        assert {path.name for path in kept_keys.iterdir()} == {"crm.txt", "key.pem", "triggers.key"}
        assert stat.S_IMODE(kept_keys.stat().st_mode) == 0o700
        key = (host.state / "triggers.key").read_bytes()
        assert host.unit.stop() == 0
        for path in [host.state / "triggers.key", host.etc / "crm.txt", host.etc / "key.pem", host.etc / "callcard.yaml"]:
            path.unlink()
        host.run("restore-configuration", copy=copy)
        assert (host.state / "triggers.key").read_bytes() == key and (host.etc / "crm.txt").exists()
        assert (host.etc / "key.pem").exists()
        host.run("restore", copy=copy)
        seen = len(receiver.posts("one"))
        Call(host.client()).queued().ended()
        receiver.wait("one", seen + 1)


def test_upgrade(host: Host) -> None:
    """The old program stays beside, the new one runs; one that would refuse the configuration stops the upgrade before a change."""
    folder = host.root / "download"
    folder.mkdir()
    (folder / "callcard").symlink_to(BINARY.resolve())
    (host.root / "var/backups/callcard").mkdir(parents=True)
    call, before = Call(host.client()).queued(), host.unit.pid
    host.run("upgrade", folder)
    assert host.unit.pid != before and (host.root / "var/backups/callcard/callcard.before").exists()
    assert call.told_to(host.client()).accepted(team.PIA) and desk(host).entry(call)["state"] == "connected"
    (folder / "callcard").unlink()
    (folder / "callcard").write_text("#!/bin/sh\necho 'error: no such key'\nexit 78\n")
    (folder / "callcard").chmod(0o755)
    pid, program = host.unit.pid, (host.root / "usr/bin/callcard").stat().st_ino
    with pytest.raises(AssertionError, match="exit 78"):
        host.run("upgrade", folder)
    assert host.unit.pid == pid and (host.root / "usr/bin/callcard").stat().st_ino == program


def test_downgrade(host: Host) -> None:
    """A journal of a later version is left as it is, in the manual's words; the backup from before brings the old one back."""
    call = Call(host.client()).queued().ended()
    copy = backed_up(host)
    (host.root / "var/backups/callcard/callcard.before").symlink_to(BINARY.resolve())
    assert host.unit.stop() == 0
    with closing(sqlite3.connect(host.journal)) as journal, journal:
        journal.execute("INSERT INTO grdb_migrations VALUES ('9999 later')")
    before = host.journal.read_bytes()
    assert host.unit.start() == 1 and f"status={EX_DATAERR}" in host.unit.status()
    host.show("newer-journal")
    assert host.journal.read_bytes() == before
    host.run("downgrade", copy=copy)
    assert host.unit.is_active and kept(host.journal) == {(call.session, "e-1"), (call.session, "e-2")}
    assert (host.state / "newer" / "callcard.sqlite").read_bytes() == before


def test_why_not_another_way(host: Host, tmp_path: Path) -> None:
    """The manual warns of `cp` and of an old `-wal`; both lose events, or worse."""
    call = Call(host.client()).queued()
    whole = sorted(kept(host.journal))
    copied = tmp_path / "copied.sqlite"
    copied.write_bytes(host.journal.read_bytes())
    with closing(sqlite3.connect(copied)) as journal:
        tables = journal.execute("SELECT count(*) FROM sqlite_master WHERE name = 'event'").fetchone()[0]
        lost = not tables or journal.execute("SELECT count(*) FROM event").fetchone()[0] < len(whole)
    assert whole == [(call.session, "e-1")] and lost, "a plain copy has all: the manual need not warn of it"
