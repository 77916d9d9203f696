"""The outbox: letters queued in the transaction that decided on them, delivered by the room they leave from."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy import Update, func, text, update
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import KeyMismatch
from core.log import describe_error
from core.privacy.keys import Place
from core.store.tables import Letter

# Letters to deliver are announced on this channel, with the id of their door (or nothing: of any door).
QUEUED = "signaal_letters"
log = structlog.get_logger()

# A letter claimed longer ago than this belongs to a process that died.
_ABANDONED = timedelta(seconds=30)
TRIES = 8
# A letter that was claimed this often and never settled takes its process down with it.
_CLAIMS = 20
_NOTHING: Mapping[uuid.UUID, str] = MappingProxyType({})
# What a busy door does for every letter, so spelled once. A letter that is noted as sent here holds up no later one; a
# digest holds up none at all, and leaves after what somebody waits for.
#
# With a hundred thousand digests queued this must not go through all that is open, whatever the planner thinks of a
# table that was nearly empty when it last looked: so what is held up is asked for each letter by itself (`limit 1`
# keeps it from becoming a join), by the very words of ix_letter_open, and what was sent is found by its id alone (the
# state is one that no index knows).
CLAIM = """
    with due as materialized (
        select id from letter
        where door_id = %(door_id)s and state = 'queued' and not_before <= now() and (
            select true from letter earlier
            where earlier.door_id = letter.door_id and earlier.lookup = letter.lookup and earlier.seq < letter.seq
                and earlier.state in ('queued', 'sending') and (earlier.kind = 'digest') is false
                and not (earlier.state = 'sending' and earlier.id = any(%(sent)s::uuid[]))
            limit 1) is null
        order by (kind = 'digest'), seq limit %(most)s for update skip locked
    ), noted as (
        update letter set state = 'sent', body = null, sent_at = now(), response = nullif(handed.said, '')
        from unnest(%(sent)s::uuid[], %(said)s::text[]) as handed (id, said)
        where letter.id = handed.id and letter.state || '' = 'sending'
    )
    update letter set state = 'sending', tries = tries + 1, not_before = now()
    from due where letter.id = due.id
    returning seq, letter.id, municipality_id, body, tries, lookup, kind
"""
_SENT = """
    update letter set state = 'sent', body = null, sent_at = now(), response = nullif(handed.said, '')
    from unnest(%(sent)s::uuid[], %(said)s::text[]) as handed (id, said)
    where letter.id = handed.id and letter.state || '' = any(%(states)s::text[])
"""
QUEUE = """
    insert into letter (id, municipality_id, door_id, lookup, kind, state, body, tries, reason)
    values (%(id)s, %(municipality_id)s, %(door_id)s, %(lookup)b, %(kind)s, %(state)s, %(body)b, 0, %(reason)s)
    returning pg_notify(%(queued)s, %(door_id)s::text)
"""
_QUEUE_MANY = """
    with written as (
        insert into letter (id, municipality_id, door_id, lookup, kind, state, body, tries, reason)
        select new.id, new.municipality_id, new.door_id, new.lookup, new.kind, new.state, new.body, 0, new.reason
        from unnest(%(id)s::uuid[], %(municipality_id)s::bigint[], %(door_id)s::bigint[], %(lookup)s::bytea[],
            %(kind)s::text[], %(state)s::text[], %(body)b::bytea[], %(reason)s::text[])
            with ordinality as new (id, municipality_id, door_id, lookup, kind, state, body, reason, place)
        order by place
        returning door_id
    )
    select pg_notify(%(queued)s, door_id::text) from (select distinct door_id from written) as doors
"""


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
) -> list[uuid.UUID]:
    """Queue letters in the caller's transaction, in order, and give their ids.

    `held`: why they wait under Werk for a person instead.
    """
    if not bodies:
        return []
    session.flush()
    rows = [letter_values(context, envelope, body, held=held) for body in bodies]
    for row in rows:
        # Announced by the same statement: one trip less in every turn.
        session.connection().exec_driver_sql(QUEUE, row)
    return [row["id"] for row in rows]


def queue_many(
    session: Session, context: Context, written: Sequence[tuple[Envelope, Sequence[dict[str, Any]]]]
) -> list[uuid.UUID]:
    """Queue the letters of many people in the caller's transaction, in one trip; gives the last letter of each.

    Each needs at least one body.
    """
    session.flush()
    values = [[letter_values(context, envelope, body) for body in bodies] for envelope, bodies in written]
    rows = [row for rows in values for row in rows]
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        session.connection().exec_driver_sql(_QUEUE_MANY, columns | {"queued": QUEUED})
    return [rows[-1]["id"] for rows in values]


def letter_values(context: Context, envelope: Envelope, body: dict[str, Any], *, held: str = "") -> dict[str, Any]:
    """Give what QUEUE asks for a new letter."""
    id_ = uuid.uuid4()
    return {
        "id": id_,
        "municipality_id": envelope.municipality_id,
        "door_id": envelope.door_id,
        "lookup": envelope.lookup,
        "kind": envelope.kind,
        "body": context.keys.seal_json(body, letter_place(envelope.municipality_id, id_)),
        "state": "failed" if held else "queued",
        "reason": held or None,
        "queued": QUEUED,
    }


def letter_place(municipality_id: int | None, letter_id: uuid.UUID) -> Place:
    """Say where a letter's body is sealed."""
    return Place(municipality_id or 0, str(letter_id), "letter.body")


