"""S9, S18, S36 Service settings: read, replaced by owners without losing anybody's change, and begun by files."""

from __future__ import annotations

import json
import re
import sqlite3
from functools import partial
from typing import Any

import pytest

from kit import process, team
from kit.books import person
from kit.client import Client
from kit.entries import ANONYMOUS
from kit.installation import Installation
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.streams import Streams
from kit.team import BEN, CLEO, CODES, OLGA, PIA
from kit.waiting import at_once

OTTO = Key("otto", "owner", ("*",), "otto@example.com")
"""Owns another service."""
STRANGER = Key("stranger", "owner", ("sales",), "sam@example.com")
AGENT_OWNER = Key("agent-owner", "agent", ("*",), OLGA)
"""Olga again, with a key of another role."""
OUTSIDER = Key("outsider", "agent", ("*",), "out@example.com")
DEFAULTS: dict[str, Any] = {
    "displayName": "support",
    "region": "DE",
    "owners": [OLGA],
    "members": [],
    "licence": {"enterpriseRouting": False},
    "widgets": {"callerInformation": True, "status": True, "context": False, "map": False, "codes": False, "tags": False},
    "contexts": [],
    "parameters": [],
    "codes": {"primary": [], "secondary": []},
    "connectors": ["contacts", "more"],
    "retentionMs": 300_000,
    "tagRecall": False,
    "aliases": {},
    "map": {"auto": False},
}
"""What a service comes to whose owner says nothing but who they are."""
WHOLE: dict[str, Any] = {
    "displayName": "Support Zürich <b>",
    "upn": "support@example.com",
    "telNumber": "+493023125000",
    "region": "CH",
    "owners": [OLGA, "second@example.com"],
    "members": [PIA, BEN],
    "licence": {"enterpriseRouting": True},
    "widgets": {"callerInformation": False, "status": False, "context": True, "map": True, "codes": True, "tags": True},
    "contexts": [
        {
            "name": "Open",
            "template": "https://crm.example/{Customer.LastName}?queue={Parameter.queue}",
            "required": ["Customer.LastName"],
            "opens": "embedded",
            "on": "offered",
        }
    ],
    "parameters": [{"name": "queue", "default": "first"}, {"name": "bare"}],
    "codes": CODES,
    "connectors": ["more", "contacts"],
    "retentionMs": 1_000,
    "tagRecall": True,
    "aliases": {"+49.30-x_1": PIA, "200": BEN},
    "map": {"template": "https://maps.example/?q={Customer.City}", "auto": True},
}
"""Every member, with another value than its default."""


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """Two services with an owner each."""
    installation = team.installation(launcher)
    installation.add_book("more", [person("18", "+493023125140", "Carla Wolf")])
    installation.add_service("sales", ["contacts"], **team.settings(owners=[OTTO.user]))
    for key in (OTTO, STRANGER, AGENT_OWNER, OUTSIDER):
        installation.add_key(key)
    return launcher.start(installation)


@pytest.fixture
def settings(server: Callcard) -> Settings:
    """As Olga changes them."""
    return Settings(olga(server))


def olga(server: Callcard) -> Client:
    """The owner of `support`."""
    return server.client(server.installation.people[OLGA])


def test_read(settings: Settings) -> None:
    """What the file says, and no more; filled in for reading, under the same tag. The same settings have the same tag."""
    first = settings.answer()
    written = team.settings() | {"displayName": "Support", "owners": [OLGA], "connectors": ["contacts"]}
    assert first.json == written
    assert settings.effective() == DEFAULTS | written
    assert first.headers["etag"] == settings.tag() and first.headers["etag"].startswith('"')


def test_s9_a_member_left_out_takes_its_default(settings: Settings) -> None:
    """S9: PUT replaces all; who says nothing has Interactions, Caller Information and Status, and what is left out stays so."""
    answer = settings.put({"owners": [OLGA]}, settings.tag())
    assert answer.status == 200 and answer.json == settings.read() == {"owners": [OLGA]}
    assert answer.headers["etag"] == settings.tag()
    assert settings.effective() == DEFAULTS


