"""Pairs of details that point at one person: a street and a family, a street and an age, an age and an origin."""

import re
from collections.abc import Iterable, Iterator

from core.dialogue.events import Personal
from core.intake.screen.spans import Span

_SENTENCE = re.compile(r"[^.!?\n]+")
_STREET = re.compile(
    r"\b(?:[A-ZÀ-Þ][\w'’-]*[ -]){0,3}[A-ZÀ-Þ][\w'’-]*"
    r"(?:straat|laan|steenweg|plein|dreef|wegel|weg|lei|kaai|hof|pad|dijk)\b"
)
_AGE = re.compile(r"\b(?:\d{1,3}[ -]?jarige?|(?:van|is|wordt) \d{1,3}(?: jaar)?)\b", re.IGNORECASE)
_FAMILY = re.compile(
    r"\b(?:alleenstaande (?:moeder|vader|mama|papa|ouder)|eenoudergezin|weduwe|weduwnaar|tienermoeder|tweeling"
    r"|(?:gezin|koppel|mama|moeder|papa|vader) met (?:\w+|\d+) kind(?:eren|je)?)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:jongen|meisje|man|vrouw|moeder|vader|mama|papa|leerling|cliënte?|client|kind|dame|heer|student|studente"
    r"|bewoner|bewoonster|persoon|patiënte?|buurman|buurvrouw|bejaarde|zoon|dochter|oma|opa|gezin)\b",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"\b(?:Marokkaans|Syrisch|Afghaans|Oekraïens|Turks|Pools|Roemeens|Bulgaars|Somalisch|Eritre(?:es|s)|Congole(?:es|s)"
    r"|Ghane(?:es|s)|Ira(?:aks|ks|kees|kes)|Iraans|Tsjetsjeens|Palestijns|Russisch|Armeens|Nepale(?:es|s)|Indisch"
    r"|Pakistaans|Slowaaks|Algerijns|Tunesisch|Portugees|Portuge(?:es|s)|Spaans|Italiaans|Nigeriaans|Kameroens?"
    r"|Rwande(?:es|s)|Burunde(?:es|s)|Guine(?:es|s)|Albane(?:es|s)|Kosovaars|Servisch|Tibetaans|Ethiopisch)e?\b",
    re.IGNORECASE,
)


def find_pairs(text: str) -> tuple[Personal, ...]:
    """Find the detail of each pair that is easiest to leave out: the street, or the origin.

    Only where a sentence speaks of one person or family: a group in a street is no personal data. Offsets in characters
    of the text; types ADDRESS and DETAIL. Source of the pairs: guidance on indirect identification under professional
    secrecy (art. 458 of the Criminal Code).
    """
    return tuple(span for sentence in _SENTENCE.finditer(text) for span in _pairs_of(sentence[0], sentence.start()))


def find_more(text: str, found: Iterable[Span], allowed: frozenset[str]) -> Iterator[Personal]:
    """Find pairs beside what was found already; `allowed`: casefolded words that are no person."""
    spans = tuple(found)
    for pair in find_pairs(text):
        apart = all(pair.end <= span.start or span.end <= pair.start for span in spans)
        if apart and text[pair.start : pair.end].casefold() not in allowed:
            yield pair


def _pairs_of(sentence: str, start: int) -> Iterator[Personal]:
    aged = _AGE.search(sentence) is not None and _ONE.search(sentence) is not None
    if aged or _FAMILY.search(sentence):
        for street in _STREET.finditer(sentence):
            yield Personal(start + street.start(), start + street.end(), "ADDRESS")
    if aged:
        for origin in _ORIGIN.finditer(sentence):
            yield Personal(start + origin.start(), start + origin.end(), "DETAIL")
