"""CSV by the letter of RFC 4180, section 2, in UTF-8: what it does not allow is an error, not a guess."""

from __future__ import annotations

CR, LF, COMMA, QUOTE = 0x0D, 0x0A, 0x2C, 0x22


def read(data: bytes) -> list[list[str]]:
    """All records, the heading first. Fails for anything that two readers could see differently: a bare line end, a quote inside
    of a bare cell, text after a closing quote, a control character that is not quoted, records of different lengths, no last end."""
    assert not data.startswith(b"\xef\xbb\xbf"), "a mark at the beginning becomes part of the first name"
    records: list[list[str]] = []
    record: list[str] = []
    at = 0
    while at < len(data):
        cell, at = _cell(data, at)
        record.append(cell.decode("utf-8"))
        if data[at] == COMMA:
            at += 1
            continue
        assert data[at : at + 2] == b"\r\n", f"a record that does not end in CRLF, at byte {at}"
        records.append(record)
        record, at = [], at + 2
    assert not record, "the last record has no end"
    assert len({len(record) for record in records}) <= 1, "records of different lengths"
    return records


def _cell(data: bytes, at: int) -> tuple[bytes, int]:
    """One cell, and where it ends: at a comma or a line end."""
    if data[at] != QUOTE:
        start = at
        while data[at] not in (COMMA, CR, LF):
            assert data[at] != QUOTE, f"a quote inside of a bare cell, at byte {at}"
            assert data[at] >= 0x20 and data[at] != 0x7F, f"a control character in a bare cell, at byte {at}"
            at += 1
            assert at < len(data), "the last record has no end"
        return data[start:at], at
    cell, at = bytearray(), at + 1
    while True:
        end = data.find(QUOTE, at)
        assert end >= 0, "a quoted cell without end"
        cell += data[at:end]
        if data[end + 1 : end + 2] != b'"':
            assert data[end + 1 : end + 2] in (b",", b"\r"), f"text after a closing quote, at byte {end + 1}"
            return bytes(cell), end + 1
        cell.append(QUOTE)
        at = end + 2
