"""The fake of Zoho CRM gives tokens and searches as Zoho does, and refuses what its reference rules out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from fakes import zoho
from fakes.oauth import CLIENT, WEAK_CLIENT
from fakes.running import RunningFake
from fakes.strict_server import StrictServer
from kit.asking import RunningCRM, ask
from kit.contract import REPOSITORY

FIXTURES = sorted((REPOSITORY / "connectors" / "zoho" / "fixtures").glob("*.yaml"))

REFRESH = {"grant_type": "refresh_token", "client_id": CLIENT, "client_secret": "t"}


def tokens(server: StrictServer, **form: str) -> dict[str, Any]:
    """What the Accounts server answers."""
    return ask(f"{server.url}{zoho.TOKENS}?{urlencode(form)}", {}, method="POST")[1]


def sign_in(server: StrictServer, code: str, client: str = CLIENT, secret: str = "t") -> dict[str, Any]:
    """What a code of the console gives."""
    return tokens(server, grant_type="authorization_code", client_id=client, client_secret=secret, code=code)


@pytest.fixture(scope="module")
def crm() -> Iterator[RunningCRM]:
    """A fake Zoho CRM and a token for it."""
    with StrictServer(zoho.CRM("t", "weak").answer) as server:
        signed_in = sign_in(server, "1000.good")
        assert tokens(server, **REFRESH, refresh_token=signed_in["refresh_token"])["access_token"]
        yield RunningCRM(server, {"Authorization": f"Bearer {signed_in['access_token']}"})


@pytest.fixture(scope="module")
def refresh_token(crm: RunningCRM) -> str:
    """What a second code gave."""
    return str(sign_in(crm.server, "1000.wrong")["refresh_token"])


def found(crm: RunningCRM, module: str, phone: str, **more: str) -> list[str]:
    """The ids that a search gives."""
    status, answer = crm.ask(f"/crm/v8/{module}/search?{urlencode({'phone': phone} | more)}")
    assert status in (200, 204)
    return [record["id"] for record in answer["data"]] if status == 200 else []


def test_codes_are_good_once(crm: RunningCRM) -> None:
    """Used, unknown, and another client's."""
    for code in ("1000.good", "1000.x", "1000.weak"):
        assert sign_in(crm.server, code) == {"error": "invalid_code"}


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"client_secret": "x"}, "invalid_client"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"refresh_token": "1000.x"}, "invalid_code"),
        ({"grant_type": "client_credentials"}, "invalid_request"),
        ({"scope": "ZohoCRM.modules.ALL"}, "invalid_request"),
    ],
)
def test_tokens_are_refused_with_status_200(crm: RunningCRM, refresh_token: str, changes: dict[str, str], error: str) -> None:
    """Whatever is wrong with a request for further tokens."""
    assert tokens(crm.server, **{"refresh_token": refresh_token} | REFRESH | changes) == {"error": error}


@pytest.mark.parametrize("query", ["", "phone=30", "phone=call+me", "phone=3023125123&per_page=201", "phone=3023125123&limit=5"])
def test_bad_searches(crm: RunningCRM, query: str) -> None:
    """No phone, one of two digits or with letters, too large a page, an unknown parameter: 400 in Zoho's shape."""
    status, answer = crm.ask(f"/crm/v8/Contacts/search?{query}")
    assert status == 400 and set(answer) == {"code", "details", "message", "status"}


def test_strangers(crm: RunningCRM) -> None:
    """No token, a wrong one, one of too narrow a scope: 401; another module or path: 404."""
    target = "/crm/v8/Contacts/search?phone=3023125123"
    weak = sign_in(crm.server, "1000.weak", WEAK_CLIENT, "weak")["access_token"]
    assert crm.ask(target, {})[1]["code"] == crm.ask(target, {"Authorization": "Bearer x"})[1]["code"] == "INVALID_TOKEN"
    status, answer = crm.ask(target, {"Authorization": f"Zoho-oauthtoken {weak}"})
    assert (status, answer["code"]) == (401, "OAUTH_SCOPE_MISMATCH")
    assert crm.ask("/crm/v8/Deals/search?phone=3023125123")[0] == 404


def test_finds(crm: RunningCRM) -> None:
    """Part of a number in any phone field, in any writing; nobody is a 204; converted leads only where they are asked for."""
    assert found(crm, "Contacts", "3023125200") == ["21", "22"]
    assert found(crm, "Contacts", "0171 231-25 99") == ["4150868000003194003"]
    assert found(crm, "Accounts", "199001234") == ["71"]
    assert found(crm, "Contacts", "2025550123") == []
    assert found(crm, "Leads", "199001236") == []
    assert found(crm, "Leads", "199001236", converted="both") == ["51"]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_fake_takes_what_the_manifest_sends(crm: RunningCRM, path: Path) -> None:
    """The requests recorded in the fixtures, which the manifest is held to, break no rule of the fake."""
    for exchange in yaml.safe_load(path.read_text())["requests"]:
        assert crm.ask(exchange["url"].removeprefix("https://zohoapis.example"))[0] in (200, 204)


def test_it_runs_as_a_process() -> None:
    """It prints its port and answers."""
    with RunningFake("zoho", "--token", "t") as fake:
        assert ask(fake.url + "/", {})[0] == 401
