"""S21, C4: after a day of calls with the page open nothing of a caller is in the server's files or the browser's."""

from __future__ import annotations

import contextlib
import gzip
import re
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plyvel
import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from browser.conftest import chromium
from browser.front import Front
from browser.my_sessions import MySessions
from browser.profile import Piece, pieces
from kit import team
from kit.calls import Call
from kit.canary import Scanner
from kit.day import RETENTION_MS, Day
from kit.process import Launcher
from kit.team import PIA
from kit.waiting import until

CALLS = 120
LINK = {"name": "Search", "template": "https://crm.example/search?q={Customer.LastName}&phone={Caller.Number}", "on": "accepted"}
OPENED = re.compile(rb"https://crm\.example/search[!-~]*")
FOLDERS = ("Local Storage", "History", "Sessions")
"""Where browsers keep things."""
CALLER = {"ip": "198.51.100.77"}


@pytest.fixture
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A browser's folder, apart from the server's."""
    return tmp_path_factory.mktemp("profile")


@contextlib.contextmanager
def browser(profile: Path, *more: str) -> Iterator[webdriver.Chrome]:
    """A browser that keeps all it wants to keep in `profile`, until it has quit."""
    driver = chromium(f"--user-data-dir={profile}", *more)
    try:
        yield driver
    finally:
        driver.quit()
        until(lambda: not (profile / "SingletonLock").is_symlink(), "the browser has quit", seconds=15)


def work(page: MySessions, day: Day) -> Call:
    """What an agent does in a call: reads about its caller, copies the number, begins to fill in the form, searches the list."""
    name, caller = f"First{day.mark} Last{day.mark}", CALLER | {"number": day.numbers[0]}
    call = team.call(day.server, number=day.numbers[0]).queued(caller=caller).offered(PIA)
    page.says("#detail-title", name)
    call.accepted(PIA)
    page.says(".status", "Connected")
    page.says(".context-card", "Search")
    page.type_tag("call back")
    page.css("#tag-input").send_keys(name)
    page.css("#search").send_keys(f"Last{day.mark}")
    page.shows(call, name)
    page.css(".who-line .icon-button").click()
    return call


def is_at_rest(driver: webdriver.Chrome) -> bool:
    """Whether the last click or key is so long ago that it lets no tab open any more."""
    asked = driver.execute_cdp_cmd("Runtime.evaluate", {"expression": "navigator.userActivation.isActive", "userGesture": False})
    return asked["result"]["value"] is False


@pytest.mark.parametrize(
    ("link", "options"),
    [({}, []), ({}, ["--disable-popup-blocking"]), ({"opens": "embedded"}, [])],
    ids=["shown links", "opened links", "embedded links"],
)
def test_S21_nothing_is_left_in_the_browser(launcher: Launcher, profile: Path, link: dict[str, Any], options: list[str]) -> None:
    """S21, C4: the entries are there, every caller is Anonymous, and neither the server's files nor the browser's hold a number, a
    name, an address or a link made of them. The browser's own notes of its tabs hold links that were opened, in a tab or
    inside the page, as of any page that is visited; that is all there is."""
    day = Day(launcher, contexts=[LINK | link])
    control = secrets.token_hex(8)
    with browser(profile, *options) as driver, contextlib.closing(Front(day.server, day.installation.people[PIA])) as way:
        page = MySessions(driver, way).open()
        call = work(page, day)
        assert bool(page.css_all(".frame iframe")) == ("opens" in link)
        until(lambda: is_at_rest(driver), "the last key is long ago", seconds=10)
        day.play(CALLS)
        call.ended()
        until(day.is_forgotten, "every caller is forgotten", seconds=RETENTION_MS / 1_000 + 10)
        page.look().css("#search").send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.DELETE)
        until(lambda: len(page.rows()) >= 50, "the entries are there", seconds=10)
        markup = lambda: str(driver.execute_script("return document.documentElement.outerHTML"))  # noqa: E731
        until(lambda: not day.scanner.scan("page", markup().encode()), "nothing of a caller is in the page", seconds=20)
        titles = page.css_all("#list .row-name")
        assert {title.text for title in titles} == {"Anonymous"} and not page.css_all("#list [data-live=true]")
        driver.execute_script("localStorage.setItem('control', arguments[0])", control)
        driver.get(f"{way.address}/assets/callcard.svg?{control}")
    day.check()
    kept = list(pieces(profile))
    assert {"Local Storage", "History", "Sessions"} <= {name for name in FOLDERS if places(kept, control, name)}, "nothing is kept at all"
    if options:
        assert any(OPENED.search(data) for _, data in kept), "no link was opened"
    if link or options:
        kept = [(place, without_links(data)) for place, data in kept]
    scanner = day.scanner
    assert [sighting for place, data in kept for sighting in scanner.scan(place, data)] == []


def without_links(data: bytes) -> bytes:
    """Data with the links that were followed taken out, as they are and in UTF-16."""
    data = OPENED.sub(b"", data)
    return re.sub(rb"(?:%b)(?:[!-~]\0)*" % re.escape("https://crm.example/search".encode("utf-16-le")), b"", data)


def places(kept: list[Piece], word: str, part: str = "") -> set[str]:
    """Where a word stands."""
    scanner = Scanner()
    scanner.plant_text("word", word)
    return {sighting.place for place, data in kept if part in place for sighting in scanner.scan(place, data)}


def test_what_is_packed_is_found(tmp_path: Path) -> None:
    """The search itself: plain, as UTF-16, and packed as browsers pack things."""
    word = secrets.token_hex(8)
    (tmp_path / "plain").write_bytes(b"\0" + word.encode() + b"\0")
    (tmp_path / "wide").write_bytes(word.encode("utf-16-le"))
    (tmp_path / "packed").write_bytes(b"head" + gzip.compress(word.encode()) + b"tail")
    with contextlib.closing(plyvel.DB(str(tmp_path / "store"), create_if_missing=True)) as store:
        store.put(b"key", word.encode())
        store.compact_range()
    with contextlib.closing(sqlite3.connect(tmp_path / "table")) as table:
        table.execute("CREATE TABLE visits (url TEXT)")
        table.execute("INSERT INTO visits VALUES (?)", ("x" * 4_090 + word,))
        table.commit()
    found = places(list(pieces(tmp_path)), word)
    assert {"plain", "wide", "gzip at 4 of packed", "values of store", "visits of table"} <= found
