"""Number plates: Belgian ones anywhere, others in the neighbourhood of a vehicle word."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span

# 1-ABC-123 in any case; with spaces or nothing between, only in capitals or in small letters throughout.
MODERN: Final = re.compile(
    r"(?<![\w-])[1-9OQZTXoqztx](?:[-. ]{1,3}[A-Z]{3}[-. ]{1,3}|[-.][a-z]{3}[-.])\d{3}(?![\w-])"
    r"|(?<![\w-])[1-9][ .-]?[A-Z]{3}[ .-]?\d{3}(?![\w-])|(?<![\w-])[1-9][a-z]{3}\d{3}(?![\w-])"
)
OLD: Final = re.compile(r"(?<![\w-])(?:[A-Z]{3}-\d{3}|\d{3}-[A-Z]{3})(?![\w-])")
ABROAD: Final = re.compile(
    r"""(?<![\w-])(?:
      [A-Z]{2}-\d{3}-[A-Z]{2} | [A-Z]{2}-\d{2}-[A-Z]{2} | [A-Z]{2}-[A-Z]{2}-\d{2} | \d{2}-[A-Z]{2}-[A-Z]{2}
    | \d{2}-[A-Z]{3}-\d | [A-Z]-\d{3}-[A-Z]{2} | [A-Z]{2}-\d{3}-[A-Z] | \d-[A-Z]{3}-\d{2} | \d{2}-[A-Z]{2}-\d{2}
    | [A-Z]{3}-\d{2}-[A-Z] | [A-Z]-\d{2}-[A-Z]{3}
    )(?![\w-])""",
    re.VERBOSE,
)
# After the word for a plate anything with letters and digits is one.
CUED: Final = re.compile(
    r"(?<!\w)(?:(?:nummer)?plaat|kenteken|autoplaat|pla?aatnummer)(?!\w)"
    r"(?:[ :'\"(]{1,3}(?:van|is|met|de|auto|nr|nummer|wagen)){0,3}"
    r"[ :'\"(]{1,3}(?P<plate>(?=[^\n]{0,10}\d)[A-Za-z0-9]{1,8}(?:[-. ]{1,3}[A-Z0-9]{1,4}){0,3})(?!\w)",
    re.IGNORECASE,
)
VEHICLE: Final = re.compile(
    r"(?<!\w)(?:(?:nummer)?plaat|kenteken|auto|wagen|camionette|bestelwagen|voertuig|vrachtwagen|busje|bmw|golf|moto|motor|bromfiets"
    r"|rijdt|geparkeerd|parkeert|chauffeur)(?!\w)",
    re.IGNORECASE,
)
SPACED_OLD: Final = re.compile(
    r"(?<![\w-])(?:[A-Z]{3}[ .]?\d{3}|\d{3}[ .]?[A-Z]{3}"
    r"|[A-Z]{1,3}-[A-Z]{1,2} ?\d{1,4}|[A-Z]{2} ?\d{3,5} ?[A-Z]{0,2})(?![\w-])"
)
CODES: Final = frozenset(
    {"ISO", "NEN", "NBN", "WVG", "BBC", "ECL", "TEL", "GSM", "EUR", "LOT", "REF", "ART", "BUS", "NIS"}
)
NEAR: Final = 60


def find_plates(text: str) -> Iterator[Span]:
    """Yield number plates of a folded text."""
    for pattern in (MODERN, OLD, ABROAD):
        for match in pattern.finditer(text):
            if CODES.isdisjoint(re.findall(r"[A-Z]+", match.group())):
                yield Span(match.start(), match.end(), "PLATE")
    for match in CUED.finditer(text):
        if re.search(r"\d", match["plate"]) and re.search(r"[A-Za-z]", match["plate"]):
            yield Span(match.start("plate"), match.end("plate"), "PLATE")
    for match in SPACED_OLD.finditer(text):
        near = VEHICLE.search(text, max(0, match.start() - NEAR), match.end() + NEAR // 2)
        if near and CODES.isdisjoint(re.findall(r"[A-Z]+", match.group())):
            yield Span(match.start(), match.end(), "PLATE")
