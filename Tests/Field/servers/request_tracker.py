"""A Request Tracker 5 on SQLite, with users and tickets of fiction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from servers.serving import Server, free_port, require, run

SETUP = "/usr/sbin/rt-setup-database-5"
STANDALONE = "/usr/share/request-tracker5/libexec/rt-server"
LOADER = Path(__file__).with_suffix(".pl")
TICKETS = ["SeeQueue", "ShowTicket"]
CONFIGURATION = """
Set($rtname, 'field');
Set($Organization, 'field.example');
Set($CorrespondAddress, 'rt@field.example');
Set($CommentAddress, 'rt@field.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebPath, '');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.sqlite');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
Set($MailCommand, 'testfile');
Set($MasonDataDir, '{folder}/mason_data');
Set($MasonSessionDir, '{folder}/session_data');
# A token is checked at each request; the usual cost of 12 would be most of a test's time.
Set($BcryptCost, 6);
1;
"""


def user(name: str, *tickets: str, **fields: Any) -> dict[str, Any]:
    """A user who asked for `tickets`, with further fields of Request Tracker."""
    return {"fields": {"Name": name} | fields, "tickets": list(tickets)}


def reader(name: str, privileged: bool, *rights: str) -> dict[str, Any]:
    """A user with a token."""
    return {"fields": {"Name": name, "Privileged": int(privileged)}, "rights": list(rights), "token": True}


USERS = [
    reader("callcard", True, "AdminUsers", *TICKETS),
    reader("blind", True, *TICKETS),
    reader("customer", False),
    user(
        "anna.meier@acme.example",
        "Printer is out of paper",
        "Printer is on fire",
        RealName="Anna Meier",
        EmailAddress="anna.meier@acme.example",
        Organization="ACME AG",
        WorkPhone="+49 30 23125-123",
        MobilePhone="+49 30 23125 199",
        Address1="Teststraße 7",
        Address2="2. OG",
        City="Berlin",
        State="Berlin",
        Zip="10999",
        Country="Germany",
    ),
    user("ben.adler", "Wrong colour", RealName="Ben Adler", WorkPhone="030/23125-200"),
    user("cora.busch", "Wrong size", RealName="Cora Busch", MobilePhone="(030) 23125 200"),
    user("dora.conrad", "Too loud", RealName="Dora Conrad", HomePhone="+49 30 23125 2001"),
    user("eve.dunn", RealName="Eve Dunn", PagerPhone="020 7946 0123"),
    user("finn.ernst", "Let me in", RealName="Finn Ernst", WorkPhone="+49 30 23125 500") | {"disabled": True},
    user("jörg", "Größe", RealName="Jörg Müller", Organization="Größe & Söhne €", HomePhone="0049 30 23125600"),
]
"""Who asks, then: one with all fields, two with one number, one with a longer one, one without a ticket, one who is disabled, and
one whose name is not ASCII."""


class RequestTracker(Server):
    """Makes a database in `folder`; `start()` starts it."""

    def __init__(self, folder: Path) -> None:
        require("request-tracker5", SETUP, STANDALONE)
        port = free_port()
        for name in ("more", "mason_data", "session_data"):
            (folder / name).mkdir()
        configuration = folder / "RT_SiteConfig.pm"
        configuration.write_text(CONFIGURATION.replace("{port}", str(port)).replace("{folder}", str(folder)))
        variables = {"RT_SITE_CONFIG": str(configuration), "RT_SITE_CONFIG_DIR": str(folder / "more")}
        run(SETUP, "--action", "init", "--skip-create", "--dba-password", "", folder=folder, **variables)
        output = run("/usr/bin/perl", str(LOADER), folder=folder, stdin=json.dumps(USERS), **variables)
        self.tokens: dict[str, str] = json.loads(output)
        """Tokens by user."""
        command = [STANDALONE, "--host", "127.0.0.1", "--port", str(port), "--max-workers", "2"]
        super().__init__(command, port, folder, **variables)