@pytest.mark.parametrize("query, code", [("?effective=1", "invalidValue"), ("?filled=true", "unknownMember")])
def test_what_is_no_form(settings: Settings, query: str, code: str) -> None:
    """422 for a form that there is none of; `false` is the form without it."""
    assert settings.client.get(settings.path + query).code == code
    assert settings.client.get(f"{settings.path}?effective=false").body == settings.answer().body


def test_parts_of_members_stay_left_out_too(settings: Settings) -> None:
    """Inside of members as well, what nobody wrote is not there."""
    parts = {
        "widgets": {"codes": True},
        "contexts": [{"name": "CRM", "template": "https://crm.example/{Customer.LastName}"}],
        "codes": {"primary": []},
        "map": {},
    }
    answer = settings.put({"owners": [OLGA]} | parts)
    assert answer.status == 200 and answer.json == {"owners": [OLGA]} | parts
    filled = settings.effective()
    assert filled["widgets"] == DEFAULTS["widgets"] | {"codes": True} and filled["map"] == {"auto": False}
    assert filled["contexts"] == [parts["contexts"][0] | {"required": [], "opens": "tab", "on": "accepted"}]  # type: ignore[index]


def test_every_member_is_kept(settings: Settings) -> None:
    """What is put is what is read, and the answer's tag is that of the next GET."""
    before = settings.tag()
    answer = settings.put(WHOLE, before)
    assert answer.status == 200 and answer.json == settings.read() == settings.effective() == WHOLE
    assert answer.headers["etag"] == settings.tag() != before


def test_users_are_kept_in_lower_case(settings: Settings) -> None:
    """UPNs compare in lower case, so they are one."""
    kept = settings.change(members=[PIA.upper(), PIA, "Ben@Example.com"])
    assert kept["members"] == [PIA, BEN]


def test_if_match_is_needed(settings: Settings) -> None:
    """428 without it."""
    answer = settings.put(WHOLE, match=None)
    assert (answer.status, answer.code) == (428, "ifMatchRequired")
    assert settings.read()["displayName"] == "Support"


def test_what_has_changed_meanwhile_is_not_lost(server: Callcard, settings: Settings) -> None:
    """412 with the tag of an earlier version; the change of the other owner stays."""
    stale = settings.tag()
    Settings(server.operator()).change(displayName="Changed by another")
    answer = settings.put(WHOLE, stale)
    assert (answer.status, answer.code) == (412, "settingsChanged")
    assert settings.read()["displayName"] == "Changed by another"
    assert settings.put(WHOLE, settings.tag()).status == 200


@pytest.mark.parametrize(
    "form, status",
    [
        ("{tag}", 200),
        ("*", 200),
        ('"other", {tag}', 200),
        ('{tag} , "other"', 200),
        ('"other"', 412),
        ("W/{tag}", 412),
        ("nonsense", 412),
        ("{bare}", 412),
    ],
)
def test_forms_of_if_match(settings: Settings, form: str, status: int) -> None:
    """RFC 9110: a list of strong tags, or `*`; weak tags match nothing."""
    tag = settings.tag()
    answer = settings.put(settings.read() | {"displayName": "New"}, form.format(tag=tag, bare=tag.strip('"')))
    assert answer.status == status
    assert settings.read()["displayName"] == ("New" if status == 200 else "Support")


def test_a_race_of_owners(server: Callcard, settings: Settings) -> None:
    """Ten owners change one version: one wins, the others are told."""
    tag, body = settings.tag(), settings.read()
    changes = [partial(settings.put, body | {"displayName": f"Name {index}"}, tag, olga(server)) for index in range(10)]
    answers = at_once(changes)
    assert sorted(answer.status for answer in answers) == [200] + [412] * 9
    won = next(answer for answer in answers if answer.status == 200)
    assert settings.read() == won.json


