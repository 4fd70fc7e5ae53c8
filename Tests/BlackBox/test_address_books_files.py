"""C15, F1 Files of telephone systems, mail programs and directories; unread columns; damaged vCards; files without an end."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kit import process
from kit.process import Callcard, Launcher
from kit.waiting import until

OFFICE, MOBILE, HOME = "+493023125101", "+4915223433301", "+493023125106"

EXPORTS: dict[str, tuple[str, str]] = {
    "3cx": (
        "3cx.csv",
        "FirstName,LastName,Company,Mobile,Mobile2,Home,Home2,Business,Business2,Email,Other,BusinessFax,HomeFax,Pager\n"
        "Anna,Meier,ACME AG,+4915223433301,,+493023125106,,+493023125101,,a@acme.example,,,,\n",
    ),
    "yeastar": (
        "yeastar.csv",
        "First Name,Last Name,Company Name,Email,Business Number,Business Number 2,Business Fax,Mobile,Mobile 2,Home,Other,"
        "ZIP Code\n"
        "Anna,Meier,ACME AG,a@acme.example,030 23125101,,,+49 1522 3433301,,030 23125106,,10115\n",
    ),
    "yealink": (
        "yealink.csv",
        "display_name,office_number,mobile_number,other_number,line,ring,auto_divert,priority,group_id_name\n"
        "Anna Meier,+493023125101,+4915223433301,+493023125106,-1,Auto,,,All Contacts\n",
    ),
    "freepbx": (
        "freepbx.csv",
        "displayname,fname,lname,title,company,address,phone_1_number,phone_1_type,phone_1_extension,phone_1_flags,"
        "phone_2_number,phone_2_type,phone_3_number,phone_3_type,email_1,website_1\n"
        "Anna Meier,Anna,Meier,,ACME AG,,+493023125101,work,,,+4915223433301,cell,+493023125106,home,a@acme.example,\n",
    ),
    "wazo": (
        "wazo.csv",
        "title|displayname|firstname|lastname|society|officenumber|mobilenumber|homenumber|officezipcode\n"
        "mrs|Anna Meier|Anna|Meier|ACME AG|03023125101|015223433301|03023125106|10115\n",
    ),
    "outlook-fr": (
        "outlook-fr.csv",
        '"Titre","Prénom","Nom","Société","Service","Rue (bureau)","Téléphone (bureau)","Téléphone (domicile)","Tél. mobile"\n'
        '"","Anna","Meier","ACME AG","Ventes","","030 23125101","030 23125106","01522 3433301"\n',
    ),
    "outlook-es": (
        "outlook-es.csv",
        "Nombre,Apellidos,Organización,Puesto,Teléfono del trabajo,Particular,Mobile Phone,Dirección de correo electrónico\n"
        "Anna,Meier,ACME AG,,030 23125101,030 23125106,01522 3433301,a@acme.example\n",
    ),
    "outlook-it": (
        "outlook-it.csv",
        "Nome,Cognome,Società,Reparto,Ufficio,Abitazione,Cellulare,Indirizzo posta elettronica\n"
        "Anna,Meier,ACME AG,,030 23125101,030 23125106,01522 3433301,a@acme.example\n",
    ),
    "outlook-nl": (
        "outlook-nl.csv",
        "Voornaam;Achternaam;Bedrijf;Afdeling;Telefoon op werk;Telefoon thuis;Mobiele telefoon;E-mailadres\n"
        "Anna;Meier;ACME AG;;030 23125101;030 23125106;01522 3433301;a@acme.example\n",
    ),
    "outlook-pt": (
        "outlook-pt.csv",
        "Primeiro nome;Sobrenome;Empresa;Telefone comercial;Telefone residencial;Telefone celular;Endereço de email\n"
        "Anna;Meier;ACME AG;030 23125101;030 23125106;01522 3433301;a@acme.example\n",
    ),
    "thunderbird-de": (
        "thunderbird.csv",
        "Vorname,Nachname,Anzeigename,Spitzname,Primäre E-Mail-Adresse,Tel. dienstlich,Tel. privat,Fax-Nummer,Pager-Nummer,"
        "Mobil-Tel.-Nr.,Privat: Ort,Organisation\n"
        "Anna,Meier,Anna Meier,,a@acme.example,030 23125101,030 23125106,,,01522 3433301,Berlin,ACME AG\n",
    ),
    "salesforce": (
        "salesforce.csv",
        '"Salutation","First Name","Last Name","Title","Account Name","Mailing City","Phone","Mobile","Home Phone","Asst. Phone"\n'
        '"Ms.","Anna","Meier","Buyer","ACME AG","Berlin","030 23125101","01522 3433301","030 23125106",""\n',
    ),
    "pipedrive": (
        "pipedrive.csv",
        "Person - Name,Person - First name,Person - Last name,Person - Organization,Person - Phone - Work,Person - Phone - Home,"
        "Person - Phone - Mobile\n"
        "Anna Meier,Anna,Meier,ACME AG,030 23125101,030 23125106,01522 3433301\n",
    ),
    "active-directory": (
        "ad.csv",
        "DN,objectClass,cn,sn,givenName,company,l,physicalDeliveryOfficeName,telephoneNumber,homePhone,mobile,mail\n"
        '"CN=Anna Meier,DC=acme",user,Anna Meier,Meier,Anna,ACME AG,Berlin,4711,030 23125101,030 23125106,'
        "01522 3433301,a@acme.example\n",
    ),
    "ldif": (
        "people.ldif",
        "dn: uid=anna,dc=acme,dc=example\nobjectClass: inetOrgPerson\ncn: Anna Meier\nsn:: TWVpZXI=\ngivenName: Anna\n"
        "o: ACME AG\n"
        "telephoneNumber: 030 23125\n 101\nmobile: +49 1522 3433301\nhomePhone: 030 23125106\n\n",
    ),
    "fritzbox": (
        "box.xml",
        '<?xml version="1.0" encoding="utf-8"?>\n<phonebooks><phonebook name="Telefonbuch"><contact><person><realName>Anna Meier'
        '</realName></person><telephony><number type="work" prio="1">030 23125101</number><number type="mobile">01522 3433301'
        '</number><number type="home">030 23125106</number></telephony></contact></phonebook></phonebooks>\n',
    ),
}

SILENT = "Name;Phone;Notruf\nAnna Meier;030 23125101;030 23125199\nBen Braun;030 23125102;\n"
"""A file whose third column holds numbers under a heading that nobody knows."""


def look(folder: Path, *numbers: str, books: list[str], **options: str) -> list[dict[str, Any]]:
    """Looks numbers up with `callcard lookup --book`, and returns the answers."""
    arguments = [part for book in books for part in ("--book", book)]
    arguments += [part for name, value in options.items() for part in (f"--{name}", value)]
    done = process.run("lookup", "--json", "--region", "DE", *arguments, folder=folder, stdin="\n".join(numbers) + "\n")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def stats(folder: Path, book: str, *more: str) -> str:
    """What `callcard book stats` says."""
    done = process.run("book", "stats", "--region", "DE", *more, book, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One book and one service for each export."""
    installation = module_launcher.installation()
    for book, (name, text) in EXPORTS.items():
        installation.add_service(book, [installation.add_book(book, text, name)])
    return module_launcher.start(installation)


