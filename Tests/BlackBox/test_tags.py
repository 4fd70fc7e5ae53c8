"""S42, S45 Tags that come back: suggestions while somebody types, and a caller's earlier tags on the next call."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from kit import process, team
from kit.books import anna, person
from kit.calls import Call
from kit.desk import Desk
from kit.entries import ANONYMOUS
from kit.installation import Installation
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.team import ALL_WIDGETS, BEN, OLGA, PIA
from kit.waiting import until

CARLA = "+493023125140"
NOBODY = "+493023125141"
TAGS_ONLY = ALL_WIDGETS | {"codes": False}
STRANGER = Key("stranger", "agent", ("sales",), PIA)


def tagged(server: Callcard, *tags: str, service: str = "support", number: str | None = None) -> Call:
    """A call that Pia had and put these tags on."""
    call = team.call(server, service=service, number=number).queued().offered(PIA).accepted(PIA)
    team.desk(server).saved(call, tags=list(tags))
    return call.ended()


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team that has used tags for a while."""
    installation = team.installation(module_launcher, widgets=TAGS_ONLY)
    installation.add_service("sales", ["contacts"], **team.settings(PIA, widgets=TAGS_ONLY))
    installation.add_service("empty", ["contacts"], **team.settings(widgets=TAGS_ONLY))
    installation.add_service("foreign", ["contacts"], **team.settings("zoe@example.com", owners=["zed@example.com"]))
    installation.add_key(STRANGER)
    server = module_launcher.start(installation)
    for tags in (
        ["call back", "Café", "100%"],
        ["call back", "cancelled", "Zebra"],
        ["call back", "calm", "1000 things", "snake_case", "snakeXcase"],
        ["Calm", "Élan", "elan vital", "Straße", "ﬁne", "* star", "recall"],
    ):
        tagged(server, *tags)
    tagged(server, "call Sally", service="sales")
    for index in range(25):
        tagged(server, f"many {chr(97 + index)}", service="sales")
    return server


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """Types."""
    return team.desk(server)


def names(desk: Desk, prefix: str, **members: Any) -> list[str]:
    """What is suggested."""
    return [tag for tag, _ in desk.suggestions(prefix, **members)]


def test_s45_by_use_then_by_name(pia: Desk) -> None:
    """S45: the most used first, then by name, with how often each was used."""
    assert pia.suggestions("ca")[0] == ("call back", 3)
    found = [(tag.lower(), uses) for tag, uses in pia.suggestions("ca")]
    assert found == [("call back", 3), ("calm", 2), ("café", 1), ("cancelled", 1)]


def test_s45_nothing_typed_suggests_the_most_used(pia: Desk) -> None:
    """S45: before the first letter."""
    found = pia.suggestions("")
    assert found[0] == ("call back", 3) and len(found) <= 20
    assert [uses for _, uses in found] == sorted((uses for _, uses in found), reverse=True)


@pytest.mark.parametrize(
    "prefix, found",
    [
        ("cafe", ["Café"]),
        ("CAFÉ", ["Café"]),
        ("cafe\u0301", ["Café"]),
        ("CALL B", ["call back"]),
        ("elan", ["Élan", "elan vital"]),
        ("É", ["Élan", "elan vital"]),
        ("zEb", ["Zebra"]),
        ("strasse", ["Straße"]),
        ("STRAß", ["Straße"]),
        ("fin", ["ﬁne"]),
        # Of the beginning of a tag only.
        ("back", []),
        ("all", []),
        # Signs of patterns are letters like any other.
        ("100%", ["100%"]),
        ("100", ["100%", "1000 things"]),
        ("%", []),
        ("_", []),
        ("snake_", ["snake_case"]),
        ("snake", ["snake_case", "snakeXcase"]),
        ("*", ["* star"]),
        ("?", []),
        ("c' OR '1'='1", []),
        ("\u0000", []),
        ("nothing like it", []),
    ],
)
def test_s45_prefixes(pia: Desk, prefix: str, found: list[str]) -> None:
    """S45: case and accents don't matter, everything else does."""
    assert sorted(names(pia, prefix)) == sorted(found)


