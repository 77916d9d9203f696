"""Facts that are kept: packed once, and following whatever moves, also what moves while they are read."""

import threading
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from core.context import Context
from core.insight.facts_kept import follow_moved, read_every, read_sent
from core.insight.sents import NEVER
from core.municipalities import Place
from core.store.tables import FactMonth, FactMoved, Fiche, FicheSignal, Journal, Question, Reporter, Signal, Told
from tests.core.insight.seeding import sow

BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def column(context: Context, place: Place, name: str) -> list[object]:
    """A field of every signal that counts, as it is read now."""
    with context.store.tenant(place.id) as session:
        sent = read_sent(session, BEGIN, END)
        return [sent.words[one] for one in sent[name].tolist()]


def marks(context: Context, place: Place, name: str) -> list[object]:
    """The same of a field that is no text."""
    with context.store.tenant(place.id) as session:
        return read_sent(session, BEGIN, END)[name].tolist()


def test_a_label_that_is_corrected_follows_and_so_does_what_is_taken_back(context: Context, place: Place) -> None:
    signals = [sow(context, place, f"Verhaal {number}.", "Huis A", themes=["wonen"]) for number in range(3)]
    assert column(context, place, "theme") == ["wonen"] * 3
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.id == signals[1]).values(themes=["werk"]))
    assert sorted(map(str, column(context, place, "theme"))) == ["werk", "wonen", "wonen"]
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.id == signals[0]).values(status="ingetrokken"))
        session.execute(delete(Signal).where(Signal.id == signals[2]))
    assert column(context, place, "theme") == ["werk"]
    with context.store.tenant(place.id) as session:
        assert len(read_every(session)) == 2
        assert "Huis A" in read_every(session).words
        session.execute(update(Signal).values(organisation=None, received_at=datetime(2021, 5, 1, tzinfo=UTC)))
    with context.store.tenant(place.id) as session:
        every = read_every(session)
        assert len(every) == 2, "it moved to another month"
        kept = [word for row in session.scalars(select(FactMonth.words)) for word in row["words"]]
        assert "Huis A" not in kept, "what a signal lost is kept nowhere"


def test_decisions_questions_answers_and_fiches_follow(context: Context, place: Place) -> None:
    signal = sow(context, place, "Een verhaal.")
    here: dict[str, Any] = {"municipality_id": place.id}
    assert marks(context, place, "asked") == [False]
    with context.store.tenant(place.id) as session:
        reporter = Reporter(**here)
        fiche = Fiche(**here, number=7, title="Wonen")
        session.add_all((reporter, fiche))
        session.flush()
        session.execute(update(Signal).values(reporter_id=reporter.id))
    assert marks(context, place, "reporter") != [0]
    with context.store.tenant(place.id) as session:
        session.add(FicheSignal(**here, fiche_id=fiche.id, signal_id=signal))
        session.add(Question(**here, signal_id=signal, reporter_id=reporter.id, text="Waar?"))
        session.add(
            Journal(**here, signal_id=signal, what="decided", actor="staff", details={"to": "gebundeld", "reason": ""})
        )
        entry = Journal(**here, fiche_id=fiche.id, what="moved", actor="staff")
        session.add(entry)
        session.flush()
        session.add(Told(**here, reporter_id=reporter.id, entry_id=entry.id))
    assert (marks(context, place, "asked"), marks(context, place, "fiche")) == ([True], [7])
    assert column(context, place, "decided") == ["gebundeld"]
    assert marks(context, place, "told_at") == [NEVER]
    with context.store.tenant(place.id) as session:
        session.execute(update(Told).values(state="sent", done_at=func.now()))
    assert marks(context, place, "told_at") != [NEVER], "what is told of a fiche is told of her signals in it"
    with context.store.tenant(place.id) as session:
        session.execute(update(FicheSignal).values(released_at=func.now()))
    assert (marks(context, place, "fiche"), marks(context, place, "told_at")) == ([0], [NEVER])


def test_what_moves_while_facts_are_packed_is_not_lost(context: Context, place: Place) -> None:
    """One packs and has not committed; another changes the same signal."""
    signal = sow(context, place, "Een verhaal.", themes=["wonen"])
    with context.store.tenant(place.id) as packing:
        assert follow_moved(packing) == 1
        writer = threading.Thread(target=_change, args=(context, place, signal))
        writer.start()
    writer.join()
    assert column(context, place, "theme") == ["werk"]
    with context.store.tenant(place.id) as session:
        assert session.scalar(select(func.count()).select_from(FactMoved)) == 0
        assert follow_moved(session) == 0


def test_a_reporter_has_her_first_and_her_next_signal(context: Context, place: Place) -> None:
    first = datetime(2026, 1, 5, tzinfo=UTC)
    with context.store.tenant(place.id) as session:
        reporter = Reporter(municipality_id=place.id)
        session.add(reporter)
        session.flush()
    for day in (0, 9, 30):
        sow(context, place, f"Dag {day}.", reporter_id=reporter.id, received_at=first + timedelta(days=day))
    sow(context, place, "Iemand anders.", reporter_id=None, received_at=first)
    with context.store.tenant(place.id) as session:
        sent = read_sent(session, first + timedelta(days=1), END)
    assert (sent["first_at"] == sent["first_at"].min()).all()
    assert sent["next_at"].tolist() == [sent["at"][1], NEVER]


def _change(context: Context, place: Place, signal: uuid.UUID) -> None:
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.id == signal).values(themes=["werk"]))
