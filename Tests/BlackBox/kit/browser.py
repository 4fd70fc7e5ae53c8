"""A browser as far as sign-in goes: it keeps cookies, and says where a request came from."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from kit.process import Callcard
from kit.waiting import until

LINK = re.compile(rb"^sign in as (\S+): http://[^/]+(/sign-in/link/\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Cookie:
    """One line of `Set-Cookie`."""

    name: str
    value: str
    attributes: dict[str, str]
    """Names in lower case; flags have an empty value."""

    @classmethod
    def read(cls, line: str) -> Cookie:
        """Takes a line apart."""
        pair, *rest = [part.strip() for part in line.split(";")]
        name, _, value = pair.partition("=")
        attributes = {key.lower(): text for key, _, text in (part.partition("=") for part in rest)}
        return cls(name, value, attributes)


@dataclass(frozen=True)
class Shown:
    """One answer."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    cookies: dict[str, Cookie]
    """Those that it sets."""

    @property
    def text(self) -> str:
        """A page's source."""
        assert self.headers["content-type"] == "text/html; charset=utf-8", self.headers
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The interface's answer."""
        return json.loads(self.body)


class Browser:
    """One person's browser. It does not follow redirects by itself."""

    def __init__(self, server: Callcard, tls: ssl.SSLContext | None = None) -> None:
        self.server = server
        self.jar: dict[str, str] = {}
        self._tls = tls

    def go(self, path: str, method: str = "GET", body: Any = None, site: str | None = None, **headers: str) -> Shown:
        """One request; `site` is `Sec-Fetch-Site`, `headers` are written with _ for -."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        if site is not None:
            sent["Sec-Fetch-Site"] = site
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if self._tls is None:
            connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=15)
        else:
            connection = http.client.HTTPSConnection(self.server.host, self.server.port, timeout=15, context=self._tls)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            answer = connection.getresponse()
            cookies = {cookie.name: cookie for cookie in map(Cookie.read, answer.headers.get_all("Set-Cookie") or [])}
            shown = Shown(
                answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read(), cookies
            )
        finally:
            connection.close()
        for name, cookie in cookies.items():
            if cookie.attributes.get("max-age") == "0":
                self.jar.pop(name, None)
            else:
                self.jar[name] = cookie.value
        return shown

    def by_link(self, user: str) -> Shown:
        """Uses the newest link that was printed for a user, who is then signed in."""
        shown = self.press(links(self.server)[user])
        assert shown.status == 303, shown.body
        return shown

    def press(self, link: str) -> Shown:
        """Opens a sign-in link and presses its button; where there is none, what was shown instead."""
        page = self.go(link)
        if page.status != 200:
            return page
        assert f'<form method="post" action="{link}">' in page.text and not page.cookies, page.text
        return self.go(link, "POST", site="same-origin")

    def is_signed_in(self) -> bool:
        """Whether the interface knows who this is; anything but yes and no fails."""
        shown = self.go("/v1/users/me/interactions")
        assert shown.status in (200, 401), shown.body
        return shown.status == 200

    def to_provider(self, target: str | None = None) -> str:
        """Begins to sign in, and returns where the provider is."""
        shown = self.go("/sign-in" + ("" if target is None else "?" + urlencode({"to": target})))
        assert shown.status == 303, shown.body
        return shown.headers["location"]

    def back(self, address: str, **headers: str) -> Shown:
        """Comes back from the provider, by the address that it named."""
        return self.go("/" + address.split("/", 3)[3], site="cross-site", **headers)


def links(server: Callcard) -> dict[str, str]:
    """The newest link of each user, as paths."""
    return {user.decode(): path.decode() for user, path in LINK.findall(server.stdout.bytes)}


def newer_links(server: Callcard, before: dict[str, str]) -> dict[str, str]:
    """Waits for links that differ from those before."""
    until(lambda: links(server).keys() == before.keys() and not set(links(server).values()) & set(before.values()), "new links")
    return links(server)
