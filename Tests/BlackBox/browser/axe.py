"""Axe, the checker of accessibility rules, run inside a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python

from browser.page import Page

SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What is serious or critical: rule, and where."""
    page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": SOURCE})
    found: dict[str, Any] = page.driver.execute_async_script("axe.run(document).then(arguments[arguments.length - 1])")
    return [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
