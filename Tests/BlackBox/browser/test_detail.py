"""The detail of an entry in a real browser: caller, status and time."""

from __future__ import annotations

import pytest

from browser.conftest import Opened
from browser.my_sessions import MySessions
from fakes import faults
from fakes.flow import Maker
from fakes.upstream import TOKEN, Upstream, record
from browser import front
from kit import flows, team
from kit.books import anna, contact
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import PIA
from kit.waiting import until

CARDS = ("caller-card", "status", "context-card", "conclusion", "map-card")


def test_S1_S2_S9_widgets_by_service(launcher: Launcher, opened: Opened) -> None:
    """S1, S2, S9: what is off is not there; the selected entry's service decides. A new one has neither context nor codes."""
    made = front.installation(launcher)
    made.add_service("plain", ["contacts"], members=[PIA])
    made.add_service("bare", ["contacts"], members=[PIA], widgets={"callerInformation": False, "status": False})
    server = launcher.start(made)
    page = opened(server)
    for service, widgets in {
        "support": {"caller-card", "status", "context-card", "conclusion"},
        "plain": {"caller-card", "status"},
        "bare": set(),
    }.items():
        call = team.call(server, service=service, number=ANNA).queued()
        page.select(call).says("#detail-title", "Anna Meier")
        for card in CARDS:
            seen = f"{service}: {card} {'is there' if card in widgets else 'is not there'}"
            until(lambda card=card: bool(page.text(f".card.{card}")) == (card in widgets), seen)  # type: ignore[misc]


@pytest.mark.parametrize("absent", ["settings", "codes", "contexts", "books", "flow"])
def test_S8_any_of_it_may_be_absent(launcher: Launcher, opened: Opened, absent: str) -> None:
    """S8: widgets, codes, contexts, address books and flows may each be there or not; the page shows the rest without a fault."""
    made = front.installation(launcher, contexts=[{"name": "Search", "template": "https://crm.example/search?q={Customer.LastName}"}])
    support = made.services["support"]
    match absent:
        case "settings":
            del support["widgets"], support["licence"]
        case "codes" | "contexts":
            del support[absent]
        case "books":
            made.config["books"], support["connectors"] = [], []
    server = launcher.start(made)
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    if absent != "flow":
        assert Maker(flows.flow(server)).update(call.session, {"firstName": "Anna", "lastName": "Meier"}).status == 200
    page = opened(server)
    page.console()
    page.select(call).says("#detail-title", "Anna Meier")
    page.says(".status", "Connected")
    page.says(".conclusion", "switched off" if absent == "settings" else "Tags")
    assert page.console() == []


def test_S12_facts_with_their_sources(server: Callcard, opened: Opened) -> None:
    """S12, S58: details of a match, each with its source; of an unknown caller none are invented."""
    known, unknown = team.call(server, number=ANNA).queued(), team.call(server, number="+493023125998").queued()
    page = opened(server)
    page.select(known).says(".caller-card", "Company", "ACME AG", "contacts")
    page.select(unknown).says(".caller-card", "None of your sources knows this number")
    assert not page.css_all(".caller-card .fact-table")


def test_P7_a_second_source_of_the_same_person_is_no_other_match(launcher: Launcher, opened: Opened) -> None:
    """P7: two books know Anna Meier, in two writings: both are sources of one caller, and nobody else is spoken of."""
    made = front.installation(launcher)
    made.config["books"] = []
    made.add_book("contacts", [anna()])
    made.add_book("partners", [contact("18", ANNA, displayName="MEIER, Anna", jobTitle="Buyer")])
    made.services["support"]["connectors"] = ["contacts", "partners"]
    server = launcher.start(made)
    call = team.call(server, number=ANNA).queued()
    page = opened(server).select(call)
    page.says(".caller-card", "Buyer", "2 sources were asked")
    assert "match" not in page.text(".caller-card")


def test_S12_people_are_never_mixed(launcher: Launcher, opened: Opened) -> None:
    """S12: two people with one number are both named, and neither is the caller."""
    made = front.installation(launcher)
    made.config["books"] = []
    made.add_book("contacts", [anna(), contact("18", ANNA, firstName="Bruno", lastName="Kranz", company="ACME AG")])
    server = launcher.start(made)
    page = opened(server)
    call = team.call(server, number=ANNA).queued()
    page.select(call).says(".caller-card", "Several people or companies have this number", "Anna Meier", "Bruno Kranz", "ACME AG")
    assert "Anna" not in page.text("#detail-title") and "Bruno" not in page.text("#detail-title")


def test_S19_late_data_without_reload(launcher: Launcher, opened: Opened, upstream: Upstream) -> None:
    """S19: a source that is slow is named while it is asked; what it says fills in the card and the list by itself."""
    made = front.installation(launcher)
    made.services["support"]["connectors"] = ["contacts", "crm"]
    made.add_connector("crm", upstream.url, TOKEN, total="6s")
    server = launcher.start(made)
    number = "+493023125777"
    upstream.know(record(number, "Lena", "Late"))
    upstream.faults[number] = faults.slow(3.5)
    page = opened(server)
    call = team.call(server, number=number).queued()
    page.select(call).says(".caller-card", "Still asking crm")
    page.says("#detail-title", "Lena Late", seconds=10)
    page.shows(call, "Lena Late")
    until(lambda: "Still asking" not in page.text(".caller-card"), "nobody is asked any more")


