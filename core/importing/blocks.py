"""A block of an import: so many rows in one commit, each a delivery, most of them a signal; none twice, none lost."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.load import load_form
from core.errors import NotPossible
from core.importing.keeping import BUSY, DONE, finish_file, open_part, read_content, seal_part, settle_part
from core.importing.listed import fill_sector, read_listed
from core.importing.mapping import Chosen
from core.importing.packing import pack
from core.importing.rows import BROKEN, TWICE, Row, Span, read_row
from core.intake.guard import Guard, read_guard
from core.intake.look import heed, read_language
from core.intake.normalise import normalise
from core.intake.receive import RECEIVED, Finished, compose_signal, details
from core.municipal_defaults import DEFAULTS
from core.municipalities import Place
from core.store.tables import (
    Conversation,
    Door,
    ImportPart,
    ImportRow,
    ImportRun,
    Intake,
    Journal,
    Municipality,
    Signal,
)

CHANNEL = "import"
# How such a signal was heard, where the file does not say it; and in the journal of each of them.
SOURCE = "invoer"
_ASIDE = "invoer-"
# A signal is emptied once it is so old; a row within a month of that is not put in to be emptied at once.
_MARGIN = timedelta(days=30)


@dataclass(slots=True)
class _Block:
    """What becomes of the rows of a block."""

    kept: list[tuple[int, bytes, Row]]
    refused: list[tuple[int, str, list[str]]]
    repeats: Counter[bytes]


def put_block(session: Session, context: Context, place: Place, import_id: int) -> bool:
    """Put in the next block of an import that is under way; False when there is none, or somebody else is at it."""
    locked = select(ImportRun).where(ImportRun.id == import_id, ImportRun.state == BUSY)
    run = session.scalar(locked.with_for_update(skip_locked=True))
    if run is None:
        return False
    waits = select(ImportPart).where(ImportPart.import_id == run.id, ImportPart.waits).order_by(ImportPart.nr).limit(1)
    part = session.scalar(waits)
    content = read_content(context, run)
    if part is None or part.body is None or content is None:
        run.state, run.done_at = DONE, context.clock()
        finish_file(session, context, run)
        session.flush()
        return False
    rows = [(int(number), list(cells)) for number, cells in open_part(context, run, part.nr, part.body)]
    block = _sort(session, context, run, content.chosen, rows, span_of(place, context.clock()))
    _keep(session, context, place, run, block)
    left = [(number, why, _used(content.chosen, cells)) for number, why, cells in block.refused]
    settle_part(session, run, part.nr, seal_part(context, run, part.nr, pack(left)) if left else None)
    run.kept += len(block.kept)
    run.refused += len(block.refused)
    run.repeats += block.repeats.total()
    session.flush()
    return True


def span_of(place: Place, now: datetime) -> Span:
    """Say from when rows may be in a municipality."""
    days = {**DEFAULTS["retention"], **place.setting("retention")}["signals"]
    return Span(now - timedelta(days=days) + _MARGIN, now)


def key_of(context: Context, row: Row) -> bytes:
    """Give the keyed hash of what makes a row that row."""
    return context.keys.lookup(CHANNEL, "\x1f".join(row.identity))


def find_known(session: Session, keys: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
    """Find which rows were put in before: the import and the delivery of each."""
    columns = select(ImportRow.key, ImportRow.import_id, ImportRow.intake_id).where(ImportRow.key.in_(list(keys)))
    return {row.key: (row.import_id, row.intake_id) for row in session.execute(columns)}


def _sort(
    session: Session,
    context: Context,
    run: ImportRun,
    chosen: Chosen,
    rows: Sequence[tuple[int, list[str]]],
    span: Span,
) -> _Block:
    block = _Block([], [], Counter())
    read: list[tuple[int, bytes, Row, list[str]]] = []
    for number, cells in rows:
        try:
            row = read_row(chosen, cells, span)
        except Exception:  # noqa: BLE001 # a row that cannot be read is refused, and stops no other
            row = BROKEN
        if isinstance(row, str):
            block.refused.append((number, row, cells))
        else:
            read.append((number, key_of(context, row), row, cells))
    known = find_known(session, (key for _number, key, _row, _cells in read))
    mine = {key for key, (import_id, _intake) in known.items() if import_id == run.id}
    for number, key, row, cells in read:
        if key in mine:
            block.refused.append((number, TWICE, cells))
        elif key in known:
            block.repeats[key] += 1
        else:
            mine.add(key)
            block.kept.append((number, key, row))
    for import_id, intake_id in {pair for key, pair in known.items() if key in block.repeats}:
        times = sum(block.repeats[key] for key, pair in known.items() if pair == (import_id, intake_id))
        again = update(Intake).where(Intake.id == intake_id).values(repeats=Intake.repeats + times)
        session.execute(again.execution_options(synchronize_session=False))
    return block


def _keep(session: Session, context: Context, place: Place, run: ImportRun, block: _Block) -> None:
    """Write the deliveries of a block, and the signals that most of them are."""
    now, guard, door_id = context.clock(), read_guard(session), _find_door(session, place)
    deliveries: list[Intake] = []
    for line, why in ((line, why) for line, why, _cells in sorted(block.refused)):
        deliveries.append(_deliver(run, door_id, line, now, "aside", f"{_ASIDE}{why}"))
    made: list[tuple[bytes, Intake, Signal, Finished]] = []
    listed = read_listed(session)
    for line, key, row in block.kept:
        delivery = _deliver(run, door_id, line, now, "signal")
        signal, finished = _make(place, fill_sector(row, listed), guard, now)
        run.hidden += "hid" in signal.flags
        run.undated += row.at is None
        deliveries.append(delivery)
        made.append((key, delivery, signal, finished))
    # Last, since whoever else sends a signal here waits for the next number.
    number = _take_numbers(session, place.id, len(made))
    for offset, (_key, _delivery, signal, _finished) in enumerate(made):
        signal.number = number + offset
        thread = Conversation(
            id=signal.conversation_id, municipality_id=place.id, door_id=door_id, state="sent", number=signal.number
        )
        session.add_all((thread, signal))
    session.add_all(deliveries)
    session.flush()
    session.add_all(
        ImportRow(municipality_id=place.id, key=key, import_id=run.id, intake_id=delivery.id, signal_id=signal.id)
        for key, delivery, signal, _finished in made
    )
    session.add_all(_tell(run, signal, finished) for _key, _delivery, signal, finished in made)
    session.flush()


def _make(place: Place, row: Row, guard: Guard, now: datetime) -> tuple[Signal, Finished]:
    """Make the signal that a row is, screened as what a processor enters on somebody's behalf."""
    at = row.at or now
    dialogue, hidden = row.tell(), guard.hide(normalise(row.story))
    findings = heed(hidden)
    found = any(guard.find(normalise(text)) for text in dialogue.answers.values() if isinstance(text, str))
    marks = {"thin": findings.thin, "danger": findings.danger, "elsewhere": findings.elsewhere, "hid": found}
    notes = frozenset(name for name, holds in marks.items() if holds)
    finished = Finished(load_form("signaal"), replace(dialogue, notes=notes), uuid.uuid4(), CHANNEL, at)
    signal = compose_signal(place, finished, None, guard)
    signal.language = read_language(signal.text)
    signal.received_at = at
    signal.source = row.source or SOURCE
    return signal, finished


