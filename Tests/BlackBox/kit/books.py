"""Contacts for address books, in the shape of the contract's section 6."""

from __future__ import annotations

from typing import Any

from kit.numbers import ANNA

Contact = dict[str, Any]


def contact(external_id: str, *phones: str, email: str | None = None, **fields: Any) -> Contact:
    """A contact with business numbers; `fields` by their names in the contract."""
    made: Contact = {"externalId": external_id, "businessPhones": list(phones)} | fields
    return made | {"emailAddresses": [email]} if email else made


def anna(**more: Any) -> Contact:
    """Anna Meier of ACME AG, whom most tests look for."""
    return contact("17", ANNA, firstName="Anna", lastName="Meier", company="ACME AG") | more


def person(external_id: str, phone: str, name: str, **more: Any) -> Contact:
    """A contact called by first and last name."""
    first, last = name.split(" ")
    return contact(external_id, phone, firstName=first, lastName=last, **more)
