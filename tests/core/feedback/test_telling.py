"""Decisions told: one plain letter in her own channel, kept back for undoing, corrected when it was out already."""

import uuid
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from core.context import Context
from core.feedback.reaching import find_way
from core.feedback.telling import tell as tell_due
from core.feedback.untold import find_untold
from core.feedback.writing import Post as Writing
from core.intake.seat import contact_place
from core.municipalities import Place
from core.review.decide import decide_signal, release_signal, return_signal, undo_decision
from core.review.decision import BUNDLED, INTERN, NO_SIGNAL, REASONS, SAME, Decision, read_standing
from core.review.telling import Telling, read_reach, read_telling
from core.store.tables import Contact, Letter, Reporter, Signal, Told
from core.words import load_words
from mail.compose_message import Outgoing
from tests.admin.panel import tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire
from tests.mail.room.posting import STORY, Post, body_of, open_post, reply_to


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


def decide(context: Context, person: Person, signal_id: uuid.UUID, decision: Decision) -> None:
    with context.store.tenant(person.place.id) as session:
        decide_signal(session, person.present(), signal_id, decision, read_standing(session, signal_id).stand)


def undo(context: Context, person: Person, signal_id: uuid.UUID) -> None:
    with context.store.tenant(person.place.id) as session:
        undo_decision(session, person.present(), signal_id, read_standing(session, signal_id).stand)


def go(post: Post, minutes: float = 3) -> int:
    """Tell what is due some minutes from now."""
    later = replace(post.context, clock=lambda: datetime.now(UTC) + timedelta(minutes=minutes))
    return tell_due(Writing(later, post.place, {"mail": post.room}))


def sent(post: Post) -> list[Outgoing]:
    letters = post.letters()
    go(post)  # notes what was sent
    return letters


def shown(context: Context, person: Person, signal_id: uuid.UUID) -> Telling | None:
    with context.store.tenant(person.place.id) as session:
        reach = read_reach(session, person.present(), signal_id)
        return read_telling(session, reach, read_standing(session, signal_id))


def test_a_decision_is_told_in_the_thread_of_the_signal_once(context: Context, post: Post, processor: Person) -> None:
    post.say(STORY)
    first = post.letter()
    (signal,) = post.signals()
    decide(
        context, processor, signal.id, Decision(INTERN, message="Het Huis van het Kind doet dit. Bel 0471 23 45 67.")
    )
    assert go(post, minutes=1) == 0, "there is time to undo it"
    state = shown(context, processor, signal.id)
    assert state is not None
    assert state.state == "planned"
    assert go(post) == 1
    assert go(post) == 0
    (letter,) = sent(post)
    assert str(letter.message["Subject"]) == "[Signaal 1] Een antwoord op je signaal"
    assert letter.message["In-Reply-To"] == first.message["Message-ID"]
    assert reply_to(letter) == reply_to(first)
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert letter.message["List-Unsubscribe"]
    said = body_of(letter)
    for words in ("je signaal 1.", "Eén organisatie kan dit zelf", "Het Huis van het Kind doet dit.", "STOP"):
        assert words in said, words
    assert "Een medewerker besliste dit." in said
    assert "computerprogramma" not in said
    assert "0471" not in said
    assert "betaalbare" not in said
    state = shown(context, processor, signal.id)
    assert state is not None
    assert state.state == "sent"
    assert state.at is not None


def test_every_decision_has_its_words(context: Context, place: Place, post: Post, processor: Person) -> None:
    prepared = load_words().say("asking.kind.geen-signaal.klacht")
    first = tell(context, place)
    with context.store.tenant(place.id) as session:  # the same person tells it again
        reporter = session.get_one(Signal, first).reporter_id
    again = tell(context, place)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.id == again).values(reporter_id=reporter))
    cases = {
        first: (
            Decision(BUNDLED, title="Wachten op een woning"),
            "je signaal 1 zit nu in fiche «Wachten op een woning»",
        ),
        again: (Decision(SAME, same_as=1), "Dit gaf je al door als signaal 1."),
    }
    for reason in REASONS:
        cases[tell(context, place)] = (Decision(NO_SIGNAL, reason=reason, message=prepared), prepared)
    for signal_id, (decision, _words) in cases.items():
        decide(context, processor, signal_id, decision)
    assert go(post) == len(cases)
    said = ["\n".join(body_of(letter).split("\n")) for letter in [*sent(post), *sent(post)]]
    for _decision, words in cases.values():
        assert any(" ".join(words.split()).casefold() in " ".join(body.split()).casefold() for body in said), words


def test_undone_in_time_nothing_goes_and_later_it_is_corrected(context: Context, post: Post, processor: Person) -> None:
    post.say(STORY)
    post.letter()
    (signal,) = post.signals()
    decide(context, processor, signal.id, Decision(NO_SIGNAL, reason="te-vaag"))
    undo(context, processor, signal.id)
    assert (go(post), post.letters()) == (0, [])
    decide(context, processor, signal.id, Decision(NO_SIGNAL, reason="klacht"))
    go(post)
    undo(context, processor, signal.id)  # its letter waits in the outbox, and is taken out
    assert (go(post), post.letters()) == (0, [])
    decide(context, processor, signal.id, Decision(NO_SIGNAL, reason="klacht"))
    go(post)
    sent(post)
    undo(context, processor, signal.id)
    assert go(post) == 1
    assert "Die beslissing is teruggedraaid" in body_of(sent(post)[0])
    decide(context, processor, signal.id, Decision(INTERN))
    assert go(post) == 1
    assert "schreven we je eerder" not in body_of(sent(post)[0]), "she was told of it"


