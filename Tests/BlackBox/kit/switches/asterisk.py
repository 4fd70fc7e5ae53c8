"""Asterisk's dialplan, as far as `docs/switches/asterisk` uses it: variables, expressions, Gosub, Dial, `CURL()`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from kit.switches import curl

AGENT = "asterisk-libcurl-agent/1.0"


@dataclass(frozen=True)
class Step:
    """One line of an extension."""

    label: str
    application: str
    data: str


class Dialplan:
    """Contexts of `.conf` files; later files add to earlier ones."""

    def __init__(self, files: Iterable[Path], **settings: str) -> None:
        self.variables: dict[str, str] = {}
        self.extensions: dict[tuple[str, str], list[Step]] = {}
        for file in files:
            self._read(file.read_text())
        assert settings.keys() <= self.variables.keys(), "the file has no such setting"
        self.variables |= settings

    def _read(self, text: str) -> None:
        context, extension = "", ""
        for line in (line.strip() for line in text.splitlines()):
            if not line or line.startswith((";", "#")):
                continue
            if heading := re.fullmatch(r"\[([\w-]+)\](?:\(\+\))?", line):
                context = heading[1]
            elif context == "globals":
                name, _, value = line.partition("=")
                self.variables[name] = value
            else:
                found = re.fullmatch(r"(?:exten => ([^,]+),1|same => n(?:\((\w+)\))?),(\w+)\((.*)\)", line)
                assert found, f"not understood: {line}"
                extension = found[1] or extension
                self.extensions.setdefault((context, extension), []).append(Step(found[2] or "", found[3], found[4]))


@dataclass
class Channel:
    """A call's leg. `answers` says of each Dial in turn what becomes of it: DIALSTATUS, HANGUPCAUSE."""

    dialplan: Dialplan
    number: str
    name: str = ""
    channel: str = "PJSIP/trunk-00000001"
    presentation: str = "allowed_not_screened"
    answers: list[tuple[str, str]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    """The name that each phone showed."""
    _frames: list[dict[str, str]] = field(default_factory=list)
    _handlers: list[str] = field(default_factory=list)

    def run(self, context: str, pattern: str, extension: str) -> None:
        """Goes through an extension until it hangs up, then through the hangup handlers. `pattern` is how the file names it."""
        self.variables |= {"EXTEN": extension, "UNIQUEID": f"{time.time():.2f}", "CHANNEL": self.channel}
        self._steps(context, pattern)
        for handler in self._handlers:
            self._gosub(handler)

    def _steps(self, context: str, extension: str) -> None:
        steps = self.dialplan.extensions[context, extension]
        place = 0
        while place < len(steps):
            step = steps[place]
            place += 1
            data = self.expand(step.data)
            if step.application in {"Return", "Hangup"}:
                return
            if step.application == "GotoIf":
                condition, _, label = data.partition("?")
                if condition not in {"0", ""}:
                    place = [other.label for other in steps].index(label)
            else:
                assert self._do(step.application, data), "the call is over"
                if step.application == "Dial" and self.variables["DIALSTATUS"] in {"ANSWER", "CANCEL"}:
                    return

    def _do(self, application: str, data: str) -> bool:
        if application == "Set":
            name, _, value = data.partition("=")
            self._set(name, value)
        elif application == "ExecIf":
            condition, _, rest = data.partition("?")
            then = re.fullmatch(r"(\w+)\(([^:]*)\)", rest)
            assert then, f"not understood: {rest}"
            if condition not in {"0", ""}:
                self._do(then[1], then[2])
        elif application == "Gosub":
            self._gosub(data)
        elif application == "Dial":
            self._dial(data)
        else:
            raise AssertionError(f"not known here: {application}")
        return True

    def _set(self, name: str, value: str) -> None:
        if local := re.fullmatch(r"LOCAL\((\w+)\)", name):
            self._frames[-1][local[1]] = value
        elif option := re.fullmatch(r"CURLOPT\((\w+)\)", name):
            self.options[option[1]] = value
        elif name == "CALLERID(name)":
            self.name = value
        elif name == "CHANNEL(hangup_handler_push)":
            self._handlers.append(value)
        else:
            assert re.fullmatch(r"_{0,2}\w+", name), name
            self.variables[name] = value

    def _gosub(self, data: str) -> None:
        found = re.fullmatch(r"([\w-]+),s,1(?:\((.*)\))?", data)
        assert found, f"not understood: {data}"
        arguments = (found[2] or "").split(",")
        self._frames.append({f"ARG{index}": value for index, value in enumerate(arguments, 1)})
        self._steps(found[1], "s")
        self._frames.pop()

    def _dial(self, data: str) -> None:
        phone, _, options = data.split(",", 2)
        # What begins with two underscores is the phone's, too, and keeps them.
        inherited = {name: value for name, value in self.variables.items() if name.startswith("__")}
        callee = Channel(self.dialplan, "", channel=f"{phone}-0000002a", variables=inherited | {"CHANNEL": f"{phone}-0000002a"})
        if before := re.search(r"b\(([\w-]+)\^s\^1(?:\(([^)]*)\))?\)", options):
            callee._gosub(f"{before[1]},s,1({before[2] or ''})")
        self.shown.append(self.name)
        self.variables["DIALSTATUS"], self.variables["HANGUPCAUSE"] = self.answers.pop(0)
        answered = re.search(r"U\(([\w-]+)(?:\^([^)]*))?\)", options)
        if answered and self.variables["DIALSTATUS"] == "ANSWER":
            callee._gosub(f"{answered[1]},s,1({answered[2] or ''})")

    def expand(self, text: str) -> str:
        """`${…}` and `$[…]`, from the inside."""
        while found := re.search(r"\$\{([^${}]*)\}|\$\[([^$\[\]]*)\]", text):
            value = self._value(found[1]) if found[1] is not None else self._evaluate(found[2])
            text = text[: found.start()] + value.replace("$", "\0") + text[found.end() :]
        return text.replace("\0", "$")

    def _value(self, name: str) -> str:
        name, _, part = name.partition(":") if re.fullmatch(r"[^?]*\)?:\d+(:\d+)?", name) else (name, "", "")
        functions: dict[str, Callable[[str], str]] = {
            "CALLERID": lambda key: {"num": self.number, "name": self.name, "num-pres": self.presentation}[key],
            "URIENCODE": lambda value: quote(value, safe="-_.~"),
            "LEN": lambda value: str(len(value.encode())),
            "IF": lambda value: (value.partition("?")[2].split(":") + [""])[0 if value.partition("?")[0] not in {"0", ""} else 1],
            "CURL": self._curl,
            "CUT": self._cut,
        }
        if function := re.fullmatch(r"([A-Z]+)\((.*)\)", name, re.DOTALL):
            value = functions[function[1]](function[2])
        else:
            plain = [self._frames[-1] if self._frames else {}, self.variables, self.dialplan.variables]
            value = next((place[key] for place in plain for key in (name, f"_{name}", f"__{name}") if key in place), "")
        if part:
            offset, _, length = part.partition(":")
            value = value[int(offset) :][: int(length) if length else None]
        return value

    def _cut(self, arguments: str) -> str:
        name, delimiter, index = arguments.rsplit(",", 2)
        return (self._value(name).split(delimiter) + [""] * 9)[int(index) - 1]

    def _curl(self, arguments: str) -> str:
        url, comma, form = arguments.partition(",")
        # A last argument keeps its commas, and loses quotes and backslashes.
        reply = curl.send(url, AGENT, re.sub(r"[\"\\]", "", form) if comma else None, self.options.get("userpwd"))
        return reply.text.rstrip()

    @staticmethod
    def _evaluate(text: str) -> str:
        def holds(term: str) -> bool:
            found = re.fullmatch(r"\s*\"?([^\"]*?)\"?\s*(!=|=|>)\s*\"?([^\"]*?)\"?\s*", term)
            assert found, f"not understood: {term}"
            left, sign, right = found.groups()
            return {"=": left == right, "!=": left != right, ">": sign == ">" and int(left or 0) > int(right or 0)}[sign]

        return "1" if any(holds(term) for term in text.split("|")) else "0"
