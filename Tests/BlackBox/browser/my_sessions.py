"""The page as a person sees it: words, colours and controls, never what its modules hold."""

from __future__ import annotations

from typing import Any

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from browser.front import Front
from kit.calls import Call
from kit.waiting import until

COLOURS = {"green": (20, 138, 75), "red": (207, 47, 60), "yellow": (217, 154, 0), "grey": (139, 139, 154)}
"""Of bars and marks in light colours."""


class MySessions:
    """One window with the page of one user."""

    def __init__(self, driver: webdriver.Chrome, front: Front) -> None:
        self.driver, self.front = driver, front
        self.window = driver.current_window_handle

    def open(self) -> MySessions:
        """Loads the page and waits until it has heard from the server."""
        self.driver.get("about:blank")
        self.driver.get(self.front.address + "/")
        until(lambda: self.css_all('body[data-ready="true"]'), "the page is ready")
        return self

    def look(self) -> MySessions:
        """Makes this window the one that the driver speaks to."""
        self.driver.switch_to.window(self.window)
        return self

    def css(self, selector: str) -> WebElement:
        """The first element that fits."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def css_all(self, selector: str) -> list[WebElement]:
        """All elements that fit."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """What can be read there now; empty where there is nothing."""
        try:
            return self.css(selector).text
        except (NoSuchElementException, StaleElementReferenceException):
            return ""

    def says(self, selector: str, *words: str, seconds: float = 5) -> None:
        """Waits until all of the words can be read there."""
        try:
            until(lambda: all(word in self.text(selector) for word in words), f"{selector} says {words}", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; it says {self.text(selector)!r}") from None

    def silent(self, selector: str) -> None:
        """Waits until nothing can be read there."""
        until(lambda: not self.text(selector), f"{selector} is gone")

    @staticmethod
    def row(call: Call) -> str:
        """Selects the row of a call."""
        return f'[role="option"][data-id="{call.entry_id}"]'

    def rows(self) -> list[str]:
        """Ids of the entries in the list, from the top."""
        script = """return [...document.querySelectorAll('#list [role="option"]')].map((row) => row.dataset.id)"""
        found: list[str] = self.driver.execute_script(script)
        return found

    def shows(self, call: Call, *words: str) -> None:
        """Waits until the list has the call, with these words."""
        self.says(self.row(call), *words)

    def has_not(self, call: Call) -> None:
        """Waits until the list doesn't have the call."""
        until(lambda: call.entry_id not in self.rows(), f"{call.session} is not in the list")

    def select(self, call: Call) -> MySessions:
        """Clicks on the call's row."""
        until(lambda: self.css_all(self.row(call)), f"{call.session} is in the list")
        self.css(self.row(call)).click()
        return self

    def styles(self, selector: str, name: str, pseudo: str = "") -> str:
        """A computed style."""
        script = "return getComputedStyle(document.querySelector(arguments[0]), arguments[2] || null)[arguments[1]]"
        return str(self.driver.execute_script(script, selector, name, pseudo))

    def bar(self, call: Call) -> str | None:
        """The colour of the bar at the left of a call's row, by name."""
        return self._colour(self.styles(self.row(call), "backgroundColor", "::before"))

    def mark(self, call: Call) -> str | None:
        """The colour behind the icon of a call's row, by name."""
        return self._colour(self.styles(f"{self.row(call)} .row-mark", "backgroundColor"))

    def pulses(self, call: Call) -> bool:
        """Whether the icon of a call's row moves."""
        return self.styles(f"{self.row(call)} .row-mark", "animationName", "::after") not in ("none", "")

    @staticmethod
    def _colour(computed: str) -> str | None:
        numbers = tuple(int(part) for part in computed.removeprefix("rgb(").removesuffix(")").split(",") if part.strip().isdigit())
        return next((name for name, value in COLOURS.items() if value == numbers), None)

    def is_open(self, call: Call) -> bool:
        """Whether the row of a call has its (info) icon."""
        return self.css(f"{self.row(call)} .row-open").is_displayed()

    def seconds(self, selector: str) -> int:
        """A timer's value."""
        minutes, seconds = self.text(selector).split(":")[-2:]
        return int(minutes) * 60 + int(seconds)

    def choose(self, code_list: str, name: str) -> None:
        """Chooses a code by its name, as soon as the form is there."""
        until(lambda: self.css_all(f"#code-{code_list}"), "the form is there")
        self.css(f"#code-{code_list}").send_keys(name)

    def type_tag(self, *tags: str) -> None:
        """Types tags, each ended by Enter, as soon as the form is there."""
        until(lambda: self.css_all("#tag-input"), "the form is there")
        for tag in tags:
            self.css("#tag-input").send_keys(tag, Keys.ENTER)

    def save(self) -> None:
        """Presses Save."""
        self.css('.conclusion button[type="submit"]').click()

    def emulate(self, **features: str) -> None:
        """Media features, such as `prefers_color_scheme="dark"`."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": named})

    def console(self) -> list[dict[str, Any]]:
        """What the browser has to say since the last time."""
        entries: list[dict[str, Any]] = self.driver.get_log("browser")
        return entries
