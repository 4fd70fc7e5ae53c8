"""The contacts and companies of the fake HubSpot, and the properties that they have."""

from __future__ import annotations

from dataclasses import dataclass

from fakes.hubspot_numbers import calculated

Record = dict[str, str]


@dataclass(frozen=True)
class Kind:
    """One type of object."""

    scope: str
    """What a key needs in order to search it."""
    stored: tuple[str, ...]
    calculated: dict[str, str]
    """Calculated property to the one that it is made of."""
    usual: tuple[str, ...]
    """Shown if none are asked for."""
    always: tuple[str, ...]

    def value(self, record: Record, name: str) -> str:
        """A property, empty where it has no value."""
        if name in record or name not in self.calculated:
            return record.get(name, "")
        return calculated(record.get(self.calculated[name], ""))


PLACE = ("address", "zip", "city", "state", "country", "lifecyclestage")
KINDS = {
    "contacts": Kind(
        "crm.objects.contacts.read",
        ("firstname", "lastname", "company", "jobtitle", "email", "phone", "mobilephone", *PLACE),
        {"hs_searchable_calculated_phone_number": "phone", "hs_searchable_calculated_mobile_number": "mobilephone"},
        ("email", "firstname", "lastname"),
        ("createdate", "hs_object_id", "lastmodifieddate"),
    ),
    "companies": Kind(
        "crm.objects.companies.read",
        ("name", "domain", "phone", *PLACE),
        {},
        ("domain", "name"),
        ("createdate", "hs_lastmodifieddate", "hs_object_id"),
    ),
}

CONTACTS: list[Record] = [
    {
        "id": "51234567890123457",
        "firstname": "Anna",
        "lastname": "Meier",
        "company": "ACME AG",
        "jobtitle": "Head of Purchasing",
        "email": "anna.meier@example.com",
        "phone": "+49 30 23125123",
        "mobilephone": "+493023125199",
        "address": "Teststraße 7",
        "zip": "10999",
        "city": "Berlin",
        "country": "Germany",
        "lifecyclestage": "customer",
    },
    {"id": "201", "firstname": "Ben", "lastname": "Adler", "company": "Example GmbH", "phone": "030 23125-200"},
    {"id": "202", "firstname": "Cora", "lastname": "Busch", "company": "Example GmbH", "mobilephone": "+49 30 23125200"},
    {"id": "301", "firstname": "Eve", "lastname": "Dunn", "company": "Example Ltd", "phone": "020 7946 0123"},
    # The digits are those of a British number, the country is another one: a match that must be dropped.
    {"id": "401", "firstname": "Finn", "lastname": "Ernst", "phone": "+1 207 946 0199"},
    # Archived: search never shows it.
    {"id": "501", "firstname": "Gone", "lastname": "Frank", "phone": "+49 30 23125301", "archived": "true"},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one who is gone."""

COMPANIES: list[Record] = [
    {"id": "9001", "name": "Sample KG", "phone": "030/23125300", "city": "Berlin", "lifecyclestage": "customer"},
    {"id": "9002", "name": "Other Ltd", "phone": "Reception: +442079460198", "domain": "other.example.com"},
]
"""Two that are found if no contact is: one as people type numbers, one whose number stands beside other text."""
