"""Signatures and duplicates of webhooks (faults B1–B6, R9): nothing is believed before it is proven, nothing has two effects."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kit import team
from kit.calls import session_id
from kit.client import Answer
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import at_once, until
from kit.webhooks import Sender, add_webhook, fresh_secret, message_id, signature

OLD, NEW, FOREIGN = fresh_secret(), fresh_secret(), fresh_secret()
BODY = b'{"number": "anonymous", "customer": {"firstName": "Anna"}}'
"""Has no effect that another test could see."""
MINUTE = 60


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """Service `support`, for which `crm` speaks, with two secrets."""
    installation = team.installation(module_launcher)
    installation.config["rates"] = {"perSecond": 100_000, "burst": 100_000}
    add_webhook(installation, "crm", ["support"], OLD, NEW)
    return module_launcher.start(installation)


@pytest.fixture
def sender(server: Callcard) -> Sender:
    """Signs with the new secret."""
    return Sender(server, "crm", NEW)


def counted(server: Callcard, result: str) -> float:
    """How many webhooks of `crm` came to that."""
    return scrape(server.client()).value("callcard_webhooks_total", connector="crm", result=result) or 0


def refused(answer: Answer) -> bool:
    """Whether it is 401, as the contract has it."""
    return (answer.status, answer.code) == (401, "unauthenticated") and "www-authenticate" in answer.headers


def test_b6_rotation(server: Callcard) -> None:
    """B6: while both secrets are named each is good, alone and beside the other's signature, until a reload takes one out."""
    for secret in (OLD, NEW):
        assert Sender(server, "crm", secret).send(BODY).status == 202
    id, seconds = message_id(), int(time.time())
    both = " ".join(signature(secret, id, seconds, BODY) for secret in (FOREIGN, NEW))
    stamped = {"webhook_timestamp": str(seconds), "webhook_signature": both}
    assert Sender(server, "crm", NEW).send(BODY, id, **stamped).status == 202
    assert refused(Sender(server, "crm", FOREIGN).send(BODY))


def test_b6_reload_ends_the_grace(launcher: Launcher) -> None:
    """B6: a secret that a reload takes out is good no more, without a restart."""
    installation = team.installation(launcher)
    add_webhook(installation, "crm", ["support"], OLD, NEW)
    server = launcher.start(installation)
    assert Sender(server, "crm", OLD).send(BODY).status == 202
    installation.config["webhooks"] = []
    add_webhook(installation, "crm", ["support"], NEW)
    installation.write()
    assert server.operator().post("/v1/reload", {}).status == 200
    assert refused(Sender(server, "crm", OLD).send(BODY)) and Sender(server, "crm", NEW).send(BODY).status == 202


@pytest.mark.parametrize("late", [-4.9, 4.9])
def test_b3_clocks_that_differ(sender: Sender, late: float) -> None:
    """B3: up to 5 minutes either way are good."""
    assert sender.send(BODY, late=late * MINUTE).status == 202


@pytest.mark.parametrize("late", [5.2, -6, 60, -60])
def test_b3_replay(sender: Sender, late: float) -> None:
    """B3: a good signature from further away is not."""
    assert refused(sender.send(BODY, late=late * MINUTE))


@pytest.mark.parametrize("stamp", ["-1", "1.5", "now", "1e9", "9" * 20, "0x1", "+1", "", " "])
def test_b3_timestamps(sender: Sender, stamp: str) -> None:
    """B3: a time is digits and nothing else; the body is not looked at."""
    assert refused(sender.send(b"{", webhook_timestamp=stamp))


@pytest.mark.parametrize("body", [BODY, b"{", b"\xff\xfe", b"[" * 5_000])
def test_b5_no_parse_before_proof(sender: Sender, body: bytes) -> None:
    """B3, B5: with a bad signature every body is 401, whatever is wrong with it."""
    headers = {"webhook_signature": "v1," + "A" * 43 + "="}
    id, seconds = message_id(), str(int(time.time()))
    assert refused(sender.send(BODY, id, webhook_timestamp=seconds, **headers))
    answer = sender._client.request(
        "POST", sender.path, body,
        headers={"webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": "v1," + "A" * 43 + "="},
    )
    assert refused(answer)


