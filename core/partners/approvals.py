"""Whether partners approve that a fiche is published: whom it concerns, who was asked, and what each answered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from core.classify.sources import fold
from core.errors import NotFound, NotPossible
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.partners.agreements import lock_partner
from core.people.roles import ALL
from core.people.sessions import Present
from core.review.bundling import lock_fiche, note_fiche
from core.review.fiches import Changed, Lacking
from core.store.tables import Agreement, Approval, Fiche, Partner, PartnerFiche, PublicText, Staff
from core.store.tables.partner import NO, YES

LINKED, UNLINKED = "meet.partner-linked", "meet.partner-unlinked"
ASKED, ANSWERED = "meet.approval-asked", "meet.approval-answered"
LONGEST_REASON = 1000  # characters


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a partner stands about a fiche: `open` (not asked), `asked`, `ja`, `nee`, or `old`: of words since changed.

    `by` noted it (her e-mail), `at` then. `mine`: who looks may answer for it. `asks`: whether its agreement that runs
    asks that it approves; so does having none.
    """

    partner: int
    name: str
    state: str
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    asks: bool = True
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Standings:
    """Where every partner stands that a fiche concerns."""

    partners: tuple[Standing, ...]

    @property
    def agreed(self) -> bool:
        """Tell whether each that has to approves the words as they are now; with nobody to ask, nobody objects."""
        return not self.lacking

    @property
    def lacking(self) -> tuple[str, ...]:
        """Name the partners without whose approval nothing is published, and that did not give it."""
        return tuple(one.name for one in self.partners if one.asks and one.state != YES)


def published_words(session: Session, fiche: Fiche) -> tuple[str, str, int]:
    """Give the title, words and version that a partner approves: the public text, or the fiche's own without one."""
    public = session.execute(
        select(PublicText.title, PublicText.text, PublicText.version).where(PublicText.fiche_id == fiche.id)
    ).one_or_none()
    return (public.title, public.text, public.version) if public else (fiche.title, fiche.description, fiche.version)


def link_partner(session: Session, present: Present, number: int, partner_id: int) -> bool:
    """Say that a fiche concerns a partner; False when that was said. Raises NotFound, NotPossible for one that left."""
    present.must("partners.edit")
    fiche, partner = lock_fiche(session, number), lock_partner(session, partner_id)
    if partner.left_on is not None:
        raise NotPossible("partner: left")
    added = insert(PartnerFiche).values(
        municipality_id=fiche.municipality_id, partner_id=partner.id, fiche_id=fiche.id, staff_id=present.staff_id
    )
    made = session.scalar(
        added.on_conflict_do_nothing(index_elements=["fiche_id", "partner_id"]).returning(PartnerFiche.id)
    )
    return made is not None and _tell(session, present, fiche, partner, LINKED)


def unlink_partner(session: Session, present: Present, number: int, partner_id: int) -> bool:
    """Say that a fiche concerns a partner no more; what it answered stays known."""
    present.must("partners.edit")
    fiche, partner = lock_fiche(session, number), lock_partner(session, partner_id)
    gone = delete(PartnerFiche).where(PartnerFiche.fiche_id == fiche.id, PartnerFiche.partner_id == partner.id)
    if session.scalar(gone.returning(PartnerFiche.id)) is None:
        return False
    return _tell(session, present, fiche, partner, UNLINKED)


def ask_approval(session: Session, present: Present, number: int, partner_id: int) -> bool:
    """Note that a partner was asked to approve the words as they are now; False when it was. Raises NotFound."""
    present.must("partners.edit")
    fiche, partner = _concerned(session, number, partner_id)
    words = published_words(session, fiche)
    added = insert(Approval).values(
        municipality_id=fiche.municipality_id, partner_id=partner.id, fiche_id=fiche.id, version=words[2],
        digest=digest_published(*words[:2]), asked_by=present.staff_id, reason="",
    )  # fmt: skip
    made = session.scalar(
        added.on_conflict_do_nothing(index_elements=["fiche_id", "partner_id", "digest"]).returning(Approval.id)
    )
    return made is not None and _tell(session, present, fiche, partner, ASKED)


