"""The pages' texts: the same ones in each language, and none that nobody wrote."""

from __future__ import annotations

import json
import re

from kit.browser import Browser
from kit.contract import REPOSITORY
from kit.process import Callcard

ASSETS = REPOSITORY / "Sources" / "BuiltInFiles" / "Pages"

KEY = re.compile(r'^  "([^"]+)": (.*?),?$', re.MULTILINE)
USED = re.compile(r'(?<![\w.])say\((?:[^"()`]*\? )?"([\w.]+)"|data-say(?:-label|-title|-placeholder)?="([\w.]+)"')


def strings(language: str) -> dict[str, str]:
    """Keys and texts of a language, as they are written."""
    files = [ASSETS / f"strings.{language}.js", ASSETS / f"strings-owner.{language}.js"]
    return dict(KEY.findall("\n".join(file.read_text() for file in files)))


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


def test_the_list_of_variables_is_that_of_the_docs(server: Callcard) -> None:
    """The owner's page names the same variables, with the same words, as `docs/templates.md`."""
    document = (REPOSITORY / "docs" / "templates.md").read_text()
    rows = re.findall(r"^\| `(\w+\.[\w.<>]+)` \| (.*?) \| `([^`]+)` \|", document, re.MULTILINE)
    shown = Browser(server).go("/assets/variables.js").body.decode()
    lines = [json.dumps([name, meaning.replace("`", ""), example], ensure_ascii=False) for name, meaning, example in rows]
    assert len(lines) > 25 and re.findall(r"^  (\[.*\]),$", shown, re.MULTILINE) == lines


def test_modules_are_small() -> None:
    """No file of the pages is over 250 lines but the texts."""
    lines = {file.name: file.read_text().count("\n") for file in ASSETS.iterdir()}
    assert {name: count for name, count in lines.items() if count > 250 and not name.startswith("strings.")} == {}
