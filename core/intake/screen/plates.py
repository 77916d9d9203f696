"""Number plates: Belgian ones anywhere, others in the neighbourhood of a vehicle word."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span

# 1-ABC-123, or a letter in front for trailers, taxis and motorcycles. In small letters the digit must stand against
# the letters or a hyphen, and the letters must be no unit: "1ste 250", "2 uur 300".
MODERN: Final = re.compile(
    r"(?<![\w-])(?:[1-9OQZTX][-. /]{1,3}[A-Z]{3}[-. /]{1,3}|[A-Za-z][-./][A-Za-z]{3}[-./]|[A-Z]-[A-Z]{3}-"
    r"|[1-9][ .-]?[A-Z]{3}[ .-]?|[1-9][-./]?(?!ste|uur|min|mln|mld|jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)"
    r"[A-Za-z]{3}[-./ ]?)\d{3}(?![\w-])"
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
    r"(?<!\w)(?:\w{0,12}plaat|kenteken|plaatnummer)(?!\w)"
    r"(?:[ :'\"(]{1,3}(?:van|is|met|de|auto|nr|nummer|wagen)){0,3}"
    r"[ :'\"(]{1,3}(?P<plate>(?=[^\n]{0,10}\d)[A-Za-z0-9]{1,9}(?:[-. ]{1,3}(?-i:\d{1,4}|[A-Z]{1,4})){0,3})(?!\w)",
    re.IGNORECASE,
)
VEHICLE: Final = re.compile(
    r"(?<!\w)(?:\w{0,20}(?:plaat|platen|wagens?|auto'?s?)|kenteken|camion(?:ette)?|truck|oplegger|voertuig"
    r"|taxi|bestelbus|busje|moto|motor|brommer|bromfiets|scooter|tractor|mobilhome|caravan|rijdt|geparkeerd|parkeert|parkeren|chauffeur|bestuurder"
    r"|bmw|golf|audi|opel|ford|fiat|seat|skoda|volvo|toyota|renault|citro[eë]n|peugeot|mercedes|volkswagen|vw|dacia|hyundai|kia"
    r"|nissan|mazda|tesla)(?!\w)",
    re.IGNORECASE,
)
# Only near a vehicle: old plates without hyphen, small letters, and the shapes of other countries.
BESIDE_VEHICLE: Final = re.compile(
    r"(?<![\w-])(?:[A-Z]{3}[ .]?\d{3}|\d{3}[ .]?[A-Z]{3}|[a-z]{3}-\d{3}|[1-9] [a-z]{3} \d{3}"
    r"|[A-Z]{1,3}-[A-Z]{1,2} ?\d{1,4}|[A-Z]{2} ?\d{4,5}|[A-Z]{2} ?\d{3} ?[A-Z]{1,2}|[A-Z]{2}\d{2} ?[A-Z]{3}"
    r"|\d{4} ?[A-Z]{3}|[A-Z]{1,2}[ -]\d{2,3}[ -][A-Z]{3})(?![\w-])"
)
CODES: Final = frozenset(
    {
        "ISO",
        "NEN",
        "NBN",
        "WVG",
        "BBC",
        "ECL",
        "TEL",
        "GSM",
        "EUR",
        "LOT",
        "REF",
        "ART",
        "BUS",
        "NIS",
        "BMW",
        "KIA",
        "SUV",
    }
)
NEAR: Final = 60
# What must stand in a text before a slower pattern can find anything; most texts have none of it.
THREE: Final = re.compile(r"\d{3}")
HYPHENED: Final = re.compile(r"[A-Z\d]-[A-Z\d]")
LETTERED: Final = re.compile(r"\d{3}|[A-Z]{2}|[A-Z]-")


def find_plates(text: str) -> Iterator[Span]:
    """Yield number plates of a folded text."""
    possible = (MODERN, OLD) if THREE.search(text) else ()
    for pattern in (*possible, ABROAD) if HYPHENED.search(text) else possible:
        for match in pattern.finditer(text):
            if CODES.isdisjoint(re.findall(r"[A-Z]+", match.group())):
                yield Span(match.start(), match.end(), "PLATE")
    small = text.lower()
    for match in CUED.finditer(text) if "plaat" in small or "kenteken" in small else ():
        if re.search(r"\d", match["plate"]) and re.search(r"[A-Za-z]", match["plate"]):
            yield Span(match.start("plate"), match.end("plate"), "PLATE")
    for match in BESIDE_VEHICLE.finditer(text) if LETTERED.search(text) else ():
        near = VEHICLE.search(text, max(0, match.start() - NEAR), match.end() + NEAR // 2)
        if near and CODES.isdisjoint(re.findall(r"[A-Z]+", match.group())):
            yield Span(match.start(), match.end(), "PLATE")
