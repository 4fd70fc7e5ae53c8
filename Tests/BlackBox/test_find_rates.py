"""C13 How many ordinary writings of a number each connector finds, against fakes that search as the vendor does."""

from __future__ import annotations

import functools
import os
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from fakes.rates import Rate, all_rates, contact_name
from fakes.strict_server import Reply, Request, StrictServer
from fakes.writings import FREE_TEXT, WRITINGS, Writing
from kit.client import outcome
from kit.contract import REPOSITORY
from kit.process import Callcard, Launcher
from kit.sign_in_command import sign_in_by_code

RATES = all_rates()
PAGE = REPOSITORY / "docs" / "connectors.md"
TABLE = re.compile(r"(?<=<!-- find rates -->\n).*?(?=<!-- /find rates -->)", re.DOTALL)
REGIONS = ["DE", "US", "GB", "FR"]
READ = 33
"""Of `FREE_TEXT`, how many each connector reads at least."""
Answering = Callable[[Request], Reply]


@pytest.fixture(scope="module")
def measure(module_launcher: Launcher) -> Any:
    """Measures a connector, once in this run: the writings that were found."""

    @functools.cache
    def measured(name: str) -> frozenset[Writing]:
        everything = WRITINGS + FREE_TEXT
        return _found(module_launcher, name, everything, RATES[name].holding([writing.text for writing in everything]))

    return measured


def _found(launcher: Launcher, name: str, asked: list[Writing], answer: Answering) -> frozenset[Writing]:
    """Asks for all of them, one after the other."""
    with StrictServer(answer) as fake:
        server = launcher.start(_installation(launcher, RATES[name], fake.url))
        try:
            return frozenset(writing for index, writing in enumerate(asked) if _is_found(server, writing, index))
        finally:
            server.stop()


def _written_otherwise(answer: Answering, texts: dict[str, str]) -> Answering:
    """The same answers, with another text for each number in them."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: changed(member) for name, member in value.items()}
        if isinstance(value, list):
            return [changed(member) for member in value]
        return texts.get(value, value) if isinstance(value, str) else value

    def answering(request: Request) -> Reply:
        status, reply = answer(request)
        return status, changed(reply)

    return answering


def _installation(launcher: Launcher, rate: Rate, url: str) -> Any:
    """One connector, and a service for each region."""
    installation = launcher.installation()
    manifest = (REPOSITORY / "connectors" / rate.manifest / "connector.yaml").read_text()
    for address in rate.elsewhere:
        assert address in manifest, address
        manifest = manifest.replace(address, "/")
    installation.file(f"connectors/{rate.manifest}/connector.yaml", manifest)
    installation.config["manifests"] = ["connectors/"]
    for name, secret in rate.secrets.items():
        installation.file(f"{name}.txt", secret, mode=0o600)
    plain = {name: value.replace("{url}", url) for name, value in rate.settings.items()}
    settings = {"baseURL": url, **plain, **{name: {"file": f"{name}.txt"} for name in rate.secrets}}
    entry = {"id": "crm", "manifest": rate.manifest, "settings": settings, "allow": ["127.0.0.0/8"], "http": True, "total": "5s"}
    # What is found is measured here, not how fast it may be asked for.
    installation.config["connectors"] = [entry | {"perSecond": 1000}]
    del installation.config["region"]
    for region in REGIONS:
        installation.add_service(region.lower(), ["crm"], region=region)
    if rate.sign_in_code:
        sign_in_by_code(installation, "crm", rate.sign_in_code)
    return installation


def _is_found(server: Callcard, writing: Writing, index: int) -> bool:
    """Whether the caller's contact is shown. Anybody else's never is."""
    answer = server.client().lookup(writing.e164, service=writing.region.lower(), deadlineMs=7000)
    assert outcome(answer, "crm") in ("hit", "miss"), (writing, answer["sources"])
    first, last = contact_name(index)
    shown = [match["caller"] for match in answer["matches"]]
    names = {caller.get("displayName") or f"{caller.get('firstName')} {caller.get('lastName')}" for caller in shown}
    assert names <= {f"{first} {last}"}, (writing, names)
    return bool(names)


def _missing(found: frozenset[Writing], wanted: list[Writing]) -> list[str]:
    return [writing.text for writing in wanted if writing not in found]


@pytest.mark.parametrize("name", sorted(RATES))
def test_rate(measure: Any, name: str) -> None:
    """A connector's rate never falls."""
    rate, found = RATES[name], measure(name)
    missing = _missing(found, WRITINGS)
    assert len(WRITINGS) - len(missing) >= rate.floor, missing
    missing = _missing(found, FREE_TEXT)
    assert len(FREE_TEXT) - len(missing) >= rate.free_text, missing


BY_SEARCH = [name for name, rate in RATES.items() if rate.free_text >= READ]


@pytest.mark.parametrize("name", sorted(set(RATES) - set(BY_SEARCH)))
def test_free_text_is_read(module_launcher: Launcher, name: str) -> None:
    """Where the vendor's search finds fewer texts, the connector reads them all the same once a record is found."""
    texts = {writing.e164: writing.text for writing in FREE_TEXT}
    texts |= {number.removeprefix("+"): text for number, text in texts.items()}
    answer = _written_otherwise(RATES[name].holding([writing.e164 for writing in FREE_TEXT]), texts)
    found = _found(module_launcher, name, FREE_TEXT, answer)
    assert len(found) >= READ, _missing(found, FREE_TEXT)


def test_table(measure: Any) -> None:
    """The table that people read is what was measured. `CALLCARD_WRITE_RATES=1` writes it."""
    head = ["Connector", *(f"{region}, of 15" for region in REGIONS)]
    head += [f"all, of {len(WRITINGS)}", f"beside other text, of {len(FREE_TEXT)}"]
    rows = [head, ["---"] * len(head)]
    for name in sorted(RATES, key=str.lower):
        found = measure(name)
        regions = Counter(writing.region for writing in WRITINGS if writing in found)
        counts = [*(regions[region] for region in REGIONS), regions.total(), sum(writing in found for writing in FREE_TEXT)]
        rows.append([name, *map(str, counts)])
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    page = PAGE.read_text()
    if os.environ.get("CALLCARD_WRITE_RATES"):
        PAGE.write_text(TABLE.sub(table, page))
    assert TABLE.findall(PAGE.read_text()) == [table]


def test_every_connector_is_in_each_table() -> None:
    """Who is asked for, what it costs, what it needs: nobody is forgotten, and nobody is there twice."""
    names = {rate.name.split(",")[0] for rate in RATES.values()} | {"Request Tracker", "Tryton"}
    for title in ("Who is asked for", "What it costs", "What it needs"):
        section = PAGE.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
        firsts = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")]
        listed = [name.strip() for first in firsts for name in re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", first).split(",")]
        assert sorted(listed) == sorted(names | {"Connector"}), title
