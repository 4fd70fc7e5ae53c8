"""S13, S14, S15 Where the caller is, on an entry's detail."""

from __future__ import annotations

import itertools
import socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kit import canary, places, process, team
from kit.books import contact, person
from kit.calls import Call
from kit.canary import Scanner
from kit.desk import Desk
from kit.installation import Installation
from kit.numbers import ANNA
from kit.places import BERLIN_IP, LONDON_IP, LONDON_IP6, UNKNOWN_IP
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.team import ALL_WIDGETS, BEN, OLGA, PIA
from kit.waiting import until

Map = dict[str, Any]

NOBODY = "+493023125141"
"""A number that no book knows."""
ADDRESS = {"street": "Musterstraße 1", "postalCode": "01067", "city": "Dresden", "state": "Sachsen", "country": "Germany"}
STEPS = {
    "street": ("Musterstraße 1, 01067 Dresden, Sachsen, Germany", 17),
    "postcode": ("01067 Dresden, Sachsen, Germany", 14),
    "city": ("Dresden, Sachsen, Germany", 12),
    "state": ("Sachsen, Germany", 8),
    "country": ("Germany", 6),
}
"""What is left of the address at each step, and how near the map looks."""
LIVING = dict(zip(STEPS, (f"+4930231255{index:02d}" for index in itertools.count()), strict=False))
"""A caller for each step."""
SHOWN = {"widgets": ALL_WIDGETS | {"map": True}}


def living(precision: str) -> dict[str, Any]:
    """A contact whose address is as exact as that."""
    known = list(ADDRESS.items())[list(STEPS).index(precision) :]
    return person(precision, LIVING[precision], "Lina Ort") | {"addresses": [dict(known)]}


def installation(launcher: Launcher, **more: Any) -> Installation:
    """A service with the map, a database of places, and callers at all sorts of addresses; Anna has none."""
    made = team.installation(launcher, connectors=["contacts", "addresses"], **SHOWN | more)
    made.add_book("addresses", [living(precision) for precision in STEPS])
    places.write_database(made.folder / "places.mmdb")
    made.config["map"] = {"database": "places.mmdb"}
    return made


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A server for tests that change nothing in it."""
    return module_launcher.start(installation(module_launcher))


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """Takes the calls."""
    return team.desk(server)


def ringing(server: Callcard, number: str | None = ANNA, ip: str | None = None, **more: Any) -> Call:
    """A call at Pia's, from a number or an internet address or both."""
    caller = {name: value for name, value in {"number": number, "ip": ip}.items() if value is not None}
    return team.call(server, number=number, **more).queued(caller=caller or None).offered(PIA)


def shown(desk: Desk, call: Call, precision: str) -> Map:
    """The map of a call, once it is that sure."""
    until(lambda: desk.detail(call).get("map", {}).get("precision") == precision, f"the map shows a place by {precision}")
    found: Map = desk.detail(call)["map"]
    return found


def query(link: str) -> dict[str, str]:
    """The pairs of a link's query."""
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


@pytest.mark.parametrize("precision", STEPS)
def test_S13_S15_steps_of_the_address(server: Callcard, pia: Desk, precision: str) -> None:
    """S13, S15: the place is as exact as the address, and so are the words, the link and its zoom. Nothing is drawn unasked."""
    label, zoom = STEPS[precision]
    found = shown(pia, ringing(server, LIVING[precision], BERLIN_IP), precision)
    assert found == {"precision": precision, "label": label, "link": found["link"]}
    link = urlsplit(found["link"])
    assert (link.scheme, link.netloc, link.path) == ("https", "www.google.com", "/maps/search/")
    assert query(found["link"]) == {"api": "1", "query": label, "zoom": str(zoom)}


@pytest.mark.parametrize(
    ("ip", "label"),
    [
        (BERLIN_IP, "Berlin, State of Berlin, Germany"),
        (LONDON_IP, "London, England, United Kingdom"),
        (LONDON_IP6, "London, England, United Kingdom"),
        (f"::ffff:{LONDON_IP}", "London, England, United Kingdom"),
    ],
)
def test_S14_S15_internet_address(server: Callcard, pia: Desk, ip: str, label: str) -> None:
    """S14, S15: without an address the internet address tells the place, and wins over the number."""
    found = shown(pia, ringing(server, ANNA, ip), "ip")
    assert found["label"] == label and query(found["link"]) == {"api": "1", "query": label, "zoom": "5"}


