"""Labels and proposals where data leaves or goes: what was labelled is exported, and what was hers stays hers."""

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.context import Context
from core.dialogue.events import Answered
from core.dialogue.load import load_form
from core.export.own import export_own
from core.export.written import export
from core.intake.guard import read_guard
from core.intake.supplement import apply_events
from core.municipalities import Place, read_municipality
from core.privacy.keys import hash_token
from core.privacy.retention import run_retention
from core.review.labelling import Labels, label_signal
from core.review.reading import read_signal
from core.store.tables import Contact, Conversation, Journal, Municipality, Proposal, Signal
from tests.admin.panel import tell
from tests.core.people.staffing import Clock, Person, with_clock
from tests.proposals import labels_of, propose

LABELS = Labels(themes=("werk", "jeugd"), target_groups=("jongeren",), kinds=("informatie",), levels=("lokaal",))


@pytest.fixture
def signal_id(context: Context, place: Place, processor: Person) -> uuid.UUID:
    """A signal of which its reporter said more than one thing, labelled otherwise by a processor."""
    id_ = tell(context, place, kinds=("tekort", "regelgeving"), rule="vlaams")
    propose(context, place, id_)
    with context.store.tenant(place.id) as session:
        label_signal(session, processor.present(), id_, LABELS, "correct", "")
    return id_


def test_what_was_labelled_is_exported(context: Context, place: Place, signal_id: uuid.UUID) -> None:
    [row] = [json.loads(line) for line in export(context, place, "signals", "jsonl")]
    for facet in ("themes", "target_groups", "kinds", "levels"):
        assert row[facet] == LABELS.keys(facet)


def test_her_own_data_tells_what_she_said_apart_from_what_was_made_of_it(
    context: Context, place: Place, signal_id: uuid.UUID
) -> None:
    with context.store.tenant(place.id) as session:
        contact = session.scalars(select(Contact)).one()
        signal = session.get_one(Signal, signal_id)
        session.add(
            Conversation(
                id=signal.conversation_id, municipality_id=place.id, door_id=contact.door_id, contact_id=contact.id,
                state="sent", link_hash=hash_token("haar link"),
            )
        )  # fmt: skip
    [hers] = export_own(context, "haar link")["signals"]
    assert (hers["kinds"], hers["levels"], hers["themes"]) == (["tekort", "regelgeving"], ["vlaams"], [])
    assert hers["labels"]["themes"] == ["werk", "jeugd"]
    assert hers["journal"][-1]["what"] == "labelled"
    assert "noor.peeters" not in json.dumps(hers)


def test_what_she_answers_later_is_kept_and_leaves_the_labels(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, signal_id)
        events = (Answered(("ontoegankelijk",), "kinds"), Answered("erger", "trend"))
        assert apply_events(session, load_form(signal.form), signal, events, read_guard(session)) == ("kinds", "trend")
    assert labels_of(context, place, signal_id)["kinds"] == ["informatie"]
    with context.store.tenant(place.id) as session:
        shown = read_signal(session, processor.present(), signal_id)
    assert dict(shown.answers)["Waar het knelt"] == ("Te hoge drempel",)
    assert dict(shown.answers)["Nieuw of al langer"] == ("Het wordt erger",)


@pytest.mark.parametrize("how", ["anonymise", "delete"])
def test_old_words_take_the_proposal_along(context: Context, place: Place, signal_id: uuid.UUID, how: str) -> None:
    with context.store.tenant(place.id) as session:
        session.execute(update(Municipality).values(settings={"retention_signals": how}))
    later = Clock(context.clock() + timedelta(days=3000))
    with context.store.tenant(place.id) as session:
        now_set = read_municipality(session, place.id)
    run_retention(with_clock(context, later), now_set, force=True)
    with context.store.tenant(place.id) as session:
        assert session.scalar(select(func.count()).select_from(Proposal)) == 0
        kept = list(session.scalars(select(Journal.details).where(Journal.what == "labelled")))
        left = list(session.execute(select(Signal.text, Signal.themes)))
    assert len(kept) == len(left) == (1 if how == "anonymise" else 0)
    assert [tuple(row) for row in left] in ([], [("", ["werk", "jeugd"])])
    assert "huurwoning" not in repr(kept)
