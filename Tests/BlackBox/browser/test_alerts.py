"""P3: a call that rings reaches whoever looks elsewhere, and says no name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from browser.conftest import Opened
from browser.my_sessions import MySessions
from kit import team
from kit.numbers import ANNA
from kit.process import Callcard
from kit.team import PIA
from kit.waiting import until

WATCH = """
window.told = {notifications: [], tones: 0, badges: [], contexts: []};
const Real = window.Notification;
window.Notification = class extends Real {
  constructor(title, options) {
    super(title, options);
    window.told.notifications.push({title, text: JSON.stringify(options ?? {}), isOpen: true, made: this});
  }
  close() {
    super.close();
    for (const one of window.told.notifications) if (one.made === this) one.isOpen = false;
  }
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.told.tones += 1; window.told.contexts.push(this.context); return start.call(this, at); };
navigator.setAppBadge = (count) => { window.told.badges.push(count); return Promise.resolve(); };
Document.prototype.hasFocus = () => window.inSight ?? false;
"""
"""Writes down what goes to the system, and says that the page is in the background; all of it still goes there."""


@pytest.fixture
def page(server: Callcard, opened: Opened) -> MySessions:
    """My Sessions in the background, in a browser that allows notifications."""
    made = opened(server)
    origin = made.driver.execute_script("return location.origin")
    made.driver.execute_cdp_cmd("Browser.grantPermissions", {"origin": origin, "permissions": ["notifications"]})
    made.driver.execute_script("localStorage.removeItem('callcard.alerts')")
    script = made.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    made.open()
    made.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    return made


def told(page: MySessions) -> dict[str, Any]:
    """What has gone to the system so far."""
    script = """
        const {notifications, tones, badges, contexts} = window.told;
        return {notifications: notifications.map(({title, text, isOpen}) => ({title, text, isOpen})), tones, badges,
                isRinging: contexts.some((context) => context.state === "running")};
    """
    found: dict[str, Any] = page.driver.execute_script(script)
    return found


def choose(page: MySessions, *names: str) -> None:
    """Switches on what is named, in the dialog."""
    page.css("#alerts-button").click()
    for name in names:
        page.css(f"#alerts-{name}").click()
    until(lambda: page.css("#alerts-result").text == "", "nothing is refused")
    page.css("#alerts .primary").click()


def kept(page: MySessions) -> dict[str, Any] | None:
    """What the browser keeps of it."""
    text = page.driver.execute_script("return localStorage.getItem('callcard.alerts')")
    found: dict[str, Any] | None = json.loads(text) if text else None
    return found


def test_P3_nothing_until_it_is_chosen(server: Callcard, page: MySessions) -> None:
    """P3: all of it is off at first, and nothing is kept."""
    call = team.call(server, number=ANNA).queued().offered(PIA)
    page.shows(call, "Ringing")
    assert told(page) == {"notifications": [], "tones": 0, "badges": [], "isRinging": False} and kept(page) is None


def test_P3_a_ringing_call_reaches_a_page_in_the_background(server: Callcard, page: MySessions) -> None:
    """P3: notification without a name, ring, badge; all of it ends once the call is taken; a click on the notification shows the call."""
    choose(page, "notification", "sound", "badge")
    call = team.call(server, number=ANNA).queued()
    page.shows(call, "Incoming")
    assert told(page)["notifications"] == [] and told(page)["tones"] == 0, "the team's queue rings at nobody"
    call.offered(PIA)
    until(lambda: told(page)["notifications"] and told(page)["tones"] >= 4, "it rings")
    [notification] = told(page)["notifications"]
    assert notification["title"] == "A call for Support rings" and notification["isOpen"]
    assert "Anna" not in json.dumps(notification) and ANNA[3:] not in json.dumps(notification)
    assert told(page)["badges"][-1] == 1
    page.driver.execute_script("window.told.notifications[0].made.onclick()")
    page.says("#detail-title", "Anna Meier")
    call.accepted(PIA)
    until(lambda: not told(page)["notifications"][0]["isOpen"], "the notification is gone")
    until(lambda: not told(page)["isRinging"] and told(page)["badges"][-1] == 0, "nothing rings")
    assert kept(page) == {"notification": True, "sound": True, "badge": True, "volume": 0.5, "device": ""}


def test_P3_each_can_be_switched_off(server: Callcard, page: MySessions) -> None:
    """P3: what is switched off again is silent; whoever has the page before them needs no notification."""
    choose(page, "sound", "notification")
    choose(page, "sound")
    page.driver.execute_script("window.inSight = true")
    call = team.call(server, number=ANNA).queued().offered(PIA)
    page.shows(call, "Ringing")
    assert told(page)["notifications"] == [] and told(page)["tones"] == 0
    call.ended()
    page.css("#alerts-button").click()
    page.css("#alerts-test").click()
    page.says("#alerts-result", "Did you notice it?")
    assert [each["title"] for each in told(page)["notifications"]] == ["This is how Callcard tells you of a call."]
