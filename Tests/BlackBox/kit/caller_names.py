"""Names as telephone switches ask for them: what may come out, and bodies that should bring out nothing else."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote_plus

from kit import team
from kit.books import Contact, anna, contact
from kit.client import Answer, Client
from kit.installation import Installation
from kit.lines import Line
from kit.numbers import ANNA
from kit.process import Callcard, Launcher

PATH = "/v1/callername"
FORM = "application/x-www-form-urlencoded"
FORBIDDEN = set('${}"\\<>`')
"""What dialplans and headers expand."""
EVIL = {
    "+493023125201": ('${SHELL(reboot)} "x" <b>`id`</b>', "SHELL(reboot) x b id /b"),
    "+493023125202": ("\u202eretsE\u202c\u200b \u2066Ost\u2069", "retsE Ost"),
    "+493023125203": ("Ina\x00\x07\x1b[31m O'Neil; #1 & 100 %", "Ina[31m O'Neil; #1 & 100 %"),
    "+493023125204": ("Łukasz Żółć – Söhne (Köln)", "Łukasz Żółć – Söhne (Köln)"),
    "+493023125205": ("王伟 Иванова", "王伟 Иванова"),
}
"""Names by number, as books have them and as switches may."""
TWINS = "+493023125210"
"""A number of two people."""
WORDS = "+493023125211"
"""A number of somebody whose name is nothing but what must not be given."""
SHORT = "4711"
"""A short number."""
LIKELY = "+4930231257055"
"""A number of a company's block: whose name it is, is only likely."""


def book() -> list[Contact]:
    """Anna, those with evil names, two people with one number, a short number, and names that vanish."""
    evil = [contact(f"e{index}", number, displayName=name) for index, (number, (name, _)) in enumerate(EVIL.items())]
    twins = [contact(f"t{index}", TWINS, displayName=name) for index, name in enumerate(("Tina Twin", "Tom Twin"))]
    others = [contact("w", WORDS, displayName="${}<>"), contact("s", SHORT, displayName="Reception")]
    return [anna(), *evil, *twins, *others, contact("b", "+49302312570*", company="Star GmbH")]


def installation(launcher: Launcher) -> Installation:
    """That book, asked by `support`, and a service that asks nobody."""
    made = team.installation(launcher)
    made.config["books"] = []
    made.add_book("contacts", book())
    made.add_service("empty", [], **team.settings())
    return made


def ask(client: Client, number: str | None = ANNA, **members: object) -> str:
    """The name, in UTF-8, or nothing, for a form with all members but those that are `None`; expects 200."""
    pairs = {"number": number, "service": "support"} | members
    form = "&".join(f"{name}={quote_plus(str(value))}" for name, value in pairs.items() if value is not None)
    answer = post(client, form.encode())
    assert answer.status == 200 and answer.headers["content-type"] == "text/plain; charset=utf-8"
    return answer.body.decode()


def post(client: Client, body: bytes, kind: str = FORM, **headers: str) -> Answer:
    """Asks with any body."""
    return client.post(PATH, body, headers={"Content-Type": kind} | headers)


def is_fit(text: str) -> bool:
    """Whether nothing stands in a name that could do anything but be shown on one line."""
    return not FORBIDDEN & set(text) and not any(unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"} for character in text)


NAMES = ["Anna Meier", "Reception", "Star GmbH", *(clean for _, clean in EVIL.values())]
IN_ASCII = ["Anna Meier", "Reception", "SHELL(reboot) x b id /b", "retsE Ost", "Ina[31m O'Neil; #1 & 100 %"] + [
    "Lukasz Zolc - Sohne (Koln)",
    "wang wei Ivanova",
]
BEGINNINGS = {name[:length].rstrip().encode() for name in NAMES + IN_ASCII for length in range(81)}
"""All that may ever come out: names that the book has, or what they begin with, or nothing."""

NUMBERS = [ANNA, "030 23125 123", "0049-30-23125123", *EVIL, TWINS, WORDS, SHORT, LIKELY, "anonymous", "", "+442079460123", "x", "+", "${EXTEN}"]
VALUES = {
    "number": NUMBERS,
    "service": ["support", "empty", "sales", "nowhere", "", "\x00", "a/b", "*"],
    "session": ["c-1", "c 1", "", "+49", "x" * 200],
    "deadlineMs": ["100", "1", "0", "-5", "soon", "7500", "99999999999999999999", "1e3", ""],
    "likely": ["yes", "no", "YES", "true", "1", ""],
    "max": ["1", "7", "80", "0", "-1", "99999999999999999999", "ten", ""],
    "ascii": ["yes", "no", "Yes", "1", ""],
}
KINDS = [FORM, "application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=latin1", "", "🤷"]


def random_request(dice: random.Random) -> tuple[bytes, bytes]:
    """A body, good, spoilt or nonsense, and what it says that it is."""
    chosen = {name: dice.choice(values) for name, values in VALUES.items() if dice.random() < (0.95 if name == "number" else 0.2)}
    if dice.random() < 0.1:
        chosen[dice.choice(["x", "", "Number", "caller[number]"])] = dice.choice(NUMBERS)
    if dice.random() < 0.4:
        body = json.dumps(chosen | ({"max": dice.choice([3, True, None, [], 1.5])} if dice.random() < 0.1 else {})).encode()
        kind = "application/json" if dice.random() < 0.8 else dice.choice(KINDS)
    else:
        encode = quote_plus if dice.random() < 0.9 else str
        body = "&".join(f"{name}={encode(value)}" for name, value in chosen.items()).encode()
        kind = FORM if dice.random() < 0.8 else dice.choice(KINDS)
    if dice.random() < 0.3:
        body = _spoilt(bytearray(body), dice)
    return body, kind.encode()


def _spoilt(body: bytearray, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        place = dice.randint(0, len(body))
        match dice.randint(0, 4):
            case 0:
                del body[place : place + dice.randint(1, 8)]
            case 1:
                body[place:place] = dice.randbytes(dice.randint(1, 8))
            case 2:
                body[place:place] = dice.choice([b"%", b"%00", b"%0d%0a", b"&", b"=", b"+", b'"', b"\\", b"\\u0000", b"{", b"${x}", b"\r\n\r\n"])
            case 3:
                body += body[: dice.randint(0, 200)]
            case 4:
                body = bytearray(dice.randbytes(dice.randint(0, 300)))
    return bytes(body)


def ask_at_random(server: Callcard, count: int, seed: int, ahead: int = 8) -> dict[bytes, int]:
    """Sends so many random requests over one connection, some ahead, and returns how often each body came; each was 200."""
    dice, line = random.Random(seed), Line(server)
    seen: dict[bytes, int] = {}
    for start in range(0, count, ahead):
        requests = [random_request(dice) for _ in range(min(ahead, count - start))]
        line.socket.sendall(b"".join(_message(line.key.token, body, kind) for body, kind in requests))
        for request in requests:
            reply = line.read()
            assert reply.status == 200, (reply, request, seed)
            if reply.body not in BEGINNINGS:
                raise AssertionError(f"{reply.body!r} came for {request!r} (seed {seed})")
            seen[reply.body] = seen.get(reply.body, 0) + 1
    line.close()
    return seen


def _message(token: str, body: bytes, kind: bytes) -> bytes:
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {token}\r\nContent-Length: {len(body)}\r\n".encode()
    return head + (b"Content-Type: " + kind + b"\r\n" if kind else b"") + b"\r\n" + body


def missing(counts: Iterable[bytes]) -> set[str]:
    """Names that never came out whole: a server that always says nothing is found by them."""
    return set(NAMES) - {body.decode() for body in counts}