@pytest.mark.parametrize("book", EXPORTS)
@pytest.mark.parametrize("number", [OFFICE, MOBILE, HOME])
def test_every_number_of_an_export(server: Callcard, book: str, number: str) -> None:
    """Each export as its product writes it, each of three numbers."""
    answer = server.client().lookup(number, service=book)
    assert answer["status"] == "resolved" and answer["caller"]["displayName"] == "Anna Meier"
    # Neither the box nor Yealink's telephones know companies.
    assert book in ("fritzbox", "yealink") or answer["caller"]["company"] == "ACME AG"


@pytest.mark.parametrize("book", EXPORTS)
@pytest.mark.parametrize("number", ["4711", "10115"])
def test_no_room_is_a_number(server: Callcard, book: str, number: str) -> None:
    """What stands beside numbers is none."""
    assert server.client().lookup(number, service=book)["matches"] == []


def test_all_is_well(server: Callcard) -> None:
    """No export has a column of numbers that is not understood."""
    assert server.anonymous().get("/readyz").json["status"] == "ready"


@pytest.mark.parametrize(
    "text, short",
    [
        ("Display name;Office;Phone\nAnna;Room 4711;030 23125101\nBen;12;030 23125102\n", ["4711", "12"]),
        ("Name;Street;Number;Phone\nAnna;Musterstr.;12;030 23125101\nBen;Weg;7a;030 23125102\n", ["12"]),
        ("Name;Extension;Line;Phone\nAnna;101;-1;030 23125101\nBen;102;2;030 23125102\n", ["101", "102"]),
        ("Nom;Bureau;Téléphone\nAnna;4711;030 23125101\n", ["4711"]),
    ],
)
def test_doubtful_columns(tmp_path: Path, text: str, short: list[str]) -> None:
    """Rooms, houses and extensions beside a column of numbers are nobody's number."""
    (tmp_path / "b.csv").write_text(text)
    found, *others = look(tmp_path, OFFICE, *short, books=["b.csv"])
    assert found["status"] == "resolved" and all(other["status"] != "resolved" for other in others)


