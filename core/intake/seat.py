"""Where a chat sits: the municipality a delivery is for, and the contact and reporter behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import ARRAY, Row, Text, bindparam, func, select, type_coerce
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.answers import plain
from core.feedback.mine_link import read_mine
from core.intake.calls import find_place_of_call
from core.intake.joining import cut_code
from core.intake.returned import GONE
from core.intake.rooms import Heard
from core.municipalities import (
    Place,
    find_municipality,
    list_municipalities,
    list_organisations,
    only_municipality,
    read_municipality,
)
from core.privacy import keys
from core.privacy.keys import hash_token
from core.store.tables import Contact, Conversation, Invitation, Municipality, Organisation, Reporter

# What is noted at most this often, because every turn would write it anew.
USED_LATELY = timedelta(minutes=1)
# Spelled once, because every turn asks them.
_ORGANISATIONS = func.array(select(Organisation.name).order_by(Organisation.name).scalar_subquery())
_WITH_REPORTER = select(Contact, Reporter, type_coerce(_ORGANISATIONS, ARRAY(Text))).outerjoin(
    Reporter, Reporter.id == Contact.reporter_id
)
_OF_CHAT = _WITH_REPORTER.where(
    Contact.door_id == bindparam("door_id"),
    Contact.lookup == bindparam("lookup"),
    Contact.municipality_id == bindparam("place"),
)
_OF_PAGE = _WITH_REPORTER.join(Conversation, Conversation.contact_id == Contact.id).where(
    Conversation.link_hash == bindparam("link_hash")
)


@dataclass(frozen=True, slots=True)
class Met:
    """Someone at a door, in one municipality, and the organisations that are listed there, by name."""

    place: Place
    contact: Contact
    reporter: Reporter
    organisations: tuple[str, ...]
    first_time: bool


def choose_place(session: Session, context: Context, sits: Place | None, heard: Heard) -> tuple[Place | None, Heard]:
    """Find the municipality a delivery is for: as it says, else where its chat sits, else the only one.

    A typed name of a municipality is taken as the choice when nothing else tells; then the text is no answer any more.
    """
    if heard.slug:
        return find_municipality(session, heard.slug), heard
    wanted = heard.pick or (heard.argument if heard.command == "start" else "")
    chosen = _by_link(session, context, wanted) if wanted else None
    if chosen or sits:
        return chosen or sits, heard
    only = only_municipality(session)
    if only or not heard.text:
        return only, heard
    wanted = plain(heard.text)
    named = [known for known in list_municipalities(session) if wanted in {plain(known.name), plain(known.slug)}]
    if not named:
        return None, heard
    return read_municipality(session, named[0].id), replace(heard, text=None, pick=named[0].slug)


def meet(session: Session, context: Context, door_id: int, lookup: bytes, place: Place, heard: Heard) -> Met:
    """Find or make the contact and the reporter of this chat in the municipality that is bound."""
    known = _by_page(session, context, heard.link) if heard.link else None
    if known is None:
        asked = {"door_id": door_id, "lookup": lookup, "place": place.id}
        known = session.execute(_OF_CHAT, asked).one_or_none()
    contact, reporter, organisations = known or (None, None, None)
    if contact is None or organisations is None:
        contact = _make_contact(session, door_id, lookup, place)
        organisations = list_organisations(session)
    elif heard.pick or heard.argument or context.clock() - contact.used_at > USED_LATELY:
        contact.used_at = context.clock()  # where a chat sits: where it was last
    if contact.paused == GONE and heard.mail is None and heard.address:
        contact.paused = None  # a chat that was blocked is not any more: she writes there
    first_time = contact.reporter_id is None
    if heard.address and contact.address is None:
        contact.address = context.keys.seal(heard.address.encode(), contact_place(contact))
    if reporter is None:
        reporter = Reporter(municipality_id=place.id)
        session.add(reporter)
        session.flush()
        contact.reporter_id = reporter.id
    invitation = heard.invitation or (heard.argument if heard.command == "start" else "")
    if invitation:
        _fill_in(session, context, reporter, invitation)
    return Met(place, contact, reporter, tuple(organisations), first_time)


def leave(session: Session, met: Met) -> None:
    """Let go of someone who was met: her address, and what is known of her as a reporter."""
    session.delete(met.contact)
    session.flush()
    session.delete(met.reporter)


def only_asked(session: Session, met: Met) -> bool:
    """Tell whether someone never told anything: no conversation of hers was ever begun."""
    return session.scalar(select(Conversation.id).where(Conversation.contact_id == met.contact.id).limit(1)) is None


def _make_contact(session: Session, door_id: int, lookup: bytes, place: Place) -> Contact:
    made = insert(Contact).values(id=func.gen_random_uuid(), door_id=door_id, lookup=lookup, municipality_id=place.id)
    touched = made.on_conflict_do_update(
        constraint="uq_contact_door_id_lookup_municipality_id", set_={"used_at": func.clock_timestamp()}
    )
    return session.scalars(touched.returning(Contact), execution_options={"populate_existing": True}).one()


def _by_page(session: Session, context: Context, link: str) -> Row[Contact, Reporter, Sequence[str]] | None:
    """Find whose conversation a page goes on with, which may have begun in another channel; or whose own page it is."""
    contact_id = read_mine(context.keys, link)
    if contact_id is not None:
        return session.execute(_WITH_REPORTER.where(Contact.id == contact_id)).one_or_none()
    return session.execute(_OF_PAGE, {"link_hash": hash_token(link)}).one_or_none()


def contact_place(contact: Contact) -> keys.Place:
    """Say where a contact's address is sealed."""
    return keys.Place(contact.municipality_id, str(contact.id), "contact.address")


def places_to_pick(session: Session, most: int = 8) -> tuple[tuple[str, str], ...]:
    """List the municipalities to choose from as (slug, name); none when there are too many for buttons."""
    known = list_municipalities(session)
    return tuple((place.slug, place.name) for place in known) if len(known) <= most else ()


def _by_link(session: Session, context: Context, wanted: str) -> Place | None:
    """Read a slug (which only preselects), alone or with the number of a fiche, or an invitation's token."""
    slugs = {wanted.casefold(), cut_code(wanted)[0].casefold()}
    by_slug = session.scalar(
        select(Municipality.id).where(Municipality.slug.in_(slugs)).order_by(Municipality.slug.desc()).limit(1)
    )
    if by_slug is None:
        columns = select(Invitation.municipality_id, Invitation.expires_at)
        found = session.execute(columns.where(Invitation.token_hash == hash_token(wanted))).one_or_none()
        over = found is None or (found.expires_at is not None and found.expires_at <= context.clock())
        # A call that is over still says whose it was.
        by_slug = find_place_of_call(session, wanted) if found is None or over else found.municipality_id
    if by_slug is None:
        return None
    return read_municipality(session, by_slug)


def _fill_in(session: Session, context: Context, reporter: Reporter, token: str) -> None:
    """Fill in what an invitation knows of its reporters; what she told herself stays."""
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == hash_token(token)))
    if invitation and not invitation.expired(context.clock()):
        reporter.sector = reporter.sector or invitation.sector
        reporter.organisation = reporter.organisation or invitation.organisation