def test_decided_otherwise_soon_is_one_letter_that_says_so(context: Context, post: Post, processor: Person) -> None:
    post.say(STORY)
    post.letter()
    (signal,) = post.signals()
    decide(context, processor, signal.id, Decision(NO_SIGNAL, reason="klacht"))
    go(post)
    sent(post)
    undo(context, processor, signal.id)
    decide(context, processor, signal.id, Decision(INTERN))
    assert go(post) == 1
    said = body_of(sent(post)[0])
    assert "schreven we je eerder iets anders" in said
    assert "Eén organisatie" in said


def move(context: Context, person: Person, signal_id: uuid.UUID, fiche: int, *, out: bool) -> None:
    with context.store.tenant(person.place.id) as session:
        if out:
            assert release_signal(session, person.present(), fiche, signal_id)
        else:
            stand = read_standing(session, signal_id).stand
            assert return_signal(session, person.present(), fiche, signal_id, stand)


def test_taken_out_of_a_fiche_and_put_back_at_once_is_told_once(
    context: Context, post: Post, processor: Person
) -> None:
    post.say(STORY)
    post.letter()
    (signal,) = post.signals()
    decide(context, processor, signal.id, Decision(BUNDLED, title="Wachten op een woning"))
    move(context, processor, signal.id, 1, out=True)
    move(context, processor, signal.id, 1, out=False)
    assert go(post) == 1, "the letter that was taken back is planned again"
    sent(post)
    move(context, processor, signal.id, 1, out=True)
    move(context, processor, signal.id, 1, out=False)
    assert go(post) == 0, "she knows that already"
    move(context, processor, signal.id, 1, out=True)
    assert go(post) == 1
    assert "Die beslissing is teruggedraaid" in body_of(sent(post)[0])
    move(context, processor, signal.id, 1, out=False)
    assert go(post) == 1, "the correction was told, so this is news"


def test_what_is_told_of_one_fiche_holds_when_a_signal_leaves_another(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    other = tell(context, place)
    decide(context, processor, other, Decision(BUNDLED, title="Te dure huur"))
    post.say(STORY)
    post.letter()
    mine = next(signal.id for signal in post.signals() if signal.id != other)
    decide(context, processor, mine, Decision(BUNDLED, title="Wachten op een woning"))
    decide(context, processor, mine, Decision(BUNDLED, fiche=1))
    move(context, processor, mine, 1, out=True)
    go(post)
    (letter,) = [one for one in sent(post) if "Signaal 2" in str(one.message["Subject"])]
    assert "Wachten op een woning" in body_of(letter)
    assert "Te dure huur" not in body_of(letter)
    assert go(post) == 0, "it is still in a fiche: nothing was turned back"


@pytest.mark.parametrize("why", ["nee", "unknown", "stop", "bounce", "address"])
def test_who_cannot_be_told_is_said_with_the_reason(
    context: Context, place: Place, post: Post, processor: Person, why: str
) -> None:
    signal_id = tell(context, place, feedback="nee" if why == "nee" else "hier")
    with as_owner(context.store.url) as session:
        if why == "unknown":
            session.execute(update(Signal).values(reporter_id=None))
        if why in ("stop", "bounce"):
            session.execute(update(Contact).values(paused=why))
        if why == "address":
            session.execute(update(Contact).values(address=None))
    decide(context, processor, signal_id, Decision(INTERN))
    assert shown(context, processor, signal_id) == Telling("cannot", why=why)
    assert (go(post), post.letters()) == (0, [])
    assert shown(context, processor, signal_id) == Telling("cannot", why=why)


def test_she_is_told_where_she_asked_for(context: Context, place: Place) -> None:
    signal_id = tell(context, place, channel="telegram", feedback="email", address="x@example.org")
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, signal_id)
        way = find_way(session, signal)
        assert not isinstance(way, str)
        assert way.kind == "mail"


def test_what_cannot_arrive_where_she_was_goes_where_she_can_be_reached(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    decide(context, processor, tell(context, place), Decision(INTERN))
    go(post)
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).values(state="failed", reason="blocked"))
        session.execute(update(Contact).values(paused="bounce"))
    assert go(post) == 0, "there is no other way yet"
    with as_owner(context.store.url) as session:
        first = session.scalars(select(Contact)).one()
        other = Contact(door_id=first.door_id, lookup=b"o" * 32, municipality_id=place.id)
        other.id, other.reporter_id = uuid.uuid4(), first.reporter_id
        other.address = context.keys.seal(b"leen@huis.example.org", contact_place(other))
        session.add(other)
    assert (go(post), go(post)) == (1, 0)
    (letter,) = sent(post)
    assert letter.recipient == "leen@huis.example.org"
    with as_owner(context.store.url) as session:
        assert list(session.scalars(select(Told.state))) == ["sent"]
        assert sorted(session.scalars(select(Letter.state))) == ["dropped", "sent"], "the first is not tried again"


def test_a_letter_that_fails_is_said_so_and_the_clock_looks_after_it(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    signal_id = tell(context, place)
    decide(context, processor, signal_id, Decision(INTERN))
    with context.store.clock() as session:
        now = datetime.now(UTC)
        assert find_untold(session, now) == frozenset()
        assert find_untold(session, now + timedelta(minutes=3)) == {place.id}
    go(post)
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).values(state="failed", reason="blocked"))
    go(post)
    state = shown(context, processor, signal_id)
    assert state is not None
    assert (state.state, state.why) == ("failed", "blocked")
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).values(state="queued", reason=None))
    assert len(sent(post)) == 1
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Told.state))) == ["sent"]
    with as_owner(context.store.url) as session:  # who is forgotten takes what she was told along
        session.execute(update(Signal).values(reporter_id=None))
        for reporter in session.scalars(select(Reporter)):
            session.delete(reporter)
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Told.state))) == []
