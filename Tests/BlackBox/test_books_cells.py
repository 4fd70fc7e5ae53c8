"""C1 C14 A cell is a text that holds numbers: several, ranges, remarks, extensions, tones; what is not understood is reported."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from kit import process
from kit.books import person
from kit.process import Launcher

N123, N124, N125 = "+493023125123", "+493023125124", "+493023125125"

#: cell, region, numbers that find the contact, numbers that find nobody
CELLS: list[tuple[str, str, list[str], list[str]]] = [
    ("030 23125123 App. 7", "DE", [N123], ["7", "+4930231251237"]),
    ("030 23125123 Durchwahl 3", "DE", [N123], ["3"]),
    ("030 23125123 - Kl. 31", "DE", [N123], ["31"]),
    ("030 23125123 (NSt. 31)", "DE", [N123], ["31"]),
    ("+1 202 555 0123 ext.", "US", ["+12025550123"], []),
    ("030 23125123;4711", "DE", [N123], ["4711"]),
    ("+493023125123,,4712#", "DE", [N123], ["4712"]),
    ("030 23125123p4713", "DE", [N123], ["4713"]),
    ("030 23125123 w 14", "DE", [N123], ["14"]),
    ("030 23125123 / 030 23125124", "DE", [N123, N124], []),
    ("030 23125123,030 23125124", "DE", [N123, N124], []),
    ("030 23125123 | 030 23125124", "DE", [N123, N124], []),
    ("030 23125123 od. 030 23125124", "DE", [N123, N124], []),
    ("030 23125123<br>030 23125124", "DE", [N123, N124], []),
    ("030 23125123 (privat), 030 23125124 (Büro)", "DE", [N123, N124], []),
    ("030 23125-123/-124", "DE", [N123, N124], ["+493023125123124"]),
    ("030 23125-123/124", "DE", [N123, N124], ["+493023125123124"]),
    ("030 23125123/24", "DE", [N123, N124], ["+49302312512324"]),
    ("030 23125-123 bis 125", "DE", [N123, N124, N125], ["+493023125126"]),
    ("030 23125-123–125", "DE", [N123, N124, N125], []),
    ("030/23125123", "DE", [N123], []),
    ("030 - 23125123", "DE", [N123], []),
    ("3023125123.0", "DE", [N123], ["+4930231251230"]),
    ("4.93023125123E+11", "DE", [N123], []),
    ("4915223433301.0", "DE", ["+4915223433301"], []),
    ("+49 \u200e30\u00a023125\u00ad123", "DE", [N123], []),
    ("０３０ ２３１２５１２３", "DE", [N123], []),
    ("030 23125123 (Büro, nach 18 Uhr)", "DE", [N123], ["18"]),
    ("030 23125123 18 Uhr", "DE", [N123], ["+49302312512318"]),
    ("+49 30 23125123 privat", "DE", [N123], []),
    ("Raum 12 030 23125123", "DE", [N123], ["12"]),
    ("1-800-ELEPHANT", "US", ["+18003537426"], []),
    ("1-800-FLOWERS", "US", ["+18003569377"], []),
    ("1-800-GOT-JUNK", "US", ["+18004685865"], []),
]

REPORTED = [
    ("4.9302312E+11", "spreadsheetNumber"),
    ("030 23125-100 bis -299", "unusableRange"),
    ("call me maybe", "unreadableNumber"),
    ("Room 4711", "unreadableNumber"),
    ("4711@pbx.example", "unreadableNumber"),
    ("4711;12", "unreadableNumber"),
    ("0", "unreadableNumber"),
    ("-1", "unreadableNumber"),
    ("n/a", "unreadableNumber"),
    ("030 23125124, 23125125", "unreadableNumber"),
    ("030 23125124 " + "x" * 300, "cellTooLong"),
]


def quoted(cell: str) -> str:
    """A cell of a CSV file."""
    return '"' + cell.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def folder(module_launcher: Launcher) -> Any:
    """A folder with a book for each cell."""
    folder = module_launcher.installation().folder
    for index, (cell, *_) in enumerate(CELLS):
        (folder / f"cell{index}.csv").write_text(f"name,phone\nAnna Meier,{quoted(cell)}\n")
    rows = "".join(f"Bruno Weber,{quoted(cell)}\n" for cell, _ in REPORTED)
    (folder / "reported.csv").write_text("name,phone\nAnna Meier,030 23125123\n" + rows)
    (folder / "reported.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Meier\nTEL:030 23125123 (Büro)\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Bruno Weber\nTEL:030 23125124 / 030 23125125\nTEL:Room 4711\nEND:VCARD\n"
    )
    return folder


def names(folder: Any, book: str, region: str, numbers: list[str]) -> list[str | None]:
    """Who is found for each number, by `callcard lookup --book`."""
    done = process.run(
        "lookup", "--json", "--region", region, "--book", book, folder=folder, stdin="".join(number + "\n" for number in numbers)
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    assert len(answers) == len(numbers), done.stderr
    return [(answer.get("caller") or {}).get("displayName") for answer in answers]


@pytest.mark.parametrize("index", range(len(CELLS)), ids=[cell for cell, *_ in CELLS])
def test_numbers_of_a_cell(folder: Any, index: int) -> None:
    """Each number of the cell finds its contact; no other number does."""
    _, region, found, nobody = CELLS[index]
    got = names(folder, f"cell{index}.csv", region, found + nobody)
    assert got == ["Anna Meier"] * len(found) + [None] * len(nobody)


def test_what_is_not_understood_is_reported(folder: Any) -> None:
    """One `line N: reason` each, the count with them, and no content."""
    done = process.run("book", "stats", "--region", "DE", "reported.csv", folder=folder)
    assert done.returncode == 0, done.stderr
    told = done.stdout.decode()
    lines = re.findall(r"line (\d+): (\w+)", told)
    assert lines == [(str(line), reason) for line, (_, reason) in enumerate(REPORTED, start=3)]
    assert re.search(rf"\b{len(REPORTED)}\s+unusable numbers", told)
    assert not any(word in told for word in ("4711", "maybe", "pbx", "Weber", "23125"))


def test_a_card_is_reported_by_its_first_line(folder: Any) -> None:
    """A vCard's line is its BEGIN; its other numbers are found."""
    told = process.run("book", "stats", "--region", "DE", "reported.vcf", folder=folder).stdout.decode()
    assert re.findall(r"line (\d+): (\w+)", told) == [("6", "unreadableNumber")]
    assert names(folder, "reported.vcf", "DE", [N123, N124, N125, "4711"]) == ["Anna Meier", "Bruno Weber", "Bruno Weber", None]


def test_contacts_in_json(module_launcher: Launcher) -> None:
    """The same rules for contacts in JSON, as the server reads them."""
    installation = module_launcher.installation()
    installation.add_service("texts", [installation.add_book("texts", [person("1", "030 23125123 / -124 (Büro)", "Anna Meier")])])
    client = module_launcher.start(installation).client()
    for number in (N123, N124):
        assert client.lookup(number, service="texts")["caller"]["displayName"] == "Anna Meier"