def test_s45_of_one_service(pia: Desk) -> None:
    """S45: what was saved for another service is not suggested."""
    assert names(pia, "call") == ["call back"] and names(pia, "call", service="sales") == ["call Sally"]
    assert names(pia, "", service="empty") == []


def test_s45_how_many(pia: Desk) -> None:
    """S45: at most 20, or as many as were asked for."""
    many = [f"many {chr(97 + index)}" for index in range(25)]
    assert names(pia, "many", service="sales") == names(pia, "many", service="sales", limit=20) == many[:20]
    assert names(pia, "many", service="sales", limit=3) == many[:3]


@pytest.mark.parametrize(
    "change, pointer, code",
    [
        ({"limit": 0}, "/limit", "invalidValue"),
        ({"limit": 21}, "/limit", "invalidValue"),
        ({"prefix": 5}, "/prefix", "invalidValue"),
        ({"prefix": None}, "/prefix", "invalidValue"),
        ({"service": None}, "/service", "invalidValue"),
        ({"text": "a"}, "/text", "unknownMember"),
    ],
    ids=str,
)
def test_what_is_no_search(pia: Desk, change: dict[str, Any], pointer: str, code: str) -> None:
    """422 at the member."""
    body = {name: value for name, value in ({"service": "support", "prefix": "a"} | change).items() if value is not None}
    answer = pia.client.post("/v1/tags/search", body)
    assert answer.status == 422 and answer.pointers == [(pointer, code)]


def test_who_may_search(server: Callcard, pia: Desk) -> None:
    """Agents and owners, of their services; another's is as unknown as one that is not there."""
    body = {"service": "support", "prefix": "ca"}
    assert server.client(server.installation.people[OLGA]).post("/v1/tags/search", body).json == pia.client.post("/v1/tags/search", body).json
    for role in ("switch", "operator", "flow"):
        assert server.client(getattr(server.installation.keys, role)).post("/v1/tags/search", body).status == 403
    assert server.anonymous().post("/v1/tags/search", body).status == 401
    out_of_scope = server.client(STRANGER).post("/v1/tags/search", body)
    no_member = pia.client.post("/v1/tags/search", body | {"service": "foreign"})
    unknown = pia.client.post("/v1/tags/search", body | {"service": "nothing"})
    assert (unknown.status, unknown.code) == (404, "serviceNotFound")
    assert out_of_scope.body == no_member.body == unknown.body


def test_s45_suggestions_outlive_a_restart(launcher: Launcher) -> None:
    """S45: tags are the journal's."""
    installation = team.installation(launcher, widgets=TAGS_ONLY)
    server = launcher.start(installation)
    tagged(server, "kept")
    tagged(server, "Kept", "other")
    server.kill()
    pia = team.desk(launcher.start(installation))
    assert [(tag.lower(), uses) for tag, uses in pia.suggestions("")] == [("kept", 2), ("other", 1)]


def test_s45_a_refused_conclusion_leaves_no_tags(server: Callcard, pia: Desk) -> None:
    """S45: only tags that were saved are suggested."""
    call = team.call(server).queued()
    assert pia.conclude(call, tags=["unsaved"]).status == 409
    call.accepted(PIA)
    assert pia.conclude(call, tags=["unsaved", "a@b"]).status == 422
    assert names(pia, "unsaved") == []


def with_recall(launcher: Launcher, **more: Any) -> Installation:
    """A team whose operator named a key file, and whose owner switched recall on."""
    installation = team.installation(launcher, **{"widgets": TAGS_ONLY, "tagRecall": True} | more)
    installation.file("recall.key", os.urandom(32), mode=0o600)
    installation.config["sessions"] = {"recall": {"keyFile": "recall.key"}}
    installation.config["books"] = []
    installation.add_book("contacts", [anna(), person("18", CARLA, "Carla Wolf")])
    installation.add_service("sales", ["contacts"], **team.settings(widgets=TAGS_ONLY, tagRecall=True))
    installation.add_service("off", ["contacts"], **team.settings(widgets=TAGS_ONLY))
    return installation


