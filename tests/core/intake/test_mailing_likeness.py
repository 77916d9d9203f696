"""What mails are like: the same again is not answered, doubtful ones are kept, and marks stand on what they tell."""

from collections.abc import Generator
from itertools import combinations
from random import Random

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.converse import converse
from core.intake.likeness import is_like, take_likeness
from core.municipalities import Place
from core.privacy.keys import Keys
from core.review.held import list_held
from core.review.work import list_shunted, retry_shunted
from core.store.tables import Conversation, Intake
from tests.core.people.staffing import hire
from tests.mail.room.posting import OTHERS, STORY, Post, body_of, open_post, reply_to

AWAY = "Beste,\n\nIk ben met verlof tot en met 12 augustus. Uw mail wordt niet gelezen.\n\nGroeten,\nLeen"


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def some_keys(context: Context, count: int) -> list[Keys]:
    chance = Random(7)  # noqa: S311 # the same keys each time
    return [Keys(context.keys.ring, chance.randbytes(32)) for _ in range(count)]


def like(keys: Keys, one: str, other: str) -> bool:
    first, second = take_likeness(keys, one), take_likeness(keys, other)
    return first is not None and second is not None and is_like(first, [second])


def test_words_are_alike_whatever_numbers_and_what_little_else_stands_among_them(context: Context) -> None:
    letter = (
        "Bedankt, we hebben je signaal goed ontvangen. Het heeft nummer 14. Binnen 10 werkdagen bekijkt de dienst het."
    )
    wrapped = f"Proxy zegt: een en ander, {letter.replace('10', '12')}"
    # Five words in twenty are new: an installation in thirty has a key under which too few places stay the same.
    keys = some_keys(context, 400)
    assert all(like(each, letter, letter.replace("14", "15")) for each in keys)
    assert sum(like(each, letter, wrapped) for each in keys) >= 0.9 * len(keys)
    assert not any(like(keys[0], one, other) for one, other in combinations((STORY, *OTHERS, letter), 2))


def test_two_texts_of_one_person_are_alike_under_no_key(context: Context) -> None:
    # Places that follow from one another took these for the same in seven of a thousand installations.
    story = "Ouders vinden geen plaats in de opvang en blijven dan thuis van hun opleiding. molenkerke"
    reply = "1. enkele\n2. al langer\n\nEn in de vakanties is het nog moeilijker molenkerke."
    keys = some_keys(context, 2000)
    assert not [1 for each in keys if like(each, story, reply)]
    assert all(like(each, story, f"{story} Groeten") for each in keys[:200])


def test_short_words_have_no_likeness(context: Context) -> None:
    assert take_likeness(context.keys, "Ja. Ja. Ja. En nog eens ja.") is None
    assert take_likeness(context.keys, "") is None


def test_a_program_that_says_the_same_again_gets_one_letter_and_loses_no_word(post: Post) -> None:
    for number in (1, 2, 3):
        post.say(f"{STORY} (bericht {number})", message_id=f"<{number}@x.example.org>")
    assert len(post.signals()) == 3
    assert len(post.letters()) == 1
    assert post.letters() == []
    assert [thread.asks for thread in post.threads()] == [True, False, False]


def test_a_worker_with_several_problems_in_a_day_is_answered_each_time(post: Post) -> None:
    for story in (STORY, *OTHERS):
        post.say(story)
        assert "goed ontvangen" in body_of(post.letter())
    assert len(post.signals()) == 4


def test_the_same_short_answer_twice_is_an_answer_twice(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    assert post.say("1. veel", to=reply_to(first)).outcome == "answer"
    second = post.letter()
    assert post.say("1. veel", to=reply_to(second)).outcome == "answer"


def test_our_own_sentences_come_back_in_disguise_and_are_not_answered(post: Post) -> None:
    post.say(STORY)
    body = body_of(post.letter()).partition("-- \n")[0].replace("\n", "\nIemand zei: ")
    post.say(body, subject="Iets")
    assert post.letters() == []


def test_what_only_sounds_like_a_program_is_kept_for_a_person(post: Post, context: Context, place: Place) -> None:
    assert post.say(AWAY, subject="Re: uw bericht").outcome == "aside"
    assert post.signals() == []
    assert post.letters() == []
    with context.store.tenant(place.id) as session:
        (row,) = session.scalars(select(Intake))
        assert (row.state, row.reason, row.body is not None) == ("shunted", "mail-doubtful", True)
        (kept,) = list_shunted(session)
        assert (kept.reason, kept.retryable) == ("mail-doubtful", True)


def test_a_person_says_that_a_person_wrote_it(post: Post, context: Context, place: Place) -> None:
    processor = hire(context, place)
    post.say(AWAY, subject="Re: uw bericht")
    with context.store.tenant(place.id) as session:
        (kept,) = list_shunted(session)
        assert retry_shunted(session, processor.present(), kept.id)
    with context.store.door() as session:
        lookup = session.scalars(select(Intake.lookup)).one()
    assert lookup is not None
    settled = converse(context, {"mail": post.room}, "mail", post.door, lookup)
    assert settled is not None
    assert settled.outcome == "signal"
    (signal,) = post.signals()
    assert "met verlof" in signal.text
    assert post.letters() == []
    with context.store.tenant(place.id) as session:
        assert [held.reason for held in list_held(session)] == ["doubtful"]


def test_what_a_header_says_is_a_program_is_not_kept(post: Post, context: Context, place: Place) -> None:
    assert post.say(AWAY, headers="Auto-Submitted: auto-replied\n").outcome == "aside"
    with context.store.tenant(place.id) as session:
        (row,) = session.scalars(select(Intake))
        assert (row.state, row.reason, row.body) == ("settled", "mail-auto", None)
        assert session.scalars(select(Conversation)).all() == []


def test_danger_in_an_answer_sets_the_same_mark_as_in_a_first_mail(post: Post) -> None:
    post.say(STORY)
    assert "danger" not in post.signals()[0].flags
    post.say("Er is sprake van geweld: een vader slaat zijn kinderen.", to=reply_to(post.letter()))
    (signal,) = post.signals()
    assert "danger" in signal.flags
    assert "112" in body_of(post.letter())


def test_several_problems_in_one_mail_are_marked(post: Post) -> None:
    post.say(f"1. {OTHERS[0]}\n\n2. {OTHERS[1]}")
    assert "several" in post.signals()[0].flags


def test_a_letter_through_a_group_waits_for_a_person(post: Post, context: Context, place: Place) -> None:
    assert post.say(STORY, headers="List-Id: <groep.example.org>\n").outcome == "aside"
    assert post.letters() == []
    with context.store.tenant(place.id) as session:
        assert [row.reason for row in list_shunted(session)] == ["mail-doubtful"]
