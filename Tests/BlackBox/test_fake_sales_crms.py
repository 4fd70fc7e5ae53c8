"""The fakes of Pipedrive and its like refuse what their references rule out, and take what our manifests send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from fakes import bitrix24, espocrm, freshdesk, pipedrive
from fakes.running import RunningFake
from fakes.strict_server import StrictServer
from kit.asking import RunningCRM, ask, basic
from kit.contract import REPOSITORY

CONNECTORS = REPOSITORY / "connectors"


FAKES = {
    "bitrix24": (lambda: bitrix24.Portal("fixture-code", "weak").answer, {}),
    "espocrm": (lambda: espocrm.CRM("t", "weak").answer, {"X-Api-Key": "t"}),
    "freshdesk": (lambda: freshdesk.Account("t", "weak").answer, basic("t", "X")),
    "pipedrive": (lambda: pipedrive.Account("t", "weak").answer, {"x-api-token": "t"}),
}
"""How each is made, and the header for it."""


@pytest.fixture(scope="module")
def fakes() -> Iterator[dict[str, RunningCRM]]:
    """All of them."""
    made = {name: RunningCRM(StrictServer(make()), header) for name, (make, header) in FAKES.items()}
    for fake in made.values():
        fake.server.__enter__()
    yield made
    for fake in made.values():
        fake.server.__exit__()


def fixture_files() -> list[Path]:
    """The recorded cases of all these connectors."""
    return [path for name in FAKES for path in sorted((CONNECTORS / name / "fixtures").glob("*.yaml"))]


@pytest.mark.parametrize("path", fixture_files(), ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_the_fake_takes_what_the_manifest_sends(fakes: dict[str, RunningCRM], path: Path) -> None:
    """The requests recorded in the fixtures, which the manifest is held to, break no rule of the fake."""
    name = path.parent.parent.name
    for exchange in yaml.safe_load(path.read_text())["requests"]:
        target = exchange["url"].removeprefix(f"https://{name}.example")
        body = json.loads(exchange["body"]) if "body" in exchange else None
        assert fakes[name].ask(target, body=body)[0] in (200, 204)


@pytest.mark.parametrize("name", sorted(FAKES))
def test_a_fake_runs_as_a_process(name: str) -> None:
    """It prints its port and answers."""
    with RunningFake(name, "--token", "t") as fake:
        assert ask(fake.url + "/", {})[0] in (401, 404)


SEARCH = pipedrive.PERSONS + "?term=3023125123"


@pytest.mark.parametrize("more", ["&fields=telephone", "&fields=phone,phone", "&limit=501", "&limit=0", "&phone=1", "&term=2"])
def test_pipedrive_refuses_bad_parameters(fakes: dict[str, RunningCRM], more: str) -> None:
    """Unknown fields and parameters, and limits beyond the largest, are a 400 in Pipedrive's shape."""
    status, answer = fakes["pipedrive"].ask(SEARCH + more)
    assert status == 400 and answer["success"] is False and "error_info" in answer


def test_pipedrive_refuses_short_terms_and_other_types(fakes: dict[str, RunningCRM]) -> None:
    """A term has two characters; organizations have no phone; a hundred items are the most."""
    for target in (
        pipedrive.PERSONS + "?term=3",
        pipedrive.ITEMS + "?term=30&item_types=organization&fields=phone",
        pipedrive.ITEMS + "?term=30&item_types=company",
        pipedrive.ITEMS + "?term=30&limit=101",
    ):
        assert fakes["pipedrive"].ask(target)[0] == 400


def test_pipedrive_refuses_strangers(fakes: dict[str, RunningCRM]) -> None:
    """No token, one in the query or as bearer: 401; one that may not search: 403; another path: 404."""
    fake = fakes["pipedrive"]
    assert fake.ask(SEARCH, {})[0] == fake.ask(SEARCH, {"Authorization": "Bearer t"})[0] == 401
    assert fake.ask(SEARCH, {"x-api-token": "weak"})[0] == 403
    assert fake.ask("/v1/persons/find?term=30")[0] == 404


def test_pipedrive_finds(fakes: dict[str, RunningCRM]) -> None:
    """Digits are found in any writing, wherever they stand; a name by its letters; a deleted person never."""
    for term, ids in (("23125", [12345678901234567, 21, 22]), ("199001236", []), ("eve", [31])):
        answer = fakes["pipedrive"].ask(f"{pipedrive.PERSONS}?term={quote(term)}")[1]
        assert [hit["item"]["id"] for hit in answer["data"]["items"]] == ids
    assert len(fakes["pipedrive"].ask(SEARCH.replace("3023125123", "23125") + "&limit=2")[1]["data"]["items"]) == 2


def contacts(fakes: dict[str, RunningCRM], query: str, more: str = "") -> tuple[int, Any]:
    """One search of the fake Freshdesk."""
    return fakes["freshdesk"].ask(f"{freshdesk.PATH}?query={quote(query, safe='')}{more}")


