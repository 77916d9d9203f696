"""What was asked and told of a signal follows it: withdrawn, anonymised, its reporter forgotten, or split."""

import uuid
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from core.context import Context
from core.intake.answering import add_answer
from core.intake.guard import read_guard
from core.municipalities import Place
from core.privacy.erase import forget_reporters, withdraw
from core.privacy.retention import run_retention
from core.review.asking import ask_reporter
from core.review.decide import decide_signal
from core.review.decision import INTERN, Decision, read_standing
from core.review.splitting import split_signal
from core.store.tables import AgendaFiche, AgendaItem, AgendaQuote, Fiche, Journal, Question, Signal, Told
from tests.admin.panel import status_of, tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire

ASKED = "Gaat het om de wijk Zonnelied, of ook elders?"
STORY = "Gezinnen vinden geen woning. De bus rijdt niet meer na zes uur."


def ask(context: Context, place: Place) -> tuple[Person, uuid.UUID]:
    """A signal that somebody asked about, with a quote of it on the wall."""
    person, signal_id = hire(context, place), tell(context, place, STORY)
    with context.store.tenant(place.id) as session:
        assert ask_reporter(session, person.present(), signal_id, ASKED)
    with as_owner(context.store.url) as session:
        fiche = Fiche(municipality_id=place.id, number=1, title="Wonen")
        now = context.clock()
        item = AgendaItem(
            municipality_id=place.id, number=1, kind="overleg", title="Overleg", starts_at=now,
            ends_at=now + timedelta(hours=1),
        )  # fmt: skip
        session.add_all((fiche, item))
        session.flush()
        row = AgendaFiche(municipality_id=place.id, item_id=item.id, fiche_id=fiche.id, place=1)
        session.add(row)
        session.flush()
        session.add(AgendaQuote(municipality_id=place.id, agenda_fiche_id=row.id, signal_id=signal_id, digest=b"x"))
    return person, signal_id


def rows(context: Context, table: type[Question | Told | AgendaQuote]) -> int:
    with as_owner(context.store.url) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_withdrawn_signal_leaves_no_words_in_what_was_asked(context: Context, place: Place) -> None:
    _, signal_id = ask(context, place)
    with context.store.tenant(place.id) as session:
        withdraw(session, session.get_one(Signal, signal_id))
        question = session.scalars(select(Question)).one()
        assert (question.text, question.state) == ("", "withdrawn")
        assert "Zonnelied" not in str(list(session.scalars(select(Journal.details))))
    assert rows(context, AgendaQuote) == 0


def test_an_anonymised_signal_leads_to_nobody(context: Context, place: Place) -> None:
    person, signal_id = ask(context, place)
    with context.store.tenant(place.id) as session:
        stand = read_standing(session, signal_id).stand
        decide_signal(session, person.present(), signal_id, Decision(INTERN), stand)
    assert (rows(context, Question), rows(context, Told)) == (1, 1)
    later = replace(context, clock=lambda: context.clock() + timedelta(days=4000))
    run_retention(later, place)
    assert (rows(context, Question), rows(context, Told), rows(context, AgendaQuote)) == (0, 0, 0)
    with context.store.tenant(place.id) as session:
        assert session.get_one(Signal, signal_id).text == ""


def test_who_is_forgotten_is_not_waited_for(context: Context, place: Place) -> None:
    _, signal_id = ask(context, place)
    with context.store.tenant(place.id) as session:
        reporter = session.get_one(Signal, signal_id).reporter_id
        assert reporter is not None
        forget_reporters(session, [reporter])
    assert rows(context, Question) == 0
    assert status_of(context, place, signal_id) == "in-nazicht"


def test_a_split_takes_the_question_back_and_an_answer_reaches_the_parts(context: Context, place: Place) -> None:
    person, signal_id = ask(context, place)
    with context.store.tenant(place.id) as session:
        session.get_one(Signal, signal_id).own = {"wijk": "Noord"}
        stand = read_standing(session, signal_id).stand
        assert split_signal(session, person.present(), signal_id, ("1", "2"), stand) == (2, 3)
        question = session.scalars(select(Question)).one()
        assert question.state == "withdrawn"
        added = add_answer(session, question, "Ook in het centrum.", read_guard(session), context.clock())
        assert added is not None
        every = session.scalars(select(Signal).order_by(Signal.number)).all()
        assert [one.text.endswith("Ook in het centrum.") for one in every] == [True] * 3
        assert [one.own for one in every] == [{"wijk": "Noord"}] * 3
    assert status_of(context, place, signal_id) == "gesplitst"