def _tell(run: ImportRun, signal: Signal, finished: Finished) -> Journal:
    return Journal(
        municipality_id=run.municipality_id,
        signal_id=signal.id,
        what=RECEIVED,
        actor="staff",
        staff_id=run.staff_id,
        details=details(finished) | {"source": SOURCE, "import": run.id},
    )


def _deliver(run: ImportRun, door_id: int, line: int, now: datetime, outcome: str, reason: str | None = None) -> Intake:
    return Intake(
        door_id=door_id, external_id=f"{run.id}:{line}", lookup=None, body=None, municipality_id=run.municipality_id,
        state="settled", outcome=outcome, reason=reason, settled_at=now,
    )  # fmt: skip


def _used(chosen: Chosen, cells: Sequence[str]) -> list[str]:
    """Give the cells of the columns that are used: of the others nothing is kept."""
    return [cells[place] if place < len(cells) else "" for place, field in enumerate(chosen.fields) if field]


def _find_door(session: Session, place: Place) -> int:
    """Find the municipality's door for files, made when it is first needed."""
    mine = select(Door.id).where(Door.kind == CHANNEL, Door.municipality_id == place.id)
    found = session.scalar(mine)
    if found is None:
        made = insert(Door).values(kind=CHANNEL, name=f"{CHANNEL}:{place.slug}", municipality_id=place.id)
        session.execute(made.on_conflict_do_nothing())
        found = session.scalar(mine)
    if found is None:
        raise NotPossible("import: door")
    return found


def _take_numbers(session: Session, municipality_id: int, count: int) -> int:
    """Take so many numbers of a municipality's signals at once; gives the first."""
    taken = update(Municipality).where(Municipality.id == municipality_id)
    after = taken.values(next_number=Municipality.next_number + count).returning(Municipality.next_number)
    return session.execute(after).scalar_one() - count