@pytest.mark.parametrize(
    "change, pointer, code",
    [
        ({"connectors": ["contacts", "nothing"]}, "/connectors/1", "invalidValue"),
        ({"connectors": "contacts"}, "/connectors", "invalidValue"),
        ({"connectors": ["contacts", "flow", "contacts"]}, "/connectors/2", "invalidValue"),
        ({"owners": []}, "/owners", "invalidValue"),
        ({"owners": None}, "/owners", "invalidValue"),
        ({"owners": [OLGA, 5]}, "/owners/1", "invalidValue"),
        ({"members": [PIA, ""]}, "/members/1", "invalidValue"),
        ({"contexts": [{"name": "a", "template": "https://crm.example/{Customer."}]}, "/contexts/0/template", "invalidValue"),
        ({"contexts": [{"name": "a", "template": "javascript:alert(1)"}]}, "/contexts/0/template", "invalidValue"),
        ({"contexts": [{"name": "a"}]}, "/contexts/0/template", "invalidValue"),
        ({"contexts": [{"name": "", "template": "https://crm.example/"}]}, "/contexts/0/name", "invalidValue"),
        ({"map": {"template": "https://maps.example/"}}, "/map/template", "invalidValue"),
        ({"members": ["pia @example.com"]}, "/members/0", "invalidValue"),
        ({"upn": "support @example.com"}, "/upn", "invalidValue"),
        ({"parameters": [{"default": "a"}]}, "/parameters/0/name", "invalidValue"),
        ({"codes": {"secondary": [{"id": "", "name": "A"}]}}, "/codes/secondary/0/id", "invalidValue"),
        ({"contexts": [{"template": "https://crm.example/"}]}, "/contexts/0/name", "invalidValue"),
        ({"contexts": [{"name": "a", "template": "https://crm.example/", "opens": "popup"}]}, "/contexts/0/opens", "invalidValue"),
        ({"contexts": [{"name": "a", "template": "https://crm.example/", "on": "ended"}]}, "/contexts/0/on", "invalidValue"),
        ({"region": "de"}, "/region", "invalidValue"),
        ({"retentionMs": -1}, "/retentionMs", "invalidValue"),
        ({"retentionMs": 900_001}, "/retentionMs", "invalidValue"),
        ({"retentionMs": 0.5}, "/retentionMs", "invalidValue"),
        ({"tagRecall": "yes"}, "/tagRecall", "invalidValue"),
        ({"aliases": []}, "/aliases", "invalidValue"),
        ({"aliases": {"a b": PIA}}, "/aliases", "invalidValue"),
        ({"aliases": {"": PIA}}, "/aliases", "invalidValue"),
        ({"aliases": {"x" * 65: PIA}}, "/aliases", "invalidValue"),
        ({"aliases": {"200": "a b"}}, "/aliases/200", "invalidValue"),
        ({"aliases": {"200": 5}}, "/aliases/200", "invalidValue"),
        ({"aliases": {"Desk": PIA, "desk": BEN}}, "/aliases/desk", "invalidValue"),
        ({"aliases": {str(place): PIA for place in range(1_001)}}, "/aliases", "invalidValue"),
        ({"widgets": {"codes": 1}}, "/widgets/codes", "invalidValue"),
        ({"codes": {"primary": [{"id": "a"}], "secondary": []}}, "/codes/primary/0/name", "invalidValue"),
        ({"codes": {"primary": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}}, "/codes/primary/1/id", "invalidValue"),
        ({"colour": "red"}, "/colour", "unknownMember"),
        ({"widgets": {"interactions": False}}, "/widgets/interactions", "unknownMember"),
        ({"licence": {"enterprise": True}}, "/licence/enterprise", "unknownMember"),
        ({"map": {"auto": True, "zoom": 3}}, "/map/zoom", "unknownMember"),
        ({"codes": {"tertiary": []}}, "/codes/tertiary", "unknownMember"),
        ({"contexts": [{"name": "a", "template": "https://crm.example/", "colour": 1}]}, "/contexts/0/colour", "unknownMember"),
    ],
    ids=str,
)
def test_what_is_refused(settings: Settings, change: dict[str, Any], pointer: str, code: str) -> None:
    """422 at the member, and nothing is changed."""
    before = settings.answer()
    body = {name: value for name, value in (before.json | change).items() if value is not None}
    answer = settings.put(body)
    assert answer.status == 422 and answer.pointers == [(pointer, code)] and answer.code == code
    assert settings.answer().body == before.body


