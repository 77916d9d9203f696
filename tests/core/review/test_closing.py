"""A fiche closes once everybody who wants it was told: one letter a reporter, and what fails keeps it open."""

import uuid
from collections.abc import Generator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from core.context import Context
from core.errors import NotPossible
from core.feedback.telling import tell as tell_due
from core.feedback.writing import Post as Writing
from core.municipalities import Place
from core.privacy.erase import withdraw
from core.review.closing import (
    BeingClosed,
    NoReason,
    close_anyway,
    finish_closings,
    read_closing,
    retry_telling,
    stop_closing,
)
from core.review.closing_progress import Progress, weigh
from core.review.decide import decide_signal, release_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Changed, move_fiche
from core.review.shifting import merge_fiches, split_fiche
from core.store.tables import Closing, Contact, Fiche, Journal, Letter, Signal, Told
from tests.admin.panel import browse_as, field, make_panel, tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire
from tests.core.review.test_fiches import TODAY
from tests.mail.room.posting import Post, body_of, open_post

SAID = "Er is een lijst van vrije woningen. Ze wordt elke maand gevolgd."
END = Move("afgerond", outcome="verbeterd", told=SAID)


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


def bundle(context: Context, person: Person, signal_id: uuid.UUID, decision: Decision) -> None:
    with context.store.tenant(person.place.id) as session:
        decide_signal(session, person.present(), signal_id, decision, read_standing(session, signal_id).stand)


@pytest.fixture
def carried(context: Context, place: Place, processor: Person) -> tuple[uuid.UUID, ...]:
    """Fiche 1 in action, of four signals: two of one reporter, one of another, one of who wants to hear nothing."""
    signals = (*(tell(context, place) for _ in range(3)), tell(context, place, feedback="nee"))
    bundle(context, processor, signals[0], Decision(BUNDLED, title="Wachten op een woning"))
    for signal_id in signals[1:]:
        bundle(context, processor, signal_id, Decision(BUNDLED, fiche=1))
    with as_owner(context.store.url) as session:
        first = session.get_one(Signal, signals[0]).reporter_id
        session.execute(update(Signal).where(Signal.id == signals[1]).values(reporter_id=first))
        session.execute(update(Fiche).values(status="in-actie"))
        session.execute(update(Told).values(state="withdrawn"))  # of the decisions, whose letters are told elsewhere
    return signals


def close(context: Context, person: Person, move: Move = END) -> object:
    with context.store.tenant(person.place.id) as session:
        version = session.scalars(select(Fiche.version)).one()
        return move_fiche(session, person.present(), 1, move, version, TODAY)


def go(post: Post) -> int:
    """Do what a round of telling does; gives how many fiches closed."""
    tell_due(Writing(post.context, post.place, {"mail": post.room}))
    return finish_closings(post.context, post.place)


def fiche(context: Context) -> Fiche:
    with as_owner(context.store.url) as session:
        return session.scalars(select(Fiche)).one()


def progress(context: Context, place: Place) -> Progress | None:
    with context.store.tenant(place.id) as session:
        shown = read_closing(session, 1)
        return shown.progress if shown else None


@given(
    st.lists(st.tuples(st.sampled_from(["planned", "queued", "sent", "failed", "cannot", "withdrawn"]), st.just("x")))
)
def test_done_is_when_nobody_is_left(states: list[tuple[str, str]]) -> None:
    far = weigh(states)
    left = [state for state, _ in states if state not in ("sent", "withdrawn")]
    assert far.done == (not left)
    assert 0 <= far.told <= far.of <= len(states)
    assert len(far.stuck) <= far.of - far.told
    assert weigh([*states, ("cannot", "stop"), ("failed", "erased")]) == far, "who wants it no longer is not waited for"