def test_S14_internet_address_alone(server: Callcard, pia: Desk) -> None:
    """S14: a caller without a number, and one who withholds it, may still have an internet address."""
    assert shown(pia, ringing(server, None, LONDON_IP), "ip")["label"].startswith("London")
    assert shown(pia, ringing(server, "anonymous", LONDON_IP), "ip")["label"].startswith("London")


def test_S14_internet_address_with_a_later_event(server: Callcard, pia: Desk) -> None:
    """S14: any event may tell it; it stays when later ones don't."""
    call = ringing(server)
    assert shown(pia, call, "region")["label"] == "Berlin, Germany"
    call.accepted(PIA, caller={"ip": LONDON_IP})
    assert shown(pia, call, "ip")["label"].startswith("London")
    call.ended()
    assert shown(pia, call, "ip")["label"].startswith("London")


def test_S14_internet_address_of_another_caller(server: Callcard, pia: Desk) -> None:
    """S14: when the call turns out to be of another number, the address told with the first one says nothing of it."""
    call = ringing(server, ANNA, LONDON_IP)
    shown(pia, call, "ip")
    call.accepted(PIA, caller={"number": "+442079460141"})
    assert shown(pia, call, "region")["label"] == "London, United Kingdom"


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (NOBODY, "Berlin, Germany"),
        ("+442079460141", "London, United Kingdom"),
        ("+12025550141", "Washington D.C., United States"),
        ("+33199001234", "France"),
    ],
)
def test_S15_region_of_the_number(server: Callcard, pia: Desk, number: str, label: str) -> None:
    """S15: last of all the number's area, with its country, or the country alone; the widest view."""
    found = shown(pia, ringing(server, number, UNKNOWN_IP), "region")
    assert label in found["label"] and query(found["link"])["zoom"] == "4"


@pytest.mark.parametrize("number", ["anonymous", "4711", None])
def test_S13_nothing_known(server: Callcard, pia: Desk, number: str | None) -> None:
    """S13: withheld, internal, not told: no map, though the widget is on."""
    call = ringing(server, number)
    detail = pia.detail(call)
    assert "map" not in detail and "map" in detail["widgets"]


def test_S15_late_address(server: Callcard, pia: Desk) -> None:
    """S15, S20: what a flow says later makes the place surer, also while the page is open."""
    call = ringing(server, NOBODY)
    shown(pia, call, "region")
    flow = server.client(server.installation.keys.flow)
    body = {"customer": {"postCode": "01067", "city": "Dresden"}}
    assert flow.request("PUT", f"/v1/tasks/{call.session}", body).status == 200
    assert shown(pia, call, "postcode")["label"] == "01067 Dresden"


def test_S26_outbound(server: Callcard, pia: Desk) -> None:
    """S26: on outbound calls it is the destination's place."""
    call = team.call(server, number=LIVING["city"], outbound=True).dialing(PIA)
    assert shown(pia, call, "city")["label"] == STEPS["city"][0]


def test_S1_widget_off(launcher: Launcher) -> None:
    """S1: switched off, the widget and its part of the detail are gone; the caller's own widget has no say in it."""
    server = launcher.start(installation(launcher, widgets=ALL_WIDGETS))
    pia, settings = team.desk(server), Settings(server.client(server.installation.people[OLGA]))
    call = ringing(server, LIVING["street"], BERLIN_IP)
    pia.knows(call, "Lina Ort")
    assert "map" not in pia.detail(call) and "map" not in pia.detail(call)["widgets"]
    settings.change(widgets=ALL_WIDGETS | {"map": True, "callerInformation": False})
    detail = pia.detail(call)
    assert detail["map"]["precision"] == "street" and "caller" not in detail["context"]


