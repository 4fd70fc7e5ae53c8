"""Telephone numbers as people type them into a CRM, each beside the number that calls. All are reserved for fiction."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Writing:
    """One text of a number field."""

    region: str
    """Where the text was typed; the service that asks is of this region."""
    e164: str
    """Who calls."""
    text: str


def _written(region: str, stem: str, first: int, digits: int, texts: str) -> list[Writing]:
    """A writing for each line; `N` in it stands for the last digits, which rise from line to line and complete `stem`."""
    written = []
    for offset, text in enumerate(texts.strip().splitlines()):
        last = f"{first + offset:0{digits}d}"
        text = re.sub("NN(.)NN", rf"{last[:2]}\g<1>{last[2:]}", text).replace("N", last)
        written.append(Writing(region, stem + last, text.replace("\\n", "\n")))
    return written


WRITINGS = [
    *_written("DE", "+493023125", 101, 3, """
+49 30 23125N
+493023125N
+49 (0)30 23125N
0049 30 23125N
004930 23125N
030 23125N
030/23125N
030-23125N
(030) 23125N
030 231 25 N
030 / 23 125 N
+49-30-23125N
+49 30 23125-N
03023125N
49 30 23125N
"""),
    *_written("US", "+1202555", 110, 4, """
+1 202 555 N
+1202555N
(202) 555-N
202-555-N
202.555.N
202555N
1-202-555-N
+1 (202) 555-N
1 (202) 555 N
+1-202-555-N
202 555 N
(202)555-N
+1.202.555.N
202/555-N
001 202 555 N
"""),
    *_written("GB", "+4420794601", 20, 2, """
+44 20 7946 01N
+4420794601N
+44 (0)20 7946 01N
0044 20 7946 01N
020 7946 01N
020794601N
(020) 7946 01N
020-7946-01N
+44 (20) 7946 01N
0207 946 01N
+44-20-7946-01N
020 79 46 01 N
44 20 7946 01N
+44 207 946 01N
+44(0)20 794601N
"""),
    *_written("FR", "+3319900", 110, 4, """
+33 1 99 00 NN NN
+3319900N
+33 (0)1 99 00 NN NN
0033 1 99 00 NN NN
01 99 00 NN NN
019900N
01.99.00.NN.NN
01-99-00-NN-NN
(01) 99 00 NN NN
+33.1.99.00.NN.NN
01 99 00 N
+33 1 9900N
33 1 99 00 NN NN
01/99/00/NN/NN
00331 9900N
"""),
]
"""60 ordinary writings, 15 of each region, each of a number of its own."""

FREE_TEXT = _written("DE", "+493023125", 201, 3, """
030 23125N (Zentrale)
030 23125N privat
Tel. 030 23125N
Tel: 030/23125N Fax: 030/23125903
030 23125N / 030 23125904
030 23125N, 030 23125905
030 23125N\\n030 23125906
030 23125N; 030 23125907
+49 30 23125N (mobil)
mobil +49 30 23125N
Büro: 030-23125N
+49 (0)30 23125N – Empfang
030 23125N Frau Meier
Frau Meier, 030 23125N
030 23125N nur vormittags
0049 30 23125N (Durchwahl)
(030) 23125N privat
030 23125N oder 030 23125917
T 030 23125N
Tel.: +49 30 23125-N
030 23125N abends
☎ 030 23125N
Zentrale 030 23125N, Herr Busch
030 23125N (bitte nicht vor 9 Uhr)
tel:+493023125N
+49 30 23125N | +49 30 23125925
030 23125N [alt]
+493023125N WhatsApp
Handy: 0049 30 23125N
030 23125N und 030 23125929
Fax 030 23125930, Tel 030 23125N
030 23125N - Sekretariat
030.23125.N (Büro)
Telefon 030 / 23 125 N
030 23125N DW 5
030/23 125-N (AB)
030 23125N ext. 12
* 030 23125N
030 23125N ?
""")
"""39 contents of a free-text field that hold a number and something beside it."""
