"""Street addresses: a street with a number, its box, and the postcode and town behind it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from core.intake.screen.spans import Span
from core.intake.screen.words import key_of, word_list

# Streets and squares with one word for a name, and words which make any next one a street.
ALONE: Final = frozenset({"markt", "dorp", "plein", "dries", "dijk", "berg"})
DESCRIBED: Final = frozenset({"Lange", "Korte", "Oude", "Nieuwe", "Grote", "Kleine", "Hoge", "Lage"})
ABBREVIATED: Final = ("str", "stwg", "ln", "pl", "laan", "straat")
# "Meerjarenplan Mobiliteitsbaan 2026" gives a year, not a house.
YEAR: Final = re.compile(r"(?:19|20)\d\d")
# "dreef" and "plein" by themselves are words; "Dorpsplein" is a street.
SHORTEST: Final = 5
NUMBER: Final = (
    r"(?:,? {1,2}(?:(?:huis)?(?:nr|nummer|n°|n)\b[.:]? ?)?"
    r"| op (?:het )?(?:huis)?(?:nr|nummer)\b\.? |,? ?(?:nr|n°)[.:]? ?)"
    r"(?P<number>[1-9]\d{0,3}(?!\d|[.,]\d|:\d| ?%| ?€)(?:[ -]?[A-Fa-f](?![\w']))?(?: ?[-/+] ?\d{1,4}(?![\d/]))?)"
    r"(?P<box>(?:,? {0,2}| ?/ ?)\(?(?:bus|bte|box|app(?:artement)?|apt)\b\.? ?(?:\d[\w.]{0,5}|[A-Z](?!\w))\)?"
    r"| ?(?:bus|b)\.? ?\d{1,4}(?!\w)| ?/ ?\w{1,4}(?!\w))?"
)
# One word that is a street by itself, or the last of a few words; up to four words in front.
STREET: Final = re.compile(
    rf"(?<![\w-])(?P<street>[^\W\d_][\w'.-]{{0,40}})(?<!\d){NUMBER}(?!\w|[.,:]\d|-\d)", re.IGNORECASE
)
# "Steenweg op Gent 45", "Kerkstraat12", "op nummer 12 in de Kerkstraat", "12 rue Haute".
ROAD_TO: Final = re.compile(
    rf"(?<!\w)(?:steenweg|stwg|baan|weg|dreef) (?:op|naar|van|tot) (?-i:[A-Z])[\w'-]{{1,30}}{NUMBER}(?!\w)",
    re.IGNORECASE,
)
GLUED: Final = re.compile(
    r"(?<![\w-])[^\W\d_][\w'-]{2,40}(?:straat|laan|steenweg|dreef|plein|lei)"
    r"(?P<number>[1-9]\d{0,2}[a-f]?)(?![\w])(?P<box>)",
    re.IGNORECASE,
)
NUMBER_FIRST: Final = re.compile(
    r"(?<!\w)(?:(?:huis)?(?:nr|nummer)\.? \d{1,4}[a-f]? (?:in|van|op|aan) (?:de |het )?[^\W\d_][\w'-]{1,40}"
    r"(?:straat|laan|steenweg|dreef|plein|lei|weg|kaai)(?!\w)|[1-9]\d{0,3}[a-f]?,? (?:rue|avenue|boulevard) "
    r"[^\W\d_][\w'-]{0,30}(?: (?-i:[A-Z])[\w'-]{1,30}| (?:de|du|la|des)){0,4})",
    re.IGNORECASE,
)
FRENCH: Final = re.compile(
    rf"(?<!\w)(?:rue|avenue|av\.|chaussée|chaussee|boulevard|bd|place|allée|quai|impasse|clos|square)"
    rf"(?: (?:de|du|des|la|le|les|l'|d')){{0,2}}(?: [^\W\d_][\w'-]{{0,30}}){{1,5}}{NUMBER}(?!\w)",
    re.IGNORECASE,
)
FRONT: Final = re.compile(r"(?:(?<![\w-])[A-Z][\w'.-]{0,30} (?:(?:van|de|den|der|het|ter|ten|'t|en) ){0,3}){1,4}$")
TOWN: Final = re.compile(
    r"(?: ?,| -|\n|;)? {0,2}(?:te |in )?\(?(?P<code>(?:B ?- ?)?[1-9]\d{3})(?!\d)"
    r"(?: {1,2}(?P<town>[^\W\d_][^\W\d_'-]{1,30}(?:[ -](?:[A-Z][\w'-]{1,20}))?))?\)?"
)
TOWN_ONLY: Final = re.compile(r"(?:,| -| te| in)? {0,2}\(?(?P<town>[A-Za-z][^\W\d_]{1,25}(?:-[^\W\d_]{1,20}){0,4})\)?")
CUE: Final = re.compile(
    r"(?:adres(?: is)?|wonende?|woonachtig|woont|wonen|woonde|verblijft|gedomicilieerd|domicilie|gevestigd)\b[ :]{1,3}"
    r"(?:(?:nu|momenteel|alleen|samen|op|in|te|aan|de|het|is) ){0,4}$",
    re.IGNORECASE,
)
# Words with a capital only because they open the sentence.
OPENING: Final = re.compile(
    r"(?:In|Op|Aan|De|Het|Wij|Ze|Zij|Hij|Wie|Van|Te|Adres|Woont|Naar|Bij|Voor|Dhr\.|Mevrouw|En|Tegen|Ook|Onze|Mijn) "
)
# "Kerkstraat 3 keer", "Kerkstraat 2 grote gezinnen": the number counts something.
COUNTED: Final = re.compile(r" {1,2}(?P<what>[a-z']{1,20})(?: (?P<next>[a-z']{1,20}))?")


# Where a street can begin, and how far before its number: most words of a text have no number near.
NUMBERS: Final = re.compile(r"\d+")
START: Final = re.compile(r"(?<!\w)[^\W\d_]")
REACH: Final = 80
# What must stand in a text (in small letters) before a slower pattern can find anything; most texts have none of it.
ROADS: Final = re.compile(r"weg|stwg|baan|dreef")
FIRST: Final = re.compile(r"nr|nummer|rue|avenue|boulevard")
RUES: Final = re.compile(r"rue|av|chauss|boulevard|bd|place|allé|qua|mpasse|clos|square")
JOINED: Final = re.compile(r"[^\W\d_][1-9]")


def find_addresses(text: str) -> Iterator[Span]:
    """Yield street addresses of a folded text, with box, postcode and town when they directly follow."""
    for match in near_numbers(STREET, text):
        if counts(text, match):
            continue
        start = match.start()
        front = FRONT.search(text, max(0, start - 80), start)
        if front and not text[front.start()].isdigit():
            start = trimmed(text, front.start(), match.start())
        end = with_town(text, match.end())
        if is_street(text, match, start, end):
            yield Span(start, end, "ADDRESS")
    small = text.lower()
    possible = ((FRENCH, RUES.search(small)), (ROAD_TO, ROADS.search(small)), (GLUED, JOINED.search(text)))
    for pattern, seen in possible:
        for match in pattern.finditer(text) if seen else ():
            if not counts(text, match):
                yield Span(match.start(), with_town(text, match.end()), "ADDRESS")
    for match in NUMBER_FIRST.finditer(text) if FIRST.search(small) else ():
        yield Span(match.start(), with_town(text, match.end()), "ADDRESS")


def near_numbers(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what `finditer` does, for a pattern that begins with a letter and has a number within REACH characters."""
    done = 0
    for number in NUMBERS.finditer(text):
        for start in START.finditer(text, max(done, number.start() - REACH), number.start()):
            match = pattern.match(text, start.start()) if start.start() >= done else None
            if match:
                yield match
                done = match.end()
        # Everything before this number was tried; what begins within it is no street.
        done = max(done, number.start())


