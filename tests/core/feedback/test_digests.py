"""Digests sent: a reporter gets what happened to her signals in a letter of her channel, once, and nothing else."""

import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select, update

from core.context import Context
from core.feedback.digest_due import find_sendings, read_sendings
from core.feedback.preview import explain, preview
from core.feedback.runs import begin_run, list_runs, pause_run, resume_run, send_digests
from core.feedback.sending import send_block, send_now
from core.feedback.telling import tell as tell_due
from core.feedback.writing import Post
from core.intake.letters import claim_letters, letter_place
from core.municipalities import Place
from core.review.closing_progress import read_states, weigh
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Wording, edit_fiche, move_fiche
from core.store.tables import (
    Contact,
    DigestRun,
    DigestSent,
    Editorial,
    Fiche,
    Journal,
    Letter,
    Release,
    Reporter,
    Signal,
    Told,
)
from mail.room import MailRoom
from tests.admin.panel import tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire

TUESDAY = datetime(2027, 1, 5, 8, tzinfo=UTC)  # nine in Brussels, the first slot of a month


@dataclass
class Desk:
    """A municipality with a processor and a mail room, at a moment that a test moves."""

    context: Context
    place: Place
    person: Person
    room: MailRoom

    def at(self, moment: datetime) -> Post:
        return Post(replace(self.context, clock=lambda: moment), self.place, {"mail": self.room})

    def send(self, slot: datetime = TUESDAY) -> int:
        return send_digests(self.at(slot), slot)

    def bundle(self, signal_id: uuid.UUID, title: str = "", fiche: int = 0) -> None:
        with self.context.store.tenant(self.place.id) as session:
            stand = read_standing(session, signal_id).stand
            decide_signal(session, self.person.present(), signal_id, Decision(BUNDLED, fiche=fiche, title=title), stand)

    def move(self, number: int, move: Move) -> None:
        with self.context.store.tenant(self.place.id) as session:
            version = session.scalars(select(Fiche.version).where(Fiche.number == number)).one()
            done = move_fiche(session, self.person.present(), number, move, version, date(2026, 12, 1))
            assert getattr(done, "changed", False), done

    def describe(self, number: int) -> None:
        with self.context.store.tenant(self.place.id) as session:
            fiche = session.scalars(select(Fiche).where(Fiche.number == number)).one()
            words = Wording(fiche.title, "Er zijn te weinig plaatsen.")
            edit_fiche(session, self.person.present(), number, words, fiche.version)

    def letters(self) -> list[str]:
        """Read the texts of the digests that wait, the first first."""
        with as_owner(self.context.store.url) as session:
            rows = session.scalars(select(Letter).where(Letter.kind == "digest").order_by(Letter.seq)).all()
            return [
                str(self.context.keys.open_json(row.body, letter_place(row.municipality_id, row.id))["text"])
                for row in rows
                if row.body is not None and row.state == "queued"
            ]

    def fiches(self) -> int:
        with self.context.store.tenant(self.place.id) as session:
            return session.scalar(select(func.count()).select_from(Fiche)) or 0

    def deliver(self) -> None:
        with as_owner(self.context.store.url) as session:
            session.execute(
                update(Letter).where(Letter.state == "queued").values(state="sent", body=None, sent_at=TUESDAY)
            )

    def long_ago(self) -> None:
        """Let all that was done be done a day before the first slot."""
        with as_owner(self.context.store.url) as session:
            session.execute(update(Journal).values(at=TUESDAY - timedelta(days=1)))
            session.execute(update(Signal).values(received_at=TUESDAY - timedelta(days=2)))


@pytest.fixture
def desk(context: Context, place: Place) -> Generator[Desk]:
    room = MailRoom(context)
    yield Desk(context, place, hire(context, place), room)
    room.close()


def test_what_happened_to_her_signal_is_told_once(desk: Desk, context: Context, place: Place) -> None:
    desk.bundle(tell(context, place), "Te weinig woningen")
    desk.describe(1)
    desk.move(1, Move("getoetst", reason="gekend"))
    desk.move(1, Move("geparkeerd", reason="eerst het onderzoek", review_on=date(2027, 6, 1)))
    desk.long_ago()
    assert desk.send() == 1
    (said,) = desk.letters()
    assert "Te weinig woningen (signaal 1)" in said
    assert "eerst het onderzoek" in said
    assert "01/06/2027" in said
    assert "huurwoning" not in said, "never the text of a signal"
    desk.deliver()
    assert desk.send() == 0
    assert desk.send(TUESDAY + timedelta(days=28)) == 0, "no news, no letter"


