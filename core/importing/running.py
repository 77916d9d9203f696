"""An import is begun, stopped, gone on with, and worked off block by block, by whoever is there."""

from collections.abc import Callable

import structlog
from sqlalchemy import select, text

from core.context import Context
from core.errors import NotPossible
from core.importing.blocks import put_block
from core.importing.keeping import ARRIVED, BACK, BUSY, NEW, STOPPED, UNDONE, Hand, lock_run, read_content
from core.importing.mapping import check_mapping
from core.importing.undoing import undo_block
from core.municipalities import Place
from core.store.engine import Writing
from core.store.tables import ImportRun

log = structlog.get_logger()

# A block that breaks so often stops its import, until a person looks.
MOST_TRIES = 3
_WAKE = text(f"select pg_notify('{ARRIVED}', '')")


def begin_import(session: Writing, hand: Hand, import_id: int) -> bool:
    """Begin with a file that waits, as its columns were chosen; False when that was done before. Raises NoMapping."""
    hand.must()
    run = lock_run(session, import_id)
    content = read_content(hand.context, run)
    if run.state != NEW or content is None:
        return False
    check_mapping(content.chosen)
    run.state, run.begun_at = BUSY, hand.context.clock()
    session.flush()
    hand.note(session, "begun", import_id)
    session.execute(_WAKE)
    return True


def stop_import(session: Writing, hand: Hand, import_id: int) -> bool:
    """Stop an import after the block in hand; what was put in stays. False when it was not under way."""
    hand.must()
    run = lock_run(session, import_id)
    if run.state != BUSY:
        return False
    run.state = STOPPED
    session.flush()
    hand.note(session, "stopped", import_id)
    return True


def resume_import(session: Writing, hand: Hand, import_id: int) -> bool:
    """Go on with an import that was stopped; False when it was not."""
    hand.must()
    run = lock_run(session, import_id)
    if run.state != STOPPED or run.content is None:
        return False
    run.state, run.why = BUSY, None
    session.flush()
    hand.note(session, "resumed", import_id)
    session.execute(_WAKE)
    return True


def undo_import(session: Writing, hand: Hand, import_id: int) -> bool:
    """Begin to undo an import, whole; False when that was begun before. NotPossible before anything was put in."""
    hand.must()
    run = lock_run(session, import_id)
    if run.begun_at is None:
        raise NotPossible("import")
    if run.state in (BACK, UNDONE):
        return False
    run.state, run.why = BACK, None
    session.flush()
    hand.note(session, "undone", import_id)
    session.execute(_WAKE)
    return True


def list_working(context: Context) -> list[int]:
    """List the municipalities in which an import, or undoing one, is under way."""
    with context.store.clock() as session:
        works = select(ImportRun.municipality_id).where(ImportRun.state.in_((BUSY, BACK))).distinct()
        return sorted(session.scalars(works))


def work_off(
    context: Context,
    place: Place,
    goes_on: Callable[[], bool] = lambda: True,
    told: Callable[[], object] = lambda: None,
) -> int:
    """Work off what is under way in a municipality, each block one commit; gives how many blocks that were.

    Any number of nodes may do this: one works on an import, the others pass it by. `told` is called after each block.
    A block that keeps breaking stops its import.
    """
    with context.store.tenant(place.id) as session:
        works = select(ImportRun.id).where(ImportRun.state.in_((BUSY, BACK))).order_by(ImportRun.id)
        open_ = list(session.scalars(works))
    blocks = 0
    for import_id in open_:
        tries = 0
        while goes_on():
            try:
                done = _work(context, place, import_id)
            except Exception as error:
                tries += 1
                if tries < MOST_TRIES:
                    continue
                _give_up(context, place, import_id, error)
                raise
            if not done:
                break
            tries = 0
            blocks += 1
            told()
    return blocks


def _work(context: Context, place: Place, import_id: int) -> bool:
    with context.store.tenant(place.id) as session:
        return put_block(session, context, place, import_id) or undo_block(session, context, import_id)


def _give_up(context: Context, place: Place, import_id: int, error: Exception) -> None:
    with context.store.tenant(place.id) as session:
        run = lock_run(session, import_id)
        run.state, run.why = STOPPED, type(error).__name__
        session.flush()
