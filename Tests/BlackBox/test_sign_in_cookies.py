"""The sealed cookies of people who are signed in: what they stand, and for how long; and the operator's list of who that is."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.sign_in_provider import SECRET, SignInProvider
from kit.browser import Browser, links
from kit.installation import Installation
from kit.journal import damage
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.streams import Stream
from kit.waiting import until

ANNA, PIA, OLGA = "anna@example.com", "pia@example.com", "olga@example.com"
LIST = "/v1/login-sessions"


def installation(launcher: Launcher, **pages: Any) -> Installation:
    """A journal, service support of Anna and Pia, and a link for each of them."""
    made = launcher.installation()
    made.add_service("support", [], members=[ANNA, PIA])
    people = [{"user": user, "role": "agent", "services": ["support"]} for user in (ANNA, PIA)]
    made.config |= {"journal": "callcard.sqlite", "pages": {"signInLinks": people} | pages}
    made.config["rates"] = {"perSecond": 10_000, "burst": 10_000}
    return made


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """Such a server."""
    return launcher.start(installation(launcher))


@pytest.fixture
def provider() -> Iterator[SignInProvider]:
    """A provider of accounts."""
    with SignInProvider() as provider:
        yield provider


def signed_in(server: Callcard, user: str = ANNA) -> Browser:
    """A browser of somebody who was signed in by a link."""
    browser = Browser(server)
    browser.by_link(user)
    return browser


def in_account(server: Callcard, provider: SignInProvider, **claims: Any) -> Browser:
    """A browser of somebody who was signed in with an account."""
    browser = Browser(server)
    assert browser.back(provider.authorize(browser.to_provider(), **claims)).status == 303
    return browser


def moved(browser: Browser, server: Callcard) -> Browser:
    """The same browser in front of another server, or of the same after a restart."""
    other = Browser(server)
    other.jar = dict(browser.jar)
    return other


def restarted(launcher: Launcher, server: Callcard, kill: bool = False) -> Callcard:
    """The server after a restart."""
    if kill:
        server.process.kill()
        server.wait(10)
    else:
        assert server.stop() == 0
    return launcher.start(server.installation)


def listed(server: Callcard) -> list[dict[str, Any]]:
    """Who is signed in, as operators see it."""
    return server.operator().get(LIST).json  # type: ignore[no-any-return]


def test_a_restart_signs_nobody_out(launcher: Launcher, server: Callcard) -> None:
    """Neither an orderly one nor kill -9; and whoever has signed out stays so, with whatever copy of the cookie."""
    anna, pia = signed_in(server), signed_in(server, PIA)
    leaving = moved(pia, server)
    assert pia.go("/sign-out", "POST", site="same-origin").status == 200
    before = listed(server)
    for kill in (False, True):
        server = restarted(launcher, server, kill)
        assert moved(anna, server).is_signed_in() and moved(anna, server).go("/").status == 200
        assert not moved(leaving, server).is_signed_in()
        assert listed(server) == before and [one["user"] for one in before] == [ANNA]


def test_without_a_journal_a_restart_signs_out(launcher: Launcher) -> None:
    """The key is the process's own."""
    made = installation(launcher)
    del made.config["journal"]
    server = launcher.start(made)
    anna = signed_in(server)
    assert anna.is_signed_in()
    server = restarted(launcher, server)
    assert not moved(anna, server).is_signed_in() and list(made.folder.glob("*.key")) == []


def test_the_key_is_made_once_and_for_its_user_only(launcher: Launcher, server: Callcard) -> None:
    """At the first start, beside the journal, mode 0600; a server without pages makes none."""
    key = server.installation.folder / "triggers.key"
    made, mode = key.read_bytes(), key.stat().st_mode & 0o777
    assert mode == 0o600 and len(made) == 44
    restarted(launcher, server)
    assert key.read_bytes() == made
    bare = installation(launcher)
    del bare.config["pages"]
    launcher.start(bare)
    assert not (bare.folder / "triggers.key").exists()


