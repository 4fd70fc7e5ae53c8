"""F10, F12, F14 What `callcard check` refuses a reload refuses too: with the same faults, and nothing in force has changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from fakes import faults
from fakes.upstream import TOKEN, Upstream
from kit import process
from kit.books import anna, person
from kit.installation import Installation
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.upstreams import asked, item
from kit.waiting import until

BRUNO = "+493023125130"
EX_CONFIG, EX_DATAERR = 78, 65
SUCCESS = "callcard_config_last_reload_successful"
BREAKER_ROW = 5


@pytest.fixture
def installation(launcher: Launcher, upstream: Upstream) -> Installation:
    """A book and a CRM, a service with both, and one for the CRM alone."""
    installation = launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_connector("crm", upstream.url, TOKEN)
    installation.add_service("support", ["contacts", "crm"])
    installation.add_service("crm", ["crm"])
    return installation


def manifest(old: str, new: str) -> Callable[[Installation], None]:
    """Changes the CRM's manifest."""

    def change(installation: Installation) -> None:
        path = installation.folder / "connectors" / "crm" / "connector.yaml"
        text = path.read_text()
        assert old in text
        installation.file("connectors/crm/connector.yaml", text.replace(old, new, 1))

    return change


def service(**settings: object) -> Callable[[Installation], None]:
    """Changes the service's settings."""
    return lambda installation: installation.services["support"].update(settings)


def config(**keys: object) -> Callable[[Installation], None]:
    """Changes the configuration."""
    return lambda installation: installation.config.update(keys)


def template(text: str) -> Callable[[Installation], None]:
    """Gives the service a context."""
    return service(contexts=[{"name": "CRM", "template": text}])


def add_book(content: str, name: str) -> Callable[[Installation], None]:
    """Adds an address book; without content its file is missing."""

    def change(installation: Installation) -> None:
        installation.add_book("more", content, name)
        if not content:
            (installation.folder / name).unlink()

    return change


def pushed(installation: Installation) -> None:
    """Adds a book that flows fill, with a file that is none of its kind."""
    installation.file("pushed.json", "[{")
    installation.config["books"].append({"id": "pushed", "api": True, "file": "pushed.json"})


def tls(installation: Installation) -> None:
    """Names a certificate and a key that are none."""
    for name in ("certificate.pem", "key.pem"):
        installation.file(name, "-----BEGIN NOTHING-----\n")
    installation.config["tls"] = {"certificate": "certificate.pem", "key": "key.pem"}


def several(*changes: Callable[[Installation], None]) -> Callable[[Installation], None]:
    """Makes several mistakes at once."""

    def change(installation: Installation) -> None:
        for each in changes:
            each(installation)

    return change


