"""A whole dialogue through accept and converse, in the terminal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.intake.queue import Queue
from core.intake.terminal import TerminalRoom, chat
from core.municipalities import Place
from core.store.tables import Conversation, Intake, Journal, Signal
from tests.judged import Spoken, judging

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def hold(context: Context, slug: str, *lines: str) -> tuple[str | None, list[str]]:
    """Type lines, and give the number and what was said."""
    typed = iter(lines)
    said: list[str] = []

    def read() -> str:
        line = next(typed, None)
        if line is None:
            raise EOFError
        return line

    return chat(context, slug, read, said.append), said


def test_short_path_gives_a_numbered_signal(context: Context, place: Place) -> None:
    number, said = hold(context, place.slug, "1", "overslaan", STORY, "enkele", "verstuur nu", "verstuur")
    assert number == "1"
    assert "nummer 1" in said[-1]
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert (signal.text, signal.breadth, signal.sector, signal.status) == (STORY, "enkele", "ocmw", "nieuw")
        assert [entry.what for entry in session.scalars(select(Journal))] == ["received"]
        assert {row.body for row in session.scalars(select(Intake))} == {None}
        assert [(row.state, row.dialogue) for row in session.scalars(select(Conversation))] == [("sent", None)]


def test_a_proposal_can_be_changed_by_typing(context: Context, place: Place) -> None:
    judged = judging(context, Spoken(themes=("wonen", "werk"), target_groups=("huurders",)))
    lines = ("1", "overslaan", STORY, "enkele", "verstuur nu", "dat thema klopt niet", "wonen en 14", "verstuur")
    number, said = hold(judged, place.slug, *lines)
    assert number == "1"
    assert "Thema: Wonen en dakloosheid · Werk en activering (voorstel van de computer)" in said[-4]
    assert "(verstuur · thema aanpassen · voor wie aanpassen · terug · annuleer)" in said[-4]
    assert "1. ✓ Wonen en dakloosheid" in said[-3]
    assert "Thema: Wonen en dakloosheid · Mobiliteit en vervoer\n" in said[-2]
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert (signal.themes, signal.target_groups) == (["wonen", "mobiliteit"], ["huurders"])


def test_a_theme_can_be_chosen_where_none_is_proposed(context: Context, place: Place) -> None:
    judged = judging(context, Spoken())
    lines = ("1", "overslaan", STORY, "enkele", "verstuur nu", "zelf een thema kiezen", "wonen", "verstuur")
    number, said = hold(judged, place.slug, *lines)
    assert number == "1"
    assert "Een medewerker kiest het thema." in said[-4]
    assert "(verstuur · zelf een thema kiezen · terug · annuleer)" in said[-4]
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Signal)).one().themes == ["wonen"]


def test_full_path_keeps_every_answer(context: Context, place: Place) -> None:
    number, said = hold(
        context, place.slug, "onderwijs en clb", "De Regenboog", STORY, "veel (meer dan 5)", "weet ik niet",
        "het wordt erger",
        "te weinig aanbod", "Ze verhuizen naar een andere gemeente.", "Meer sociale woningen.", "ja, hier", "verstuur",
    )  # fmt: skip
    assert number == "1", said
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert signal.trend == "erger"
        assert signal.kinds == ["tekort"]
        assert signal.impact == "Ze verhuizen naar een andere gemeente."
        assert signal.suggestion == "Meer sociale woningen."
        assert signal.organisation == "De Regenboog"


def test_personal_data_waits_for_a_choice_and_is_hidden(context: Context, place: Place) -> None:
    story = f"{STORY} Bel mevrouw Janssens op 0471 23 45 67 voor meer uitleg."
    _number, said = hold(context, place.slug, "1", "overslaan", story, "verbergen", "enkele", "verstuur nu", "verstuur")
    assert "0471 23 45 67" in said[3]
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert "0471" not in signal.text
        assert "[telefoonnummer]" in signal.text


def test_stopping_leaves_nothing(context: Context, place: Place) -> None:
    number, _said = hold(context, place.slug, "1", "overslaan", STORY, "/stop")
    assert number is None
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Signal))) == []
        assert {row.dialogue for row in session.scalars(select(Conversation))} == {None}


def test_a_queue_beside_it_takes_only_what_a_terminal_left_behind(context: Context, place: Place) -> None:
    lookup = context.keys.lookup("terminal", "someone")
    with context.store.door() as session:
        door_id = find_door(session, "terminal").id
    accept(context, door_id, [Delivery("1", lookup, b'{"slug": "lommerbeek", "line": "/start"}')])

    def finds(clock: Callable[[], datetime]) -> bool:
        queue = Queue(replace(context, clock=clock), {"terminal": TerminalRoom(context.words)}, ("terminal",))
        return queue._find()  # pyright: ignore[reportPrivateUsage]  # one look, without its threads

    assert not finds(lambda: datetime.now(UTC))
    assert finds(lambda: datetime.now(UTC) + timedelta(minutes=1))


def test_a_typed_yes_answers_what_was_asked_last(context: Context, place: Place) -> None:
    lines = ("1", "overslaan", STORY, "enkele", "verstuur nu", "/wis", "ja")
    number, said = hold(context, place.slug, *lines)
    assert number is None
    assert "Ja, wis alles" in said[6], "what may be typed is shown"
    assert "is gewist" in said[7]
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Signal))) == []