def test_another_servers_cookie(launcher: Launcher, server: Callcard) -> None:
    """It is nobody's; with a copy of journal and key it is."""
    anna = signed_in(server)
    other = launcher.start(installation(launcher))
    assert not moved(anna, other).is_signed_in()
    server.stop()
    copy = installation(launcher)
    for name in ("callcard.sqlite", "triggers.key"):
        shutil.copy(server.installation.folder / name, copy.folder / name)
    assert moved(anna, launcher.start(copy)).is_signed_in()


def test_a_lost_journal(launcher: Launcher, server: Callcard) -> None:
    """The cookie is good by its seal alone, and is listed when it is used."""
    anna = signed_in(server)
    server.stop()
    for file in server.installation.folder.glob("callcard.sqlite*"):
        file.unlink()
    server = launcher.start(server.installation)
    assert listed(server) == [] and moved(anna, server).is_signed_in()
    assert [one["user"] for one in listed(server)] == [ANNA]


def test_a_cookie_that_was_changed(server: Callcard) -> None:
    """Cut, longer, another character anywhere, another case: nobody; and the good one is still good."""
    anna = signed_in(server)
    value = anna.jar["callcard"]
    changed = [value[:place] + ("B" if value[place] == "A" else "A") + value[place + 1 :] for place in range(0, len(value), 7)]
    changed += [value[:-1], value[:40], value[1:], value + "A", value + "=", value.swapcase(), value.upper(), value[::-1]]
    changed += ["A" * len(value), secrets.token_urlsafe(300), "A" * 70_000]
    for bad in changed:
        browser = Browser(server)
        browser.jar["callcard"] = bad
        assert not browser.is_signed_in() and browser.go("/").status == 303, bad[:100]
    assert anna.is_signed_in()


def test_one_kind_of_cookie_is_not_the_other(launcher: Launcher, provider: SignInProvider) -> None:
    """The cookie of an attempt signs nobody in, under whatever name; nor is a login session an attempt."""
    server = launcher.start(with_account(launcher, provider))
    browser = Browser(server)
    address = browser.to_provider()
    (name,) = browser.jar
    other = Browser(server)
    other.jar["callcard"] = browser.jar[name]
    assert not other.is_signed_in()
    anna = in_account(server, provider)
    other.jar = {name: anna.jar["callcard"]}
    assert other.back(provider.authorize(address)).status == 400


def with_account(launcher: Launcher, provider: SignInProvider, **more: Any) -> Installation:
    """People sign in with an account."""
    made = installation(launcher)
    del made.config["pages"]["signInLinks"]
    secret = made.file("client-secret.txt", SECRET, mode=0o600).name
    made.config["pages"]["signIn"] = provider.settings(**more) | {"clientSecret": {"file": secret}}
    return made


def test_a_user_who_was_removed(launcher: Launcher, server: Callcard) -> None:
    """Whoever is no longer named, or has another role, is signed in no more; the others are."""
    anna, pia = signed_in(server), signed_in(server, PIA)
    server.installation.config["pages"]["signInLinks"] = [{"user": PIA, "role": "agent", "services": ["support"]}]
    server = restarted(launcher, server)
    assert not moved(anna, server).is_signed_in() and moved(pia, server).is_signed_in()
    server.installation.config["pages"]["signInLinks"] = [{"user": PIA, "role": "owner", "services": ["support"]}]
    server = restarted(launcher, server)
    assert not moved(pia, server).is_signed_in()


