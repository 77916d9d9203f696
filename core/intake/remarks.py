"""Remarks: what a reporter writes back to a letter that asked nothing goes to her signal, else to a processor.

It never becomes a signal by itself: what answers a letter of ours is no new story.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.feedback.digest_reply import begins, read_reply
from core.intake.guard import Guard
from core.intake.look import heed
from core.intake.mailed import Post
from core.intake.normalise import normalise
from core.intake.outcome import Outcome
from core.intake.own import is_own
from core.intake.rooms import Notice
from core.intake.seat import Met
from core.intake.supplement import add_words
from core.store.tables import DigestSent, Letter, Remark, Signal

DIGEST, OPEN = "digest", "open"
LONGEST = 4000  # characters
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply to a digest: `signal` is the one that it was about, if it was about one of hers alone."""

    signal: Signal | None


def find_replied(post: Post) -> Replied | None:
    """Find which digest of hers a mail answers; None when it answers none, or somebody else's."""
    session, mail, met = post.session, post.mail, post.met
    if met is None:
        return None
    sent = select(DigestSent.id).where(DigestSent.reporter_id == met.reporter.id)
    said = select(Remark.id).where(Remark.reporter_id == met.reporter.id)
    reply = read_reply(post.context.keys, mail.token)
    if reply is not None:
        hers = or_(
            sent.where(begins(DigestSent.id, reply.first)).exists(), said.where(begins(Remark.id, reply.first)).exists()
        )
        return Replied(find_own(session, met.reporter.id, reply.number)) if session.scalar(select(hers)) else None
    letter = uuid.UUID(mail.answers) if mail.answers else None
    if letter is None or not session.scalar(select(sent.where(DigestSent.letter_id == letter).exists())):
        return None
    return Replied(None)  # without its address it is not known which signal it was about


def answers_a_digest(post: Post) -> bool:
    """Tell whether a mail answers a digest, whosoever it was."""
    if read_reply(post.context.keys, post.mail.token) is not None:
        return True
    letter = post.session.get(Letter, uuid.UUID(post.mail.answers)) if post.mail.answers else None
    return letter is not None and letter.kind == DIGEST


def take_reply(post: Post, met: Met, replied: Replied) -> Outcome:
    """Take a reply to a digest, and say what becomes of it."""
    text = post.heard.text or ""
    likeness, answers = post.weigh_answer()
    del likeness  # it belongs to no thread
    if not answers:  # the same again, or our own words
        return Outcome("answer")
    kept = keep_remark(post.session, met, text, post.known.guard, "mail", replied.signal)
    if not kept:
        return Outcome("answer")
    facts: dict[str, object] = {"subject": "thanks-answer"}
    facts |= {"number": replied.signal.number} if replied.signal else {}
    return Outcome("answer", said=post.say(*thank(text, replied.signal), facts=facts))


def keep_remark(session: Session, met: Met, text: str, guard: Guard, channel: str, signal: Signal | None) -> bool:
    """Add words to a signal, else keep them for a processor; False when there are none, or the same wait already."""
    words = guard.hide(normalise(text)[:LONGEST].strip())
    if not words:
        return False
    mine = select(Remark.id).where(Remark.reporter_id == met.reporter.id, Remark.state == OPEN)
    if signal is not None:
        add_words(session, signal, text[:LONGEST], guard)
        signal.flags = sorted({*signal.flags, "danger"}) if heed(words).danger else signal.flags
        point_to(session, met, signal, channel)
        return True
    if session.scalar(mine.where(Remark.text == words).limit(1)) is not None:
        return False
    session.add(Remark(municipality_id=met.place.id, reporter_id=met.reporter.id, channel=channel, text=words))
    session.flush()
    return True


def point_to(session: Session, met: Met, signal: Signal, channel: str) -> None:
    """Let a processor know of new words of a signal: they stand with the signal alone, which may be decided on."""
    waits = (Remark.signal_id == signal.id, Remark.state == OPEN)
    if session.scalar(select(Remark.id).where(*waits).limit(1)) is None:
        remark = Remark(municipality_id=met.place.id, reporter_id=met.reporter.id, channel=channel)
        remark.signal_id = signal.id
        session.add(remark)
        session.flush()


def thank(text: str, signal: Signal | None) -> tuple[Notice, ...]:
    """Say what becomes of a remark; of danger first."""
    said = Notice("letters.added", {"number": signal.number}) if signal else Notice("letters.remark")
    return (Notice("dialogue.danger"), said) if heed(normalise(text)).danger else (said,)


def find_own(session: Session, reporter_id: uuid.UUID, number: int) -> Signal | None:
    """Find a signal of a reporter by its number, locked; None when it is not there (any more)."""
    if not number:
        return None
    own = select(Signal).where(is_own(reporter_id), Signal.number == number, Signal.text != "")
    return session.scalar(own.with_for_update(of=Signal))


def find_told(session: Session, met: Met, mark: str) -> Signal | None:
    """Find the one signal that a digest in a chat was about, by what its buttons carry; None for several, or none."""
    digest, _, number = mark.partition("-")
    try:
        sent = session.get(DigestSent, uuid.UUID(digest))
    except ValueError:
        sent = None
    known = sent is not None and sent.reporter_id == met.reporter.id
    digits = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    return find_own(session, met.reporter.id, int(number)) if known and digits else None