def is_street(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Tell whether the word before the number names a street."""
    word = match["street"].rstrip(".")
    coded = re.search(r"[1-9]\d{3} [A-Z]", text[match.end() : end]) is not None
    key = key_of(word)
    capital = text[start].isupper()
    if (
        CUE.search(text, max(0, start - 60), start)
        and (capital or len(word) >= SHORTEST)
        and key not in word_list("counted_before")
    ):
        return True
    alone = start == match.start()
    if key in word_list("counted_before") or (key in word_list("no_street") and not (capital and (coded or not alone))):
        return key in ALONE and capital and start > 1 and text[start - 2] not in ".!?"
    if key.endswith(endings("street_ends")) and len(key) >= SHORTEST:
        return True
    if not capital:
        return False
    if key.endswith(endings("street_ends", "street_ends_capital")) and key not in word_list("places"):
        return True
    described = not alone and text[start : text.index(" ", start)] in DESCRIBED
    return match["street"][0].isupper() and (
        coded or described or bool(match["box"] and "b" in match["box"].casefold())
    )


def counts(text: str, match: re.Match[str]) -> bool:
    """Tell whether the number counts the word behind it, so that it is no house number."""
    counted = None if match["box"] else COUNTED.match(text, match.end("number"))
    if counted is None:
        return False
    adjective = counted["what"].endswith("e") and len(counted["what"]) >= SHORTEST
    return counted["what"] in word_list("counted") or (adjective and counted["next"] in word_list("counted"))


@cache
def endings(*lists: str) -> tuple[str, ...]:
    """Return the endings of street names in the named lists."""
    return tuple(word_list(*lists))


def trimmed(text: str, start: int, street: int) -> int:
    """Return where the street's name starts, without a word that only opens the sentence."""
    first = OPENING.match(text, start, street)
    return first.end() if first else start


def with_town(text: str, end: int) -> int:
    """Return the end of the address with a postcode and town, or a known town, that follow."""
    if match := TOWN.match(text, end):
        town = match["town"]
        known = town is not None and (town[0].isupper() or key_of(town) in word_list("places"))
        return match.end() if known else match.end("code")
    if (match := TOWN_ONLY.match(text, end)) and key_of(match["town"]) in word_list("places"):
        return match.end()
    return end