def crowd(desk: Desk, many: int) -> None:
    """Let so many reporters see one problem, of which there is news."""
    for _ in range(many):
        known = [0] if desk.fiches() else []
        desk.bundle(tell(desk.context, desk.place), "" if known else "Te weinig woningen", 1 if known else 0)
    desk.describe(1)
    desk.move(1, Move("getoetst", reason="gekend"))
    desk.long_ago()


def rows(desk: Desk) -> tuple[int, int, int]:
    """Count letters, digests sent and entries told of these."""
    with as_owner(desk.context.store.url) as session:
        digests = select(DigestSent.letter_id)
        return (
            session.scalar(select(func.count()).where(Letter.kind == "digest")) or 0,
            session.scalar(select(func.count()).select_from(DigestSent)) or 0,
            session.scalar(select(func.count()).where(Told.letter_id.in_(digests))) or 0,
        )


def statements(desk: Desk, work: Callable[[], object]) -> int:
    """Count the statements of a piece of work."""
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    event.listen(desk.context.store.engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        event.remove(desk.context.store.engine, "before_cursor_execute", count)
    return len(counted)


def test_a_block_takes_as_many_statements_for_one_as_for_thirty(desk: Desk) -> None:
    crowd(desk, 1)
    assert statements(desk, lambda: desk.send(TUESDAY + timedelta(days=28))) == 37
    crowd_more = [tell(desk.context, desk.place) for _ in range(29)]
    for one in crowd_more:
        desk.bundle(one, fiche=1)
    desk.move(1, Move("geprioriteerd"))
    desk.long_ago()
    assert statements(desk, lambda: desk.send(TUESDAY + timedelta(days=56))) == 37
    assert rows(desk)[:2] == (31, 31)
    assert any("Nog 25+ andere collega's zien dit ook." in said for said in desk.letters())


def test_who_wants_none_cannot_be_reached_or_paused_gets_none_and_hears_it_later(desk: Desk) -> None:
    crowd(desk, 4)
    with as_owner(desk.context.store.url) as session:
        wants_none, paused, bounced, _ = session.scalars(select(Reporter).order_by(Reporter.created_at)).all()
        session.execute(update(Signal).where(Signal.reporter_id == wants_none.id).values(wants="nee"))
        paused.paused_until = date(2027, 2, 1)
        session.execute(update(Contact).where(Contact.reporter_id == bounced.id).values(paused="bounce"))
    assert desk.send() == 1
    assert desk.send(TUESDAY + timedelta(days=28)) == 1, "the pause is over"
    assert rows(desk)[:2] == (2, 2)


def test_what_failed_is_told_again_by_another_way_and_only_there(desk: Desk) -> None:
    crowd(desk, 1)
    assert desk.send() == 1
    with as_owner(desk.context.store.url) as session:
        session.execute(update(Letter).where(Letter.kind == "digest").values(state="failed", reason="550"))
        session.execute(update(Told).values(due_at=TUESDAY))
    assert desk.send(TUESDAY + timedelta(days=7)) == 0, "a month is a month"
    assert desk.send(TUESDAY + timedelta(days=28)) == 1
    with as_owner(desk.context.store.url) as session:
        states = list(session.scalars(select(Letter.state).where(Letter.kind == "digest").order_by(Letter.seq)))
        told = set(session.scalars(select(Told.state).join(Letter, Letter.id == Told.letter_id)))
    assert states == ["dropped", "queued"], "tried again under Werk, the first would tell it twice"
    assert told == {"queued"}


def test_a_run_is_paused_with_its_letters_and_goes_on_where_it_stopped(
    desk: Desk, context: Context, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.feedback.sending.BLOCK", 2)
    crowd(desk, 5)
    boss = hire(context, place, "coordinator", "lead@example.org").present()
    post = desk.at(TUESDAY)
    with context.store.tenant(place.id) as session:
        assert begin_run(session, place, TUESDAY)
        run_id = session.scalars(select(DigestRun.id)).one()
    with context.store.tenant(place.id) as session:
        assert send_block(session, post, run_id) == 2
    with context.store.tenant(place.id) as session:
        assert pause_run(session, boss, run_id, TUESDAY)
    with context.store.door() as session:
        door = session.scalars(select(Letter.door_id).where(Letter.kind == "digest").limit(1)).one()
    assert [letter for letter in claim_letters(context, door) if letter.kind == "digest"] == []
    assert send_digests(post, TUESDAY) == 0
    with context.store.tenant(place.id) as session:
        (run,) = list_runs(session, boss)
        assert (run.state, run.reporters, run.of, run.queued, run.waits) == ("gepauzeerd", 2, 5, 2, 2)
        assert resume_run(session, boss, run_id, TUESDAY)
        assert not resume_run(session, boss, run_id, TUESDAY)
    assert send_digests(post, TUESDAY) == 3
    assert rows(desk)[:2] == (5, 5)
    with context.store.tenant(place.id) as session:
        (run,) = list_runs(session, boss)
        assert (run.state, run.reporters, run.queued) == ("klaar", 5, 5)


# Sends in blocks of two, and is killed in the middle of the third: its letters are written, and not committed.
_KILLED = """
import os, signal, sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from core.feedback import sending
from core.feedback.runs import send_digests
from core.feedback.telling import tell as tell_due
from core.feedback.writing import Post
from core.municipalities import find_municipality
from core.settings import Settings
from core.start import open_installation
from mail.room import MailRoom
settings = Settings(data=Path(sys.argv[2]), database_url=sys.argv[1], base_url="http://127.0.0.1:1")
sending.BLOCK, blocks, note = 2, [], sending._note
def die(*args):
    note(*args)
    blocks.append(1)
    if len(blocks) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
sending._note = die
with open_installation(settings) as context:
    with context.store.door() as session:
        place = find_municipality(session, "lommerbeek")
    slot = datetime.fromisoformat(sys.argv[3])
    context = replace(context, clock=lambda: slot)
    send_digests(Post(context, place, {"mail": MailRoom(context)}), slot)
"""


def test_a_process_that_is_killed_half_way_leaves_none_twice_and_none_missing(desk: Desk, context: Context) -> None:
    crowd(desk, 7)
    slot = TUESDAY.isoformat()
    args = [sys.executable, "-c", _KILLED, context.store.url, str(context.settings.data), slot]
    killed = subprocess.run(args, check=False, timeout=120, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]
    letters, sent, _ = rows(desk)
    assert (letters, sent) == (4, 4)
    assert desk.send() == 3
    with as_owner(context.store.url) as session:
        reporters = list(session.scalars(select(DigestSent.reporter_id)))
        queued = set(session.scalars(select(DigestSent.letter_id)))
    assert len(reporters) == len(set(reporters)) == len(queued) == 7
    assert rows(desk)[0] == 7


def test_two_clocks_and_two_workers_at_once_send_one_digest(desk: Desk) -> None:
    crowd(desk, 6)
    start = threading.Barrier(4)
    sent: list[int] = []

    def node() -> None:
        start.wait(60)
        sent.append(desk.send())

    nodes = [threading.Thread(target=node) for _ in range(4)]
    for one in nodes:
        one.start()
    for one in nodes:
        one.join(60)
    assert rows(desk)[:2] == (6, 6)
    assert sum(sent) == 6


def test_a_preview_shows_what_is_then_sent_names_nobody_and_writes_nothing(desk: Desk, context: Context) -> None:
    crowd(desk, 2)
    present = desk.person.present()
    post = desk.at(TUESDAY - timedelta(hours=1))
    with context.store.tenant(desk.place.id) as session:
        shown = preview(session, post.context, present)
    assert [len(one.handle) for one in shown] == [8, 8]
    assert rows(desk) == (0, 0, 0)
    desk.send()
    with context.store.tenant(desk.place.id) as session:
        letter = session.scalars(select(DigestSent.letter_id).limit(1)).one()
        assert letter is not None
        why = explain(session, present, letter)
    assert {entry.fiche for entry in why.told} == {1}
    assert shown[0].digest.told <= {entry for one in shown for entry in one.digest.told}
    assert len(why.told) == len(shown[0].digest.told)


def test_who_wants_to_hear_at_once_does_and_not_again_at_the_slot(desk: Desk, context: Context) -> None:
    crowd(desk, 2)
    with as_owner(context.store.url) as session:
        eager = session.scalars(select(Reporter).order_by(Reporter.created_at)).first()
        assert eager is not None
        eager.rhythm = "nu"
    early = desk.at(TUESDAY - timedelta(days=4))
    with as_owner(context.store.url) as session:
        session.execute(update(Journal).values(at=TUESDAY - timedelta(days=4, minutes=1)))
    assert send_now(early) == 0, "it can still be undone"
    midnight = TUESDAY - timedelta(days=4) + timedelta(hours=15)
    assert send_now(desk.at(midnight)) == 0, "she sleeps"
    with as_owner(context.store.url) as session:
        other = session.scalars(select(Reporter).where(Reporter.rhythm.is_(None))).one()
        other.rhythm = "nu"
        used = update(Contact).where(Contact.reporter_id == other.id)
        session.execute(used.values(used_at=midnight - timedelta(minutes=5)))
        session.execute(update(Contact).where(Contact.reporter_id != other.id).values(used_at=TUESDAY - timedelta(9)))
    assert send_now(desk.at(midnight)) == 1, "she just wrote"
    later = desk.at(TUESDAY - timedelta(days=3))
    assert send_now(later) == 1
    assert send_now(later) == 0
    assert desk.send() == 0, "both heard"
    with context.store.clock() as session:
        sendings = read_sendings(session)
    due = [task for _, task, _ in find_sendings(sendings, desk.place.id, "lommerbeek", TUESDAY)]
    assert due == ["feedback.digest-now"]


def test_what_fails_at_once_is_tried_again_at_the_slot_and_not_every_few_minutes(desk: Desk, context: Context) -> None:
    crowd(desk, 1)
    with as_owner(context.store.url) as session:
        session.execute(update(Reporter).values(rhythm="nu"))
        session.execute(update(Journal).values(at=TUESDAY - timedelta(days=4)))
    early = desk.at(TUESDAY - timedelta(days=3))
    assert send_now(early) == 1
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).where(Letter.kind == "digest").values(state="failed", reason="blocked"))
        session.execute(update(Told).values(state="failed", due_at=TUESDAY))
    assert [send_now(early) for _ in range(3)] == [0, 0, 0]
    assert desk.send() == 1


