"""C1 Address books: every format, every writing, every number of a contact; blocks; nobody by accident."""

from __future__ import annotations

import json
import quopri
from typing import Any

import pytest

from kit import process
from kit.books import contact, person
from kit.client import Client
from kit.numbers import ANNA
from kit.process import Callcard, Launcher

OFFICE, MOBILE, HOME = ANNA, "+493023125124", "+493023125125"

OUTLOOK = """\
"First Name","Middle Name","Last Name","Company","Department","Job Title","Business Street","Business City",\
"Business Postal Code","Business Phone","Business Phone 2","Home Phone","Mobile Phone","E-mail Address","Notes"
"Änna","","Meier","ACME AG","Sales","Buyer","Invented Street 1","Berlin","10115",\
"(030) 23125-123","","0049 30 23125 125","+49 (0)30/23125124","anna@acme.example","says ""hello"",
twice"
"Bruno","","Weber","","","","","","","030 23125 130","","","","",""
"""
GOOGLE = """\
Name,Given Name,Family Name,Organization 1 - Name,Organization 1 - Title,E-mail 1 - Type,E-mail 1 - Value,\
Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value
Änna Meier,Änna,Meier,ACME AG,Buyer,* Work,anna@acme.example,Work,030 23125-123 ::: 030 23125-125,Mobile,+49 30 23125124
"""
GOOGLE_NEW = """\
First Name,Middle Name,Last Name,Organization Name,Organization Title,E-mail 1 - Label,E-mail 1 - Value,\
Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Phone 3 - Label,Phone 3 - Value
Änna,,Meier,ACME AG,Buyer,Work,anna@acme.example,Work,030 23125-123,Mobile,+49 30 23125124,Home,030/23125125
"""
PLAIN = """\
firstName;lastName;company;email;phone;mobile;home phone
Änna;Meier;ACME AG;anna@acme.example;030 23125-123;+49 30 23125124;030/23125125
"""
QUOTED = quopri.encodestring("Änna".encode()).decode()
PHOTO = "\n ".join(["QUJD" * 18] * 600)
VCARD21 = f"""\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Meier;{QUOTED}
ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:ACME=20=
AG
TEL;WORK;VOICE:(030) 23125-123
TEL;CELL:+49 30 23125124
TEL;HOME;PREF:030 23125 125
EMAIL;INTERNET:anna@acme.example
END:VCARD
"""
VCARD30 = f"""\
BEGIN:VCARD
VERSION:3.0
FN:Änna Mei
 er
N:Meier;Änna;;;
ORG:ACME AG;Sales
item1.TEL;TYPE=WORK,VOICE,pref:030 23125-123
item1.X-ABLABEL:Desk
TEL;TYPE="cell":+49 30 231
  25124
TEL;type=HOME:030/23125125
EMAIL:anna@acme.example
PHOTO;ENCODING=b;TYPE=JPEG:{PHOTO}
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Bruno Weber
N:Weber;Bruno;;;
TEL:030 23125 130
END:VCARD
"""
VCARD40 = """\
BEGIN:VCARD
VERSION:4.0
FN:Änna Meier
N:Meier;Änna;;;
ORG:ACME AG
TEL;VALUE=uri;TYPE="work,voice":tel:+49-30-23125-123
TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+493023125124
TEL;TYPE=home:030 23125 125
EMAIL;TYPE=work:anna@acme.example
END:VCARD
"""
JSON = json.dumps(
    [
        {
            "externalId": "17",
            "firstName": "Änna",
            "lastName": "Meier",
            "company": "ACME AG",
            "emailAddresses": ["anna@acme.example"],
            "businessPhones": ["030 23125-123"],
            "mobilePhones": ["+49 30 23125124"],
            "homePhones": ["030/23125125"],
        }
    ]
)


def crlf(text: str) -> str:
    """The line ends that vCard asks for (RFC 6350, 3.2)."""
    return text.replace("\n", "\r\n")


