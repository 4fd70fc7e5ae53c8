"""What callers send must not become markup, and must not stay in the browser."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from browser.conftest import Opened
from browser import front
from kit import team
from kit.books import contact
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import OLGA, PIA
from kit.waiting import until

HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
REVERSED = "\u202eAnna\u202c"


def test_hostile_names_are_text(launcher: Launcher, opened: Opened) -> None:
    """S12, S65: markup, marks for right-to-left writing and very long values are shown as text and break nothing."""
    made = front.installation(launcher)
    made.config["books"] = []
    made.add_book("contacts", [contact("66", ANNA, displayName=HOSTILE, lastName=REVERSED, company="A" * 1_000)])
    server = launcher.start(made)
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    page.says("#detail-title", HOSTILE)
    page.shows(call, HOSTILE)
    assert not page.css_all("#list img, #detail img") and page.driver.title != "owned"
    assert page.css(f"{page.row(call)} .row-name").tag_name == "bdi"
    wide, seen = page.driver.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen, "a long name makes the page wider than its window"


def test_nothing_of_the_caller_stays(server: Callcard, opened: Opened) -> None:
    """C4: no name, number or search text in addresses, titles, storage or the console; the policy is kept without a word."""
    page = opened(server)
    page.console()
    call = team.call(server, number=ANNA).queued().offered(PIA)
    page.select(call).says("#detail-title", "Anna Meier")
    page.css("#search").send_keys("Anna")
    until(lambda: any("/search" in line for line in page.front.asked), "the search was sent")
    kept = page.driver.execute_script(
        "return JSON.stringify([localStorage, sessionStorage, location.href, document.title, document.cookie])")
    secrets = ("anna", "meier", "23125123", "493023125")
    assert not [secret for secret in secrets if secret in kept.lower()]
    assert not [line for line in page.front.asked for secret in secrets if secret in line.lower()]
    assert page.console() == []


@pytest.mark.parametrize("path", ["/", "/try"])
def test_S21_nothing_to_go_back_to(server: Callcard, opened: Opened, path: str) -> None:
    """S21: after signing out the way back shows no caller; browsers keep pages that are left as they were."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA).ended()
    user = PIA if path == "/" else OLGA
    page = opened(server, user)
    if path == "/":
        page.select(call).says("#detail-title", "Anna Meier")
    else:
        page.driver.get(page.front.address + path)
        until(lambda: page.css_all("#service option"), "the form is ready")
        page.css("#number").send_keys(ANNA, Keys.ENTER)
        page.says("#answer", "Anna Meier")
    page.driver.execute_script("const form = document.createElement('form'); form.method = 'post'; form.action = '/sign-out';"
                               "document.body.append(form); form.submit()")
    page.says("h1", "Signed out")
    page.driver.back()
    until(lambda: "/sign-in" in page.driver.current_url, "the page asks to sign in")
    assert "Anna" not in page.driver.page_source


def test_no_third_party(server: Callcard, opened: Opened) -> None:
    """All that the page loads comes from its own server."""
    page = opened(server)
    loaded = page.driver.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert loaded and all(name.startswith(page.front.address) for name in loaded)
