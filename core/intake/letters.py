"""The outbox: letters queued in the transaction that decided on them, delivered by the room they leave from."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Update, func, insert, select, text, update
from sqlalchemy.orm import Session, aliased

from core.context import Context
from core.privacy.keys import Place
from core.store.tables import Letter

QUEUED = "signaal_letters"
# A letter claimed longer ago than this belongs to a process that died.
_ABANDONED = timedelta(seconds=30)
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that this process is to deliver now."""

    id: uuid.UUID
    body: dict[str, Any]
    tries: int
    lookup: bytes | None
    kind: str = "turn"


@dataclass(frozen=True, slots=True)
class Envelope:
    """For whom and by which door a letter goes."""

    door_id: int
    lookup: bytes | None
    municipality_id: int | None
    kind: str = "turn"


def queue_letters(
    session: Session, context: Context, envelope: Envelope, bodies: Sequence[dict[str, Any]], *, held: str = ""
) -> None:
    """Queue letters in the caller's transaction, in order; `held`: why they wait under Werk for a person instead."""
    if not bodies:
        return
    rows = [
        {
            "id": (id_ := uuid.uuid4()),
            "municipality_id": envelope.municipality_id,
            "door_id": envelope.door_id,
            "lookup": envelope.lookup,
            "kind": envelope.kind,
            "body": context.keys.seal_json(body, letter_place(envelope.municipality_id, id_)),
            "state": "failed" if held else "queued",
            "reason": held or None,
            "tries": 0,
        }
        for body in bodies
    ]
    session.flush()
    # Announced by the same statement: one trip less in every turn.
    session.execute(insert(Letter.__table__).values(rows).returning(func.pg_notify(QUEUED, "")))  # pyright: ignore[reportArgumentType]  # a declarative class's table


def letter_place(municipality_id: int | None, letter_id: uuid.UUID) -> Place:
    """Say where a letter's body is sealed."""
    return Place(municipality_id or 0, str(letter_id), "letter.body")


def claim_letters(context: Context, door_id: int, most: int = 32, sent: Sequence[uuid.UUID] = ()) -> list[Claimed]:
    """Claim the oldest letters of a door: at most one a chat, never past an earlier one of the same chat.

    Claimed means: no other process delivers it. Whoever claims must end with `sent`, `later`, `failed` or `dropped`,
    well within half a minute. `sent` letters are noted in the same commit, so that a busy door needs one for many.
    """
    earlier = aliased(Letter)
    before = (
        select(earlier.id)
        .where(
            earlier.door_id == Letter.door_id,
            earlier.lookup == Letter.lookup,
            earlier.seq < Letter.seq,
            earlier.state.in_(("queued", "sending")),
        )
        .exists()
    )
    with context.store.door() as session:
        if sent:
            session.execute(_settling(sent, state="sent", body=None, sent_at=func.now()))
        due = (
            select(Letter.id)
            .where(Letter.door_id == door_id, Letter.state == "queued", Letter.not_before <= func.now(), ~before)
            .order_by(Letter.seq)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        claimed = (
            update(Letter)
            .where(Letter.id.in_(due))
            .values(state="sending", tries=Letter.tries + 1, not_before=context.clock())
            .returning(
                Letter.seq, Letter.id, Letter.municipality_id, Letter.body, Letter.tries, Letter.lookup, Letter.kind
            )
            .execution_options(synchronize_session=False)
        )
        letters = sorted(session.execute(claimed), key=lambda letter: letter.seq)
    return [
        Claimed(
            letter.id,
            context.keys.open_json(letter.body, letter_place(letter.municipality_id, letter.id)),
            letter.tries,
            letter.lookup,
            letter.kind,
        )
        for letter in letters
        if letter.body is not None
    ]


def mark_sent(context: Context, ids: Sequence[uuid.UUID]) -> None:
    """Note that letters were delivered, and empty them."""
    _settle(context, ids, state="sent", body=None, sent_at=func.now())


def mark_failed(context: Context, letter: Claimed, reason: str) -> None:
    """Note that a letter cannot be delivered: it is shown under Werk, and can be tried again."""
    _settle(context, [letter.id], state="failed", reason=reason)


def mark_dropped(context: Context, letter: Claimed, reason: str) -> None:
    """Note that a letter need not be delivered any more, and empty it."""
    _settle(context, [letter.id], state="dropped", reason=reason, body=None)


def mark_later(  # what to put back, when, why, and how often that may happen
    context: Context, letter: Claimed, seconds: float, reason: str, *, counts: bool = True, most: int = _TRIES
) -> None:
    """Put a letter back, to be tried again after some seconds; after `most` tries that count it is failed."""
    if counts and letter.tries >= most:
        mark_failed(context, letter, reason)
        return
    again = context.clock() + timedelta(seconds=seconds)
    tries = letter.tries if counts else letter.tries - 1
    _settle(context, [letter.id], state="queued", reason=reason, not_before=again, tries=tries)


def recover_letters(context: Context) -> int:
    """Settle what a dead process had claimed and return how many letters that were.

    It is unknown whether they arrived. A turn is dropped (its question is asked again with the next message); any
    other letter is queued again, because a reminder that comes twice is better than one that never comes.
    """
    abandoned = (Letter.state == "sending", Letter.not_before < context.clock() - _ABANDONED)
    with context.store.door() as session:
        turns = session.execute(
            update(Letter).where(*abandoned, Letter.kind == "turn").values(state="dropped", body=None, reason="unknown")
        )
        others = session.execute(update(Letter).where(*abandoned, Letter.kind != "turn").values(state="queued"))
        return _count(turns) + _count(others)


def retry_letter(session: Session, letter_id: uuid.UUID) -> bool:
    """Queue a failed letter again, within the municipality that is bound; False when there is no such letter."""
    retried = update(Letter).where(Letter.id == letter_id, Letter.state == "failed", Letter.body.is_not(None))
    done = session.execute(retried.values(state="queued", tries=0, reason=None, not_before=func.now()))
    session.execute(text(f"notify {QUEUED}"))
    return _count(done) > 0


def _settle(context: Context, ids: Sequence[uuid.UUID], **values: Any) -> None:
    if ids:
        with context.store.door() as session:
            session.execute(_settling(ids, **values))


def _settling(ids: Sequence[uuid.UUID], **values: Any) -> Update:
    settling = update(Letter).where(Letter.id.in_(ids), Letter.state == "sending").values(**values)
    return settling.execution_options(synchronize_session=False)


def _count(result: Any) -> int:
    return int(result.rowcount)
