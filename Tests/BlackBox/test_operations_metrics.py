"""C11 The list of metrics in the manual: whole, true, and bounded. A metric that is missing there, or is none, fails this."""

from __future__ import annotations


import pytest

from fakes import faults
from fakes.provider import Provider
from fakes.receiver import Receiver
from fakes.upstream import Upstream
from kit import flows, metric_list, team
from kit.browser import Browser
from kit.client import Client
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import Exposition, scrape
from kit.waiting import until
from kit.webhooks import Sender, add_webhook, fresh_secret

SUFFIXES = ("_bucket", "_sum", "_count")


def test_the_list_is_whole() -> None:
    """The page, the server's catalogue and the sources have the same metrics, and say the same of them."""
    listed, catalogued = metric_list.listed(), metric_list.catalogued()
    assert len(listed) > 40
    assert listed.keys() == metric_list.named_in_sources()
    assert {name: metric.help for name, metric in listed.items()} == catalogued
    for name, kinds in metric_list.kinds_in_sources().items():
        assert kinds == {listed[name].kind}, name


def test_every_value_is_one() -> None:
    """What the page lists as a label's values are words of the sources."""
    for metric in metric_list.listed().values():
        for label, values in metric.labels.items():
            assert [value for value in values if not metric_list.is_word_of_sources(value)] == [], (metric.name, label)


@pytest.mark.parametrize("fault", ["missing", "invented", "other type"])
def test_a_list_that_is_not_true_is_noticed(fault: str) -> None:
    """The comparison above is one: it sees a row that is gone, one too many, and another type."""
    text = metric_list.PAGE.read_text()
    row = next(line for line in text.splitlines() if line.startswith("| `callcard_journal_available`"))
    changed = {
        "missing": text.replace(row, ""),
        "invented": text.replace(row, row + "\n" + row.replace("journal_available", "journal_happy")),
        "other type": text.replace(row, row.replace("| gauge |", "| counter |")),
    }[fault]
    listed = metric_list.listed(changed)
    if fault == "other type":
        assert metric_list.kinds_in_sources()["callcard_journal_available"] != {listed["callcard_journal_available"].kind}
    else:
        assert listed.keys() != metric_list.named_in_sources()


@pytest.fixture(scope="module")
def busy(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """A server with something of everything, to which everything has happened: CRMs that fail, flows, webhooks, pages, tokens."""
    with Provider() as provider, Receiver() as receiver:
        installation = flows.installation(module_launcher)
        installation.add_connector("crm", module_upstream.url, module_upstream.token)
        installation.services["support"]["connectors"] = ["contacts", "crm"]
        installation.add_book("fed", [], api=True)
        del installation.config["books"][-1]["file"]
        secret = fresh_secret()
        add_webhook(installation, "hook", ["support"], secret)
        installation.config["tokens"] = [provider.entry()]
        people = {"user": team.PIA, "role": "agent", "services": ["*"]}
        installation.config["pages"] = {"signInLinks": [people]}
        server = module_launcher.start(installation)
        look_up(server, module_upstream)
        tell(server, receiver)
        sender = Sender(server, "hook", secret)
        sender.send({"session": "nobody-knows", "customer": {"displayName": "A"}}, "m-1")
        sender.send({"session": "nobody-knows", "customer": {"displayName": "A"}}, "m-1")
        sender.send({"number": ANNA, "customer": {"displayName": "B"}}, "m-1")
        Sender(server, "hook", fresh_secret()).send({"number": ANNA, "customer": {"displayName": "A"}})
        Browser(server).by_link(team.PIA)
        server.anonymous().get("/v1/services", headers={"Authorization": "Bearer a.b.c"})
        server.operator().post("/v1/reload")
        installation.config["colour"] = "red"
        installation.write()
        assert server.operator().post("/v1/reload").status == 422
        return server


def look_up(server: Callcard, upstream: Upstream) -> None:
    """Lookups of all kinds, also of numbers for which the CRM fails."""
    client = server.client()
    for number in (ANNA, "anonymous", ANNA):
        client.lookup(number, service="support")
    upstream.faults["+493023125777"] = faults.body(b"<html>")
    client.lookup("+493023125777", service="support")
    client.lookup("+493023125778", service="support")


def tell(server: Callcard, receiver: Receiver) -> None:
    """A call that a flow is told of, which updates it in time and again when it is over."""
    flow = flows.flow(server)
    flows.subscribe(flow, receiver.flow("told"), taskEvents=["created"])
    call = team.call(server, number=ANNA).queued()
    receiver.wait("told", 1)
    assert flow.request("PUT", f"/v1/tasks/{call.session}", {"customer": {"jobTitle": "Buyer"}}).status == 200
    call.ended()
    assert flow.request("PUT", f"/v1/tasks/{call.session}", {"customer": {"jobTitle": "Buyer"}}).status == 404


def test_a_server_tells_what_is_listed(busy: Callcard) -> None:
    """Each series has the listed name, type, help and labels, and of a label with listed values one of these."""
    listed, exposition = metric_list.listed(), scrape(busy.anonymous())
    assert exposition.types == {name: listed[name].kind for name in exposition.types}
    assert exposition.helps == {name: listed[name].help for name in exposition.types}
    for sample in exposition.samples:
        metric = listed[exposition.family(sample.name) or ""]
        labels = {name: value for name, value in sample.labels.items() if name != "le"}
        assert labels.keys() == metric.labels.keys(), sample.name
        for label, value in labels.items():
            assert metric.is_open(label) or value in metric.labels[label], (sample.name, label, value)


def test_nearly_all_have_been_seen(busy: Callcard) -> None:
    """All that is listed is there on such a server, but what only counts what did not happen here."""
    silent = {
        "callcard_connector_notes_total",
        "callcard_token_key_fetches_total",
        "callcard_trigger_dropped_total",
    }
    seen: set[str] = set()

    def unseen() -> set[str]:
        seen.update(scrape(busy.anonymous()).types)
        return metric_list.listed().keys() - seen - silent

    until(lambda: not unseen(), f"metrics that are told: {unseen()}", seconds=5)


def test_open_labels_are_bounded(busy: Callcard) -> None:
    """Where the page has no list of values they are the configuration's connectors and books, and the interface's paths."""
    exposition = scrape(busy.anonymous())
    values = {
        label: {sample.labels[label] for sample in exposition.samples if label in sample.labels}
        for label in ("connector", "book", "route")
    }
    assert values["connector"] == {"contacts", "fed", "crm", "hook"} and values["book"] == {"contacts", "fed"}
    assert all(route.startswith("/") or route == "other" for route in values["route"])