def test_a_list_of_internal_numbers(tmp_path: Path) -> None:
    """Alone under Extension, internal numbers count."""
    (tmp_path / "b.csv").write_text("Name;Extension\nAnna Meier;101\nBen Braun;102\n")
    assert look(tmp_path, "102", books=["b.csv"])[0]["caller"]["displayName"] == "Ben Braun"


def test_an_unread_column_is_a_warning_everywhere(launcher: Launcher) -> None:
    """In `book stats`, `check`, the log and `/readyz`, with what to do, and without content; mapped or ignored, all is well."""
    installation = launcher.installation()
    installation.add_service("support", [installation.add_book("contacts", SILENT)])
    installation.write()
    folder = installation.folder
    checked = process.run("check", "--config", str(installation.config_path), folder=folder)
    assert checked.returncode == 0 and re.search(rb"warning: .*callcard\.yaml:\d+.*Notruf", checked.stdout), checked.stdout
    told = stats(folder, "contacts.csv")
    assert "Notruf" in told and "telNumbers." in told and "23125199" not in told
    server = launcher.start(installation)
    ready = server.anonymous().get("/readyz")
    assert ready.status == 200 and ready.json["status"] == "degraded"
    assert any("Notruf" in check.get("detail", "") for check in ready.json["checks"])
    assert server.client().lookup(OFFICE, service="support")["status"] == "resolved"
    for meaning in ("telNumbers.Emergency", "ignore"):
        installation.config["books"][0]["columns"] = {"Notruf": meaning}
        installation.write()
        assert server.operator().post("/v1/reload").status == 200
        until(lambda: server.anonymous().get("/readyz").json["status"] == "ready", "ready again")


def test_a_first_row_of_data_is_not_shown(tmp_path: Path) -> None:
    """A file without headings: columns are named by their positions."""
    (tmp_path / "b.csv").write_text("Anna Meier;Mobile;+49 30 23125101\nBen Braun;030 23125102;030 23125103\n")
    told = stats(tmp_path, "b.csv")
    assert "column 3" in told and not any(word in told for word in ("Meier", "23125"))


def test_columns_and_encoding_on_the_command_line(tmp_path: Path) -> None:
    """`--columns` and `--encoding` say of a file what the configuration would."""
    (tmp_path / "b.csv").write_bytes("Name;Notruf;Stufe\nJörg Groß;030 23125101;Gold\n".encode("cp1252"))
    refused = process.run("lookup", "--book", "b.csv", "--region", "DE", OFFICE, folder=tmp_path)
    assert refused.returncode != 0 and b"line 2" in refused.stderr
    meanings = ("Notruf=telNumbers.Emergency,Stufe=customFields.Tier", "{Notruf: telNumbers.Emergency, Stufe: customFields.Tier}")
    for columns in meanings:
        options = {"columns": columns, "encoding": "windows-1252"}
        caller = look(tmp_path, OFFICE, books=["b.csv"], **options)[0]["caller"]
        assert caller["displayName"] == "Jörg Groß" and caller["customFields"] == [{"name": "Tier", "value": "Gold"}]
        told = stats(tmp_path, "b.csv", "--columns", columns, "--encoding", "windows-1252")
        assert "telNumbers.Emergency" in told and "Groß" not in told
    for options in (["--columns", "Notruf"], ["--columns", "Notruf=phone"], ["--encoding", "ebcdic"]):
        done = process.run("book", "stats", *options, "b.csv", folder=tmp_path)
        assert done.returncode == 64 and done.stderr


CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob Köhler\r\nTEL:030 23125102\r\nEND:VCARD\r\n".encode()


