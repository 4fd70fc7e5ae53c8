"""B6, S42, C3 Keys, secrets and certificates are changed as the manual says, step by step, and nothing else changes."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import trustme

from fakes.receiver import Receiver
from fakes.sign_in_provider import SECRET, SignInProvider
from fakes.upstream import Upstream
from kit import flows, manual, team
from kit.browser import Browser
from kit.calls import Call
from kit.client import outcome
from kit.contract import REPOSITORY
from kit.desk import Desk
from kit.host import Host
from kit.keys import Key
from kit.numbers import ANNA
from kit.waiting import until
from kit.webhooks import Sender


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A machine of the manual, on which nothing runs yet."""
    with Host(tmp_path) as host:
        yield host


def started(host: Host, **config: Any) -> Host:
    """The service running, with more in its configuration."""
    host.configure(**config)
    assert host.unit.start() == 0, host.unit.said()
    return host


def status(host: Host, key: Key) -> int:
    """What a lookup with a key is answered."""
    return host.client(key).post("/v1/lookups", {"number": ANNA}).status


def made(host: Host, id: str, **more: Any) -> tuple[Key, dict[str, Any]]:
    """A key that `callcard key new` makes, and its line, which the manual shows so."""
    printed = host.bash(f"callcard key new {id}").stdout
    token, digest = re.search(r"cc_\S+", printed), re.search(r'sha256: "(\w{64})"', printed)
    assert token and digest
    key = Key(id, "sessionService", secret=token[0].removeprefix(f"cc_{id}_"))
    assert key.entry()["sha256"] == digest[1]
    return key, key.entry() | more


def test_an_api_key(host: Host) -> None:
    """Both keys are good in between; the old one is none after the last step, which the metrics show."""
    host.show("api-key")
    new, entry = made(host, "switch-2")
    old = started(host).keys.switch
    assert (status(host, old), status(host, new)) == (200, 401)
    host.configure(keys=[*host.config["keys"], entry])
    assert "the configuration is in force" in host.run("reload")
    assert (status(host, old), status(host, new)) == (200, 200)
    host.configure(keys=[line for line in host.config["keys"] if line["id"] != old.id])
    host.run("reload")
    assert (status(host, old), status(host, new)) == (401, 200)
    host.show("refused")


def test_a_flows_key(host: Host) -> None:
    """Under the same id the flow is told on, and the new secret is its key; under another it is told nothing."""
    with Receiver() as receiver:
        started(host, triggers={"allow": ["127.0.0.0/8"], "http": True})
        flows.subscribe(host.client(host.keys.flow), receiver.flow("one"), taskEvents=["created"])
        new, _ = made(host, host.keys.flow.id)
        lines = [line | ({"sha256": new.entry()["sha256"]} if line["id"] == new.id else {}) for line in host.config["keys"]]
        host.configure(keys=lines)
        host.run("reload")
        assert flows.ask(host.client(host.keys.flow), receiver.flow("two")).status == 401
        Call(host.client()).queued()
        receiver.wait("one", 1)
        flows.subscribe(host.client(new), receiver.flow("three"), taskEvents=["created"])
        other, entry = made(host, "flow2", role="flow", services=["support"])
        host.configure(keys=[line for line in lines if line["id"] != new.id] + [entry])
        host.run("reload")
        flows.subscribe(host.client(other), receiver.flow("witness"), taskEvents=["created"])
        Call(host.client()).queued()
        receiver.wait("witness", 1)
        assert len(receiver.posts("one")) == 1, "a subscription outlives its key's id"


def test_a_token_of_a_crm(host: Host, upstream: Upstream) -> None:
    """The file is replaced and reloaded: the next question has the new token."""
    manifest = (REPOSITORY / "Tests/BlackBox/fakes/manifests/plainrest/connector.yaml").read_text()
    (host.etc / "connectors" / "crm").mkdir(parents=True)
    host.write(host.etc / "connectors" / "crm" / "connector.yaml", manifest.replace("id: plainrest", "id: crm", 1))
    host.write(host.etc / "crm.txt", upstream.token)
    crm = {"id": "crm", "settings": {"baseURL": upstream.url, "token": {"file": "crm.txt"}}, "allow": ["127.0.0.0/8"], "http": True}
    started(host, manifests=["connectors/"], connectors=[crm])
    assert outcome(host.client().lookup("+493023125150"), "crm") == "miss"
    upstream.token = "another-token"
    assert outcome(host.client().lookup("+493023125151"), "crm") == "authError"
    (host.root / "new-token.txt").write_text(upstream.token + "\n")
    assert "crm" in host.run("crm-token")
    assert outcome(host.client().lookup("+493023125152"), "crm") == "miss"


def test_a_webhooks_secret(host: Host) -> None:
    """Two secrets are good at once; one that was taken out is not."""
    secret = "whsec_" + "b2xk" * 8
    host.write(host.etc / "crm-webhook.txt", secret + "\n")
    hook = {"connector": "crm", "services": ["support"], "secrets": [{"file": "crm-webhook.txt"}]}
    started(host, webhooks=[hook])
    host.run("webhook-secret")
    new = (host.etc / "crm-webhook-2.txt").read_text().strip()
    body = {"number": ANNA, "customer": {"jobTitle": "Buyer"}}

    def taken(secret: str) -> bool:
        return Sender(host, "crm", secret).send(body).status == 202  # type: ignore[arg-type]

    assert taken(secret) and not taken(new)
    host.configure(webhooks=[hook | {"secrets": [{"file": "crm-webhook.txt"}, {"file": "crm-webhook-2.txt"}]}])
    host.run("reload")
    assert taken(secret) and taken(new)
    host.configure(webhooks=[hook | {"secrets": [{"file": "crm-webhook-2.txt"}]}])
    host.run("reload")
    assert taken(new) and not taken(secret)


