"""My Sessions as a person sees it."""

from __future__ import annotations

from selenium.webdriver.common.keys import Keys

from browser.page import Page
from kit.calls import Call
from kit.waiting import until

COLOURS = {"green": (20, 138, 75), "red": (207, 47, 60), "yellow": (217, 154, 0), "grey": (139, 139, 154)}
"""Of bars and marks in light colours."""


class MySessions(Page):
    """One window with My Sessions of one user."""

    ready = 'body[data-ready="true"]'

    def open(self) -> MySessions:
        """Loads the page and waits until it has heard from the server."""
        super().open()
        return self

    def look(self) -> MySessions:
        """Makes this window the one that the driver speaks to."""
        self.driver.switch_to.window(self.window)
        return self

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
        parts = computed.removeprefix("rgb(").removesuffix(")").split(",")
        numbers = tuple(int(part) for part in parts if part.strip().isdigit())
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
