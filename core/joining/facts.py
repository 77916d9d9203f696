"""The facts about a municipality that joins, read from its settings and rows; no word of a signal is read."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Context
from core.flanders import known_by_nis
from core.joining.checklist import Facts
from core.joining.trials import CHAT, MAIL, read_trials
from core.municipalities import Place, read_municipality
from core.own_bots import find_bot
from core.people.roles import PERMISSIONS, allows
from core.store.tables import DigestSchedule, Municipality, Organisation, Staff, StaffInvitation


def read_facts(session: Session, context: Context, place: Place) -> Facts:
    """Read what is known of the municipality that is bound."""
    place = read_municipality(session, place.id)
    nis = session.scalar(select(Municipality.nis).where(Municipality.id == place.id))
    known, own = known_by_nis(nis), find_bot(session)
    tried, schedule = read_trials(session), session.scalar(select(DigestSchedule.active))
    processors, invited = _count_people(session, context)
    mail, chat = tried.get(MAIL), tried.get(CHAT)
    return Facts(
        nis=bool(nis),
        facilities=bool(known and known.facilities),
        french="fr" in place.setting("languages"),
        colour=bool(place.setting("colour")),
        logo=bool(place.setting("logo")),
        organisations=session.scalar(select(func.count()).select_from(Organisation)) or 0,
        mail_at=mail.arrived_at if mail else None,
        verified=mail.verified if mail else None,
        bot=own.username if own else context.telegram_name,
        chat_at=chat.arrived_at if chat else None,
        schedule_set=schedule is not None,
        schedule_on=bool(schedule),
        periods_set="retention" in place.settings,
        processors=processors,
        invited=invited,
        contact=bool(place.setting("public_contact")),
        **{name: bool(place.setting(name)) for name in ("lead", "backup", "privacy_contact", "agreement")},
    )


def _count_people(session: Session, context: Context) -> tuple[int, int]:
    """Count who can decide about signals, and who was invited to and did not come yet."""
    deciding = [role for role in PERMISSIONS if allows(role, "signals.decide")]
    working = select(func.count()).where(Staff.role.in_(deciding), Staff.disabled_at.is_(None)).scalar_subquery()
    asked = (
        select(func.count())
        .where(StaffInvitation.role.in_(deciding), StaffInvitation.purpose == "join")
        .where(StaffInvitation.used_at.is_(None), StaffInvitation.expires_at > context.clock())
        .scalar_subquery()
    )
    processors, invited = session.execute(select(working, asked)).one()
    return processors, invited
