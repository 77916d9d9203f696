"""A link in a letter that says of one signal which public fiche it belongs to; it does that one thing, also twice."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from core.context import Context
from core.dialogue.events import Alike
from core.errors import NotFound, NotPossible
from core.feedback.signed import read_signed, sign
from core.intake.joining import Joinable, find_joinable
from core.municipalities import Place
from core.store.tables import Fiche, Journal, Signal

# What the journal says when a reporter names a fiche after she sent her signal.
JOINED = "joined"
_PURPOSE = "join"
_ID, _NUMBER = 16, 4
_GONE = "ingetrokken"


@dataclass(frozen=True, slots=True)
class Named:
    """The signal and the number of the fiche that a link is about."""

    signal_id: uuid.UUID
    number: int


def joining_links(
    context: Context, place: Place, signal_id: uuid.UUID, fiches: tuple[Alike, ...]
) -> tuple[tuple[str, str], ...]:
    """Give for each fiche the address of its page, and its public title."""

    def address(number: int) -> str:
        token = sign(context.keys, _PURPOSE, signal_id.bytes + number.to_bytes(_NUMBER))
        return f"{context.base_url}/{place.slug}/hoort-bij/{token}"

    return tuple((address(fiche.number), fiche.title) for fiche in fiches)


def read_link(context: Context, token: str) -> Named:
    """Read what a link is about. Raises NotFound for one that we did not make."""
    body = read_signed(context.keys, _PURPOSE, token)
    if len(body) != _ID + _NUMBER:
        raise NotFound("link")
    return Named(uuid.UUID(bytes=body[:_ID]), int.from_bytes(body[_ID:]))


def read_named(context: Context, place: Place, token: str) -> Joinable:
    """Read the fiche that a link is about, as anyone may know it now."""
    named = read_link(context, token)
    with context.store.tenant(place.id) as session:
        return find_joinable(session, place, named.number)


def join_by_link(context: Context, place: Place, token: str) -> None:
    """Note that a signal belongs to the fiche of a link, as its reporter says; the last one that she names counts.

    Raises NotFound for a link that we did not make, or when the signal is not there (any more), and NotPossible where
    the fiche is not public and open any more; what was noted before stands.
    """
    named = read_link(context, token)
    with context.store.tenant(place.id) as session:
        own = (Signal.id == named.signal_id) & (Signal.municipality_id == place.id)
        signal = session.scalar(select(Signal).where(own).with_for_update())
        fiche = session.scalar(select(Fiche).where(Fiche.municipality_id == place.id, Fiche.number == named.number))
        if signal is None or fiche is None or not signal.text or signal.status == _GONE:
            raise NotFound("signal")
        if signal.joins_id == fiche.id:
            return
        number = find_joinable(session, place, named.number).number
        if not number:
            raise NotPossible("fiche")
        if number != fiche.number:  # merged since: its page shows the one that it leads on to
            fiche = session.scalars(
                select(Fiche).where(Fiche.municipality_id == place.id, Fiche.number == number)
            ).one()
        signal.joins_id = fiche.id
        said = Journal(
            municipality_id=place.id,
            signal_id=signal.id,
            what=JOINED,
            actor="reporter",
            details={"joins": fiche.number},
        )
        session.add(said)