def test_S12_a_source_that_fails_is_named(launcher: Launcher, opened: Opened) -> None:
    """C6: a connector that can't be reached is a note on the card, and the rest is there."""
    made = front.installation(launcher)
    made.services["support"]["connectors"] = ["contacts", "crm"]
    made.add_connector("crm", "http://127.0.0.1:1", "token-of-the-tests")
    server = launcher.start(made)
    page = opened(server)
    call = team.call(server, number=ANNA).queued()
    page.select(call).says(".caller-card", "Anna Meier", "crm: could not be reached")


def test_S21_forgotten_callers(launcher: Launcher, opened: Opened) -> None:
    """S21, S66: after the end and the retention the page shows no details any more, without a reload; the entry stays."""
    made = front.installation(launcher, retentionMs=1_500)
    server = launcher.start(made)
    page = opened(server)
    call = team.call(server, number=ANNA).queued()
    page.select(call).says("#detail-title", "Anna Meier")
    call.ended()
    page.says(".caller-card", "forgotten", seconds=10)
    page.says("#detail-title", "Anonymous")
    page.shows(call, "Anonymous", "Cancelled")
    assert "23125123" not in page.css("body").text


def test_S22_S23_S24_timers_run_and_stop(server: Callcard, opened: Opened) -> None:
    """S22–S24: queue time while queued, connected time while connected, final afterwards; each entry has its own when it is selected."""
    page = opened(server)
    call = team.call(server).queued()
    page.select(call).says(".status", "Incoming", "Queue time")
    runs(page)
    call.offered(PIA, at=4).accepted(PIA, at=7)
    page.says(".status", "Connected", "Connected time")
    runs(page)
    page.says(".facts", "Queue time", "0:07", "Ring time", "0:03")
    other = team.call(server).queued().ended(at=9)
    page.select(other).says(".status", "Cancelled", "Queue time", "0:09")
    assert not page.css_all(".status [data-since]")
    page.select(call).says(".status", "Connected", "Connected time")
    runs(page)
    call.ended(at=8)
    page.says(".status", "Accepted", "0:01")
    assert not page.css_all(".status [data-since]")


def runs(page: MySessions) -> None:
    """Waits until the large timer has moved."""
    before = page.seconds(".status-timer")
    until(lambda: page.seconds(".status-timer") > before, "the timer runs")


@pytest.mark.parametrize(("how", "word"), [("declined", "Declined"), ("unanswered", "RONA")])
def test_S25_ring_time(server: Callcard, opened: Opened, how: str, word: str) -> None:
    """S25: how long it rang, for calls that were not taken."""
    page = opened(server)
    call = team.call(server).queued().offered(PIA, at=3)
    getattr(call, how)(PIA, at=17)
    call.ended()
    page.select(call).says(".status", word, "Ring time", "0:14")


def test_S25_S30_ring_time_of_an_aborted_call(server: Callcard, opened: Opened) -> None:
    """S25, S30: how long it rang at the other side before the agent gave up; without any ringing, how long it was dialled."""
    page = opened(server)
    rang = team.call(server, outbound=True).dialing(PIA).ringing(at=3).ended("userAborted", at=17)
    page.select(rang).says(".status", "User-Aborted", "Ring time", "0:14")
    dialled = team.call(server, outbound=True).dialing(PIA).ended("userAborted", at=6)
    page.select(dialled).says(".status", "User-Aborted", "Dial-out time", "0:06")


def test_S26_S27_S28_S31_outbound(server: Callcard, opened: Opened) -> None:
    """S26–S28, S31: dialling out and ringing have their timers and pulse yellow, connected pulses green; the page shows the way of
    the call."""
    page = opened(server)
    call = team.call(server, number=ANNA, outbound=True).dialing(PIA)
    page.select(call).says(".status", "Dialing out", "Dial-out time")
    page.says(".detail-head", "Outbound")
    runs(page)
    assert page.pulses(call) and page.mark(call) == "yellow"
    call.ringing(at=2)
    page.says(".status", "Ringing", "Ring time", "Dial-out time", "0:02")
    runs(page)
    assert page.pulses(call) and page.mark(call) == "yellow"
    assert not page.is_open(call)
    call.accepted()
    page.says(".status", "Connected")
    assert page.pulses(call) and page.mark(call) == "green"
    call.ended()
    page.says(".status", "Destination Accepted")
    assert page.bar(call) == "green" and not page.pulses(call)


@pytest.mark.parametrize(
    ("reason", "word", "colour"),
    [
        ("busy", "Not Accepted (busy)", "yellow"),
        ("offline", "Not Accepted (offline)", "yellow"),
        ("timeout", "Not Accepted (no answer)", "yellow"),
        ("488-odd", "Not Accepted (488-odd)", "yellow"),
        ("userAborted", "User-Aborted", "grey"),
        ("abandoned", "User-Aborted", "grey"),
        ("declined", "Destination Declined", "red"),
        ("notReached", "Destination Not Reached", "grey"),
    ],
)
def test_S29_S30_S32_S33_S56_results(server: Callcard, opened: Opened, reason: str, word: str, colour: str) -> None:
    """S29, S30, S32, S33, S56: each result in words, with its code, and with its bar; it can be concluded."""
    page = opened(server)
    call = team.call(server, outbound=True).dialing(PIA).ringing().ended(reason)
    page.select(call).says(".status", word)
    page.shows(call, word)
    assert page.bar(call) == colour and page.is_open(call)


def test_S29_declined_by_the_user(server: Callcard, opened: Opened) -> None:
    """S29: who declines while it rings at the other side has not accepted; that is not the destination's doing."""
    page = opened(server)
    call = team.call(server, outbound=True).dialing(PIA).ringing().declined(PIA).ended()
    page.select(call).says(".status", "Not Accepted (declined)")
    assert page.bar(call) == "yellow"