@pytest.mark.parametrize("name", ["webhook_id", "webhook_timestamp", "webhook_signature"])
def test_b5_missing_headers(sender: Sender, name: str) -> None:
    """B5: each of the three must be there."""
    assert refused(sender.send(BODY, **{name: ""}))


@pytest.mark.parametrize("item", ["v1", "v1,", "v1,@@", "v1,AAAA", "v2,AAAA", ",", "v1a,AAAA", "v1;x", "\u00e9", "v1,A,B"])
def test_b5_malformed_items(sender: Sender, item: str) -> None:
    """B5: an item that can't be read is no match and nothing else: 401 alone, harmless beside a good one."""
    item = item.encode().decode("latin-1")
    assert refused(sender.send(BODY, webhook_signature=item))
    id, seconds = message_id(), int(time.time())
    for items in ([item, signature(NEW, id, seconds, BODY)], [signature(NEW, id, seconds, BODY), item]):
        stamped = {"webhook_timestamp": str(seconds), "webhook_signature": " ".join(items)}
        assert sender.send(BODY, id, **stamped).status == 202, items


def test_b5_a_thousand_signatures(server: Callcard, sender: Sender) -> None:
    """B5: of a thousand the first 8 are tried; the good one behind them does not count, and the work is bounded."""
    id, seconds = message_id(), int(time.time())
    before = counted(server, "badSignature")
    items = ["v1," + "A" * 43 + "="] * 1_000
    items[-1] = signature(NEW, id, seconds, BODY)
    answer = sender.send(BODY, id, webhook_timestamp=str(seconds), webhook_signature=" ".join(items))
    assert refused(answer) and answer.elapsed < 1
    assert counted(server, "badSignature") == before + 1
    items = items[-8:]
    stamped = {"webhook_timestamp": str(seconds), "webhook_signature": " ".join(items)}
    assert sender.send(BODY, id, **stamped).status == 202


def test_b5_a_signature_is_of_its_bytes(sender: Sender) -> None:
    """B5: the bytes count as they came: the same JSON in another writing is another message."""
    id, seconds = message_id(), int(time.time())
    signed = {"webhook_timestamp": str(seconds), "webhook_signature": signature(NEW, id, seconds, BODY)}
    assert refused(sender.send(BODY + b" ", id, **signed))
    assert sender.send(BODY, id, **signed).status == 202


def test_a_key_does_not_make_a_bad_signature_good(server: Callcard, sender: Sender) -> None:
    """Who signs is held to it, also with a good key beside."""
    key = server.installation.keys.flow
    assert refused(Sender(server, "crm", FOREIGN).send(BODY, Authorization=f"Bearer {key.token}"))


def context(server: Callcard, session: str) -> dict[str, Any]:
    """The session's context as it is."""
    found: dict[str, Any] = server.client().get(f"/v1/sessions/{session}/context").json
    return found


def test_b1_the_same_again(server: Callcard, sender: Sender) -> None:
    """B1: the same answer, no second effect, counted; also once somebody else has spoken in between."""
    call = team.call(server).queued()
    id, body = message_id(), {"session": call.session, "customer": {"firstName": "Anna"}}
    before = counted(server, "duplicate")
    first = sender.send(body, id)
    assert first.status == 200
    assert sender.send({"session": call.session, "customer": {"firstName": "Berta"}}).status == 200
    # The retry is signed anew, a minute later.
    again = sender.send(body, id, late=-60)
    assert (again.status, again.body) == (200, first.body)
    assert context(server, call.session)["caller"]["firstName"] == "Berta"
    assert counted(server, "duplicate") == before + 1


