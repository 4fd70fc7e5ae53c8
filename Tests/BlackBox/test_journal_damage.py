"""D5, D24 A journal that is damaged, foreign or newer: the start stops with a clear line, and not a byte of it is changed. A large one is looked
through after the start."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kit import team
from kit.installation import Installation
from kit.journal import Load
from kit.process import Callcard, Launcher, run
from kit.prometheus import scrape
from kit.waiting import until

EX_DATAERR, EX_CONFIG = 65, 78


@pytest.fixture(scope="module")
def whole(module_launcher: Launcher) -> Path:
    """A journal with some hundred calls, closed in good order."""
    server = module_launcher.start(team.installation(module_launcher))
    with Load(server, threads=8) as load:
        until(lambda: len(load.acknowledged) > 1_200, "some calls", seconds=30)
    assert server.stop() == 0
    return server.installation.journal_path


@pytest.fixture
def installation(launcher: Launcher, whole: Path) -> Installation:
    """A team with a copy of that journal."""
    installation = team.installation(launcher)
    installation.journal_path.write_bytes(whole.read_bytes())
    installation.write()
    return installation


def pages(path: Path, table: str) -> list[int]:
    """The number of a table's or an index's first page, from 1."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])]


def overwrite(path: Path, page: int, junk: bytes = b"\xff") -> None:
    """Puts junk in the place of a page, from 1."""
    with path.open("r+b") as file:
        file.seek((page - 1) * 4_096)
        file.write(junk * 4_096)


def zero_header_bytes(path: Path) -> None:
    """The first page's content, behind a header that still says SQLite."""
    with path.open("r+b") as file:
        file.seek(100)
        file.write(bytes(3_996))