def test_S13_S21_forgotten(launcher: Launcher) -> None:
    """S13, S21: with the caller goes the map, whatever it came from; after the retention, and when a number is forgotten."""
    server = launcher.start(installation(launcher, retentionMs=500))
    pia = team.desk(server)
    calls = [ringing(server, LIVING["street"]), ringing(server, ANNA, LONDON_IP), ringing(server, NOBODY)]
    alone = ringing(server, None, LONDON_IP)
    for call, precision in zip([*calls, alone], ("street", "ip", "region", "ip"), strict=True):
        shown(pia, call, precision)
    for number in (LIVING["street"], ANNA, NOBODY):
        server.client().forget(number)
    for call in calls:
        assert "map" not in pia.detail(call)
    again = ringing(server, ANNA, LONDON_IP)
    shown(pia, again, "ip")
    for call in (again, alone):
        call.ended(caller=None)
        until(lambda call=call: "map" not in pia.detail(call), "the caller is forgotten")  # type: ignore[misc]


def test_S21_only_members(launcher: Launcher) -> None:
    """S21: who has left the team keeps past entries, without callers and without maps."""
    server = launcher.start(installation(launcher))
    ben = team.desk(server, BEN)
    call = team.call(server, number=ANNA).queued(caller={"number": ANNA, "ip": LONDON_IP}).offered(BEN).declined(BEN)
    shown(ben, call, "ip")
    Settings(server.client(server.installation.people[OLGA])).change(members=[PIA])
    assert "map" not in ben.detail(call)


def test_S14_after_a_restart(launcher: Launcher) -> None:
    """S14: the internet address is in memory only: after a restart it is gone, until an event tells it again."""
    made = installation(launcher)
    first = launcher.start(made)
    call = ringing(first, ANNA, LONDON_IP)
    shown(team.desk(first), call, "ip")
    first.kill()
    second = launcher.start(made)
    pia = team.desk(second)
    assert "map" not in pia.detail(call)
    call.told_to(second.client()).accepted(PIA)
    shown(pia, call, "region")


@pytest.mark.parametrize("ip", ["192.0.2", "192.0.2.7:80", "example.com", "", "192.0.2.7\0", "fe80::1%eth0", "1" * 64])
def test_what_is_no_internet_address(server: Callcard, ip: str) -> None:
    """It is 422 with its place, never its value."""
    call = team.call(server)
    answer = call.send(call.event("queued", caller={"number": ANNA, "ip": ip}))
    assert (answer.status, answer.pointers) == (422, [("/caller/ip", "invalidValue")])


def test_canary_internet_address(launcher: Launcher) -> None:
    """The internet address is in no file, no log, no metric and no answer, in whatever writing."""
    made = installation(launcher, retentionMs=500)
    six = "2001:db8:a9c3:51f7:e2d4:86b0:7c15:93ea"
    scanner = Scanner()
    scanner.plant_text("IPv4", LONDON_IP)
    scanner.plant_text("IPv6", six)
    scanner.plant_text("IPv6 bytes", socket.inet_pton(socket.AF_INET6, six).hex())
    made.write()
    before = canary.snapshot(made.folder)
    server = launcher.start(made)
    pia = team.desk(server)
    answers = []
    for ip in (LONDON_IP, six):
        call = ringing(server, ANNA, ip)
        shown(pia, call, "ip")
        answers.append(pia.open(call).body)
        answers.append(server.client().post(call.path, {"id": "x", "type": "nonsense", "caller": {"ip": ip}}).body)
        answers.append(server.client().post(call.path, b'{"id": "x", "caller": {"ip": "' + ip.encode() + b'",').body)
        call.accepted(PIA, caller={"ip": ip}).ended(caller=None)
    answers += [server.operator().get(path).body for path in ("/metrics", "/readyz", "/v1/reports/interactions")]
    assert server.operator().post("/v1/reload").status == 200
    held = scanner.scan_open_files(server.process.pid, [])
    assert server.stop() == 0
    found = [sighting for answer in answers for sighting in scanner.scan("answer", answer)]
    found += scanner.scan_folder(made.folder, before) + scanner.scan_folder(server.home, {}) + held
    found += scanner.scan("output", server.stdout.bytes + server.stderr.bytes)
    assert found == []


