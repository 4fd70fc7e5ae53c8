"""HTTP over asyncio, as little of it as a measurement needs: thousands of connections in one process."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from measure.server import Server


class Wire:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: str) -> None:
        self.reader, self.writer, self.key = reader, writer, key

    @classmethod
    async def open(cls, server: Server, key: str) -> Wire:
        reader, writer = await asyncio.open_connection(server.host, server.port, limit=1 << 20)
        return cls(reader, writer, key)

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """Sends a request; returns the status and the body of the answer."""
        self.send(method, path, body)
        status, headers = await self.head()
        return status, await self.reader.readexactly(int(headers.get(b"content-length", 0)))

    def send(self, method: str, path: str, body: Any = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        kind = "" if body is None else f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {self.key}\r\n{kind}\r\n"
        self.writer.write(head.encode() + data)

    async def head(self) -> tuple[int, dict[bytes, bytes]]:
        lines = (await self.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        pairs = (line.split(b":", 1) for line in lines[1:] if b":" in line)
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, value in pairs}

    def close(self) -> None:
        self.writer.close()
