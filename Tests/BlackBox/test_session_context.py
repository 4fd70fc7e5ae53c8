"""C7, A27, R2 `GET /v1/sessions/{id}/context`: what a call's page waits for when connectors are late."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit.books import anna
from kit.client import Answer, Client, outcome
from kit.keys import Key
from kit.lines import Line
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.rules import check_lookup
from kit.waiting import at_once, until

TEN = 10.0
"""R2: then what is pending becomes a timeout."""
FOREIGN = Key("flow2", "flow", ("sales",))
"""A flow of another service."""


def context(client: Client, session: str, after: int | None = None, wait: int | None = None) -> Answer:
    """Asks for a session's context; what is `None` is left out."""
    named = {"afterRevision": after, "waitMs": wait}
    query = "&".join(f"{name}={value}" for name, value in named.items() if value is not None)
    return client.get(f"/v1/sessions/{quote(session, safe='')}/context" + (f"?{query}" if query else ""))


def told(client: Client, session: str, after: int | None = None, wait: int | None = None) -> dict[str, Any]:
    """As `context`, but expects 200 and checks what holds for every lookup."""
    answer = context(client, session, after, wait)
    assert answer.status == 200, answer.body
    check_lookup(answer.json)
    return answer.json


class Waiter:
    """A context call that waits in the background."""

    def __init__(self, server: Callcard, session: str, after: int, wait: int = 5_000) -> None:
        self._pool = ThreadPoolExecutor(1)
        client = server.client()
        self._answer: Future[Answer] = self._pool.submit(context, client, session, after, wait)
        time.sleep(0.05)

    def answer(self) -> Answer:
        """What it was told."""
        return self._answer.result(timeout=15)


@pytest.fixture(scope="module")
def slow() -> Iterator[Upstream]:
    """A second CRM."""
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream, slow: Upstream) -> Callcard:
    """A book and two CRMs, of which one has 10 s."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_connector("crm", module_upstream.url, module_upstream.token, total="1500ms")
    installation.add_connector("slow", slow.url, slow.token, total="10s")
    installation.add_connector("slower", slow.url, slow.token, total="10s")
    installation.add_service("support", ["contacts", "crm"])
    installation.add_service("both", ["contacts", "crm", "slow"])
    installation.add_service("ten", ["contacts", "slow", "slower"])
    installation.add_service("sales", ["contacts"])
    installation.add_key(FOREIGN)
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


class TenSeconds:
    """A call whose CRMs never answer, told to the end by a page that waits, in the background."""

    def __init__(self, server: Callcard, upstream: Upstream) -> None:
        self.number = "+493023125199"
        upstream.faults[self.number] = faults.silence
        self.first = server.client().lookup(self.number, service="ten", session="c-ten", deadlineMs=200)
        self.begun = time.monotonic()
        self.told: list[tuple[float, Answer]] = []
        self._client = server.client()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def _wait(self) -> None:
        revision = 1
        while time.monotonic() < self.begun + TEN + 1.5:
            answer = context(self._client, "c-ten", revision, 3_000)
            self.told.append((time.monotonic() - self.begun, answer))
            if answer.status != 200:
                return
            revision = answer.json["revision"]

    def finish(self) -> None:
        """Waits for its end."""
        self._thread.join(timeout=20)


@pytest.fixture(scope="module", autouse=True)
def ten_seconds(server: Callcard, slow: Upstream) -> TenSeconds:
    """Begun before the other tests of this module and looked at behind them: nobody waits for it."""
    return TenSeconds(server, slow)


def test_now(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Without waiting: what the lookup said."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    said = client.lookup(number, service="support", session="c-now")
    seen = told(client, "c-now")
    assert said["revision"] == seen["revision"] == 1
    for member in ("status", "complete", "caller", "sources", "matches", "number", "contexts"):
        assert seen.get(member) == said.get(member), member
    assert outcome(seen, "crm") == "hit"


def test_c7_late_answers_reach_who_waits(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C7, A27: slower than the deadline: `pending`; revision 2 reaches who waits; the next lookup has it from the cache."""
    number = numbers()
    module_upstream.know(record(number, "Late", "Answer"))
    module_upstream.faults[number] = faults.slow(0.6)
    first = client.lookup(number, service="support", session="c-late", deadlineMs=150)
    assert (outcome(first, "crm"), first["complete"], first["revision"]) == ("pending", False, 1)
    started = time.monotonic()
    second = told(client, "c-late", after=1, wait=5_000)
    assert time.monotonic() - started < 1.5, "told as soon as it was there"
    assert (second["revision"], second["complete"], outcome(second, "crm")) == (2, True, "hit")
    assert second["caller"]["displayName"] == "Late Answer"
    again = client.lookup(number, service="support", deadlineMs=150)
    assert outcome(again, "crm") == "hit" and module_upstream.count(number) == 1
    assert told(client, "c-late", after=2)["revision"] == 2


