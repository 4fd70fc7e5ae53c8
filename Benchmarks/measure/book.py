"""A million contacts: how soon they are ready, what they take, whether they are right, and what a lookup among them costs."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

from measure import places, progress
from measure.client import Client
from measure.figure import Part, spread
from measure.server import Server
from measure.setup import Setup
from measure.wrk import Contender, interleave, ratio

SMALL, LARGE = 1_000, 1_000_000


def measure(folder: Path, quick: bool) -> Part:
    part = Part("One million contacts from CSV, two numbers each")
    progress.tell("writing the books")
    files = {contacts: make(folder, contacts) for contacts in (SMALL, LARGE)}
    small, large = Setup(folder / "small"), Setup(folder / "large")
    small.add_book(files[SMALL])
    large.add_book(files[LARGE])
    load(part, large, files[LARGE].stat().st_size, starts=2 if quick else 5)
    with small.serve() as few, large.serve() as many:
        progress.tell("numbers beside the library's")
        compare_with_library(part, many, large.key, files[LARGE], sample=2_000 if quick else 20_000)
        contenders = [
            Contender(server, setup.key, numbers(folder, contacts), varies=True)
            for server, setup, contacts in ((few, small, SMALL), (many, large, LARGE))
        ]
        compare_sizes(part, *contenders, quick)
    return part


def make(folder: Path, contacts: int) -> Path:
    path = folder / f"{contacts}.csv"
    with path.open("wb") as file:
        subprocess.run(["python3", places.BENCHMARKS / "books" / "generate.py", str(contacts)], stdout=file, check=True)
    return path


def numbers(folder: Path, contacts: int) -> Path:
    """Numbers to ask for, spread over the whole book: of a large one so many that no processor cache holds their places."""
    path = folder / f"{contacts}.numbers"
    count = min(contacts * 2, 200_000)
    command = ["python3", places.BENCHMARKS / "books" / "generate.py", "--numbers", str(count), str(contacts)]
    with path.open("wb") as file:
        subprocess.run(command, stdout=file, check=True)
    return path


def load(part: Part, setup: Setup, size: int, starts: int) -> None:
    """From the start of the process to the line that says that it listens; the file is in the system's cache."""
    ready, resident, most = [], [], []
    for _ in range(starts):
        progress.tell(f"start {len(ready) + 1} of {starts}")
        with setup.serve() as server:
            ready.append(server.ready_after)
            resident.append(server.memory())
            most.append(server.memory("VmHWM"))
    median = sorted(ready)[len(ready) // 2]
    part.add(f"ready after, {size / 2**20:.0f} MiB", spread(ready, "{:.2f}") + " s", "≤ 5 s, aim 2 s", median <= 5)
    limit = 1.7 * size + 40e6
    wanted = f"≤ {limit / 1e6:.0f} MB (1.7 × file + 40 MB)"
    part.add("resident once ready", f"{max(resident) / 1e6:.0f} MB", wanted, max(resident) <= limit)
    part.add("most while loading", f"{max(most) / 1e6:.0f} MB")


def compare_with_library(part: Part, server: Server, key: str, file: Path, sample: int) -> None:
    """Each sampled cell, read by libphonenumber, must find its own contact and nobody else; and no number may be missing."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for index, row in enumerate(csv.DictReader(lines)) if index % (LARGE * 2 // sample) == 0]
    cells = [(row["id"], row[column]) for row in rows for column in ("phone", "mobile")]
    writings = "\n".join(cell for _, cell in cells)
    command = [places.program("LibraryNumbers"), "DE"]
    library = subprocess.run(command, input=writings, capture_output=True, text=True, check=True)
    client = Client(server, key)
    wrong = 0
    for (contact, _), number in zip(cells, library.stdout.split(), strict=True):
        found = [match["caller"].get("id") for match in client.look_up(number=number)["matches"]]
        wrong += found != [contact]
    indexed = int(client.metric("callcard_book_numbers"))
    part.add("different numbers in the index", f"{indexed:,}", f"{LARGE * 2:,}", indexed == LARGE * 2)
    part.add(f"of {len(cells):,} cells, not as libphonenumber reads them", str(wrong), "0", wrong == 0)


def compare_sizes(part: Part, few: Contender, many: Contender, quick: bool) -> None:
    """No request is ever repeated, so finished answers that are kept help neither; the same load goes to both in turn."""
    found = {contender.server.port: resolved(contender) for contender in (few, many)}
    interleave([few, many], rounds=3 if quick else 8, seconds=1 if quick else 3)
    for contender in (few, many):
        if resolved(contender) - found[contender.server.port] < contender.answered:
            raise SystemExit("bench: a lookup found nobody, so its cost tells nothing")
    show = "{0:,.0f} lookups/s, {1:.0f} µs of processor time each"
    part.add(f"lookups among {SMALL:,}", show.format(few.median("rate"), few.median("cost")))
    part.add(f"lookups among {LARGE:,}", show.format(many.median("rate"), many.median("cost")))
    part.at_most("cost, large ÷ small: time", 1 / ratio(many, few, "rate"), 1.1, "{:.2f}")
    part.at_most("cost, large ÷ small: processor time", ratio(many, few, "cost"), 1.1, "{:.2f}")


def resolved(contender: Contender) -> float:
    return Client(contender.server, contender.key).metric("callcard_lookups_total", "resolved")
