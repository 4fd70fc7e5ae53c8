#!/usr/bin/env python3
"""Writes the invented people of the demo: contacts.csv, partners.vcf and crm.json in config/demo.

    Scripts/make-demo-book.py [FOLDER]        (default config/demo)

All numbers are of ranges that are reserved for fiction; names are put together from the lists below; companies call themselves
examples. The same run always writes the same files.
"""

import csv
import io
import json
import random
import sys
import unicodedata
from pathlib import Path

dice = random.Random(20_260_101)

# Given names, family names, companies, streets and towns by country.
PEOPLE = {
    "DE": (
        "Anke Ayşe Björn Clara Erkan Friedrich Fatima Greta Hannes Ida Jörg Katharina Leyla Lutz Murat Mila Nele Oskar Paula Ruben "
        "Sofia Thảo Tjark Yunus".split(),
        "Albrecht Bergmann Çelik Demir Ehlers Falkner Grünwald Hoffmann Jansen Kowalski Lindner Meier Nguyen Öztürk Petersen Quandt "
        "Reuter Schäfer Straub Thiele Voß Wagner Yıldız Zöllner".split(),
    ),
    "GB": (
        "Aisha Arthur Beatrice Callum Chidi Daisy Ewan Freya Gwen Harriet Imran Isla Jago Kavita Lorcan Megan Niamh Oswin Priya "
        "Robin Samira Tobi Uzoma Violet".split(),
        "Adeyemi Bailey Campbell Davies Evans Fletcher Gill Hughes Iqbal Jones Khan Lewis MacLeod Nwosu O'Connor Patel Quinn Rahman "
        "Shaw Thompson Upton Vaughan Walsh Yates".split(),
    ),
    "US": (
        "Amara Brandon Cesar Denise Elijah Gabriela Hiroshi Jasmine Keisha Lino Mabel Noah Orla Priscilla Quincy Rachel Sanjay "
        "Tiana Wei Zelda".split(),
        "Alvarez Brooks Chen Delgado Edwards Foster Garcia Hayes Iyer Jackson Kim Lopez Morales Nakamura Owens Park Ramirez Simmons "
        "Tran Washington".split(),
    ),
    "FR": (
        "Adèle Amadou Bastien Camille Chloé Driss Élodie Fatou Gaspard Hélène Inès Jules Khadija Léa Mathis Nadia Océane Prosper "
        "Quitterie Rémi Salomé Théo Yasmine Zoé".split(),
        "Arnaud Benali Chevalier Diallo Dupré Fontaine Garnier Haddad Joly Kerbrat Lefèvre Marchand Noël Olivier Perrin Renaud "
        "Sissoko Thibault Vasseur Zerbib".split(),
    ),
}

COMPANIES = {
    "DE": [
        "Musterbau GmbH", "Beispiel Optik GmbH", "Musterland Logistik AG", "Muster & Söhne KG", "Beispielwerk Maschinen GmbH",
        "Praxis am Beispielplatz", "Stadtwerke Musterstadt", "Beispielhof Feinkost GmbH",
    ],
    "GB": [
        "Sample & Daughters Ltd", "Example Tea Company Ltd", "Placeholder Engineering plc", "The Specimen Bookshop Ltd",
        "Sample Street Dental", "Example Freight Ltd",
    ],
    "US": ["Example Airways Inc.", "Specimen Labs LLC", "Sample Coffee Roasters Inc.", "Placeholder Software Inc."],
    "FR": [
        "Exemple Conseil SARL", "Modèle et Fils SA", "Ateliers Exemple SAS", "Boulangerie Spécimen", "Transports Modèle SARL",
    ],
}

PLACES = {
    "DE": ("Germany", [("Musterstraße", "10115", "Berlin"), ("Beispielallee", "10435", "Berlin"), ("Probeweg", "12047", "Berlin")], "{0} {1}"),
    "GB": ("United Kingdom", [("Sample Street", "W1A 0AA", "London"), ("Example Lane", "EC1A 1BB", "London")], "{1} {0}"),
    "US": ("United States", [("Example Avenue NW", "20001", "Washington"), ("Sample Street SE", "20003", "Washington")], "{1} {0}"),
    "FR": ("France", [("rue de l'Exemple", "75001", "Paris"), ("avenue du Modèle", "75011", "Paris")], "{1} {0}"),
}