def test_rights_are_those_of_today(launcher: Launcher, provider: SignInProvider) -> None:
    """A group that means less, or a role that is gone, counts for whoever signed in before; a group that means more does not."""
    made = with_account(launcher, provider)
    server = launcher.start(made)
    anna = in_account(server, provider, groups=["g-support", "g-new"])

    def services(**more: Any) -> list[str] | None:
        nonlocal server
        made.config["pages"]["signIn"] |= more
        server = restarted(launcher, server)
        browser = moved(anna, server)
        return [one["id"] for one in browser.go("/v1/services").json["items"]] if browser.is_signed_in() else None

    assert services() == ["support"]
    assert services(services={"claim": "groups", "values": {"g-new": ["support"]}}) in ([], None)
    assert services(services={"claim": "groups", "values": {"g-support": ["support"]}}) == ["support"]
    assert services(role={"claim": "roles", "values": {"Owners": "owner"}}) is None
    assert services(role={"claim": "roles", "values": {"Agents": "agent"}}) == ["support"]
    assert services(claims={"tid": "ours"}) is None


def test_a_shorter_time_counts_at_once(launcher: Launcher, server: Callcard) -> None:
    """longest: what it is today holds for those from before."""
    anna = signed_in(server)
    server.installation.config["pages"]["longest"] = "1s"
    server = restarted(launcher, server)
    until(lambda: not moved(anna, server).is_signed_in(), "it is over", seconds=10)


def test_two_cookies_of_the_name(launcher: Launcher, server: Callcard) -> None:
    """Cookie tossing: what another server on this host has set does not make anybody somebody else, nor lock them out with rubbish."""
    anna, pia = signed_in(server), signed_in(server, PIA)
    mine, other = anna.jar["callcard"], pia.jar["callcard"]

    def whose(*values: str) -> int:
        cookies = "; ".join(f"callcard={value}" for value in values)
        return Browser(server).go("/v1/users/anna@example.com/interactions", Cookie=cookies).status

    assert whose(mine) == 200 and whose(other) == 404
    assert whose("rubbish", mine) == 200 and whose(mine, "", "rubbish") == 200
    assert whose(mine, other) == 401 and whose(other, mine) == 401, "nobody"
    assert whose(mine, mine) == 200
    cookies = {"Cookie": f"callcard={other}; callcard={mine}"}
    assert Browser(server).go("/sign-out", "POST", site="same-origin", **cookies).status == 200
    assert not anna.is_signed_in() and not pia.is_signed_in(), "both are over"


def test_operators_see_who_is_signed_in_and_end_it(launcher: Launcher, server: Callcard) -> None:
    """The list names no caller and gives nothing away; an end counts at once, for open streams within 10 s, and over a restart."""
    anna, pia = signed_in(server), signed_in(server, PIA)
    found = listed(server)
    assert [one["user"] for one in found] == [ANNA, PIA] and all(one.keys() == {"id", "user", "startedAt", "expiresAt"} for one in found)
    assert not [one for one in found if one["id"] in "".join([*anna.jar.values(), *pia.jar.values()])]
    stream = Stream(server, Key("nobody", "agent"), "me", headers={"Cookie": f"callcard={anna.jar['callcard']}"})
    stream.wait_for("snapshot")
    path = f"{LIST}/{found[0]['id']}"
    assert anna.go(path, "DELETE", site="same-origin").status == 403, "no agent"
    assert server.operator().request("DELETE", path).status == 204
    assert not anna.is_signed_in() and pia.is_signed_in()
    until(lambda: stream.is_over, "the stream is over", seconds=10)
    assert server.operator().request("DELETE", path).status == 204, "again does no harm"
    assert [one["user"] for one in listed(server)] == [PIA]
    for unknown in ("0" * 32, "x", found[0]["id"].upper(), "%00"):
        assert server.operator().request("DELETE", f"{LIST}/{unknown}", checked=False).status == 404
    server = restarted(launcher, server, kill=True)
    assert not moved(anna, server).is_signed_in() and moved(pia, server).is_signed_in()


