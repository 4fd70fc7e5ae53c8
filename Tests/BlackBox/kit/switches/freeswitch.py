"""FreeSWITCH's XML dialplan with mod_curl, and mod_cidlookup, as far as `docs/switches/freeswitch` uses them."""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kit.switches import curl

UNSAFE = '\r\n #%&+:;<=>?@[\\]^`{|}"'
"""What `url_encode` encodes (SWITCH_URL_UNSAFE), beside all that is no ASCII."""


def url_encode(text: str) -> str:
    """As FreeSWITCH does."""
    return "".join(f"%{byte:02X}" if byte < 32 or byte > 126 or chr(byte) in UNSAFE else chr(byte) for byte in text.encode())


class Dialplan:
    """Extensions of files, by context, with addresses and keys replaced."""

    def __init__(self, files: Iterable[Path], replaced: dict[str, str]) -> None:
        self.contexts: dict[str, list[ElementTree.Element]] = {}
        for file in files:
            text = file.read_text()
            for old, new in replaced.items():
                text = text.replace(old, new)
            root = ElementTree.fromstring(text)
            # A file that names no context is one of a folder that does.
            for place in root.findall("context") or [root]:
                self.contexts.setdefault(place.get("name", ""), []).extend(place.findall("extension"))

    def named(self, name: str) -> list[ElementTree.Element]:
        """The extension that an administrator has put into a context."""
        return [extension for extension in self.contexts[""] if extension.get("name") == name]


@dataclass
class Session:
    """A call's leg. `bridges` says of each bridge in turn what becomes of it: `originate_disposition`."""

    dialplan: Dialplan
    number: str
    bridges: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    """The name that each phone showed."""

    def __post_init__(self) -> None:
        self.variables |= {"uuid": str(uuid.uuid4()), "caller_id_number": self.number, "domain_name": "pbx.example"}

    @property
    def id(self) -> str:
        """Its uuid."""
        return self.variables["uuid"]

    def run(self, *names: str, destination: str) -> None:
        """Goes through extensions, then through the hangup hook."""
        for name in names:
            self._execute(self.dialplan.named(name), destination)
            if self.variables.get("originate_disposition") == "SUCCESS":
                break
        if hook := self.variables.get("api_hangup_hook"):
            self._curl(hook.removeprefix("curl "))

    def _execute(self, extensions: list[ElementTree.Element], destination: str) -> None:
        for extension in extensions:
            if self._matches(extension, destination):
                return

    def _matches(self, extension: ElementTree.Element, destination: str) -> bool:
        groups: tuple[str, ...] = ()
        for condition in extension.iter("condition"):
            field = condition.get("field", "")
            value = destination if field == "destination_number" else self.expand(field)
            found = re.search(condition.get("expression", ""), value)
            if not found:
                return False
            groups = found.groups()
            for action in condition.iter("action"):
                data = re.sub(r"\$(\d)", lambda digit: groups[int(digit[1]) - 1], action.get("data", ""))
                if not self._act(action.get("application", ""), data):
                    break
        return True

    def _act(self, application: str, data: str) -> bool:
        data = self.expand(data)
        if application in {"set", "export"}:
            name, _, value = data.removeprefix("nolocal:").partition("=")
            self.variables[name] = value
        elif application == "unset":
            self.variables.pop(data, None)
        elif application == "curl":
            self._curl(data)
        elif application == "execute_extension":
            destination, _, context = data.split(" ")
            self._execute(self.dialplan.contexts[context], destination)
        elif application == "bridge":
            self.shown.append(self.variables.get("effective_caller_id_name", ""))
            self.variables["originate_disposition"] = self.bridges.pop(0)
            if self.variables["originate_disposition"] == "SUCCESS":
                self._curl(self.variables["api_on_answer"].removeprefix("curl "))
            # hangup_after_bridge, and a caller who is gone.
            return self.variables["originate_disposition"] not in {"SUCCESS", "ORIGINATOR_CANCEL"}
        else:
            raise AssertionError(f"not known here: {application}")
        return True

    def _curl(self, data: str) -> None:
        url, *words = data.split(" ")
        assert words[-2] == "post" and {*words[:-2:2]} <= {"timeout", "connect-timeout"}, f"not understood: {words}"
        reply = curl.send(url, "freeswitch-curl/1.0", words[-1])
        self.variables["curl_response_code"] = str(reply.status)
        self.variables.pop("curl_response_data", None)
        if reply.text.strip(" "):
            self.variables["curl_response_data"] = reply.text

    def expand(self, text: str) -> str:
        """`${name}` and `${url_encode(…)}`, from the inside."""
        while found := re.search(r"\$\{([^${}]*)\}", text):
            name = found[1]
            encoded = re.fullmatch(r"url_encode\((.*)\)", name)
            value = url_encode(encoded[1]) if encoded else self.variables.get(name, "")
            text = text[: found.start()] + value.replace("$", "\0") + text[found.end() :]
        return text.replace("\0", "$")


def cidlookup(configuration: Path, number: str, replaced: dict[str, str]) -> str:
    """The name that mod_cidlookup shows: what its URL says, else UNKNOWN."""
    text = configuration.read_text()
    for old, new in replaced.items():
        text = text.replace(old, new)
    settings = {param.get("name"): param.get("value") or "" for param in ElementTree.fromstring(text).iter("param")}
    url = (settings["url"] or "").replace("${caller_id_number}", re.sub(r"\D", "", number))
    return curl.send(url, "freeswitch-cidlookup/1.0").text.strip(" ") or "UNKNOWN"
