"""C11 D17 The operators' manual: all its commands are run, its links lead somewhere, and an installation by it is what it says."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.receiver import Receiver
from kit import flows, manual, team
from kit.calls import Call
from kit.host import Host
from kit.numbers import ANNA
from kit.process import BINARY
from kit.unit import UNIT
from kit.waiting import until

TESTS = [path for path in Path(__file__).parent.glob("test_operations*.py")]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A machine of the manual, on which nothing runs yet."""
    with Host(tmp_path) as host:
        yield host


def test_all_commands_are_run() -> None:
    """Each block of commands has a name that a test uses, or says that no test can run it; no test names one that is not there."""
    blocks = [block for page in manual.pages() for block in manual.blocks_of(page) if block.language in manual.COMMANDS]
    names = {block.name for block in blocks}
    assert len(blocks) > 20 and "" not in names, [block.text for block in blocks if not block.name]
    used = {name for path in TESTS for name in re.findall(r'\.(?:run|show|block)\(\s*"([a-z0-9-]+)"', path.read_text())}
    assert used | {manual.BY_HAND, "environment"} >= names, names - used
    assert used <= names, used - names
    for page in manual.pages():
        for before in re.findall(r"((?:.+\n)+)\n```\w+ by-hand\n", page.read_text()):
            assert "no test can" in before, f"{page.name}: it does not say why: {before}"


@pytest.mark.parametrize("page", manual.pages(), ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """To files of the project, and to headings that they have."""
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if urlsplit(link).scheme:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        titles = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-") for title in titles}, link


PROGRAMS = ("ask", "callcard", "curl", "df", "fuser", "journalctl", "ss", "systemctl", "timedatectl")
INTERACTIVE = ("callcard connector sign-in", "callcard connector try", "callcard key new", "callcard forget")
ELSEWHERE = "https://crm.example"


def inline_commands() -> set[str]:
    """The commands that stand within sentences."""
    text = "\n".join(re.sub(manual.FENCE, "", page.read_text()) for page in manual.pages())
    found = re.findall(rf"`((?:{'|'.join(PROGRAMS)}) [^`]+)`", text)
    return {command for command in found if not command.startswith(INTERACTIVE) and ELSEWHERE not in command}


def test_commands_in_the_text_run(host: Host) -> None:
    """What a sentence says to run is there and takes what it is given; what its programs find is another matter."""
    assert host.unit.start() == 0
    missing = {name for name in PROGRAMS if name != "ask" and shutil.which(name, path=f"{host.root}/bin:{os.environ['PATH']}") is None}
    assert missing <= {"timedatectl"}, f"Scripts/prepare test installs them: {missing}"
    commands = inline_commands()
    assert len(commands) > 15
    for command in sorted(commands):
        if missing & set(command.split()):
            continue
        named = command.replace("FILE", "/etc/callcard/books/contacts.csv")
        done = host.bash(f"set +e +o pipefail\n{named}")
        assert done.returncode < 2 and "not found" not in done.stdout and "Usage" not in done.stdout, (command, done.stdout)
    for command in INTERACTIVE:
        assert host.bash(f"{command} --help").returncode == 0, command


def test_an_installation(host: Host) -> None:
    """By the manual: the service runs under its unit, every-day commands say what is shown, secrets are nobody else's."""
    folder = host.root / "download"
    folder.mkdir()
    (folder / "callcard").symlink_to(BINARY.resolve())
    shutil.copy2(host.etc / "callcard.yaml", folder / "callcard.yaml")
    shutil.copy2(UNIT, folder / "callcard.service")
    services, books = host.etc / "services", host.etc / "books"
    kept = {path: path.read_bytes() for path in [*services.iterdir(), *books.iterdir()]}
    shutil.rmtree(host.etc)
    text = (folder / "callcard.yaml").read_text()
    (folder / "callcard.yaml").write_text(text.replace("books/contacts.csv", str(folder / "c.csv")))
    (folder / "c.csv").write_bytes(kept[books / "contacts.csv"])
    printed = host.run("install", folder)
    assert "the configuration is good" in printed and host.unit.is_active
    assert host.client().lookup(ANNA)["status"] == "resolved"
    assert stat.S_IMODE(host.etc.stat().st_mode) == 0o750
    assert (host.root / "etc/systemd/system/callcard.service").read_bytes() == UNIT.read_bytes()


def test_every_day(host: Host) -> None:
    """What the commands of every day print."""
    assert host.unit.start() == 0
    host.show("every-day")


def rows() -> dict[str, list[str]]:
    """The cells of the table of places, by place; those that are several share a row."""
    table = (manual.DOCS / "operations.md").read_text().partition("## What is where")[2].partition("\n\nNothing else")[0]
    lines = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    return {place: line for line in lines for place in re.findall(r"`([^`]+)`", line[0])}


def test_what_is_where(host: Host) -> None:
    """All that the server writes is in the table, under its mode; nothing is written anywhere else."""
    with Receiver() as receiver:
        recall = {"keyFile": str(host.state / "recall.key")}
        host.configure(triggers={"allow": ["127.0.0.0/8"], "http": True}, sessions={"recall": recall})
        host.write(host.state / "recall.key", os.urandom(32), 0o600)
        service = host.etc / "services" / "support.yaml"
        host.write(service, service.read_text() + "connectors: [contacts, pushed]\n")
        assert host.unit.start() == 0
        flows.subscribe(host.client(host.keys.flow), receiver.flow("one"), taskEvents=["created"])
        pushed = {"externalId": "1", "businessPhones": ["+493023125144"], "lastName": "Wolf"}
        contacts = host.client(host.keys.flow).post("/v2/AddressBooks/pushed/contacts", [pushed])
        assert contacts.status == 200, contacts.body
        until(lambda: "pushed.json" in names(host), "the book's file", seconds=10)
        team_call(host)
        beside = {"callcard.sqlite-wal", "callcard.sqlite-shm", "callcard.sqlite.lock", "pushed.json", "pushed.json.lock"}
        assert places(host) == table_of(host, beside)
        assert host.unit.stop() == 0
    assert names(host) <= {Path(place).name for place in rows()}
    assert {path for path in host.home.rglob("*")} == set(), "something is written into its home or its temporary folder"


def team_call(host: Host) -> None:
    """A call, so that the journal has something to write."""
    Call(host.client()).queued().accepted(team.PIA).ended()


def names(host: Host) -> set[str]:
    """The files of the state folder."""
    return {path.name for path in host.state.iterdir()}


def places(host: Host) -> dict[str, int]:
    """The mode of each file of the state folder."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in host.state.iterdir()}


def table_of(host: Host, more: set[str]) -> dict[str, int]:
    """The modes that the table gives to what is there now."""
    wanted = {"callcard.sqlite", "triggers.key", "recall.key"} | more
    return {Path(place).name: int(cells[2].split(", ")[1], 8) for place, cells in rows().items() if Path(place).name in wanted}


def test_the_size_of_the_journal(host: Host) -> None:
    """Capacity: about 1 KB a call."""
    assert host.unit.start() == 0
    client = host.client()
    for _ in range(300):
        Call(client).queued().offered(team.PIA).accepted(team.PIA).ended()
    assert host.unit.stop() == 0
    assert 400 < host.journal.stat().st_size / 300 < 1_300
