"""A municipality with something to show, put there by row: fiches with approved words, an action, a day, partners."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.municipalities import Place
from core.publish.action_words import digest_words
from core.store.tables import (
    Action,
    AgendaFiche,
    AgendaItem,
    Agreement,
    Fiche,
    FicheSignal,
    Journal,
    Partner,
    PartnerFiche,
    PublicText,
    Release,
    Signal,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECRET = "kanarie"


def put_fiche(session: Session, place: Place, number: int, *, state: str = "goedgekeurd", signals: int = 0) -> Fiche:
    """Put a fiche with a public text in a state, carried by so many signals; its own words are never public."""
    here: dict[str, Any] = {"municipality_id": place.id}
    fiche = Fiche(**here, number=number, title=f"{SECRET} titel", description=SECRET, themes=["wonen"])
    fiche.levels, fiche.puller, fiche.puller_note = ["lokaal"], SECRET, SECRET
    session.add(fiche)
    session.flush()
    title, told = f"Wachten op een huis {number}", "Gezinnen wachten lang op een sociale woning."
    session.add(PublicText(**here, fiche_id=fiche.id, state=state, title=title, text=told))
    for turn in range(signals):
        signal = Signal(
            **here, number=100 * number + turn, conversation_id=fiche.id.__class__(int=1000 * number + turn),
            channel="web", started_at=NOW, text=SECRET, organisation=SECRET,
        )  # fmt: skip
        session.add(signal)
        session.flush()
        session.add(FicheSignal(**here, fiche_id=fiche.id, signal_id=signal.id))
    session.flush()
    return fiche


def put_entry(session: Session, fiche: Fiche, at: datetime, what: str, **details: object) -> None:
    """Put an entry in the journal of a fiche."""
    entry = Journal(municipality_id=fiche.municipality_id, fiche_id=fiche.id, what=what, actor="staff", details=details)
    entry.at = at
    session.add(entry)
    session.flush()


def put_action(session: Session, fiche: Fiche, title: str, *, public: bool = True) -> Action:
    """Put an action beside a fiche, public or not."""
    action = Action(municipality_id=fiche.municipality_id, fiche_id=fiche.id, title=title, owner="Dienst Wonen")
    action.state, action.description, action.partners = "bezig", SECRET, ["CAW Zomerbeek"]
    session.add(action)
    session.flush()
    if public:
        action.public_digest, action.public_at = digest_words(action), NOW
        session.flush()
    return action


def put_day(session: Session, place: Place, number: int, fiche: Fiche, *, public: bool = True) -> AgendaItem:
    """Put a signal day in two weeks, with a fiche on its table."""
    begins = NOW + timedelta(days=14)
    item = AgendaItem(
        municipality_id=place.id, number=number, kind="signaaldag", title=f"Signaaldag {number}", starts_at=begins,
        ends_at=begins + timedelta(hours=3), venue="Raadzaal", public=public,
    )  # fmt: skip
    session.add(item)
    session.flush()
    row = AgendaFiche(municipality_id=place.id, item_id=item.id, fiche_id=fiche.id, place=1, question=SECRET)
    session.add(row)
    session.flush()
    return item


def put_partner(session: Session, place: Place, name: str, fiche: Fiche, *agreed: tuple[date, date | None]) -> Partner:
    """Put a partner that a fiche concerns and that agreed beforehand, with an agreement for each pair of days."""
    partner = Partner(municipality_id=place.id, name=name)
    session.add(partner)
    session.flush()
    for signed, ends in agreed:
        session.add(
            Agreement(
                municipality_id=place.id, partner_id=partner.id, signed_on=signed, ends_on=ends,
                signals=f"Sinds {signed.year}", approves=False,
            )
        )  # fmt: skip
    session.add(PartnerFiche(municipality_id=place.id, partner_id=partner.id, fiche_id=fiche.id))
    session.flush()
    return partner


def put_release(session: Session, place: Place, facet: str, period: str, cells: dict[str, list[object]]) -> None:
    """Put a release; each cell is a number and whether it is shown."""
    session.add(Release(municipality_id=place.id, facet=facet, period=period, cells=cells))
    session.flush()
