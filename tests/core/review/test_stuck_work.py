"""What got stuck: shown without content, tried again, and only by its own municipality."""

import uuid

import pytest
from sqlalchemy import select, text

from core.context import Context
from core.errors import NotAllowed
from core.municipalities import Place
from core.people.sessions import Present
from core.review.words import count_proposed, decide_words, list_proposed
from core.review.work import (
    Stuck,
    count_stuck,
    list_failed_jobs,
    list_failed_letters,
    list_shunted,
    retry_failed_job,
    retry_failed_letter,
    retry_shunted,
)
from core.store.engine import Writing
from core.store.tables import Allowed, Audit, Intake, Letter
from core.work import retry_job
from tests.admin.panel import Mess, make_mess
from tests.core.people.staffing import Person


def test_stuck_work_is_listed_without_content(context: Context, place: Place) -> None:
    mess = make_mess(context, place)
    with context.store.tenant(place.id) as session:
        assert count_stuck(session) == Stuck(1, 1, 1)
        shunted, jobs, letters = list_shunted(session), list_failed_jobs(session), list_failed_letters(session)
    assert [(row.id, row.door, row.reason, row.retryable) for row in shunted] == [
        (mess.intake, "telegram", "KeyMismatch", True)
    ]
    assert [(job.id, job.task, job.tries) for job in jobs] == [(mess.job, "privacy.retain", 6)]
    assert [(letter.id, letter.reason) for letter in letters] == [(mess.letter, "Forbidden")]
    assert "sealed" not in repr((shunted, jobs, letters))


def test_trying_again_queues_everything(context: Context, place: Place, processor: Person) -> None:
    mess = make_mess(context, place)
    with context.store.tenant(place.id) as session:
        assert retry_shunted(session, processor.present(), mess.intake)
        assert retry_failed_letter(session, processor.present(), mess.letter)
        assert retry_failed_job(session, processor.present(), retry_job, mess.job)
    with context.store.tenant(place.id) as session:
        assert count_stuck(session) == Stuck(0, 0, 0)
        intake = session.scalars(select(Intake)).one()
        assert (intake.state, intake.outcome, intake.reason, intake.body) == ("waiting", None, None, b"sealed")
        assert session.scalars(select(Letter.state)).one() == "queued"
        assert session.execute(text("select status::text from procrastinate_jobs")).scalar_one() == "todo"
        assert [act.action for act in session.scalars(select(Audit).order_by(Audit.id))] == [
            "intake.retried", "letter.retried", "job.retried",
        ]  # fmt: skip


def retry_all(session: Writing, present: Present, mess: Mess) -> list[bool]:
    return [
        retry_shunted(session, present, mess.intake),
        retry_failed_letter(session, present, mess.letter),
        retry_failed_job(session, present, retry_job, mess.job),
        decide_words(session, present, mess.words, accept=True),
    ]


def test_neighbour_sees_and_retries_nothing(context: Context, place: Place, neighbour: Person) -> None:
    mess = make_mess(context, place)
    with context.store.tenant(neighbour.place.id) as session:
        assert count_stuck(session) == Stuck(0, 0, 0)
        assert (list_shunted(session), list_failed_jobs(session), list_failed_letters(session)) == ((), (), ())
        assert list_proposed(session) == ()
        assert retry_all(session, neighbour.present(), mess) == [False] * 4
    with context.store.tenant(place.id) as session:
        assert count_stuck(session) == Stuck(1, 1, 1)
        assert count_proposed(session) == 1


def test_second_try_at_the_same_moment_does_nothing(context: Context, place: Place, processor: Person) -> None:
    mess = make_mess(context, place)
    with context.store.tenant(place.id) as session:
        assert retry_all(session, processor.present(), mess) == [True] * 4
        assert retry_all(session, processor.present(), mess) == [False] * 4


def test_emptied_delivery_is_shown_and_not_tried(context: Context, place: Place, processor: Person) -> None:
    mess = make_mess(context, place)
    with context.store.tenant(place.id) as session:
        session.scalars(select(Intake)).one().body = None
        session.flush()
        assert [row.retryable for row in list_shunted(session)] == [False]
        assert not retry_shunted(session, processor.present(), mess.intake)


def test_unknown_role_retries_nothing(context: Context, place: Place, processor: Person) -> None:
    nobody = Present(uuid.uuid4(), "x@example.org", "gast", place, "", b"")
    with context.store.tenant(place.id) as session:
        for act in (
            lambda: retry_shunted(session, nobody, 1),
            lambda: retry_failed_letter(session, nobody, uuid.uuid4()),
            lambda: retry_failed_job(session, nobody, retry_job, 1),
            lambda: decide_words(session, nobody, 1, accept=True),
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(("accept", "left"), [(True, [("Sint Maarten", True)]), (False, [])])
def test_words_are_accepted_or_thrown_away(
    context: Context, place: Place, processor: Person, *, accept: bool, left: list[tuple[str, bool]]
) -> None:
    mess = make_mess(context, place)
    with context.store.tenant(place.id) as session:
        assert [proposed.words for proposed in list_proposed(session)] == ["Sint Maarten"]
        assert decide_words(session, processor.present(), mess.words, accept=accept)
        assert count_proposed(session) == 0
        assert [(row.words, row.accepted) for row in session.scalars(select(Allowed))] == left
