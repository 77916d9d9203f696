"""Everything that is kept about one reporter, for herself: her preferences, channels and signals, as JSON."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.export.own_heard import gather_heard
from core.intake.own import is_own
from core.intake.pages import owner_of, reaching
from core.review.told import held, said, told_before
from core.store.tables import AgendaInvitation, AgendaItem, Contact, Conversation, Door, Journal, Reporter, Signal

# What she told in a signal, by the names of the columns; `whole` is a mail as it came, screened. Themes, groups, kinds
# and levels are hers as well; what a processor made of them stands beside them, as `labels`.
_TOLD = (
    "number", "channel", "text", "whole", "breadth", "trend", "impact", "suggestion", "others", "own",
    "sector", "organisation", "source", "language", "wants", "status", "flags",
)  # fmt: skip


def export_own(context: Context, link: str) -> dict[str, Any]:
    """Gather what is kept about the reporter that a link belongs to; NotFound when she is not known (any more).

    Her addresses are named by their channel only: whoever holds the link learns none of them. Of what happened to a
    signal it says what and when, not which colleague did it.
    """
    with reaching("export own"), context.store.door() as session:
        place, reporter_id = owner_of(session, context, link)
        reporter = session.get_one(Reporter, reporter_id)
        contacts = session.execute(
            select(Door.kind, Contact.created_at, Contact.used_at, Contact.address.is_not(None).label("kept"))
            .join(Door, Door.id == Contact.door_id)
            .where(Contact.reporter_id == reporter_id)
            .order_by(Contact.created_at)
        )
        channels = [
            {
                "channel": kind,
                "since": created.isoformat(),
                "last_used_at": used.isoformat(),
                "address_kept": kept,
            }
            for kind, created, used, kept in contacts
        ]
        drafts = session.scalars(
            select(Conversation)
            .join(Contact, Contact.id == Conversation.contact_id)
            .where(Contact.reporter_id == reporter_id, Conversation.state == "open")
        )
        signals = session.scalars(select(Signal).where(is_own(reporter_id)).order_by(Signal.number)).all()
        happened: dict[object, list[dict[str, str]]] = {}
        details: dict[object, list[dict[str, Any]]] = {}
        entries = select(Journal).where(Journal.signal_id.in_([signal.id for signal in signals])).order_by(Journal.id)
        for entry in session.scalars(entries):
            told = {"at": entry.at.isoformat(), "what": entry.what, "by": entry.actor}
            happened.setdefault(entry.signal_id, []).append(told)
            details.setdefault(entry.signal_id, []).append(entry.details)
        return {
            "municipality": {"slug": place.slug, "name": place.name},
            "made_at": context.clock().isoformat(),
            "preferences": {
                "sector": reporter.sector,
                "organisation": reporter.organisation,
                "answer": reporter.wants,
                "how_often": reporter.rhythm,
                "about": reporter.scope,
                "where": reporter.channel,
                "language": reporter.language,
                "paused_until": reporter.paused_until.isoformat() if reporter.paused_until else None,
                "known_since": reporter.created_at.isoformat(),
            },
            "channels": channels,
            "drafts": [{"begun_at": row.opened_at.isoformat()} for row in drafts],
            "invitations": [
                {
                    "meeting": row.title,
                    "starts_at": row.starts_at.isoformat(),
                    "answer": row.answer,
                    "answered_at": row.answered_at.isoformat() if row.answered_at else None,
                }
                for row in _invitations(session, reporter_id)
            ],
            **gather_heard(session, reporter_id),
            "signals": [
                {
                    **{name: getattr(signal, name) for name in _TOLD},
                    **_labels(session, signal, details.get(signal.id, [])),
                    "joins": _joins(details.get(signal.id, [])),
                    "started_at": signal.started_at.isoformat(),
                    "received_at": signal.received_at.isoformat(),
                    "journal": happened.get(signal.id, []),
                }
                for signal in signals
            ],
        }


def _invitations(session: Session, reporter_id: uuid.UUID) -> Sequence[Any]:
    columns = select(AgendaItem.title, AgendaItem.starts_at, AgendaInvitation.answer, AgendaInvitation.answered_at)
    hers = columns.join(AgendaInvitation, AgendaInvitation.item_id == AgendaItem.id)
    return session.execute(
        hers.where(AgendaInvitation.reporter_id == reporter_id, AgendaInvitation.told != "").order_by(
            AgendaItem.starts_at
        )
    ).all()


def _joins(details: list[dict[str, Any]]) -> int | None:
    """Give the number of the fiche that she last said it belongs to."""
    return next((entry["joins"] for entry in reversed(details) if "joins" in entry), None)


def _labels(session: Session, signal: Signal, details: list[dict[str, Any]]) -> dict[str, Any]:
    """Give what she told of themes, groups, kinds and levels, and under `labels` what a processor decided."""
    if signal.labelled_at is None:
        return {**said(session, signal), "labels": None}
    return {**told_before(held(signal), details), "labels": held(signal)}
