"""National register and BIS numbers, identity cards and Dutch citizen numbers."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span

GAP: Final = r"[ .,/\-]{0,3}"
ELEVEN: Final = re.compile(
    rf"(?<![\w+])(\d\d){GAP}(\d\d){GAP}(\d\d){GAP}(\d\d\d){GAP}(\d\d)(?!\d|[./-]\d)",
)
# The usual way of writing it: even with a wrong check digit it is somebody's number.
WRITTEN: Final = re.compile(
    r"\d\d[. /-]{1,3}\d\d[. /-]{1,3}\d\d[ ./-]{1,3}\d{3}[ ./-]{1,3}\d\d"
    r"|\d{6}[ -]\d{3}[ .-]\d\d"
)
CUE: Final = re.compile(
    r"(?:rijksregister|nationaal (?:nummer|nr)|insz|\brrn?\b|\bniss\b|bis-?(?:nummer|nr)|identificatienummer)"
    r"[^\d\n]{0,25}$",
    re.IGNORECASE,
)
LABELLED: Final = re.compile(
    r"""(?<!\w)(?:bsn|burgerservicenummer|sofi-?nummer|eid
    |(?:identiteitskaart|paspoort|reispas|verblijfskaart)(?:nummer)?)
    (?!\w)[^\d\n]{0,15}?(?P<number>\b[A-Z]{0,2}\d(?:[ .\-]?\d){5,11})(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
MODULUS: Final = 97


def find_identities(text: str) -> Iterator[Span]:
    """Yield national numbers (valid, or written in the usual way) and labelled identity numbers."""
    for match in ELEVEN.finditer(text):
        month, day = int(match[2]), int(match[3])
        calendar = month % 20 <= 12 and month < 53 and day <= 31  # noqa: PLR2004 - BIS adds 20 or 40 to the month
        valid = valid_national_number("".join(match.groups()))
        usual = WRITTEN.fullmatch(match.group()) is not None or 1 <= month <= 12  # noqa: PLR2004
        cued = CUE.search(text, max(0, match.start() - 60), match.start())
        if cued or (calendar and (valid or usual)):
            yield Span(match.start(), match.end(), "NATIONAL_ID")
    for match in LABELLED.finditer(text):
        yield Span(match.start("number"), match.end("number"), "NATIONAL_ID")


def valid_national_number(digits: str) -> bool:
    """Tell whether eleven digits pass the check: 97 less the first nine modulo 97, "2" in front from 2000 on."""
    check = int(digits[9:])
    return check in {MODULUS - int(century + digits[:9]) % MODULUS for century in ("", "2")}
