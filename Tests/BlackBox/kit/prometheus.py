"""The Prometheus text exposition format 0.0.4, read strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kit.client import Client

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
COMMENT = re.compile(rf"# (HELP|TYPE) ({NAME}) (.*)")
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)')
TYPES = {"counter", "gauge", "histogram", "summary", "untyped"}
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}


@dataclass(frozen=True)
class Sample:
    """One line with a value."""

    name: str
    labels: dict[str, str]
    value: float


class Exposition:
    """All families of one scrape. Raises `AssertionError` for anything that a scraper would stumble over."""

    def __init__(self, text: str) -> None:
        self.types: dict[str, str] = {}
        self.helps: dict[str, str] = {}
        self.samples: list[Sample] = []
        assert text.endswith("\n"), "the last line has no end"
        for line in text.splitlines():
            self._read(line)
        seen = [(sample.name, tuple(sorted(sample.labels.items()))) for sample in self.samples]
        assert len(set(seen)) == len(seen), "a series stands there twice"

    def _read(self, line: str) -> None:
        if comment := COMMENT.fullmatch(line):
            kind, name, text = comment.groups()
            store = self.types if kind == "TYPE" else self.helps
            assert name not in store, f"{kind} of {name} twice"
            assert kind == "HELP" or text in TYPES, f"{name} is of type {text}"
            store[name] = text
        elif line:
            sample = SAMPLE.fullmatch(line)
            assert sample, f"no sample: {line}"
            labels = LABEL.findall(sample[2] or "")
            assert ",".join(f'{name}="{value}"' for name, value in labels) == (sample[2] or "").rstrip(","), f"labels: {line}"
            self.samples.append(Sample(sample[1], dict(labels), float(sample[3])))

    def family(self, name: str) -> str | None:
        """The family that a sample's name belongs to; `None` where it has no TYPE."""
        for family, kind in self.types.items():
            if name in {family + suffix for suffix in SUFFIXES.get(kind, ("",))}:
                return family
        return None

    def value(self, name: str, **labels: str) -> float | None:
        """The sum of the samples with that name and at least those labels; `None` where there are none."""
        values = [s.value for s in self.samples if s.name == name and labels.items() <= s.labels.items()]
        return sum(values) if values else None


def scrape(client: Client) -> Exposition:
    """Reads `/metrics`."""
    answer = client.get("/metrics")
    assert answer.status == 200, answer.body
    return Exposition(answer.body.decode())