@pytest.mark.parametrize(
    "query",
    [
        "phone:'1'",
        "\"phone:1\"",
        "\"phone:'1\"",
        "\"fax:'1'\"",
        "\"phone:'1' mobile:'1'\"",
        "\"phone:'1' OR\"",
        "\"(phone:'1' OR mobile:'1'\"",
        "\"\"",
        "\"" + " OR ".join(["phone:'+493023125123'"] * 21) + "\"",
    ],
)
def test_freshdesk_refuses_bad_queries(fakes: dict[str, RunningCRM], query: str) -> None:
    """What is not in double quotes, no condition, of an unknown field or too long is a 400 in Freshdesk's shape."""
    status, answer = contacts(fakes, query)
    assert status == 400 and answer["description"] == "Validation failed" and answer["errors"][0]["field"]


def test_freshdesk_finds(fakes: dict[str, RunningCRM]) -> None:
    """Texts are compared whole; conditions are joined by OR, AND and brackets; a deleted contact is never found."""
    for query, ids in (
        ("phone:'+49 30 23125123'", [12345678901234567]),
        ("phone:'+493023125123'", []),
        ("phone:'030/23125200' OR mobile:'+493023125200'", [21, 22]),
        ("(phone:'030/23125200' OR mobile:'+493023125200') AND company_id:57543", [21, 22]),
        ("phone:'030/23125200' AND active:true", []),
        ("phone:'+33 1 99 00 12 36'", []),
    ):
        assert [contact["id"] for contact in contacts(fakes, f'"{query}"')[1]["results"]] == ids


def test_freshdesk_refuses_strangers(fakes: dict[str, RunningCRM]) -> None:
    """No key or a wrong one: 401; one that may not see contacts: 403; another path: 404; a page beyond the tenth: 400."""
    fake, target = fakes["freshdesk"], freshdesk.PATH + "?query=%22phone:%271%27%22"
    for header in ({}, basic("x", "X"), {"Authorization": "Bearer t"}, {"Authorization": "Basic t"}):
        assert fake.ask(target, header)[0] == 401
    assert fake.ask(target, basic("weak", "X"))[0] == 403
    assert fake.ask("/api/v2/contacts?phone=1")[0] == 404
    assert fake.ask(target + "&page=11")[0] == 400


def listed(fakes: dict[str, RunningCRM], entity: str, kind: str, attribute: str, value: str, more: str = "") -> tuple[int, Any]:
    """One list of the fake EspoCRM, by one condition."""
    condition = {"type": kind, "attribute": attribute, "value": value}
    query = "&".join(f"where%5B0%5D%5B{name}%5D={quote(text, safe='')}" for name, text in condition.items())
    return fakes["espocrm"].ask(f"/api/v1/{entity}?{query}{more}")


def test_espocrm_refuses_bad_conditions(fakes: dict[str, RunningCRM]) -> None:
    """Unknown types and attributes, half a condition, and attributes that can't be selected are a 400; too large a page a 403."""
    good = ("Contact", "contains", "phoneNumberNumeric", "23125")
    assert listed(fakes, *good)[0] == 200
    assert listed(fakes, "Contact", "matches", "phoneNumberNumeric", "23125")[0] == 400
    assert listed(fakes, "Contact", "contains", "phone", "23125")[0] == 400
    assert listed(fakes, *good, "&select=id,phoneNumberNumeric")[0] == 400
    assert listed(fakes, *good, "&where%5B1%5D%5Btype%5D=contains")[0] == 400
    assert listed(fakes, *good, "&limit=5")[0] == 400
    assert listed(fakes, *good, "&maxSize=201")[0] == 403


def test_espocrm_finds(fakes: dict[str, RunningCRM]) -> None:
    """By the digits of any number of a record; the list shows the primary one, the record all; deleted ones are never found."""
    for kind, attribute, value, names in (
        ("contains", "phoneNumberNumeric", "1712312599", ["Anna Meier"]),
        ("contains", "phoneNumberNumeric", "3023125200", ["Ben Adler", "Cora Busch"]),
        ("contains", "phoneNumber", "3023125200", ["Cora Busch"]),
        ("equals", "phoneNumberNumeric", "493023125123", ["Anna Meier"]),
        ("contains", "phoneNumberNumeric", "199001236", []),
    ):
        found = listed(fakes, "Contact", kind, attribute, value, "&select=name,phoneNumber")[1]["list"]
        assert sorted(contact["name"] for contact in found) == names
    assert found == [] and listed(fakes, "Contact", "contains", "phoneNumberNumeric", "3", "&maxSize=2")[1]["total"] == -2
    anna = fakes["espocrm"].ask("/api/v1/Contact/55643ca033f7ab4c5")[1]
    assert [number["phoneNumber"] for number in anna["phoneNumberData"]] == ["+493023125123", "+491712312599"]


def test_espocrm_refuses_strangers(fakes: dict[str, RunningCRM]) -> None:
    """No key or a wrong one: 401; a role that may not read: 403; a record that is gone, another path: 404."""
    fake = fakes["espocrm"]
    assert fake.ask("/api/v1/Contact", {})[0] == fake.ask("/api/v1/Contact", {"X-Api-Key": "x"})[0] == 401
    assert fake.ask("/api/v1/Contact", {"X-Api-Key": "weak"})[0] == 403
    assert fake.ask("/api/v1/Contact/55643ca033f7ab451")[0] == fake.ask("/api/v1/User")[0] == 404
