"""The fakes with OAuth refuse what their vendors document as wrong, and take what our manifests send."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
import yaml

from fakes.dynamics import Environment
from fakes.graph import Tenant
from fakes.oauth import CLIENT, WEAK_CLIENT, EntraTokens, SalesforceTokens
from fakes.running import RunningFake
from fakes.salesforce import Org
from fakes.strict_server import StrictServer
from kit.contract import REPOSITORY

SECRET = "s3cret+of/fiction&more"
VENDORS: dict[str, type[Org | Environment | Tenant]] = {"salesforce": Org, "dynamics": Environment, "graph": Tenant}
PATHS = {"salesforce": SalesforceTokens.path, "dynamics": EntraTokens.path, "graph": EntraTokens.path}
ODATA = {"OData-Version": "4.0", "OData-MaxVersion": "4.0"}
EVENTUAL = {"ConsistencyLevel": "eventual"}


class Vendor:
    """A running fake, and a client of it."""

    def __init__(self, name: str, url: str) -> None:
        self.name, self.url = name, url

    def ask(self, path: str, headers: dict[str, str], body: bytes | None = None, method: str | None = None) -> tuple[int, Any]:
        """Status and JSON of one request; `None` for no body."""
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            data = error.read()
            return error.code, json.loads(data) if data else None

    def form(self, **changes: str | None) -> dict[str, str]:
        """A good request for a token, with changes; `None` leaves a parameter out."""
        form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        if self.name != "salesforce":
            form["scope"] = f"{self.url}/.default"
        return {name: value for name, value in (form | changes).items() if value is not None}

    def token(self, form: dict[str, str], **headers: str) -> tuple[int, Any]:
        """Asks for a token."""
        return self.ask(PATHS[self.name], headers, urlencode(form).encode())

    def bearer(self, client: str = CLIENT, secret: str = SECRET) -> dict[str, str]:
        """The header with a fresh token."""
        return {"Authorization": f"Bearer {self.token(self.form(client_id=client, client_secret=secret))[1]['access_token']}"}

    def query(self, path: str, headers: dict[str, str], **parameters: str) -> tuple[int, Any]:
        """A question with a fresh token."""
        query = urlencode({name.replace("_", "$", 1): value for name, value in parameters.items()}, quote_via=quote)
        return self.ask(f"{path}?{query}", self.bearer() | headers)

    def soql(self, text: str) -> tuple[int, Any]:
        """A query of Salesforce."""
        return self.query("/services/data/v67.0/query", {}, q=text)

    def contacts(self, **parameters: str) -> tuple[int, Any]:
        """A query of Dataverse's contacts."""
        return self.query("/api/data/v9.2/contacts", ODATA, **parameters)

    def users(self, *, headers: dict[str, str] = EVENTUAL, **parameters: str) -> tuple[int, Any]:
        """A query of Graph's users, an advanced one."""
        return self.query("/v1.0/users", headers, **({"_count": "true"} if headers else {}) | parameters)


@pytest.fixture(scope="module", params=sorted(VENDORS))
def vendor(request: pytest.FixtureRequest) -> Iterator[Vendor]:
    """Each of the fakes."""
    with StrictServer(VENDORS[request.param](SECRET, "weak").answer) as server:
        yield Vendor(request.param, server.url)


@pytest.fixture(scope="module")
def salesforce() -> Iterator[Vendor]:
    """A fake Salesforce."""
    with StrictServer(Org(SECRET, "weak").answer) as server:
        yield Vendor("salesforce", server.url)


@pytest.fixture(scope="module")
def dynamics() -> Iterator[Vendor]:
    """A fake Dynamics 365."""
    with StrictServer(Environment(SECRET, "weak").answer) as server:
        yield Vendor("dynamics", server.url)


@pytest.fixture(scope="module")
def graph() -> Iterator[Vendor]:
    """A fake Microsoft 365."""
    with StrictServer(Tenant(SECRET, "weak").answer) as server:
        yield Vendor("graph", server.url)


def test_tokens_are_given(vendor: Vendor) -> None:
    """To credentials in the body or in HTTP basic; what Salesforce gives has no lifetime, what Entra ID gives has one."""
    status, answer = vendor.token(vendor.form())
    assert status == 200 and answer["token_type"] == "Bearer" and ("expires_in" in answer) == (vendor.name != "salesforce")
    basic = base64.b64encode(f"{CLIENT}:{quote(SECRET, safe='')}".encode()).decode()
    form = vendor.form(client_id=None, client_secret=None)
    assert vendor.token(form, Authorization=f"Basic {basic}")[0] == 200


