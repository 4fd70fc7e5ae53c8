"""The interaction list in a real browser, driven by events over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from selenium.webdriver.common.keys import Keys

from browser import front
from browser.conftest import Opened
from kit import team
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import BEN, PIA
from kit.waiting import until


def test_S3_S4_dormant_until_a_call_comes(server: Callcard, opened: Opened) -> None:
    """S3, S4: without a call the page says dormant; a queued call wakes it by itself."""
    page = opened(server)
    page.says("#presence", "Dormant")
    page.says("#list-text", "No interactions yet")
    call = team.call(server, number=ANNA).queued()
    page.shows(call, "Incoming", "Support")
    page.says("#presence", "One call")
    call.ended()
    page.says("#presence", "Dormant")


def test_S4_S68_not_active_stays_dormant(server: Callcard, opened: Opened) -> None:
    """S4, S68: the switch in the page makes the user inactive; new calls don't show, old entries stay."""
    page = opened(server)
    old = team.call(server, number=ANNA).queued()
    page.shows(old, "Incoming")
    page.css("#services-button").click()
    page.css('#services-menu [role="switch"][data-service="support"]').click()
    page.says("#services-button", "Active in 0 of 1")
    assert team.desk(server).active() == set()
    new, seen = team.call(server).queued(), team.call(server).queued().offered(PIA)
    page.shows(seen, "Ringing")
    assert new.entry_id not in page.rows() and old.entry_id in page.rows()


def test_S5_S6_filter(server: Callcard, opened: Opened) -> None:
    """S5, S6: all, accepted and missed entries of this user, live and past, nobody else's; failed outbound calls are not missed."""
    taken = team.call(server).queued().offered(PIA).accepted(PIA).ended()
    missed = [team.call(server).queued().offered(PIA).declined(PIA).ended(), team.call(server).queued().offered(PIA).unanswered(PIA).ended()]
    outbound = team.call(server, outbound=True).dialing(PIA).ended("busy")
    live, elsewhere = team.call(server).queued(), team.call(server).queued().offered(BEN).accepted(BEN)
    failed = team.call(server).queued().offered(BEN).declined(BEN)
    failed.ended()
    page = opened(server)
    everything = {call.entry_id for call in (taken, *missed, outbound, failed, live)}
    until(lambda: set(page.rows()) == everything, "all of Pia's are there")
    assert elsewhere.entry_id not in page.rows()
    page.css('.segments input[value="accepted"]').click()
    until(lambda: page.rows() == [taken.entry_id], "only the accepted one is there")
    page.css('.segments input[value="missed"]').click()
    until(lambda: set(page.rows()) == {call.entry_id for call in (*missed, failed)}, "only the missed ones are there")
    # For Pia the other one was never offered, so it was cancelled.
    page.shows(failed, "Cancelled")


def test_S10_a_page_of_fifty_and_more(server: Callcard, opened: Opened) -> None:
    """S10: fifty at first, the rest on demand, newest update first."""
    for _ in range(53):
        team.call(server).queued().ended()
    page = opened(server)
    until(lambda: len(page.rows()) == 50, "fifty are there")
    page.css("#list-more").click()
    until(lambda: len(page.rows()) == 53, "all are there")
    assert not page.css("#list-more").is_displayed()
    assert page.rows() == [entry["id"] for entry in team.desk(server).items()]


def test_S47_newest_update_on_top(server: Callcard, opened: Opened) -> None:
    """S47: an update moves its entry to the top, without a reload."""
    page = opened(server)
    first, second = team.call(server).queued(at=0), team.call(server).queued(at=1)
    until(lambda: page.rows() == [second.entry_id, first.entry_id], "the later one is on top")
    first.offered(PIA, at=20)
    until(lambda: page.rows() == [first.entry_id, second.entry_id], "the updated one is on top")


def test_S48_search_travels_in_a_body(server: Callcard, opened: Opened) -> None:
    """S48: by caller and by service; what is searched for is in no address."""
    known = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    other = team.call(server, number="anonymous").queued()
    page = opened(server)
    page.shows(known, "Anna Meier")
    page.css("#search").send_keys("meier")
    until(lambda: page.rows() == [known.entry_id], "Anna is found")
    page.css("#search").clear()
    page.css("#search").send_keys("nobody of that name")
    page.says("#list-text", "Nothing found")
    page.css("#search").clear()
    page.css("#search").send_keys("Support")
    until(lambda: set(page.rows()) == {known.entry_id, other.entry_id}, "both are of the service")
    assert not [line for line in page.front.asked if "meier" in line.lower() or "nobody" in line]


def test_S49_S50_S51_live_calls_pulse(server: Callcard, opened: Opened) -> None:
    """S49–S51: yellow while it comes in, green while connected; still when over, or where motion is not wanted."""
    page = opened(server)
    call = team.call(server).queued()
    page.shows(call, "Incoming")
    assert page.pulses(call) and page.mark(call) == "yellow"
    call.offered(PIA)
    page.shows(call, "Ringing")
    assert page.pulses(call) and page.mark(call) == "yellow"
    call.accepted(PIA)
    page.shows(call, "Connected")
    assert page.pulses(call) and page.mark(call) == "green"
    page.emulate(prefers_reduced_motion="reduce")
    assert not page.pulses(call)
    page.emulate()
    call.ended()
    page.shows(call, "Accepted")
    assert not page.pulses(call)


