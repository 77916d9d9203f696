"""Whose mail opens a thread: each kind of token from each kind of sender, in a thread that is open, stopped or gone."""

from collections.abc import Generator

import pytest

from core.context import Context
from core.municipalities import Place
from core.privacy.erase import forget_reporters
from tests.mail.room.posting import STORY, WORKER, Post, open_post, reply_to

OTHER = "karim@zandhove.example.org"
ANSWER = "1. veel\n\nIn de zomer zien we dit telkens opnieuw gebeuren bij grote gezinnen."
_MADE_UP = "lommerbeek+abcdefghijklmnopqrst@signaal.localhost"


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def open_threads(post: Post) -> tuple[str, str]:
    """Let two workers mail: the addresses that the letters of both ask to answer to."""
    post.say(STORY)
    post.say(f"Iets anders: {STORY}", sender=OTHER)
    hers, other = sorted(post.letters(), key=lambda letter: letter.recipient != WORKER)
    return reply_to(hers), reply_to(other)


@pytest.mark.parametrize("trust", ["loopback", ""], ids=["verified", "unverified"])
@pytest.mark.parametrize("sender", [WORKER, OTHER, "nieuw@elders.example.org"], ids=["her", "other", "stranger"])
@pytest.mark.parametrize("token", ["hers", "folded", "cut", "made-up", "none"])
def test_only_the_token_with_its_own_verified_sender_opens_the_thread(
    post: Post, token: str, sender: str, trust: str
) -> None:
    hers, _other = open_threads(post)
    to = {
        "hers": hers,
        "folded": hers.upper(),
        "cut": hers.replace("@", "", 1).replace("signaal.localhost", "")[:-1] + "@signaal.localhost",
        "made-up": _MADE_UP,
        "none": "lommerbeek@signaal.localhost",
    }[token]
    outcome = post.say(ANSWER, to=to, sender=sender, trust=trust).outcome
    mine, theirs, *new = post.signals()
    known = token in {"hers", "folded"} and trust == "loopback"
    opens = known and sender == WORKER
    # A reply from elsewhere makes no signal either: it is kept, and a person decides.
    assert outcome == ("answer" if opens else "aside" if known else "signal")
    assert mine.breadth == ("veel" if opens else "onbekend")
    assert theirs.breadth == "onbekend"
    assert len(new) == (0 if known else 1)
    letters = post.letters()
    assert {letter.recipient for letter in letters} <= ({sender} if trust else set())
    assert all(hers.partition("+")[2] not in str(letter.message) for letter in letters if not opens)


@pytest.mark.parametrize("state", ["stopped", "forgotten"])
def test_token_of_a_thread_that_is_stopped_or_whose_worker_is_forgotten(
    post: Post, context: Context, place: Place, state: str
) -> None:
    hers, _other = open_threads(post)
    if state == "stopped":
        assert post.say("STOP", to=hers).outcome == "command"
        assert post.say(ANSWER, to=hers).outcome == "answer"  # late, but hers: nothing is lost
        assert len(post.signals()) == 2
        return
    with context.store.tenant(place.id) as session:
        first = post.signals()[0].reporter_id
        assert first is not None
        forget_reporters(session, [first])
    assert post.say(ANSWER, to=hers).outcome == "signal"
    assert post.signals()[0].breadth == "onbekend"
