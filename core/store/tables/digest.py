"""Digests: when a municipality sends them, each sending and each reporter's, and what reporters said of them."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Moment, Now, RandomId, Serial, Tenant

# How often a reporter hears: as it happens, or on the municipality's day once a week, a month or a quarter.
RHYTHMS = ("nu", "week", "maand", "kwartaal")
RUN_STATES = ("bezig", "gepauzeerd", "klaar")
# What a digest holds: news, an honest "no news yet", or what all signals of a year led to.
DIGEST_KINDS = ("nieuws", "stil", "jaar")
USEFUL = ("ja", "nee")
IMPROVED = ("ja", "beetje", "nee")


def _in(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in values)})", name=column)


class DigestSchedule(Base, kw_only=True):
    """When a municipality sends: `weekday` (0 is Monday), `hour` (Europe/Brussels), and how often unless asked for.

    Without a row the defaults of `core.feedback.schedule` hold. `active`: whether digests are sent at all.
    """

    __tablename__ = "digest_schedule"

    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    weekday: Mapped[int] = mapped_column(SmallInteger)
    hour: Mapped[int] = mapped_column(SmallInteger)
    rhythm: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    changed_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    changed_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint("weekday between 0 and 6", name="weekday"),
        CheckConstraint("hour between 0 and 23", name="hour"),
        _in("rhythm", RHYTHMS[1:]),
    )


class DigestRun(Base, kw_only=True):
    """One sending of a municipality: the moment it was for (`slot`), how far it is (`after`, the last reporter done).

    `reporters` were looked at, of whom `letters` got one. A run that is paused goes on where it stopped.
    """

    __tablename__ = "digest_run"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    slot: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="bezig")
    after: Mapped[uuid.UUID | None] = mapped_column(default=None)
    reporters: Mapped[int] = mapped_column(default=0, server_default="0")
    letters: Mapped[int] = mapped_column(default=0, server_default="0")
    paused_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    begun_at: Mapped[Now] = mapped_column(init=False)
    done_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("municipality_id", "slot"),
        _in("state", RUN_STATES),
        Index("ix_digest_run_open", "municipality_id", postgresql_where="state <> 'klaar'"),
    )


class DigestSent(Base, kw_only=True):
    """One reporter's digest: its letter, what it held, and whether she found it useful.

    `items` counts what it told. Without a run it was sent at once (rhythm `nu`).
    """

    __tablename__ = "digest_sent"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    reporter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reporter.id", ondelete="CASCADE"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("digest_run.id", ondelete="CASCADE"), default=None)
    letter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"), default=None)
    kind: Mapped[str] = mapped_column(default="nieuws")
    items: Mapped[int] = mapped_column(default=0, server_default="0")
    useful: Mapped[str | None] = mapped_column(default=None)
    useful_at: Mapped[Moment | None] = mapped_column(default=None)
    made_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("run_id", "reporter_id", "kind"),
        _in("kind", DIGEST_KINDS),
        _in("useful", USEFUL),
        Index("ix_digest_sent_reporter_id", "reporter_id", "made_at"),
        Index("ix_digest_sent_letter_id", "letter_id"),
        Index("ix_digest_sent_made_at", "municipality_id", "made_at"),
    )


class Editorial(Base, kw_only=True):
    """A paragraph that a municipality puts at the head of its digests; without `run_id` it waits for the next one."""

    __tablename__ = "editorial"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("digest_run.id", ondelete="CASCADE"), default=None)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    written_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        Index("uq_editorial_next", "municipality_id", unique=True, postgresql_where="run_id is null"),
        Index("ix_editorial_run_id", "run_id"),
    )


class LetterText(Base, kw_only=True):
    """A municipality's own words for an event in letters, instead of the catalogue's; placeholders are fixed."""

    __tablename__ = "letter_text"

    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True, default="nl")
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    changed_at: Mapped[Now] = mapped_column(init=False)


class Improvement(Base, kw_only=True):
    """Whether a reporter sees improvement after a fiche was closed: once for each closing (`entry_id` told her)."""

    __tablename__ = "improvement"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id", ondelete="CASCADE"))
    reporter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reporter.id", ondelete="CASCADE"))
    answer: Mapped[str]
    answered_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("entry_id", "reporter_id"),
        _in("answer", IMPROVED),
        Index("ix_improvement_fiche_id", "fiche_id"),
        Index("ix_improvement_reporter_id", "reporter_id"),
        Index("ix_improvement_municipality_id", "municipality_id", "answered_at"),
    )


class Pulse(Base, kw_only=True):
    """Three questions, once a year: does she feel recognised, is it used, would she again (1 to 5 each).

    Kept apart from who answered: `asked` digests of the reporter's id and year make an answer unique, and no more.
    """

    __tablename__ = "pulse"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    asked: Mapped[bytes] = mapped_column(unique=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    answers: Mapped[Json]
    answered_on: Mapped[date] = mapped_column(Date)

    __table_args__ = (Index("ix_pulse_municipality_id", "municipality_id", "year"),)
