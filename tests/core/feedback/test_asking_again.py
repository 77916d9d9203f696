"""Questions by mail that stay open are reminded of once: in their thread, by day, and to nobody who wants none."""

import threading
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.context import Context
from core.feedback.reminders import remind
from core.municipalities import Place, read_municipality, set_setting
from core.privacy.erase import withdraw
from core.store.tables import Contact, Conversation, Letter, Signal
from mail.compose_message import Outgoing
from tests.contract.filling import as_owner
from tests.mail.room.posting import STORY, VERIFIED, Post, body_of, open_post, reply_to

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(replace(context, clock=lambda: NOON), place) as opened:
        yield opened


def ask(post: Post) -> Outgoing:
    """Send a story and take the letter with its questions; all of it happened at noon."""
    post.say(STORY)
    letter = post.letter()
    quiet_since(post, NOON)
    return letter


def quiet_since(post: Post, moment: datetime) -> None:
    with as_owner(post.context.store.url) as session:
        session.execute(update(Conversation).values(opened_at=moment, touched_at=moment))
        session.execute(update(Letter).values(queued_at=moment))


def after(post: Post, days: float) -> int:
    """Look for reminders some days later; return how many went."""
    later = replace(post.context, clock=lambda: NOON + timedelta(days=days))
    return remind(later, post.place, {"mail": post.room})


def reminders(post: Post) -> int:
    with as_owner(post.context.store.url) as session:
        return session.scalar(select(func.count()).select_from(Letter).where(Letter.kind == "reminder")) or 0


def change(post: Post, table: Any, **values: Any) -> None:
    with as_owner(post.context.store.url) as session:
        session.execute(update(table).values(**values))


def test_after_three_days_one_reminder_in_the_thread_with_the_same_questions_and_stop(post: Post) -> None:
    first = ask(post)
    assert after(post, 2.9) == 0
    assert after(post, 3) == 1
    assert [after(post, days) for days in (4, 7, 13, 20)] == [0, 0, 0, 0]
    assert reminders(post) == 1
    letter = post.letter()
    assert letter.recipient == first.recipient
    assert reply_to(letter) == reply_to(first)
    assert letter.message["In-Reply-To"] == first.message["Message-ID"]
    assert letter.message["References"] == first.message["Message-ID"]
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert str(letter.message["Subject"]) == "[Signaal 1] Wil je nog iets aanvullen?"
    said, before = body_of(letter), body_of(first)
    assert said.count("STOP") == 1
    for number in (1, 2, 3):
        (line,) = [line for line in before.split("\n") if line.startswith(f"{number}. ")]
        assert line in said
    assert "betaalbare" not in said
    assert "/signaal/" in said


def test_an_answer_to_the_reminder_lands_by_the_numbers_of_the_first_letter(post: Post) -> None:
    ask(post)
    assert after(post, 3) == 1
    reminder = post.letter()
    assert post.say("1. een hele groep of buurt", to=reply_to(reminder)).outcome == "answer"
    (signal,) = post.signals()
    assert (signal.breadth, signal.text) == ("groep", STORY)


def test_what_was_answered_on_the_web_is_not_asked_again_and_keeps_no_number(post: Post) -> None:
    ask(post)
    change(post, Signal, breadth="veel")
    assert after(post, 3) == 1
    said = body_of(post.letter())
    assert "\n1. " not in said
    assert "\n2. " in said
    assert "\n3. " in said


def test_an_answer_moves_the_reminder_and_it_asks_the_newest_questions(post: Post) -> None:
    first = ask(post)
    post.say("1. enkele\n2. langer\n3. tekort", to=reply_to(first))
    second = post.letter()
    change(post, Conversation, touched_at=NOON + timedelta(days=2))
    assert after(post, 3) == 0
    assert after(post, 5) == 1
    (line,) = [line for line in body_of(second).split("\n") if line.startswith("1. ")]
    assert line in body_of(post.letter())


@pytest.mark.parametrize("told", ["STOP", "Stop\n\nGroeten,\nLeen"])
def test_none_after_stop_to_the_questions(post: Post, told: str) -> None:
    first = ask(post)
    assert post.say(told, to=reply_to(first)).outcome == "command"
    assert after(post, 3) == 0


def test_none_after_stop_to_all_letters(post: Post) -> None:
    ask(post)
    post.say("STOP")
    assert after(post, 3) == 0


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Contact, {"paused": "bounce"}),
        (Contact, {"address": None}),
        (Conversation, {"contact_id": None}),
        (Conversation, {"rounds": 3}),
        (Conversation, {"asks": False}),
        (Conversation, {"link": None}),
        (Conversation, {"opened_at": NOON - timedelta(days=12)}),
        (Letter, {"state": "failed"}),
        (Letter, {"state": "queued"}),
        (Letter, {"state": "dropped"}),
        (Signal, {"status": "ingetrokken"}),
    ],
)
def test_nobody_is_reminded_who_cannot_or_need_not_be(post: Post, table: Any, values: dict[str, Any]) -> None:
    ask(post)
    change(post, table, **values)
    assert after(post, 3) == 0
    assert reminders(post) == 0