def test_without_pages_nobody_is_signed_in(launcher: Launcher) -> None:
    """The calls are there all the same."""
    made = installation(launcher)
    del made.config["pages"]
    server = launcher.start(made)
    assert listed(server) == [] and server.operator().request("DELETE", f"{LIST}/{'0' * 32}", checked=False).status == 404


def test_the_journal_holds_nothing_that_signs_in(server: Callcard) -> None:
    """Neither a cookie, nor a link's text, nor anything of the key; and those who signed out are marked."""
    text = links(server)[ANNA].rpartition("/")[2]
    anna, pia = signed_in(server), signed_in(server, PIA)
    pia.go("/sign-out", "POST", site="same-origin")
    found = {one["id"]: one["user"] for one in listed(server)}
    server.stop()
    path = server.installation.journal_path
    with closing(sqlite3.connect(path)) as journal:
        rows = journal.execute("SELECT user, ended_at IS NULL, id, expires_at - started_at FROM login_session ORDER BY user").fetchall()
    assert [row[:2] for row in rows] == [(ANNA, 1), (PIA, 0)] and rows[0][2] in found and rows[0][3] == 43_200_000
    data = path.read_bytes()
    for secret in (text, anna.jar["callcard"], (server.installation.folder / "triggers.key").read_text().strip()):
        assert secret.encode() not in data
    assert damage(path) == []


def test_a_damaged_row_signs_nobody_in_again(launcher: Launcher, server: Callcard) -> None:
    """Whoever has signed out stays so also where the journal's row of it can't be read any more."""
    anna = signed_in(server)
    leaving = moved(anna, server)
    anna.go("/sign-out", "POST", site="same-origin")
    server.stop()
    with closing(sqlite3.connect(server.installation.journal_path)) as journal, journal:
        journal.execute("UPDATE login_session SET ended_at = 'x'")
    server = launcher.start(server.installation)
    assert not moved(leaving, server).is_signed_in() and listed(server) == []


def test_the_same_answer_twice(launcher: Launcher, provider: SignInProvider) -> None:
    """A copy of the address and of all cookies signs in once, also where the provider takes a code twice, and over a restart."""
    server = launcher.start(with_account(launcher, provider))
    browser = Browser(server)
    good = provider.authorize(browser.to_provider())
    copy = moved(browser, server)
    codes = {code: dict(asked) for code, asked in provider.codes.items()}
    assert browser.back(good).status == 303
    for _ in range(2):
        provider.codes |= codes
        again = moved(copy, server)
        assert again.back(good).status == 400 and not again.is_signed_in()
        server = restarted_at_the_same_port(launcher, server)
    assert moved(browser, server).is_signed_in() and len(listed(server)) == 1


def restarted_at_the_same_port(launcher: Launcher, server: Callcard) -> Callcard:
    """The server after a restart, at the address that its provider knows."""
    server.installation.config["listen"] = f"127.0.0.1:{server.port}"
    return restarted(launcher, server)


def test_a_restart_while_somebody_is_at_the_provider(launcher: Launcher, provider: SignInProvider) -> None:
    """Their way back is as good as before."""
    server = launcher.start(with_account(launcher, provider))
    browser = Browser(server)
    good = provider.authorize(browser.to_provider("/try"))
    server = restarted_at_the_same_port(launcher, server)
    back = moved(browser, server)
    assert back.back(good).headers["location"] == "/try" and back.is_signed_in()


def test_many_tabs(launcher: Launcher, provider: SignInProvider) -> None:
    """A browser keeps five attempts, each a cookie of its own with which all of them come to less than 4 KiB; the oldest goes."""
    browser = Browser(launcher.start(with_account(launcher, provider)))
    begun = [provider.authorize(browser.to_provider("/try")) for _ in range(8)]
    assert len(browser.jar) == 5 and sum(len(name) + len(value) + 3 for name, value in browser.jar.items()) < 4_096
    assert [browser.back(address).status for address in begun] == [400] * 3 + [303] * 5
    assert list(browser.jar) == ["callcard"]