CRM, SUPPORT, CONFIG = r"crm/connector\.yaml:\d+", r"support\.yaml:\d+", r"callcard\.yaml:\d+"
JQ = manifest("records: .contacts[]", "records: .contacts[")
BROKEN: dict[str, tuple[Callable[[Installation], None], list[str]]] = {
    "manifest: no YAML": (manifest("kind: crm", "kind: [crm"), [CRM]),
    "manifest: unknown key": (manifest("kind: crm", "kind: crm\ncolour: red"), [CRM]),
    "manifest: unknown placeholder": (manifest("{settings.token}", "{settings.tokn}"), [CRM]),
    "manifest: jq syntax in records": (JQ, [CRM]),
    "manifest: jq syntax in a field": (manifest("firstName: .first", "firstName: '.first | ('"), [CRM]),
    "manifest: unknown function in a query": (manifest("{phone: .number.e164}", "{phone: nonesuch(.number)}"), [CRM]),
    "manifest: forbidden function": (manifest("numbers: .phones", "numbers: '[env.HOME]'"), [CRM]),
    "template: {+name}": (template("https://crm.example/{+Customer.LastName}"), [SUPPORT]),
    "template: host from data": (template("https://{Customer.Company}/"), [SUPPORT]),
    "template: scheme that runs code": (template("javascript:alert({Customer.LastName})"), [SUPPORT]),
    "template: unknown variable": (template("https://crm.example/{Customer.Shoe}"), [SUPPORT]),
    "template: of the map": (service(map={"template": "https://{Customer.City}/"}), [SUPPORT]),
    "service: unknown connector": (service(connectors=["contacts", "elsewhere"]), [SUPPORT]),
    "service: value of another type": (service(retentionMs="soon"), [SUPPORT]),
    "configuration: unknown key": (config(colour="red"), [CONFIG]),
    "configuration: folder that is not there": (config(manifests=["nowhere/"]), [CONFIG]),
    "connector: secret file that is not there": (lambda made: (made.folder / "crm.token").unlink(), [CONFIG]),
    "connector: total out of range": (lambda made: made.config["connectors"][0].update(total="1h"), [CONFIG]),
    "connector: no such manifest": (lambda made: made.config["connectors"][0].update(manifest="nonesuch"), [CONFIG]),
    "book: no file": (add_book("", "more.csv"), [CONFIG]),
    "book: no contacts": (add_book("\x00\x01\x02", "more.csv"), [CONFIG]),
    "book: two ids": (lambda made: made.config["books"].append(dict(made.config["books"][0])), [CONFIG]),
    "book filled by flows: half a file": (pushed, [CONFIG]),
    "tls: no PEM": (tls, [r"callcard\.yaml"]),
    "several of what only weakens a start": (several(JQ, template("https://{Customer.Company}/")), [CRM, SUPPORT]),
    "one that stops a start, and others": (
        several(JQ, template("https://{Customer.Company}/"), config(colour="red")),
        [CRM, SUPPORT, CONFIG],
    ),
}
GOOD: dict[str, Callable[[Installation], None]] = {
    "as it was": lambda _: None,
    "a secret that everybody may read": lambda made: (made.folder / "crm.token").chmod(0o644),
    "tag recall without a key": service(tagRecall=True),
    "another name": service(displayName="Renamed"),
    "another manifest": manifest("records: .contacts[]", "records: '.contacts | .[]'"),
}


def check(installation: Installation) -> tuple[int, set[str]]:
    """Runs `callcard check`; returns its exit code and the places of what it calls wrong."""
    done = process.run("check", "--config", str(installation.config_path), folder=installation.folder)
    lines = (done.stdout + done.stderr).decode().splitlines()
    told = [line.removeprefix("error: ") for line in lines if not line.startswith(("warning:", "callcard:"))]
    return done.returncode, {match[0] for line in told if (match := re.match(r"\S+\.yaml(:\d+)*(?=: )", line))}


def reload_command(server: Callcard) -> tuple[int, str]:
    """Runs `callcard reload`; returns its exit code and what it said."""
    key = server.installation.keys.operator.token
    done = process.run("reload", "--url", f"http://{server.host}:{server.port}", folder=server.home, CALLCARD_KEY=key)
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("fault", BROKEN)
def test_refused_by_both(launcher: Launcher, installation: Installation, fault: str) -> None:
    """F10, F14: the same faults at the same places in `check`, in the answer and in the command; what is in force stays."""
    server = launcher.start(installation)
    operator, client = server.operator(), server.client()
    numbers = Numbers()
    assert asked(client, numbers()) == "miss"
    before = item(server, "crm")
    spoil, places = BROKEN[fault]
    installation.services["support"]["displayName"] = "Renamed"
    spoil(installation)
    installation.write()
    code, found = check(installation)
    assert code == EX_CONFIG
    answer = operator.post("/v1/reload")
    assert (answer.status, answer.code) == (422, "invalidValue"), answer.body
    pointers = [error["pointer"] for error in answer.json["errors"]]
    assert {re.match(r"\S+", pointer)[0] for pointer in pointers} == found  # type: ignore[index]
    for place in places:
        assert any(re.search(place, pointer) for pointer in pointers), pointers
    assert all(error["detail"] for error in answer.json["errors"])
    code, said = reload_command(server)
    assert code == EX_DATAERR and all(pointer in said for pointer in pointers)
    told = {entry["name"]: entry for entry in server.anonymous().get("/readyz").json["checks"]}["configuration"]
    assert told["status"] == "degraded" and pointers[0].split("/")[-1] in told["detail"]
    assert str(installation.folder) not in told["detail"]
    assert scrape(server.anonymous()).value(SUCCESS) == 0
    assert operator.get("/v1/services/support/settings").json["displayName"] == "Support"
    assert item(server, "crm") == before
    assert asked(client, numbers()) == "miss"
    assert client.lookup(ANNA)["caller"]["displayName"] == "Anna Meier"


