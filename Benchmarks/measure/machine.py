"""The machine and how busy others kept it."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import time
from pathlib import Path

from measure import places
from measure.server import TICK


def description() -> list[str]:
    """What the figures were taken on, and of."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = names[0].partition(":")[2].strip() if names else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return [
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {system}",
        f"callcard {output('git', 'describe', '--always', '--dirty')}, Hummingbird {hummingbird()}, "
        f"{output('swift', '--version').splitlines()[0]}",
    ]


def output(*command: str) -> str:
    result = subprocess.run(command, cwd=places.ROOT, capture_output=True, text=True, check=False)
    return result.stdout.strip() or "?"


def hummingbird() -> str:
    """The version that both sides were built from; two versions would make the comparison void."""
    versions = set()
    for folder in (places.ROOT, places.BENCHMARKS):
        pins = json.loads((folder / "Package.resolved").read_text())["pins"]
        versions |= {pin["state"]["version"] for pin in pins if pin["identity"] == "hummingbird"}
    if len(versions) != 1:
        raise SystemExit("bench: callcard and the bare route are built from two versions of Hummingbird; run make clean first")
    return versions.pop()


class Noise:
    """Watches, while it is open, how much of the machine went to others."""

    def __enter__(self) -> Noise:
        self.begun = time.monotonic()
        self.busy, self.stolen = self.machine()
        self.own = self.ours()
        return self

    def __exit__(self, *_: object) -> None:
        capacity = (time.monotonic() - self.begun) * (os.cpu_count() or 1)
        busy, stolen = self.machine()
        others = max(busy - self.busy - (self.ours() - self.own), 0)
        taken = (stolen - self.stolen) / capacity
        self.text = f"meanwhile other processes used {others / capacity:.0%} of the machine, its host took {taken:.0%}"

    @staticmethod
    def machine() -> tuple[float, float]:
        """Seconds of all processors: at work, and taken away by the host."""
        user, nice, system, _, _, hard, soft, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
        return (user + nice + system + hard + soft) / TICK, steal / TICK

    @staticmethod
    def ours() -> float:
        """Seconds of this process and of those it started and saw end."""
        usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in usages)
