"""D18, D22 The log: however it is read, or not, the service goes on; what it says is whole, counted where it is missing, and not
said a thousand times."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from kit import process
from kit.calls import Call
from kit.installation import Installation
from kit.numbers import ANNA
from kit.outputs import Pipe, ServerWithOutput
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import until

DROPPED = "callcard_log_dropped_total"
RELOADS = "callcard_config_reloads_total"
LINE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|notice|warning|error) \S.*")
GAP = re.compile(rb"Z warning (\d+) lines of the log were dropped.*\n")
REFUSED = "the new configuration was refused"


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book, a service and a journal."""
    installation = launcher.installation()
    installation.add_support()
    installation.config["journal"] = "callcard.sqlite"
    return installation


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    """Where stdout and stderr go, as `2>&1 | collector` has it."""
    pipe = Pipe()
    yield pipe
    pipe.close()


@pytest.fixture
def server(installation: Installation, pipe: Pipe) -> Iterator[ServerWithOutput]:
    """A server whose output was read up to the line that says where it listens, and is not read any further."""
    server = ServerWithOutput(installation, pipe.writer, pipe.writer)
    yield server.wait_until_it_says_so(pipe)
    server.kill()


class Flood:
    """Makes a server say hundreds of lines: each reload finds so many mistakes, always others."""

    def __init__(self, server: ServerWithOutput | Callcard) -> None:
        self.server = server
        self.client = server.client()
        self.count = 0

    def refused(self) -> int:
        """How many reloads were refused."""
        return int(scrape(self.client).value(RELOADS, result="refused") or 0)

    def spoil(self, lines: int, mark: str) -> None:
        """Makes that many mistakes in the configuration."""
        installation = self.server.installation
        text = installation.yaml(installation.config) + "".join(f"mistake-{mark}-{number}: {number}\n" for number in range(lines))
        installation.file("callcard.yaml", text)

    def once(self, lines: int = 300) -> None:
        """One reload, to its end."""
        self.count += 1
        self.spoil(lines, str(self.count))
        self.again()

    def again(self) -> None:
        """One more reload of what stands there."""
        before = self.refused()
        self.server.signal(signal.SIGHUP)
        until(lambda: self.refused() > before, "the reload is over", 15)

    def until_lines_are_dropped(self) -> int:
        """Returns how many lines were."""
        for _ in range(40):
            self.once()
            if dropped := scrape(self.client).value(DROPPED):
                return int(dropped)
        raise AssertionError("nothing was dropped, whatever was said")


def check_lines(text: bytes) -> None:
    """Every line is one of the log, whole, or one that the server says on stdout."""
    assert text.endswith(b"\n")
    for line in text.splitlines():
        assert LINE.fullmatch(line) or line.startswith(b"listening on "), line


def works(server: ServerWithOutput) -> None:
    """Lookups, probes, events: all is answered."""
    client = server.client(timeout=5)
    assert client.lookup(ANNA, service="support")["caller"]["displayName"] == "Anna Meier"
    assert client.get("/healthz").status == 200 and client.get("/readyz").status == 200
    Call(client).queued().ended()


def test_a_reader_that_stops(server: ServerWithOutput, pipe: Pipe) -> None:
    """D18: lookups, probes, events and reloads go on, what finds no room is counted; read again, lines are whole, and the gap told."""
    flood = Flood(server)
    assert scrape(flood.client).value(DROPPED) == 0
    flood.until_lines_are_dropped()
    works(server)
    for _ in range(3):
        flood.once()
    dropped = int(scrape(flood.client).value(DROPPED) or 0)
    assert dropped > 600, "all that came later is missing"
    works(server)

    gap = pipe.read_until(GAP, 20)
    assert int(gap[1]) == dropped
    server.installation.write()
    server.signal(signal.SIGHUP)
    pipe.read_until(re.compile(rb"Z info the new configuration is in force\n"), 10)
    assert scrape(flood.client).value(DROPPED) == dropped
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    pipe.read_rest()
    check_lines(pipe.bytes)


