"""The alarm of the queue: the lead, then who stands in, once a day, on working days, with a count and a link only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.context import Context
from core.errors import NotAllowed
from core.intake.accept import find_door
from core.intake.letters import claim_letters, mark_sent
from core.municipalities import Place, read_municipality
from core.review.alarm import KIND, raise_alarm
from core.review.terms import DAYS, Typed, read_written, set_terms, show_terms
from core.store.tables import Letter, Signal, Staff
from mail.compose_message import make_message
from mail.room import MailRoom
from tests.admin.panel import STORY, tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TYPED = Typed(dict(zip(DAYS, ("10", "10", "90", "3"), strict=True)), "11/7\n2/11\n26/12", "", "")


def choose(context: Context, person: Person, typed: Typed) -> tuple[str, ...]:
    with context.store.tenant(person.place.id) as session:
        return set_terms(session, person.present(), typed)


def alarm(context: Context, place: Place, moment: datetime) -> list[dict[str, Any]]:
    """Raise the alarm twice at a moment, and give the mails that go out, as (recipient, body)."""
    then = replace(context, clock=lambda: moment, base_url="https://signaal.example.org")
    with context.store.tenant(place.id) as session:
        here = read_municipality(session, place.id)
        door_id = find_door(session, "mail").id
    room = MailRoom(then)
    said = raise_alarm(then, here, {"mail": room})
    with as_owner(context.store.url) as session:  # the database has a clock of its own
        session.execute(update(Letter).where(Letter.state == "queued").values(queued_at=moment))
    assert raise_alarm(then, here, {"mail": room}) == 0, "at most one a day"
    letters = claim_letters(then, door_id)
    assert len(letters) == said
    mark_sent(then, [letter.id for letter in letters])
    for letter in letters:
        message = make_message(then, letter.id, letter.kind, letter.body).message
        assert (letter.kind, message["Auto-Submitted"]) == (KIND, "auto-generated")
    return [letter.body for letter in letters]


def wait(context: Context, place: Place, since: datetime) -> None:
    tell(context, place)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(received_at=since))


def test_the_lead_hears_of_an_old_queue_then_who_stands_in(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    wait(context, place, MONDAY)
    due = datetime(2026, 12, 7, 9, tzinfo=UTC)
    assert choose(context, coordinator, replace(TYPED, lead=str(processor.id), backup=str(coordinator.id))) == ()
    assert alarm(context, place, due + timedelta(days=2)) == [], "two working days late is not old yet"
    (told,) = alarm(context, place, due + timedelta(days=3))
    assert told["to"] == processor.email
    for form in ("text", "html"):
        assert "1 signaal wacht langer op een eerste beslissing" in told[form]
        assert "https://signaal.example.org/beheer/vandaag" in told[form]
        assert STORY[:20] not in told[form]
    assert alarm(context, place, due + timedelta(days=5)) == [], "a Saturday"
    both = alarm(context, place, due + timedelta(days=8))
    assert sorted(body["to"] for body in both) == sorted([processor.email, coordinator.email])
    with context.store.tenant(place.id) as session:
        session.execute(update(Staff).where(Staff.id == processor.id).values(disabled_at=MONDAY))
    (told,) = alarm(context, place, due + timedelta(days=9))
    assert told["to"] == coordinator.email, "who stands in takes her place"
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(status="intern"))
    assert alarm(context, place, due + timedelta(days=10)) == []


def test_terms_are_set_by_who_may_and_nothing_of_what_is_wrong(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    keeper = hire(context, place, "beheerder", "it@example.org")
    wrong = Typed(dict.fromkeys(DAYS, "0"), "31/2", str(keeper.id), str(processor.id))
    assert choose(context, coordinator, wrong) == (*DAYS, "closing_days", "lead")
    twice = replace(TYPED, lead=str(processor.id), backup=str(processor.id))
    assert choose(context, coordinator, twice) == ("backup",)
    with pytest.raises(NotAllowed):
        choose(context, processor, TYPED)
    with context.store.tenant(place.id) as session:
        assert read_municipality(session, place.id).settings == {}
    typed = replace(
        TYPED, closed="26/12; 24/12/2026\n11-7", lead=str(processor.id), days={**TYPED.days, "working_days": "5"}
    )
    assert choose(context, coordinator, typed) == ()
    with context.store.tenant(place.id) as session:
        here = read_municipality(session, place.id)
    assert here.settings == {
        "working_days": 5,
        "closing_days": ["07-11", "12-26", "2026-12-24"],
        "lead": str(processor.id),
    }
    assert show_terms(here).closed == "11/7\n26/12\n24/12/2026"


def test_days_are_read_as_people_write_them() -> None:
    assert read_written("") == []
    assert read_written(" 1/1 , 24.12.2026") == ["01-01", "2026-12-24"]
    assert read_written("overmorgen") is None
    assert read_written("29/2/2027") is None
