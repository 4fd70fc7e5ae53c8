"""`callcard connector sign-in`, with a browser played by the test."""

from __future__ import annotations

import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass

from kit.installation import Installation
from kit.process import BINARY, environment, run


@dataclass(frozen=True)
class Ended:
    """How the command ended."""

    status: int
    said: str
    """Standard output."""
    errors: str


class SignIn:
    """The command while it runs. Use it as a context manager."""

    def __init__(self, made: Installation, port: int, connector: str = "crm", *arguments: str) -> None:
        self.redirect = f"http://127.0.0.1:{port}/callback"
        command = [BINARY, "connector", "sign-in", connector, "--config", str(made.write()), "--redirect", self.redirect]
        self._process = subprocess.Popen(
            [*command, *arguments],
            cwd=made.folder,
            env=environment(made.folder, made.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._said = ""

    def __enter__(self) -> SignIn:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def address(self) -> str:
        """The address that it prints, once it waits."""
        assert self._process.stdout is not None
        found = ""
        for line in self._process.stdout:
            self._said += line
            if line.strip().startswith("http"):
                found = line.strip()
            if "waiting" in line:
                return found
        raise AssertionError(self.end().errors)

    def end(self, timeout: float = 60) -> Ended:
        """Waits for its end."""
        said, errors = self._process.communicate(timeout=timeout)
        return Ended(self._process.returncode, self._said + said, errors)


def visit(address: str) -> tuple[int, str]:
    """What a browser shows of an address, redirects followed: status and text."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def sign_in_by_code(made: Installation, connector: str, code: str) -> None:
    """Signs in with a code of the provider's console; the refresh token is kept beside the configuration."""
    made.config["refreshTokens"] = {"folder": "refresh-tokens"}
    ended = run("connector", "sign-in", connector, "--code", "--config", str(made.write()), folder=made.folder, stdin=f"{code}\n")
    assert ended.returncode == 0, ended.stderr
