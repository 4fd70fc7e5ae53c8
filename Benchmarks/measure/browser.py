"""A headless chromium, spoken to over WebDriver (W3C), as little of it as a measurement needs."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from typing import Any

OPTIONS = {
    "binary": "/usr/bin/chromium",
    "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1360,900"],
}


class Browser:
    """One window; a context manager that closes it."""

    def __init__(self) -> None:
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                self.url = f"http://127.0.0.1:{line.rstrip().rstrip('.').split()[-1]}/session"
                break
        else:
            raise SystemExit("bench: chromedriver did not start; it is in the Debian package chromium-driver")
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": OPTIONS}}}
        self.url += "/" + self.ask("", wanted)["sessionId"]

    def ask(self, command: str, body: Any, method: str = "POST") -> Any:
        """One command; returns its value."""
        data = None if method == "DELETE" else json.dumps(body).encode()
        request = urllib.request.Request(self.url + command, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def go(self, url: str) -> None:
        self.ask("/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns."""
        return self.ask("/execute/sync", {"script": script, "args": list(arguments)})

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("", None, "DELETE")
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()
