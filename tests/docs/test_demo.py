"""The demo municipality: loaded once, screened, and in the order in which the panel shows it."""

from datetime import timedelta

from sqlalchemy import func, select

from core.context import Context
from core.demo.load import load_demo, read_demo, tell
from core.dialogue.answers import Complaint, read_answer
from core.dialogue.load import load_form
from core.intake.look import look
from core.store.tables import Journal, Municipality, Organisation, Signal

WORDS = ("text", "impact", "suggestion", "organisation")


def test_every_answer_fits_the_form() -> None:
    form = load_form("signaal")
    for told in read_demo()["signals"]:
        for key, value in tell(form, told).answers.items():
            question = form.question(key)
            assert question is not None
            assert not isinstance(read_answer(question, value), Complaint), (told["days_ago"], key)
        assert 60 <= len(told["text"]) <= 600
        assert 0 <= told["days_ago"] <= 75
        assert told["channel"] in {"telegram", "web", "terminal"}


def test_no_demo_text_holds_personal_data() -> None:
    for told in read_demo()["signals"]:
        found = {key: look(told[key]).personal for key in WORDS}
        assert not any(found.values()), told["days_ago"]


def test_loading_twice_gives_the_same(context: Context) -> None:
    first = load_demo(context)
    again = load_demo(context)
    assert (first.id, first.slug, first.name) == (again.id, "demo", "Demogemeente Lommerbeek")
    with context.store.tenant(first.id) as session:
        assert session.scalar(select(func.count()).select_from(Municipality)) == 1
        assert session.scalar(select(func.count()).select_from(Organisation)) == len(read_demo()["organisations"])
        numbers = list(session.scalars(select(Signal.number).order_by(Signal.number)))
    assert numbers == list(range(1, len(read_demo()["signals"]) + 1))


def test_signals_are_stored_as_told(context: Context) -> None:
    place = load_demo(context)
    with context.store.tenant(place.id) as session:
        stored = {signal.text: signal for signal in session.scalars(select(Signal))}
    for told in read_demo()["signals"]:
        signal = stored[told["text"]]  # masked words would make it another text
        assert (signal.channel, signal.breadth, signal.trend) == (told["channel"], told["breadth"], told["trend"])
        assert (signal.impact or "", signal.suggestion or "") == (told["impact"], told["suggestion"])
        assert (signal.status, signal.reporter_id) == (told.get("status", "nieuw"), None)


def test_newest_come_first_and_everything_is_in_the_past(context: Context) -> None:
    place = load_demo(context)
    with context.store.tenant(place.id) as session:
        listed = list(session.scalars(select(Signal).order_by(Signal.received_at.desc(), Signal.id.desc())))
    assert [signal.text for signal in listed] == [told["text"] for told in read_demo()["signals"]]
    assert [signal.number for signal in listed] == list(range(len(listed), 0, -1))
    assert listed[0].received_at < context.clock()
    assert all(timedelta(0) < signal.received_at - signal.started_at < timedelta(minutes=2) for signal in listed)


def test_journal_tells_when_it_came_and_who_opened_it(context: Context) -> None:
    place = load_demo(context)
    with context.store.tenant(place.id) as session:
        entries = list(session.execute(select(Journal, Signal).join(Signal, Signal.id == Journal.signal_id)))
    for entry, signal in entries:
        assert entry.at >= signal.received_at
        assert entry.at < context.clock()
        assert (entry.what == "opened") <= (signal.status == "in-nazicht")
    assert [entry.what for entry, _ in entries].count("received") == len(read_demo()["signals"])
    assert [entry.what for entry, _ in entries].count("opened") == 3
