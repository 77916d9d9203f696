"""Sending digests: a run goes through the reporters of a municipality in blocks, each block one commit; none twice."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, exists, select, text, update
from sqlalchemy.orm import Session

from core.feedback.digest_finding import Due, When, find_due, next_reporters, read_when
from core.feedback.digest_model import Digest
from core.feedback.digest_posting import KIND, Parcel, write_parcel
from core.feedback.digest_reading import Block
from core.feedback.own_words import read_own
from core.feedback.schedule import NOW, is_night
from core.feedback.schedules import read_schedule
from core.feedback.writing import Post
from core.intake.letters import Envelope, queue_many
from core.log import describe_error
from core.store.among import among
from core.store.tables import Contact, DigestRun, Editorial, Letter, Reporter

log = structlog.get_logger()

BUSY, PAUSED, DONE = "bezig", "gepauzeerd", "klaar"
# Reporters in one commit.
BLOCK = 400
# Who wrote so lately is awake.
_AWAKE = timedelta(hours=1)
_TELL = text("""
    insert into told (municipality_id, reporter_id, entry_id, letter_id, state, due_at)
    select :place, told.reporter, told.entry, told.letter, 'queued', :at
    from unnest(cast(:reporters as uuid[]), cast(:entries as bigint[]), cast(:letters as uuid[]))
        as told (reporter, entry, letter)
    on conflict (reporter_id, entry_id) do update
        set letter_id = excluded.letter_id, state = 'queued', why = null, due_at = excluded.due_at, done_at = null
        where told.state in ('failed', 'cannot', 'withdrawn')
""")
_SENT = text("""
    insert into digest_sent (id, municipality_id, reporter_id, run_id, letter_id, kind, items, made_at)
    select sent.id, :place, sent.reporter, :run, sent.letter, sent.kind, sent.items, :at
    from unnest(cast(:ids as uuid[]), cast(:reporters as uuid[]), cast(:letters as uuid[]), cast(:kinds as text[]),
        cast(:items as integer[])) as sent (id, reporter, letter, kind, items)
""")


@dataclass(frozen=True, slots=True)
class Sending:
    """What the letters of a block belong to: a run (None: sent at once), when, and with which paragraph at the head."""

    run_id: int | None
    at: datetime
    editorial: str = ""


def send_run(post: Post, run_id: int) -> int:
    """Go on with a run until it is done or paused; returns how many letters it queued.

    Any number of nodes may do this: one works, the others leave at once. Who dies half-way loses one block, of which
    nothing was kept.
    """
    letters = 0
    while True:
        with post.context.store.tenant(post.place.id) as session:
            queued = send_block(session, post, run_id)
        if queued is None:
            return letters
        letters += queued


def send_now(post: Post) -> int:
    """Send what happened to those who want to hear as it does; returns how many letters that were.

    What another node has in hand is passed over. At night only who just wrote is written to; the others in the morning.
    """
    letters, after = 0, None
    wakes = [_wrote(post.context.clock() - _AWAKE)] if is_night(post.context.clock()) else []
    while True:
        with post.context.store.tenant(post.place.id) as session:
            rows = select(Reporter).where(Reporter.rhythm == NOW, *wakes).order_by(Reporter.id).limit(BLOCK)
            rows = rows.where(Reporter.id > after) if after else rows
            reporters = list(session.scalars(rows.with_for_update(skip_locked=True)))
            if not reporters:
                return letters
            at = post.context.clock()
            when = When(at, at, None, read_schedule(session), at_once=True)
            block, due = find_due(session, post.place, reporters, when)
            letters += write_block(session, post, block, due, Sending(None, at))
            after = reporters[-1].id


def _wrote(since: datetime) -> ColumnElement[bool]:
    """Say who wrote, or tapped, since a moment."""
    return exists().where(Contact.reporter_id == Reporter.id, Contact.used_at >= since)


def write_block(session: Session, post: Post, block: Block, due: Sequence[Due], sending: Sending) -> int:
    """Queue the letters of what is due, and note whom they tell what, in the caller's transaction; returns how many."""
    parcels: list[tuple[Due, Parcel]] = []
    written: list[tuple[Envelope, list[dict[str, object]]]] = []
    own = read_own(session) if due else {}
    for one in due:
        if isinstance(one.way, str):
            continue
        parcel = Parcel(uuid.uuid4(), one.way, one.digest, one.reader.language, sending.editorial, own)
        try:
            bodies = write_parcel(post, parcel)
        except Exception as error:  # noqa: BLE001 # one that cannot be written keeps no other from hearing
            log.warning("digest failed", municipality=post.place.id, **describe_error(error))
            continue
        if bodies:
            parcels.append((one, parcel))
            contact = one.way.contact
            written.append((Envelope(contact.door_id, contact.lookup, post.place.id, KIND), bodies))
    if not parcels:
        return 0
    letters = queue_many(session, post.context, written)
    _note(session, post.place.id, list(zip(parcels, letters, strict=True)), sending)
    _drop_failed(session, block, [one for one, _ in parcels])
    return len(parcels)