FORMATS: dict[str, tuple[str, str]] = {
    "outlook": ("outlook.csv", OUTLOOK),
    "google": ("google.csv", GOOGLE),
    "google-new": ("google-new.csv", GOOGLE_NEW),
    "plain": ("plain.csv", PLAIN),
    "vcard21": ("vcard21.vcf", crlf(VCARD21)),
    "vcard30": ("vcard30.vcf", crlf(VCARD30)),
    "vcard40": ("vcard40.vcf", crlf(VCARD40)),
    "json": ("book.json", JSON),
}
ENCODINGS: dict[str, bytes] = {
    "utf-8-bom": b"\xef\xbb\xbf" + OUTLOOK.encode(),
    "utf-16le": b"\xff\xfe" + OUTLOOK.encode("utf-16-le"),
    "utf-16be": b"\xfe\xff" + OUTLOOK.encode("utf-16-be"),
    "crlf": OUTLOOK.replace("\n", "\r\n").encode(),
    "cr": PLAIN.replace("\n", "\r").encode(),
    "tab": PLAIN.replace(";", "\t").encode(),
    "comma": PLAIN.replace(";", ",").encode(),
    "no-last-line-end": PLAIN.rstrip("\n").encode(),
    "latin1-with-encoding": PLAIN.encode("cp1252"),
}
BLOCKS = [
    contact("b1", "+49302312570*", company="Star GmbH"),
    contact("b2", "+4930231256", company="Short GmbH"),
    contact("b3", "+493023125800", company="Zero AG"),
    contact("b4", "+493023125810", company="Ten AG"),
    person("b5", "+493023125900", "Paula Person", company="Private AG"),
    contact("b6", "+493023125812", company="Ten AG", firstName="Dora", lastName="Direkt"),
    contact("b7", "+442079460800", company="London Ltd"),
]


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One book and one service for each format and each encoding, and a book with blocks."""
    installation = module_launcher.installation()
    for book, (name, text) in FORMATS.items():
        installation.add_service(book, [installation.add_book(book, text, name)])
    for book, data in ENCODINGS.items():
        more = {"encoding": "windows-1252"} if book.startswith("latin1") else {}
        installation.add_service(book, [installation.add_book(book, data, f"{book}.csv", **more)])
    installation.add_service("blocks", [installation.add_book("blocks", BLOCKS)])
    installation.add_service(
        "twins",
        [
            installation.add_book(
                "twins",
                [
                    person("1", ANNA, "Anna Meier"),
                    person("2", "030 23125-123", "Bruno Weber"),
                    person("3", "0049 30 23125123", "Carla Wolf"),
                ],
            )
        ],
    )
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize("book", FORMATS)
@pytest.mark.parametrize("number", [OFFICE, MOBILE, HOME])
def test_every_number_of_a_contact_matches(client: Client, book: str, number: str) -> None:
    """C1, F5, F7: each format, each of three numbers, in different writings."""
    answer = client.lookup(number, service=book)
    assert answer["status"] == "resolved"
    caller = answer["caller"]
    assert (caller["firstName"], caller["lastName"], caller["company"]) == ("Änna", "Meier", "ACME AG")
    assert (caller["displayName"], caller["email"]) == ("Änna Meier", "anna@acme.example")
    assert answer["matches"][0]["grade"] == "exact" and set(answer["sources"].values()) == {book}


@pytest.mark.parametrize("book", ENCODINGS)
def test_encodings_and_line_ends(client: Client, book: str) -> None:
    """F3, F5: byte order marks, UTF-16, a declared code page, three delimiters, three line ends."""
    assert client.lookup(MOBILE, service=book)["caller"]["displayName"] == "Änna Meier"


@pytest.mark.parametrize("book", ["outlook", "vcard30"])
def test_the_second_record_is_another_person(client: Client, book: str) -> None:
    """Quotes with line breaks and long photographs don't shift what follows."""
    assert client.lookup("+493023125130", service=book)["caller"]["displayName"] == "Bruno Weber"