def claim_letters(
    context: Context, door_id: int, most: int = 32, sent: Mapping[uuid.UUID, str] = _NOTHING
) -> list[Claimed]:
    """Claim the oldest letters of a door, digests last: at most one a chat, never past an earlier one of the same chat.

    Claimed means: no other process delivers it. Whoever claims must end with `sent`, `later`, `failed` or `dropped`,
    well within half a minute. `sent` letters are noted in the same commit, each with what was said to it (empty:
    nothing), so that a busy door needs one for many.
    """
    values = {"door_id": door_id, "most": most, "sent": list(sent), "said": list(sent.values())}
    with context.store.door() as session:
        letters = session.connection().exec_driver_sql(CLAIM, values).all()
    claimed: list[Claimed] = []
    for letter in sorted(letters, key=lambda letter: (letter.kind == "digest", letter.seq)):
        try:
            body = context.keys.open_json(letter.body or b"", letter_place(letter.municipality_id, letter.id))
        except (KeyMismatch, ValueError) as wrong:  # damaged: the others go on
            log.warning("letter unreadable", letter=str(letter.id), **describe_error(wrong))
            _settle(context, [letter.id], state="failed", reason="unreadable")
            continue
        claimed.append(Claimed(letter.id, body, letter.tries, letter.lookup, letter.kind))
    return claimed


def mark_sent(
    context: Context,
    ids: Iterable[uuid.UUID],
    said: Mapping[uuid.UUID, str] = _NOTHING,
    *,
    states: Collection[str] = ("sending",),
) -> None:
    """Note that letters were delivered, and empty them; `said`: what was said to each.

    `states`: in which they may be found.
    """
    sent = list(ids)
    if sent:
        values = {"sent": sent, "said": [said.get(id_, "") for id_ in sent], "states": list(states)}
        with context.store.door() as session:
            session.connection().exec_driver_sql(_SENT, values)


def put_back(context: Context, letters: Sequence[Claimed], reason: str) -> None:
    """Put letters back that nobody tried to deliver: they are due at once, and it counts as no try."""
    undone = {"state": "queued", "reason": reason, "not_before": func.now(), "tries": Letter.tries - 1}
    _settle(context, [letter.id for letter in letters], **undone)


def mark_failed(context: Context, letter: Claimed, reason: str) -> None:
    """Note that a letter cannot be delivered: it is shown under Werk, and can be tried again."""
    _settle(context, [letter.id], state="failed", reason=reason)


def mark_dropped(context: Context, letter: Claimed, reason: str) -> None:
    """Note that a letter need not be delivered any more, and empty it."""
    _settle(context, [letter.id], state="dropped", reason=reason, body=None)


def mark_later(  # what to put back, when, why, and how often that may happen
    context: Context, letter: Claimed, seconds: float, reason: str, *, counts: bool = True, most: int = TRIES
) -> None:
    """Put a letter back, to be tried again after some seconds; after `most` tries that count it is failed."""
    if counts and letter.tries >= most:
        mark_failed(context, letter, reason)
        return
    again = context.clock() + timedelta(seconds=seconds)
    tries = letter.tries if counts else letter.tries - 1
    _settle(context, [letter.id], state="queued", reason=reason, not_before=again, tries=tries)


def recover_letters(context: Context, door_id: int, ours: Collection[uuid.UUID] = ()) -> int:
    """Settle what a dead process had claimed of a door's letters and return how many letters that were.

    `ours` are those that the caller has in hand, or has sent and not yet noted. Of the others it is unknown whether
    they arrived. A turn is dropped (its question is asked again with the next message); any other letter is queued
    again, because a reminder that comes twice is better than one that never comes; but not without end.
    """
    # By the database's clock: those of two nodes may differ by more than a letter takes.
    abandoned = (
        Letter.door_id == door_id,
        Letter.state == "sending",
        Letter.not_before < func.now() - _ABANDONED,
        Letter.id.not_in(ours),
    )
    kept = (*abandoned, Letter.kind != "turn")
    lost = {"state": "dropped", "body": None, "reason": "unknown"}
    with context.store.door() as session:
        settled = (
            update(Letter).where(*abandoned, Letter.kind == "turn").values(**lost),
            update(Letter).where(*kept, Letter.tries < _CLAIMS).values(state="queued"),
            update(Letter).where(*kept, Letter.tries >= _CLAIMS).values(state="failed", reason="unknown"),
        )
        return sum(_count(session.execute(letters)) for letters in settled)


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