def test_S14_no_database(launcher: Launcher) -> None:
    """S14: without a database internet addresses tell nothing; address and number do."""
    made = installation(launcher)
    del made.config["map"]
    server = launcher.start(made)
    pia = team.desk(server)
    shown(pia, ringing(server, ANNA, LONDON_IP), "region")
    shown(pia, ringing(server, LIVING["city"], LONDON_IP), "city")
    assert "map" not in pia.detail(ringing(server, None, LONDON_IP))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.mmdb", None, "no such file"),
        ("bad.mmdb", b"no database", "MaxMind"),
        ("empty.mmdb", b"", "MaxMind"),
        (".", None, "regular file"),
    ],
)
def test_database_that_is_none(launcher: Launcher, name: str, content: bytes | None, words: str) -> None:
    """It stops the start, and `check` says why, with file and line."""
    made = installation(launcher)
    made.config["map"] = {"database": name}
    if content is not None:
        made.file(name, content)
    made.write()
    for command in ("check", "serve"):
        done = process.run(command, "--config", str(made.config_path), folder=made.folder)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == 78 and words in said and "callcard.yaml:" in said, said


def test_check_names_the_database(launcher: Launcher) -> None:
    """`check` says what the database is, and of when."""
    made = installation(launcher)
    done = process.run("check", "--config", str(made.write()), folder=made.folder)
    assert done.returncode == 0 and b"map database: GeoLite2-City of 20" in done.stdout


def test_F1_F10_changed_database(launcher: Launcher) -> None:
    """F1, F2, F10: a new database is taken without a restart; one that is damaged or gone leaves the old one standing, and a
    reload with it is refused."""
    made = installation(launcher)
    server = launcher.start(made)
    pia, operator = team.desk(server), server.operator()
    call = ringing(server, ANNA, LONDON_IP)
    assert shown(pia, call, "ip")["label"].startswith("London")

    def troubles() -> bool:
        checks = operator.get("/readyz").json["checks"]
        return [check["status"] for check in checks if check["name"] == "map database"] == ["degraded"]

    made.file("places.mmdb", b"damaged")
    until(troubles, "the damaged file is noticed")
    refused = operator.post("/v1/reload")
    assert refused.status == 422 and b"MaxMind" in refused.body
    assert shown(pia, call, "ip")["label"].startswith("London")
    (made.folder / "places.mmdb").unlink()
    places.write_database(made.folder / "places.mmdb", {"198.51.100.0/24": places.BERLIN})
    until(lambda: pia.detail(call)["map"]["label"].startswith("Berlin"), "the new database is in use")
    assert not troubles()
    places.write_database(made.folder / "other.mmdb", {"198.51.100.0/24": places.record(None, None, "Ecuador", -0.2, -78.5)})
    made.config["map"] = {"database": "other.mmdb"}
    made.write()
    assert operator.post("/v1/reload").status == 200
    assert shown(pia, call, "ip")["label"] == "Ecuador"
    (made.folder / "other.mmdb").write_bytes(b"")
    until(troubles, "the file that was cut short is noticed")
    assert shown(pia, call, "ip")["label"] == "Ecuador"


def test_owners_template(launcher: Launcher) -> None:
    """S13, S18: an owner's template takes the place of Google's, for the link and, where they let the map be drawn, the frame."""
    server = launcher.start(installation(launcher))
    pia, settings = team.desk(server), Settings(server.client(server.installation.people[OLGA]))
    call = ringing(server, ANNA, LONDON_IP)
    shown(pia, call, "ip")
    template = "https://maps.example/@{Place.Latitude},{Place.Longitude},{Place.Zoom}z?q={Place.Label}&by={Place.Precision}"
    settings.change(map={"template": template, "auto": False})
    link = "https://maps.example/@51.5142,-0.0931,5z?q=London%2C%20England%2C%20United%20Kingdom&by=ip"
    assert pia.detail(call)["map"] == {"precision": "ip", "label": "London, England, United Kingdom", "link": link}
    settings.change(map={"template": template, "auto": True})
    assert pia.detail(call)["map"]["embed"] == link
    settings.change(map={"auto": True})
    embed = urlsplit(pia.detail(call)["map"]["embed"])
    assert (embed.scheme, embed.netloc) == ("https", "www.google.com") and query(embed.geturl())["z"] == "5"


