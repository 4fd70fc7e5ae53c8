"""What the contract says of a number, computed from PyPI `phonenumbers`, and a seeded corpus of writings.

A second implementation of the contract's paragraph *number*, on another port of the same library: where it and Callcard
differ, one of them is wrong. Run as a script it prints the corpus, or writes it with `--write`.

A line is `input<TAB>region<TAB>expected`; the region is `-` for none; tab, line ends, backslash and what is not printable are
written as Python escapes in the input. Expected is one of `withheld`, `short:<digits>`, `!region`, `!invalid`,
or E.164 with `;ext=<digits>` behind it where there is an extension.
"""

import pathlib
import random
import re
import sys
import unicodedata
from urllib.parse import unquote_to_bytes

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult
from phonenumbers.phonenumber import CountryCodeSource

VERSION = "8.12.57"
SEED = 81257
FILE = pathlib.Path(__file__).resolve().parent.parent / "PhoneNumbersTests/Resources/corpus.tsv"
WORDS = set(
    "anonymous restricted private unavailable withheld unknown blocked coolline anonym unbekannt unterdrückt unterdrueckt "
    "unterdruckt privat anonyme masqué masque inconnu anonimo privato sconosciuto anónimo privado desconocido anoniem "
    "onbekend".split()
) | {"private number", "no caller id", "number withheld", "-1", "-2"}
CODES = {"+266696687", "+7378742833", "+2562533", "+8566696"}
SPACE = " \t\n\v\f\r"


class Refused(Exception):
    """Carries what the corpus says of it."""


def expected(text, region):
    """The third column for a text; `region` is None for none."""
    try:
        return read(text, region)
    except Refused as refused:
        return str(refused)


def read(text, region):
    if len(text.encode()) > 256:
        raise Refused("!invalid")
    if text == "":
        return "withheld"
    number, has_context = undressed(text)
    if number is None:
        return "withheld"
    if "*" in number or re.match(r"[^0-9\u0080-\U0010FFFF]*#", number):
        raise Refused("!invalid")
    digits = "".join(str(unicodedata.decimal(c)) for c in number if unicodedata.decimal(c, None) is not None)
    has_plus = bool(re.match(r"[^\d+\uFF0B]*[+\uFF0B]", number))
    if not digits or any(unprintable(c) for c in number):
        raise Refused("!invalid")
    if region not in phonenumbers.SUPPORTED_REGIONS:
        region = None
    parsed = parse(number, region)
    if not has_context and not has_plus:
        internal = internal_digits(number, digits, parsed, region)
        if internal is not None:
            return f"short:{internal}"
    if isinstance(parsed, NumberParseException):
        no_country = parsed.error_type == NumberParseException.INVALID_COUNTRY_CODE
        is_national = no_country and region is None and not has_plus and len(digits) <= 28
        raise Refused("!region" if is_national else "!invalid")
    is_international = parsed.country_code_source in (
        CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN, CountryCodeSource.FROM_NUMBER_WITH_IDD)
    e164 = f"+{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"
    if is_international and e164 in CODES:
        return "withheld"
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return f"short:{phonenumbers.national_significant_number(parsed)}"
    if reason != ValidationResult.IS_POSSIBLE and not (is_international and 8 <= len(e164) <= 16):
        raise Refused("!invalid")
    ext = normal(parsed.extension or "")
    parsed.extension = parsed.raw_input = None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) + (f";ext={ext}" if ext else "")


def parse(text, region):
    try:
        return phonenumbers.parse(text, region, keep_raw_input=True)
    except NumberParseException as error:
        return error


def normal(digits):
    return phonenumbers.normalize_digits_only(digits)


def unprintable(character):
    point = ord(character)
    return (unicodedata.category(character) == "Cc" and character not in "\t\n\r") or point & 0xFFFE == 0xFFFE \
        or 0xFDD0 <= point <= 0xFDEF


def internal_digits(text, digits, parsed, region):
    """The digits of a short or internal number of at most six digits, or None."""
    main = digits
    if not all(is_plain(character) for character in text):
        neutral = parse(text, "DK")
        if isinstance(neutral, NumberParseException):
            return None
        main = digits[:len(digits) - len(normal(neutral.extension or ""))]
        if main != phonenumbers.national_significant_number(neutral):
            return None
    if not 1 <= len(main) <= 6:
        return None
    if region is None:
        return None if len(main) > 1 and main[0] == "0" else main
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    is_behind_trunk = bool(trunk) and main.startswith(trunk) and len(main) > len(trunk)
    if isinstance(parsed, NumberParseException):
        if parsed.error_type != NumberParseException.NOT_A_NUMBER or is_behind_trunk and trunk[0] == "0":
            return None
        return main
    taken_off = len(phonenumbers.national_significant_number(parsed)) < len(main)
    if parsed.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_IDD:
        return None
    if is_behind_trunk and (trunk[0] == "0" or taken_off):
        return None
    return None if phonenumbers.is_valid_number(parsed) else main


