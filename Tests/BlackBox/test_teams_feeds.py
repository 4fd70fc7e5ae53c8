"""X16: a person's lists, streams and pages tell nothing of services outside of the key's scope, though the person is in their teams."""

from __future__ import annotations

from typing import Any

import pytest

from kit import team
from kit.browser import Browser
from kit.calls import Call
from kit.desk import Desk
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.streams import Stream
from kit.team import BEN, CODED, OLGA, PIA

NARROW = Key("pia-support", "agent", ("support",), PIA)
OWNER = Key("olga-support", "owner", ("support",), OLGA)
EMBEDDED = {"name": "Record", "template": "https://{}.example/{{Customer.Id}}", "opens": "embedded"}


def embedded(host: str) -> dict[str, Any]:
    """A context that is shown within the page."""
    return EMBEDDED | {"template": str(EMBEDDED["template"]).format(host)}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """Pia is in support and in sales, Ben in sales alone; Pia has a key for all and one for support."""
    made = team.installation(module_launcher, PIA, BEN, contexts=[embedded("support")])
    made.services["support"]["members"] = [PIA]
    made.add_service("sales", **team.settings(PIA, BEN, connectors=["contacts"], displayName="Sales and leads", contexts=[embedded("sales")]))
    made.add_service("audit", **team.settings(connectors=[], owners=[OLGA], contexts=[embedded("audit")]))
    made.services["audit"]["members"] = []
    for key in (NARROW, OWNER):
        made.add_key(key)
    team.sign_in_by_links(made)
    links = made.config["pages"]["signInLinks"]
    made.config["pages"]["signInLinks"] = links + [entry | {"user": "support-only@example.com", "services": ["support"]} for entry in links[:1]]
    made.services["sales"]["members"].append("support-only@example.com")
    made.services["support"]["members"].append("support-only@example.com")
    return module_launcher.start(made)


def narrow(server: Callcard) -> Desk:
    """Pia with the key for support."""
    return Desk(server.client(NARROW), PIA)


def concluded(server: Callcard, service: str) -> Call:
    """A call of a service that Pia took and concluded with a tag of the service's own."""
    call = team.call(server, service=service, number=ANNA).queued()
    call.offered(PIA)
    call.accepted(PIA)
    call.ended()
    wide = Desk(server.client(server.installation.people[PIA]), PIA)
    path = f"{wide.path}/interactions/{call.entry_id}/conclusion"
    answer = wide.client.request("PUT", path, CODED | {"tags": [f"tag-of-{service}"]})
    assert answer.status == 200, answer.body
    return call


def test_x16_streams(server: Callcard) -> None:
    """X16: neither snapshot nor any event, `removed` and `concluded` too, tells of a call of sales; ids neither."""
    before = concluded(server, "sales")
    stream = Stream(server, NARROW, PIA)
    snapshot = stream.wait_for("snapshot")
    theirs = team.call(server, service="sales", number=ANNA).queued()
    theirs.offered(BEN)
    theirs.accepted(BEN)
    theirs.ended()
    after = concluded(server, "sales")
    mine = concluded(server, "support")
    stream.wait_for("concluded", mine.entry_id)
    assert stream.of("entry", mine.entry_id)
    told = str(snapshot) + str(stream.events)
    assert not any(call.session in told for call in (before, theirs, after)) and "sales" not in told.lower()
    # A stream that is taken up again gets what it missed, and nothing else.
    last = stream.last
    stream.close()
    missed, own = concluded(server, "sales"), concluded(server, "support")
    again = Stream(server, NARROW, PIA, last)
    again.wait_for("concluded", own.entry_id)
    assert not again.of("snapshot") and missed.session not in str(again.events) and "sales" not in str(again.events).lower()
    again.close()


def test_x16_lists_and_search(server: Callcard) -> None:
    """X16: list, search and detail know no call of sales, whatever is searched for; nor can one be concluded."""
    theirs, mine = concluded(server, "sales"), concluded(server, "support")
    desk = narrow(server)
    sessions = {entry["session"] for entry in desk.items()}
    assert mine.session in sessions and theirs.session not in sessions
    for text in ("Sales and leads", "leads", "Meier", "23125123", ""):
        assert all(entry["service"]["id"] == "support" for entry in desk.search(text)), text
    assert desk.search("leads") == []
    assert desk.open(theirs).code == "notFound"
    live = team.call(server, service="sales", number=ANNA).queued()
    live.offered(PIA)
    answer = desk.client.request("PUT", f"{desk.path}/interactions/{live.entry_id}/conclusion", CODED)
    assert (answer.status, answer.code) == (404, "notFound")
    unreadable = desk.client.request("PUT", f"{desk.path}/interactions/{live.entry_id}/conclusion", {"tags": ["call +49 30 23125123"]})
    assert (unreadable.status, unreadable.code) == (404, "notFound")
    live.ended()


def test_x16_services_tags_and_reports(server: Callcard) -> None:
    """X16: active services, services, tags and reports likewise."""
    theirs, mine = concluded(server, "sales"), concluded(server, "support")
    desk = narrow(server)
    assert desk.client.get(f"{desk.path}/active-services").json == {"services": ["support"]}
    put = desk.client.request("PUT", f"{desk.path}/active-services", {"services": ["support", "sales"]})
    assert (put.status, put.code) == (404, "serviceNotFound")
    assert desk.client.request("PUT", f"{desk.path}/active-services", {"services": ["support"]}).status == 200
    wide = Desk(server.client(server.installation.people[PIA]), PIA)
    assert set(wide.client.get(f"{wide.path}/active-services").json["services"]) == {"support", "sales"}, "the other is as it was"
    assert [item["id"] for item in desk.client.get("/v1/services").json["items"]] == ["support"]
    assert desk.client.post("/v1/tags/search", {"service": "sales", "prefix": ""}).code == "serviceNotFound"
    found = desk.client.post("/v1/tags/search", {"service": "support", "prefix": "tag"}).json["items"]
    assert [item["tag"] for item in found] == ["tag-of-support"]
    owner = server.client(OWNER)
    report = owner.get("/v1/reports/interactions")
    assert mine.session.encode() in report.body and theirs.session.encode() not in report.body and b"sales" not in report.body
    assert owner.get("/v1/reports/interactions?tag=tag-of-sales").json["items"] == []
    assert owner.get("/v1/reports/interactions?service=sales").code == "serviceNotFound"


@pytest.mark.parametrize(
    "user, hosts",
    [
        (PIA, ["https://sales.example", "https://support.example"]),
        (BEN, ["https://sales.example"]),
        ("support-only@example.com", ["https://support.example"]),
    ],
)
def test_x16_a_page_names_its_persons_hosts(server: Callcard, user: str, hosts: list[str]) -> None:
    """X16: the policy of a page names where the person's services, within the scope of the sign-in, keep their records; no other's."""
    browser = Browser(server)
    browser.by_link(user)
    for path in ("/", "/try", "/services/support/settings"):
        policy = browser.go(path).headers["content-security-policy"]
        frames = [part.split()[1:] for part in policy.split(";") if part.split()[0] == "frame-src"]
        assert frames == [hosts], path
