"""Context links in a real browser that blocks what opens by itself."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium.webdriver.common.keys import Keys

from browser import front
from browser.conftest import Opened, chromium
from browser.front import Front
from browser.my_sessions import MySessions
from kit import team
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.team import OLGA, PIA
from kit.waiting import until


@dataclass
class Site:
    """Somebody else's site: what it was asked, and whether it may be shown inside other pages."""

    address: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and referrer."""


@pytest.fixture
def site() -> Iterator[Site]:
    """A CRM's pages."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "favicon" not in self.path:
                site.asked.append((self.path, self.headers.get("referer")))
            body = f"<!DOCTYPE html><title>CRM</title><p id=opener>{self.path}".encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """The tests look at `asked`."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{listener.server_port}"
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield site
    listener.shutdown()
    listener.server_close()


def installation(launcher: Launcher, site: Site) -> Callcard:
    """A server whose links lead to the site."""
    contexts = [
        {"name": "Open record", "template": f"{site.address}/contacts/{{Customer.Id}}", "opens": "tab", "on": "accepted"},
        {"name": "Search", "template": f"{site.address}/search?q={{Customer.DisplayName}}", "opens": "embedded", "on": "offered"},
    ]
    made = front.installation(launcher, contexts=contexts)
    made.config["contexts"] = {"schemes": ["http"]}
    return launcher.start(made)


def test_S16_S17_links_to_click(launcher: Launcher, opened: Opened, site: Site) -> None:
    """S16, S17: several links, correctly encoded, in tabs that know nothing of this page."""
    server = installation(launcher, site)
    call = team.call(server, number=ANNA).queued()
    page = opened(server).select(call)
    page.says(".context-card", "Open record", "Search")
    link = page.css(".context-link")
    assert link.get_attribute("href") == f"{site.address}/contacts/17"
    assert link.get_attribute("rel") == "noopener noreferrer" and link.get_attribute("referrerpolicy") == "no-referrer"
    assert page.css_all(".context-link")[1].get_attribute("href") == f"{site.address}/search?q=Anna%20Meier"
    page.css("body").send_keys("o")
    until(lambda: site.asked, "the CRM is asked")
    assert site.asked == [("/contacts/17", None)]
    until(lambda: len(page.driver.window_handles) == 2, "a tab is open")
    page.driver.switch_to.window(page.driver.window_handles[-1])
    until(lambda: page.driver.title == "CRM", "the CRM is there")
    assert page.driver.execute_script("return window.opener") is None


def test_embedded_on_offered(launcher: Launcher, opened: Opened, site: Site) -> None:
    """An embedded link is loaded when the call is offered, not before, and once; the accept doesn't load it again."""
    server = installation(launcher, site)
    call = team.call(server, number=ANNA).queued()
    page = opened(server).select(call)
    page.says(".frames", "Search", "Show here")
    assert site.asked == []
    call.offered(PIA)
    until(lambda: site.asked, "the frame is loaded")
    call.accepted(PIA)
    page.says(".status", "Connected")
    assert [asked for asked in site.asked if "search" in asked[0]] == [("/search?q=Anna%20Meier", None)]
    frame = page.css(".frame iframe")
    assert frame.get_attribute("referrerpolicy") == "no-referrer" and "allow-top-navigation" not in frame.get_attribute("sandbox")


def test_embedded_but_not_allowed(launcher: Launcher, opened: Opened, site: Site) -> None:
    """What this page may not show is said so, with a link to open it in a tab: here a site that came into the settings later."""
    server = installation(launcher, site)
    page = opened(server)
    moved = site.address.replace("127.0.0.1", "localhost")
    link = {"name": "Search", "template": f"{moved}/search?q={{Customer.DisplayName}}", "opens": "embedded", "on": "offered"}
    Settings(server.client(server.installation.people[OLGA])).change(contexts=[link])
    page.select(team.call(server, number=ANNA).queued().offered(PIA))
    page.says(".frames", "can't be shown here", "Open in a tab")
    assert page.css(".frames .button.primary").get_attribute("href") == f"{moved}/search?q=Anna%20Meier"
    assert site.asked == []


# Through scripts: what a driver has found once is kept in the browser.
IS_SHOWN = """return location.hash === "#" + arguments[0] && document.querySelector(".frames")?.innerText.includes("Search")"""


def test_frames_leave_nothing_behind(launcher: Launcher, opened: Opened, site: Site) -> None:
    """C4: a look at one call after the other, for a whole shift, leaves no frames behind that hold the callers' links."""
    server = installation(launcher, site)
    calls = [team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA).ended() for _ in range(2)]
    page = opened(server)

    def looks(count: int) -> int:
        for turn in range(count):
            call = calls[turn % 2]
            page.driver.execute_script("document.querySelector(arguments[0]).click()", page.row(call))
            until(lambda: page.driver.execute_script(IS_SHOWN, call.entry_id), "its link is there")
        page.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
        counters: dict[str, int] = page.driver.execute_cdp_cmd("Memory.getDOMCounters", {})
        return counters["jsEventListeners"]

    first = looks(4)
    assert looks(30) - first < 30


def test_opening_by_itself_is_blocked(launcher: Launcher, opened: Opened, site: Site) -> None:
    """A browser that blocks gets a link that can't be missed, the way to allow it, and a key that opens it."""
    server = installation(launcher, site)
    page = opened(server)
    call = team.call(server, number=ANNA).queued().offered(PIA)
    page.shows(call, "Ringing")
    call.accepted(PIA)
    page.says(".blocked", "blocked this from opening", "Open record")
    assert len(page.driver.window_handles) == 1
    page.css(".blocked button").click()
    page.says("#popups", "Test it")
    page.css("#popups-test").send_keys(Keys.ENTER)
    page.says("#popups-result", "still blocks them", seconds=15)
    page.css("#popups form button:not([id])").click()
    page.css("body").send_keys("o")
    until(lambda: ("/contacts/17", None) in site.asked, "the key opens it")
    page.look().silent(".blocked")


def test_opens_by_itself_where_allowed(launcher: Launcher, site: Site) -> None:
    """Where the browser allows it, the link opens on the accept, once, in one of the user's two tabs."""
    server = installation(launcher, site)
    driver = chromium("--disable-popup-blocking")
    with contextlib.closing(Front(server, server.installation.people[PIA])) as way:
        try:
            pages = [MySessions(driver, way).open()]
            driver.switch_to.new_window("window")
            pages.append(MySessions(driver, way).open())
            call = team.call(server, number=ANNA).queued().offered(PIA)
            pages[0].look().shows(call, "Ringing")
            assert not [path for path, _ in site.asked if path.startswith("/contacts")]
            call.accepted(PIA)
            for page in pages:
                page.look().says(".status", "Connected")
            until(lambda: len(driver.window_handles) == 3, "one tab is open")
            until(lambda: ("/contacts/17", None) in site.asked, "it is the CRM's")
            call.ended()
            pages[0].look().says(".status", "Accepted")
            assert [path for path, _ in site.asked].count("/contacts/17") == 1
        finally:
            driver.quit()
