"""A name server (DNS over UDP) with a temper, and a way to have one server under test ask it instead of the system's."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import threading
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from kit.process import BINARY

ADDRESS = "127.0.0.77"
A, AAAA = 1, 28
NXDOMAIN = 3


class NameServer:
    """Answers A and AAAA from a table; names that are not there don't exist. Use it as a context manager.

    Raises `OSError` where port 53 may not be had.
    """

    def __init__(self) -> None:
        self.addresses: dict[str, list[str]] = {}
        self.is_silent = False
        self.asked: list[str] = []
        """The names asked for; one entry for each question, A and AAAA."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((ADDRESS, 53))

    def __enter__(self) -> NameServer:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone would leave the thread in recvfrom().
        self._socket.sendto(b"", (ADDRESS, 53))
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                question, sender = self._socket.recvfrom(512)
                if not question:
                    return
                name, kind, end = self._read(question)
                self.asked.append(name)
                if not self.is_silent:
                    self._socket.sendto(self._answer(question[:end], name, kind), sender)
            except OSError:
                return

    @staticmethod
    def _read(question: bytes) -> tuple[str, int, int]:
        """The name and type of the only question, and where it ends."""
        labels, position = [], 12
        while length := question[position]:
            labels.append(question[position + 1 : position + 1 + length].decode().lower())
            position += 1 + length
        return ".".join(labels), struct.unpack_from("!H", question, position + 1)[0], position + 5

    def _answer(self, question: bytes, name: str, kind: int) -> bytes:
        known = [ip_address(address) for address in self.addresses.get(name, [])]
        fitting = [address for address in known if isinstance(address, IPv4Address if kind == A else IPv6Address)]
        flags = 0x8180 | (0 if known else NXDOMAIN)
        head = question[:2] + struct.pack("!HHHHH", flags, 1, len(fitting), 0, 0)
        records = [b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(a.packed)) + a.packed for a in fitting]
        return head + question[12:] + b"".join(records)


def binary_that_asks(folder: Path) -> Path | str:
    """A command that runs the server with `NameServer` as its only name server, in a mount namespace of its own.

    Returns the reason, in words, where this machine does not allow it.
    """
    if os.geteuid() != 0:
        return "needs root, for a resolv.conf of its own"
    configuration = folder / "resolv.conf"
    configuration.write_text(f"nameserver {ADDRESS}\noptions timeout:1 attempts:1\n")
    script = folder / "callcard-with-names"
    mount = f'mount --bind "{configuration}" /etc/resolv.conf'
    tried = subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        return f"no mount namespace to be had: {tried.stderr.strip()}"
    script.write_text(f'#!/bin/sh\nexec unshare -m sh -c \'{mount} && exec "$0" "$@"\' "{BINARY}" "$@"\n')
    script.chmod(0o755)
    return script