CHECKED: list[tuple[dict[str, Any], str]] = [
    ({"owners": []}, "owners"),
    ({"owners": [OLGA, "a b"]}, r"owners\[1\]"),
    ({"members": ["a\tb"]}, r"members\[0\]"),
    ({"codes": {"primary": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}}, r"codes\.primary\[1\]\.id"),
    ({"connectors": ["contacts", "contacts"]}, r"connectors\[1\]"),
    ({"connectors": ["contacts", "nothing"]}, r"connectors\[1\]"),
    ({"contexts": [{"name": "a", "template": "javascript:alert(1)"}]}, r"contexts\[0\]\.template"),
    ({"map": {"template": "https://maps.example/"}}, r"map\.template"),
    ({"colour": "red"}, "colour"),
    ({"retentionMs": 900_001}, "retentionMs"),
    ({"aliases": {"a b": PIA}}, "aliases"),
    ({"aliases": {"200": "a b"}}, r"aliases\.200"),
]
"""What neither `PUT` nor `callcard check` takes."""


@pytest.mark.parametrize("change, place", CHECKED, ids=str)
def test_check_refuses_what_put_refuses(launcher: Launcher, change: dict[str, Any], place: str) -> None:
    """The checks are one: `callcard check` tells the line."""
    installation = team.installation(launcher)
    checked = ("check", "--config", str(installation.config_path))
    installation.write()
    assert process.run(*checked, folder=installation.folder).returncode == 0
    installation.services["support"] |= change
    installation.write()
    done = process.run(*checked, folder=installation.folder)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 78 and re.search(rf"support\.yaml:\d+:\d+: {place}: ", told), told


def test_owners_are_an_operators_to_leave_out(server: Callcard, settings: Settings) -> None:
    """An owner can't leave a service without owners, an operator can; a list that names nobody is nobody's word."""
    body = settings.read()
    del body["owners"]
    assert settings.put(body).pointers == [("/owners", "invalidValue")]
    operator = Settings(server.operator())
    assert operator.put(body | {"owners": []}).pointers == [("/owners", "invalidValue")]
    answer = operator.put(body)
    assert answer.status == 200 and "owners" not in answer.json and operator.effective()["owners"] == []
    assert settings.put(body | {"owners": [OLGA]}).status == 403, "nobody owns it now"


def test_all_faults_at_once(settings: Settings) -> None:
    """An owner sees everything that is wrong in one answer."""
    answer = settings.put({"owners": [], "region": "xx1", "colour": "red", "connectors": ["nothing"]})
    assert {pointer for pointer, _ in answer.pointers} == {"/owners", "/region", "/colour", "/connectors/0"}


def test_what_is_no_body(settings: Settings) -> None:
    """Not JSON, twice the same member, too large."""
    for body, status in ((b"{", 400), (b'{"owners": [], "owners": []}', 400), (b"[]", 400), (b" " * 70_000 + b"{}", 413)):
        assert settings.put(body).status == status
    assert settings.client.request("PUT", settings.path, b"{}", headers={"If-Match": "*", "Content-Type": "text/plain"}).status == 415


@pytest.mark.parametrize(
    "key, reads, writes",
    [
        ("olga", 200, 200),
        ("operator", 200, 200),
        ("agent of an owner", 200, 200),
        ("member", 200, 403),
        ("owner of another", 200, 403),
        ("owner of elsewhere", 404, 404),
        ("agent who is no member", 404, 404),
        ("session service", 403, 403),
        ("flow", 403, 403),
        ("nobody", 401, 401),
    ],
)
def test_s18_s36_who_may(server: Callcard, settings: Settings, key: str, reads: int, writes: int) -> None:
    """S18, S36: owners of the service and operators change them, members read them."""
    keys = server.installation.keys
    client = {
        "olga": settings.client,
        "operator": server.operator(),
        "agent of an owner": server.client(AGENT_OWNER),
        "member": server.client(server.installation.people[PIA]),
        "owner of another": server.client(OTTO),
        "owner of elsewhere": server.client(STRANGER),
        "agent who is no member": server.client(OUTSIDER),
        "session service": server.client(keys.switch),
        "flow": server.client(keys.flow),
        "nobody": server.anonymous(),
    }[key]
    body = settings.read() | {"displayName": "Changed"}
    assert client.get(settings.path).status == reads
    assert settings.put(body, client=client).status == writes
    assert settings.read()["displayName"] == ("Changed" if writes == 200 else "Support")


