"""C4 Services of several regions at one CRM: national writings are read in the region of each lookup."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.upstream import Upstream
from kit.books import anna
from kit.calls import Call
from kit.client import report
from kit.process import Callcard, Launcher
from kit.waiting import until

BERLIN, LONDON = "+493023125177", "+442079460177"
RECORDS = {BERLIN: "030 23125177", LONDON: "020 7946 0177"}
"""Two callers, as their records write them: by nation."""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Two services of two regions; `crm` goes with the lookup, `german` has a region of its own."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_connector("german", module_upstream.url, module_upstream.token, region="DE")
    for service, region in (("berlin", "DE"), ("london", "GB")):
        installation.add_service(service, ["crm"], region=region)
        installation.add_service(f"{service}-german", ["german"], region=region)
    installation.add_service("plain", ["crm"])
    for number, written in RECORDS.items():
        module_upstream.records[number] = [{"id": number[-4:], "first": "Carla", "last": "Wolf", "phones": [written]}]
    return module_launcher.start(installation)


def grades(answer: dict[str, Any]) -> list[str]:
    """The grades of an answer's matches."""
    return [match["grade"] for match in answer["matches"]]


@pytest.mark.parametrize(("number", "service", "other"), [(BERLIN, "berlin", "london"), (LONDON, "london", "berlin")])
def test_each_service_reads_in_its_own_region(server: Callcard, number: str, service: str, other: str) -> None:
    """A national writing is exact in the service whose region it belongs to, and likely in the other, whoever asks first."""
    client = server.client()
    for _ in range(2):
        assert grades(client.lookup(number, service=service)) == ["exact"]
        assert grades(client.lookup(number, service=other)) == ["national"]


def test_kept_answers_are_apart(server: Callcard, module_upstream: Upstream) -> None:
    """One question for each region, and none of a region's answers is given in another."""
    number = "+493023125178"
    module_upstream.records[number] = [{"id": "8178", "first": "Carla", "last": "Wolf", "phones": ["030 23125178"]}]
    client = server.client()
    assert grades(client.lookup(number, service="berlin")) == ["exact"]
    first, again = (client.lookup(number, service="london") for _ in range(2))
    assert report(first, "crm")["cached"] is False and report(again, "crm")["cached"] is True
    assert grades(first) == grades(again) == ["national"]
    assert module_upstream.count(number) == 2


def test_the_region_of_a_request_counts_first(server: Callcard) -> None:
    """The request's own, then the service's, then the configuration's."""
    client = server.client()
    assert grades(client.lookup(LONDON, service="berlin", region="GB")) == ["exact"]
    assert grades(client.lookup(LONDON, service="plain", region="GB")) == ["exact"]
    assert grades(client.lookup(BERLIN, service="plain")) == ["exact"]
    assert grades(client.lookup(LONDON, service="plain")) == ["national"]


def test_a_region_of_the_connector_counts_in_every_service(server: Callcard, module_upstream: Upstream) -> None:
    """Where the operator says how the CRM's numbers are written, that holds, and services share its answers."""
    number = "+493023125179"
    module_upstream.records[number] = [{"id": "8179", "first": "Carla", "last": "Wolf", "phones": ["030 23125179"]}]
    client = server.client()
    assert [grades(client.lookup(number, service=f"{city}-german")) for city in ("berlin", "london")] == [["exact"]] * 2
    assert module_upstream.count(number) == 1
    assert grades(client.lookup(LONDON, service="london-german")) == ["national"]


def test_an_event_is_looked_up_in_the_region_of_its_service(server: Callcard) -> None:
    """The card of a call is what the service's own lookup shows."""
    client = server.client()
    for service, grade in (("london", "exact"), ("berlin", "national")):
        call = Call(client, service, number=LONDON).queued()
        wanted = [grade]

        def is_shown(call: Call = call, wanted: list[str] = wanted) -> bool:
            return grades(client.get(f"/v1/sessions/{call.session}/context").json) == wanted

        until(is_shown, f"{service} has its card")