@pytest.mark.parametrize("change", GOOD)
def test_taken_by_both(launcher: Launcher, installation: Installation, change: str) -> None:
    """What `check` finds good, or only warns of, a reload takes."""
    server = launcher.start(installation)
    GOOD[change](installation)
    installation.write()
    assert check(installation) == (0, set())
    assert reload_command(server) == (0, "the configuration is in force\n")
    assert scrape(server.anonymous()).value(SUCCESS) == 1
    assert asked(server.client(), Numbers()()) == "miss"


def test_mended(launcher: Launcher, installation: Installation) -> None:
    """A refused reload leaves nothing behind that the next one would meet."""
    path = installation.folder / "connectors" / "crm" / "connector.yaml"
    server = launcher.start(installation)
    good = path.read_text()
    JQ(installation)
    assert server.operator().post("/v1/reload").status == 422
    installation.file("connectors/crm/connector.yaml", good)
    assert server.operator().post("/v1/reload").status == 200
    assert server.anonymous().get("/readyz").json["status"] == "ready"
    assert scrape(server.anonymous()).value(SUCCESS) == 1
    assert asked(server.client(), Numbers()()) == "miss"


def test_a_broken_manifest_still_starts(launcher: Launcher, installation: Installation) -> None:
    """F14's other half: a start leaves out what a reload refuses, and leads to the line."""
    JQ(installation)
    server = launcher.start(installation)
    assert re.search(rb"crm/connector\.yaml:\d+", server.stderr.bytes)
    assert asked(server.client(), Numbers()(), "crm") == "internal"
    assert server.operator().post("/v1/reload").status == 422


def test_an_open_breaker_stays_open(launcher: Launcher, upstream: Upstream, installation: Installation) -> None:
    """A refused reload is no way to send questions to a CRM that is down."""
    upstream.fault = faults.status(500)
    server = launcher.start(installation)
    client, numbers = server.client(), Numbers()
    for _ in range(BREAKER_ROW):
        asked(client, numbers())
    assert asked(client, numbers()) == "breakerOpen"
    JQ(installation)
    assert server.operator().post("/v1/reload").status == 422
    before = upstream.count()
    assert asked(client, numbers()) == "breakerOpen" and upstream.count() == before


def test_a_book_is_watched_on(launcher: Launcher, installation: Installation) -> None:
    """A refused reload leaves the watches running; the address book goes on following its file."""
    server = launcher.start(installation)
    JQ(installation)
    assert server.operator().post("/v1/reload").status == 422
    installation.file("contacts.json", json.dumps([anna(), person("2", BRUNO, "Bruno Weber")]))
    client = server.client()
    until(lambda: client.lookup(BRUNO).get("caller", {}).get("displayName") == "Bruno Weber", "the new book is used")


def test_a_book_in_force_is_no_reason(launcher: Launcher, installation: Installation) -> None:
    """F2: the file of a book that stands may be gone when the configuration changes: that is told of, and the change is taken."""
    server = launcher.start(installation)
    (installation.folder / "contacts.json").unlink()
    installation.services["support"]["displayName"] = "Renamed"
    installation.write()
    assert server.operator().post("/v1/reload").status == 200
    assert server.operator().get("/v1/services/support/settings").json["displayName"] == "Renamed"
    assert server.client().lookup(ANNA)["caller"]["displayName"] == "Anna Meier"
