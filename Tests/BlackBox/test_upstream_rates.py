"""The rate that a CRM allows, limits that come as 403, and an operator's own writings of numbers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

from fakes import faults
from fakes.upstream import TOKEN, Exchange, Upstream, contacts, record
from kit import process
from kit.client import outcome
from kit.installation import Installation
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import item
from kit.waiting import at_once, until


def installation(launcher: Launcher, upstream: Upstream, manifest: dict[str, Any] | None = None, **entry: Any) -> Installation:
    """One connector `crm` and a service of that name; `manifest` has keys in place of the manifest's own."""
    made = launcher.installation()
    made.add_connector("crm", upstream.url, TOKEN, **entry)
    path = made.folder / "connectors" / "crm" / "connector.yaml"
    path.write_text(Installation.yaml(yaml.safe_load(path.read_text()) | (manifest or {})))
    made.add_service("crm", ["crm"])
    return made


def starts(upstream: Upstream) -> list[float]:
    """When its requests came, in seconds after the first."""
    return [request.at - upstream.requests[0].at for request in upstream.requests]


def test_a_rate_is_kept_by_a_short_queue(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """Five lookups at once at a CRM that allows three a second: all are answered, and no second has more."""
    server = launcher.start(installation(launcher, upstream, {"limits": {"perSecond": 3, "total": "4s"}}))
    asked = [numbers() for _ in range(5)]
    outcomes = at_once(
        [lambda number=number: outcome(server.client().lookup(number, service="crm", deadlineMs=7_000), "crm") for number in asked]
    )
    assert outcomes == ["miss"] * 5
    times = starts(upstream)
    assert len(times) == 5
    # They left a second apart; a busy machine may note the earlier ones late.
    assert all(fourth - first >= 0.6 for first, fourth in zip(times, times[3:], strict=False)), times


def test_who_has_no_turn_in_time_is_shed(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """The operator's rate stands in for the manifest's; shed lookups leave the CRM, and its breaker, alone."""
    server = launcher.start(installation(launcher, upstream, {"limits": {"perSecond": 50}}, perSecond=1, total="1s"))
    client = server.client()
    outcomes = [outcome(client.lookup(numbers(), service="crm"), "crm") for _ in range(8)]
    assert outcomes[0] == "miss" and "shed" in outcomes and set(outcomes) <= {"miss", "shed"}
    assert len(upstream.requests) == outcomes.count("miss")
    assert item(server)["state"] == "ready"


def test_one_number_is_one_question_still(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """Lookups of one number that wait for their turn share it."""
    server = launcher.start(installation(launcher, upstream, {"limits": {"perSecond": 1, "total": "4s"}}))
    assert outcome(server.client().lookup(numbers(), service="crm"), "crm") == "miss"
    number = numbers()
    outcomes = at_once([lambda: outcome(server.client().lookup(number, service="crm", deadlineMs=7_000), "crm")] * 6)
    assert outcomes == ["miss"] * 6 and upstream.count(number) == 1


def test_a_limit_that_comes_as_403(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """It is waited for, and the credentials are good; a 403 that is none is refused credentials as ever."""
    limited = 'any(.[]?; .errorCode? == "REQUEST_LIMIT_EXCEEDED")'
    server = launcher.start(installation(launcher, upstream, {"limited": limited}))
    client = server.client()
    body = json.dumps([{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]).encode()
    upstream.fault = lambda exchange: exchange.reply(403, body, Retry_After="1")
    assert outcome(client.lookup(numbers(), service="crm"), "crm") == "http429"
    assert outcome(client.lookup(numbers(), service="crm"), "crm") == "http429"
    assert len(upstream.requests) == 1, "it is left alone meanwhile"
    upstream.fault = None
    until(lambda: outcome(client.lookup(numbers(), service="crm"), "crm") == "miss", "it is asked again")
    upstream.fault = faults.status(403)
    assert outcome(client.lookup(numbers(), service="crm"), "crm") == "authError"


def writings_crm(launcher: Launcher, upstream: Upstream, writings: list[str]) -> Callcard:
    """A CRM that finds whole texts only, and is asked for the operator's own."""

    def find(exchange: Exchange) -> None:
        wanted = [value for _, value in parse_qsl(urlsplit(exchange.request.target).query)]
        exchange.reply(200, contacts(*(entry for text in wanted for entry in upstream.records.get(text, []))))

    upstream.routes[("GET", "/whole")] = find
    requests = [{"url": "/whole", "query": "{q: [.number.e164, (.number.custom // [])[]]}"}]
    return launcher.start(installation(launcher, upstream, {"requests": requests}, writings=writings))


def test_writings_of_the_operator(launcher: Launcher, upstream: Upstream) -> None:
    """A number is found as the operator's people write it, where the count of its digits fits."""
    upstream.know(record("030 / 23125123", "Anna", "Meier"), record("020 / 79460123", "Ben", "Adler"))
    server = writings_crm(launcher, upstream, ["0## / ########", "+49 (0)## ########"])
    answer = server.client().lookup("+493023125123", service="crm")
    assert [match["caller"]["firstName"] for match in answer["matches"]] == ["Anna"]
    assert upstream.requests[-1].target.count("q=") == 3
    assert outcome(server.client().lookup("+4930231251", service="crm"), "crm") == "miss"
    assert upstream.requests[-1].target.count("q=") == 1


def test_what_is_no_writing_is_told_with_its_line(launcher: Launcher, upstream: Upstream) -> None:
    """`callcard check` names the place, and says what a writing is."""
    made = installation(launcher, upstream, writings=["0## / #######", "Tel. ####", "030 23125123"], perSecond="many")
    done = process.run("check", "--config", str(made.write()), folder=made.folder)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 78, told
    assert told.count("must be a writing of numbers") == 2 and "requests a second, from 0.01 to 1000" in told
    assert "connectors[0].writings[1]" in told
