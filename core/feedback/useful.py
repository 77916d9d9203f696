"""Useful: whether a digest was, said with one tap in a mail or a chat; the last answer counts."""

import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.feedback.signed import read_signed, sign
from core.municipalities import Place
from core.store.tables import DigestSent
from core.store.tables.digest import USEFUL

COMMAND = "nuttig"
_ID = 16


def useful_page(context: Context, slug: str, sent_id: uuid.UUID, answer: str) -> str:
    """Give the address of the page that says yes or no about one digest, and can do nothing else."""
    token = sign(context.keys, _purpose(answer), sent_id.bytes)
    return f"{context.base_url}/{slug}/nuttig/{answer}/{token}"


def read_useful(context: Context, answer: str, token: str) -> uuid.UUID:
    """Give the digest that a link is about. Raises NotFound for a link that we did not make."""
    if answer not in USEFUL:
        raise NotFound("link")
    body = read_signed(context.keys, _purpose(answer), token)
    if len(body) != _ID:
        raise NotFound("link")
    return uuid.UUID(bytes=body)


def answer_by_link(context: Context, place: Place, answer: str, token: str) -> None:
    """Note what a link says; safe to repeat. Raises NotFound for a link that we did not make."""
    sent_id = read_useful(context, answer, token)
    with context.store.tenant(place.id) as session:
        note_useful(session, context, sent_id, answer)


def note_useful(
    session: Session, context: Context, sent_id: uuid.UUID, answer: str, reporter_id: uuid.UUID | None = None
) -> bool:
    """Note whether a digest was useful; False when it is not there (any more), or was not sent to this reporter."""
    if answer not in USEFUL:
        return False
    told = update(DigestSent).where(DigestSent.id == sent_id)
    if reporter_id is not None:
        told = told.where(DigestSent.reporter_id == reporter_id)
    done = session.execute(told.values(useful=answer, useful_at=context.clock()).returning(DigestSent.id))
    return done.first() is not None


def _purpose(answer: str) -> str:
    return f"useful {answer}"
