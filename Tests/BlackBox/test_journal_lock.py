"""D19 One journal, one server; and one server for each file of a book that flows fill."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit import team
from kit.installation import Installation
from kit.process import Launcher, run
from kit.team import PIA

EX_TEMPFAIL = 75
CONTACT = {"externalId": "17", "firstName": "Anna", "lastName": "Meier", "businessPhones": ["+493023125123"]}


def same_journal(launcher: Launcher, first: Installation, path: str | None = None) -> Installation:
    """Another installation on the same journal."""
    second = team.installation(launcher)
    second.config["journal"] = path or str(first.journal_path)
    return second


def refused(launcher: Launcher, installation: Installation) -> str:
    """What a server says that does not start since another one has a file."""
    server = launcher.spawn(installation)
    assert server.wait(20) == EX_TEMPFAIL and b"listening" not in server.stdout.bytes, server.said()
    lines = [line for line in server.stderr.bytes.decode().splitlines() if "another server uses it" in line]
    assert len(lines) == 1 and "stop that one, or name another file" in lines[0], server.said()
    return lines[0]


@pytest.mark.parametrize("how", ["the same path", "a link", "a link to its folder"])
def test_d19_a_second_server(launcher: Launcher, tmp_path: Path, how: str) -> None:
    """D19: a second server on a journal does not start and says which file; the first goes on and loses nothing, and once it is
    stopped the second starts."""
    first = team.installation(launcher)
    server = launcher.start(first)
    call = team.call(server).queued()
    path = first.journal_path
    if how == "a link":
        path = tmp_path / "link.sqlite"
        path.symlink_to(first.journal_path)
    elif how == "a link to its folder":
        (tmp_path / "linked").symlink_to(first.folder)
        path = tmp_path / "linked" / first.journal_path.name
    second = same_journal(launcher, first, str(path))
    assert f"journal {path}: " in refused(launcher, second)
    call.accepted(PIA)
    assert server.stop() == 0
    again = launcher.start(second)
    assert team.desk(again).client is not None
    entry = again.client(second.people[PIA]).get(f"/v1/users/{PIA}/interactions/{call.entry_id}")
    assert entry.status == 200 and entry.json["state"] == "connected"


def test_d19_a_lock_ends_with_its_process(launcher: Launcher) -> None:
    """D19: after `kill -9` the next server starts at once, though the lock's file is still there."""
    installation = team.installation(launcher)
    for _ in range(3):
        server = launcher.start(installation)
        team.call(server).queued()
        server.kill()
        assert list(installation.folder.glob("callcard.sqlite.lock"))
    assert len(team.desk(launcher.start(installation)).items()) == 3


def test_d19_who_only_reads(launcher: Launcher) -> None:
    """D19: `check` works beside a server, and keeps none from starting."""
    installation = team.installation(launcher)
    installation.config["books"].append({"id": "pushed", "api": True, "file": "pushed.json"})
    server = launcher.start(installation)
    team.call(server).queued()
    done = run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert done.returncode == 0 and b"journal: sound" in done.stdout, done.stdout + done.stderr


def fed(launcher: Launcher, file: Path | str) -> Installation:
    """An installation with a book that flows fill, kept in a file."""
    installation = launcher.installation()
    installation.config["books"] = [{"id": "pushed", "api": True, "file": str(file)}]
    installation.add_service("support", ["pushed"])
    return installation


def test_d19_a_fed_book(launcher: Launcher, tmp_path: Path) -> None:
    """D19: a second server that would write the same book does not start; nothing that was put into it is lost."""
    file = tmp_path / "pushed.json"
    first = fed(launcher, file)
    server = launcher.start(first)
    assert server.operator().post("/v2/AddressBooks/pushed/contacts", [CONTACT]).status == 200
    second = fed(launcher, file)
    assert f"book pushed: {file}: " in refused(launcher, second)
    assert server.stop() == 0
    answer = launcher.start(second).operator().get("/v2/AddressBooks/pushed/contacts")
    assert [contact["externalId"] for contact in answer.json] == ["17"]


def test_d19_a_reload_that_names_a_book_of_another_server(launcher: Launcher, tmp_path: Path) -> None:
    """D19: such a reload is refused, the configuration before it stays; once the other server is gone it is taken, and then the book is
    this one's."""
    file = tmp_path / "pushed.json"
    other = launcher.start(fed(launcher, file))
    installation = fed(launcher, "own.json")
    server = launcher.start(installation)
    installation.config["books"][0]["file"] = str(file)
    installation.write()
    answer = server.operator().post("/v1/reload")
    assert answer.status == 422 and b"another server uses it" in answer.body
    # The book of before is still this server's.
    assert "book pushed: " in refused(launcher, fed(launcher, installation.folder / "own.json"))
    assert other.stop() == 0
    assert server.operator().post("/v1/reload").status == 200
    assert f"book pushed: {file}: " in refused(launcher, fed(launcher, file))
    launcher.start(fed(launcher, installation.folder / "own.json"))
