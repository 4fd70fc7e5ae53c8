#!/usr/bin/env python3
"""Writes Sources/PhoneNumbers/Plans/DialPlanRows.swift from the metadata of PyPI `phonenumbers`.

Usage: generate-number-plans.py [--check]

The version must be the one of the libphonenumber that Callcard links (Debian 12: 8.12.57). With --check nothing is
written, and the exit code is 1 where the file on disk differs. What the columns mean and why they suffice stands in
Sources/PhoneNumbers/Plans/DialPlan.swift.
"""

import pathlib
import re
import sys

try:  # Python 3.11 moved it.
    from re import _constants as constants, _parser as parser
except ImportError:
    import sre_constants as constants
    import sre_parse as parser

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

VERSION = "8.12.57"
TARGET = pathlib.Path(__file__).resolve().parent.parent / "Sources/PhoneNumbers/Plans/DialPlanRows.swift"
EVERY_DIGIT = set("0123456789")


def first_digits(tree):
    """The digits that a match may begin with, and whether a match may be empty."""
    digits = set()
    for operation, argument in tree:
        begins, may_be_empty = first_digits_of_one(operation, argument)
        digits |= begins
        if not may_be_empty:
            return digits, False
    return digits, True


def first_digits_of_one(operation, argument):
    if operation is constants.LITERAL:
        return {chr(argument)} & EVERY_DIGIT, False
    if operation is constants.IN:
        return set().union(*(members(*item) for item in argument)), False
    if operation is constants.BRANCH:
        parts = [first_digits(branch) for branch in argument[1]]
        return set().union(*(digits for digits, _ in parts)), any(empty for _, empty in parts)
    if operation is constants.SUBPATTERN:
        digits, may_be_empty = first_digits(argument[3])
        if argument[0] is not None and may_be_empty:
            raise ValueError("a capturing group that may match nothing")
        return digits, may_be_empty
    if operation is constants.MAX_REPEAT:
        least, _, inner = argument
        digits, may_be_empty = first_digits(inner)
        return digits, may_be_empty or least == 0
    if operation is constants.AT:
        return set(), True
    raise ValueError(f"unexpected {operation}")


def members(kind, value):
    if kind is constants.LITERAL:
        return {chr(value)} & EVERY_DIGIT
    if kind is constants.RANGE:
        return {chr(code) for code in range(value[0], value[1] + 1)} & EVERY_DIGIT
    if kind is constants.CATEGORY and value is constants.CATEGORY_DIGIT:
        return set(EVERY_DIGIT)
    raise ValueError(f"unexpected {kind}")


def alternatives(pattern):
    """Splits a pattern at its outermost bars."""
    parts, depth, in_class, start = [], 0, False, 0
    for place, character in enumerate(pattern):
        if in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "|" and depth == 0:
            parts.append(pattern[start:place])
            start = place + 1
    return parts + [pattern[start:]]


def literal_and_rest(pattern):
    """The first alternative where it is digits only, and the first digits of all others."""
    if not pattern:
        return "", set()
    first, *others = alternatives(pattern)
    if not re.fullmatch("[0-9]+", first):
        return "", first_digits(parser.parse(pattern))[0]
    rest = set()
    for other in others:
        digits, may_be_empty = first_digits(parser.parse(other))
        if may_be_empty:
            raise ValueError("an alternative that may match nothing")
        rest |= digits
    return first, rest


def trunk(metadata):
    literal, rest = literal_and_rest(metadata.national_prefix_for_parsing)
    if literal:
        begins, may_be_empty = first_digits(parser.parse(metadata.general_desc.national_number_pattern))
        if literal[0] in begins or may_be_empty:
            return "", rest | {literal[0]}
    return literal, rest


def lengths(values):
    """2,3,4,7 as 2-4,7."""
    values, runs = sorted(value for value in values if value > 0), []
    for value in values:
        if runs and runs[-1][1] == value - 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs) or "-"


def row(region, country_code, metadata, is_main):
    trunk_literal, trunk_rest = trunk(metadata)
    prefix_literal, prefix_rest = literal_and_rest(metadata.international_prefix if region != "001" else None)
    return " ".join([
        region,
        f"{country_code}{'*' if is_main else ''}",
        lengths(metadata.general_desc.possible_length),
        lengths(metadata.general_desc.possible_length_local_only),
        trunk_literal or "-",
        "".join(sorted(trunk_rest)) or "-",
        prefix_literal or "-",
        "".join(sorted(prefix_rest)) or "-",
    ])


def rows():
    for country_code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        for place, region in enumerate(regions):
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
            yield row(region, country_code, metadata, place == 0)


def source():
    body = "\n".join(f"        {line}" for line in rows())
    return f'''/// Made by Scripts/generate-number-plans.py from the metadata of libphonenumber {VERSION}. Do not edit.
enum DialPlanRows {{
    /// One plan a line; the columns are those of ``DialPlan/init(row:)``.
    static let text: StaticString = """
{body}
        """
}}
'''


def main():
    if phonenumbers.__version__ != VERSION:
        sys.exit(f"needs phonenumbers=={VERSION}, found {phonenumbers.__version__}")
    made = source()
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if TARGET.read_text() == made else f"{TARGET.name} is stale: run {pathlib.Path(__file__).name}")
    TARGET.write_text(made)


if __name__ == "__main__":
    main()