def test_none_when_everything_was_answered_or_withdrawn(post: Post) -> None:
    ask(post)
    with post.context.store.tenant(post.place.id) as session:
        withdraw(session, session.scalars(select(Signal)).one())
    assert after(post, 3) == 0


def test_none_to_an_unverified_sender_even_when_a_person_let_the_thanks_go(post: Post) -> None:
    post.say(STORY, trust="")
    change(post, Letter, state="queued", reason=None)
    post.letter()
    quiet_since(post, NOON)
    assert after(post, 3) == 0


def test_none_at_night_and_none_for_another_municipality(post: Post, other_place: Place) -> None:
    ask(post)
    assert after(post, 3.5) == 0  # 23:00 UTC
    later = replace(post.context, clock=lambda: NOON + timedelta(days=3))
    assert remind(later, other_place, {"mail": post.room}) == 0
    assert remind(later, post.place, {}) == 0
    assert after(post, 3.9) == 1


def test_several_nodes_at_once_send_one(post: Post) -> None:
    ask(post)
    start = threading.Barrier(6)
    sent: list[int] = []

    def node() -> None:
        start.wait(60)
        sent.append(after(post, 3))

    nodes = [threading.Thread(target=node) for _ in range(6)]
    for one in nodes:
        one.start()
    for one in nodes:
        one.join(60)
    assert sum(sent) == 1
    assert reminders(post) == 1


def test_a_token_that_was_sealed_dies_with_the_reporter(post: Post) -> None:
    from core.privacy.erase import forget_reporters

    ask(post)
    with post.context.store.tenant(post.place.id) as session:
        contact = session.scalars(select(Contact)).one()
        assert contact.reporter_id is not None
        forget_reporters(session, [contact.reporter_id])
    (thread,) = post.threads()
    assert (thread.link, thread.link_hash) == (None, None)
    assert after(post, 3) == 0


def test_a_reminder_that_comes_back_to_us_is_no_mail_of_a_person(post: Post) -> None:
    """Our own words, quoted whole by a program that hides that it is one, answer nothing."""
    ask(post)
    after(post, 3)
    reminder = post.letter()
    settled = post.say(body_of(reminder), to=reply_to(reminder), headers=VERIFIED)
    assert settled.outcome == "aside"


@pytest.mark.parametrize("to_questions", [True, False])
def test_a_reminder_that_waits_for_the_relay_does_not_leave_after_stop(post: Post, *, to_questions: bool) -> None:
    first = ask(post)
    assert after(post, 3) == 1
    post.say("STOP", to=reply_to(first) if to_questions else "")
    told = post.letter()
    assert ("geen vragen meer" if to_questions else "geen mails meer") in body_of(told)
    assert post.letters() == []
    with post.context.store.tenant(post.place.id) as session:
        reminder = session.scalars(select(Letter).where(Letter.kind == "reminder")).one()
        assert (reminder.state, reminder.reason, reminder.body) == ("dropped", "stopped", None)


def test_an_answer_that_waits_for_a_decision_goes_when_she_stops_all_letters(post: Post) -> None:
    post.say(STORY, days_ago=30)
    post.say("STOP")
    post.letters()
    with post.context.store.tenant(post.place.id) as session:
        assert sorted(session.scalars(select(Letter.state))) == ["dropped", "sent"]


def test_who_wrote_french_is_reminded_in_french_where_that_is_switched_on(post: Post) -> None:
    with post.context.store.tenant(post.place.id) as session:
        set_setting(session, post.place.id, "languages", "fr")
        place = read_municipality(session, post.place.id)
    post.say(
        "Bonjour,\n\nDepuis des mois, les familles de notre quartier ne trouvent pas de logement et les enfants "
        "dorment chez des amis. Le service ne répond pas aux demandes."
    )
    first = post.letter()
    quiet_since(post, NOON)
    later = replace(post.context, clock=lambda: NOON + timedelta(days=3))
    assert remind(later, place, {"mail": post.room}) == 1
    letter = post.letter()
    assert letter.message["Content-Language"] == "fr"
    assert "ceci est le seul rappel" in body_of(letter)
    for number in (1, 2, 3):
        (line,) = [line for line in body_of(first).split("\n") if line.startswith(f"{number}. ")]
        assert line in body_of(letter)
