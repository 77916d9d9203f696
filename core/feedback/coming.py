"""Coming: whether who is invited to a meeting comes, said by a link that says one thing, or by a button in a chat."""

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.feedback.spoken import page_language
from core.intake.rooms import Notice
from core.municipalities import Place, read_municipality
from core.privacy.keys import Keys
from core.store.tables import AgendaInvitation, AgendaItem
from core.store.tables.agenda_invitation import COMES, STAYS
from core.words import DUTCH, load_words

ANSWERS = (COMES, STAYS)
OPEN, OVER, OFF, GONE = "open", "over", "off", "gone"
# A button in a chat: this, the answer, and the id of the invitation.
BUTTON = "kom-"
# An invitation's id (16 bytes) and the first bytes of its keyed hash, as 40 small letters and digits.
_ID, _CHECK, _LENGTH = 16, 9, 40
_OFF = "afgelast"
_LOCALES = {DUTCH: "nl_BE", "fr": "fr_BE", "en": "en_GB"}
_BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, slots=True)
class Invited:
    """What a link is about; `state`: open, over, off (called off) or gone (known no more). `answer`: what was said."""

    state: str
    place: Place | None = None
    title: str = ""
    when: str = ""
    venue: str = ""
    answer: str = ""


def coming_token(keys: Keys, invitation_id: uuid.UUID, answer: str) -> str:
    """Make the token of the link that gives this answer, and no other. Nobody else can make one."""
    return base64.b32encode(invitation_id.bytes + _check(keys, invitation_id, answer)).decode().lower()


def coming_buttons(invitation_id: uuid.UUID, answers: tuple[str, ...] = ANSWERS) -> tuple[tuple[str, str], ...]:
    """Give the buttons with which one answers in a chat."""
    return tuple((f"{BUTTON}{answer}-{invitation_id.hex}", f"invite.button.{answer}") for answer in answers)


def say_when(item: AgendaItem, language: str = DUTCH) -> str:
    """Say when something is, in Brussels: "dinsdag 1 december 2026 van 14:00 tot 17:00"."""
    starts, ends = item.starts_at.astimezone(_BRUSSELS), item.ends_at.astimezone(_BRUSSELS)
    day = format_date(starts, "EEEE d MMMM y", locale=_LOCALES[language])
    return load_words(language).say("invite.hours", day=day, begins=f"{starts:%H:%M}", ends=f"{ends:%H:%M}")


def find_invited(context: Context, answer: str, token: str, language: str = DUTCH) -> Invited:
    """Find what a link is about, in a language. NotFound for a link that we did not make for this answer."""
    return _open(context, (answer, token), language, note=False)


def come(context: Context, answer: str, token: str, language: str = DUTCH) -> Invited:
    """Note the answer of a link; safe to repeat, and it can be changed until the day is over. Raises NotFound."""
    return _open(context, (answer, token), language, note=True)


def come_by_button(
    session: Session, reporter_id: uuid.UUID, command: str, now: datetime, language: str = DUTCH
) -> tuple[Notice, ...]:
    """Note what a reporter tapped under an invitation to her, and say what was noted."""
    answer, _, hexed = command.removeprefix(BUTTON).partition("-")
    try:
        invitation_id = uuid.UUID(hexed)
    except ValueError:
        return (Notice("notice.old-button"),)
    row = session.get(AgendaInvitation, invitation_id, with_for_update=True)
    if row is None or row.reporter_id != reporter_id or answer not in ANSWERS:
        return (Notice("notice.old-button"),)
    item = session.get_one(AgendaItem, row.item_id)
    state = _note(row, item, answer, now)
    values: dict[str, object] = {"title": item.title, "when": say_when(item, language)}
    if state != OPEN:
        return (Notice(f"invite.{state}", values),)
    other = tuple(one for one in ANSWERS if one != answer)
    return (Notice(f"invite.noted.{answer}", values, coming_buttons(row.id, other)),)


def _open(context: Context, link: tuple[str, str], asked: str, *, note: bool) -> Invited:
    answer, token = link
    invitation_id = _read(context.keys, token, answer)
    with context.store.door() as session:
        found = session.scalar(select(AgendaInvitation.municipality_id).where(AgendaInvitation.id == invitation_id))
        place = read_municipality(session, found) if found else None
    if place is None:
        return Invited(GONE)
    with context.store.tenant(place.id) as session:
        row = session.get(AgendaInvitation, invitation_id, with_for_update=note)
        if row is None:
            return Invited(GONE, place)
        item = session.get_one(AgendaItem, row.item_id)
        now = context.clock()
        state = _note(row, item, answer, now) if note else _state(item, now)
        when = say_when(item, page_language(place, asked))
        return Invited(state, place, item.title, when, item.venue, row.answer or "")


def _note(row: AgendaInvitation, item: AgendaItem, answer: str, now: datetime) -> str:
    state = _state(item, now)
    if state == OPEN and row.answer != answer:
        row.answer, row.answered_at = answer, now
    return state


def _state(item: AgendaItem, now: datetime) -> str:
    if item.status == _OFF:
        return OFF
    return OVER if item.ends_at <= now else OPEN


def _read(keys: Keys, token: str, answer: str) -> uuid.UUID:
    try:
        plain = base64.b32decode(token.upper()) if len(token) == _LENGTH and token.isascii() else b""
    except (binascii.Error, ValueError):
        plain = b""
    if len(plain) != _ID + _CHECK or answer not in ANSWERS:
        raise NotFound("link")
    invitation_id = uuid.UUID(bytes=plain[:_ID])
    if not hmac.compare_digest(plain[_ID:], _check(keys, invitation_id, answer)):
        raise NotFound("link")
    return invitation_id


def _check(keys: Keys, invitation_id: uuid.UUID, answer: str) -> bytes:
    return keys.lookup(f"coming-{answer}", str(invitation_id))[:_CHECK]