def cut(path: Path, share: float) -> None:
    """Leaves the first part only."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def make_newer(path: Path) -> None:
    """As a later version would leave it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO grdb_migrations VALUES ('9999 later')")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("number;name\n" * 1_000), "no journal"),
    "one line of text": (lambda path: path.write_text("callcard"), "no journal"),
    "another header": (lambda path: path.write_bytes(b"SQLite format 4\0" + path.read_bytes()[16:]), "no journal"),
    "half": (lambda path: cut(path, 0.5), "damaged"),
    "its last part missing": (lambda path: cut(path, 0.97), "damaged"),
    "no page but the first": (lambda path: path.write_bytes(path.read_bytes()[:4_096]), "damaged"),
    "first page": (zero_header_bytes, "damaged"),
    "sessions": (lambda path: overwrite(path, pages(path, "session")[0]), "damaged"),
    "lists": (lambda path: overwrite(path, pages(path, "listing")[0]), "damaged"),
    "an index": (lambda path: overwrite(path, pages(path, "session_started")[0]), "damaged"),
    "a page in the middle": (lambda path: overwrite(path, path.stat().st_size // 4_096 // 2), "damaged"),
    "a page of zeros": (lambda path: overwrite(path, path.stat().st_size // 4_096 // 2, b"\0"), "damaged"),
    "newer": (make_newer, "later version"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_d5(launcher: Launcher, installation: Installation, damage: str) -> None:
    """D5: `serve` ends by itself before a port is open, and `check` fails, both naming the file and why; the file stays."""
    path, (do, reason) = installation.journal_path, DAMAGES[damage]
    do(path)
    before = path.read_bytes()
    server = launcher.spawn(installation)
    assert server.wait(20) == EX_DATAERR and b"listening" not in server.stdout.bytes, server.said()
    lines = [line for line in server.said().splitlines() if f"journal {path}: " in line]
    assert len(lines) == 1 and reason in lines[0], server.said()
    assert path.read_bytes() == before, "the file was changed"
    done = run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert done.returncode == EX_CONFIG
    said = (done.stdout + done.stderr).decode().splitlines()
    assert any(f"journal {path}: " in line and reason in line for line in said)
    assert b"journal: sound" not in done.stdout
    assert path.read_bytes() == before, "the file was changed"


def test_d5_the_whole_one_starts(launcher: Launcher, installation: Installation) -> None:
    """The same file without damage: sound, and served. What is refused above is refused for its damage."""
    done = run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert done.returncode == 0 and b"journal: sound" in done.stdout
    assert len(team.desk(launcher.start(installation)).items()) >= 300


def test_check_sees_what_a_start_has_no_time_for(installation: Installation) -> None:
    """D5: an index that does not say what its table does: `check` compares them and fails."""
    path = installation.journal_path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        schema = "type, name, tbl_name, rootpage, sql"
        index = connection.execute(f"SELECT {schema} FROM sqlite_master WHERE name = 'session_started'").fetchone()
        connection.execute("DELETE FROM sqlite_master WHERE name = 'session_started'")
        connection.commit()
    with closing(sqlite3.connect(path)) as connection:
        # The index is not known here, so it keeps the row.
        connection.execute("DELETE FROM session WHERE id = (SELECT min(id) FROM session)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(f"INSERT INTO sqlite_master ({schema}) VALUES (?, ?, ?, ?, ?)", index)
        connection.commit()
    done = run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert done.returncode == EX_CONFIG
    assert "damaged" in (done.stdout + done.stderr).decode() and b"journal: sound" not in done.stdout


def grow(path: Path, size: int) -> None:
    """Makes a journal as large as that, with tags that somebody might have saved."""
    with closing(sqlite3.connect(path)) as connection:
        now = time.time_ns() // 1_000_000
        rows = ((f"other-{number:06}", "x" * 2_000, now) for number in range(size // 2_048))
        connection.executemany("INSERT INTO tag VALUES ('other', ?, ?, 1, ?)", rows)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert path.stat().st_size > size


def test_d24_a_large_one(launcher: Launcher, installation: Installation) -> None:
    """D24: one above 64 MiB with damaged pages starts at once; it is looked through afterwards, and then `/readyz` is degraded and the
    metric 1. Calls go on, and not a byte is changed by the looking."""
    path = installation.journal_path
    grow(path, 68 << 20)
    sound = launcher.start(installation)

    def pages(server: Callcard) -> str:
        answer = server.anonymous().get("/readyz")
        assert answer.status == 200
        return {check["name"]: check["status"] for check in answer.json["checks"]}["journal pages"]

    time.sleep(3)
    assert pages(sound) == "ok" and scrape(sound.anonymous()).value("callcard_journal_damaged") == 0
    assert sound.stop() == 0
    overwrite(path, path.stat().st_size // 4_096 // 2)
    server = launcher.start(installation)
    until(lambda: pages(server) == "degraded", "the damage is found", seconds=30)
    assert scrape(server.anonymous()).value("callcard_journal_damaged") == 1
    until(lambda: b"damaged in places" in server.stderr.bytes, "the log says it")
    call = team.call(server).queued()
    assert team.desk(server).entry(call)["state"] == "incoming"


def test_d5_a_folder_in_its_place(launcher: Launcher) -> None:
    """What is no file, or in no folder, stops the start as clearly."""
    for name in ("folder", "missing/callcard.sqlite"):
        installation = team.installation(launcher)
        installation.config["journal"] = name
        (installation.folder / "folder").mkdir()
        server = launcher.spawn(installation)
        assert server.wait(20) in range(EX_DATAERR, EX_CONFIG + 1) and b"listening" not in server.stdout.bytes, server.said()
        assert f"journal {installation.folder / name}: " in server.said()
        assert not (installation.folder / "missing").exists()


def test_an_empty_file_is_a_new_journal(launcher: Launcher) -> None:
    """As `touch` and `mktemp` leave it; its rights are the operator's."""
    installation = team.installation(launcher)
    installation.journal_path.touch(0o640)
    server = launcher.start(installation)
    team.call(server).queued()
    assert len(team.desk(server).items()) == 1
    assert installation.journal_path.stat().st_mode & 0o777 == 0o640


def test_nobody_else_reads_a_new_journal(launcher: Launcher) -> None:
    """A journal that the server makes is its user's alone, and so are the files beside it."""
    server = launcher.start(team.installation(launcher))
    team.call(server).queued()
    files = list(server.installation.folder.glob("callcard.sqlite*"))
    assert len(files) >= 2 and all(path.stat().st_mode & 0o077 == 0 for path in files)
