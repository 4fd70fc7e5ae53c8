"""A Zoho CRM, as far as the search of its modules goes (API version 8), and its Accounts server: `python -m fakes.zoho`.

It enforces what the public reference documents: the exchange of a code from the console for tokens, and of a refresh token for
further ones, scopes, paths and method, the parameters of a search and their form, 204 for nobody. A phone is found by a part of
its digits, in whatever writing. Anything else is refused in Zoho's error shapes; the Accounts server refuses with status 200.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from fakes.oauth import CLIENT, WEAK_CLIENT
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

TOKENS = "/oauth/v2/token"
PATH = re.compile(r"/crm/v8/(Contacts|Leads|Accounts)/search")
CODES = {"1000.good": CLIENT, "1000.wrong": CLIENT, "1000.weak": WEAK_CLIENT}
"""What the console gave out, and to whose client. Each is good once."""
SEARCH_SCOPE = "ZohoSearch.securesearch.READ"
SCOPES = {
    CLIENT: {f"ZohoCRM.modules.{module}.READ" for module in ("contacts", "leads", "accounts")} | {SEARCH_SCOPE},
    WEAK_CLIENT: {SEARCH_SCOPE},
}
"""What the codes of each client were made for."""
FORMS = {"authorization_code": {"code"}, "refresh_token": {"refresh_token"}}
"""What each grant sends beside the client's credentials."""
PARAMETERS = {"criteria", "email", "phone", "word", "converted", "approval_state", "fields", "page", "per_page", "sort_by"}
PHONES = {
    "Contacts": ["Phone", "Mobile", "Home_Phone", "Other_Phone", "Asst_Phone"],
    "Leads": ["Phone", "Mobile"],
    "Accounts": ["Phone"],
}

