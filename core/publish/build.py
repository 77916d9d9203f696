"""A snapshot built for the bound municipality: of what people approved, in as many queries whatever there is."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.insight.suppression import band, least_of
from core.municipal_defaults import DEFAULTS
from core.municipalities import Place
from core.publish.around import Around, read_around
from core.publish.figures import read_figures
from core.publish.model import About, PublicFiche, Snapshot
from core.publish.timeline import Entry, Shown, month_of, read_entries, tell
from core.publish.written import stamp
from core.review.public_texts import APPROVED, FEWEST
from core.store.tables import Fiche, FicheSignal, Municipality, PublicText, Signal

_WITHDRAWN = "ingetrokken"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is read of all public fiches together: numbers by id, counts of signals, entries, and what is around."""

    numbers: Mapping[uuid.UUID, int]
    counts: Mapping[uuid.UUID, int]
    entries: Mapping[uuid.UUID, Sequence[Entry]]
    around: Around


def build(session: Session, place: Place, now: datetime, address: str = "") -> Snapshot:
    """Build what the bound municipality shows as things stand; `address`: where mail for it goes.

    Nothing of it is a text of a signal, a reason, a note or the name of a person on purpose.
    """
    rows = session.execute(
        select(Fiche, PublicText.title, PublicText.text)
        .join(PublicText, PublicText.fiche_id == Fiche.id)
        .where(PublicText.state == APPROVED, Fiche.merged_into_id.is_(None))
        .order_by(Fiche.number)
    ).all()
    numbers = {row.Fiche.id: row.Fiche.number for row in rows}
    around = read_around(session, numbers, now)
    facts = _Facts(numbers, _count(session, numbers), read_entries(session, numbers), around)
    nis = session.scalar(select(Municipality.nis).where(Municipality.id == place.id))
    fiches = tuple(_fiche(row.Fiche, row.title, row.text, facts) for row in rows)
    return stamp(
        Snapshot(
            slug=place.slug,
            name=place.name,
            nis=nis or "",
            about=_about(place, address),
            fiches=fiches,
            actions=tuple(shown for _, shown in around.actions),
            days=around.days,
            partners=around.partners,
            figures=read_figures(session, len(around.partners)),
        )
    )


def tell_band(signals: int, *keys: str) -> str:
    """Say how many signals tell something, as the public may know it; empty below three, wider of what is sensitive."""
    return band(signals, least_of(*keys)) if signals >= FEWEST else ""


def _count(session: Session, fiches: Mapping[uuid.UUID, int]) -> Mapping[uuid.UUID, int]:
    """Count the signals of each fiche; what its reporter took back carries nothing."""
    carried = (
        select(FicheSignal.fiche_id, func.count())
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.fiche_id.in_(fiches), FicheSignal.released_at.is_(None), Signal.status != _WITHDRAWN)
        .group_by(FicheSignal.fiche_id)
    )
    return {row[0]: row[1] for row in session.execute(carried)}


def _fiche(fiche: Fiche, title: str, text: str, facts: _Facts) -> PublicFiche:
    around = facts.around
    titles = {str(id_): shown.title for id_, shown in around.actions if shown.fiche == fiche.number}
    shown = Shown(titles, {day.number: day.title for day in around.days})
    entries = facts.entries.get(fiche.id, ())
    timeline = tell(entries, shown)
    since = next((happened.month for happened in timeline if happened.what == "public"), None)
    return PublicFiche(
        number=fiche.number,
        title=title,
        text=text,
        status=fiche.status,
        outcome=fiche.outcome or "",
        themes=tuple(fiche.themes),
        target_groups=tuple(fiche.target_groups),
        levels=tuple(fiche.levels),
        band=tell_band(facts.counts.get(fiche.id, 0), *fiche.themes, *fiche.target_groups),
        since=since,
        changed=max((happened.month for happened in timeline), default=_opened(fiche)),
        predecessor=facts.numbers.get(fiche.predecessor_id, 0) if fiche.predecessor_id else 0,
        partners=tuple(around.named.get(fiche.id, ())),
        days=tuple(day.number for day in around.days if fiche.number in day.fiches),
        timeline=timeline,
    )


def _opened(fiche: Fiche) -> date:
    return month_of(fiche.opened_at)


def _about(place: Place, address: str) -> About:
    retention: Mapping[str, int] = {**DEFAULTS["retention"], **place.settings.get("retention", {})}
    return About(
        service=place.setting("service"),
        working_days=place.setting("working_days"),
        contact=place.setting("public_contact"),
        intro=place.setting("public_intro"),
        agreements=place.setting("public_agreements"),
        privacy_text=place.setting("privacy_text"),
        danger_text=place.setting("danger_text"),
        address=address,
        bot=place.setting("bot"),
        languages=tuple(place.setting("languages")),
        colour=place.setting("colour"),
        logo=place.setting("logo"),
        logo_alt=place.setting("logo_alt"),
        retention=tuple(sorted(retention.items())),
        model=place.setting("model"),
    )
