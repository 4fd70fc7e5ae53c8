"""An operator's trial: a good installation, one mistake in it, and what `callcard check` and `callcard serve` say."""

from __future__ import annotations

import hashlib
import re
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from kit import process
from kit.contract import REPOSITORY
from kit.installation import MANIFESTS

SECRET = "Planted-Secret-Nobody-May-See-This"
WEBHOOK_SECRET = "whsec_" + "UGxhbnRlZC1TZWNyZXQtTm9ib2R5LU1heS1TZWU="
ERROR, WARNING = "error", "warning"
REFUSES, WITHOUT, STARTS = "refuses to start", "starts without that part", "starts, and warns"
"""What `serve` does: it says the same in each case, at its end or in its log."""

CONFIGURATION = f"""\
listen: 127.0.0.1:0
region: DE
services: services/
journal: callcard.sqlite
keys:
  - {{id: switch, role: sessionService, services: [support], sha256: "{hashlib.sha256(b'1').hexdigest()}"}}
  - {{id: anna, role: agent, user: anna@example.com, services: [support], sha256: "{hashlib.sha256(b'2').hexdigest()}"}}
books:
  - {{id: contacts, file: contacts.csv}}
manifests: [connectors/]
connectors:
  - id: crm
    settings:
      baseURL: https://127.0.0.1:9443
      token: {{file: crm.token}}
    allow: ["127.0.0.0/8"]
    total: 1500ms
webhooks:
  - {{connector: dialler, services: [support], secrets: [{{file: dialler.secret}}]}}
sessions: {{maxIdle: 4h, recall: {{keyFile: recall.key}}}}
triggers: {{keyFile: triggers.key}}
"""
SUPPORT = """\
displayName: Support
upn: support@example.com
region: DE
owners: [olga@example.com]
members: [anna@example.com]
connectors: [contacts, crm]
retentionMs: 300000
contexts:
  - {name: CRM, template: "https://crm.example/search?phone={Caller.Number}"}
"""


class Trial:
    """A folder with a good installation, to be spoilt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: socket.socket | None = None
        self.write("callcard.yaml", CONFIGURATION)
        self.write("services/support.yaml", SUPPORT)
        self.write("services/sales.yaml", "upn: sales@example.com\nowners: [olga@example.com]\n")
        self.write("contacts.csv", "First name,Business phone\nAnna,+49 30 23125120\n")
        manifest = (MANIFESTS / "plainrest" / "connector.yaml").read_text()
        self.write("connectors/crm/connector.yaml", manifest.replace("id: plainrest", "id: crm", 1))
        for name, content in [("crm.token", SECRET), ("dialler.secret", WEBHOOK_SECRET), ("recall.key", bytes(32)), ("triggers.key", bytes(32))]:
            self.write(name, content, mode=0o600)

    def write(self, name: str, content: str | bytes, mode: int = 0o644) -> None:
        """Writes a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)

    def edit(self, old: str, new: str, name: str = "callcard.yaml") -> None:
        """Replaces a text that stands once in a file."""
        text = (self.folder / name).read_text()
        assert text.count(old) == 1, (old, text)
        self.write(name, text.replace(old, new))

    def add(self, lines: str, name: str = "callcard.yaml") -> None:
        """Adds lines at a file's end."""
        self.write(name, (self.folder / name).read_text() + lines)

    def certificate(self, begins: int = -9, ends: int = 300) -> None:
        """Names a certificate that is valid in these days from now, and its key."""
        now = datetime.now(UTC)
        made = trustme.CA().issue_cert("127.0.0.1", not_before=now + timedelta(days=begins), not_after=now + timedelta(days=ends))
        self.write("certificate.pem", b"".join(part.bytes() for part in made.cert_chain_pems))
        self.write("key.pem", made.private_key_pem.bytes(), mode=0o600)
        if "tls:" not in (self.folder / "callcard.yaml").read_text():
            self.add("tls: {certificate: certificate.pem, key: key.pem}\n")

    def take_port(self) -> None:
        """Listens where the server should."""
        self.taken = socket.create_server(("127.0.0.1", 0))
        self.edit("127.0.0.1:0", f"127.0.0.1:{self.taken.getsockname()[1]}")

    def close(self) -> None:
        """Gives the port back."""
        if self.taken:
            self.taken.close()

    def check(self, *options: str, user: int | None = None) -> Said:
        """Runs `callcard check`."""
        return self._run(["check", *options], user)

    def serve(self, user: int | None = None) -> Said:
        """Runs `callcard serve` until it listens or ends, then stops it."""
        return self._run(["serve"], user)

    def _run(self, arguments: list[str], user: int | None) -> Said:
        running = subprocess.Popen(
            [process.BINARY, *arguments, "--config", self.folder / "callcard.yaml"],
            cwd=self.folder,
            env=process.environment(self.folder, self.folder) | {"CALLCARD_SHARE": str(REPOSITORY)},
            user=user,
            group=user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        assert running.stdout
        out = running.stdout.readline()
        if arguments == ["serve"]:
            running.terminate()
        more, err = running.communicate(timeout=20)
        return Said(running.returncode, self.plain(out + more), self.plain(err))

    def plain(self, output: bytes) -> str:
        """Output that is the same in each folder."""
        return output.decode().replace(f"{self.folder}/", "")


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[str]:
        """The lines that `check` calls errors or warnings."""
        return [line for line in self.out.splitlines() if line.startswith((f"{ERROR}: ", f"{WARNING}: "))]


@dataclass(frozen=True)
class Mistake:
    """One mistake, and what comes of it."""

    what: str
    """The mistake, as an operator would tell of it."""
    spoil: Callable[[Trial], object]
    kind: str
    """`ERROR` or `WARNING`."""
    message: str
    """What `check` says, with `*` for what differs from run to run."""
    do: str
    """What to do, in one line."""
    serve: str = REFUSES
    further: tuple[str, ...] = ()
    """Further findings that the mistake cannot but cause, with their kinds."""

    @property
    def expected(self) -> list[str]:
        """All findings, in the order of `check`."""
        return [f"{self.kind}: {self.message}", *self.further]


def fits(expected: str, found: str) -> bool:
    """Whether a line is what was expected, with `*` for anything."""
    return re.fullmatch(".*".join(map(re.escape, expected.split("*"))), found) is not None


def edit(old: str, new: str, name: str = "callcard.yaml") -> Callable[[Trial], None]:
    """A mistake in one place of a file."""
    return lambda trial: trial.edit(old, new, name)


def support(old: str, new: str) -> Callable[[Trial], None]:
    """A mistake in the settings of a service."""
    return edit(old, new, "services/support.yaml")


def write(name: str, content: str | bytes, mode: int = 0o644) -> Callable[[Trial], None]:
    """Another file in the place of one, or one more."""
    return lambda trial: trial.write(name, content, mode)


def add(lines: str) -> Callable[[Trial], None]:
    """Lines at the configuration's end."""
    return lambda trial: trial.add(lines)


def mode(name: str, bits: int) -> Callable[[Trial], None]:
    """Other rights of a file."""
    return lambda trial: (trial.folder / name).chmod(bits)


def remove(name: str) -> Callable[[Trial], None]:
    """A file that is not there."""
    return lambda trial: (trial.folder / name).unlink()


def several(*spoils: Callable[[Trial], object]) -> Callable[[Trial], None]:
    """What takes several steps."""

    def spoil(trial: Trial) -> None:
        for each in spoils:
            each(trial)

    return spoil
