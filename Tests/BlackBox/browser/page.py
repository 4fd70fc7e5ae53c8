"""A page as a person sees it: words, colours and controls, never what its modules hold."""

from __future__ import annotations

from typing import Any

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from browser.front import Front
from kit.waiting import until


class Page:
    """One window with a page of one user."""

    path = "/"
    ready = "body"
    """Selects what is there once the page has what it needs."""

    def __init__(self, driver: webdriver.Chrome, front: Front) -> None:
        self.driver, self.front = driver, front
        self.window = driver.current_window_handle

    def open(self) -> Any:
        """Loads the page and waits until it is ready."""
        self.driver.get("about:blank")
        self.front.sign_in(self.driver)
        # The link that signs in leads to a page itself: loaded twice, it would also ask others twice.
        if self.driver.current_url.partition("#")[0] != self.front.address + self.path:
            self.driver.get(self.front.address + self.path)
        try:
            until(lambda: self.css_all(self.ready), f"{self.path} is ready", seconds=20)
        except AssertionError as error:
            said = [entry["message"] for entry in self.driver.get_log("browser")]
            raise AssertionError(f"{error}; at {self.driver.current_url} the console says {said}") from None
        return self

    def css(self, selector: str) -> WebElement:
        """The first element that fits."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def css_all(self, selector: str) -> list[WebElement]:
        """All elements that fit."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def press(self, selector: str) -> None:
        """Clicks on the first element that fits, in the middle of the window."""
        element = self.css(selector)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

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

    def styles(self, selector: str, name: str, pseudo: str = "") -> str:
        """A computed style."""
        script = "return getComputedStyle(document.querySelector(arguments[0]), arguments[2] || null)[arguments[1]]"
        return str(self.driver.execute_script(script, selector, name, pseudo))

    def emulate(self, **features: str) -> None:
        """Media features, such as `prefers_color_scheme="dark"`."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": named})

    def console(self) -> list[dict[str, Any]]:
        """What the browser has to say since the last time."""
        entries: list[dict[str, Any]] = self.driver.get_log("browser")
        return entries