@pytest.fixture(scope="module")
def recalling(module_launcher: Launcher) -> Callcard:
    """Recall is on in two services, and off in one."""
    return module_launcher.start(with_recall(module_launcher))


def recalled(server: Callcard, number: str | None, service: str = "support", user: str = PIA) -> list[str]:
    """What comes back when that number calls again."""
    call = team.call(server, service=service, number=number).queued().offered(user)
    tags = [item["tag"] for item in team.desk(server, user).detail(call)["recall"]]
    call.ended()
    return tags


def test_s41_old_numbers_do_not_come_out(launcher: Launcher) -> None:
    """S41, S42, S45: tags with numbers, which an older version let into the journal, are neither suggested nor come back."""
    installation = with_recall(launcher)
    server = launcher.start(installation)
    tagged(server, "room twelve", "order 1234567", "28.11.2026 14:30", number=NOBODY)
    server.stop()
    with closing(sqlite3.connect(installation.journal_path)) as journal, journal:
        for table, column in (("tag", "text"), ("recall", "tag")):
            journal.execute(f"UPDATE {table} SET {column} = 'Raum 12 030 23125123' WHERE {column} = 'room twelve'")
    server = launcher.start(installation)
    assert sorted(names(team.desk(server), "")) == ["28.11.2026 14:30", "order 1234567"]
    assert sorted(recalled(server, NOBODY)) == ["28.11.2026 14:30", "order 1234567"]


def rows(installation: Installation) -> list[Any]:
    """What the journal keeps for recall."""
    with closing(sqlite3.connect(installation.journal_path)) as journal:
        return journal.execute("SELECT * FROM recall").fetchall()


def test_s42_earlier_tags_come_back(recalling: Callcard) -> None:
    """S42: on the next call, for whoever takes it, in any writing of the number; the latest first, each once."""
    assert recalled(recalling, NOBODY) == []
    tagged(recalling, "upset", "VIP", number=NOBODY)
    assert sorted(recalled(recalling, NOBODY)) == ["VIP", "upset"]
    call = tagged(recalling, "VIP", "solved", number="030 23125 141")
    assert set(recalled(recalling, "0049 30 23125141", user=BEN)[:2]) == {"VIP", "solved"}
    assert sorted(recalled(recalling, NOBODY, user=BEN)) == ["VIP", "solved", "upset"]
    saved = team.desk(recalling).entry(call)["conclusion"]["savedAt"]
    again = team.call(recalling, number=NOBODY).queued()
    used = {item["tag"]: item["lastUsedAt"] for item in team.desk(recalling).detail(again)["recall"]}
    assert used["VIP"] == used["solved"] == saved > used["upset"]


def test_s42_of_this_caller_and_this_service(recalling: Callcard) -> None:
    """S42: another caller's tags don't come, nor those of another service."""
    tagged(recalling, "mine", number=CARLA)
    tagged(recalling, "sold", number=CARLA, service="sales")
    assert recalled(recalling, CARLA) == ["mine"] and recalled(recalling, CARLA, "sales") == ["sold"]
    assert "mine" not in recalled(recalling, "+493023125142")


def test_s42_nobody_to_recall(recalling: Callcard) -> None:
    """S42: withheld callers and calls without a number have no past."""
    for number in ("anonymous", None):
        tagged(recalling, "secret", number=number)
        assert recalled(recalling, number) == []