DOMAINS = {"DE": "example.org", "GB": "example.net", "US": "example.com", "FR": "example.net"}
JOBS = [
    "Buyer", "Head of Purchasing", "Accountant", "Facility Manager", "IT Manager", "Managing Director", "Office Manager",
    "Technician", "Project Lead", "Sales Manager", "Customer Service", "Warehouse Lead",
]
DEPARTMENTS = ["Purchasing", "Finance", "Operations", "IT", "Management", "Sales", "Service"]
MANAGERS = ["Robin Example", "Kim Sample", "Alex Muster"]

# Numbers that nobody has yet, in the order in which they are given out.
free = {"DE": iter(local for local in range(2, 480) if local not in (123, 124)), "GB": iter(range(1, 800)), "US": iter(range(0, 90)), "FR": iter(range(0, 4_000))}


def number(country, local):
    """The number in E.164. `local` is 0–999 (Germany, Britain), 0–99 (United States), 0–9999 (France)."""
    return {
        "DE": "+493023125%03d", "GB": "+442079460%03d", "US": "+120255501%02d", "FR": "+3319900%04d",
    }[country] % local


def typed(e164):
    """The number as one of the people who keep address books might type it."""
    n = e164
    if n.startswith("+49"):
        d = n[8:]
        forms = ["030 23125 " + d[-3:], "+49 30 23125-" + d[-3:], "030/23125" + d[-3:], "0049 30 23125" + d[-3:], "+49 (0)30 23125 " + d[-3:]]
    elif n.startswith("+44"):
        forms = ["+44 20 7946 " + n[-4:], "+44 (0)20 7946 " + n[-4:], "0044 20 7946" + n[-4:]]
    elif n.startswith("+1"):
        forms = ["+1 (202) 555-" + n[-4:], "+1 202 555 " + n[-4:], "+1-202-555-" + n[-4:]]
    else:
        forms = ["+33 1 99 00 %s %s" % (n[-4:-2], n[-2:]), "0033 1 9900 " + n[-4:], "+33 (0)1 99.00.%s.%s" % (n[-4:-2], n[-2:])]
    return dice.choice(forms)


def abroad(e164):
    """The number with its country's code and spaces, as the CRM keeps it."""
    if e164.startswith("+49"):
        return "+49 30 23125-" + e164[-3:]
    if e164.startswith("+44"):
        return "+44 20 7946 " + e164[-4:]
    if e164.startswith("+1"):
        return "+1 202-555-" + e164[-4:]
    return "+33 1 99 00 %s %s" % (e164[-4:-2], e164[-2:])


def plain(text):
    """The letters of an e-mail address."""
    text = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("ı", "i"))
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


taken = set()


def person(country):
    """Somebody whom nobody in these files shares a name with."""
    while True:
        given, family = (dice.choice(names) for names in PEOPLE[country])
        if (given, family) not in taken:
            taken.add((given, family))
            break
    land, streets, form = PLACES[country]
    street, postcode, city = dice.choice(streets)
    return {
        "country": country, "given": given, "family": family,
        "email": "%s.%s@%s" % (plain(given), plain(family), DOMAINS[country]),
        "company": dice.choice(COMPANIES[country]) if dice.random() < 0.7 else "",
        "job": "", "department": "", "street": form.format(street, dice.randint(1, 99)), "postcode": postcode, "city": city, "land": land,
        "office": number(country, next(free[country])), "mobile": "", "home": "",
    }


def people(country, count):
    made = [person(country) for _ in range(count)]
    for one in made:
        if one["company"]:
            one["job"], one["department"] = dice.choice(JOBS), dice.choice(DEPARTMENTS)
        if dice.random() < 0.55:
            one["mobile"] = number(country, next(free[country]))
        if dice.random() < 0.15:
            one["home"] = number(country, next(free[country]))
    return made


# Those who are made by hand; Anna is the caller of the printed example.
taken.update([("Anna", "Meier"), ("Léa", "Perrin"), ("Mathis", "Perrin")])
ANNA = {
    "country": "DE", "given": "Anna", "family": "Meier", "email": "anna.meier@example.org", "company": "Musterbau GmbH",
    "job": "Head of Purchasing", "department": "Purchasing", "street": "Musterstraße 7", "postcode": "10115", "city": "Berlin",
    "land": "Germany", "office": number("DE", 123), "mobile": number("DE", 124), "home": "",
}

book = [ANNA] + people("DE", 130) + people("GB", 90) + people("FR", 60) + people("US", 40)
dice.shuffle(book)

