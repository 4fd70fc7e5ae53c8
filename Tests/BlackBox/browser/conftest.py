"""Fixtures of the tests in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from browser.front import Front, installation
from browser.my_sessions import MySessions
from kit import team
from kit.process import Callcard, Launcher

Opened = Callable[..., MySessions]
"""Opens the page as a user, in the window that the test has or in one more."""


def chromium(*more: str, **variables: str) -> webdriver.Chrome:
    """A headless browser in English that blocks what opens by itself, as people's browsers do; `variables` go to its environment."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1360,900", *more):
        options.add_argument(argument)
    options.add_experimental_option("excludeSwitches", ["disable-popup-blocking"])
    options.add_experimental_option("prefs", {"intl.accept_languages": "en-GB"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver", env=os.environ | variables))


@pytest.fixture(scope="session")
def shared_driver() -> Iterator[webdriver.Chrome]:
    """One browser for all tests; it takes longest to start."""
    driver = chromium()
    yield driver
    driver.quit()


@pytest.fixture
def driver(shared_driver: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser with one window and nothing chosen."""
    shared_driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    shared_driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    yield shared_driver
    first, *others = shared_driver.window_handles
    for window in others:
        shared_driver.switch_to.window(window)
        shared_driver.close()
    shared_driver.switch_to.window(first)
    shared_driver.get("about:blank")


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A team's server; `support` has all widgets but the map."""
    return launcher.start(installation(launcher))


@pytest.fixture
def fronts() -> Iterator[list[Front]]:
    """Closed when the test ends."""
    made: list[Front] = []
    yield made
    for front in made:
        front.close()


@pytest.fixture
def opened(driver: webdriver.Chrome, fronts: list[Front]) -> Opened:
    """Opens My Sessions of a user; a second call with `beside=True` opens it in a window of its own."""

    def open_page(server: Callcard, user: str = team.PIA, *, beside: bool = False) -> MySessions:
        front = next((front for front in fronts if front.key.user == user and front.server is server), None)
        if front is None:
            front = Front(server, server.installation.people[user])
            fronts.append(front)
        if beside:
            driver.switch_to.new_window("window")
        return MySessions(driver, front).open()

    return open_page
