"""Telling words: by which words a group of texts differs from all others, so that it can be named."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from core.classify.language import SMALL_WORDS
from core.classify.sources import Source, count_organisations

MOST = 4
_WORD = re.compile(r"[^\W\d_]{4,}")
# Common words that say nothing of what a text is about, beside the small ones: verbs, amounts, times, and who tells.
_FILLERS = (
    "regio vlaanderen vlaamse provincie gemeenten derde anders daarvoor dezelfde twintig dertig veertig vijftig zestig "
    "zeventig tachtig negentig honderd euro procent helft "
    "staan staat stond gaan gaat ging komen komt kwam zien ziet zitten zit krijgen krijgt kreeg weten weet vinden "
    "vindt zoeken zoekt zeggen zegt zeiden maken maakt doen doet laten laat blijven blijft willen wilt wilde "
    "mogen zullen zouden merken merkt vragen vraagt geven geeft nemen neemt houden houdt raken raakt lijkt lijken "
    "werd werden hebben geweest worden kunnen moeten durven hoeft bellen belt horen hoort denken denkt gebeurt "
    "gebeuren mensen iemand niemand iedereen anderen andere ander zelf eigen steeds altijd nooit vaak soms "
    "telkens alweer intussen ondertussen sinds zodat zodra omdat waardoor daardoor terwijl wanneer toen daarna "
    "eerst later alleen samen helemaal bijna meestal vooral zeker gewoon eigenlijk ongeveer minstens nergens "
    "ergens overal daar hier waar jaar jaren maand maanden week weken dagen keer keren uren twee drie vier vijf "
    "tien tientallen meer minder veel weinig genoeg elke elk iedere ieder sommige enkele verschillende goed "
    "slecht groot grote klein kleine lang lange nieuwe oude vorige volgende laatste eerste voorbije vandaag "
    "gisteren morgen gemeente stad onze jullie zich hun haar deze"
)
_SILENT = SMALL_WORDS | frozenset(_FILLERS.split())
# Words that begin alike for so many letters are one word to a reader: wachtlijst, wachtlijsten.
_STEM = 6
# A word that one organisation uses may be a name; one that two use is no secret of either.
_FEWEST_TEXTS, _FEWEST_ORGANISATIONS = 2, 2
Told = tuple[str, Source]


def find_telling_words(groups: Sequence[Sequence[Told]], texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Find the telling words of each group, the most telling first (class-based TF-IDF against all `texts`).

    A word must be in two texts at least, of two organisations: what only one of them wrote names nobody's group.
    """
    everywhere = Counter(word for text in texts for word in set(_words(text)))
    return [_name(told, everywhere, len(texts)) for told in groups]


def _name(told: Sequence[Told], everywhere: Counter[str], texts: int) -> tuple[str, ...]:
    each = [(set(_words(text)), source) for text, source in told]
    counts = Counter(word for words, _ in each for word in words)
    weights = {
        word: count * math.log(1 + texts / max(everywhere[word], 1))
        for word, count in counts.items()
        if count >= _FEWEST_TEXTS
        and count_organisations(source for words, source in each if word in words) >= _FEWEST_ORGANISATIONS
    }
    chosen: list[str] = []
    for word in sorted(weights, key=lambda word: (-weights[word], word)):
        if len(chosen) < MOST and not any(_alike(word, other) for other in chosen):
            chosen.append(word)
    return tuple(chosen)


def _alike(one: str, other: str) -> bool:
    return one[:_STEM] == other[:_STEM] or one in other or other in one


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _SILENT]
