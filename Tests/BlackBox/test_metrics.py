"""`/metrics`: readable by a scraper, named callcard_*, and without a trace of any caller."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit.books import anna
from kit.client import Client
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import Exposition, scrape


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """A book and a CRM."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_service("support", ["contacts", "crm"])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_the_format(server: Callcard, client: Client) -> None:
    """Every family has HELP and TYPE and a name of ours; the type of the answer is the format's."""
    client.lookup(ANNA, service="support")
    answer = server.anonymous().get("/metrics")
    assert answer.headers["content-type"].replace(" ", "").startswith("text/plain;version=0.0.4")
    exposition = Exposition(answer.body.decode())
    assert exposition.samples
    for sample in exposition.samples:
        family = exposition.family(sample.name)
        assert sample.name.startswith("callcard_") and family is not None, sample.name
        assert exposition.helps.get(family), f"{family} has no HELP"
        assert not family.endswith("_total") or exposition.types[family] == "counter", family


def test_histograms_add_up(server: Callcard, client: Client) -> None:
    """Buckets grow, the last is +Inf, and equals the count."""
    client.lookup(ANNA, service="support")
    exposition = scrape(server.anonymous())
    families = [family for family, kind in exposition.types.items() if kind == "histogram"]
    assert families
    for family in families:
        series: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
        for sample in exposition.samples:
            if sample.name == f"{family}_bucket":
                rest = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
                series.setdefault(rest, []).append((float(sample.labels["le"]), sample.value))
        for labels, buckets in series.items():
            edges, counts = zip(*buckets)
            assert list(edges) == sorted(edges) and edges[-1] == float("inf") and list(counts) == sorted(counts)
            counted = [sample for sample in exposition.samples if sample.name == f"{family}_count"]
            assert [s.value for s in counted if tuple(sorted(s.labels.items())) == labels] == [counts[-1]]


def changed(before: Exposition, after: Exposition, **labels: str) -> dict[str, float]:
    """Counters with those labels that grew, and by how much."""
    names = {sample.name for sample in after.samples if labels.items() <= sample.labels.items()}
    grown = {name: (after.value(name, **labels) or 0) - (before.value(name, **labels) or 0) for name in names}
    return {name: by for name, by in grown.items() if by > 0}


def test_lookups_are_counted_by_status(server: Callcard, client: Client, numbers: Numbers) -> None:
    """One more of its status for each lookup."""
    for number, status in ((ANNA, "resolved"), (numbers(), "unknown"), ("anonymous", "anonymous")):
        before = scrape(server.anonymous())
        assert client.lookup(number, service="support")["status"] == status
        assert any("lookup" in name for name in changed(before, scrape(server.anonymous()), status=status)), status


def test_connectors_are_counted_by_outcome(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """One more of its outcome for each question to a connector."""
    known, broken = numbers(), numbers()
    module_upstream.know(record(known, "Carla", "Wolf"))
    module_upstream.faults[broken] = faults.body(b"<html>")
    for number, outcome in ((known, "hit"), (numbers(), "miss"), (broken, "badPayload")):
        before = scrape(server.anonymous())
        client.lookup(number, service="support")
        grown = changed(before, scrape(server.anonymous()), connector="crm", outcome=outcome)
        assert grown, outcome


def test_no_label_tells_of_a_caller(server: Callcard, client: Client, numbers: Numbers) -> None:
    """C4: labels are bounded words; neither a number nor a path from outside ever becomes one."""
    before = len(scrape(server.anonymous()).samples)
    for _ in range(20):
        number = numbers()
        client.lookup(number, service="support")
        client.request("GET", f"/v1/{number}")
        client.request("PROPFIND", f"/nothing/{number}", checked=False)
    exposition = scrape(server.anonymous())
    for sample in exposition.samples:
        for name, value in sample.labels.items():
            assert name == "le" or not re.search(r"\d{5}", value), (sample.name, name)
    assert len(exposition.samples) < before + 60, "labels grow with what comes from outside"


def test_an_address_book_is_measured(server: Callcard) -> None:
    """F1: whether each book is stale; no more numbers than that are promised here."""
    assert scrape(server.anonymous()).value("callcard_book_stale", book="contacts") == 0


def test_the_process_is_measured(server: Callcard) -> None:
    """D13, D14: memory and descriptors as the kernel has them, and when it was started."""
    exposition = scrape(server.anonymous())
    folder = Path(f"/proc/{server.process.pid}")
    pages = int((folder / "statm").read_text().split()[1])
    assert abs((exposition.value("callcard_process_resident_bytes") or 0) / (pages * os.sysconf("SC_PAGESIZE")) - 1) < 0.2
    assert abs((exposition.value("callcard_process_open_descriptors") or 0) - len(list((folder / "fd").iterdir()))) <= 2
    (limit,) = re.findall(r"^Max open files +(\d+)", (folder / "limits").read_text(), re.MULTILINE)
    assert exposition.value("callcard_process_max_descriptors") == int(limit)
    assert 0 <= time.time() - (exposition.value("callcard_process_start_seconds") or 0) < 300


def test_the_operators_key_works_too(server: Callcard) -> None:
    """From loopback anybody may read; a key does no harm."""
    for key in (server.installation.keys.operator, server.installation.keys.agent):
        assert server.client(key).get("/metrics").status == 200