def test_b2_the_same_id_with_another_body(server: Callcard, sender: Sender) -> None:
    """B2: 409 `idReused` without effect, and a line in the log that says nothing of the content."""
    call = team.call(server).queued()
    id = message_id()
    assert sender.send({"session": call.session, "customer": {"firstName": "Anna"}}, id).status == 200
    answer = sender.send({"session": call.session, "customer": {"firstName": "Zacharias"}}, id)
    assert (answer.status, answer.code) == (409, "idReused")
    assert context(server, call.session)["caller"]["firstName"] == "Anna"
    until(lambda: b"came again with another body" in server.stderr.bytes, "a security event is logged")
    assert b"Zacharias" not in server.stderr.bytes and id.encode() not in server.stderr.bytes


def test_b4_a_message_from_the_future(server: Callcard, sender: Sender) -> None:
    """B4: as long as its time is good a message is remembered; the table's 15 minutes are the unit tests' to pass."""
    call = team.call(server).queued()
    id, body = message_id(), {"session": call.session, "customer": {"firstName": "Anna"}}
    first = sender.send(body, id, late=-4.9 * MINUTE)
    assert first.status == 200
    revision = context(server, call.session)["revision"]
    assert sender.send(body, id, late=4.9 * MINUTE).body == first.body
    assert context(server, call.session)["revision"] == revision


def test_ids_by_their_order(server: Callcard) -> None:
    """With a key the id is `webhook-id`, else `Idempotency-Key`, else the body itself."""
    call = team.call(server).queued()
    client = server.client(server.installation.keys.flow)

    def send(name: str, **headers: str) -> int:
        sent = {header.replace("_", "-"): value for header, value in headers.items()}
        body = {"session": call.session, "customer": {"firstName": name}}
        return client.request("POST", "/v1/webhooks/crm", body, headers=sent).status

    a, b = message_id(), message_id()
    assert send("A", webhook_id=a, Idempotency_Key=b) == 200
    assert send("B", Idempotency_Key=a) == 409, "an id is an id, whatever its header"
    assert send("B", Idempotency_Key=b) == 200, "it did not count beside the webhook-id"
    assert send("C", Idempotency_Key=b) == 409
    before = counted(server, "duplicate")
    assert [send("D"), send("D"), send("E"), send("D", Idempotency_Key=message_id())] == [200] * 4
    assert counted(server, "duplicate") == before + 1


def test_an_error_had_no_effect(server: Callcard, sender: Sender) -> None:
    """What was refused may be sent again under its id, put right."""
    call = team.call(server).queued()
    id = message_id()
    assert sender.send({"session": call.session, "customer": {"firstName": 1}}, id).status == 422
    assert sender.send({"session": call.session, "customer": {"firstName": "Anna"}}, id).status == 200


def test_r9_ten_thousand_duplicates(server: Callcard) -> None:
    """R9: 10,000 duplicates, 100 at a time: every one 2xx with the same answer, one effect, each in under a second."""
    call = team.call(server, number=ANNA).queued()
    before = context(server, call.session)["revision"]
    id, body = message_id(), {"session": call.session, "customer": {"firstName": "Anna", "email": "anna@acme.example"}}
    duplicates = counted(server, "duplicate")

    def hundred() -> list[Answer]:
        sender = Sender(server, "crm", NEW)
        return [sender.send(body, id) for _ in range(100)]

    answers = [answer for part in at_once([hundred] * 100) for answer in part]
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert context(server, call.session)["revision"] == before + 1 == answers[0].json["revision"]
    assert counted(server, "duplicate") == duplicates + 9_999


def test_r9_duplicates_of_what_is_held(server: Callcard) -> None:
    """R9, B7: duplicates of a message for a session that does not exist yet are held once."""
    session, id = session_id(), message_id()
    body = {"session": session, "customer": {"firstName": "Anna"}}
    held = counted(server, "held")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: Sender(server, "crm", NEW).send(body, id), range(200)))
    assert {answer.status for answer in answers} == {202}
    assert counted(server, "held") == held + 1
    team.call(server, session=session).queued()
    until(lambda: context(server, session).get("caller", {}).get("firstName") == "Anna", "it is given to its session")
    assert context(server, session)["revision"] == 1
