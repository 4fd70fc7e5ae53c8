"""A service desk in the middle of its day, with people who don't exist: what the pictures of the pages show."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from browser import front
from fakes import hubspot, zammad
from fakes.flow import Maker
from fakes.strict_server import Reply, Request, StrictServer
from kit import team
from kit.books import contact
from kit.calls import Call
from kit.installation import Installation
from kit.process import Callcard, Launcher
from kit.team import BEN, CLEO, PIA

ANNA, MOBILE, PRIYA, JULIEN, GRACE, FACTORY, NOBODY = (
    "+493023125123", "+493023125199", "+442079460321", "+33199001234", "+12025550142", "+493023125461", "+493023125871")
BOOK = [
    contact("17", ANNA, firstName="Anna", lastName="Meier", company="ACME AG", department="Purchasing", mobilePhones=[MOBILE]),
    contact("18", "+49 30 23125 4*", company="ACME AG", addresses=[{"street": "Teststraße 7", "postalCode": "10999", "city": "Berlin"}]),
    contact("21", PRIYA, firstName="Priya", lastName="Raman", company="Specimen Logistics Ltd", jobTitle="Fleet Manager"),
    contact("22", JULIEN, firstName="Julien", lastName="Moreau", company="Atelier Moreau"),
    contact("23", GRACE, firstName="Grace", lastName="Okafor", company="Example Foundry Inc."),
]
FLOW = {"firstName": "Anna", "lastName": "Meier", "customFields": [
    {"name": "Contract", "value": "Gold, until March 2027"}, {"name": "Open order", "value": "A-10482, due tomorrow"}]}
CODES = {
    "primary": [{"id": word.lower(), "name": word} for word in ("Delivery", "Invoice", "Order", "Complaint")],
    "secondary": [{"id": word.lower().replace(" ", "-"), "name": word} for word in ("Solved", "Call back", "Passed on")],
}
CONTEXTS: list[dict[str, Any]] = [
    {"name": "Open in CRM", "template": "https://crm.example/contacts?phone={Caller.Number}"},
    {"name": "New ticket", "template": "https://desk.example/tickets/new?name={Customer.DisplayName}&company={Customer.Company}"},
    {"name": "Orders", "template": "https://shop.example/orders?customer={Customer.Email}", "required": ["Customer.Email"]},
]


class Stage:
    """The server, its two CRMs, and the day's calls. Use it as a context manager."""

    def __init__(self, launcher: Launcher) -> None:
        self.crms = {
            "hubspot": StrictServer(slow(0.09, hubspot.Account("t", "weak"))),
            "zammad": StrictServer(slow(0.21, zammad.HelpDesk("t", "weak"))),
        }
        for crm in self.crms.values():
            crm.__enter__()
        self.server: Callcard = launcher.start(self._installation(launcher))
        self.now = datetime.now(UTC) + timedelta(seconds=270)
        """When the pictures are taken, by the clock of the calls: in a while, so that what is saved now lies behind the live calls."""

    def __enter__(self) -> Stage:
        self._past()
        self._today()
        return self

    def __exit__(self, *_: object) -> None:
        for crm in self.crms.values():
            crm.__exit__()

    def _installation(self, launcher: Launcher) -> Installation:
        more: dict[str, Any] = {"codes": CODES, "contexts": CONTEXTS, "tagRecall": True, "retentionMs": 900_000}
        connectors = ["contacts", "hubspot", "zammad"]
        made = front.installation(launcher, displayName="Customer Support", connectors=connectors, upn="support@example.com",
                                  telNumber="+493023125000", region="DE", **more)
        made.config["books"] = []
        made.add_book("contacts", BOOK)
        made.file("crm.token", "t", mode=0o600)
        made.config["connectors"] = [self._connector(name, **more) for name, more in {
            "hubspot": {"portal": "12345678"}, "zammad": {}}.items()]
        made.file("recall.key", bytes(range(32)), mode=0o600)
        made.config["sessions"] = {"recall": {"keyFile": "recall.key"}}
        made.add_service("sales", connectors, **team.settings(PIA, displayName="Sales", **more))
        made.add_service("billing", connectors, **team.settings(PIA, displayName="Billing", **more | {"retentionMs": 1_000}))
        made.add_service("field", ["contacts"], **team.settings(CLEO, displayName="Field Service"))
        made.services["support"]["members"] = [PIA, BEN]
        return made

    def _connector(self, name: str, **settings: str) -> dict[str, Any]:
        settings_of = {"baseURL": self.crms[name].url, "token": {"file": "crm.token"}} | settings
        return {"id": name, "settings": settings_of, "allow": ["127.0.0.0/8"], "http": True}

    def call(self, session: str, ago: float, number: str, service: str = "support", **more: Any) -> Call:
        """A call that began so many seconds before the pictures."""
        start = self.now - timedelta(seconds=ago)
        return team.call(self.server, session=session, number=number, service=service, start=start, **more)

    def _past(self) -> None:
        """Calls of which nothing is known any more, and some that have just ended."""
        hour = 3_600
        desk = team.desk(self.server)
        self.call("y-1", 22.1 * hour, NOBODY, "billing").queued().ended("overflow")
        self.call("y-2", 19.4 * hour, JULIEN, "sales").queued().offered(PIA, at=5).unanswered(PIA, at=25).ended(at=31)
        self.call("d-1", 1.9 * hour, GRACE, "sales", outbound=True).dialing(PIA).ringing(at=4).ended("busy", at=12)
        self.call("d-2", 1.2 * hour, "anonymous").queued().ended(at=48)
        self.call("d-3", 0.8 * hour, NOBODY).queued().offered(PIA, at=12).declined(PIA, at=19).ended(at=40)
        before = self.call("d-4", 0.7 * hour, ANNA).queued().offered(PIA, at=9).accepted(PIA, at=14).ended(at=402)
        desk.saved(before, primaryCode="order", secondaryCode="solved", tags=["prefers e-mail", "delivery to gate 3"])
        self.forgotten = self.call("d-5", 0.5 * hour, PRIYA, "billing").queued().offered(PIA, at=4).accepted(PIA, at=11).ended(at=301)
        desk.saved(self.forgotten, primaryCode="invoice", secondaryCode="call-back", tags=["reminder fee waived", "pays quarterly"])
        late = self.call("d-6", 0.4 * hour, PRIYA).queued().offered(PIA, at=7).accepted(PIA, at=16).ended(at=222)
        desk.saved(late, primaryCode="delivery", secondaryCode="passed-on", tags=["delivery late", "delivery by van"])
        self.call("d-7", 810, GRACE, "sales", outbound=True).dialing(PIA).ringing(at=3).accepted(at=9).ended(at=248)

    def _today(self) -> None:
        """Those that ring and go on."""
        self.live = self.call("l-1", 171, ANNA).queued().offered(PIA, at=6).accepted(PIA, at=19)
        self.incoming = self.call("l-2", 21, JULIEN, "sales").queued()
        self.ringing = self.call("l-3", 34, FACTORY).queued().offered(BEN, at=20)
        update = Maker(self.server.client(self.server.installation.keys.flow)).update(self.live.session, FLOW)
        assert update.status == 200, update.body
        team.desk(self.server).knows(self.live, "Anna Meier")


def slow(seconds: float, account: Any) -> Any:
    """An account that takes its time."""

    def answer(request: Request) -> Reply:
        time.sleep(seconds)
        reply: Reply = account.answer(request)
        return reply

    return answer
