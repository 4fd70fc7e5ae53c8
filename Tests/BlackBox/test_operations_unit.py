"""C11 The systemd unit: systemd finds no fault in it, it is well shut in, and the program works inside."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.receiver import Receiver
from fakes.upstream import Upstream
from kit import flows, manual, team
from kit.host import Host
from kit.numbers import ANNA
from kit.process import BINARY, Launcher
from kit.unit import UNIT, settings
from kit.waiting import until

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze, of Debian's systemd")
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A machine of the manual, on which nothing runs yet."""
    with Host(tmp_path) as host:
        yield host


@needs_systemd
def test_it_is_sound_and_shut_in(tmp_path: Path) -> None:
    """systemd finds no fault in it, and thinks it well shut in: below 2 of 10, as the manual says."""
    unit = tmp_path / "callcard.service"
    unit.write_text(UNIT.read_text().replace("/usr/bin/callcard", str(BINARY.resolve())))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    # Units of this machine that are at fault are named as well.
    assert done.returncode == 0 and "callcard" not in done.stdout + done.stderr, done.stderr
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    level = re.search(r"exposure level for callcard.service: ([\d.]+)", done.stdout)
    assert level and f"{level[1]} of 10" in (manual.DOCS / "operations.md").read_text()


def test_it_reloads(host: Host) -> None:
    """`systemctl reload` is a reload: SIGHUP at the process that the unit knows, though it started itself anew."""
    assert host.unit.start() == 0
    pid = host.unit.pid
    host.configure(keys=[key.entry() for key in host.keys.all() if key.id != "switch"])
    assert host.bash("systemctl reload callcard").returncode == 0
    until(lambda: host.client().post("/v1/lookups", {"number": ANNA}).status == 401, "the key is gone")
    assert host.unit.pid == pid


def group(name: str) -> set[str]:
    """The system calls of one of systemd's groups."""
    command = ["systemd-analyze", "--no-pager", "syscall-filter", name]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    words = {line.strip() for line in lines if line.strip() and not line.strip().startswith("#")}
    return {word for word in words if not word.startswith("@")} | {
        call for word in words if word.startswith("@") for call in group(word)
    }


@needs_systemd
@needs_strace
def test_it_lets_the_program_work(launcher: Launcher, upstream: Upstream, tmp_path: Path) -> None:
    """All system calls of a server that does some of everything pass the unit's filter, its sockets are of the families that may be,
    and it maps no memory that it could write to and run."""
    traced = tmp_path / "traced"
    traced.write_text(f'#!/bin/sh\nexec strace -f -o {tmp_path}/trace {BINARY.resolve()} "$@"\n')
    traced.chmod(0o755)
    installation = flows.installation(launcher)
    installation.add_connector("crm", upstream.url, upstream.token)
    installation.services["support"]["connectors"] = ["contacts", "crm"]
    installation.config["pages"] = {"signInLinks": [{"user": team.PIA, "role": "agent", "services": ["*"]}]}
    server = launcher.start(installation, traced)
    with Receiver() as receiver:
        server.client().lookup(ANNA, service="support")
        flows.subscribe(flows.flow(server), receiver.flow("one"), taskEvents=["created"])
        team.call(server, number=ANNA).queued().accepted(team.PIA).ended()
        receiver.wait("one", 1)
        assert server.operator().post("/v1/reload").status == 200
    os.killpg(server.process.pid, signal.SIGTERM)
    assert server.wait(30) == 0
    trace = (tmp_path / "trace").read_text(errors="replace")
    calls = set(re.findall(r"^\d+ +(\w+)\(", trace, re.MULTILINE))
    allowed: set[str] = set()
    for value in settings(UNIT.read_text())["SystemCallFilter"]:
        for name in value.removeprefix("~").split():
            allowed = allowed - group(name) if value.startswith("~") else allowed | group(name)
    # SQLite gives files that root makes to the journal's owner; the unit's user is not root.
    assert len(calls) > 40 and calls - allowed <= ({"fchown"} if os.getuid() == 0 else set())
    (families,) = settings(UNIT.read_text())["RestrictAddressFamilies"]
    assert set(re.findall(r"socket\((AF_\w+)", trace)) <= set(families.split())
    assert not re.search(r"PROT_WRITE\|PROT_EXEC", trace)
