"""Bank accounts: IBAN of any country, old Belgian account numbers and payment cards."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span

LENGTHS: Final = {
    country: length
    for length, countries in (
        (15, "NO"), (16, "BE BI"), (18, "DK FI FO GL NL SD"), (19, "MK SI"), (20, "AT BA EE KZ LT LU XK"),
        (21, "CH HR LI LV"), (22, "BG BH CR DE GB GE IE ME RS VA"), (23, "AE GI IL IQ OM TL"),
        (24, "AD CZ DZ ES MD PK RO SA SE SK TN VG"), (25, "AO CV MZ PT ST"), (26, "IS TR"),
        (27, "BF BJ CI CG CM DJ FR GA GR IT KM MC MG ML MR SM SN"),
        (28, "AL AZ BY CY DO GT HN HU LB MA NE NI PL SV TD TG"),
        (29, "BR EG PS QA UA"), (30, "JO KW MU YE"), (31, "MT SC"), (32, "LC"), (33, "RU"),
    )
    for country in countries.split()
}  # fmt: skip
HEAD: Final = re.compile(r"(?<![^\W_])[A-Za-z]{2}[ .\-]{0,2}\d[ .\-]?\d(?=[ .\-]{0,2}[A-Za-z0-9])")
TAIL: Final = re.compile(r"[ .\-]{0,2}([A-Za-z0-9])")
OLD: Final = re.compile(r"(?<![\w-])(\d{3})[ -](\d{7})[ -](\d\d)(?![\w-])")
CARD: Final = re.compile(r"(?<![\w-])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{4,5}(?![\w-])")
MODULUS: Final = 97


def find_accounts(text: str) -> Iterator[Span]:
    """Yield account numbers; a Belgian IBAN counts when it looks like one, others when their check holds."""
    for match in HEAD.finditer(text):
        country = match.group()[:2].upper()
        length = LENGTHS.get(country)
        if length is None:
            continue
        code, end = gather(text, match, length)
        belgian = country == "BE" and code[2:].isdigit()
        # A longer run of digits is something else; letters may be a next word.
        open_end = text[end : end + 1].isdigit()
        if len(code) == length and not open_end and (belgian or valid_iban(code)):
            yield Span(match.start(), end, "IBAN")
    for match in OLD.finditer(text):
        if int(match[1] + match[2]) % MODULUS in {int(match[3]), int(match[3]) % MODULUS}:
            yield Span(match.start(), match.end(), "IBAN")
    for match in CARD.finditer(text):
        if valid_card(re.sub(r"\D", "", match.group())):
            yield Span(match.start(), match.end(), "IBAN")


def gather(text: str, head: re.Match[str], length: int) -> tuple[str, int]:
    """Return up to `length` letters and digits from the head on, and where they end in the text."""
    code = re.sub(r"[ .\-]", "", head.group()).upper()
    end = head.end()
    while len(code) < length and (match := TAIL.match(text, end)):
        code += match[1].upper()
        end = match.end()
    return code, end


def valid_iban(code: str) -> bool:
    """Tell whether an IBAN in capitals without spaces passes ISO 13616 (modulo 97 is 1)."""
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % MODULUS == 1


def valid_card(digits: str) -> bool:
    """Tell whether the digits pass Luhn's check, and do not repeat one digit only."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return len(set(digits)) > 1 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004
