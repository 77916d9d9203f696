"""Replies to a digest: to her one signal, else to a processor who answers; never a stray signal, never a loop."""

from collections.abc import Generator
from datetime import date

import pytest
from sqlalchemy import select, update

from core.context import Context
from core.errors import NotAllowed
from core.feedback.telling import tell
from core.feedback.untold import find_untold
from core.feedback.writing import Post as Writing
from core.municipalities import Place
from core.review.remarks import answer_remark, finish_remark, list_remarks
from core.store.tables import Remark, Reporter
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire
from tests.digests import give_digest, make_digest
from tests.mail.room.posting import OTHERS, STORY, Post, body_of, open_post, reply_to

QUESTION = "Wanneer is die signaaldag precies, en mag mijn collega ook komen? Bel 0471 23 45 67."


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        opened.say(STORY)
        opened.letter()
        yield opened


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


def digest(post: Post, *numbers: int) -> tuple[str, str]:
    """Send a digest about these signals; gives the address that a reply goes to, and its Message-ID."""
    give_digest(Writing(post.context, post.place, {"mail": post.room}), make_digest(*numbers))
    letter = post.letter()
    return reply_to(letter), str(letter.message["Message-ID"])


def waiting(post: Post) -> list[Remark]:
    with post.context.store.tenant(post.place.id) as session:
        return list(session.scalars(select(Remark).order_by(Remark.said_at)))


def test_a_digest_about_one_signal_is_answered_at_that_signal(post: Post) -> None:
    to, _ = digest(post, 1)
    assert post.say(f"Het zijn er intussen tien. {QUESTION}", to=to, subject="Re: Nieuws").outcome == "answer"
    (signal,) = post.signals()
    assert "Het zijn er intussen tien." in signal.text
    assert "0471" not in signal.text
    (remark,) = waiting(post)
    assert (remark.signal_id, remark.text) == (signal.id, ""), "its words stand with the signal alone"
    assert "bij je signaal 1" in body_of(post.letter())


@pytest.mark.parametrize("way", ["address", "reference"])
def test_a_digest_about_several_is_answered_to_a_processor(post: Post, processor: Person, way: str) -> None:
    post.say(OTHERS[0], sender="leen@molenkerke.example.org", message_id="<abc.2@molenkerke.example.org>")
    post.letter()
    to, id_ = digest(post, 1, 2)
    if way == "address":
        assert post.say(QUESTION, to=to).outcome == "answer"
    else:
        assert post.say(QUESTION, headers=f"In-Reply-To: {id_}\nReferences: {id_}\n").outcome == "answer"
    assert [signal.text for signal in post.signals()] == [post.signals()[0].text, OTHERS[0]]
    (remark,) = waiting(post)
    assert "signaaldag" in remark.text
    assert "0471" not in remark.text
    thanks = post.letter()
    assert "Een medewerker leest het" in body_of(thanks)
    with post.context.store.tenant(post.place.id) as session:
        (shown,) = list_remarks(session, processor.present())
        assert answer_remark(session, processor.present(), shown.id, "Op 3 december, en ja. Bel 0471 23 45 67.")
    with post.context.store.clock() as session:
        assert find_untold(session, post.context.clock()) == {post.place.id}
    for pause, letters in ((date(2100, 1, 1), 0), (None, 1)):
        with as_owner(post.context.store.url) as session:
            session.execute(update(Reporter).values(paused_until=pause))
        assert tell(Writing(post.context, post.place, {"mail": post.room})) == letters, (
            "it waits for the end of a pause"
        )
    answer = post.letter()
    said = body_of(answer)
    assert "Op 3 december, en ja." in said
    assert "0471" not in said
    assert answer.message["List-Unsubscribe-Post"]
    assert waiting(post)[0].state == "gedaan"
    assert (waiting(post)[0].text, waiting(post)[0].answer) == ("", None)
    assert post.say("Dank je wel, dan kom ik met mijn collega mee.", to=reply_to(answer)).outcome == "answer"
    assert [remark.state for remark in waiting(post)] == ["gedaan", "open"]
    assert len(post.signals()) == 2


def test_what_is_said_twice_waits_once(post: Post, processor: Person) -> None:
    to, _ = digest(post)
    for _ in range(3):
        post.say(QUESTION, to=to)
    (remark,) = waiting(post)
    with post.context.store.tenant(post.place.id) as session:
        assert finish_remark(session, processor.present(), remark.id)
        assert not finish_remark(session, processor.present(), remark.id)
        with pytest.raises(NotAllowed):
            finish_remark(
                session, hire(post.context, post.place, email="an@example.org", role="beheerder").present(), remark.id
            )
    assert len(post.letters()) == 1, "one word of thanks"


@pytest.mark.parametrize("who", ["somebody else", "unverified"])
def test_what_somebody_else_answers_is_kept_and_never_a_signal(post: Post, who: str) -> None:
    to, _ = digest(post, 1)
    sender = "karim@molenkerke.example.org"
    if who == "unverified":
        settled = post.say(QUESTION, to=to, sender="karim@elders.example.org", trust="none")
    else:
        settled = post.say(QUESTION, to=to, sender=sender)
    assert settled.outcome == "aside"
    assert len(post.signals()) == 1
    assert (waiting(post), post.letters()) == ([], [])


def test_stop_in_answer_to_a_digest_stops_all_letters(post: Post) -> None:
    to, _ = digest(post, 1)
    assert post.say("STOP", to=to).outcome == "command"
    assert "je krijgt geen mails meer" in body_of(post.letter())


def test_a_mail_that_answers_nothing_is_a_signal_as_before(post: Post) -> None:
    digest(post, 1)
    assert post.say(OTHERS[1], message_id="<abc.3@molenkerke.example.org>").outcome == "signal"
    assert waiting(post) == []
