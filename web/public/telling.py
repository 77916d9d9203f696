"""What a snapshot says, in words: keys, months, moments, bands and numbers as a citizen reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from core.dialogue.load import labels
from core.publish.model import Happened, PublicDay, PublicFiche
from core.words import DUTCH, Words

BRUSSELS = ZoneInfo("Europe/Brussels")
_LOCALES = {DUTCH: "nl_BE", "fr": "fr_BE"}
_BANDS = {"<5": "few", "<10": "few-sensitive", "5-9": "some", "10-24": "many", "25+": "most"}


@dataclass(frozen=True, slots=True)
class Telling:
    """Writes what a snapshot holds, in one language."""

    words: Words
    language: str = DUTCH

    def label(self, facet: str, key: str) -> str:
        """Give the name of a theme, target group or level; the key itself for one that is not known."""
        own = f"public.label.{facet}.{key}"
        return self.words.say(own) if self.words.has(own) else labels(facet).get(key, key)

    def labels(self, facet: str, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Give keys with their names."""
        return [(key, self.label(facet, key)) for key in keys]

    def month(self, day: date) -> str:
        """Write a month: "november 2026"."""
        return format_date(day, "LLLL y", locale=_LOCALES[self.language])

    def day(self, day: date) -> str:
        """Write a day: "23 november 2026"."""
        return format_date(day, "d MMMM y", locale=_LOCALES[self.language])

    def weekday(self, at: datetime) -> str:
        """Write the day of a moment in Brussels: "maandag 23 november 2026"."""
        return format_date(at.astimezone(BRUSSELS), "EEEE d MMMM y", locale=_LOCALES[self.language])

    def leaf(self, at: datetime) -> tuple[str, str]:
        """Write the day of a moment as on a calendar's leaf: "23", "nov"."""
        here = at.astimezone(BRUSSELS)
        return str(here.day), format_date(here, "LLL", locale=_LOCALES[self.language]).rstrip(".")

    def hours(self, day: PublicDay) -> str:
        """Write from when until when: "13:30 tot 16:00"; with the day it ends on when that is another."""
        locale = _LOCALES[self.language]
        begin, end = day.starts_at.astimezone(BRUSSELS), day.ends_at.astimezone(BRUSSELS)
        until = format_time(end, "HH:mm", locale=locale)
        if begin.date() != end.date():
            until = f"{format_date(end, 'd MMMM', locale=locale)} {until}"
        return self.words.say("public.hours", begin=format_time(begin, "HH:mm", locale=locale), end=until)

    def number(self, number: int | None) -> str:
        """Write a number as the public may know it: hidden ones look all the same."""
        return (
            self.words.say("public.few") if number is None else format_decimal(number, locale=_LOCALES[self.language])
        )

    def band(self, band: str) -> str:
        """Write how many signals stand behind a fiche; empty when that may not be told."""
        return self.words.say(f"public.band.{_BANDS[band]}") if band in _BANDS else ""

    def status(self, fiche: PublicFiche) -> str:
        """Name the state of a fiche in plain words."""
        return self.words.say(f"public.state.{fiche.status}")

    def meaning(self, fiche: PublicFiche) -> str:
        """Say what the state of a fiche means; of a closed one also what came of it."""
        outcome = f"public.outcome.{fiche.outcome}"
        return self.words.say(
            outcome if fiche.outcome and self.words.has(outcome) else f"public.meaning.{fiche.status}"
        )

    def happened(self, point: Happened) -> str:
        """Say what happened; empty for what this version has no words for."""
        key = f"public.happened.{point.what}"
        return self.words.say(key) if self.words.has(key) else ""

    def quarter(self, key: str) -> str:
        """Write a column of figures: "1e kwartaal 2026", or the year."""
        year, _, number = key.partition("-k")
        return self.words.say("public.quarter", number=number, year=year) if number else year

    def short_quarter(self, key: str) -> str:
        """Write a quarter for under a bar: "k1 '26"."""
        year, _, number = key.partition("-k")
        return self.words.say("public.short-quarter", number=number, year=year[2:]) if number else year