def test_operators_templates(launcher: Launcher) -> None:
    """The operator's provider takes the place of Google's; Google learns of nothing then, unless the operator says so."""
    made = installation(launcher, map={"auto": True})
    made.config["map"] = {"template": "https://maps.example/?q={Place.Label}"}
    server = launcher.start(made)
    pia = team.desk(server)
    call = ringing(server, NOBODY)
    link = "https://maps.example/?q=Berlin%2C%20Germany"
    assert shown(pia, call, "region") == {"precision": "region", "label": "Berlin, Germany", "link": link, "embed": link}
    made.config["map"]["embed"] = "https://frames.example/{Place.Zoom}/{Place.Label}"
    made.write()
    assert server.operator().post("/v1/reload").status == 200
    assert pia.detail(call)["map"]["embed"] == "https://frames.example/4/Berlin%2C%20Germany"


HOSTILE = "x&q=y#z/../?a='\"<script>{{\u202e %2e"


def test_hostile_address(launcher: Launcher) -> None:
    """A29: what stands in an address stays in its place in the link, and is text in the label."""
    made = installation(launcher)
    made.add_book("bad", [contact("1", NOBODY, firstName="Eve", addresses=[{"city": HOSTILE}])])
    made.services["support"]["connectors"].append("bad")
    found = shown(team.desk(server := launcher.start(made)), ringing(server, NOBODY), "city")
    assert found["label"] == HOSTILE and query(found["link"]) == {"api": "1", "query": HOSTILE, "zoom": "12"}
    assert urlsplit(found["link"]).fragment == "" and found["link"].isascii()


BAD_TEMPLATES = [
    "https://{Place.Label}.example/",
    "http://maps.example/{Place.Label}",
    "javascript:alert({Place.Label})",
    "https://maps.example/",
    "https://maps.example/{Place.Zoom}",
    "https://maps.example/{Place.Lable}",
    "https://maps.example/{+Place.Label}",
]


@pytest.mark.parametrize("template", BAD_TEMPLATES)
def test_templates_that_are_no_maps(server: Callcard, launcher: Launcher, template: str) -> None:
    """F14: refused with its place where an owner sets it, a problem with its line where the operator does, and a warning in a
    service's file, whose service has no map then."""
    settings = Settings(server.client(server.installation.people[OLGA]))
    refused = settings.put(settings.read() | {"map": {"template": template, "auto": False}}, settings.tag())
    assert refused.status == 422 and {pointer for pointer, _ in refused.pointers} == {"/map/template"}
    made = installation(launcher, map={"template": template})
    checked = process.run("check", "--config", str(made.write()), folder=made.folder)
    assert checked.returncode == 78 and b"services/support.yaml:" in checked.stdout + checked.stderr
    made.services["support"].pop("map")
    made.config["map"]["template"] = template
    checked = process.run("check", "--config", str(made.write()), folder=made.folder)
    assert checked.returncode == 78 and b"callcard.yaml:" in checked.stdout + checked.stderr


def test_broken_template_of_a_file(launcher: Launcher) -> None:
    """F14: it stops nothing but the map."""
    server = launcher.start(installation(launcher, map={"template": BAD_TEMPLATES[0]}))
    pia = team.desk(server)
    call = ringing(server, LIVING["street"])
    pia.knows(call, "Lina Ort")
    assert "map" not in pia.detail(call)


def test_contexts_do_not_know_places(server: Callcard) -> None:
    """Links of contexts are part of the lookup's answer, where places don't belong."""
    body = {"template": "https://crm.example/?at={Place.Label}", "service": "support"}
    answer = server.operator().post("/v1/templates/preview", body)
    assert [problem["code"] for problem in answer.json["problems"]] == ["unknownVariable"] and "url" not in answer.json
