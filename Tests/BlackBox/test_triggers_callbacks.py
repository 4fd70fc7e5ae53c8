"""C3, B16 Where callbacks may lead: at creation, at delivery, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.receiver import Receiver
from kit import flows, team
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import until


@pytest.fixture(scope="module")
def strict(module_launcher: Launcher) -> Callcard:
    """A server whose configuration says nothing of triggers."""
    installation = flows.installation(module_launcher)
    del installation.config["triggers"]
    return module_launcher.start(installation)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A flow's end."""
    with Receiver() as receiver:
        yield receiver


@pytest.mark.parametrize(
    "url",
    [
        "http://flows.example/run",
        "http://192.0.2.7/run",
        "https://127.0.0.1/run",
        "https://[::1]/run",
        "https://[::ffff:127.0.0.1]/run",
        "https://10.0.0.7/run",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/run",
        "https://no-such-host.invalid/run",
        "https://2130706433/run",
        "https://user:password@flows.example/run",
        "https://flows.example\\@127.0.0.1/run",
        "https://flows.example/a b",
        "ftp://flows.example/run",
        "file:///etc/passwd",
        "//flows.example/run",
        "run",
        "",
    ],
)
def test_c3_refused_callbacks_look_the_same(strict: Callcard, url: str) -> None:
    """C3: 422 for all of them, byte for byte: the answer tells nothing of what a name leads to."""
    answer = flows.ask(flows.flow(strict), url)
    assert (answer.status, answer.pointers) == (422, [("/config/url", "invalidValue")])
    assert answer.body == flows.ask(flows.flow(strict), "https://127.0.0.1/").body


@pytest.mark.parametrize(
    "triggers, url, status",
    [
        ({"allow": ["127.0.0.0/8"]}, "https://127.0.0.1:9/run", 201),
        ({"allow": ["127.0.0.0/8"]}, "http://127.0.0.1:9/run", 422),
        ({"allow": ["127.0.0.0/8"], "http": True}, "http://127.0.0.1:9/run", 201),
        ({"allow": ["127.0.0.0/8"], "http": True}, "http://10.0.0.7/run", 422),
        ({"allow": ["10.0.0.7"], "http": False}, "https://10.0.0.7/run", 201),
        ({"http": True}, "http://127.0.0.1:9/run", 422),
        ({}, "https://198.41.0.4/run", 201),
        ({}, "http://198.41.0.4/run", 422),
    ],
    ids=str,
)
def test_c3_the_configuration_decides(
    launcher: Launcher, triggers: dict[str, object], url: str, status: int
) -> None:
    """C3: public https always, anything else by the operator's word."""
    installation = flows.installation(launcher)
    installation.config["triggers"] = triggers
    assert flows.ask(flows.flow(launcher.start(installation)), url).status == status


def test_b16_destinations_are_checked_again_at_delivery(launcher: Launcher, receiver: Receiver) -> None:
    """B16: what a reload does not allow any more is not connected to, and not tried again."""
    server = launcher.start(flows.installation(launcher))
    flows.subscribe(flows.flow(server), receiver.flow("once"), taskEvents=["created"])
    team.call(server).queued().ended()
    receiver.wait("once", 1)
    connections = receiver.connections
    server.installation.config["triggers"] = {"http": True}
    server.installation.write()
    assert server.operator().post("/v1/reload").status == 200
    team.call(server).queued().ended()
    figure = "callcard_trigger_posts_total"
    until(lambda: scrape(server.anonymous()).value(figure, result="refused") == 1, "the post is refused")
    assert len(receiver.posts("once")) == 1 and receiver.connections == connections
