"""Quarters: the pieces of time that figures are told over, in Brussels; a year is four, the last twelve months too."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
_A_YEAR, _MONTHS = 4, 3


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, by its place since the year 0."""

    place: int

    @property
    def year(self) -> int:
        """Its year."""
        return self.place // _A_YEAR

    @property
    def number(self) -> int:
        """Which of its year, 1 to 4."""
        return self.place % _A_YEAR + 1

    @property
    def key(self) -> str:
        """As an address names it: 2026-k3."""
        return f"{self.year}-k{self.number}"

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, (self.number - 1) * _MONTHS + 1, 1, tzinfo=BRUSSELS)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return self.later(1).begin

    def later(self, by: int) -> "Quarter":
        """Give the quarter so many later; before, when it is negative."""
        return Quarter(self.place + by)


@dataclass(frozen=True, slots=True)
class Period:
    """Quarters in a row; `key` as an address names it: 12m, 2026 or 2026-k3."""

    key: str
    quarters: tuple[Quarter, ...]

    @property
    def before(self) -> tuple[Quarter, ...]:
        """As many quarters before it."""
        return tuple(quarter.later(-len(self.quarters)) for quarter in self.quarters)

    @property
    def whole(self) -> tuple[Quarter, ...]:
        """What is looked at together, so that no part gives another away: its quarters; of one, those of its year."""
        return self.quarters if len(self.quarters) > 1 else quarters_of(min(self.quarters).year)

    @property
    def single(self) -> str:
        """The key of its only quarter; empty when it has more."""
        return min(self.quarters).key if len(self.quarters) == 1 else ""


def quarter_of(moment: datetime) -> Quarter:
    """Give the quarter of a moment (aware)."""
    here = moment.astimezone(BRUSSELS)
    return Quarter(here.year * _A_YEAR + (here.month - 1) // _MONTHS)


def quarters_of(year: int) -> tuple[Quarter, ...]:
    """Give the quarters of a year."""
    return tuple(Quarter(year * _A_YEAR + number) for number in range(_A_YEAR))


def year_to(last: Quarter) -> tuple[Quarter, ...]:
    """Give the four quarters that end with this one."""
    return tuple(last.later(back) for back in range(1 - _A_YEAR, 1))


def list_periods(now: datetime, first: datetime | None, *, closed: bool = False) -> tuple[Period, ...]:
    """List what can be asked for: the last twelve months (this quarter and three before), years, at most 8 quarters.

    `closed`: only years and quarters that are over; there may be none.
    """
    this = quarter_of(now)
    begun = quarter_of(first) if first else this
    years = [Period(str(year), quarters_of(year)) for year in range(this.year, max(begun.year, this.year - 5) - 1, -1)]
    back = [this.later(-steps) for steps in range(min(this.place - begun.place + 1, 2 * _A_YEAR))]
    single = [Period(quarter.key, (quarter,)) for quarter in back]
    if closed:
        return tuple(period for period in (*years, *single) if period.quarters[-1].end <= now)
    return (Period("12m", year_to(this)), *years, *single)
