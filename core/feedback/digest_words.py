"""The words of a digest: its items as sections with titles, lines and links, the same in every channel."""

from dataclasses import dataclass

from core.feedback.digest_model import Item
from core.feedback.digest_sheet import Sheet
from core.feedback.mine_link import mine_signal
from core.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is told: its title, where it leads to (empty: nowhere), and what happened."""

    title: str
    link: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its entries."""

    title: str
    entries: tuple[Entry, ...]


def write_sections(words: Words, sheet: Sheet, place: str) -> tuple[Section, ...]:
    """Write what a digest holds: her own signals, her sector, the municipality (named `place`); none that is empty."""
    digest = sheet.digest
    parts = (("own", digest.own), ("sector", digest.sector), ("place", digest.place))
    return tuple(
        Section(words.say(f"letters.section.{name}", place=place), tuple(_entry(words, sheet, item) for item in items))
        for name, items in parts
        if items
    )


def write_editorial(sheet: Sheet) -> tuple[str, ...]:
    """Give the lines of the municipality's own paragraph."""
    return tuple(line.strip() for line in sheet.editorial.split("\n") if line.strip())


def write_title(words: Words, item: Item) -> str:
    """Name an item: the title of its fiche, with the numbers of her own signals in it."""
    if not item.numbers:
        return item.title
    *others, last = (str(number) for number in item.numbers)
    if others:
        both = words.say("letters.and", first=", ".join(others), last=last)
        own = words.say("letters.signals", numbers=both)
    else:
        own = words.say("letters.signal", number=last)
    return f"{item.title} ({own})" if item.title else own[:1].upper() + own[1:]


def _entry(words: Words, sheet: Sheet, item: Item) -> Entry:
    link = f"{sheet.base}{item.path}" if item.path else ""
    if item.numbers and "mine" in sheet.links:  # her own page says more of it than the public one
        link = mine_signal(sheet.links["mine"], item.numbers[0])
    lines = (line for notice in item.lines for line in words.say(notice.key, **notice.values).split("\n"))
    return Entry(write_title(words, item), link, tuple(line for line in lines if line.strip()))
