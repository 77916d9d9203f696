"""Actions put in public and taken out again, by who may publish: exactly the words that she saw, and no later ones."""

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotFound, NotPossible
from core.intake.guard import read_guard
from core.people.sessions import Present
from core.publish.action_words import digest_words, is_public, public_words
from core.review.bundling import lock_fiche, note_fiche
from core.review.fiches import Behind, Changed
from core.review.personal import HasPersonal
from core.review.public_texts import APPROVED
from core.store.tables import Action, Fiche, PublicText, Staff

PERMISSION = "fiches.publish"
SHOWN, UNSHOWN = "actions.shown", "actions.unshown"
# How an action stands: public, with other words since somebody put it in public, or not public.
PUBLIC, CHANGED, CLOSED = "openbaar", "veranderd", "niet"


class FicheNotPublic(NotPossible):
    """The fiche has no words that everyone may read: nothing of it is public."""

    key = "error.fiche-not-public"


def show_action(session: Session, present: Present, action_id: uuid.UUID, version: int) -> Changed | Behind:
    """Let the public read an action as it says now. `version`: that of the page. The same form twice: once.

    Raises FicheNotPublic; HasPersonal where the guard finds somebody in the words; NotFound, NotAllowed.
    """
    present.must(PERMISSION)
    action, fiche = _lock(session, action_id)
    if is_public(action):
        return Changed(changed=False)
    approved = select(PublicText.fiche_id).where(PublicText.fiche_id == fiche.id, PublicText.state == APPROVED)
    if session.scalar(approved) is None:
        raise FicheNotPublic("action: fiche")
    if action.version != version:
        return Behind("", action.changed_at)
    guard, words = read_guard(session), public_words(action)
    if found := tuple(dict.fromkeys(text[span.start : span.end] for text in words for span in guard.find(text))):
        raise HasPersonal(found)
    now = session.scalars(select(func.clock_timestamp())).one()
    action.public_digest, action.public_by, action.public_at = digest_words(action), present.staff_id, now
    session.flush()
    kept = {"note": "\n".join(word for word in words[1:] if word)}
    note_fiche(session, present, fiche, SHOWN, {"action": str(action.id), "title": action.title, **kept})
    return Changed(changed=True)


def unshow_action(session: Session, present: Present, action_id: uuid.UUID) -> Changed:
    """Take an action out of public; nothing when it is not in it. Raises NotFound, NotAllowed."""
    present.must(PERMISSION)
    action, fiche = _lock(session, action_id)
    if action.public_digest is None:
        return Changed(changed=False)
    action.public_digest = action.public_by = action.public_at = None
    session.flush()
    note_fiche(session, present, fiche, UNSHOWN, {"action": str(action.id), "title": action.title})
    return Changed(changed=True)


def read_standings(session: Session, number: int) -> Mapping[str, tuple[str, str]]:
    """Read by id how each action of a fiche stands (PUBLIC, CHANGED, CLOSED), and who put it in public."""
    rows = session.execute(
        select(Action, Staff.email)
        .join(Fiche, Fiche.id == Action.fiche_id)
        .outerjoin(Staff, Staff.id == Action.public_by)
        .where(Fiche.number == number)
        .execution_options(populate_existing=True)
    )
    return {str(action.id): (_standing(action), email or "") for action, email in rows}


def _standing(action: Action) -> str:
    if action.public_digest is None:
        return CLOSED
    return PUBLIC if is_public(action) else CHANGED


def _lock(session: Session, action_id: uuid.UUID) -> tuple[Action, Fiche]:
    """Take an action in hand, after its fiche, as whoever changes one does."""
    of = select(Fiche.number).join(Action, Action.fiche_id == Fiche.id).where(Action.id == action_id)
    number = session.scalar(of)
    if number is None:
        raise NotFound("action")
    fiche = lock_fiche(session, number)
    locked = select(Action).where(Action.id == action_id, Action.fiche_id == fiche.id).with_for_update()
    action = session.scalar(locked.execution_options(populate_existing=True))
    if action is None:
        raise NotFound("action")
    return action, fiche
