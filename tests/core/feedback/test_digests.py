"""Digests sent: a reporter gets what happened to her signals in a letter of her channel, once, and nothing else."""

import uuid
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from core.context import Context
from core.feedback.runs import send_digests
from core.feedback.writing import Post
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Wording, edit_fiche, move_fiche
from core.store.tables import Fiche, Journal, Letter, Signal
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
            from core.intake.letters import letter_place

            place = letter_place
            return [
                str(self.context.keys.open_json(row.body, place(row.municipality_id, row.id))["text"])
                for row in rows
                if row.body is not None and row.state == "queued"
            ]

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
