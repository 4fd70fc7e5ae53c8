"""The pages' texts: the same ones in each language, and none that nobody wrote."""

from __future__ import annotations

import re

from browser.front import ASSETS

KEY = re.compile(r'^  "([^"]+)": (.*?),?$', re.MULTILINE)
USED = re.compile(r'(?<![\w.])say\((?:[^"()`]*\? )?"([\w.]+)"|data-say(?:-label|-title|-placeholder)?="([\w.]+)"')


def strings(language: str) -> dict[str, str]:
    """Keys and texts of a language, as they are written."""
    return {key: text for key, text in KEY.findall((ASSETS / f"strings.{language}.js").read_text())}


def test_both_languages_have_the_same_texts() -> None:
    """Each key is there in English and German, with the same places to fill."""
    english, german = strings("en"), strings("de")
    assert english.keys() == german.keys()
    places = lambda text: set(re.findall(r"\(\{ (.*?) \}\)", text))  # noqa: E731
    assert {key for key in english if places(english[key]) != places(german[key])} == set()


def test_every_text_that_is_used_is_there() -> None:
    """No page shows the name of a text in its place."""
    files = [file for file in ASSETS.iterdir() if file.suffix in (".js", ".html")]
    used = {key for file in files for pair in USED.findall(file.read_text()) for key in pair if key}
    assert len(used) > 50 and used <= strings("en").keys()


def test_modules_are_small() -> None:
    """No file of the pages is over 250 lines but the texts."""
    lines = {file.name: file.read_text().count("\n") for file in ASSETS.iterdir()}
    assert {name: count for name, count in lines.items() if count > 250 and not name.startswith("strings.")} == {}