Record = dict[str, Any]
RECORDS: list[Record] = [
    {
        "module": "Contacts",
        "id": "4150868000003194003",
        "First_Name": "Anna",
        "Last_Name": "Meier",
        "Full_Name": "Anna Meier",
        "Account_Name": {"name": "ACME AG", "id": "4150868000003194010"},
        "Title": "Head of Purchasing",
        "Email": "anna.meier@example.com",
        "Phone": "+49 30 23125123",
        "Other_Phone": "0171 2312599",
        "Mailing_Street": "Teststraße 7",
        "Mailing_Zip": "10999",
        "Mailing_City": "Berlin",
        "Mailing_Country": "Germany",
    },
    {"module": "Contacts", "id": "21", "Last_Name": "Adler", "Full_Name": "Ben Adler", "Phone": "030/23125-200"},
    {"module": "Contacts", "id": "22", "Last_Name": "Busch", "Full_Name": "Cora Busch", "Mobile": "+493023125200"},
    {"module": "Contacts", "id": "31", "Last_Name": "Dunn", "Full_Name": "Eve Dunn", "Phone": "020 7946 0123"},
    # Holds the digits of a number that is not hers: a match that must be dropped.
    {"module": "Contacts", "id": "41", "Last_Name": "Ernst", "Full_Name": "Finn Ernst", "Phone": "+1 207 946 0199"},
    {"module": "Leads", "id": "51", "Last_Name": "Lead", "Full_Name": "Gone Lead", "Phone": "+33199001236", "converted": True},
    {"module": "Leads", "id": "61", "Full_Name": "Ida Jung", "Company": "Example Ltd", "Mobile": "+33 1 99 00 12 35"},
    {"module": "Accounts", "id": "71", "Account_Name": "Example SARL", "Phone": "01 99 00 12 34", "Billing_City": "Paris"},
    # Has a contact's number too, who comes first.
    {"module": "Accounts", "id": "72", "Account_Name": "ACME AG", "Phone": "030 23125123"},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, leads of whom one became a
contact, and companies."""


def refusal(status: int, code: str, message: str, **details: Any) -> Refusal:
    """An answer in the error shape of Zoho CRM."""
    return Refusal(status, {"code": code, "details": details, "message": message, "status": "error"})


class Accounts:
    """The registered clients, the codes that the console gave out, and the tokens in force."""

    def __init__(self, secret: str, weak_secret: str) -> None:
        self.secrets = {CLIENT: secret, WEAK_CLIENT: weak_secret}
        self._lock = threading.Lock()
        self._codes = dict(CODES)
        self._consents: dict[str, str] = {}
        self._grants: dict[str, tuple[set[str], float]] = {}

    def answer(self, request: Request) -> Reply:
        """Answers one request for tokens; refuses with status 200, as Zoho does."""
        if request.method != "POST":
            raise Refusal(404, None)
        pairs = request.query + parse_qsl(request.body.decode(), keep_blank_values=True)
        form = dict(pairs)
        wanted = FORMS.get(form.get("grant_type", ""), set())
        if len(form) != len(pairs) or set(form) != wanted | {"grant_type", "client_id", "client_secret"}:
            return 200, {"error": "invalid_request"}
        client = form["client_id"]
        if self.secrets.get(client) != form["client_secret"]:
            return 200, {"error": "invalid_client"}
        with self._lock:
            return 200, self._tokens(client, form)

    def _tokens(self, client: str, form: dict[str, str]) -> dict[str, Any]:
        """Tokens for a code, which is good once, or for a refresh token, which stays good."""
        more = {}
        if "code" in form:
            if self._codes.get(form["code"]) != client:
                return {"error": "invalid_code"}
            del self._codes[form["code"]]
            more = {"refresh_token": self._made(), "scope": " ".join(sorted(SCOPES[client]))}
            self._consents[more["refresh_token"]] = client
        elif self._consents.get(form["refresh_token"]) != client:
            return {"error": "invalid_code"}
        token = self._made()
        self._grants[token] = SCOPES[client], time.monotonic() + 3_600
        told = {"access_token": token, "api_domain": "https://zohoapis.example", "token_type": "Bearer", "expires_in": 3600}
        return told | more

    @staticmethod
    def _made() -> str:
        return f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"

    def scopes(self, header: str) -> set[str]:
        """What the token in an Authorization header may do."""
        scheme, _, token = header.partition(" ")
        with self._lock:
            scopes, ends = self._grants.get(token, (set(), 0.0))
        if scheme not in ("Zoho-oauthtoken", "Bearer") or time.monotonic() >= ends:
            raise refusal(401, "INVALID_TOKEN", "invalid oauth token")
        return scopes


class CRM:
    """The records and the rules for asking about them."""

    def __init__(self, secret: str, weak_secret: str, records: list[Record] | None = None) -> None:
        self.accounts = Accounts(secret, weak_secret)
        self.records = RECORDS if records is None else records

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == TOKENS:
            return self.accounts.answer(request)
        scopes = self.accounts.scopes(request.header("authorization"))
        match = PATH.fullmatch(request.path)
        if match is None:
            raise refusal(404, "INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one")
        if request.method != "GET" or request.body:
            raise refusal(400, "INVALID_REQUEST_METHOD", "The http request method type is not a valid one")
        if not scopes >= {f"ZohoCRM.modules.{match[1].lower()}.READ", SEARCH_SCOPE} and "ZohoCRM.modules.ALL" not in scopes:
            raise refusal(401, "OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL")
        found = self._search(match[1], dict(request.query), len(request.query))
        info = {"per_page": 200, "count": len(found), "page": 1, "sort_by": "id", "sort_order": "desc", "more_records": False}
        return (200, {"data": found, "info": info}) if found else (204, None)

    def _search(self, module: str, query: dict[str, str], count: int) -> list[Record]:
        if len(query) != count or set(query) - PARAMETERS:
            raise refusal(400, "INVALID_DATA", "A parameter is not known, or comes twice.")
        phone, size = query.get("phone", ""), query.get("per_page", "200")
        if not phone:
            raise refusal(400, "EXPECTED_PARAM_MISSING", "One of the expected parameter is missing", param_names=["phone"])
        if not re.fullmatch(r"[+]?[0-9\s\-().]+", phone) or not 3 <= len(phone) <= 50:
            raise refusal(400, "INVALID_DATA", "the value is not a phone number", api_name="phone")
        wanted, converted = re.sub(r"\D", "", phone), query.get("converted", "false")
        if not re.fullmatch(r"[1-9]\d{0,2}", size) or int(size) > 200 or converted not in ("true", "false", "both"):
            raise refusal(400, "INVALID_DATA", "per_page is from 1 to 200, converted true, false or both")
        found = [record for record in self.records if record["module"] == module and self._fits(record, wanted, converted)]
        names = query.get("fields", "").split(",")
        return [{"id": record["id"]} | {name: record.get(name) for name in names} for record in found[: int(size)]]

    @staticmethod
    def _fits(record: Record, wanted: str, converted: str) -> bool:
        if converted != "both" and bool(record.get("converted")) != (converted == "true"):
            return False
        return any(wanted in re.sub(r"\D", "", record.get(field) or "") for field in PHONES[record["module"]])


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """A CRM with a contact for each text, which every second one has as mobile number."""
    records = []
    for index, text in enumerate(phones):
        name = dict(zip(("First_Name", "Last_Name"), contact_name(index)))
        full = {"Full_Name": " ".join(contact_name(index)), ("Mobile" if index % 2 else "Phone"): text}
        records.append({"module": "Contacts", "id": str(1000 + index)} | name | full)
    return CRM("t", "weak", records).answer


SETTINGS = {"accounts": "{url}", "web": "https://crm.zoho.example", "clientID": CLIENT}
SECRETS = {"clientSecret": "t"}
RATES = [Rate("zoho", "Zoho CRM", _holding, 60, 38, SECRETS, SETTINGS, sign_in_code="1000.good")]


def main() -> None:
    chosen = options("A fake Zoho CRM; --token and --weak-token are the secrets of its two clients.").parse_args()
    run(CRM(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