def is_plain(character):
    return character in "./()[]\uFF0E\uFF0F\uFF08\uFF09\uFF3B\uFF3D" or character.isspace() \
        or unicodedata.category(character) in ("Nd", "Zs", "Pd", "Cf")


def undressed(text):
    """The number's own text, None for a withheld one, and whether a phone-context was there."""
    text = text.strip(SPACE)
    try:
        number, has_context = undressed_address(text)
    except Refused:
        if is_word(text.partition("<")[0]):
            return None, False
        raise
    if number is not None and not re.search(r"[0-9\u0080-\U0010FFFF]", number) and is_word(text.partition("<")[0]):
        return None, False
    return number, has_context


def undressed_address(text):
    bracketed = re.search(r"<([^<>]*)[^<]*$", text, re.DOTALL)
    if bracketed:
        inside = bracketed[1].strip(SPACE)
        if re.match("(sips?|tel):", inside, re.I) or "@" in inside or is_word(inside):
            text = inside
    if is_word(text):
        return None, False
    scheme = re.match("(sips?|tel):", text, re.I)
    if scheme and scheme[1].lower() == "tel":
        return subscriber(text[4:])
    if scheme:
        return sip(text[scheme.end():])
    if "@" in text:
        return sip(text)
    if ";phone-context=" in text.lower():
        return subscriber(text)
    return without_narrow_spaces(text), False


def without_narrow_spaces(text):
    return text.replace("\u202F", " ").replace("\u2007", " ")


def sip(text):
    user, at, host = text.partition("@")
    host = re.match(r"[^:;?/> ]*", host)[0]
    user = user.partition(":")[0] if at else re.match("[^:;?]*", user)[0]
    if not at and not is_word(user) and not re.fullmatch(r"[0-9+()%B-]*", user):
        user, host = "", user
    if re.fullmatch(r"anonymous\.invalid\.?", host, re.I):
        return None, False
    number, has_context = subscriber(user)
    if number is not None and re.search("[A-Za-z]", unquoted(user.partition(";")[0])):
        raise Refused("!invalid")
    return number, has_context


def subscriber(text):
    number, *parameters = text.split(";")
    number = unquoted(number)
    if is_word(number):
        return None, False
    found = {}
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        found[name.lower()] = unquoted(value)
    context = found.get("phone-context")
    if context and context[0] == "+" and "+" not in number:
        number = context + number
    if found.get("ext"):
        number += ";ext=" + found["ext"]
    return without_narrow_spaces(number), context is not None


def unquoted(text):
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise Refused("!invalid") from None


def is_word(text):
    text = unicodedata.normalize("NFC", text.strip(SPACE + '"').lower())
    return text in WORDS or text[:1].isalpha() and " ".join(re.split(r"[\s_-]+", text)) in WORDS


# The corpus. Numbers: those reserved for fiction, and the example numbers of the metadata with their ends cut or grown.

FICTION = [("+49", "3023125{:03}", "DE", "0"), ("+44", "2079460{:03}", "GB", "0"), ("+1", "20255501{:02}", "US", "1"),
           ("+33", "19900{:04}", "FR", "0")]