# Switchboards: a number that ends in 0 or 00 answers for the direct dials behind it (Germany), or the block column says so.
switchboards = [
    ("Musterbau GmbH", "DE", "030 23125 600", ""), ("Musterland Logistik AG", "DE", "+49 30 23125-700", ""),
    ("Beispielwerk Maschinen GmbH", "DE", "030/23125510", ""), ("Stadtwerke Musterstadt", "DE", "+49 (0)30 23125 520", ""),
    ("Placeholder Engineering plc", "GB", "+44 20 7946 0900", "yes"),
]
# Several people behind one number: all of them match, and none of them is shown as the caller.
SHARED = number("GB", 850)
sharing = [one for one in book if one["country"] == "GB"][:3]
for one in sharing:
    one["company"], one["office"], one["job"] = "The Specimen Bookshop Ltd", SHARED, "Customer Service"

HEADINGS = [
    "First Name", "Last Name", "Company", "Department", "Job Title", "Business Street", "Business City", "Business Postal Code",
    "Business Country/Region", "Business Phone", "Mobile Phone", "Home Phone", "E-mail Address", "Block",
]


def outlook(one):
    # The e-mail addresses of some are known to the CRM only.
    email = one["email"] if one is not ANNA and dice.random() < 0.7 else ""
    numbers = [typed(one[kind]) if one[kind] else "" for kind in ("office", "mobile", "home")]
    return [
        one["given"], one["family"], one["company"], one["department"], one["job"], one["street"], one["city"], one["postcode"],
        one["land"], *numbers, email, "",
    ]


def contacts_csv():
    rows = [outlook(one) for one in book]
    for company, country, main, block in switchboards:
        land, streets, form = PLACES[country]
        street, postcode, city = streets[0]
        rows.append(["", "", company, "", "", form.format(street, 1), city, postcode, land, main, "", "", "", block])
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    # Outlook begins its UTF-8 files with a byte order mark.
    return "\ufeff" + text.getvalue()


partners = people("DE", 9) + people("GB", 6) + people("FR", 6) + people("US", 3)


def partners_vcf():
    cards = []
    for one in partners:
        cards += [
            "BEGIN:VCARD", "VERSION:4.0", "FN:%s %s" % (one["given"], one["family"]),
            "N:%s;%s;;;" % (one["family"], one["given"]),
            *(["ORG:" + one["company"], "TITLE:" + one["job"]] if one["company"] else []),
            "TEL;VALUE=uri;TYPE=work:tel:" + one["office"],
            *(["TEL;VALUE=uri;TYPE=cell:tel:" + one["mobile"]] if one["mobile"] else []),
            "EMAIL:" + one["email"],
            "ADR;TYPE=work:;;%s;%s;;%s;%s" % (one["street"], one["city"], one["postcode"], one["land"]),
            "CATEGORIES:Partner", "END:VCARD",
        ]
    return "\r\n".join(cards) + "\r\n"


# The CRM knows some of the book's people, and others that only it knows.
known = [ANNA] + dice.sample([one for one in book if one is not ANNA and one not in sharing], 44)
alone = people("DE", 22) + people("GB", 16) + people("FR", 14) + people("US", 4)
# Two people of the CRM share a number: a household.
household = people("FR", 2)
for one, given in zip(household, ("Léa", "Mathis")):
    one.update(given=given, family="Perrin", email=plain(given) + ".perrin@example.net", company="", job="")
    one.update(office=number("FR", 9_100), mobile="", home="")
    one.update({part: household[0][part] for part in ("street", "postcode", "city")})


def crm_json():
    records = []
    for index, one in enumerate(known + alone + household):
        phones = [{"kind": kind, "number": abroad(one[kind])} for kind in ("office", "mobile", "home") if one[kind]]
        record = {
            "id": 10_400 + index * 7, "givenName": one["given"], "familyName": one["family"], "phones": phones,
            "tier": "Gold" if one is ANNA else dice.choice(["Gold", "Silver", "Silver", "Standard", "Standard"]),
            "openTickets": 2 if one is ANNA else dice.choice([0, 0, 0, 1, 1, 2, 3]), "manager": dice.choice(MANAGERS),
            "address": {"street": one["street"], "postcode": one["postcode"], "city": one["city"], "country": one["land"]},
            "email": one["email"],
        }
        if one["company"]:
            record["organisation"], record["role"] = one["company"], one["job"]
        records.append(record)
    dice.shuffle(records)
    return "[\n" + ",\n".join("  " + json.dumps(record, ensure_ascii=False) for record in records) + "\n]\n"


folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "config" / "demo")
for name, text in [("contacts.csv", contacts_csv()), ("partners.vcf", partners_vcf()), ("crm.json", crm_json())]:
    (folder / name).write_bytes(text.encode())
