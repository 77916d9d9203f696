"""A letter of thanks names public fiches that are like the mail; its link says which, and does nothing else."""

from collections.abc import Generator
from pathlib import Path

import pytest

from core.context import Context
from core.errors import NotFound
from core.feedback.signed import sign
from core.intake.joining_link import join_by_link, read_named
from core.municipalities import Place
from core.store.tables import Journal, PublicText, Signal
from tests.judged import judging_as_shipped
from tests.mail.room.posting import Post, body_of, open_post
from tests.public_fiches import TITLE, close, publish
from tests.web.visiting import action, visit

STORY = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen, elke week opnieuw."


@pytest.fixture
def post(context: Context, place: Place, tmp_path: Path) -> Generator[Post]:
    publish(context, place)
    with open_post(judging_as_shipped(context, tmp_path), place) as opened:
        yield opened


def link_of(post: Post) -> str:
    lines = body_of(post.letter()).splitlines()
    return lines[lines.index(f"Ik zie dit ook: {TITLE}:") + 1]


async def test_the_link_in_the_thanks_says_where_it_belongs(post: Post, place: Place) -> None:
    post.say(STORY)
    link = link_of(post)
    async with visit(post.context) as client:
        page = await client.get(link)
        assert TITLE in page.text
        assert post.signals()[0].joins_id is None, "looking changes nothing"
        for _twice in range(2):
            assert "We hebben genoteerd" in (await client.post(action(page))).text
        assert post.signals()[0].joins_id is not None
        close(post.context, place)
        assert "intussen afgesloten" in (await client.get(link)).text
        assert (await client.get(f"{link}x")).status_code == 404
    with post.context.store.tenant(place.id) as session:
        entries = session.query(Journal).filter_by(what="joined").all()
        assert [entry.details for entry in entries] == [{"joins": 12}]


async def test_a_link_is_refused_kindly_once_its_fiche_is_closed_or_not_public(post: Post, place: Place) -> None:
    post.say(STORY)
    async with visit(post.context) as client:
        asked = action(await client.get(link_of(post)))
        with post.context.store.tenant(place.id) as session:
            session.query(PublicText).one().state = "ontwerp"
        hidden = await client.post(asked)
        assert (hidden.status_code, "Dit staat niet meer op de pagina" in hidden.text) == (409, True)
        with post.context.store.tenant(place.id) as session:
            session.query(PublicText).one().state = "goedgekeurd"
        close(post.context, place)
        over = await client.post(asked)
        assert (over.status_code, "Dit is intussen afgesloten" in over.text) == (409, True)
        assert "Je signaal blijft staan" in over.text
    assert post.signals()[0].joins_id is None


def test_a_link_is_of_one_signal_in_one_municipality(post: Post, place: Place, other_place: Place) -> None:
    post.say(STORY)
    token = link_of(post).rpartition("/")[2]
    assert read_named(post.context, other_place, token).fiche is None
    for wrong in (token[:-1], "", sign(post.context.keys, "join", b"short"), sign(post.context.keys, "x", b"1" * 20)):
        with pytest.raises(NotFound):
            join_by_link(post.context, place, wrong)
    with pytest.raises(NotFound):
        join_by_link(post.context, other_place, token)
    with post.context.store.tenant(place.id) as session:
        session.query(Signal).one().status = "ingetrokken"
    with pytest.raises(NotFound):
        join_by_link(post.context, place, token)


def test_a_mail_about_something_else_gets_the_usual_letter(post: Post) -> None:
    post.say("Op dezelfde hoeken van de straat ligt telkens opnieuw afval, de buren zijn het beu.")
    assert "Ik zie dit ook" not in body_of(post.letter())
