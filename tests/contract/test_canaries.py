"""Canaries sent in by every way turn up in no log, figure, error or page, and after /wis in no table."""

import subprocess
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from core.context import Context
from core.intake.letters import claim_letters, mark_sent
from core.metrics import Figures
from core.municipalities import Place
from core.store import embedded
from core.store.tables import Conversation, Intake, Signal
from tests.contract.canaries import EMAIL, NAME, STORY, TOKEN, WORDS, Chat, found_in, stored
from tests.contract.filling import as_owner
from tests.web.visiting import begin, submit, visit

SCREENED = ("/start", "ocmw", "Huis Voliere", STORY, "verbergen", "enkele", "verstuur nu", "verstuur")


@pytest.mark.parametrize("style", ["info", "json", "debug"])
def test_no_canary_in_what_the_program_prints_or_the_server_logs(
    context: Context, place: Place, server: embedded.Server, style: str
) -> None:
    story = [sys.executable, "-m", "tests.contract.canary_story"]
    ran = subprocess.run(
        [*story, context.store.url, str(context.settings.data), style, place.slug],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    printed = ran.stdout + ran.stderr
    assert ran.returncode == 1, printed
    assert found_in([printed]) == set(), printed
    for told in ("shunted", "23514", "42703", "uncaught", "told", "refused", "py.warnings"):
        assert told in printed, printed
    assert "no_canary" in printed  # a constraint may be named, its row may not
    if server.data.exists():
        logs = [file.read_text("utf-8", "replace") for file in server.data.glob("log/*")]
        assert found_in(logs) == set()


def test_an_error_of_the_database_quotes_no_row(context: Context, place: Place) -> None:
    with as_owner(context.store.url) as session:
        session.execute(text("alter table signal add constraint no_canary check (text = '')"))
    signal = insert(Signal).values(municipality_id=place.id, number=1, conversation_id=uuid4(), channel="web")
    signal = signal.values(id=uuid4(), breadth="veel", language="nl", wants="hier", status="nieuw")
    signal = signal.values(form="signaal", form_version=1)
    unique = text("insert into organisation (municipality_id, name) values (:id, :name), (:id, :name)")
    for statement, values in (
        (signal.values(text=STORY, started_at=datetime.now(UTC)), {}),
        (text("select cast(:words as bigint)"), {"words": STORY}),
        (text("select * from find_signals(:words, most => :words)"), {"words": STORY}),
        (unique, {"id": place.id, "name": NAME}),
    ):
        with context.store.tenant(place.id) as session, pytest.raises(DBAPIError) as refused:
            session.execute(statement, values)
        told = [str(refused.value), repr(refused.value), *traceback.format_exception(refused.value)]
        assert found_in(told) == set()
        assert getattr(refused.value.orig, "sqlstate", "")[:2] in {"22", "23", "42"}


def test_no_canary_among_the_figures(context: Context, place: Place) -> None:
    Chat(context).type(*SCREENED, "BREEK")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(context))
    figures = generate_latest(registry).decode()
    assert 'signaal_received{outcome="signal"} 1.0' in figures
    assert found_in([figures]) == set()


async def test_no_canary_on_an_error_page(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug, story=STORY)
        page = await submit(client, page, actie="blijven")
        with as_owner(context.store.url) as session:
            session.execute(text("alter table conversation add constraint no_canary check (state <> 'open') not valid"))
        page = await submit(client, page, breadth="enkele", actie="nu")
        assert found_in([page.text]) == set()
        for path in (
            f"/{place.slug}/signaal/{TOKEN}",
            f"/mijn/{TOKEN}",
            f"/{TOKEN}",
            f"/{place.slug}/{TOKEN}?q={EMAIL}",
        ):
            missing = await client.get(path)
            assert missing.status_code == 404
            assert found_in([missing.text, str(missing.headers)]) == set(), path


def test_after_wis_nothing_of_her_is_in_any_table(context: Context, place: Place, other_place: Place) -> None:
    """Drafts, shunted and unread deliveries, letters and addresses, in both municipalities she spoke to."""
    chat = Chat(context)
    assert chat.type(f"/start {place.slug}", *SCREENED[1:])[-1] == "signal"
    chat.link = TOKEN
    chat.type("/nieuw", STORY)
    chat.link = ""
    chat.type("/start " + other_place.slug, STORY, "BREEK", "/start " + place.slug)
    with as_owner(context.store.url) as session:
        before = stored(session, context.keys)
    sealed = {name for name, values in before.items() if found_in(values)}
    assert sealed >= {
        "intake.body unsealed", "letter.body unsealed", "contact.address unsealed", "conversation.dialogue unsealed",
        "conversation.link unsealed",
    }  # fmt: skip
    # Her story stays where it was sent to, without what tells who she or her client is.
    kept = {"signal.text": {WORDS}, "signal.search": {WORDS}}
    assert all(found_in(before[name]) <= kept.get(name, set()) for name in sealed if "unsealed" not in name)

    chat.keep(STORY)  # what she said last waits while she is forgotten: it goes with her
    chat.type("/wis")
    chat.type("/wis-ja")
    while (outcome := chat.take()) is not None:
        assert outcome in {"command", "answer"}
    (goodbye,) = claim_letters(context, chat.door)  # the only one left: that everything is gone
    assert goodbye.body["items"] == ["notice.erased"]
    mark_sent(context, [goodbye.id])

    with as_owner(context.store.url) as session:
        after = stored(session, context.keys)
        left = {name: found for name, values in after.items() if (found := found_in(values))}
        assert all(found <= kept.get(name, set()) for name, found in left.items()), left
        assert {row.reporter_id for row in session.scalars(select(Signal))} == {None}
        assert {row.contact_id for row in session.scalars(select(Conversation))} == {None}
        assert {row.lookup for row in session.scalars(select(Intake))} == {None}
        assert session.scalar(select(Signal.text)) is not None


def test_after_withdrawing_the_words_are_gone_from_the_index_too(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.type("/start", "ocmw", "Huis Voliere", STORY, "mag blijven", "enkele", "verstuur nu", "verstuur")
    search = text("select count(*) from find_signals(:words)")
    with context.store.tenant(place.id) as session:
        assert session.scalar(search, {"words": WORDS}) == 1
    chat.type("/trek-in-ja 1")
    with context.store.tenant(place.id) as session:
        assert session.scalar(search, {"words": WORDS}) == 0
    with as_owner(context.store.url) as session:
        tables = stored(session, context.keys)
        found = {name for name, values in tables.items() if name.startswith("signal.") and found_in(values)}
        assert found == set()
        assert session.scalars(select(Signal)).one().status == "ingetrokken"


def test_someone_who_wants_no_answer_is_not_led_to_by_her_conversation(context: Context, place: Place) -> None:
    plain = "We wachten al maanden op een antwoord van de dienst wonen, en niemand belt terug."
    chat = Chat(context)
    first = ("/start", "ocmw", "Huis Voliere", plain, "enkele", "verstuur nu", "verstuur")
    assert chat.type(*first)[-1] == "signal"
    whole = ("overslaan", "overslaan", "overslaan", "overslaan", "nee", "verstuur")
    assert chat.type("/nieuw", plain, "enkele", *whole)[-1] == "signal"
    with context.store.tenant(place.id) as session:
        rows = session.execute(
            select(Signal.wants, Conversation.contact_id.is_(None), Signal.reporter_id.is_(None))
            .join(Conversation, Conversation.id == Signal.conversation_id)
            .order_by(Signal.number)
        )
        assert [tuple(row) for row in rows] == [("hier", False, False), ("nee", True, True)]
