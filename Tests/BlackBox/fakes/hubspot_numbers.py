"""How HubSpot makes numbers searchable, and how its search compares texts.

Documented (developers.hubspot.com, Search the CRM): numbers are kept in properties `hs_searchable_calculated_…` with area code
and local number only; `CONTAINS_TOKEN` compares words, and a word may have asterisks; values of `IN` are in lower case. Seen in
public code and data: a number whose country is not written is kept as its digits without zeros at the beginning (`00004` as `4`,
`(877) 829-06966777` as `87782906966777`). Assumed: the same of a number beside other text, and that words end at what is no
letter or digit.
"""

from __future__ import annotations

import re

CODES = ("49", "44", "33", "1")
"""Countries whose numbers this model reads."""


def calculated(text: str) -> str:
    """What the calculated property of a number holds; empty where there is no digit."""
    digits = re.sub(r"\D", "", text)
    code = next((code for code in CODES if digits.startswith(code)), None)
    if code and re.fullmatch(r"\s*\+[\d\s().\-/]+", text):
        digits = digits.removeprefix(code)
    return digits.lstrip("0")


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return re.findall(r"[^\W_]+", text.lower())


def has_word(text: str, pattern: str) -> bool:
    """Whether a word of the text fits, or one after the other those of a pattern of several words."""
    wanted = [re.compile(".*".join(map(re.escape, part.split("*")))) for part in pattern.lower().split()]
    found = words(text)
    places = range(len(found) - len(wanted) + 1)
    return any(all(part.fullmatch(word) for part, word in zip(wanted, found[place:])) for place in places)