@pytest.mark.parametrize("chosen", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_that_nobody_reads_of(server: ServerWithOutput, pipe: Pipe, chosen: signal.Signals) -> None:
    """D18: the end waits a second for a reader, no longer; what came through is whole."""
    Flood(server).until_lines_are_dropped()
    begun = time.monotonic()
    server.signal(chosen)
    assert server.wait() == 0
    assert time.monotonic() - begun < 5
    pipe.read_rest()
    check_lines(pipe.bytes)


def test_the_end_is_read(server: ServerWithOutput, pipe: Pipe) -> None:
    """D18: who begins to read at the stop gets what was kept, to the last line."""
    flood = Flood(server)
    dropped = flood.until_lines_are_dropped()
    reading = threading.Thread(target=pipe.read_rest)
    server.signal(signal.SIGTERM)
    reading.start()
    assert server.wait() == 0
    reading.join(5)
    check_lines(pipe.bytes)
    gap = GAP.search(pipe.bytes)
    assert gap and int(gap[1]) == dropped


@pytest.mark.parametrize("reads", [True, False], ids=["read", "unread"])
def test_a_crash(server: ServerWithOutput, pipe: Pipe, reads: bool) -> None:
    """D18: a fault ends the process by its signal; its last lines come first, for a second at most."""
    flood = Flood(server)
    dropped = flood.until_lines_are_dropped()
    reading = threading.Thread(target=pipe.read_rest)
    begun = time.monotonic()
    server.signal(signal.SIGABRT)
    if reads:
        reading.start()
    assert server.wait(5) == -signal.SIGABRT
    assert time.monotonic() - begun < 4
    if not reads:
        reading.start()
    reading.join(5)
    check_lines(pipe.bytes)
    gap = GAP.search(pipe.bytes)
    assert (int(gap[1]) if gap else None) == (dropped if reads else None)


def test_a_reader_that_goes(server: ServerWithOutput, pipe: Pipe) -> None:
    """D22: nobody reads any more, and nobody will: what is said is counted as missing, and that is all."""
    pipe.close_reader()
    flood = Flood(server)
    assert flood.until_lines_are_dropped() > 0
    works(server)
    server.signal(signal.SIGTERM)
    assert server.wait() == 0


def test_a_slow_reader(server: ServerWithOutput, pipe: Pipe) -> None:
    """D18: however slowly it is read, no line is torn or mixed with another one."""
    flood = Flood(server)
    reading = threading.Thread(target=lambda: pipe.read_until(re.compile(rb"mistake-3-299"), 60))
    reading.start()
    for _ in range(3):
        flood.once()
    reading.join()
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    pipe.read_rest()
    check_lines(pipe.bytes)
    dropped = sum(int(count) for count in GAP.findall(pipe.bytes))
    assert len(re.findall(rb"mistake-\d-\d+", pipe.bytes)) + dropped >= 900


def test_repeated_lines(launcher: Launcher, installation: Installation) -> None:
    """D18: of equal lines five a minute are written; how many more there were is said, at the end at the latest."""
    server = launcher.start(installation)
    flood = Flood(server)
    flood.spoil(1, "same")
    for _ in range(25):
        flood.again()
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    lines = [line for line in server.stderr.bytes.decode().splitlines() if REFUSED in line]
    counts = [int(match[1]) for line in lines if (match := re.search(r" \((\d+) more in the last (?:minute|\d+ s)\)$", line))]
    # A busy machine may need more than a minute for all of them.
    assert counts and sum(counts) + len(lines) - len(counts) == 25 and len(lines) <= 12
    check_lines(server.stderr.bytes)


def messages(server: Callcard) -> list[dict[str, str]]:
    """The lines of a log in JSON."""
    return [json.loads(line) for line in server.stderr.bytes.splitlines()]


def test_json_and_levels(launcher: Launcher, installation: Installation) -> None:
    """One object a line, from a level on; a reload changes both."""
    del installation.config["journal"]
    installation.config["log"] = {"format": "json"}
    server = launcher.start(installation)
    flood = Flood(server)
    flood.once(lines=3)
    until(lambda: sum("mistake" in entry["message"] for entry in messages(server)) == 3, "the mistakes are told")
    assert {entry["level"] for entry in messages(server)} == {"notice", "error"}
    for entry in messages(server):
        assert entry.keys() - {"metadata"} == {"time", "level", "message"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"])

    installation.config["log"]["level"] = "error"
    installation.write()
    assert server.operator().post("/v1/reload").status == 200
    before = len(messages(server))
    installation.services["support"]["contexts"] = [{"name": "Odd", "template": "https://crm.example/{Customer.Nothing}"}]
    installation.write()
    assert server.operator().post("/v1/reload").status in (200, 422)
    flood.once(lines=1)
    until(lambda: any("mistake-2" in entry["message"] for entry in messages(server)), "an error is told")
    assert {entry["level"] for entry in messages(server)[before:]} == {"error"}

    del installation.config["log"], installation.services["support"]["contexts"]
    installation.write()
    assert server.operator().post("/v1/reload").status == 200
    until(lambda: LINE.fullmatch(server.stderr.bytes.splitlines()[-1]), "text again")


@pytest.mark.parametrize(
    "log, words",
    [
        ({"format": "xml"}, b"log.format: must be one of: text, json"),
        ({"level": "loud"}, b"log.level: must be one of: debug, info, notice, warning, error"),
        ({"levels": "info"}, b"level"),
        ("json", b"log"),
    ],
)
def test_options_that_are_none(installation: Installation, log: object, words: bytes) -> None:
    """F11: file, line and what can be said instead."""
    installation.config["log"] = log
    installation.write()
    done = process.run("check", folder=installation.folder)
    assert done.returncode == 78 and re.search(rb"callcard\.yaml:\d+", done.stderr + done.stdout)
    assert words in done.stderr + done.stdout, done.stderr