@pytest.mark.parametrize(
    ("how", "word", "colour"),
    [
        ("accepted", "Accepted", "green"),
        ("declined", "Declined", "red"),
        ("unanswered", "RONA", "yellow"),
        ("abandoned", "Cancelled", "grey"),
    ],
)
def test_S46_S52_S53_S54_S55_S56_bars(server: Callcard, opened: Opened, how: str, word: str, colour: str) -> None:
    """S46, S52, S53 (accepted), S54 (declined), S55 (RONA), S56 (abandoned): each outcome has its bar and its word."""
    page = opened(server)
    call = team.call(server).queued()
    if how != "abandoned":
        call.offered(PIA)
        getattr(call, how)(PIA)
    call.ended()
    page.shows(call, word)
    assert page.bar(call) == colour


def test_S57_info_icon(server: Callcard, opened: Opened) -> None:
    """S57: open from the accept on; a missed call never is."""
    page = opened(server)
    call, missed = team.call(server).queued().offered(PIA), team.call(server).queued().offered(PIA).declined(PIA).ended()
    page.shows(call, "Ringing")
    page.shows(missed, "Declined")
    assert not page.is_open(call) and not page.is_open(missed)
    call.accepted(PIA)
    page.shows(call, "Connected", "Open: codes and tags can be saved")
    assert page.is_open(call)


def test_S64_start_time_in_the_viewers_zone(server: Callcard, opened: Opened) -> None:
    """S64: the start, not the last update, in the zone and writing of the browser; with its date where it was not today."""
    page = opened(server)
    page.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    try:
        start = datetime.now(UTC) - timedelta(seconds=90)
        call = team.call(server, start=start).queued().ended()
        page.open().shows(call, (start + timedelta(hours=9)).strftime("%H:%M"))
        before = start - timedelta(days=3)
        call = team.call(server, start=before).queued().ended()
        page.shows(call, f"{before + timedelta(hours=9):%-d %b}", f"{before + timedelta(hours=9):%H:%M}")
    finally:
        page.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})


def test_S65_S66_S67_title_number_and_service(server: Callcard, opened: Opened) -> None:
    """S65–S67: the name, else Anonymous with the number or that it was withheld; always the service's name."""
    known = team.call(server, number=ANNA).queued()
    unknown, withheld = team.call(server, number="+493023125999").queued(), team.call(server, number="anonymous").queued()
    page = opened(server)
    page.shows(known, "Anna Meier", "+49 30 23125123", "Support")
    page.shows(unknown, "Anonymous", "+49 30 23125999", "Support")
    page.shows(withheld, "Anonymous", "withheld", "Support")
    for call in (unknown, withheld):
        assert page.text(f"{page.row(call)} .row-name") == "Anonymous"
    assert "withheld" not in page.text(page.row(unknown))


def test_S68_several_services_in_one_list(launcher: Launcher, opened: Opened) -> None:
    """S68, S67: entries of several services in one list; who goes off one of them goes on with the other, and keeps what was there."""
    made = front.installation(launcher)
    made.add_service("sales", ["contacts"], **team.settings(PIA, displayName="Sales"))
    server = launcher.start(made)
    page = opened(server)
    kept = team.call(server, service="sales").queued().ended()
    page.shows(kept, "Sales")
    page.css("#services-button").click()
    page.css('#services-menu [role="switch"][data-service="sales"]').click()
    page.says("#services-button", "Active in 1 of 2")
    unseen, seen = team.call(server, service="sales").queued(), team.call(server).queued()
    page.shows(seen, "Support", "Incoming")
    assert unseen.entry_id not in page.rows() and kept.entry_id in page.rows()


def test_S48_what_is_forgotten_is_not_found(launcher: Launcher, opened: Opened) -> None:
    """S48, S21: once a caller is forgotten, the search that showed their entry shows it no more."""
    server = launcher.start(front.installation(launcher, retentionMs=1_500))
    call = team.call(server, number=ANNA).queued()
    page = opened(server)
    page.shows(call, "Anna Meier")
    page.css("#search").send_keys("meier")
    until(lambda: page.rows() == [call.entry_id], "Anna is found")
    call.ended()
    page.says("#list-text", "Nothing found", seconds=10)
    page.css("#search").send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.DELETE)
    page.shows(call, "Anonymous")


def test_answered_elsewhere_is_removed(server: Callcard, opened: Opened) -> None:
    """I6: what somebody else has taken leaves the list and the detail."""
    page = opened(server)
    call = team.call(server).queued()
    page.select(call).says("#detail-title", "Anonymous")
    call.offered(BEN).accepted(BEN)
    page.has_not(call)
    page.says("#nothing-text", "somebody else")


def test_S10_a_list_that_grows_all_day(server: Callcard, opened: Opened) -> None:
    """S10: a page that is open for a whole shift goes back to its first fifty now and then; the rest is there on demand."""
    page = opened(server)
    calls = [team.call(server).queued().ended() for _ in range(305)]
    page.shows(calls[-1], "Cancelled")
    until(lambda: 50 <= len(page.rows()) < 100, "the list is short again", seconds=15)
    page.press("#list-more")
    until(lambda: len(page.rows()) >= 100, "more is there")
    rows = page.rows()
    assert rows == [call.entry_id for call in reversed(calls)][: len(rows)]
