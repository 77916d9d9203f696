"""The page of a question: who left an address on the form answers it there; its answer is counted and never lost."""

import re
import uuid
from collections.abc import Generator

import pytest
from sqlalchemy import select

from core.context import Context
from core.feedback.telling import tell as tell_due
from core.feedback.writing import Post as Writing
from core.municipalities import Place
from core.review.asking import ask_reporter
from core.store.tables import Intake, Question, Signal
from tests.admin.panel import status_of, tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import hire
from tests.mail.room.posting import Post, body_of, open_post
from tests.web.visiting import hidden, submit, visit

ASKED, ANSWER = "In welke wijk zie je dit?", "Vooral rond het station. Bel 0471 23 45 67."


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def ask(context: Context, place: Place, post: Post) -> tuple[uuid.UUID, str]:
    """Ask about a signal from the form; gives it, and the path in the letter."""
    signal_id = tell(context, place, feedback="email", address="x@example.org")
    with context.store.tenant(place.id) as session:
        ask_reporter(session, hire(context, place).present(), signal_id, ASKED)
    tell_due(Writing(context, place, {"mail": post.room}))
    found = re.search(r"(/lommerbeek/vraag/[a-z2-7]{20})\b", body_of(post.letter()))
    assert found
    return signal_id, found[1]


async def test_it_is_answered_once_and_screened(context: Context, place: Place, post: Post) -> None:
    signal_id, path = ask(context, place, post)
    async with visit(context) as client:
        page = await client.get(path)
        assert ASKED in page.text
        assert page.headers["cache-control"] == "no-store"
        empty = await submit(client, page, antwoord=" ")
        assert empty.status_code == 422
        fields = {**hidden(page), "antwoord": ANSWER}
        done = await client.post(path, data=fields)
        assert "aan signaal 1" in done.text
        assert "verborgen" in done.text
        assert "aan signaal 1" in (await client.post(path, data=fields)).text, "the same form twice"
        assert "aan signaal 1" in (await client.get(path)).text
        assert (await client.get(path.replace("lommerbeek", "zandhove"))).status_code == 404
        assert (await client.get(f"/lommerbeek/vraag/{'a' * 20}")).status_code == 404
        assert (await client.post(path, data={"antwoord": "x"})).status_code == 403
    assert status_of(context, place, signal_id) == "in-nazicht"
    with as_owner(context.store.url) as session:
        text = session.get_one(Signal, signal_id).text
        assert text.count("station") == 1
        assert "0471" not in text
        assert [(row.outcome, row.body) for row in session.scalars(select(Intake))] == [("answer", None)]
        assert session.scalars(select(Question.state)).one() == "answered"
