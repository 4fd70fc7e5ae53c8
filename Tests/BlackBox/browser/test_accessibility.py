"""Who can't see colours, can't use a mouse, or works on a telephone."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from browser.axe import violations
from browser.conftest import Opened
from kit import team
from kit.numbers import ANNA
from kit.process import Callcard
from kit.team import CODED, PIA
from kit.waiting import until


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe(server: Callcard, opened: Opened, theme: str) -> None:
    """No serious or critical violation, in either theme, with a list, a live call, an open form, a saved entry and the menus."""
    saved = team.call(server).queued().offered(PIA).accepted(PIA).ended()
    team.desk(server).saved(saved, **CODED, tags=["price list"])
    team.call(server).queued().offered(PIA).declined(PIA).ended()
    page = opened(server)
    page.emulate(prefers_color_scheme=theme)
    live = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page.select(live).says(".caller-card", "ACME AG")
    assert violations(page) == []
    page.select(saved).says(".conclusion", "Saved")
    assert violations(page) == []
    page.css("#help-button").click()
    page.says("#help", "Keyboard shortcuts")
    assert violations(page) == []
    page.css("#help form button").click()
    page.css("#services-button").click()
    page.says("#services-menu", "Support")
    assert violations(page) == []


def test_S50_arrow_keys_and_shortcuts(server: Callcard, opened: Opened) -> None:
    """The list goes by arrow keys with its state told; `/` searches, `?` helps, Escape closes."""
    calls = [team.call(server).queued(at=index).ended(at=index + 20) for index in range(3)]
    page = opened(server)
    until(lambda: len(page.rows()) == 3, "all are there")
    box = page.css("#list")
    box.send_keys(Keys.HOME)
    assert page.css('[aria-selected="true"]').get_attribute("data-id") == calls[2].entry_id
    box.send_keys(Keys.ARROW_DOWN)
    assert page.css('[aria-selected="true"]').get_attribute("data-id") == calls[1].entry_id
    assert box.get_attribute("aria-activedescendant") == page.css('[aria-selected="true"]').get_attribute("id")
    page.css("body").send_keys("/")
    assert page.driver.switch_to.active_element.get_attribute("id") == "search"
    box.send_keys(Keys.ESCAPE)
    assert not page.css("#detail").is_displayed()
    page.css("body").send_keys("?")
    assert page.css("#help").is_displayed()


def test_S4_a_call_is_told_to_screen_readers(server: Callcard, opened: Opened) -> None:
    """S4, S50: a call is announced in words in a live region."""
    page = opened(server)
    team.call(server, number=ANNA).queued().offered(PIA)
    said = lambda: page.css("#announcements").get_attribute("textContent")  # noqa: E731
    until(lambda: "Ringing" in str(said()) and "Support" in str(said()), "the call is announced")


def test_on_a_telephone(server: Callcard, opened: Opened) -> None:
    """On a narrow screen list and detail take turns, and nothing is cut off at the side."""
    page = opened(server)
    page.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True})
    call = team.call(server, number=ANNA).queued().ended()
    page.open().select(call).says("#detail-title", "Anna Meier")
    assert not page.css("#list").is_displayed()
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= 360
    page.css(".back").click()
    assert page.css("#list").is_displayed() and not page.css("#detail").is_displayed()


def test_german(server: Callcard, opened: Opened) -> None:
    """The page speaks the browser's language; the word Anonymous stays (S66)."""
    page = opened(server)
    page.driver.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": "test", "acceptLanguage": "de-DE"})
    try:
        call = team.call(server, number="+493023125990").queued()
        page.open().shows(call, "Anonymous", "Eingehend")
        assert page.css("html").get_attribute("lang") == "de"
    finally:
        page.driver.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": "test", "acceptLanguage": "en-GB"})
