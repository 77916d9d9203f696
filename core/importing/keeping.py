"""Keeping: a file that was looked at waits, sealed, until somebody begins its import or throws it away."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound, NotPossible
from core.importing.mapping import Chosen, as_json, check_mapping, from_json
from core.importing.packing import Found, Packed, unpack
from core.municipalities import Place
from core.people.audit import note
from core.people.sessions import Present
from core.privacy.keys import Place as Sealing
from core.store.tables import ImportPart, ImportRun

PERMISSION = "signals.import"
NEW, BUSY, STOPPED, DONE, BACK, UNDONE, GONE = (
    "nieuw", "bezig", "gestopt", "klaar", "terug", "ongedaan", "verlopen",
)  # fmt: skip
# Whoever works imports off is woken on this channel.
ARRIVED = "signaal_import"


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of a file that waits: what its columns become, what was found in them, and what was not read."""

    chosen: Chosen
    columns: tuple[Found, ...]
    others: tuple[str, ...]
    note: str
    above: int = 0


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand puts a file in, and where; `present`: None for the keeper at the command line."""

    context: Context
    place: Place
    present: Present | None = None

    def must(self) -> None:
        """Raise NotAllowed for somebody who may not."""
        if self.present is not None:
            self.present.must(PERMISSION)

    def note(self, session: Session, act: str, import_id: int) -> None:
        """Note what was done."""
        staff_id = self.present.staff_id if self.present else None
        note(session, self.place.id, staff_id, f"import.{act}", import_id)


def keep_file(session: Session, hand: Hand, packed: Packed) -> int:
    """Keep a file that was read, sealed; gives the number of its import. Nothing is put in yet."""
    hand.must()
    staff_id = hand.present.staff_id if hand.present else None
    run = ImportRun(municipality_id=hand.place.id, rows=packed.rows, staff_id=staff_id)
    run.made_at = hand.context.clock()
    session.add(run)
    session.flush()
    _seal_content(hand.context, run, Content(packed.chosen, packed.columns, packed.others, packed.note, packed.above))
    parts = [
        ImportPart(import_id=run.id, nr=nr, municipality_id=hand.place.id, body=seal_part(hand.context, run, nr, body))
        for nr, body in enumerate(packed.parts)
    ]
    for part in parts:
        part.made_at = run.made_at
    session.add_all(parts)
    session.flush()
    hand.note(session, "kept", run.id)
    return run.id


def choose_columns(session: Session, hand: Hand, import_id: int, chosen: Chosen) -> None:
    """Say what the columns of a file that waits become. Raises NoMapping, NotFound, NotPossible once it has begun."""
    hand.must()
    run = lock_run(session, import_id)
    content = read_content(hand.context, run)
    if run.state != NEW or content is None:
        raise NotPossible("import")
    check_mapping(chosen)
    _seal_content(hand.context, run, replace(content, chosen=chosen))
    session.flush()


def discard(session: Session, hand: Hand, import_id: int) -> None:
    """Throw away a file that waits. NotPossible once anything of it was put in."""
    hand.must()
    run = lock_run(session, import_id)
    if run.state != NEW:
        raise NotPossible("import")
    session.delete(run)
    session.flush()
    hand.note(session, "discarded", import_id)


def erase_file(session: Session, run: ImportRun) -> None:
    """Erase what is left of a file."""
    session.execute(delete(ImportPart).where(ImportPart.import_id == run.id))
    run.content = None


def finish_file(session: Session, context: Context, run: ImportRun) -> None:
    """Erase what nobody needs any more of a file that was put in: all but refused rows, and what their columns are."""
    content = read_content(context, run)
    if content is None or not run.refused:
        erase_file(session, run)
        return
    session.execute(delete(ImportPart).where(ImportPart.import_id == run.id, ImportPart.body.is_(None)))
    _seal_content(context, run, Content(replace(content.chosen, values={}), (), (), ""))


def lock_run(session: Session, import_id: int) -> ImportRun:
    """Lock an import; NotFound."""
    locked = select(ImportRun).where(ImportRun.id == import_id).with_for_update()
    run = session.scalar(locked.execution_options(populate_existing=True))
    if run is None:
        raise NotFound("import")
    return run


def read_content(context: Context, run: ImportRun) -> Content | None:
    """Read what is known of a file; None once it is gone."""
    if run.content is None:
        return None
    kept: dict[str, Any] = json.loads(context.keys.open(run.content, content_place(run)))
    found = tuple(
        Found(one["filled"], tuple(one["examples"]), one["why"], bool(one.get("telling"))) for one in kept["columns"]
    )
    return Content(from_json(kept["chosen"]), found, tuple(kept["others"]), kept["note"], kept["above"])


def read_waiting(session: Session, context: Context, run: ImportRun) -> Iterator[list[tuple[int, list[str]]]]:
    """Give the rows that wait, a part at a time, each with its number in the file."""
    numbers = select(ImportPart.nr).where(ImportPart.import_id == run.id, ImportPart.waits).order_by(ImportPart.nr)
    for nr in list(session.scalars(numbers)):
        body = session.scalar(select(ImportPart.body).where(ImportPart.import_id == run.id, ImportPart.nr == nr))
        if body is not None:
            yield [(number, cells) for number, cells in open_part(context, run, nr, body)]


def seal_part(context: Context, run: ImportRun, nr: int, packed: bytes) -> bytes:
    """Seal packed rows."""
    return context.keys.seal(packed, _part_place(run, nr))


def open_part(context: Context, run: ImportRun, nr: int, body: bytes) -> list[Any]:
    """Give the rows of a part."""
    return unpack(context.keys.open(body, _part_place(run, nr)))


def content_place(run: ImportRun) -> Sealing:
    """Say where the content of an import is sealed."""
    return Sealing(run.municipality_id, str(run.id), "import_run.content")


def settle_part(session: Session, run: ImportRun, nr: int, body: bytes | None) -> None:
    """Note that a part waits no longer; `body`: what was refused of it, sealed."""
    mine = (ImportPart.import_id == run.id, ImportPart.nr == nr)
    session.execute(update(ImportPart).where(*mine).values(waits=False, body=body))


def _part_place(run: ImportRun, nr: int) -> Sealing:
    return Sealing(run.municipality_id, f"{run.id}:{nr}", "import_part.body")


def _seal_content(context: Context, run: ImportRun, content: Content) -> None:
    kept = {
        "chosen": as_json(content.chosen),
        "columns": [asdict(found) for found in content.columns],
        "others": content.others,
        "note": content.note,
        "above": content.above,
    }
    run.content = context.keys.seal(json.dumps(kept, ensure_ascii=False).encode(), content_place(run))