def test_unknown_services(server: Callcard, settings: Settings) -> None:
    """404, the same as for one that the key may not know of."""
    answers = [server.client(STRANGER).get(f"/v1/services/{service}/settings") for service in ("support", "nothing")]
    assert {(answer.status, answer.code) for answer in answers} == {(404, "serviceNotFound")}
    assert answers[0].body == answers[1].body
    assert Settings(server.operator(), "nothing").put(settings.read()).status == 404, "a PUT makes no service"


def test_an_owner_who_hands_over(server: Callcard, settings: Settings) -> None:
    """Who is no longer among the owners changes nothing any more."""
    settings.change(owners=[OTTO.user])
    assert settings.put({"owners": [OLGA]}).status == 403
    assert Settings(server.client(OTTO)).change(owners=[OLGA])["owners"] == [OLGA]


def test_s18_changes_reach_calls(server: Callcard, settings: Settings) -> None:
    """S18, S22: widgets, codes, name and contexts are those in force, for calls under way and the next one."""
    pia = team.desk(server)
    call = team.call(server, number=ANNA).queued().offered(PIA)
    pia.knows(call, "Anna Meier")
    settings.change(
        displayName="Renamed",
        widgets={"callerInformation": True, "status": False, "context": True, "codes": True},
        codes={"primary": [{"id": "b", "name": "B"}, {"id": "a", "name": "A"}], "secondary": []},
        contexts=[{"name": "CRM", "template": "https://crm.example/{Customer.LastName}"}],
    )
    detail = pia.detail(call)
    assert detail["service"]["displayName"] == "Renamed"
    assert detail["widgets"] == ["interactions", "callerInformation", "context", "codes"]
    assert [code["id"] for code in detail["codes"]["primary"]] == ["b", "a"]
    new = team.call(server, number=ANNA).queued()
    pia.knows(new, "Anna Meier")
    assert [link["url"] for link in pia.detail(new)["context"]["contexts"]] == ["https://crm.example/Meier"]


def test_who_leaves_loses_live_entries(server: Callcard, settings: Settings) -> None:
    """Leaving `members` removes live entries at once, also from open pages, and keeps past ones."""
    pia, ben = team.desk(server, PIA), team.desk(server, BEN)
    past = team.call(server).queued().offered(PIA).accepted(PIA).ended()
    waiting = team.call(server).queued()
    talking = team.call(server).queued().offered(PIA).accepted(PIA)
    with Streams(server) as streams:
        stream = streams.snapshot(PIA)
        settings.change(members=[BEN, CLEO])
        for call in (waiting, talking):
            stream.wait_for("removed", call.entry_id)
    assert pia.sees(waiting) is None and pia.sees(talking) is None and not pia.list()["live"]
    assert pia.entry(past)["outcome"] == "accepted"
    assert ben.entry(waiting)["state"] == "incoming", "the others see what they saw"


def test_who_leaves_sees_no_callers(server: Callcard, settings: Settings) -> None:
    """Past entries of who has left `members` are without caller, although the others still see one."""
    pia, ben = team.desk(server, PIA), team.desk(server, BEN)
    over = team.call(server, number=ANNA).queued().offered(BEN).declined(BEN).offered(PIA).accepted(PIA).ended()
    declined = team.call(server, number=ANNA).queued().offered(PIA).declined(PIA)
    for call in (over, declined):
        pia.knows(call, "Anna Meier")
    settings.change(members=[BEN, CLEO])
    ben.knows(over, "Anna Meier")
    for call in (over, declined):
        assert pia.entry(call)["caller"] == ANONYMOUS
        assert b"Meier" not in pia.open(call).body and pia.search("Meier") == []


