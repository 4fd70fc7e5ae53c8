"""A `callcard demo` process under test."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

from kit.browser import Browser, links
from kit.contract import REPOSITORY
from kit.keys import Key
from kit.process import BINARY, Callcard, Output, environment
from kit.streams import Stream
from kit.waiting import until

SAMPLE = REPOSITORY / "config" / "demo"
KEY = re.compile(rb"^key cc_(\S+?)_(\S{43})$", re.MULTILINE)


class Demo(Callcard):
    """A running demo. Its folder is made in `scratch`, as is all that it writes."""

    def __init__(self, home: Path, *arguments: str, share: Path = REPOSITORY) -> None:
        self.home, self.scratch = home, home / "tmp"
        self.scratch.mkdir(parents=True)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [BINARY, "demo", "--port", "0", *arguments],
            cwd=self.home,
            env=environment(self.home, self.scratch) | {"CALLCARD_SHARE": str(share)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdout and self.process.stderr
        self.stdout, self.stderr = Output(self.process.stdout), Output(self.process.stderr)
        self.host, self.port = "", 0
        self._clients = []

    def wait_for_links(self, count: int = 3) -> Demo:
        """Waits until it has printed all that it has to say."""
        self.wait_until_ready()
        until(lambda: len(links(self)) == count, f"{count} links, in {self.said()}")
        return self

    @property
    def folder(self) -> Path:
        """What it serves from."""
        found = list(self.scratch.glob("callcard-demo.*"))
        assert len(found) == 1, found
        return found[0]

    def key(self) -> Key:
        """The key that it prints."""
        match = KEY.search(self.stdout.bytes)
        assert match is not None, self.said()
        return Key(match[1].decode(), "operator", secret=match[2].decode())

    def signed_in(self, user: str) -> Browser:
        """The browser of somebody who has followed their link."""
        browser = Browser(self)
        browser.by_link(user)
        return browser

    def stream(self, browser: Browser) -> Stream:
        """The event stream that the page of somebody signed in reads."""
        cookie = "; ".join(f"{name}={value}" for name, value in browser.jar.items())
        return Stream(self, self.key(), "me", headers={"Cookie": cookie, "Accept": "text/event-stream"})