HAND_WRITTEN = """
|- |DE  |DE abc|DE %|DE _|DE *|DE #|DE +|DE ++|DE 888|DE 888|- %5|DE 110|DE 112|DE 112|US 911|US 0|DE 00|DE 01|DE 012|DE
0123|DE 5|DE 5|- 47 11|- 4711|- 4711|DE 1001|US 1001|DE 1234|RU 04711|- 04711|DE 012345|DE 0 12345|FR 001|- 0049|DE 00491|DE
011234|US 119|CU 4711 ext. 5|- 4711 x5|DE 4711#5|DE Tel. 4711|DE (4711)|- [47-11]|DE 471-123|DE 4711;ext=5|- 123456|DE
123456|AD 1234567|- 123ABC|DE *31#030 23125 123|DE #31#030 23125 123|DE *100#|DE 030 23125 123 #5|DE 030 23125*|DE +*4930|DE
4\\u0000711|DE 4\\x0b711|DE 253 0100|US 2530100|US 1 2530100|US +1 2530100|- 202 555 0123|US (202) 555-0123|CA
1-202-555-0123|US 011 49 30 23125 123|US 011 49 30 23125 123|DE 0011 49 30 23125 123|AU 810 49 30 23125 123|RU
8~10 49 30 23125 123|RU 030 23125 123|DE 030 23125 123|- 030/23125-123|AT 030.23125.123|DE 030\\xa023125\\xa0123|DE
030\\u200923125\\u2009123|DE 030\\u202f23125\\u2007123|DE tel:+49%E2%80%AF30%C2%A023125123|-
\\uff0b\\uff14\\uff19 \\uff13\\uff10 \\uff12\\uff13\\uff11\\uff12\\uff15 \\uff11\\uff12\\uff13|-
\\u0660\\u0663\\u0660 \\u0662\\u0663\\u0661\\u0662\\u0665 \\u0661\\u0662\\u0663|DE \\uff14\\uff17\\uff11\\uff11|- \\uff15|DE
+49 (0)30 23125-123|- +49(0)30/23125 123|FR +49 030 23125 123|- +49 (030) 23125 123|- +4930 23125 123 ext. 5|-
030 23125 123 x5|DE 030 23125 123 extn 5|DE 030 23125 123;ext=5|DE 030 23125 123 ,,5|DE 030 23125 123 Durchwahl 5|DE
+493023125123 - 5#|- 0800 FLOWERS|DE 0800 FLOWERS|- 1-800-FLOWERS|US FLOWERS|DE 0x1f|DE +0 30 23125 123|DE +030 23125 123|-
+999 30 23125 123|DE +49 30 23125 123 or 124|- +49 30 23125 123/x124|- 49 30 23125 123|DE 4930231251230|DE
(+49) 30 23125 123|- + 49 30 23125 123|- +49 +49 30 23125 123|- ++49 30 23125 123|- 030 23125 123 / 030 23125 124|DE
+493023125123@pbx.example|- 4711@pbx.example|- anna@example.com|DE anonymous|DE Anonymous|- "Anonymous"|-  RESTRICTED |-
private|- Unavailable|- withheld|- unknown|- unknown caller|- anonymous 030 23125 123|DE sip:anonymous@pbx.example|-
SIP:Anonymous@192.0.2.7:5060;transport=tcp|- sips:restricted@pbx.example|- "Anonymous" <sip:anonymous@anonymous.invalid>|-
Anonymous <sip:c8oqz84zk7z@privacy.example>|- sip:anonymous.invalid|DE sip:+493023125123@anonymous.invalid|-
sip:x@ANONYMOUS.INVALID.;user=phone|- <sip:anonymous@anonymous.invalid>;tag=7|- tel:anonymous|-
"Anonymous" <sip:+493023125123@pbx.example>|- sip:+493023125123@pbx.example;user=phone|- sip:%2B493023125123@pbx.example|-
sip:%2b49%2030%2023125123@pbx.example|- sips:03023125123:secret9@pbx.example|DE
sip:+49-30-23125-123;ext=5@pbx.example;user=phone|- sip:4711@pbx.example|- sip:4711@pbx.example|DE sip:4711|-
sip:+493023125123|- sip:+493023125123;user=phone|- sip:192.0.2.7|DE sip:|DE sip:@pbx.example|DE sip:anna@example.com|DE
sip:anna1970@example.com|DE sip:030%0023125123@pbx.example|DE sip:%ff4711@pbx.example|DE
"Anna 4711" <sip:+493023125123@pbx.example>|- Anna <+49 30 23125 123>|- "A < B" <sip:4711@pbx.example>|-
<tel:+49-30-23125-123>|- sip:7042;phone-context=+4930@pbx.example;user=phone|- sip:030 23125 123@pbx.example|DE
sip:+493023125123@pbx.example?Subject=4711|- tel:+49-30-23125-123|- TEL:+493023125123|- tel:+49(30)23125.123;ext=5|-
tel:%2B493023125123|- tel:030-23125-123|DE tel:030-23125-123|- tel:23125-123;phone-context=+49-30|-
tel:030-23125-123;phone-context=+49|- tel:030-23125-123;phone-context=pbx.example|DE
tel:030-23125-123;phone-context=pbx.example|- tel:7042;phone-context=pbx.example|- tel:7042;phone-context=pbx.example|DE
tel:7042;phone-context=+49|- tel:7042|- tel:7042;ext=5;phone-context=+4930|- tel:23125123;phone-context=+4930;ext=5|-
tel:+493023125123;phone-context=+49|- tel:23125123;Phone-Context=+4930|- tel:23125123;phone-context=|DE
tel:+493023125123;isub=12|- tel:+493023125123;npdi;rn=+491234|- tel:+493023125123;EXT=5|- tel:|DE tel:+|DE tel:%|DE
23125123;phone-context=+4930|- callto:+493023125123|- 1234567890123456789012345678901234567890|DE
1234567890123456789012345678901234567890|- 12345678901234567890123456789|- 123456789012345678901|-
+1234567890123456789012345678901234567890|- +49302312512345678|- +49302312512345|- 030231251234567890|DE +800 1234 5678|-
+87012345678901|- +54 9 11 2345-6789|- 011 15 2345-6789|AR +52 1 222 123 4567|- 044 222 123 4567|MX +7 8 301 123-45-67|-
8 301 123-45-67|RU +39 02 1234 5678|- 02 1234 5678|IT +39 312 345 6789|- +225 25 23 45 6789|- +242 06 123 4567|-
+2290195123456|- 00229 01 95 12 34 56|DE +229 (01) 95123456|- tel:+2290195123456|- +490|- +49 30|DE +49 12345|- +379 06 698 1234|-
+266696687|- +266 696 687|DE 00266696687|DE +7378742833|- +2562533|- +8566696|- -1|- -2|DE -3|- -1|DE BLOCKED|- Private Number|DE
PRIVATE_NUMBER|- No Caller ID|- Number Withheld|- CoolLine|- Anonym|- UNBEKANNT|- Unterdr\xfcckt|- UNTERDR\xdcCKT|-
unterdru\u0308ckt|- Unterdrueckt|- Privat|- ANONYME|- Masqu\xe9|- MASQUE\u0301|- inconnu|- Anonimo|- privato|- Sconosciuto|-
AN\xd3NIMO|- privado|- Desconocido|- Anoniem|- onbekend|- sip:Unbekannt@pbx.example|- sip:Unterdr%C3%BCckt@pbx.example|-
sip:no%20caller%20id@pbx.example|- "Privat" <sip:pbx.example>|- "Unbekannt" <>|- privatissimo|- private number 4711|DE
0 11 96123 4567|BR 0 15 11 96123 4567|BR +55 11 96123-4567|-
"""


