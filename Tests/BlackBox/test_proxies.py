"""X7, X12 nginx and Caddy in front, as `docs/proxies.md` shows them, and nginx by its defaults: HTTP/1.1 and HTTP/2."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit import proxies, team
from kit.calls import Call
from kit.lines import Line
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.proxies import Proxy
from kit.team import PIA
from kit.waiting import until

KINDS = [
    "nginx",
    "nginx by its defaults",
    # Not among what Scripts/prepare installs: Debian's caddy starts as a service.
    pytest.param("caddy", marks=pytest.mark.skipif(not shutil.which("caddy", path=proxies.PATHS), reason="no caddy here")),
]
VERSIONS = {"1.1": "--http1.1", "2": "--http2"}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team without a public address, so that all that is seen of a proxy is what it says itself."""
    return module_launcher.start(team.installation(module_launcher))


@pytest.fixture(scope="module", params=KINDS)
def proxy(request: pytest.FixtureRequest, server: Callcard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """One proxy of each kind."""
    folder = tmp_path_factory.mktemp("proxy")
    match request.param:
        case "nginx":
            made = proxies.nginx(server, folder, proxies.example("nginx"))
        case "caddy":
            made = proxies.caddy(server, folder)
        case _:
            made = proxies.nginx(server, folder, proxies.DEFAULTS)
    with made:
        yield made


class Follower:
    """curl on an event stream, and how long it waits for what."""

    def __init__(self, command: list[str]) -> None:
        self.started = time.monotonic()
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.heard = b""
        # What never comes ends with curl.
        self._timer = threading.Timer(20, self._process.kill)
        self._timer.start()

    def wait_for(self, text: bytes, since: float | None = None) -> float:
        """Seconds until an event with this text was whole."""
        assert self._process.stdout and self._process.stderr
        while text not in self.heard or b"\n\n" not in self.heard[self.heard.index(text) :]:
            block = os.read(self._process.stdout.fileno(), 65_536)
            assert block, self.heard[:500] + self._process.stderr.read()
            self.heard += block
        return time.monotonic() - (since or self.started)

    def close(self) -> None:
        """Leaves."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait(5)


@pytest.mark.parametrize("version", VERSIONS)
def test_streams_come_at_once(server: Callcard, proxy: Proxy, version: str) -> None:
    """The snapshot is not held back for more, nor is what happens next. Comments come each 15 s only."""
    key = f"Authorization: Bearer {server.installation.people[PIA].token}"
    for _ in range(3):
        follower = Follower(proxy.curl("/v1/users/me/events", VERSIONS[version], "-H", key, "-i"))
        try:
            first = follower.wait_for(b"event: snapshot")
            assert follower.heard.startswith(b"HTTP/2 200" if version == "2" else b"HTTP/1.1 200")
            began = time.monotonic()
            call = Call(server.client(), number=ANNA).queued()
            then = follower.wait_for(f'"i-{call.session}"'.encode(), began)
        finally:
            follower.close()
        print(f"\n{proxy.port} HTTP/{version}: snapshot {first * 1000:.0f} ms, event {then * 1000:.0f} ms")
        assert first < 2 and then < 2
        call.ended("abandoned")


@pytest.mark.parametrize("version", VERSIONS)
def test_lookups(server: Callcard, proxy: Proxy, version: str) -> None:
    """With a body, also one that curl asks about first; the caller's number is in it alone."""
    key = f"Authorization: Bearer {server.installation.keys.switch.token}"
    for more in ([], ["-H", "Expect: 100-continue"], ["-H", "Transfer-Encoding: chunked"] if version == "1.1" else []):
        body = ["-H", "Content-Type: application/json", "-d", json.dumps({"number": ANNA})]
        said = subprocess.run(
            proxy.curl("/v1/lookups", VERSIONS[version], "-H", key, *more, *body), capture_output=True, check=True, timeout=20
        )
        assert json.loads(said.stdout)["status"] == "resolved"


@pytest.mark.parametrize("version", VERSIONS)
def test_head(proxy: Proxy, version: str) -> None:
    """The same length as GET has."""
    said = subprocess.run(proxy.curl("/openapi.json", VERSIONS[version], "-I"), capture_output=True, check=True, timeout=20)
    assert b" 200" in said.stdout.split(b"\r\n")[0] and b"content-length: " in said.stdout.lower()


@pytest.mark.parametrize("version", VERSIONS)
def test_metrics_are_refused(server: Callcard, proxy: Proxy, version: str) -> None:
    """X12: by the proxy's own rule, or by what the request shows of the proxy."""
    said = subprocess.run(
        proxy.curl("/metrics", VERSIONS[version], "-w", "%{http_code}"), capture_output=True, check=True, timeout=20
    )
    assert said.stdout[-3:] in (b"401", b"404") and b"callcard_" not in said.stdout
    assert server.anonymous().get("/metrics").status == 200


def test_metrics_are_refused_without_a_rule(server: Callcard, tmp_path: Path) -> None:
    """X12: the example without its own rule for them."""
    site = proxies.example("nginx").replace("return 404;", "proxy_pass http://callcard;")
    with proxies.nginx(server, tmp_path, site) as proxy:
        said = subprocess.run(proxy.curl("/metrics", "-w", "%{http_code}"), capture_output=True, check=True, timeout=20)
        assert said.stdout.endswith(b"401")
        # Each of the signs is one by itself: here the address is ours, and nothing is said but for whom it asks.
        bare = site.replace("proxy_set_header Host $host;", "proxy_set_header Host 127.0.0.1;")
    with proxies.nginx(server, tmp_path, bare.replace("return 404;", "proxy_pass http://callcard;")) as proxy:
        said = subprocess.run(proxy.curl("/metrics", "-w", "%{http_code}"), capture_output=True, check=True, timeout=20)
        assert said.stdout.endswith(b"401")


def test_a_stream_ends_with_its_reader(server: Callcard, proxy: Proxy) -> None:
    """Whoever leaves the proxy leaves Callcard, too."""
    key = f"Authorization: Bearer {server.installation.people[PIA].token}"
    followers = [Follower(proxy.curl("/v1/users/me/events", "-H", key)) for _ in range(5)]
    for follower in followers:
        follower.wait_for(b"event: snapshot")
    for follower in followers:
        follower.close()
    until(lambda: scrape(server.anonymous()).value("callcard_event_streams") == 0, "no stream is open", seconds=20)


@pytest.fixture
def limited(launcher: Launcher) -> Callcard:
    """A server that knows its proxy, and takes few requests of one sender."""
    made = team.installation(launcher)
    made.config["rates"] = {"perSecond": 1, "burst": 3}
    made.config["proxies"] = ["127.0.0.1", "::1"]
    return launcher.start(made)


@pytest.mark.parametrize("kind", ["nginx", pytest.param("caddy", marks=KINDS[2].marks)])
def test_who_asks(limited: Callcard, tmp_path: Path, kind: str) -> None:
    """Behind a proxy that the configuration names, clients without a key are told apart by the address that it forwards."""

    def asks(source: str, *more: str) -> str:
        path = f"/v1/triggers/tasks/{'0' * 32}"
        command = proxy.curl(path, "-X", "DELETE", "--interface", source, "-o", "/dev/null", "-w", "%{http_code}", *more)
        return subprocess.run(command, capture_output=True, check=True, timeout=20).stdout.decode()

    made = proxies.caddy(limited, tmp_path) if kind == "caddy" else proxies.nginx(limited, tmp_path, proxies.example("nginx"))
    with made as proxy:
        greedy = [asks("127.0.0.5") for _ in range(8)]
        assert greedy[:3] == ["204"] * 3 and greedy.count("429") >= 3
        # What a client says itself stands before what the proxy says, and is not looked at.
        assert asks("127.0.0.5", "-H", "X-Forwarded-For: 198.51.100.9") == "429"
        assert asks("127.0.0.6") == "204"


def test_a_strangers_word_is_nothing(limited: Callcard) -> None:
    """Who is no proxy can't say who they are."""
    path = f"/v1/triggers/tasks/{'0' * 32}"
    line = Line(limited, source="127.0.0.7")
    statuses = []
    for index in range(8):
        head = f"Host: localhost\r\nX-Forwarded-For: 198.51.100.{index}\r\n\r\n"
        line.socket.sendall(f"DELETE {path} HTTP/1.1\r\n{head}".encode())
        statuses.append(line.read().status)
    line.close()
    assert statuses[:3] == [204] * 3 and statuses.count(429) >= 3
