"""Trying a number in a real browser (C9)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver

from browser.axe import violations
from browser.front import Front
from browser.page import Page
from kit.process import Callcard
from kit.team import OLGA, PIA


class TryPage(Page):
    """The form and its answer."""

    path = "/try"
    ready = "#service option"

    def ask(self, number: str) -> None:
        """Types a number and presses Ask."""
        self.css("#number").clear()
        self.css("#number").send_keys(number)
        self.css("#ask").click()


@pytest.fixture
def page(server: Callcard, driver: webdriver.Chrome) -> Iterator[TryPage]:
    """The page, opened by the owner."""
    way = Front(server, server.installation.people[OLGA])
    yield TryPage(driver, way).open()
    way.close()


def test_C9_waterfall_and_reasons(page: TryPage) -> None:
    """C9: who was asked, how long it took, what came back, and why it won; the number is in no address."""
    page.console()
    page.ask("030 23125 123")
    page.says("#answer", "Known caller", "Anna Meier", "ACME AG", "contacts", "found", "ms", "Why each field won")
    assert page.css(".waterfall-bar").size["width"] > 0
    assert not [line for line in page.front.asked if "23125" in line]
    assert page.console() == []


def test_C8_no_number(page: TryPage) -> None:
    """C8: what is no number is said so; a withheld one asks nobody."""
    page.ask("%")
    page.says("#answer", "not a telephone number")
    page.ask("anonymous")
    page.says("#answer", "Withheld")


def test_C9_agents_may_not(server: Callcard, driver: webdriver.Chrome) -> None:
    """C9: an agent is told who may."""
    way = Front(server, server.installation.people[PIA])
    page = TryPage(driver, way).open()
    page.ask("030 23125 123")
    page.says("#answer", "Only owners and operators")
    way.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe(page: TryPage, theme: str) -> None:
    """No serious or critical violation, in either theme."""
    page.emulate(prefers_color_scheme=theme)
    page.ask("030 23125 123")
    page.says("#answer", "Known caller")
    assert violations(page) == []