@pytest.mark.parametrize(
    ("changes", "salesforce", "entra"),
    [
        ({"grant_type": None}, "unsupported_grant_type", "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type", "unsupported_grant_type"),
        ({"client_id": "nobody"}, "invalid_client_id", "unauthorized_client"),
        ({"client_id": None}, "invalid_request", "invalid_request"),
        ({"client_secret": "x"}, "invalid_client", "invalid_client"),
        ({"client_secret": None}, "invalid_request", "invalid_request"),
        ({"audience": "x"}, "invalid_request", "invalid_request"),
        ({"scope": ""}, "invalid_request", "invalid_scope"),
        ({"scope": "https://other.example/.default"}, "invalid_request", "invalid_resource"),
    ],
)
def test_tokens_are_refused(vendor: Vendor, changes: dict[str, str | None], salesforce: str, entra: str) -> None:
    """Each wrong parameter with the error of the vendor; Entra ID tells a wrong secret with 401."""
    status, answer = vendor.token(vendor.form(**changes))
    assert answer["error"] == (salesforce if vendor.name == "salesforce" else entra) and "error_description" in answer
    assert status == (401 if vendor.name != "salesforce" and "client_secret" in changes and changes["client_secret"] else 400)


def test_tokens_are_asked_for_by_post_and_form(vendor: Vendor) -> None:
    """Another method, another media type, a parameter twice, credentials twice, and another tenant are refused."""
    path, form = PATHS[vendor.name], urlencode(vendor.form())
    json_type = {"Content-Type": "application/json"}
    assert vendor.ask(f"{path}?{form}", {})[0] == 400 and vendor.ask(f"{path}?{form}", {}, b"")[0] == 400
    assert vendor.ask(path, json_type, json.dumps(vendor.form()).encode())[0] == 400
    assert vendor.ask(path, {}, f"{form}&grant_type=client_credentials".encode())[0] == 400
    assert vendor.token(vendor.form(), Authorization="Basic eDp5")[0] == 400
    if vendor.name != "salesforce":
        assert vendor.ask("/other/oauth2/v2.0/token", {}, form.encode())[1]["error_codes"] == [90002]


CALLS = {
    "salesforce": ("/services/data/v67.0/query?q=SELECT%20Id%20FROM%20Contact", {}),
    "dynamics": ("/api/data/v9.2/contacts?%24top=1", ODATA),
    "graph": ("/v1.0/users?%24top=1", {}),
}


def test_calls_need_a_token(vendor: Vendor) -> None:
    """No token, a wrong one and a wrong scheme are 401; an app without rights is 403; another path and method are refused too."""
    path, headers = CALLS[vendor.name]
    token = vendor.bearer()
    assert vendor.ask(path, headers | token)[0] == 200
    for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": token["Authorization"].replace("Bearer", "OAuth")}):
        assert vendor.ask(path, headers | wrong)[0] == 401
    assert vendor.ask(path, headers | vendor.bearer(WEAK_CLIENT, "weak"))[0] == 403
    assert vendor.ask(path, headers | token, b"{}")[0] == 405
    assert vendor.ask(path.replace("?", "s?"), headers | token)[0] == (400 if vendor.name == "graph" else 404)


