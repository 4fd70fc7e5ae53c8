"""Takes pictures of pages: always of the same size, at the same time of day, with everything at rest."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from selenium import webdriver

from kit.contract import REPOSITORY

Colour = tuple[int, int, int]
SCALE = 2
"""Pixels of a picture for one of the page."""
MOST_BYTES = 200 * 1_024
TIME = datetime(2026, 11, 26, 9, 24, 30, tzinfo=UTC)
"""What the page's clock shows in pictures: half past ten in Berlin."""
STILL = """
(() => {
  const [shown, real] = [%d, %d];
  const read = Date.parse;
  // The date of an answer, the one time that is written so, is always now.
  const parse = (text) => /GMT$/.test(text) ? shown : read(text) + shown - real;
  window.Date = class extends Date {
    constructor(...parts) { parts.length === 0 ? super(shown) : super(typeof parts[0] === "string" ? parse(parts[0]) : parts[0]); }
    static now() { return shown; }
    static parse(text) { return parse(text); }
  };
  localStorage.setItem("callcard.popups", "allowed");
})();
"""
REST = """
document.getAnimations({subtree: true}).forEach((animation) => { animation.pause(); animation.currentTime = 450; });
document.activeElement?.matches("body, input") || document.activeElement?.blur();
"""


class Camera:
    """Makes pictures of what a browser shows.

    They go to `CALLCARD_IMAGES` where that is set, else to `folder`.
    """

    def __init__(self, driver: webdriver.Chrome, folder: Path, now: datetime) -> None:
        self.driver = driver
        named = os.environ.get("CALLCARD_IMAGES")
        self.folder = REPOSITORY / named if named else folder
        self.folder.mkdir(parents=True, exist_ok=True)
        times = tuple(int(moment.timestamp() * 1_000) for moment in (TIME, now))
        self._command("Page.addScriptToEvaluateOnNewDocument", source=STILL % times)
        self._command("Emulation.setTimezoneOverride", timezoneId="Europe/Berlin")

    def frame(self, width: int, height: int, *, phone: bool = False, theme: str = "light") -> None:
        """Sets the window's size, in the page's pixels, and its colours."""
        self._command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=SCALE, mobile=phone)
        self._command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        self.size = width, height

    def take(self, name: str) -> None:
        """Takes a picture, checks that there is something on it, and keeps it as `name`.png."""
        self.driver.execute_script(REST)
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        image = Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
        assert image.size == tuple(length * SCALE for length in self.size)
        used: list[tuple[int, Colour]] = sorted(image.getcolors(image.width * image.height), reverse=True)
        assert len(used) > 50 and used[0][0] < 0.97 * image.width * image.height, f"{name} is all but blank"
        path = self.folder / f"{name}.png"
        colours = [part for colour in apart(colour for _, colour in used) for part in colour]
        palette = Image.new("P", (1, 1))
        # Pillow compares colours by all but their last two bits.
        palette.putpalette([part & ~3 for part in colours])
        drawn = image.quantize(palette=palette, dither=Image.Dither.NONE)
        drawn.putpalette(colours)
        drawn.save(path, optimize=True)
        assert path.stat().st_size <= MOST_BYTES, f"{name} has {path.stat().st_size // 1_024} KiB"

    def _command(self, name: str, **parameters: object) -> None:
        self.driver.execute_cdp_cmd(name, parameters)


def apart(colours: Iterable[Colour]) -> list[Colour]:
    """The first 256 colours that can be told from one another. Pages have few, and many shades of them at the edges of letters; so
    these do, and a picture takes a third of the bytes."""
    chosen: list[Colour] = []
    for colour in colours:
        if all(max(abs(one - other) for one, other in zip(colour, before, strict=True)) > 5 for before in chosen):
            chosen.append(colour)
            if len(chosen) == 256:
                break
    return chosen