def send_block(session: Session, post: Post, run_id: int) -> int | None:
    """Send the next block of a run; None when there is none, or somebody else is at it."""
    locked = select(DigestRun).where(DigestRun.id == run_id, DigestRun.state == BUSY)
    run = session.scalar(locked.with_for_update(skip_locked=True))
    if run is None:
        return None
    at = post.context.clock()
    reporters = next_reporters(session, run.after, BLOCK)
    if not reporters:
        run.state, run.done_at = DONE, at
        return None
    when = read_when(session, at, run.slot)
    block, due = find_due(session, post.place, reporters, when)
    editorial = session.scalar(select(Editorial.text).where(Editorial.run_id == run.id)) or ""
    queued = write_block(session, post, block, due, Sending(run.id, at, editorial))
    run.after = reporters[-1].id
    run.reporters += len(reporters)
    run.letters += queued
    return queued


def _note(
    session: Session,
    municipality_id: int,
    sent: Sequence[tuple[tuple[Due, Parcel], uuid.UUID]],
    sending: Sending,
) -> None:
    rows = [
        (parcel.id, one.reader.id, letter, one.digest.kind, count_items(one.digest)) for (one, parcel), letter in sent
    ]
    values = dict(
        zip(("ids", "reporters", "letters", "kinds", "items"), map(list, zip(*rows, strict=True)), strict=True)
    )
    session.execute(_SENT, {**values, "place": municipality_id, "run": sending.run_id, "at": sending.at})
    told = [(one.reader.id, entry, letter) for (one, _), letter in sent for entry in sorted(one.digest.told)]
    reporters, entries, letters = zip(*told, strict=True) if told else ((), (), ())
    values = {
        "place": municipality_id,
        "reporters": list(reporters),
        "entries": list(entries),
        "letters": list(letters),
    }
    session.execute(_TELL, values | {"at": sending.at})
    heard = [one.reader.id for (one, _), _ in sent if one.digest.own]
    session.execute(
        update(Reporter)
        .where(among(Reporter.id, heard))
        .values(heard_at=sending.at)
        .execution_options(synchronize_session=False)
    )


def count_items(digest: Digest) -> int:
    """Count what a digest tells of, also what there was no room for."""
    return len(digest.own) + len(digest.sector) + len(digest.place) + digest.more


def _drop_failed(session: Session, block: Block, due: Sequence[Due]) -> None:
    """Drop the letters that failed to tell what is told now: tried again, they would tell it twice."""
    again = {
        letter
        for one in due
        for entry, letter in block.again.get(one.reader.id, {}).items()
        if entry in one.digest.told
    }
    dropped = update(Letter).where(Letter.id.in_(again), Letter.state == "failed")
    session.execute(
        dropped.values(state="dropped", reason="told-again", body=None).execution_options(synchronize_session=False)
    )