def test_a_file_begins_a_service_once(server: Callcard, launcher: Launcher, settings: Settings) -> None:
    """With a journal what was put outlives restarts and reloads; the file that says otherwise is told of, and left alone."""
    kept = settings.change(displayName="Put", codes=CODES | {"secondary": []})
    file = server.installation.folder / "services" / "support.yaml"
    text = file.read_text()
    told = server.operator().post("/v1/reload")
    assert told.json["differences"] == [{"service": "support", "pointers": ["/displayName", "/codes/secondary"]}]
    assert settings.read() == kept and file.read_text() == text
    tag = settings.tag()
    server.kill()
    server.installation.services["support"]["displayName"] = "Edited"
    again = launcher.start(server.installation)
    settings = Settings(olga(again))
    assert settings.read() == kept and settings.tag() == tag
    assert "support" in again.said() and "Edited" not in again.said()


def test_check_and_reload_say_where_files_differ(server: Callcard, settings: Settings) -> None:
    """Where the journal is in force and the file says otherwise, both commands say it, by member; neither takes it for an error."""
    installation = server.installation
    commands = {
        "check": process.run("check", "--config", str(installation.config_path), folder=server.home),
        "reload": process.run("reload", "--url", url(server), folder=server.home, CALLCARD_KEY=installation.keys.operator.token),
    }
    assert all(done.returncode == 0 and b"support" not in done.stdout for done in commands.values()), commands
    settings.change(retentionMs=1, connectors=["more"])
    commands = {
        "check": process.run("check", "--config", str(installation.config_path), folder=server.home),
        "reload": process.run("reload", "--url", url(server), folder=server.home, CALLCARD_KEY=installation.keys.operator.token),
    }
    for done in commands.values():
        told = next(line for line in done.stdout.decode().splitlines() if "support" in line)
        assert done.returncode == 0 and "/retentionMs" in told and "/connectors/0" in told and "settings import" in told, told
        assert "displayName" not in told


def url(server: Callcard) -> str:
    """Where it listens."""
    return f"http://{server.host}:{server.port}"


def without_connectors(launcher: Launcher) -> Installation:
    """A team whose service leaves out whom it asks."""
    installation = team.installation(launcher)
    del installation.services["support"]["connectors"]
    return installation


def test_left_out_connectors_mean_all_at_any_time(launcher: Launcher) -> None:
    """A connector that is added later is asked, after a reload and after a restart, although the journal began without it."""
    installation = without_connectors(launcher)
    server = launcher.start(installation)
    assert "connectors" not in Settings(olga(server)).read()
    assert asked(server) == ["contacts"]
    installation.add_book("more", [person("18", "+493023125140", "Carla Wolf")])
    installation.write()
    assert server.operator().post("/v1/reload").json == {"status": "reloaded"}
    assert asked(server) == ["contacts", "more"] == Settings(olga(server)).effective()["connectors"]
    server.kill()
    installation.add_book("third", [person("19", "+493023125141", "Dora Wolf")])
    again = launcher.start(installation)
    assert asked(again) == ["contacts", "more", "third"]


def asked(server: Callcard) -> list[str]:
    """Whom the service asks."""
    return [report["id"] for report in server.client().lookup("+493023125149", service="support")["connectors"]]


def as_once(installation: Installation, changed_by: str = "", **more: Any) -> None:
    """Gives the service the settings in the journal that earlier versions began it with: all defaults written out."""
    settings = DEFAULTS | {"displayName": "Support"} | team.settings() | {"connectors": ["contacts"]} | more
    del settings["region"]
    with sqlite3.connect(installation.journal_path) as journal:
        journal.execute("UPDATE settings SET content = ?, changed_by = ?", (json.dumps(settings), changed_by))