def test_what_signs_triggers(host: Host) -> None:
    """A second subscription, then the first one's end: in between both sign, each with its own secret."""
    with Receiver() as receiver:
        started(host, triggers={"allow": ["127.0.0.0/8"], "http": True})
        flow = host.client(host.keys.flow)
        old = flows.subscribe(flow, receiver.flow("old"), taskEvents=["created"])
        new = flows.subscribe(flow, receiver.flow("new"), taskEvents=["created"])
        Call(host.client()).queued()
        receiver.wait("old", 1)[0].verify(old["secret"])
        receiver.wait("new", 1)[0].verify(new["secret"])
        flows.unsubscribe(flow, old["id"])
        Call(host.client()).queued()
        receiver.wait("new", 2)
        assert len(receiver.posts("old")) == 1


def test_the_key_that_seals_triggers(host: Host) -> None:
    """Old subscriptions are silent, new ones are kept under a new key, and what can't be opened leaves the journal."""
    with Receiver() as receiver:
        started(host, triggers={"allow": ["127.0.0.0/8"], "http": True})
        flows.subscribe(host.client(host.keys.flow), receiver.flow("old"), taskEvents=["created"])
        key = (host.state / "triggers.key").read_bytes()
        host.run("triggers-key")
        assert "subscriptions of flows can't be opened" in host.unit.said()
        flows.subscribe(host.client(host.keys.flow), receiver.flow("new"), taskEvents=["created"])
        assert (host.state / "triggers.key").read_bytes() != key
        assert host.bash("systemctl restart callcard").returncode == 0
        Call(host.client()).queued()
        receiver.wait("new", 1)
        assert receiver.posts("old") == []
        with closing(sqlite3.connect(host.journal)) as journal:
            assert journal.execute("SELECT count(*) FROM subscription").fetchone() == (1,)


def test_the_key_of_recall(host: Host) -> None:
    """Earlier tags come back no more, later ones do; no digest of the old key is left."""
    host.write(host.state / "recall.key", os.urandom(32), 0o600)
    service = host.etc / "services" / "support.yaml"
    host.write(service, service.read_text() + "tagRecall: true\n")
    started(host, sessions={"recall": {"keyFile": str(host.state / "recall.key")}})

    def tags(*said: str) -> list[str]:
        """What comes back on a call, which is then concluded with tags."""
        pia = Desk(host.client(host.people[team.PIA]), team.PIA)
        call = Call(host.client(), number="+493023125160").queued().accepted(team.PIA)
        back = [item["tag"] for item in pia.detail(call)["recall"]]
        call.ended()
        assert pia.conclude(call, **team.CODED, tags=list(said)).status == 200
        return back

    assert tags("VIP") == [] and tags("slow") == ["VIP"]
    key = (host.state / "recall.key").read_bytes()
    host.run("recall-key")
    assert (host.state / "recall.key").read_bytes() != key
    with closing(sqlite3.connect(host.journal)) as journal:
        assert journal.execute("SELECT count(*) FROM recall").fetchone() == (0,)
    assert tags("new") == [] and tags() == ["new"]


def test_the_sign_in_clients_secret(host: Host) -> None:
    """A wrong secret lets nobody in; the new one does after the restart."""
    with SignInProvider() as provider:
        host.write(host.etc / "client-secret.txt", "from-before\n")
        pages = {"signIn": provider.settings(clientSecret={"file": "client-secret.txt"})}
        started(host, pages=pages)

        def is_let_in() -> bool:
            browser = Browser(host)  # type: ignore[arg-type]
            browser.back(provider.authorize(browser.to_provider()))
            return browser.is_signed_in()

        assert not is_let_in()
        (host.root / "new-secret.txt").write_text(SECRET + "\n")
        host.run("client-secret")
        assert is_let_in()


def certificate(folder: Path, authority: trustme.CA) -> bytes:
    """Writes `new-certificate.pem` and `new-key.pem`; returns the certificate as it is shown in a handshake."""
    made = authority.issue_cert("127.0.0.1")
    made.private_key_pem.write_to_path(folder / "new-key.pem")
    made.cert_chain_pems[0].write_to_path(folder / "new-certificate.pem")
    return ssl.PEM_cert_to_DER_cert(made.cert_chain_pems[0].bytes().decode())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_tls(host: Host) -> None:
    """New connections see the new certificate without a restart; a key that does not fit is refused, and the old one goes on."""
    authority = trustme.CA()

    def shown() -> bytes:
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", host.port)))

    first = certificate(host.root, authority)
    for name in ("certificate", "key"):
        host.write(host.etc / f"{name}.pem", (host.root / f"new-{name}.pem").read_bytes())
    started(host, tls={"certificate": "certificate.pem", "key": "key.pem"})
    assert shown() == first
    second, pid = certificate(host.root, authority), host.unit.pid
    host.run("tls")
    until(lambda: shown() == second, "the new certificate", seconds=10)
    host.show("tls-shown")
    key = (host.root / "new-key.pem").read_bytes()
    certificate(host.root, authority)
    (host.root / "new-key.pem").write_bytes(key)
    with pytest.raises(AssertionError, match="tls"):
        host.run("tls")
    assert host.unit.pid == pid and shown() == second


def test_the_table_is_whole() -> None:
    """Each section is in the table of what there is to rotate, and each secret of the table of places in a section."""
    text = (manual.DOCS / "operations" / "rotation.md").read_text()
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert re.findall(r"^\| \[(.+?)\]", text, re.MULTILINE) == titles
    places = (manual.DOCS / "operations.md").read_text()
    for place in ("triggers.key", "recall.key", "refresh-tokens.key", "key.pem", "*.txt"):
        assert place in text and place in places
