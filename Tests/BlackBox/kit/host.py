"""A machine as `docs/operations.md` has it, in a folder: what stands in `/etc` and `/var` there is below that folder, the service
is run by its unit, and the manual's commands are run as they are written."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from kit import manual, team
from kit.client import Client
from kit.installation import Installation
from kit.keys import Key, Keyring
from kit.numbers import ANNA
from kit.process import BINARY, environment, free_port
from kit.unit import SystemControl, Unit

PLACES = re.compile(r"(?<![\w./-])/(etc/|var/lib/callcard|var/backups/callcard|usr/bin/callcard|root/)")
"""The paths that are the machine's in the manual and the test's here."""


class Host:
    """Use it as a context manager: what it has started ends with it."""

    host = "127.0.0.1"

    def __init__(self, folder: Path) -> None:
        self.root = folder / "host"
        self.home = folder / "home"
        self.port = free_port()
        self.keys = Keyring()
        self.people = {key.user or "": key for key in team.people(team.PIA, team.BEN, team.CLEO)}
        for name in ("bin", "etc/callcard/services", "etc/callcard/books", "var/lib/callcard", "root", "usr/bin"):
            (self.root / name).mkdir(parents=True)
        self.home.mkdir()
        for program in (self.root / "bin" / "callcard", self.root / "usr" / "bin" / "callcard"):
            program.symlink_to(BINARY.resolve())
        journalctl = self.root / "bin" / "journalctl"
        self.environment = environment(self.home, self.home)
        self.unit = Unit(self.root, self.place, self.environment)
        journalctl.write_text(f'#!/bin/sh\nexec cat "{self.unit.log}"\n')
        journalctl.chmod(0o755)
        self._systemctl = SystemControl(self.unit, self.root / "bin" / "systemctl")
        self._clients: list[Client] = []
        self._fill()

    def __enter__(self) -> Host:
        self._systemctl.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients:
            client.close()
        self.unit.kill()
        self._systemctl.__exit__()

    @property
    def etc(self) -> Path:
        """`/etc/callcard`."""
        return self.root / "etc" / "callcard"

    @property
    def state(self) -> Path:
        """`/var/lib/callcard`."""
        return self.root / "var" / "lib" / "callcard"

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.state / "callcard.sqlite"

    @property
    def config(self) -> dict[str, Any]:
        """The configuration, as it stands in its file."""
        return yaml.safe_load((self.etc / "callcard.yaml").read_text())

    def configure(self, **changes: Any) -> None:
        """Changes the configuration's file; a key that is `None` is taken out."""
        config = {name: value for name, value in (self.config | changes).items() if value is not None}
        self.write(self.etc / "callcard.yaml", Installation.yaml(config))

    @staticmethod
    def write(path: Path, text: str | bytes, mode: int = 0o640) -> None:
        """Writes a file, with its mode, in one step."""
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(text.encode() if isinstance(text, str) else text)
        beside.chmod(mode)
        beside.replace(path)

    def place(self, text: str) -> str:
        """A text of the manual, with this machine's paths, port and user."""
        text = PLACES.sub(lambda match: f"{self.root}/{match[1]}", text)
        text = re.sub(r"-o (?:root|callcard)\b", f"-o {os.getuid()}", text)
        text = re.sub(r"-g (?:root|callcard)\b", f"-g {os.getgid()}", text)
        return text.replace("127.0.0.1:8080", f"127.0.0.1:{self.port}")

    def run(self, name: str, folder: Path | None = None, **variables: str) -> str:
        """Runs the manual's block of that name as a script, in the manual's environment; it must succeed. Returns its output."""
        done = self.bash(manual.block(name).script, folder, **variables)
        assert done.returncode == 0, f"{name}: exit {done.returncode}\n{done.stdout}{self.unit.said()}"
        return done.stdout

    def show(self, name: str, **variables: str) -> None:
        """Runs the commands of a block one by one; each must print the manual's lines, in this order, others between."""
        for command, shown in manual.block(name).steps:
            printed = self.bash(command, None, **variables).stdout
            rest = iter(printed.splitlines())
            for line in shown:
                wanted = manual.like(self.place(line))
                is_there = any(wanted.fullmatch(line.strip()) for line in rest)
                assert is_there, f"{name}: {command}\nwanted: {line}\nprinted: {printed}"

    def bash(self, script: str, folder: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs commands in the manual's environment; errors are among what is printed."""
        passed = self.environment | {"PATH": f"{self.root}/bin:{os.environ['PATH']}", "TZ": "UTC"}
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.place(manual.block("environment").script + script)],
            cwd=folder or self.root, env=passed | variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60, check=False)  # fmt: skip

    def anonymous(self) -> Client:
        """A client without any key."""
        client = Client(self.host, self.port)
        self._clients.append(client)
        return client

    def client(self, key: Key | None = None) -> Client:
        """A client of the service, with the switch's key where none is given."""
        client = self.anonymous()
        client.key = key or self.keys.switch
        return client

    def operator(self) -> Client:
        """A client with the operator's key."""
        return self.client(self.keys.operator)

    def _fill(self) -> None:
        """The files that the manual shows, with keys, a service and a book that knows Anna Meier."""
        for page in manual.pages():
            for block in manual.blocks_of(page):
                if named := re.match(r"# (/etc/callcard/\S+)\n", block.text):
                    path = Path(self.place(named[1]))
                    assert not path.exists(), f"{named[1]} is shown twice"
                    self.write(path, self.place(block.text))
        self.configure(keys=[key.entry() for key in [*self.keys.all(), *self.people.values()]])
        self.write(self.root / "root" / "callcard-key.txt", self.keys.operator.token + "\n", 0o600)
        self.write(self.etc / "services" / "support.yaml", Installation.yaml(
            {"displayName": "Support", "upn": "support@example.com", "owners": [team.OLGA]} | team.settings()))  # fmt: skip
        self.write(self.etc / "books" / "contacts.csv", f"First name;Last name;Telephone\nAnna;Meier;{ANNA}\n")