def test_an_old_journal_takes_what_files_leave_out(launcher: Launcher) -> None:
    """What was expanded once and never changed follows the file's gaps again; what somebody has put stays as it is."""
    installation = without_connectors(launcher)
    launcher.start(installation).stop()
    as_once(installation)
    installation.add_book("more", [person("18", "+493023125140", "Carla Wolf")])
    server = launcher.start(installation)
    assert Settings(olga(server)).read() == installation.services["support"] and asked(server) == ["contacts", "more"]
    server.stop()
    as_once(installation, changed_by=OLGA)
    again = launcher.start(installation)
    assert Settings(olga(again)).read()["connectors"] == ["contacts"] == asked(again)
    told = again.operator().post("/v1/reload").json["differences"]
    assert "/connectors" in told[0]["pointers"]


def test_a_service_without_owners_follows_its_file(launcher: Launcher) -> None:
    """Nobody could change it but an operator; once one has, the journal is in force."""
    installation = team.installation(launcher)
    del installation.services["support"]["owners"]
    server = launcher.start(installation)
    settings = Settings(server.operator())
    installation.services["support"]["displayName"] = "Edited"
    installation.write()
    assert server.operator().post("/v1/reload").json == {"status": "reloaded"}
    assert settings.read()["displayName"] == "Edited" and "owners" not in settings.read()
    settings.change(displayName="Put")
    assert server.operator().post("/v1/reload").json["differences"] == [{"service": "support", "pointers": ["/displayName"]}]
    server.kill()
    assert Settings(launcher.start(installation).operator()).read()["displayName"] == "Put"


def test_an_old_service_without_owners(launcher: Launcher) -> None:
    """An empty list of owners in an old journal is no reason to lose the service."""
    installation = team.installation(launcher)
    del installation.services["support"]["owners"]
    launcher.start(installation).stop()
    as_once(installation, owners=[])
    server = launcher.start(installation)
    assert Settings(server.operator()).read() == installation.services["support"]


def test_a_file_of_a_new_service(server: Callcard, settings: Settings) -> None:
    """A service that the journal has not seen begins with its file, at a reload as at a start."""
    server.installation.add_service("fresh", ["contacts"], **team.settings(displayName="Fresh"))
    server.installation.write()
    assert server.operator().post("/v1/reload").status == 200
    assert Settings(settings.client, "fresh").read()["displayName"] == "Fresh"
    assert team.desk(server).entry(team.call(server, service="fresh").queued())["state"] == "incoming"


def test_settings_export(server: Callcard, settings: Settings, launcher: Launcher) -> None:
    """`callcard settings export` writes what is in force; a new installation begins with it."""
    kept = settings.change(**WHOLE)
    folder = server.installation.folder
    done = process.run(
        "settings", "export", "services", "--url", url(server), folder=folder,
        CALLCARD_KEY=server.installation.keys.operator.token,
    )
    assert done.returncode == 0, done.stderr
    server.stop()
    server.installation.journal_path.unlink()
    # The file stays as it was written.
    del server.installation.services["support"]
    assert Settings(olga(launcher.start(server.installation))).read() == kept


def test_without_a_journal_files_count(launcher: Launcher) -> None:
    """Without a journal an edited file is in force at the next reload."""
    installation = team.installation(launcher)
    del installation.config["journal"]
    server = launcher.start(installation)
    settings = Settings(olga(server))
    installation.services["support"]["displayName"] = "Edited"
    installation.write()
    assert settings.read()["displayName"] == "Support"
    assert server.operator().post("/v1/reload").status == 200
    assert settings.read()["displayName"] == "Edited"


def test_without_a_journal_a_change_lives_until_the_restart(launcher: Launcher) -> None:
    """What somebody has put is not undone by a reload, and gone with the process."""
    installation = team.installation(launcher)
    del installation.config["journal"]
    server = launcher.start(installation)
    settings = Settings(olga(server))
    settings.change(displayName="Put")
    assert server.operator().post("/v1/reload").status == 200
    assert settings.read()["displayName"] == "Put"
    server.stop()
    assert Settings(olga(launcher.start(installation))).read()["displayName"] == "Support"
