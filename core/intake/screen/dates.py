"""Dates of birth: dates after a birth word, and full dates that can hardly be anything else."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span

MONTHS: Final = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    r"|jan|feb|febr|mrt|maa|apr|jun|jul|aug|sept?|okt|nov|dec)\.?"
)
DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH: Final = r"(?:0?[1-9]|1[0-2])"
YEAR: Final = r"(?:19|20)\d\d"
SEPARATOR: Final = r" ?[./\-,] ?|\ "
NUMERIC: Final = (
    rf"(?<!\d){DAY}(?:{SEPARATOR}){MONTH}(?:{SEPARATOR})(?:{YEAR}|'?\d\d)(?!\d)"
    rf"|(?<!\d){YEAR}[-./]{MONTH}[-./]{DAY}(?!\d)"
)
WRITTEN: Final = rf"(?<!\d){DAY}(?:e|ste|de)?[ -]?{MONTHS}(?!\w)(?:[ -]?(?:{YEAR}|'?\d\d(?!\d)))?"
MONTH_YEAR: Final = rf"(?<!\w){MONTHS} (?:19|20)\d\d(?!\d)"
SHORT: Final = rf"(?<!\d){DAY}[./-]{MONTH}(?![\d./-])"
ANY_DATE: Final = re.compile(rf"{NUMERIC}|{WRITTEN}|{MONTH_YEAR}|{SHORT}|(?<!\d)\d{{8}}(?!\d)", re.IGNORECASE)
FULL_DATE: Final = re.compile(
    rf"(?<![\d/.-]){DAY}([./-]){MONTH}\1(?P<a>{YEAR})(?![\d/.-]\d|\d)|(?<![\d/.-])(?P<b>{YEAR})-{MONTH}-{DAY}(?!\d)"
    rf"|(?<!\d){DAY} {MONTHS} (?P<c>{YEAR})(?!\d)",
    re.IGNORECASE,
)
CUE: Final = re.compile(
    r"(?<!\w)(?:geboren|geb|gebore|geboortedatum|geboortedag|geb\.? ?dat(?:um)?|geboorte|gbd|dob|verjaart|verjaardag"
    r"|verjaren|jarig|jarigen|bevallen|bevalling|bevalt|née?|ter wereld gekomen|born)(?!\w)|°|(?<=\()\*(?=\d)",
    re.IGNORECASE,
)
# What must stand in a text (in small letters) before a slower pattern can find anything; most texts have none of it.
CUED: Final = re.compile(r"geb|gbd|dob|verja|jar|beval|né|wereld|born|[°*]")
CENTURY: Final = re.compile(r"(?:19|20)\d\d")
# A group of people, a rule or a period, rather than one person.
GROUP: Final = re.compile(
    r"(?<!\w)(?:na|voor|vóór|vanaf|sinds|tussen|tot|uiterlijk|ouder|jonger|of)(?!\w)", re.IGNORECASE
)
LAW: Final = re.compile(
    r"(?:wet|decreet|decreten|besluit|ordonnantie|omzendbrief|kb|mb|verdrag|richtlijn|arrest|vonnis|sinds|vanaf|tot|tegen"
    r"|t\.?e\.?m\.?|gebouwd|opgericht|inwerking\w*|van kracht|dateert|goedgekeurd|zitting|versie|notulen|verslag)"
    r"[^\d\n]{0,30}$|(?<!\w)(?:op|per|voor|na|en|ingang van|d\.d\.|minister[^\d\n]{0,30}) $",
    re.IGNORECASE,
)
REACH: Final = 45
# The year from which a bare date may just as well be about today's work.
RECENT: Final = 2000


def find_birth_dates(text: str) -> Iterator[Span]:
    """Yield dates of birth of a folded text: after a cue, before one, or a bare date before 2000."""
    for cue in CUE.finditer(text) if CUED.search(text.lower()) else ():
        date = ANY_DATE.search(text, cue.end(), min(len(text), cue.end() + REACH + 20))
        if date and date.start() - cue.end() <= REACH and one_person(text[cue.end() : date.start()]):
            yield Span(date.start(), date.end(), "BIRTHDATE")
    for date in FULL_DATE.finditer(text) if CENTURY.search(text) else ():
        year = int(date["a"] or date["b"] or date["c"])
        follows = CUE.search(text, date.end(), min(len(text), date.end() + 15))
        lawful = LAW.search(text, max(0, date.start() - REACH), date.start())
        if (year < RECENT and not lawful) or (follows and not re.search(r"[.;\n]", text[date.end() : follows.start()])):
            yield Span(date.start(), date.end(), "BIRTHDATE")


def find_dates_at(text: str, ends: set[int]) -> Iterator[Span]:
    """Yield full dates that stand right behind a name; `ends` holds the places where names end."""
    for date in FULL_DATE.finditer(text) if CENTURY.search(text) else ():
        gap = re.search(r"[ ,(:;°*-]{1,4}$", text[max(0, date.start() - 4) : date.start()])
        if gap and date.start() - len(gap.group()) in ends:
            yield Span(date.start(), date.end(), "BIRTHDATE")


def one_person(between: str) -> bool:
    """Tell whether the words between the cue and the date can be about one person's birth."""
    return not GROUP.search(between) and not re.search(r"[!?\n]|\.\s+[A-Z]", between)
