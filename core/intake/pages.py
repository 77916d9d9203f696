"""What web pages need of intake: drafts and sent signals found by link, whose a link is, a post taken at once."""

import time
import uuid
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from core.context import Context
from core.dialogue.events import Dialogue
from core.dialogue.form import Answer, Form, Question
from core.errors import NotFound, StoreError
from core.feedback.improving import Closed, answer_of_fiche, list_closed
from core.feedback.mine_link import read_mine
from core.feedback.own_words import read_own
from core.feedback.wishes_link import find_wisher, wishes_page
from core.intake.accept import Delivery, accept
from core.intake.converse import converse
from core.intake.draft import open_draft
from core.intake.joining import Joinable, find_joined
from core.intake.rooms import Room, Said
from core.intake.supplement import answered_before, open_questions, takes_more
from core.intake.tongue import answer_language, form_in
from core.intake.typed import Typed, keep_typed, read_typed
from core.log import describe_error
from core.logo import read_file
from core.municipalities import Place, find_municipality, list_municipalities, list_organisations, read_municipality
from core.privacy.keys import hash_token
from core.questionnaire.asked import read_asked, read_told
from core.store.engine import Writing, bind
from core.store.tables import Contact, Conversation, Intake, Invitation, Signal
from core.words import DUTCH

log = structlog.get_logger()

# How long a page waits for another worker that holds its chat, in seconds, and how often it looks.
_PATIENCE, _PAUSE = 3.0, 0.05
_AWAY = (OperationalError, InterfaceError, PoolEmpty)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """An open conversation, as its page shows it.

    `query` is what its first page's address carries on; `typed` what was typed last, when that was no answer.
    """

    place: Place
    form: Form
    dialogue: Dialogue
    query: str = ""
    typed: Typed | None = None


@dataclass(frozen=True, slots=True)
class SentPage:
    """A conversation that became a signal. `reachable`: its reporter is still known, so her own page exists.

    With a `form` the signal came by mail and may be supplemented; `asks` is then what is still asked, in the `language`
    of its letters. `wishes`: the address of the page where she says how often she hears; empty: she gets no letters.
    `joining`: the fiche that she says it belongs to, as far as it is public. `own`: the municipality's own words.
    """

    place: Place
    number: int
    wants: str
    reachable: bool
    form: Form | None = None
    asks: tuple[Question, ...] = ()
    language: str = DUTCH
    wishes: str = ""
    joining: Joinable | None = None
    own: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a post: `settled`; `kept`, to be taken later; or `aside`, for a person to look at.

    `said` is None when another worker took it, or when it was a repeat.
    """

    state: Literal["settled", "kept", "aside"]
    said: Said | None = None


@contextmanager
def reaching(what: str) -> Generator[None]:
    """Raise StoreError where the database is away."""
    try:
        yield
    except _AWAY as error:
        log.warning("database away", action=what, **describe_error(error))
        raise StoreError("the database is not reachable") from None


def read_place(context: Context, slug: str) -> Place:
    """Read the municipality of a page; NotFound when there is none."""
    with reaching("read place"), context.store.door() as session:
        return find_municipality(session, slug)


def read_places(context: Context) -> list[Place]:
    """List the municipalities by name, with what anyone may know of them."""
    with reaching("read places"), context.store.public() as session:
        return list_municipalities(session)


def read_logo(context: Context, name: str) -> tuple[bytes, str]:
    """Read a municipality's logo by its name: its bytes and their type; NotFound when there is none."""
    with reaching("read logo"), context.store.public() as session:
        return read_file(session, name)


def read_invitation(context: Context, place: Place, token: str) -> dict[str, Answer]:
    """Read what an invitation fills in; nothing for one that is unknown, another municipality's, or over."""
    if not token:
        return {}
    with reaching("read invitation"), context.store.tenant(place.id) as session:
        found = session.scalar(select(Invitation).where(Invitation.token_hash == hash_token(token)))
        if found is None or found.expired(context.clock()):
            return {}
        filled = {"sector": found.sector, "organisation": found.organisation}
        return {key: value for key, value in filled.items() if value}


def read_blank(context: Context, slug: str, version: int | None = None) -> tuple[Place, Form]:
    """Read what a page needs that begins a signal: the municipality and its form. Nothing is stored.

    `version`: of the form that was shown already; None: the newest.
    """
    with reaching("read form"), context.store.door() as session:
        place = find_municipality(session, slug)
        bind(session, place.id)
        return place, read_asked(session, place, list_organisations(session), version)


