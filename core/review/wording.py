"""A look at the text of a fiche: words that blame, and words that already solve; hints, with a table of rules."""
# ruff: noqa: E501 # a rule stands on as few lines as it can, so that the table can be read

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

BLAME, SOLUTION, PERSON = "verwijt", "oplossing", "persoon"
# Who is not to be accused: subjects of the rule on accusing verbs.
_WHO: Final = (
    r"(?:(?:de|het|onze|ons|elke|sommige|veel|alle)\s+)?(?:gemeente|stad|(?:stads|gemeente|school)?bestuur|ocmw|caw|cpas|"
    r"school|scholen|politie|vdab|rva|sociaal\s+huis|dienst(?:en)?|loket(?:ten)?|(?:sociale\s+)?"
    r"(?:huisvestings|woon)maatschappij(?:en)?|verhuurders?|huisba(?:as|zen)|eigenaars?|(?:huis)?arts(?:en)?|ziekenhui(?:s|zen)|"
    r"mutualiteit|ziekenfonds|overheid|regering|vlaanderen|minister|schepen|burgemeester|hulpverleners?|"
    r"medewerkers?|ambtena(?:ar|ren)|werkgevers?|leerkrachten|directie|organisaties?|bank(?:en)?|leveranciers?)"
)
_ACCUSED: Final = (
    r"(?:weiger(?:t|en|de|den)|negeer(?:t|de|den)|negeren|verzwijg(?:t|en)|verwaarlo(?:ost|zen)|"
    r"discrimine(?:ert|erde|ren)|lieg(?:t|en)|bedrieg(?:t|en)|pest(?:en)?|profite(?:ert|ren)|"
    r"do(?:et|en)\s+(?:er\s+)?niets|kijk(?:t|en)\s+weg|luister(?:t|en)\s+niet|wil(?:len)?\s+(?:er\s+)?niet|"
    r"schiet(?:en)?\s+tekort|ma(?:akt|ken)\s+misbruik|trek(?:t|ken)\s+zich\s+(?:er\s+)?niets|"
    r"la(?:at|ten)\s+(?:\w+\s+){1,3}in\s+de\s+steek)"
)
_WAITS: Final = r"(?:(?:ge)?wacht\w*|betal\w*|betaald|verhui\w*|aanschui\w*|aangeschoven|reizen|gereisd|kiezen|gekozen)"
_WORDS: Final = r"(?:[\w'-]+\s+)"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for: its kind, a name, and a pattern (without regard for capitals, unless it says so)."""

    kind: str
    name: str
    pattern: str


RULES: Final = (
    Rule(SOLUTION, "er-moet", rf"\ber\s+moet(?:en)?\b(?![^.!?\n]*\b{_WAITS}\b)"),
    Rule(SOLUTION, "zou-moeten", rf"\bzou(?:den)?\s+{_WORDS}{{0,4}}?moeten\b(?!\s+{_WAITS})"),
    Rule(SOLUTION, "we-vragen", r"\b(?:wij|we|ik)\s+(?:vragen|vraag|eisen|eis|pleiten|pleit|bepleiten|stellen\s+voor|stel\s+voor|"
         r"willen\s+dat|wil\s+dat|dringen\s+aan|verwachten\s+dat)\b(?!\s+(?:ons|me|mij)\b)"),
    Rule(SOLUTION, "oplossing", r"\boplossing(?:en)?\s*:|\b(?:de|een|als|mogelijke|beste|onze)\s+oplossing(?:en)?\s+(?:is|zijn|zou|kan|kunnen)\b"),
    Rule(SOLUTION, "voorstel", r"\b(?:ons|mijn|een)\s+voorstel\b|\b(?:voorstel|idee|suggestie|aanbeveling(?:en)?|tip)\s*:"),
    Rule(SOLUTION, "nood-aan", r"\b(?:nood|behoefte)\s+aan\s+(?:een|meer|extra|nieuwe)\b"),
    Rule(SOLUTION, "nodig", rf"\b(?:er|we)\s+(?:is|zijn|hebben)\s+{_WORDS}{{0,3}}?(?:meer|extra|een|nieuwe)\s+{_WORDS}{{1,3}}nodig\b"),
    Rule(SOLUTION, "doe", r"(?:(?<=^)|(?<=[.!?]\s)|(?<=\n))(?-i:Zorg|Voorzie|Maak|Organiseer|Investeer|Bouw|Verplicht|Schaf|Geef|Richt)"
         r"\s+(?:voor|een|meer|in|dat|de|het|extra|af)\b"),
    Rule(SOLUTION, "waarom-niet", r"\b(?:kan|kunnen|waarom)\s+[^.!?\n]{0,60}\b(?:niet|geen)\b[^.!?\n]*\?"),
    Rule(SOLUTION, "zou-beter", r"\b(?:het|dit|dat)\s+zou\s+(?:goed|beter|best|wenselijk|handig|helpen)\b|\bbest\s+zou\b"),
    Rule(BLAME, "schuld", r"\b(?:is|zijn|de|hun|jullie)\s+(?:de\s+|eigen\s+)?schuld\s+(?:van|is)\b(?!\s+(?:meer\s+dan\s+)?[\d€])"
         rf"|\b(?:dat|dit)\s+ligt\s+aan\s+{_WHO}\b"
         r"|\bte\s+wijten\s+aan\b|\bhun\s+eigen\s+schuld\b"),
    Rule(BLAME, "oordeel", r"\b(?:laks(?:e|heid)?|nalatig(?:e|heid)?|onwil(?:lige?)?|onbekwa(?:am|me)|onbekwaamheid|incompetent\w*|"
         r"onprofessione(?:el|le)|luie?|luiheid|slordige?|wanbeleid|wanbeheer|schandalige?|schande|onverantwoorde?|"
         r"onbegrijpelijke?|belachelijke?|arrogante?|onmenselijke?|harteloze?|faalt|falen|gefaald)\b"),
    Rule(BLAME, "wie-doet", rf"\b{_WHO}\s+{_WORDS}{{0,3}}?{_ACCUSED}\b"),
    Rule(BLAME, "doet-wie", rf"\b{_ACCUSED}\s+(?:de|het|onze)\s+{_WHO}\b"),
    Rule(BLAME, "uitroep", r"!{2,}|\?!"),
)  # fmt: skip
_COMPILED: Final = tuple((rule, re.compile(rule.pattern, re.IGNORECASE | re.MULTILINE)) for rule in RULES)


@dataclass(frozen=True, slots=True)
class Hint:
    """Characters `start` up to but not including `end` of a text that may blame, solve or name; `rule`: why."""

    start: int
    end: int
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text; `kind` is empty where nothing is the matter with it."""

    text: str
    kind: str = ""


def find_hints(text: str) -> tuple[Hint, ...]:
    """Find what may blame or already solve, in the order of the text; of two that overlap, the first."""
    found = [
        Hint(match.start(), match.end(), rule.kind, rule.name)
        for rule, pattern in _COMPILED
        for match in pattern.finditer(text)
    ]
    return apart(found)


def apart(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    """Put hints in the order of the text, without those that overlap an earlier one."""
    kept: list[Hint] = []
    for hint in sorted(hints, key=lambda hint: (hint.start, -hint.end)):
        if not kept or hint.start >= kept[-1].end:
            kept.append(hint)
    return tuple(kept)


def stretch(text: str, hints: Iterable[Hint]) -> tuple[Stretch, ...]:
    """Cut a text into stretches, so that a page can mark what the hints are about."""
    parts: list[Stretch] = []
    done = 0
    for hint in hints:
        parts += [Stretch(text[done : hint.start]), Stretch(text[hint.start : hint.end], hint.kind)]
        done = hint.end
    return tuple(part for part in (*parts, Stretch(text[done:])) if part.text)