@pytest.mark.parametrize("name", sorted(VENDORS))
def test_tokens_end(name: str) -> None:
    """After their lifetime, and when they are taken back."""
    account = VENDORS[name](SECRET, "weak", lifetime=0.2)
    with StrictServer(account.answer) as server:
        vendor, (path, headers) = Vendor(name, server.url), CALLS[name]
        token = vendor.bearer()
        assert vendor.ask(path, headers | token)[0] == 200
        time.sleep(0.25)
        assert vendor.ask(path, headers | token)[0] == 401
        token = vendor.bearer()
        account.tokens.revoke()
        assert vendor.ask(path, headers | token)[0] == 401
        assert (account.tokens.issued, account.tokens.refused) == (2, 2)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "MALFORMED_QUERY"),
        ("SELECT FROM Contact", "MALFORMED_QUERY"),
        ("SELECT Id Contact", "MALFORMED_QUERY"),
        ("SELECT Id, Id FROM Contact", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contakt", "INVALID_TYPE"),
        ("SELECT Fone FROM Contact", "INVALID_FIELD"),
        ("SELECT Company FROM Contact", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Fone = '1'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Phone = 1", "MALFORMED_QUERY"),
        ('SELECT Id FROM Contact WHERE Phone = "1"', "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Phone = '1", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Phone = 'O'Brien'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Phone = 'a\\d'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Phone = 'a\\%'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Phone CONTAINS '1'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Phone IN ()", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Phone = '1' AND Phone = '2' OR Phone = '3'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE (Phone = '1'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact LIMIT x", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact LIMIT 1 WHERE Phone = '1'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE IsConverted = 'false'", "MALFORMED_QUERY"),
    ],
)
def test_salesforce_refuses_bad_queries(salesforce: Vendor, query: str, code: str) -> None:
    """Each broken rule of SOQL is a 400 in Salesforce's shape, a list."""
    status, answer = salesforce.soql(query)
    assert status == 400 and [error["errorCode"] for error in answer] == [code]


def test_salesforce_answers_queries(salesforce: Vendor) -> None:
    """Operators, brackets, order, limit, parents, and texts with escapes."""

    def names(condition: str) -> list[str]:
        status, answer = salesforce.soql(f"select FirstName from Contact where {condition}")
        assert status == 200 and answer["done"] is True and answer["totalSize"] == len(answer["records"])
        return [record["FirstName"] for record in answer["records"]]

    assert names("Phone LIKE '%23125%200' OR HomePhone = '020 7946 0123'") == ["Eve"]
    assert names("Phone LIKE '%231 25%200' OR HomePhone = '020 7946 0123'") == ["Ben", "Eve"]
    assert names("(Phone LIKE '%9' OR LastName IN ('meier', 'ADLER')) AND FirstName LIKE '_n%'") == ["Anna"]
    assert names("Phone LIKE '\\%%' OR LastName = 'O\\'Brien'") == names("Phone LIKE '\\\\%' OR HomePhone LIKE ''") == []
    assert names("Phone LIKE '%' ORDER BY FirstName LIMIT 2") == ["Anna", "Ben"]
    record = salesforce.soql("SELECT Id, Account.Name FROM Contact LIMIT 1")[1]["records"][0]
    assert record["Account"]["Name"] == "ACME AG" and set(record) == {"attributes", "Id", "Account"}


@pytest.mark.parametrize(
    "parameters",
    [
        {"_filter": ""},
        {"_filter": "fone eq '1'"},
        {"_filter": "telephone1 eq 1"},
        {"_filter": "telephone1 eq 'O'Brien'"},
        {"_filter": "telephone1 EQ '1'"},
        {"_filter": "telephone1 like '1'"},
        {"_filter": "telephone1 eq '1' or"},
        {"_filter": "(telephone1 eq '1'"},
        {"_filter": "statecode eq '0'"},
        {"_filter": "telephone1 in ('1','2')"},
        {"_filter": "startswith(fone,'1')"},
        {"_filter": "startswith(telephone1,1)"},
        {"_filter": "startswith(telephone1,'1'"},
        {"_filter": "Microsoft.Dynamics.CRM.In(PropertyName='fone',PropertyValues=[\"1\"])"},
        {"_filter": "Microsoft.Dynamics.CRM.In(PropertyName='telephone1',PropertyValues=[])"},
        {"_filter": "Microsoft.Dynamics.CRM.In(PropertyName='telephone1',PropertyValues=[1])"},
        {"_filter": "Microsoft.Dynamics.CRM.In(PropertyName='telephone1',PropertyValues=['1'])"},
        {"_filter": "Microsoft.Dynamics.CRM.In(PropertyValues=[\"1\"],PropertyName='telephone1')"},
        {"_select": "fone"},
        {"_select": "contactid,"},
        {"_orderby": "fone"},
        {"_top": "0"},
        {"_top": "5", "_count": "true"},
        {"_search": "1"},
        {"filter": "telephone1 eq '1'"},
    ],
)
def test_dynamics_refuses_bad_queries(dynamics: Vendor, parameters: dict[str, str]) -> None:
    """Each broken rule is a 400 in Dataverse's shape."""
    status, answer = dynamics.contacts(**parameters)
    assert status == 400 and set(answer["error"]) == {"code", "message"}


def test_dynamics_answers_queries(dynamics: Vendor) -> None:
    """Precedence of `and`, quotes in texts, `In`, order and limit; the key and the whole address come without being asked for."""

    def names(text: str, **more: str) -> list[str]:
        status, answer = dynamics.contacts(_filter=text, _select="lastname", **more)
        assert status == 200 and all(set(row) == {"@odata.etag", "contactid", "lastname"} for row in answer["value"])
        return [row["lastname"] for row in answer["value"]]

    assert names("firstname eq 'anna' or lastname eq 'Adler' and statecode eq 1") == ["Meier"]
    assert names("(firstname eq 'anna' or lastname eq 'Adler') and statecode eq 1") == []
    assert names("lastname eq 'O''Brien' or lastname eq 'Dunn'") == ["Dunn"]
    listed = "Microsoft.Dynamics.CRM.In(PropertyName='lastname',PropertyValues=[\"Busch\",\"Adler\"])"
    assert names(listed, _orderby="lastname") == ["Adler", "Busch"]
    assert names("statecode eq 0", _orderby="lastname", _top="2") == ["Adler", "Busch"]
    assert names("startswith(telephone1,'+49%3%0%2%125123')") == ["Meier"]
    assert names("startswith(telephone1,'(0[23]_) 231')") == names("startswith(telephone1,'([^1]3')") == ["Adler"]
    assert names("startswith(lastname,'m') or startswith(lastname,'o''b')") == ["Meier"]
    for leading in ("%125123", "_49", "[+]49", "-49"):
        status, answer = dynamics.contacts(_filter=f"startswith(telephone1,'{leading}')")
        assert status == 503 and answer["error"]["code"] == "0x80048573"
    many = " or ".join(["statecode eq 0"] * 501)
    assert dynamics.contacts(_filter=many)[1]["error"]["code"] == "0x8004430C"
    assert "address1_composite" in dynamics.contacts(_select="address1_city", _top="1")[1]["value"][0]
    assert dynamics.query("/api/data/v9.2/contacts", {"OData-Version": "4.0"})[0] == 400


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"_filter": ""}, "BadRequest"),
        ({"_filter": "fone eq '1'"}, "BadRequest"),
        ({"_filter": "mobilePhone eq 1"}, "BadRequest"),
        ({"_filter": "mobilePhone in ()"}, "BadRequest"),
        ({"_filter": "endsWith(mobilePhone,'1')"}, "BadRequest"),
        ({"_filter": "businessPhones/any(p:q eq '1')"}, "BadRequest"),
        ({"_filter": "businessPhones eq '1'"}, "Request_UnsupportedQuery"),
        ({"_filter": "businessPhones in ('1')"}, "Request_UnsupportedQuery"),
        ({"_filter": "mobilePhone/any(p:p eq '1')"}, "Request_UnsupportedQuery"),
        ({"_filter": " or ".join(["mobilePhone eq '1'"] * 16)}, "Request_UnsupportedQuery"),
        ({"_filter": "mobilePhone in ('1'" + ",'1'" * 15 + ")"}, "Request_UnsupportedQuery"),
        ({"_filter": f"mobilePhone eq '{'1' * 2_048}'"}, "Request_BadRequest"),
        ({"_top": "1000"}, "Request_BadRequest"),
        ({"_select": "fone"}, "BadRequest"),
        ({"_orderby": "displayName"}, "BadRequest"),
    ],
)
def test_graph_refuses_bad_queries(graph: Vendor, parameters: dict[str, str], code: str) -> None:
    """Each broken rule is a 400 in Graph's shape."""
    status, answer = graph.users(**parameters)
    assert status == 400 and answer["error"]["code"] == code and "innerError" in answer["error"]