def read_page(context: Context, slug: str, link: str) -> DraftPage | SentPage:
    """Read the conversation that a link leads to; NotFound also when it belongs to another municipality."""
    with reaching("read page"), context.store.door() as session:
        place = find_municipality(session, slug)
        bind(session, place.id)
        row = session.scalar(select(Conversation).where(Conversation.link_hash == hash_token(link)))
        if row is not None and row.state == "open" and row.dialogue is not None:
            draft = open_draft(session, context, place, row, list_organisations(session))
            return DraftPage(place, draft.form, draft.dialogue, typed=read_typed(context, row))
        if row is not None and row.state == "sent":
            return _sent(session, context, place, row)
    raise NotFound("page")


def keep_complaint(context: Context, slug: str, link: str, typed: Typed) -> None:
    """Keep what was typed and is no answer with its draft, for the page that says so; NotFound when that has ended."""
    with reaching("keep typed"):
        keep_typed(context, slug, link, typed)


def _sent(session: Writing, context: Context, place: Place, row: Conversation) -> SentPage:
    signal = session.scalar(select(Signal).where(Signal.conversation_id == row.id))
    known, number = row.contact_id is not None, row.number or 0
    if signal is None or not takes_more(row, signal):
        wisher = find_wisher(session, row.contact_id) if row.contact_id else None
        wishes = wishes_page(context, place.slug, wisher) if wisher else ""
        joining = find_joined(session, place, signal) if signal else None
        wants = signal.wants if signal else "nee"
        own = read_own(session)
        return SentPage(place, number, wants, reachable=known, wishes=wishes, joining=joining, own=own)
    language = answer_language(place, signal.language)
    form = form_in(read_told(session, place, signal, list_organisations(session)), language)
    before = tuple(answered_before(session, signal))
    asks = open_questions(form, signal, before, most=len(form.questions)) if row.asks else ()
    return SentPage(place, number, signal.wants, known, form, asks, language, own=read_own(session))


def read_closed(context: Context, link: str) -> list[Closed]:
    """Read the closed fiches that a reporter may say of whether it got better; NotFound when she is not known."""
    with reaching("read closed"), context.store.door() as session:
        return list_closed(session, owner_of(session, context, link)[1])


def answer_closed(context: Context, link: str, number: int, answer: str) -> bool:
    """Note on her own page whether it got better since a fiche was closed; False when there is no such fiche."""
    with reaching("answer closed"), context.store.door() as session:
        return answer_of_fiche(session, context, owner_of(session, context, link)[1], number, answer)


def find_owner(context: Context, link: str) -> Place:
    """Find the municipality in which a link has an owner; NotFound when it has none (any more)."""
    with reaching("find owner"), context.store.door() as session:
        return owner_of(session, context, link)[0]


def owner_of(session: Writing, context: Context, link: str) -> tuple[Place, uuid.UUID]:
    """Find whose a link is, a form's or a letter's, and bind a door's transaction to her municipality.

    NotFound when it has no owner (any more).
    """
    contact_id = read_mine(context.keys, link)
    hers = select(Contact.municipality_id, Contact.reporter_id).where(Contact.reporter_id.is_not(None))
    by_page = hers.join(Conversation, Conversation.contact_id == Contact.id)
    found = session.execute(
        hers.where(Contact.id == contact_id)
        if contact_id
        else by_page.where(Conversation.link_hash == hash_token(link))
    ).one_or_none()
    if found is None:
        raise NotFound("owner")
    place = read_municipality(session, found.municipality_id)
    bind(session, place.id)
    return place, found.reporter_id


def take_now(
    context: Context, rooms: Mapping[str, Room], door_id: int, delivery: Delivery, patience: float = _PATIENCE
) -> Taken:
    """Accept a post and take it at once. Raises StoreError when it could not be kept; afterwards nothing raises."""
    with reaching("accept"):
        accept(context, door_id, [delivery])
    until = time.monotonic() + patience
    try:
        while True:
            settled = converse(context, rooms, "web", door_id, delivery.lookup)
            said = settled.said if settled else None
            if settled and said and said.heard.room.get("key") == delivery.external_id:
                return Taken("kept" if settled.outcome == "waiting" else "settled", said)
            state, held = _state(context, door_id, delivery.external_id)
            if state != "waiting":
                return Taken("aside" if state == "shunted" else "settled")
            if held or time.monotonic() > until:
                return Taken("kept")
            if settled is None:  # another worker has the chat
                time.sleep(_PAUSE)
    except _AWAY as error:
        log.warning("taken later", door=door_id, **describe_error(error))
        return Taken("kept")


def _state(context: Context, door_id: int, external_id: str) -> tuple[str, bool]:
    with context.store.door() as session:
        row = session.execute(
            select(Intake.state, Intake.held).where(Intake.door_id == door_id, Intake.external_id == external_id)
        ).one()
        return row.state, row.held