@pytest.mark.usefixtures("carried")
def test_each_reporter_gets_one_letter_and_then_it_closes_by_itself(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    assert close(context, processor) == Changed(changed=True)
    assert close(context, processor) == Changed(changed=False), "asked twice"
    with pytest.raises(NotPossible):
        close(context, processor, Move("bovenlokaal"))
    assert progress(context, place) == Progress(0, 2)
    assert go(post) == 0
    letters = post.letters()
    said = sorted(" ".join(body_of(letter).split()) for letter in letters)
    assert len(said) == 2
    assert any("Je signaal 1 en 2 zit in fiche «Wachten op een woning»." in text for text in said)
    assert any("Je signaal 3 zit in fiche" in text for text in said)
    assert all(f"Het is verbeterd. {SAID}" in text for text in said)
    assert fiche(context).status == "in-actie"
    assert progress(context, place) == Progress(2, 2), "as the letters say"
    assert go(post) == 1
    assert go(post) == 0
    closed = fiche(context)
    assert (closed.status, closed.outcome, closed.told) == ("afgerond", "verbeterd", SAID)
    with as_owner(context.store.url) as session:
        moved = session.scalars(select(Journal).where(Journal.what == "moved")).one()
        assert (moved.staff_id, moved.details["handed"]) == (processor.id, 2)
    assert progress(context, place) is None


@pytest.mark.usefixtures("carried")
def test_what_fails_keeps_it_open_until_it_is_tried_again(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    close(context, processor)
    with as_owner(context.store.url) as session:
        third = session.scalars(select(Signal.reporter_id).where(Signal.number == 3)).one()
        session.execute(update(Contact).where(Contact.reporter_id == third).values(paused="bounce"))
    go(post)
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).values(state="failed", reason="refused"))
    assert go(post) == 0
    far = progress(context, place)
    assert far is not None
    assert (far.told, far.of, sorted(far.stuck)) == (0, 2, ["bounce", "refused"])
    with as_owner(context.store.url) as session:
        session.execute(update(Contact).values(paused=None))
    with context.store.tenant(place.id) as session:
        assert retry_telling(session, processor.present(), 1) == 2
    go(post)
    assert len([*post.letters(), *post.letters()]) == 2
    assert go(post) == 1


