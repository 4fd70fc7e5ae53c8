"""A20, A25, A28, A29 What is made of records: nobody, somebody else, and text that would like to be more than text."""

from __future__ import annotations

import json

import pytest

from fakes import faults
from fakes.upstream import TOKEN, Upstream, record
from kit.client import outcome
from kit.numbers import Numbers
from kit.process import Launcher
from kit.prometheus import scrape
from kit.upstreams import asked, crm, installation_of, items
from kit.waiting import until


def test_a20_404_as_the_manifest_says(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A20: 404 is "nobody" unless the manifest says that it can only be a wrong path; another status may mean "nobody"."""
    installation = installation_of(launcher, "usual", "strict", "other", url=upstream.url)
    for connector, statuses in (("strict", "[]"), ("other", "[410]")):
        path = installation.folder / "connectors" / connector / "connector.yaml"
        path.write_text(path.read_text().replace("    url: /contacts\n", f"    url: /contacts\n    notFound: {statuses}\n"))
    client = launcher.start(installation).client()
    for status, words in ((404, ["miss", "http4xx", "http4xx"]), (410, ["http4xx", "http4xx", "miss"])):
        number = numbers()
        upstream.faults[number] = faults.status(status)
        assert [asked(client, number, connector) for connector in ("usual", "strict", "other")] == words


def test_a25_everybody_fails(launcher: Launcher, numbers: Numbers) -> None:
    """A25: all connectors down: the number and nobody's name, `partial` and complete, also once the breakers are open."""
    installation = launcher.installation()
    with Upstream() as upstream:
        for connector in ("crm1", "crm2"):
            installation.add_connector(connector, upstream.url, TOKEN)
    installation.add_service("support", ["crm1", "crm2"])
    server = launcher.start(installation)
    for _ in range(7):
        number = numbers()
        answer = server.client().timed_lookup(number, service="support")
        assert (answer.json["status"], answer.json["complete"], answer.json["number"]["e164"]) == ("partial", True, number)
        assert "caller" not in answer.json and answer.elapsed < 1
    assert {outcome(answer.json, name) for name in ("crm1", "crm2")} == {"breakerOpen"}
    assert server.anonymous().get("/healthz").status == server.anonymous().get("/readyz").status == 200


def test_a28_somebody_elses_record(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A28: records with other numbers are dropped and counted; the one with the right number stays."""
    server, number, other = crm(launcher, upstream), numbers(), numbers()
    wrong = record(other, "Wrong", "Person") | {"id": "w"}
    upstream.faults[number] = faults.body(json.dumps({"contacts": [wrong, record(number, "Right", "Person"), wrong]}).encode())
    answer = server.client().lookup(number, service="crm")
    assert [match["caller"]["firstName"] for match in answer["matches"]] == ["Right"]
    counted = scrape(server.anonymous()).value("callcard_connector_notes_total", connector="crm", note="other number")
    assert counted == 2


def test_a_long_page_of_others(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """Records of other numbers take nobody's place: the caller's may be the last of 200."""
    server, number, other = crm(launcher, upstream), numbers(), numbers()
    page = [record(other, "Wrong", "Person") | {"id": str(place)} for place in range(199)] + [record(number, "Right", "Person")]
    upstream.faults[number] = faults.body(json.dumps({"contacts": page}).encode())
    assert [match["caller"]["firstName"] for match in server.client().lookup(number, service="crm")["matches"]] == ["Right"]


@pytest.mark.parametrize(
    "name, encoded",
    [
        ("{{7*7}}", "%7B%7B7%2A7%7D%7D"),
        ("<img src=x onerror=alert(1)>", "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E"),
        ("../../admin?x=1#y", "..%2F..%2Fadmin%3Fx%3D1%23y"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("a\r\nb", "ab"),
        ("\u202egnp.exe", "%E2%80%AEgnp.exe"),
    ],
)
def test_a29_in_urls(launcher: Launcher, upstream: Upstream, numbers: Numbers, name: str, encoded: str) -> None:
    """A29: a name from a CRM is percent-encoded in links; it never becomes a path, a query or a scheme."""
    installation = installation_of(launcher, "crm", url=upstream.url)
    link = {"name": "Open", "template": "https://crm.example/search?name={Customer.FirstName}"}
    installation.add_service("support", ["crm"], contexts=[link])
    client, number = launcher.start(installation).client(), numbers()
    upstream.know(record(number, name, "Meier"))
    answer = client.lookup(number, service="support")
    said = answer["contexts"][0]["url"]
    assert said.startswith("https://crm.example/search?name=") and said.isascii()
    if "\r" not in name:
        assert said.endswith("=" + encoded)
    assert not set('\r\n <>"') & set(said)


def test_an_endless_program_switches_off_its_connector(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A jq program that never ends: its connector is off and says why, another one with the same CRM goes on."""
    installation = installation_of(launcher, "crm", "stuck", url=upstream.url)
    path = installation.folder / "connectors" / "stuck" / "connector.yaml"
    path.write_text(path.read_text().replace("records: .contacts[]", "records: last(range(1e12))"))
    server = launcher.start(installation)
    client = server.client()
    assert asked(client, numbers(), "stuck") == "timeout"
    until(lambda: asked(client, numbers(), "stuck") == "internal", "switched off", seconds=5)
    assert asked(client, numbers(), "crm") == "miss"
    told = items(server)
    assert told["stuck"]["state"] == "off" and "records" in told["stuck"]["detail"] and told["crm"]["state"] == "ready"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//crm.example/x", "https://a b/"]
)
def test_a29_urls_of_records(launcher: Launcher, upstream: Upstream, numbers: Numbers, url: str) -> None:
    """A29: a record's own address that is no http or https goes; the record stays."""
    installation = installation_of(launcher, "crm", url=upstream.url)
    path = installation.folder / "connectors" / "crm" / "connector.yaml"
    path.write_text(path.read_text() + "  url: .page\n")
    client, number = launcher.start(installation).client(), numbers()
    upstream.know(record(number, "Anna", "Meier", page=url))
    caller = client.lookup(number, service="crm")["caller"]
    assert caller["firstName"] == "Anna" and "url" not in caller