def test_graph_knows_advanced_queries(graph: Vendor) -> None:
    """`mobilePhone` needs the header and `$count`, `businessPhones` does not; phones of contacts can't be filtered at all."""
    mobile, business = "mobilePhone eq '+493023125200'", "businessPhones/any(p:p eq '030 23125200')"
    status, answer = graph.users(_filter=f"{mobile} or {business}")
    assert status == 200 and answer["@odata.count"] == 2 and len(answer["value"]) == 2
    assert graph.users(headers={}, _filter=mobile)[0] == graph.users(_filter=mobile, _count="false")[0] == 400
    assert [user["givenName"] for user in graph.users(headers={}, _filter=business)[1]["value"]] == ["Ben"]
    assert [user["givenName"] for user in graph.users(_filter="startsWith(mobilePhone,'020')")[1]["value"]] == ["Eve"]
    contacts = graph.query("/v1.0/contacts", EVENTUAL, _count="true", _filter="phones/any(p:p/number eq '1')")
    assert contacts[1]["error"]["code"] == "Request_UnsupportedQuery"
    page = graph.query("/v1.0/contacts", {}, _top="1", _select="id,phones")[1]
    assert len(page["value"]) == 1 and "@odata.nextLink" in page and "@odata.count" not in page


def fixture_files() -> list[Path]:
    """The recorded cases of the three connectors."""
    return sorted(path for name in VENDORS for path in (REPOSITORY / "connectors" / name / "fixtures").glob("*.yaml"))


@pytest.mark.parametrize("path", fixture_files(), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_fake_takes_what_the_manifest_sends(path: Path) -> None:
    """The requests recorded in the fixtures, which the manifest is held to, break no rule of the fake."""
    name = path.parts[-3]
    with StrictServer(VENDORS[name](SECRET, "weak").answer) as server:
        vendor = Vendor(name, server.url)
        for exchange in yaml.safe_load(path.read_text())["requests"]:
            url = urlsplit(exchange["url"])
            assert vendor.ask(f"{url.path}?{url.query}", exchange["headers"] | vendor.bearer())[0] == 200


@pytest.mark.parametrize("name", sorted(VENDORS))
def test_a_fake_runs_as_a_process(name: str) -> None:
    """It prints its port, and gives tokens."""
    with RunningFake(name, "--token", SECRET) as fake:
        vendor = Vendor(name, fake.url)
        assert vendor.token(vendor.form())[0] == 200
