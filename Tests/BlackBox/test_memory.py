"""D14: caches keep to a budget, and where memory is short nothing is taken on that lasts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kit import team
from kit.calls import session_id
from kit.cgroup import MemoryGroup
from kit.flood import FRENCH, Sender, flood, post
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.streams import Stream
from kit.waiting import until

CACHES = ("answers", "contexts", "pushed", "memo")
BALLAST = "import sys\nheld = b'x' * int(sys.argv[1])\nprint('held', flush=True)\nsys.stdin.read()\n"


class Ballast:
    """A process in the group that takes what the server leaves, up to nine tenths of all. A context manager."""

    def __init__(self, group: MemoryGroup) -> None:
        self._group = group

    def __enter__(self) -> None:
        used = self._group.used
        enter = f"echo $$ > {self._group.path}/cgroup.procs && exec {sys.executable} -c \"$0\" $1"
        take = int(self._group.limit * 0.9) - used - (8 << 20)
        self._process = subprocess.Popen(
            ["sh", "-c", enter, BALLAST, str(take)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout and self._process.stdout.readline() == "held\n"

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)


def value(server: Callcard, name: str, **labels: str) -> float:
    """A metric, which must be there."""
    found = scrape(server.anonymous()).value(name, **labels)
    assert found is not None, name
    return found


def test_d14_caches_keep_to_their_budget(launcher: Launcher) -> None:
    """D14: contexts that take several times what caches may: the oldest go, the last are there, and nobody notices otherwise."""
    made = team.installation(launcher)
    made.config["memory"] = "2MiB"
    server = launcher.start(made)
    assert value(server, "callcard_cache_budget_bytes") == 2 << 20
    switch, session = made.keys.switch.token, session_id()

    def lookup(index: int) -> bytes:
        number = FRENCH.format(index % 10_000)
        return post("/v1/lookups", switch, f'{{"number": "{number}", "service": "support", "session": "{session}-{index}"}}')

    sender = Sender(lookup, 8, most=3_000)
    flood(server, [sender], 120)
    assert {shot.status for shot in sender.shots} == {200}
    # The room of tables doubles at once; what is in them is bounded.
    assert sum(value(server, "callcard_cache_memory_bytes", cache=name) for name in CACHES) < 2.6 * 2**20
    contexts = value(server, "callcard_session_contexts")
    assert 100 < contexts < 2_000
    client = server.client()
    assert client.get(f"/v1/sessions/{session}-2999/context").status == 200
    assert client.get(f"/v1/sessions/{session}-0/context").status == 404


def test_d14_a_budget_that_is_none(launcher: Launcher) -> None:
    """D14: the configuration says what a count of bytes is."""
    made = team.installation(launcher)
    made.config["memory"] = "64MB"
    server = launcher.spawn(made)
    assert server.wait() == 78
    said = server.said()
    assert "memory: must be a number of bytes" in said and "256MiB" in said


def test_d14_memory_is_short(launcher: Launcher, tmp_path_factory: pytest.TempPathFactory) -> None:
    """D14: in a control group that is nearly full no stream opens and caches are small; lookups, and what is open, go on."""
    made = team.installation(launcher)
    pia = made.people[team.PIA]
    with MemoryGroup(256 << 20, tmp_path_factory.mktemp("group")) as group:
        server = launcher.start(made, group.binary)
        try:
            assert value(server, "callcard_memory_limit_bytes") == group.limit
            assert value(server, "callcard_cache_budget_bytes") == group.limit / 4
            assert value(server, "callcard_memory_short") == 0
            stream = Stream(server, pia, team.PIA)
            assert stream.status == 200
            with Ballast(group):
                until(lambda: value(server, "callcard_memory_short") == 1, "memory is short", seconds=10)
                refused = Stream(server, pia, team.PIA)
                assert refused.status == 503 and int(refused.headers["retry-after"]) >= 1
                ready = server.anonymous().get("/readyz")
                assert ready.status == 200 and ready.json["status"] == "degraded"
                assert any(check["name"] == "memory" and check["status"] == "degraded" for check in ready.json["checks"])
                assert server.client().lookup(ANNA, service="support")["caller"]["displayName"] == "Anna Meier"
            until(lambda: value(server, "callcard_memory_short") == 0, "memory is no longer short", seconds=90)
            assert Stream(server, pia, team.PIA).status == 200
            said = server.said()
            assert said.count("memory is short") == 1 and said.count("memory is no longer short") == 1
        finally:
            server.stop()