def test_s42_an_owners_opt_in(recalling: Callcard) -> None:
    """S42: where the owner has not switched it on nothing is kept: switching it on later brings nothing back."""
    before = len(rows(recalling.installation))
    tagged(recalling, "unkept", number=ANNA, service="off")
    assert recalled(recalling, ANNA, "off") == [] and len(rows(recalling.installation)) == before
    settings = Settings(recalling.client(recalling.installation.people[OLGA]), "off")
    settings.change(tagRecall=True)
    assert recalled(recalling, ANNA, "off") == []
    tagged(recalling, "kept", number=ANNA, service="off")
    assert recalled(recalling, ANNA, "off") == ["kept"]
    settings.change(tagRecall=False)
    assert recalled(recalling, ANNA, "off") == []


def test_s42_the_widget_takes_it_with_it(recalling: Callcard) -> None:
    """S1, S42: without tags there is no recall."""
    tagged(recalling, "sold", number=ANNA, service="sales")
    settings = Settings(recalling.client(recalling.installation.people[OLGA]), "sales")
    call = team.call(recalling, number=ANNA, service="sales").queued()
    try:
        settings.change(widgets=TAGS_ONLY | {"tags": False})
        assert "recall" not in team.desk(recalling).detail(call)
    finally:
        settings.change(widgets=TAGS_ONLY)
    assert [item["tag"] for item in team.desk(recalling).detail(call)["recall"]] == ["sold"]


def test_s42_forgotten(launcher: Launcher) -> None:
    """S42: forgetting empties it and counts: what each call left, of all services; others' tags stay."""
    server = launcher.start(with_recall(launcher))
    tagged(server, "one", "two", number=NOBODY)
    tagged(server, "three", number=NOBODY, service="sales")
    tagged(server, "stays", number=CARLA)
    assert server.operator().forget("030 23125141")["recall"] == 3
    assert recalled(server, NOBODY) == [] and recalled(server, NOBODY, "sales") == []
    assert recalled(server, CARLA) == ["stays"]
    assert server.operator().forget(NOBODY)["recall"] == 0
    assert names(team.desk(server), "one") == ["one"], "what is suggested is nobody's"


def test_s42_forgotten_during_the_call(launcher: Launcher) -> None:
    """S42: a conclusion that is saved after its caller was forgotten keeps nothing of them."""
    server = launcher.start(with_recall(launcher))
    pia = team.desk(server)
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    pia.knows(call, "Anna Meier")
    server.operator().forget(ANNA)
    until(lambda: pia.detail(call)["caller"] == ANONYMOUS, "the caller is forgotten")
    pia.saved(call, tags=["after"])
    assert rows(server.installation) == [] and recalled(server, ANNA) == []


def test_s42_it_outlives_a_restart(launcher: Launcher) -> None:
    """S42: the journal keeps it; under another key nobody is recognised."""
    installation = with_recall(launcher)
    server = launcher.start(installation)
    tagged(server, "kept", number=NOBODY)
    server.kill()
    again = launcher.start(installation)
    assert recalled(again, NOBODY) == ["kept"]
    again.stop()
    installation.file("recall.key", os.urandom(32), mode=0o600)
    assert recalled(launcher.start(installation), NOBODY) == []


def test_s42_off_by_default(launcher: Launcher) -> None:
    """S42: without the operator's key file an owner's switch keeps nothing, and the start says so."""
    installation = with_recall(launcher)
    del installation.config["sessions"]
    server = launcher.start(installation)
    tagged(server, "unkept", number=NOBODY)
    assert recalled(server, NOBODY) == [] and rows(installation) == []
    assert server.operator().forget(NOBODY)["recall"] == 0
    done = process.run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert b"tagRecall" in done.stdout + done.stderr


@pytest.mark.parametrize("key", [None, b"", os.urandom(31), os.urandom(33)], ids=["missing", "empty", "short", "long"])
def test_s42_a_bad_key_file(launcher: Launcher, key: bytes | None) -> None:
    """S42: the key is 32 bytes, or the server does not start; what is in the file is not told."""
    installation = with_recall(launcher)
    (installation.folder / "recall.key").unlink()
    if key is not None:
        installation.file("recall.key", key, mode=0o600)
    server = launcher.spawn(installation)
    assert server.wait() != 0
    assert "keyFile" in server.said()
