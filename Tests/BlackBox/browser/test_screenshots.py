"""The pictures of `docs/images`. `make images` puts them there; a test run makes them in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from browser.camera import Camera
from browser.conftest import chromium
from browser.front import Front
from browser.my_sessions import MySessions
from browser.page import Page
from browser.stage import Stage
from browser.test_settings_page import SettingsPage
from browser.test_try_page import TryPage
from kit.process import Launcher
from kit.team import BEN, CLEO, OLGA, PIA
from kit.waiting import until

DESK, TELEPHONE = (1280, 800), (390, 780)
FONTS = Path(__file__).with_name("fonts.conf")


@pytest.fixture(scope="module")
def stage(module_launcher: Launcher) -> Iterator[Stage]:
    """The day's calls."""
    with Stage(module_launcher) as stage:
        yield stage


@pytest.fixture(scope="module")
def camera(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Camera]:
    """A browser of its own, with good letters where the machine has them."""
    driver = chromium("--hide-scrollbars", "--disable-popup-blocking", FONTCONFIG_FILE=str(FONTS))
    yield Camera(driver, tmp_path_factory.mktemp("images"), stage.now)
    driver.quit()


class Opener:
    """Opens pages for a picture."""

    def __init__(self, stage: Stage, driver: webdriver.Chrome) -> None:
        self._stage, self._driver = stage, driver
        self._fronts: dict[str, Front] = {}

    def way(self, user: str) -> Front:
        """A user's way to the pages."""
        if user not in self._fronts:
            self._fronts[user] = Front(self._stage.server, self._stage.server.installation.people[user])
        return self._fronts[user]

    def my_sessions(self, user: str = PIA) -> MySessions:
        """My Sessions of a user."""
        return MySessions(self._driver, self.way(user)).open()

    def page(self, kind: type[Page]) -> Page:
        """A page of the owner's."""
        opened: Page = kind(self._driver, self.way(OLGA)).open()
        return opened

    def close(self) -> None:
        """Ends all ways."""
        for way in self._fronts.values():
            way.close()


@pytest.fixture(scope="module")
def opener(stage: Stage, camera: Camera) -> Iterator[Opener]:
    """Opens pages in the camera's browser."""
    opener = Opener(stage, camera.driver)
    yield opener
    opener.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_live_call(stage: Stage, camera: Camera, opener: Opener, theme: str) -> None:
    """A call that goes on: its caller from four sources, links, times, and the form."""
    camera.frame(*DESK, theme=theme)
    page = opener.my_sessions().select(stage.live)
    page.says(".caller-card", "Head of Purchasing", "Gold, until March 2027", "hubspot", "flow")
    page.says(".context-card", "Open in CRM", "Orders")
    page.says(".conclusion", "prefers e-mail")
    page.says(".status", "2:32")
    camera.take("my-sessions" if theme == "light" else "my-sessions-dark")


def test_likely_match(stage: Stage, camera: Camera, opener: Opener) -> None:
    """A call that rings, from a direct dial of a company that is known."""
    camera.frame(*DESK)
    page = opener.my_sessions(BEN).select(stage.ringing)
    page.says(".caller-card", "Likely, not certain", "ACME AG")
    camera.take("likely-match")


def test_open_entry(stage: Stage, camera: Camera, opener: Opener) -> None:
    """Codes are chosen, a tag is there, another one is being typed."""
    camera.frame(*DESK)
    page = opener.my_sessions().select(stage.live)
    page.choose("primary", "Delivery")
    page.choose("secondary", "Call back")
    page.type_tag("gate 3")
    page.css("#tag-input").send_keys("del")
    page.says("#tag-suggestions", "delivery late", "delivery by van")
    page.css("#tag-input").send_keys(Keys.ARROW_DOWN)
    camera.take("codes-and-tags")


def test_past_call(stage: Stage, camera: Camera, opener: Opener) -> None:
    """A call that is over: codes, tags and times are kept, the caller is forgotten."""
    camera.frame(*DESK)
    page = opener.my_sessions().select(stage.forgotten)
    page.says(".conclusion", "Invoice", "Call back", "pays quarterly", "Saved")
    page.says(".caller-card", "forgotten")
    camera.take("past-call")


def test_empty(camera: Camera, opener: Opener) -> None:
    """Before the first call."""
    camera.frame(*DESK)
    page = opener.my_sessions(CLEO)
    page.says("#presence", "Dormant")
    page.says("#services-button", "Active in 1 of 1")
    camera.take("empty")


def test_telephone(stage: Stage, camera: Camera, opener: Opener) -> None:
    """List and detail on a narrow screen."""
    camera.frame(*TELEPHONE, phone=True)
    page = opener.my_sessions()
    page.says(".caller-card", "Head of Purchasing")
    camera.take("telephone-call")
    page.press(".back")
    until(lambda: page.css("#list").is_displayed(), "the list is there")
    camera.take("telephone-list")


def test_settings(camera: Camera, opener: Opener) -> None:
    """The owner's page, with the preview of a link."""
    camera.frame(1280, 1560)
    page = opener.page(SettingsPage)
    page.says("#connectors", "hubspot", "Ready")
    page.says(".preview", "https://crm.example/contacts?phone=")
    camera.take("settings")


def test_number_trial(camera: Camera, opener: Opener) -> None:
    """Who was asked about a number, how long it took, and why each field won."""
    camera.frame(1280, 1240)
    page = opener.page(TryPage)
    assert isinstance(page, TryPage)
    page.css("#service").send_keys("Customer Support")
    page.ask("030 23125 199")
    page.says("#answer", "Known caller", "hubspot", "zammad", "Why each field won")
    camera.take("number-trial")