def test_two_contacts_with_one_number_are_both_matches(client: Client) -> None:
    """F6: three writings of one number are three matches, in the book's order, and nobody is guessed."""
    answer = client.lookup(ANNA, service="twins")
    assert [match["caller"]["id"] for match in answer["matches"]] == ["1", "2", "3"]
    assert answer["ambiguous"] is True and not {"displayName", "firstName", "lastName"} & answer.get("caller", {}).keys()


@pytest.mark.parametrize(
    "number, company",
    [
        ("+4930231257055", "Star GmbH"),
        ("+4930231258223", "Zero AG"),
        ("+4930231258155", "Ten AG"),
        ("+493023125811", "Ten AG"),
        ("+493023125999", None),
        ("+49302312561", None),
        ("+442079460801", None),
    ],
)
def test_blocks(client: Client, number: str, company: str | None) -> None:
    """C1: a block answers for longer numbers that begin with it, with the company only; the longest wins; a person's number,
    a number that ends in no zero, and a number of a closed plan are no blocks."""
    answer = client.lookup(number, service="blocks")
    assert answer.get("caller") == ({"displayName": company, "company": company} if company else None)
    assert {match["grade"] for match in answer["matches"]} <= {"prefix"}


def test_an_exact_hit_beats_its_block(client: Client) -> None:
    """C1: blocks are asked only where no contact has the number."""
    answer = client.lookup("+493023125812", service="blocks")
    assert answer["caller"]["displayName"] == "Dora Direkt"
    assert [match["grade"] for match in answer["matches"]] == ["exact"]


@pytest.mark.parametrize("book", ["outlook", "json", "vcard40", "blocks"])
@pytest.mark.parametrize("text", ["888", "123", "23125123", "+4930231251", "+49302312512345"])
def test_no_substring_ever_matches(client: Client, book: str, text: str) -> None:
    """C1, C8: pieces of a number, and a number with more behind it, find nobody."""
    answer = client.lookup(text, service=book)
    assert answer["matches"] == [] and "caller" not in answer


@pytest.mark.parametrize("book", ["outlook", "json", "vcard40", "blocks"])
@pytest.mark.parametrize("text", ["%", "_", "*"])
def test_patterns_are_no_numbers(client: Client, book: str, text: str) -> None:
    """C1, C8: what would be a pattern elsewhere is refused."""
    answer = client.post("/v1/lookups", {"number": text, "service": book})
    assert (answer.status, answer.code) == (422, "invalidNumber")


WRITINGS = ["0049 30 23125123", "tel:+49-30-23125-123", "+49 30 23125123 ext. 7"]


@pytest.mark.parametrize(
    "book, written", [(book, "030 23125 123") for book in FORMATS] + [("outlook", text) for text in WRITINGS]
)
def test_the_command_finds_contacts(server: Callcard, book: str, written: str) -> None:
    """`callcard lookup --book F` needs no configuration: every format, and every writing with one of them."""
    done = process.run(
        "lookup", "--book", FORMATS[book][0], "--region", "DE", "--json", folder=server.installation.folder, stdin=written + "\n"
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["caller"]["displayName"] == "Änna Meier"


@pytest.mark.parametrize("text", ["%", "_", "*", "888"])
def test_the_command_finds_nobody(server: Callcard, text: str) -> None:
    """C8, on the command line."""
    done = process.run("lookup", "--book", "outlook.csv", "--region", "DE", "--json", text, folder=server.installation.folder)
    assert b"Meier" not in done.stdout and b"Weber" not in done.stdout


def test_statistics_of_a_book(server: Callcard) -> None:
    """`callcard book stats F` counts and lists rows that it could not read, by line and without their content."""
    folder = server.installation.folder
    (folder / "odd.csv").write_text("name;phone\nAnna Meier;030 23125123\nBruno Weber;call me maybe\nCarla Wolf;\n")
    done = process.run("book", "stats", "odd.csv", "--region", "DE", folder=folder)
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr
    assert b"3" in done.stdout and not any(word in told for word in (b"Meier", b"maybe", b"23125123"))
