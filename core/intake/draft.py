"""Drafts: open conversations found, unsealed, begun, stored and closed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.alike import fit
from core.dialogue.engine import begin
from core.dialogue.events import Ask, Dialogue, Review, Warn
from core.dialogue.form import Answer, Form
from core.dialogue.prompts import prompt
from core.dialogue.stored import dump_dialogue, load_dialogue
from core.intake.seat import Met
from core.municipalities import Place
from core.privacy import keys
from core.privacy.keys import hash_token, new_token
from core.questionnaire.asked import read_asked
from core.store.tables import Conversation, Door

# Spelled once, because every turn asks it.
_OPEN = (
    select(Conversation)
    .where(Conversation.contact_id == bindparam("contact_id"), Conversation.state == "open")
    .with_for_update()
)
_STORE = "update conversation set dialogue = %(sealed)b, touched_at = %(now)s, stage = %(stage)s where id = %(id)s"


@dataclass(slots=True)
class Draft:
    """An open conversation, unsealed: its row, its form, its dialogue, and which message answered which question.

    `ticked`: the question and the marks of the options that are shown as ticked, and are no answer yet.
    """

    row: Conversation
    form: Form
    dialogue: Dialogue
    marks: dict[str, str]
    fresh: bool = False
    link: str = ""
    ticked: tuple[str, tuple[str, ...]] | None = None

    @property
    def told(self) -> bool:
        """Tell whether something was told already."""
        return self.form.story in self.dialogue.answers or self.dialogue.pending is not None


def find_draft(session: Session, context: Context, met: Met) -> Draft | None:
    """Find the open conversation of someone who was met, locked until the transaction ends."""
    row = session.scalar(_OPEN, {"contact_id": met.contact.id})
    if row is None or row.dialogue is None:
        return None
    return open_draft(session, context, met.place, row, met.organisations)


def open_draft(
    session: Session, context: Context, place: Place, row: Conversation, organisations: Sequence[str]
) -> Draft:
    """Unseal an open conversation, with the version of the form that it began with."""
    stored = context.keys.open_json(row.dialogue or b"", dialogue_place(row))
    link = context.keys.open(row.link, link_place(row)).decode() if row.link else ""
    key, marks = stored.get("ticked") or ("", ())
    ticked = (key, tuple(marks)) if key else None
    dialogue = load_dialogue(stored["dialogue"].encode())
    form = fit(read_asked(session, place, organisations, dialogue.version), dialogue)
    return Draft(row, form, dialogue, stored["marks"], link=link, ticked=ticked)


def list_pages(session: Session, context: Context, met: Met) -> list[tuple[int, bytes]]:
    """List the web pages of someone's open conversations as chats (door, look-up): posts on them may still wait."""
    open_ = select(Conversation).where(Conversation.contact_id == met.contact.id, Conversation.link.is_not(None))
    door_id = session.scalars(select(Door.id).where(Door.name == "web")).one()
    links = [context.keys.open(row.link or b"", link_place(row)).decode() for row in session.scalars(open_)]
    return [(door_id, context.keys.lookup("web", link)) for link in links]


def begin_draft(session: Session, context: Context, met: Met, form: Form, link: str = "") -> Draft:
    """Open a conversation with what is known of the reporter; `link` is the token of the page it begins on."""
    known: dict[str, Answer] = {}
    if met.reporter.sector is not None:  # empty: passed over before, not asked again
        known["sector"] = met.reporter.sector
    if met.reporter.organisation is not None:
        known["organisation"] = met.reporter.organisation
    id_ = uuid.uuid4()
    token = link or new_token()
    row = Conversation(
        id=id_,
        municipality_id=met.place.id,
        door_id=met.contact.door_id,
        contact_id=met.contact.id,
        link_hash=hash_token(token),
    )
    row.link = context.keys.seal(token.encode(), link_place(row))
    session.add(row)
    session.flush()
    return Draft(row, form, begin(form, known), {}, fresh=True, link=token)


def store_draft(session: Session, context: Context, draft: Draft) -> None:
    """Seal a draft into its row, in the caller's transaction."""
    value: dict[str, Any] = {"dialogue": dump_dialogue(draft.dialogue).decode(), "marks": draft.marks}
    value |= {"ticked": draft.ticked} if draft.ticked else {}
    sealed = context.keys.seal_json(value, dialogue_place(draft.row))
    values = {"id": draft.row.id, "sealed": sealed, "now": context.clock(), "stage": _stage(draft)}
    session.connection().exec_driver_sql(_STORE, values)
    session.expire(draft.row, ["dialogue", "touched_at", "stage"])


def _stage(draft: Draft) -> str | None:
    """Say what is on the table, by key: it outlives the dialogue, so that figures can tell where people stop."""
    match prompt(draft.form, draft.dialogue):
        case Ask(question=question):
            return question.key
        case Warn():
            return "personal"
        case Review():
            return "review"
        case _:
            return None


def close_conversation(row: Conversation, state: str) -> None:
    """Erase what a conversation held; the row stays, so that the sums keep adding up.

    The page of a sent signal still finds its number and its reporter's signals: its hash stays until she is forgotten.
    """
    row.state, row.dialogue, row.link = state, None, None
    if state != "sent":
        row.link_hash = None


def dialogue_place(row: Conversation) -> keys.Place:
    """Say where a dialogue is sealed."""
    return keys.Place(row.municipality_id, str(row.id), "conversation.dialogue")


def link_place(row: Conversation) -> keys.Place:
    """Say where a conversation's link is sealed."""
    return keys.Place(row.municipality_id, str(row.id), "conversation.link")