@pytest.mark.parametrize(
    "card, name",
    [
        (b"VERSION:2.1\r\nFN;CHARSET=ISO-8859-15;ENCODING=QUOTED-PRINTABLE:Anna M=FCller\r\n", "Anna Müller"),
        (b"VERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:Anna M=FCller\r\n", "Anna Müller"),
        (b"VERSION:2.1\r\nFN;CHARSET=ISO-8859-1:Anna M\xfcller\r\n", "Anna Müller"),
        (b"VERSION:2.1\r\nFN;CHARSET=windows-1250:Zden\xeck Meier\r\n", "Zdeněk Meier"),
        (b"VERSION:3.0\r\nFN:Anna M\xc3\r\n \xbcller\r\n", "Anna Müller"),
        (b"VERSION:3.0\r\nFN:Anna M\xfcller\r\n", "Anna Müller"),
        ("VERSION:2.1\r\nFN;CHARSET=SHIFT_JIS:日本\r\n".encode("shift_jis"), "日本"),
        (b"VERSION:3.0\r\nFN:Anna Meier\r\nNOTE:\xe4\xff\r\n", "Anna Meier"),
    ],
)
def test_character_sets_of_vcards(tmp_path: Path, card: bytes, name: str) -> None:
    """Each property in its own character set; a good card beside it stays good."""
    (tmp_path / "b.vcf").write_bytes(b"BEGIN:VCARD\r\n" + card + b"TEL:030 23125101\r\nEND:VCARD\r\n" + CARD)
    names = [answer["caller"]["displayName"] for answer in look(tmp_path, OFFICE, "+493023125102", books=["b.vcf"])]
    assert names == [name, "Bob Köhler"]


@pytest.mark.parametrize(
    "damaged, line, reason",
    [
        (b"BEGIN:VCARD\r\nFN;CHARSET=X-OWN:J\xf6rg\r\nTEL:030 23125101\r\nEND:VCARD\r\n", 1, "unreadableText"),
        ("BEGIN:VCARD\r\nFN:Köhler ".encode() + b"\xff\r\nTEL:030 23125101\r\nEND:VCARD\r\n", 1, "unreadableText"),
        (b"BEGIN:VCARD\r\nFN:Anna\r\nTEL:030 23125101\r\n", 1, "missingEnd"),
        (b"BEGIN:VCARD\r\nFN:Zed\r\nTEL:030 23125109\r\nEND:VCARD\r\n\r\nBEGIN:VCARD\r\nFN:Anna\r\n", 6, "missingEnd"),
    ],
)
def test_one_bad_vcard(tmp_path: Path, damaged: bytes, line: int, reason: str) -> None:
    """It is listed by the line of its BEGIN; the card behind it is found."""
    (tmp_path / "b.vcf").write_bytes(damaged + CARD)
    assert f"line {line}: {reason}" in stats(tmp_path, "b.vcf")
    assert look(tmp_path, "+493023125102", books=["b.vcf"])[0]["caller"]["displayName"] == "Bob Köhler"


@pytest.mark.parametrize(
    "name, text",
    [
        ("a.ldif", "dn: cn=Anna\nchangetype: modify\nreplace: mobile\nmobile: 030 23125101\n"),
        ("a.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><phonebooks><phonebook/></phonebooks>'),
        ("a.xml", "<phonebooks><phonebook><contact><person/></contact>"),
        ("a.xml", "<?xml version='1.0'?><YealinkIPPhoneDirectory/>"),
    ],
)
def test_refused_files(tmp_path: Path, name: str, text: str) -> None:
    """Changes instead of entries, document types, halves and other documents are no books."""
    (tmp_path / name).write_text(text)
    done = process.run("book", "stats", "--region", "DE", name, folder=tmp_path)
    assert done.returncode == 65 and b"line" in done.stderr and b"23125" not in done.stderr


def test_a_cut_file_leaves_the_old_one(launcher: Launcher) -> None:
    """F1: cut inside its last cell or its first row, it is refused with what to do; whole again, it is taken."""
    whole = "name,phone\n" + "".join(f"Contact {number},030 23125{number}\n" for number in range(101, 141))
    installation = launcher.installation()
    installation.add_service("support", [installation.add_book("contacts", whole)])
    server = launcher.start(installation)

    def check() -> dict[str, Any]:
        return next(check for check in server.anonymous().get("/readyz").json["checks"] if check["name"] == "book contacts")

    for size in (len(whole) // 2, len("name,phone\nContact 101,030 231")):
        installation.file("contacts.csv", whole[:size].rstrip("\n,"))
        until(lambda: check()["status"] == "degraded", "the cut file is refused")
        assert "line" in check()["detail"] and "Contact" not in check()["detail"]
        assert server.client().lookup("+493023125140", service="support")["status"] == "resolved"
        installation.file("contacts.csv", whole)
        until(lambda: check()["status"] == "ok", "the whole file is taken")
    installation.file("contacts.csv", whole + "Dora,030 23125200")
    until(lambda: server.client().lookup("+493023125200", service="support")["status"] == "resolved", "a careless file that grew")
    assert check()["status"] == "ok"
