"""Telephone numbers: Belgian and foreign, however the digits are set apart."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span

# Each digit may be followed by a few separators; every repetition is bounded, so time stays linear.
GAP: Final = r"[ .,/()\-|_]{0,3}"
RUN: Final = re.compile(
    rf"""(?<![\w+])
    (?:
      (?P<date>\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d(?!\d) | (?:19|20)\d\d-\d\d-\d\d(?!\d))
    | (?P<abroad>\(?(?:\+|00)\)?{GAP}[1-9](?:{GAP}\d){{7,14}})
    | (?P<home>\(?[0oO](?:{GAP}\d){{8,9}})
    )
    (?![\d]|[./-]\d)""",
    re.VERBOSE,
)
CUE: Final = re.compile(
    r"""(?<!\w)(?:tel(?:efoon)?(?:nummer|nr)?|gsm(?:-?(?:nummer|nr))?|mobiel|whatsapp|sms
    |(?:op)?bel(?:len|t|de)?(?:\ (?:op|naar))?|bereikba(?:ar|re)(?:\ op)?|bereiken(?:\ op)?)(?!\w)[^\d\n]{0,25}?
    (?P<number>(?:\+|00)?\d(?:[ ./()\-]{0,3}\d){7,12})(?!\d|[./-]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
# A number under one of these words belongs to an organisation or a file, not to a person.
NOT_PHONE: Final = re.compile(
    r"(?:\bBE|kbo|ondernemings?(?:nummer|nr)|btw|vestigings(?:nummer|eenheid)|dossier\w*|referentie\w*|\bref|factuur\w*"
    r"|artikel\w*|bestel\w*|isbn|serie\w*|klantnummer)[^\w\n]{0,3}(?:nummer|nr)?[^\w\n]{0,3}$",
    re.IGNORECASE,
)
# Numbers that are always a service: free numbers, shared costs, premium rates.
SERVICE: Final = ("0800", "0900", "0902", "0903", "0904", "0905", "0906", "0909", "070", "078")
LONG_HOME: Final = ("04", "06", "07")
UNITS: Final = r"(?:nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen)"
TENS: Final = r"(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)"
TEENS: Final = r"(?:tien|elf|twaalf|(?:der|veer|vijf|zes|zeven|acht|negen)tien|(?:vier)?honderd)"
SPELLED: Final = re.compile(
    rf"(?<!\w)(?:nul|zero)(?:[ ,.\-]{{1,2}}(?:(?:{UNITS}[eë]n)?{TENS}|{TEENS}|{UNITS})(?!\w)){{4,12}}", re.IGNORECASE
)


def find_phones(text: str) -> Iterator[Span]:
    """Yield the telephone numbers in digits of a folded text; numbers of services (0800, 078) are left alone."""
    for match in RUN.finditer(text):
        if match["date"]:
            continue
        digits = re.sub(r"\D", "", match.group().replace("o", "0").replace("O", "0"))
        if match["home"] and (
            not home_number(digits) or NOT_PHONE.search(text, max(0, match.start() - 40), match.start())
        ):
            continue
        if match["abroad"] and not match.group().lstrip("(").startswith("+") and len(digits) < len("0032") + 8:
            continue
        # A bracket that only closes after the number is the sentence's own.
        around = match.group().startswith("(") and ")" not in match.group()
        yield Span(match.start() + around, match.end(), "PHONE")
    for match in CUE.finditer(text):
        digits = re.sub(r"\D", "", match["number"])
        if not digits.startswith(SERVICE):
            yield Span(match.start("number"), match.end("number"), "PHONE")


def find_spelled(text: str) -> Iterator[Span]:
    """Yield telephone numbers that are written out in words."""
    small = text.lower()
    if "nul" in small or "zero" in small:
        for match in SPELLED.finditer(text):
            yield Span(match.start(), match.end(), "PHONE")


def home_number(digits: str) -> bool:
    """Tell whether digits which start with 0 are a Belgian number or a neighbour's mobile number."""
    if digits.startswith(SERVICE) or digits[1] == "0":
        return False
    return len(digits) == len("031234567") or digits.startswith(LONG_HOME)