def answer_approval(
    session: Session, present: Present, number: int, partner_id: int, answer: str, reason: str
) -> Changed | Lacking:
    """Note what a partner answers about the words as they are now; a no has a reason.

    Who speaks for an organisation answers for the partner of that name alone. Raises NotPossible when it was not asked,
    or for another answer; NotFound.
    """
    fiche, partner = _concerned(session, number, partner_id)
    if not _answers(present, partner.name):
        raise NotFound("partner")
    asked = session.scalar(
        select(Approval)
        .where(
            Approval.fiche_id == fiche.id,
            Approval.partner_id == partner.id,
            Approval.digest == digest_published(*published_words(session, fiche)[:2]),
        )
        .with_for_update()
    )
    if asked is None or answer not in (YES, NO):
        raise NotPossible("approval: answer")
    why = read_guard(session).hide(normalise(reason)[:LONGEST_REASON]).strip()
    if answer == NO and not why:
        return Lacking(("reason",))
    if (asked.answer, asked.reason) == (answer, why):
        return Changed(changed=False)
    asked.answered_at = session.scalar(select(func.clock_timestamp()))
    asked.answer, asked.reason, asked.answered_by = answer, why, present.staff_id
    session.flush()
    _tell(session, present, fiche, partner, ANSWERED, {"answer": answer, **({"note": why} if why else {})})
    return Changed(changed=True)


def read_standings(session: Session, present: Present, number: int) -> Standings:
    """Read where the partners stand that a fiche concerns, by name; in five queries. Raises NotFound."""
    present.must("partners.read")
    fiche = session.scalar(select(Fiche).where(Fiche.number == number))
    if fiche is None:
        raise NotFound("fiche")
    found = find_standings(session, fiche)
    if not present.may("approvals.answer"):
        return found
    return Standings(tuple(replace(one, mine=_answers(present, one.name)) for one in found.partners))


def find_standings(session: Session, fiche: Fiche) -> Standings:
    """Find where the partners stand that a fiche concerns, for who decides what is published."""
    now = digest_published(*published_words(session, fiche)[:2])
    partners = session.execute(
        select(Partner.id, Partner.name)
        .join(PartnerFiche, PartnerFiche.partner_id == Partner.id)
        .where(PartnerFiche.fiche_id == fiche.id, Partner.left_on.is_(None))
        .order_by(func.lower(Partner.name))
    ).all()
    given = session.execute(
        select(Approval, Staff.email)
        .outerjoin(Staff, Staff.id == func.coalesce(Approval.answered_by, Approval.asked_by))
        .where(Approval.fiche_id == fiche.id)
        .order_by(Approval.asked_at)
    ).all()
    last = select(Agreement.partner_id, Agreement.approves).ext(distinct_on(Agreement.partner_id))
    runs = or_(Agreement.ends_on.is_(None), Agreement.ends_on >= func.current_date())
    agreed = last.where(Agreement.partner_id.in_([row.id for row in partners]), runs)
    agreements = session.execute(agreed.order_by(Agreement.partner_id, Agreement.signed_on.desc()))
    free = {row.partner_id for row in agreements if not row.approves}
    return Standings(
        tuple(replace(_standing(row.id, row.name, now, given), asks=row.id not in free) for row in partners)
    )


def _answers(present: Present, partner: str) -> bool:
    """Tell whether somebody may say what a partner approves. Raises NotAllowed for who never may."""
    far = present.reach("approvals.answer")
    return far == ALL or (present.organisation != "" and fold(present.organisation) == fold(partner))


def digest_published(title: str, text: str) -> bytes:
    """Give the digest of words that a partner approves, as an approval keeps it."""
    return hashlib.sha256(f"{title}\x00{text}".encode()).digest()


def _standing(partner: int, name: str, now: bytes, given: Sequence[Any]) -> Standing:
    mine = [(approval, email) for approval, email in given if approval.partner_id == partner]
    for approval, email in mine:
        if approval.digest == now:
            at = approval.answered_at or approval.asked_at
            return Standing(partner, name, approval.answer or "asked", approval.reason, email or "", at)
    return Standing(partner, name, "old" if mine else "open")


def _concerned(session: Session, number: int, partner_id: int) -> tuple[Fiche, Partner]:
    fiche, partner = lock_fiche(session, number), lock_partner(session, partner_id)
    concerns = select(PartnerFiche.id).where(PartnerFiche.fiche_id == fiche.id, PartnerFiche.partner_id == partner.id)
    if session.scalar(concerns) is None:
        raise NotFound("partner")
    return fiche, partner


def _tell(
    session: Session, present: Present, fiche: Fiche, partner: Partner, what: str, more: dict[str, Any] | None = None
) -> bool:
    note_fiche(session, present, fiche, what, {"partner": partner.id, "name": partner.name, **(more or {})})
    return True
