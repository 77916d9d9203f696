"""The figures of the loop: computed by hand, hidden where few stand behind, and moved by a letter that is sent."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import event, select, update

from core.context import Context
from core.feedback.unheard import count_unheard
from core.insight.loop import Circle, Line, Pulsed, Said, make_loop
from core.insight.loop_read import read_loop
from core.municipalities import Place
from core.store.tables import Door, Journal, Letter, Pulse, Signal, Told
from tests.admin.panel import tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def read(lines: tuple[Line, ...]) -> dict[str, tuple[int | None, float | None, int | None]]:
    """Give each figure as how many hold (of a share), its value, and of how many."""
    return {
        line.name: (
            line.shown.yes if line.shown and line.shown.kind == "share" else None,
            line.shown.value if line.shown else None,
            line.of,
        )
        for line in lines
    }


def test_what_is_computed_by_hand() -> None:
    # Twelve reporters. Six heard after 10 days and came back 100 days later; one heard after 70 days and came back
    # after 200 days, too late; five never heard, four of them wrote long ago, one 30 days ago.
    heard = [Circle(ago(400), ago(390), ago(290))] * 6 + [Circle(ago(400), ago(330), ago(130))]
    never = [Circle(ago(100))] * 4 + [Circle(ago(30))]
    pulses = (
        Pulsed(2025, 4, (("erkend", 4.0),)),
        Pulsed(2024, 5, (("erkend", 3.2),)),
        Pulsed(2026, 9, (("erkend", 4.1),)),
    )
    loop = make_loop(heard + never, Said(useful=8, answered=15, better=2, bit=6, judged=14), pulses, NOW)
    assert read(loop.lines) == {
        "ever": (7, None, 12),  # 7 of 12
        "near": (6, None, 11),  # 6 of the 11 that wrote 60 days ago or longer; 70 days is too late
        "days": (None, 40.0, 12),  # in order 10 × 6, 70, never × 5: between the sixth (10) and the seventh (70)
        "back": (None, None, 7),  # 6 of 7: the one that did not is one
        "useful": (8, None, 15),
        "better": (None, None, 14),  # two are too few to show
        "bit": (6, None, 14),
    }
    assert [pulse.year for pulse in loop.pulses] == [2026, 2024], "from five answers"


def figures(context: Context, place: Place, person: Person, now: datetime) -> tuple[dict[str, object], int]:
    """Read the figures and how many queries that took."""
    seen: list[str] = []
    with context.store.tenant(place.id) as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *given: seen.append(str(given[2])))
        lines = read_loop(session, person.present(), now).lines
    return dict(read(lines)), len(seen)


def test_a_letter_that_is_sent_moves_the_figures_and_ends_the_waiting(context: Context, place: Place) -> None:
    person = hire(context, place)
    signals = [tell(context, place) for _ in range(10)]
    with as_owner(context.store.url) as session:
        session.execute(update(Signal).values(received_at=ago(70)))
    now, queries = figures(context, place, person, NOW)
    assert (now["ever"], queries) == ((0, None, 10), 4)
    with context.store.tenant(place.id) as session:
        assert count_unheard(session, person.present(), NOW).reporters == 10
        for at, signal_id in enumerate(signals[:5]):
            signal = session.get_one(Signal, signal_id)
            assert signal.reporter_id is not None
            entry = Journal(
                municipality_id=place.id, signal_id=signal_id, what="decided", actor="staff", details={"to": "intern"}
            )
            session.add(entry)
            session.flush()
            told = Told(municipality_id=place.id, reporter_id=signal.reporter_id, entry_id=entry.id, state="sent")
            told.done_at = ago(40 + 2 * at)
            session.add(told)
    now, again = figures(context, place, person, NOW)
    assert (now["ever"], now["near"], again) == ((5, None, 10), (5, None, 10), queries)
    assert now["days"] == (None, None, 10), "the sixth did not hear yet"
    with as_owner(context.store.url) as session:
        (mail,) = session.scalars(select(Door.id).where(Door.name == "mail"))
        for kind in ("turn", "told", "digest"):
            letter = Letter(municipality_id=place.id, door_id=mail, lookup=b"l", body=b"", kind=kind)
            letter.state = "failed"
            session.add(letter)
    with context.store.tenant(place.id) as session:
        unheard = count_unheard(session, person.present(), NOW)
        assert (unheard.reporters, unheard.failed) == (5, 2), "an answer in a chat told nobody anything"


def test_the_pulse_and_improvement_are_read_as_they_were_answered(context: Context, place: Place) -> None:
    person = hire(context, place)
    with as_owner(context.store.url) as session:
        for number in range(6):
            answers = {"erkend": 5 if number else 2, "gebruikt": 3, "opnieuw": 4}
            session.add(
                Pulse(
                    municipality_id=place.id,
                    asked=bytes([number]),
                    year=2026 if number else 2025,
                    answers=answers,
                    answered_on=NOW.date(),
                )
            )
    with context.store.tenant(place.id) as session:
        (pulse,) = read_loop(session, person.present(), NOW).pulses
    assert (pulse.year, pulse.answers, pulse.means) == (
        2026, 5, (("erkend", 5.0), ("gebruikt", 3.0), ("opnieuw", 4.0)),
    )  # fmt: skip
