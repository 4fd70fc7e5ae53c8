"""A flow's update reaches the page of an agent who is in the call."""

from __future__ import annotations

from browser.conftest import Opened
from browser import front
from fakes.flow import Maker
from kit import flows, team
from kit.numbers import ANNA
from kit.process import Launcher
from kit.team import PIA

STRANGER = "+493023125777"
"""A number that no book knows."""


def test_S20_a_flow_names_the_caller(launcher: Launcher, opened: Opened) -> None:
    """S20, C3: an update of a running session is seen on the page, in the list and in the card, without a reload; a second one
    replaces what it names."""
    server = launcher.start(front.installation(launcher))
    call = team.call(server, number=STRANGER).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    page.says("#detail-title", "Anonymous")
    page.says(".caller-card", "None of your sources knows this number")
    flow = Maker(flows.flow(server))
    first = {"firstName": "Lena", "lastName": "Anders", "customFields": [{"name": "Ticket", "value": "4711"}]}
    assert flow.update(call.session, first).status == 200
    page.says("#detail-title", "Lena Anders")
    page.shows(call, "Lena Anders", "Connected")
    page.says(".caller-card", "Ticket", "4711", "flow")
    assert flow.update(call.session, {"customFields": [{"name": "Ticket", "value": "4712"}]}).status == 200
    page.says(".caller-card", "Lena Anders", "4712")
    assert "4711" not in page.text(".caller-card")


def test_S20_a_flow_adds_to_what_is_known(launcher: Launcher, opened: Opened) -> None:
    """S8, S20: what a flow says of the same person stands beside what the book says, each with its source."""
    server = launcher.start(front.installation(launcher))
    call = team.call(server, number=ANNA).queued()
    page = opened(server).select(call)
    page.says(".caller-card", "ACME AG", "contacts")
    assert Maker(flows.flow(server)).update(call.session, {"firstName": "Anna", "lastName": "Meier", "jobTitle": "Buyer"}).status == 200
    page.says(".caller-card", "Anna Meier", "ACME AG", "contacts", "Buyer", "flow")