def corpus():
    """All lines, the same in every run."""
    for text, region in inputs():
        written = text.encode("unicode_escape").decode()
        yield f"{written}\t{region or '-'}\t{expected(text, region)}"


def inputs():
    seen = set()
    for text, region in (*hand_written(), *fiction(), *examples()):
        if (text, region) not in seen:
            seen.add((text, region))
            yield text, region


def hand_written():
    for entry in re.findall(r"(.*?)\|(-|[A-Z]{2})(?: |\n)", HAND_WRITTEN[1:]):
        yield entry[0].encode("latin-1", "backslashreplace").decode("unicode_escape"), None if entry[1] == "-" else entry[1]


def fiction():
    dice = random.Random(SEED)
    for number in range(20):
        for code, pattern, region, trunk in FICTION:
            national = pattern.format(dice.randrange(100 if ":02" in pattern else 1000))
            for text in (code + national, f"{code}(0){national}", f"00{code[1:]}{national}", trunk + national, national,
                         f"tel:{code}{national}", f"sip:{code}{national}@pbx.example;user=phone",
                         f"{trunk}{national} ext. {number}"):
                yield separated(text, dice), dice.choice([region, region, "CH", None])


def examples():
    dice = random.Random(SEED + 1)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            national = phonenumbers.national_significant_number(example)
            code = str(example.country_code)
            trunk = phonenumbers.ndd_prefix_for_region(region, True) or "0"
            forms = [f"+{code}{national}", f"+{code}{trunk}{national}", trunk + national, f"00{code}{national}",
                     code + national, national[:-1], trunk + national[:-2], national[-6:], national[-7:],
                     f"+{code}{national}0", trunk + national + "00", f"+{code}{dice.choice('01589')}{national}",
                     phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)]
            for text in dice.sample(forms, 5):
                yield (separated(text, dice) if dice.random() < 0.5 else text), dice.choice([region, region, region, "DE", None])


def separated(text, dice):
    if ":" in text:
        return text
    return "".join(c + (dice.choice([" ", "-", ".", "/", "\u00A0"]) if c.isdigit() and dice.random() < 0.2 else "") for c in text)


def main():
    if phonenumbers.__version__ != VERSION:
        sys.exit(f"needs phonenumbers=={VERSION}, found {phonenumbers.__version__}")
    text = "".join(line + "\n" for line in corpus())
    if sys.argv[1:] == ["--write"]:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