def test_the_paragraph_waits_for_the_turn_of_the_municipality(desk: Desk, context: Context) -> None:
    with as_owner(context.store.url) as session:
        session.add(Editorial(municipality_id=desk.place.id, text="Welkom in het nieuwe jaar."))
    for weeks, waits in ((1, True), (2, True), (4, False)):
        desk.send(TUESDAY + timedelta(weeks=weeks))
        with as_owner(context.store.url) as session:
            assert (session.scalars(select(Editorial.run_id)).one() is None) is waits, weeks


def test_once_a_year_all_signals_by_theme_as_released_and_nothing_that_is_hidden(desk: Desk, context: Context) -> None:
    crowd(desk, 3)
    with as_owner(context.store.url) as session:
        cells = {"wonen": [12, True], "mobiliteit": [4, False], "*": [16, True]}
        session.add(Release(municipality_id=desk.place.id, facet="themes", period="2026", cells=cells))
        only_own = session.scalars(select(Reporter).order_by(Reporter.created_at)).first()
        assert only_own is not None
        only_own.scope = "eigen"
    assert desk.send() == 5
    yearly = [said for said in desk.letters() if "12 signalen" in said]
    assert len(yearly) == 2
    assert sum("/peiling/" in said for said in desk.letters()) == 3, "who gets none of the year is asked in her own"
    assert not any("obiliteit" in said or "4 signalen" in said for said in desk.letters())
    assert desk.send(TUESDAY + timedelta(days=7)) == 0


def test_a_letter_at_once_waits_for_the_end_of_a_pause_and_a_closing_does_not_wait_for_it(desk: Desk) -> None:
    desk.bundle(tell(desk.context, desk.place), "Te weinig woningen")
    with as_owner(desk.context.store.url) as session:
        session.execute(update(Told).values(due_at=TUESDAY))
        session.execute(update(Reporter).values(paused_until=date(2027, 2, 1)))
    assert tell_due(desk.at(TUESDAY)) == 0
    with desk.context.store.tenant(desk.place.id) as session:
        entry = session.scalars(select(Told.entry_id)).one()
        assert weigh(list(read_states(session, entry).values())).done
    assert tell_due(desk.at(TUESDAY + timedelta(days=20))) == 0
    assert tell_due(desk.at(TUESDAY + timedelta(days=28))) == 1
