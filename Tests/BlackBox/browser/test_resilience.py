"""What the page does when things go wrong between it and the server."""

from __future__ import annotations

from browser.conftest import Opened
from browser import front
from kit import team
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import PIA


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