def test_a_late_miss_ends_the_waiting(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A late "nobody" is a visible change: complete."""
    number = numbers()
    module_upstream.faults[number] = faults.slow(0.5)
    client.lookup(number, service="support", session="c-miss", deadlineMs=100)
    second = told(client, "c-miss", after=1, wait=5_000)
    assert (second["revision"], second["complete"], second["status"], outcome(second, "crm")) == (2, True, "unknown", "miss")


def test_a7_a_connectors_own_time_ends(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A7: a CRM that stays silent: `timeout` when its 1.5 s are over, as revision 2."""
    number = numbers()
    module_upstream.faults[number] = faults.silence
    started = time.monotonic()
    client.lookup(number, service="support", session="c-silent", deadlineMs=100)
    second = told(client, "c-silent", after=1, wait=5_000)
    assert (second["revision"], second["complete"], outcome(second, "crm")) == (2, True, "timeout")
    assert 1.3 < time.monotonic() - started < 2.2


def test_no_news(client: Client, numbers: Numbers) -> None:
    """Nothing happens: 200 after the time that was asked for, with the same revision."""
    client.lookup(numbers(), service="support", session="c-still")
    answer = context(client, "c-still", after=1, wait=400)
    assert answer.status == 200 and answer.json["revision"] == 1 and 0.35 < answer.elapsed < 0.8
    assert context(client, "c-still", after=0, wait=5_000).elapsed < 0.5, "revision 1 is above 0"
    assert context(client, "c-still", wait=0).elapsed < 0.5


def test_all_who_wait_are_told(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Ten pages of one call."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    module_upstream.faults[number] = faults.slow(0.5)
    client.lookup(number, service="support", session="c-many", deadlineMs=100)
    seen = at_once([lambda: told(server.client(), "c-many", 1, 5_000)] * 10)
    assert {answer["revision"] for answer in seen} == {2}


def test_a27_a_new_number_is_not_overwritten(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A27: the call now has another caller; the late answer about the first one belongs to nobody's card."""
    old, new = numbers(), numbers()
    module_upstream.know(record(old, "Old", "Caller"), record(new, "New", "Caller"))
    module_upstream.faults[old] = faults.slow(0.5)
    first = client.lookup(old, service="support", session="c-moved", deadlineMs=100)
    second = client.lookup(new, service="support", session="c-moved")
    assert first["revision"] < second["revision"] and second["caller"]["displayName"] == "New Caller"
    later = told(client, "c-moved", after=second["revision"], wait=900)
    assert later["caller"]["displayName"] == "New Caller" and later["number"]["e164"] == new
    assert later["revision"] == second["revision"]
    assert outcome(client.lookup(old, service="support"), "crm") == "hit", "it is kept for later lookups all the same"


def test_16_at_a_time_lose_nothing(server: Callcard, module_upstream: Upstream, slow: Upstream) -> None:
    """C7: one fast and one slow source, 16 callers at a time: each card has what the fast one knew, and gets the slow one's."""
    fresh = Numbers(600)
    chosen = [fresh() for _ in range(64)]
    for number in chosen:
        module_upstream.know(record(number, "Fast", "Source"))
        slow.know(record(number, "Fast", "Source", company="Slow AG"))
        slow.faults[number] = faults.slow(0.45)

    def run(mine: list[str]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        client, seen = server.client(), []
        for number in mine:
            session = f"c-16-{chosen.index(number)}"
            first = client.lookup(number, service="both", session=session, deadlineMs=200)
            seen.append((first, told(client, session, first["revision"], 3_000)))
        return seen

    for share in at_once([partial(run, chosen[start::16]) for start in range(16)]):
        for first, second in share:
            assert (outcome(first, "crm"), outcome(first, "slow")) == ("hit", "pending")
            assert first["caller"]["displayName"] == "Fast Source"
            assert second["caller"]["company"] == "Slow AG" and second["complete"] is True


def test_forgotten_while_it_rings(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4: forgetting reaches live calls: who waits gets a revision without caller and without number."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    client.lookup(number, service="support", session="c-forget")
    waiter = Waiter(server, "c-forget", after=1)
    client.forget(number)
    answer = waiter.answer()
    assert answer.status == 200 and answer.json["revision"] == 2 and answer.elapsed < 2
    assert "caller" not in answer.json and answer.json["matches"] == []
    assert number[-7:].encode() not in answer.body and b"Wolf" not in answer.body


def test_a_late_answer_after_forgetting(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4, A27: what was under way when the number was forgotten does not bring the caller back."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    module_upstream.faults[number] = faults.slow(0.6)
    client.lookup(number, service="support", session="c-forget-late", deadlineMs=100)
    client.forget(number)
    time.sleep(0.9)
    answer = context(client, "c-forget-late")
    assert b"Wolf" not in answer.body and number[-7:].encode() not in answer.body


def test_revisions_only_grow(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A second lookup of the same call never takes the revision back."""
    number = numbers()
    first = client.lookup(number, service="support", session="c-grow")
    client.forget(number)
    module_upstream.know(record(number, "Carla", "Wolf"))
    second = client.lookup(number, service="support", session="c-grow")
    assert second["revision"] > first["revision"]
    assert told(client, "c-grow")["revision"] == second["revision"]


def test_withheld(client: Client) -> None:
    """A withheld number is a context, too."""
    client.lookup("anonymous", service="support", session="c-withheld")
    assert told(client, "c-withheld")["status"] == "anonymous"


@pytest.mark.parametrize("session", ["nobody-knows-this", "c-ten%", "x" * 128, "..", "c/late"])
def test_unknown(client: Client, session: str) -> None:
    """404, also while somebody would wait for it."""
    for wait in (0, 2_000):
        answer = context(client, session, wait=wait)
        assert (answer.status, answer.code) == (404, "sessionNotLive") and answer.elapsed < 1


def test_foreign(server: Callcard, client: Client) -> None:
    """Another service's session is no session: the same answer as for an unknown one."""
    client.lookup(ANNA, service="support", session="c-foreign")
    stranger = server.client(FOREIGN)
    assert (context(stranger, "c-foreign").status, context(stranger, "c-foreign").code) == (404, "sessionNotLive")
    assert context(server.client(server.installation.keys.flow), "c-foreign").status == 200
    assert context(server.client(server.installation.keys.support_switch), "c-foreign").status == 200


@pytest.mark.parametrize("role, status", [("switch", 200), ("operator", 200), ("flow", 200), ("agent", 403), ("owner", 403)])
def test_roles(server: Callcard, client: Client, role: str, status: int) -> None:
    """Who may read it."""
    client.lookup(ANNA, service="support", session="c-roles")
    assert context(server.client(getattr(server.installation.keys, role)), "c-roles").status == status
    assert server.anonymous().get("/v1/sessions/c-roles/context").status == 401


@pytest.mark.parametrize(
    "query, name",
    [
        ("waitMs=30001", "waitMs"),
        ("waitMs=-1", "waitMs"),
        ("waitMs=soon", "waitMs"),
        ("waitMs=99999999999999999999", "waitMs"),
        ("afterRevision=-1", "afterRevision"),
        ("afterRevision=1.5", "afterRevision"),
        ("afterRevision=", "afterRevision"),
    ],
)
def test_what_cannot_be_asked(client: Client, query: str, name: str) -> None:
    """422 with the parameter's name."""
    client.lookup(ANNA, service="support", session="c-bad")
    answer = client.get(f"/v1/sessions/c-bad/context?{query}")
    assert (answer.status, answer.code) == (422, "invalidValue") and name in answer.pointers[0][0]


def test_not_kept_by_anybody(client: Client) -> None:
    """It holds caller data: no cache may have it."""
    client.lookup(ANNA, service="support", session="c-store")
    assert context(client, "c-store").headers["cache-control"] == "no-store"


def test_stopping_ends_the_waiting(launcher: Launcher) -> None:
    """R11: a call that waits 30 s does not keep the server from stopping."""
    installation = launcher.installation()
    installation.add_support()
    server = launcher.start(installation)
    server.client().lookup(ANNA, service="support", session="c-stop")
    line = Line(server).wait_for("c-stop")
    assert line.is_silent()
    server.signal(signal.SIGTERM)
    reply = line.read()
    assert (reply.status, reply.json["revision"]) == (200, 1), "it is answered with what there is"
    assert server.wait(8) == 0


def test_a_client_that_leaves_is_no_burden(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """X3: calls whose clients went away are not waited for: what they waited in is there for others at once, and no lookup lacks
    a place."""
    installation = launcher.installation()
    installation.add_connector("crm", upstream.url, upstream.token)
    installation.add_service("support", ["crm"])
    installation.config["lookups"] = {"waiting": 4}
    server = launcher.start(installation)
    client, number = server.client(), numbers()
    client.lookup(number, service="support", session="c-gone")
    leavers = [Line(server).wait_for("c-gone", wait=20_000) for _ in range(8)]
    time.sleep(0.3)
    for leaver in leavers:
        leaver.close()
    upstream.fault = faults.slow(0.2)
    assert client.lookup(numbers(), service="support", session="c-after")["status"] == "unknown"
    until(lambda: scrape(server.anonymous()).value("callcard_context_waits") == 0, "nobody is waited for", seconds=1)


def test_r2_ten_seconds(ten_seconds: TenSeconds) -> None:
    """R2: two CRMs that never answer: after ten seconds one last revision, with `timeout` for both, and complete."""
    assert outcome(ten_seconds.first, "slow") == outcome(ten_seconds.first, "slower") == "pending"
    ten_seconds.finish()
    assert ten_seconds.told and all(answer.status == 200 for _, answer in ten_seconds.told), ten_seconds.told
    news = [(at, answer.json) for at, answer in ten_seconds.told if answer.json["revision"] > 1]
    at, last = news[0]
    print(f"the last revision came after {at:.2f} s")
    assert 9.5 <= at <= 10.6 and {answer["revision"] for _, answer in news} == {2}
    assert last["complete"] is True and outcome(last, "slow") == outcome(last, "slower") == "timeout"
    early = [answer.json for at, answer in ten_seconds.told if at < 9.5]
    assert early and all(answer["complete"] is False and answer["revision"] == 1 for answer in early)
