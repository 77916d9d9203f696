"""Find personal data in a text: every detector, overlaps resolved, places given in the input's characters."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from core.intake.screen.accounts import find_accounts
from core.intake.screen.addresses import find_addresses
from core.intake.screen.dates import find_birth_dates, find_dates_at
from core.intake.screen.fold import fold
from core.intake.screen.identity import find_identities
from core.intake.screen.names import find_names
from core.intake.screen.online import find_online
from core.intake.screen.phones import find_phones, find_spelled
from core.intake.screen.plates import find_plates
from core.intake.screen.spans import PLACEHOLDER, PLACEHOLDERS, Span

# Which type wins where two overlap; within a type the longer one.
PRIORITY: Final = ("EMAIL", "URL", "IBAN", "NATIONAL_ID", "PHONE", "BIRTHDATE", "PLATE", "ADDRESS", "HANDLE", "NAME")
ALLOWABLE: Final = frozenset({"NAME", "ADDRESS", "URL", "HANDLE"})
# Masking a span may bring out another one beside it; in practice the third round finds nothing.
ROUNDS: Final = 6
# So many characters from what was masked, and then to the ends of the lines, nothing can have changed: rules look less
# far than this, or to the end of the line.
BESIDE: Final = 100
# Of these detectors each rule asks for a digit somewhere.
DIGIT: Final = re.compile(r"\d")


def find_personal(text: str, allowed: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """Return the spans of personal data in a Dutch text, sorted and without overlap.

    `allowed` holds casefolded phrases (an organisation, a place, a law) which a municipality does not
    want flagged as a name, address, link or user name. Placeholders of earlier masking are never flagged,
    and a text whose spans are masked holds no further ones. Takes time linear in the length of the text.
    """
    folded = fold(text)
    look, starts, ends = folded.text, folded.starts, folded.ends
    found: list[Span] = []
    stretches = [(0, len(look))]
    for _ in range(ROUNDS):
        spans = resolved(look, [span for a, b in stretches for span in candidates_in(look, a, b)], allowed)
        if not spans:
            break
        found += (Span(starts[span.start], ends[span.end - 1], span.type) for span in spans)
        look, starts, ends, covers = covered(look, starts, ends, spans)
        stretches = beside(look, covers)
    return tuple(sorted(found, key=lambda span: span.start))


def candidates_in(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield what each detector finds in a stretch of whole lines of a folded text."""
    if start == 0 and end == len(text):
        yield from candidates(text)
        return
    for span in candidates(text[start:end]):
        yield Span(start + span.start, start + span.end, span.type)


def beside(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches of whole lines, in order and apart, in which something new can be seen at these places."""
    stretches: list[tuple[int, int]] = []
    for first, last in places:
        start = text.rfind("\n", 0, max(0, first - BESIDE)) + 1
        end = text.find("\n", last + BESIDE)
        end = end if end >= 0 else len(text)
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def candidates(text: str) -> Iterator[Span]:
    """Yield what each detector finds in a folded text."""
    yield from find_online(text)
    yield from find_spelled(text)
    names = list(find_names(text))
    yield from names
    if DIGIT.search(text):
        yield from find_accounts(text)
        yield from find_identities(text)
        yield from find_phones(text)
        yield from find_birth_dates(text)
        yield from find_dates_at(text, {name.end for name in names})
        yield from find_plates(text)
        yield from find_addresses(text)


def resolved(text: str, spans: Iterable[Span], allowed: frozenset[str]) -> list[Span]:
    """Return the spans that stay, by start: the higher priority wins, then the longer one."""
    kept: list[Span] = []
    taken = bytearray(len(text))
    for match in PLACEHOLDER.finditer(text):
        taken[match.start() : match.end()] = b"\1" * len(match.group())
    allowances = allowed_places(text, allowed)
    for span in sorted(spans, key=lambda span: (PRIORITY.index(span.type), span.start - span.end, span.start)):
        excused = span.type in ALLOWABLE and any(start <= span.start and span.end <= end for start, end in allowances)
        if span.end > span.start and not excused and not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def allowed_places(text: str, allowed: frozenset[str]) -> list[tuple[int, int]]:
    """Return where allowed phrases stand in the text, as whole words."""
    if not allowed:
        return []
    small = text.lower()
    if len(small) != len(text):
        small = text
    places: list[tuple[int, int]] = []
    for phrase in allowed:
        start = small.find(phrase) if phrase else -1
        while start >= 0:
            end = start + len(phrase)
            if not small[start - 1 : start].isalnum() and not small[end : end + 1].isalnum():
                places.append((start, end))
            start = small.find(phrase, end)
    return places


def covered(
    text: str, starts: Sequence[int], ends: Sequence[int], spans: list[Span]
) -> tuple[str, list[int], list[int], list[tuple[int, int]]]:
    """Return the text with the spans masked, the map of its characters back to the input, and where the masks stand."""
    parts: list[str] = []
    first: list[int] = []
    last: list[int] = []
    masks: list[tuple[int, int]] = []
    done = 0
    for span in spans:
        placeholder = PLACEHOLDERS[span.type]
        parts += text[done : span.start], placeholder
        first += starts[done : span.start]
        last += ends[done : span.start]
        masks.append((len(first), len(first) + len(placeholder)))
        first += [starts[span.start]] * len(placeholder)
        last += [ends[span.end - 1]] * len(placeholder)
        done = span.end
    parts.append(text[done:])
    first += starts[done:]
    last += ends[done:]
    return "".join(parts), first, last, masks
