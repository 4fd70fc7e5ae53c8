"""The fake of Bitrix24 compares numbers as Bitrix24 does and refuses what its reference rules out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes import bitrix24
from fakes.strict_server import StrictServer
from kit.asking import RunningCRM

FIND = "/rest/1/t/crm.duplicate.findbycomm"


@pytest.fixture(scope="module")
def portal() -> Iterator[RunningCRM]:
    """A fake Bitrix24 whose webhook has the code `t`."""
    with StrictServer(bitrix24.Portal("t", "weak").answer) as server:
        yield RunningCRM(server)


@pytest.mark.parametrize(
    "text, code",
    [
        ("+49 30 23125123", "493023125123"),
        ("0049 30 23125123", "493023125123"),
        ("011 49 30 23125123", "493023125123"),
        ("+49 (0)30 23125123", "4903023125123"),
        ("030/23125-123", "3023125123"),
        ("030 1234", "0301234"),
        ("(202) 555-0123", "2025550123"),
        ("8 912 345-67-89", "79123456789"),
        ("0800 111 1111", "8001111111"),
        ("+81 3 1234 5678", "81312345678"),
        ("030 23125123;12", "3023125123"),
        ("030 23125123 ext. 12", "302312512312"),
        ("nobody", ""),
    ],
)
def test_numbers_are_normalised(text: str, code: str) -> None:
    """Digits alone, without what is dialled before them; the Russian 8 is a 7; what stands behind ; is left out."""
    assert bitrix24.normalised(text) == code


@pytest.mark.parametrize(
    "body",
    [
        {"type": "PHONE"},
        {"type": "PHONE", "values": []},
        {"type": "PHONE", "values": "1"},
        {"type": "PHONE", "values": [1]},
        {"type": "PHONE", "values": [str(number) for number in range(21)]},
        {"type": "FAX", "values": ["1"]},
        {"values": ["1"]},
        {"type": "PHONE", "values": ["1"], "filter": {}},
    ],
)
def test_bad_searches(portal: RunningCRM, body: dict[str, Any]) -> None:
    """No type, no values or more than twenty: 400 in Bitrix24's shape."""
    status, answer = portal.ask(FIND, body=body)
    assert status == 400 and set(answer) == {"error", "error_description"}


def test_bad_lists(portal: RunningCRM) -> None:
    """Fields that there are not, and other conditions than ids."""
    for body in (
        {"filter": {"@ID": ["21"]}, "select": ["ID", "FAX"]},
        {"filter": {"@ID": ["21"]}},
        {"filter": {"%PHONE": "23125"}, "select": ["ID"]},
        {"filter": {"@ID": "21"}, "select": ["ID"]},
    ):
        assert portal.ask("/rest/1/t/crm.contact.list", body=body)[0] == 400
    assert portal.ask("/rest/1/t/crm.deal.list", body={})[0] == 404


def test_strangers(portal: RunningCRM) -> None:
    """Another employee or code, and a webhook without the scope: 401."""
    body = {"type": "PHONE", "values": ["1"]}
    for path, error in (("/2/t/", "INVALID_CREDENTIALS"), ("/1/x/", "INVALID_CREDENTIALS"), ("/1/weak/", "insufficient_scope")):
        status, answer = portal.ask("/rest" + path + "crm.duplicate.findbycomm", body=body)
        assert (status, answer["error"]) == (401, error)
    assert portal.ask("/rest/crm.duplicate.findbycomm", body=body)[0] == 404


def test_finds(portal: RunningCRM) -> None:
    """Ids by entity, an empty list for nobody, one entity where that is asked for."""

    def found(*values: str, **more: str) -> Any:
        return portal.ask(FIND, body={"type": "PHONE", "values": list(values)} | more)[1]["result"]

    assert found("030 23125123") == {"COMPANY": [72]}
    assert found("+493023125123", "3023125123") == {"CONTACT": [12345678901234567], "COMPANY": [72]}
    assert found("+493023125123", "3023125123", entity_type="COMPANY") == {"COMPANY": [72]}
    assert found("+12025550123") == []


def test_twenty_leads_hide_contacts() -> None:
    """Beside twenty records of one kind the later kinds are not named."""
    leads = [{"entity": "LEAD", "ID": str(number), "PHONE": ["+493023125123"]} for number in range(25)]
    contact = {"entity": "CONTACT", "ID": "99", "PHONE": ["+493023125123"]}
    with StrictServer(bitrix24.Portal("t", "weak", [*leads, contact]).answer) as server:
        answer = RunningCRM(server).ask(FIND, body={"type": "PHONE", "values": ["+493023125123"]})[1]
    assert set(answer["result"]) == {"LEAD"} and len(answer["result"]["LEAD"]) == 20
