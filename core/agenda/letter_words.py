"""What a letter about a meeting says: when and where, why she is asked, how she answers; of nobody else's signals."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.agenda.calendar import write_invitation
from core.agenda.reading import show
from core.feedback.coming import ANSWERS, coming_buttons, coming_token, say_when
from core.feedback.reaching import Way
from core.feedback.spoken import in_language
from core.feedback.writing import Message, Post, language_of
from core.intake.rooms import Notice
from core.store.tables import AgendaFiche, AgendaInvitation, AgendaItem, Fiche, FicheSignal, Signal
from core.words import DUTCH

KIND = "invited"
# What there is to tell: an invitation, another day or place, or that it is called off.
INVITED, MOVED, OFF = "invited", "moved", "off"
_MAIL = "mail"
_MOST_TITLES = 5


def word_invitation(
    session: Session,
    post: Post,
    row: AgendaInvitation,
    item: AgendaItem,
    what: str,
    way: tuple[Way, Signal] | None,
) -> Message:
    """Word a letter; `way`: to a reporter, with the signal for which she is written to; None: to a guest, by mail."""
    about, number = ("reporter", way[1].number) if way else ("guest", 0)
    language = language_of(session, post.place, way[0]) if way else DUTCH
    by_mail = way is None or way[0].kind == _MAIL
    notices = [
        Notice(f"invite.told.{what}.{about}", {"title": item.title, "number": number, "place": post.place.name}),
        Notice("invite.when", {"when": say_when(item, language)}),
    ]
    if item.venue and what != OFF:
        notices.append(Notice("invite.where", {"venue": item.venue}))
    titles = _own_titles(session, row) if way and what == INVITED else ""
    if titles:
        notices.append(Notice("invite.about", {"titles": titles}))
    if what != OFF:
        buttons = () if by_mail else coming_buttons(row.id)
        notices.append(Notice(f"invite.asks.{about}", {"place": post.place.name}, buttons))
    return Message(
        KIND,
        f"invite-{what}",
        tuple(notices),
        links=_links(post, row, language) if by_mail and what != OFF else (),
        calendar=write_invitation(post.context, post.place, show(item, 0)).decode() if by_mail else "",
    )


def _links(post: Post, row: AgendaInvitation, language: str) -> tuple[tuple[str, str], ...]:
    context = post.context
    return tuple(
        (
            in_language(
                f"{context.base_url}/uitnodiging/{answer}/{coming_token(context.keys, row.id, answer)}", language
            ),
            f"invite.link.{answer}",
        )
        for answer in ANSWERS
    )


def _own_titles(session: Session, row: AgendaInvitation) -> str:
    """Name the fiches on the table that a reporter's own signals carry, and no others."""
    hers = (
        select(FicheSignal.fiche_id)
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(Signal.reporter_id == row.reporter_id, Signal.status != "ingetrokken", FicheSignal.released_at.is_(None))
    )
    named = (
        select(Fiche.title)
        .join(AgendaFiche, AgendaFiche.fiche_id == Fiche.id)
        .where(AgendaFiche.item_id == row.item_id, Fiche.id.in_(hers))
        .order_by(AgendaFiche.place)
        .limit(_MOST_TITLES)
    )
    return ", ".join(f"«{title}»" for title in session.scalars(named))
