"""Figures in words: a share as a per cent, a median in days or minutes, a change, and the names of periods."""

from core.insight.measures import COUNT, MEAN, SHARE, Reading
from core.insight.quarters import Period, Quarter
from core.words import Words

_MINUTE, _HUNDRED = 60, 100
_POINTS = "points"


def say_period(period: Period, words: Words) -> str:
    """Name a period."""
    if period.key == "12m":
        return words.say("figures.period.12m")
    return say_quarter(period.quarters[0], words) if period.single else period.key


def say_quarter(quarter: Quarter, words: Words) -> str:
    """Name a quarter."""
    return words.say("figures.quarter", number=quarter.number, year=quarter.year)


def say_reading(reading: Reading | None, words: Words) -> str:
    """Say a figure, shortly; a dash for what is not there."""
    if reading is None or (not reading.of and reading.kind != COUNT):
        return "–"
    if reading.kind == SHARE:
        return f"{round(_HUNDRED * reading.yes / reading.of)} %"
    if reading.kind == COUNT:
        return str(reading.of)
    if reading.kind == MEAN:
        of = words.say("figures.of-six") if reading.unit == _POINTS else ""
        return f"{_decimal(reading.value or 0, 1 if of else 2)}{of}"
    return _amount(reading.value, reading.unit, words)


def say_late(reading: Reading | None, words: Words) -> str:
    """Say within what nine in ten are, of a spread; empty for what is none, or of too few to say so."""
    if reading is None or not reading.unit or reading.kind in {SHARE, COUNT, MEAN} or not reading.of:
        return ""
    if reading.late is None:
        return words.say("figures.late-not")
    return words.say("figures.late", amount=_amount(reading.late, reading.unit, words))


def say_change(now: Reading | None, before: Reading | None, words: Words) -> str:
    """Say by how much a figure changed; empty where one of both is unknown."""
    one, other = number_of(now), number_of(before)
    if now is None or one is None or other is None:
        return ""
    change = round(one - other, 2 if now.kind == MEAN else 1)
    if now.kind == SHARE:
        return words.say("figures.change-points", change=f"{round(one) - round(other):+d}")
    return words.say("figures.change", change=_signed(change))


def number_of(reading: Reading | None) -> float | None:
    """Give the number that a chart draws: a share in per cent; None where there is none."""
    if reading is None or (not reading.of and reading.kind != COUNT):
        return None
    if reading.kind == SHARE:
        return _HUNDRED * reading.yes / reading.of
    return float(reading.of) if reading.kind == COUNT else reading.value


def _amount(value: float | None, unit: str, words: Words) -> str:
    if value is None:
        return words.say("figures.not-reached")
    if unit == "seconds":
        minutes, seconds = divmod(round(value), _MINUTE)
        return words.say("figures.minutes", minutes=minutes, seconds=seconds)
    return words.say(f"figures.unit.{unit}", count=_decimal(value, 1))


def _decimal(value: float, places: int) -> str:
    text = f"{value:.{places}f}"
    return (text.rstrip("0").rstrip(".") if places == 1 else text).replace(".", ",")


def _signed(change: float) -> str:
    return (
        f"{'+' if change > 0 else '−' if change < 0 else '±'}{_decimal(abs(change), 2).rstrip('0').rstrip(',') or '0'}"
    )
