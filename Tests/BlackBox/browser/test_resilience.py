"""What the page does when things go wrong between it and the server."""

from __future__ import annotations

import threading

from selenium import webdriver

from browser.conftest import Opened
from browser import front
from browser.front import Front
from browser.page import Page
from kit import team
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import PIA
from kit.waiting import until

QUICK = """{ const wait = window.setTimeout; window.setTimeout = (act, time) => wait(act, time >= 600_000 ? 0 : time) }"""
"""Makes waits of ten minutes and more end at once."""


def test_server_restart_in_mid_call(launcher: Launcher, opened: Opened) -> None:
    """The page says that the line is lost, comes back by itself, and says why the caller is Anonymous until the next event."""
    made = front.installation(launcher)
    server = launcher.start(made)
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    page.says("#detail-title", "Anna Meier")
    server.stop()
    page.says("#connection", "connection is lost")
    again = launcher.start(made)
    # A restart ends all visits; whoever has a key goes on.
    page.front.server, page.front.has_key = again, True
    page.says(".caller-card", "restarted during this call", seconds=20)
    assert not page.css("#connection").is_displayed()
    page.says("#detail-title", "Anonymous")
    page.shows(call, "Connected")


def test_sign_in_that_ends(server: Callcard, opened: Opened) -> None:
    """A page in use says that the sign-in is over and leaves what was typed; a page that begins without one goes to sign in."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    page.says(".status", "Connected")
    page.type_tag("reminder")
    page.front.hands_on_cookies = False
    call.ended()
    page.css("#services-button").click()
    page.says("#connection", "sign-in has ended", "Sign in")
    assert "reminder" in page.text(".tag-box")


def test_S21_who_is_signed_out_sees_no_callers(server: Callcard, opened: Opened) -> None:
    """S21: a page that nobody is signed in to any more forgets who called; a screen may be left on for the night."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA).ended()
    page = opened(server).select(call)
    page.says(".caller-card", "ACME")
    page.css("#search").send_keys("Meier")
    page.front.hands_on_cookies = False
    page.css("#services-button").click()
    page.says("#connection", "sign-in has ended")
    page.says("#detail-title", "Anonymous")
    assert not left_of_anna(page)


def test_S21_a_line_lost_for_long(launcher: Launcher, opened: Opened) -> None:
    """S21: when no caller can be held any more, a page that hears nothing forgets them, too; it has them again where it was wrong."""
    made = front.installation(launcher)
    server = launcher.start(made)
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    quick = page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": QUICK})
    try:
        page.driver.refresh()
        page.says(".caller-card", "ACME")
        page.front.cut()
        page.says("#detail-title", "Anonymous")
        page.says("#connection", "connection is lost")
        assert not left_of_anna(page)
        page.front.mend()
        page.says(".caller-card", "ACME", seconds=15)
        page.shows(call, "Anna Meier")
    finally:
        page.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": quick["identifier"]})


def test_S58_selected_while_the_line_was_lost(server: Callcard, opened: Opened) -> None:
    """S58: what could not be read is read once the line is back, though nothing has happened in between."""
    call, other = (team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA).ended() for _ in range(2))
    page = opened(server).select(other)
    page.says(".caller-card", "ACME")
    page.front.cut()
    page.says("#connection", "connection is lost")
    page.select(call)
    assert "ACME" not in page.text(".caller-card")
    page.front.mend()
    page.says(".caller-card", "ACME", seconds=15)
    page.choose("primary", "Question")


def test_an_answer_that_comes_late(server: Callcard, opened: Opened) -> None:
    """I6: a call that was answered elsewhere while the list was asked for does not come back with the list's older answer."""
    call = team.call(server, number=ANNA).queued()
    page = opened(server)
    page.shows(call, "Incoming")
    page.front.held["POST /v1/users/me/interactions/search"] = threading.Event()
    page.css("#search").send_keys("Meier")
    until(lambda: any("/search" in line for line in page.front.asked), "the list is asked for")
    call.offered(team.BEN).accepted(team.BEN)
    page.says("#presence", "Dormant")
    page.front.held.popitem()[1].set()
    page.says("#list-text", "Nothing found")
    assert "Dormant" in page.text("#presence") and page.rows() == []


def test_S48_a_search_outlives_a_restart(launcher: Launcher, opened: Opened) -> None:
    """S48: what was found is found again when the page has come back to a server that was started anew."""
    made = front.installation(launcher)
    made.add_service("sales", [], **team.settings(PIA, displayName="Sales"))
    server = launcher.start(made)
    calls = [team.call(server).queued().offered(PIA).accepted(PIA).ended() for _ in range(60)]
    other = team.call(server, service="sales").queued().offered(PIA).accepted(PIA).ended()
    page = opened(server)
    page.shows(other, "Sales")
    page.css("#search").send_keys("support")
    until(lambda: "Sales" not in page.css("#list").text and len(page.rows()) == 50, "a page is found")
    page.press("#list-more")
    until(lambda: len(page.rows()) == 60, "all are found")
    server.stop()
    page.says("#connection", "connection is lost")
    page.front.server, page.front.has_key = launcher.start(made), True
    until(lambda: not page.css("#connection").is_displayed(), "the line is back", seconds=20)
    until(lambda: len(page.rows()) == 50, "a page is found again")
    page.press("#list-more")
    page.shows(calls[0], "Accepted")


def test_an_operator_has_no_calls(launcher: Launcher, driver: webdriver.Chrome) -> None:
    """Who has no calls of their own is told so, with a way on; nothing is said of a line that is lost."""
    made = front.installation(launcher)
    operator = made.people["ops@example.com"] = made.add_key(Key("ops-all", "operator", ("*",), "ops@example.com"))
    way = Front(launcher.start(team.sign_in_by_links(made)), operator)
    page = Page(driver, way).open()
    page.says("#connection", "takes no calls", "Try a number")
    page.silent("#list-text")
    page.press("#connection-sign-in")
    page.says("h1", "Try a number")
    way.close()


def left_of_anna(page: Page) -> list[str]:
    """What of a caller is in the page still, or in its fields."""
    script = """return document.documentElement.outerHTML + [...document.querySelectorAll("input")].map((field) => field.value)"""
    markup = str(page.driver.execute_script(script)).lower()
    return [word for word in ("anna", "meier", "23125123", "23125 123", "acme") if word in markup]


def test_two_tabs_see_the_same(server: Callcard, opened: Opened) -> None:
    """S62: removal and conclusion reach both tabs of one user."""
    page = opened(server)
    other = opened(server, beside=True)
    call = team.call(server).queued()
    for each in (page, other):
        each.look().shows(call, "Incoming")
    call.offered(team.BEN).accepted(team.BEN)
    for each in (page, other):
        each.look().has_not(call)
