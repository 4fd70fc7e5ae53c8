#!/usr/bin/env python3
"""Writes an address book of invented contacts as CSV, for measuring.

    generate.py [CONTACTS] > book.csv        (default 1,000,000: 131 MiB)

Each contact has two numbers that nobody else has, in the spellings that people use. The thousand numbers reserved for fiction are
too few, so these are +49 30 2312 and seven further digits: fifteen in all, longer than any number in use. The output depends on
CONTACTS only.

    generate.py --numbers COUNT CONTACTS     prints COUNT of the book's numbers in E.164, evenly spread, for lookups
"""

import sys

FIRST = "Anna Ben Carla Dora Emil Fritz Greta Hanna Ida Jonas Karl Lena Max Nora Otto Paula Rosa Sam Tilda Uwe".split()
LAST = "Meier Okoro Duval Lind Stern Groß Müller Berg Wolf Kern Vogt Haas Frey Kuhn Jung Beck Roth Horn Busch Thal".split()
COMPANY = "Acme Globex Initech Umbra Vandel Wernick Zenit Aurora".split()
CITY = "Berlin Hamburg München Köln Leipzig Dresden Bremen Kassel".split()
STREETS = "Hauptstraße Seestraße Waldweg Ringstraße Gartenweg Bahnhofstraße".split()

SPELLINGS = (
    lambda local: "030 2312 " + local,
    lambda local: "+49 30 2312" + local,
    lambda local: "0049 30 2312 " + local,
    lambda local: "+49302312" + local,
    lambda local: "030/2312-" + local,
    lambda local: "(030) 2312" + local,
    lambda local: "+49 (0)30 2312 " + local,
    lambda local: "+49-30-2312-" + local[:3] + " " + local[3:],
)


def local(index):
    """The digits behind +49 30 2312 of the index-th number: scattered, never twice, and never ending in 0."""
    return "%06d%d" % (index // 9 * 611_953 % 1_000_000, index % 9 + 1)


def row(index):
    first = FIRST[index % len(FIRST)]
    last = LAST[index // 20 % len(LAST)]
    company = COMPANY[index // 7 % len(COMPANY)] + (" GmbH %d" % (index // 40))
    office = SPELLINGS[index % 8](local(index * 2))
    mobile = SPELLINGS[index // 3 % 8](local(index * 2 + 1))
    street = "%s %d" % (STREETS[index % 6], index % 180 + 1)
    email = "%s.%d@c%d.example" % (first.lower(), index, index // 40)
    note = '"seit %d, ""gern"" am Vormittag"' % (1990 + index % 35) if index % 5 == 0 else ""
    return ",".join((str(index), first, last, company, office, mobile, email, street, "%05d" % (10_000 + index % 80_000),
                     CITY[index % 8], note))


def main(arguments):
    if arguments and arguments[0] == "--numbers":
        count, contacts = int(arguments[1]), int(arguments[2])
        step = max(contacts * 2 // count, 1)
        for index in range(count):
            print("+49302312" + local(index * step % (contacts * 2)))
        return
    contacts = int(arguments[0]) if arguments else 1_000_000
    write = sys.stdout.buffer.write
    write("id,first name,last name,company,phone,mobile,email,street,postcode,city,notes\r\n".encode())
    for start in range(0, contacts, 10_000):
        rows = (row(index) for index in range(start, min(start + 10_000, contacts)))
        write(("\r\n".join(rows) + "\r\n").encode())


if __name__ == "__main__":
    main(sys.argv[1:])
