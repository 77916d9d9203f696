"""Spreadsheets that are put in: each import, the rows that wait (sealed), and which row became which signal."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Moment, Now, Serial, Tenant

IMPORT_STATES = ("nieuw", "bezig", "gestopt", "klaar", "terug", "ongedaan", "verlopen")


class ImportRun(Base, kw_only=True):
    """One import: `rows` in the file are `kept`, `refused` (with their reasons), `repeats`, or still wait.

    `state`: nieuw (looked at, not begun), bezig, gestopt, klaar, terug (being undone), ongedaan, verlopen (what waited
    was erased). `content`: what was found in the columns and what they become (sealed JSON), as long as it is needed.
    `hidden`: kept rows in which the guard hid something; `undated`: kept rows without a date of their own. `why`: the
    kind of error that stopped it. `staff_id`: None when it was put in at the command line.
    """

    __tablename__ = "import_run"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="nieuw")
    rows: Mapped[int]
    kept: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    repeats: Mapped[int] = mapped_column(default=0, server_default="0")
    hidden: Mapped[int] = mapped_column(default=0, server_default="0")
    undated: Mapped[int] = mapped_column(default=0, server_default="0")
    content: Mapped[Cipher | None] = mapped_column(default=None)
    why: Mapped[str | None] = mapped_column(default=None)
    made_at: Mapped[Now] = mapped_column(init=False)
    begun_at: Mapped[Moment | None] = mapped_column(default=None)
    done_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint(f"state in ({', '.join(repr(state) for state in IMPORT_STATES)})", name="state"),
        Index("ix_import_run_municipality_id", "municipality_id", "id"),
        Index("ix_import_run_works", "municipality_id", postgresql_where="state in ('bezig', 'terug')"),
    )


class ImportPart(Base, kw_only=True):
    """So many rows of a file, sealed: those that wait, and after that those that were refused, with why."""

    __tablename__ = "import_part"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True)
    nr: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[Tenant]
    waits: Mapped[bool] = mapped_column(default=True, server_default="true")
    body: Mapped[Cipher | None] = mapped_column(default=None)
    made_at: Mapped[Now] = mapped_column(init=False)


class ImportRow(Base, kw_only=True):
    """A row that was kept, by the keyed hash of what makes it that row; the same row again adds nothing.

    `stays`: the import was undone, and this signal stayed because somebody had worked on it.
    """

    __tablename__ = "import_row"

    municipality_id: Mapped[Tenant] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"))
    signal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("signal.id", ondelete="SET NULL"))
    stays: Mapped[bool] = mapped_column(default=False, server_default="false")

    __table_args__ = (
        Index("ix_import_row_import_id", "import_id", "stays", "key"),
        Index("ix_import_row_signal_id", "signal_id", postgresql_where="signal_id is not null"),
        Index("ix_import_row_intake_id", "intake_id"),
    )