@pytest.mark.usefixtures("carried")
def test_closed_anyway_with_a_reason_in_the_panel(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    close(context, processor)
    with as_owner(context.store.url) as session:
        session.execute(update(Contact).values(paused="bounce"))
    go(post)
    with context.store.tenant(place.id) as session, pytest.raises(NoReason):
        close_anyway(session, processor.present(), 1, "x")
    with context.store.tenant(place.id) as session:
        assert close_anyway(session, processor.present(), 1, "Bel 0471 23 45 67, adres bestaat niet meer.")
        assert not close_anyway(session, processor.present(), 1, "Nog eens.")
    assert fiche(context).status == "afgerond"
    with as_owner(context.store.url) as session:
        kept = session.scalars(select(Journal.details).where(Journal.what == "closing.anyway")).one()
    assert (kept["handed"], kept["of"]) == (0, 2)
    assert "0471" not in kept["reason"]


@pytest.mark.usefixtures("carried")
def test_left_open_after_all_who_knows_is_told(context: Context, place: Place, post: Post, processor: Person) -> None:
    close(context, processor)
    go(post)
    assert len(post.letters()) == 2
    with context.store.tenant(place.id) as session:
        assert stop_closing(session, processor.present(), 1)
        assert not stop_closing(session, processor.present(), 1)
    go(post)
    assert any("Dat klopt niet: we werken er verder aan." in " ".join(body_of(one).split()) for one in post.letters())
    assert fiche(context).status == "in-actie"


def test_when_nobody_is_to_be_told_it_closes_at_once(context: Context, place: Place, processor: Person) -> None:
    bundle(context, processor, tell(context, place, feedback="nee"), Decision(BUNDLED, title="Wachten"))
    with as_owner(context.store.url) as session:
        session.execute(update(Fiche).values(status="in-actie"))
    assert close(context, processor) == Changed(changed=True)
    assert fiche(context).status == "afgerond"


async def test_a_fiche_that_is_being_closed_is_not_merged_or_split_but_takes_and_lets_go_signals(
    context: Context, place: Place, post: Post, processor: Person, carried: tuple[uuid.UUID, ...]
) -> None:
    other, late = tell(context, place), tell(context, place)
    close(context, processor)
    with as_owner(context.store.url) as session:
        session.execute(update(Told).values(due_at=context.clock()))
    bundle(context, processor, other, Decision(BUNDLED, title="Nog iets over wonen"))
    present = processor.present()
    with context.store.tenant(place.id) as session:
        versions = dict(session.execute(select(Fiche.number, Fiche.version)).all())  # pyright: ignore[reportArgumentType] # pairs
        for pair in ((1, 2), (2, 1)):
            with pytest.raises(BeingClosed):
                merge_fiches(session, present, *pair, (versions[pair[0]], versions[pair[1]]))
        with pytest.raises(BeingClosed):
            split_fiche(session, present, 1, carried[:1], "Apart", versions[1])
    browser: httpx.AsyncClient = browse_as(make_panel(context), context, processor)
    async with browser:
        page = await browser.get("/beheer/fiche/1/splitsen")
        given = {"csrf": field(page, "csrf"), "version": str(versions[1]), "title": "Apart", "signal": str(carried[0])}
        refused = await browser.post("/beheer/fiche/1/splitsen", data=given)
        assert refused.status_code == 409
        assert "Deze fiche wordt afgesloten" in refused.text
    bundle(context, processor, late, Decision(BUNDLED, fiche=1))
    with context.store.tenant(place.id) as session:
        withdraw(session, session.get_one(Signal, carried[2]))
        assert release_signal(session, present, 1, carried[0])
    with context.store.tenant(place.id) as session:
        session.execute(
            update(Told).where(Told.entry_id != select(Closing.entry_id).scalar_subquery()).values(state="withdrawn")
        )
    go(post)
    assert progress(context, place) == Progress(0, 2), "the first by her other signal, and who came late"


@pytest.mark.usefixtures("carried")
async def test_the_page_says_how_far_it_is(context: Context, place: Place, post: Post, processor: Person) -> None:
    panel = make_panel(context)
    browser: httpx.AsyncClient = browse_as(panel, context, processor)
    async with browser:
        page = await browser.get("/beheer/fiche/1")
        given = {"csrf": field(page, "csrf"), "version": field(page, "version")}
        await browser.post("/beheer/fiche/1/status", data={**given, "to": "afgerond", "outcome": "deels", "told": SAID})
        page = await browser.get("/beheer/fiche/1")
        for words in ("Wordt afgesloten: 0 van 2 verteld.", SAID, "Sluit toch af", "vroeg om de fiche af te sluiten"):
            assert words in page.text, words
        with as_owner(context.store.url) as session:
            session.execute(update(Contact).values(paused="bounce"))
        go(post)
        page = await browser.get("/beheer/fiche/1")
        assert "berichten komen op dat adres niet aan" in page.text
        assert "Probeer opnieuw" in page.text
        act = "/beheer/fiche/1/afsluiten"
        retried = await browser.post(f"{act}/opnieuw", data=given)
        assert "We proberen het opnieuw." in (await browser.get(retried.headers["location"])).text
        wrong = await browser.post(f"{act}/toch", data={**given, "closing_reason": ""})
        assert wrong.status_code == 422
        assert "Schrijf waarom, in minstens 5 tekens." in wrong.text
        await browser.post(f"{act}/toch", data={**given, "closing_reason": "Deze mensen zijn vertrokken."})
        page = (await browser.get("/beheer/fiche/1")).text
        assert "Deze mensen zijn vertrokken." in page
        assert "sloot de fiche af toen 0 van 2" in page
    assert place.slug
