"""Figures for a monitoring system, and the doctor's findings, on a real database."""

import urllib.request
from collections.abc import Generator
from dataclasses import replace

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import SecretStr

from core.context import Context
from core.doctor import Finding, examine, is_ready
from core.errors import SettingsError
from core.mail_facts import MailFacts
from core.metrics import Figures, serve_metrics
from core.municipalities import Place
from core.own_bots import set_bot
from core.review.sums import sum_intake
from core.settings import Settings
from core.store.engine import Store
from tests.core.intake.chat_room import Chat
from tests.core.people.staffing import hire


def told(context: Context) -> str:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(context))
    return generate_latest(registry).decode()


def test_figures_count_what_was_received(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(command="start")
    chat.deliver(external_id="1", text="wacht")
    chat.deliver(external_id="1", text="wacht")
    figures = told(context)
    assert 'signaal_received{outcome="command"} 1.0' in figures
    assert 'signaal_received{outcome="waiting"} 1.0' in figures
    assert 'signaal_received{outcome="repeated"} 1.0' in figures
    assert 'signaal_letters{state="queued"} 1.0' in figures
    assert "signaal_database_up 1.0" in figures


def test_words_that_wait_for_a_municipality_are_counted(
    context: Context, settings: Settings, place: Place, other_place: Place
) -> None:
    assert "signaal_waiting_unplaced 0.0" in told(context)
    assert findings(settings)["waiting"] == ("good", "")
    chat = Chat(context)
    chat.say(command="start")
    chat.say(text="De wachtlijst voor een huurwoning is te lang.")
    assert "signaal_waiting_unplaced 1.0" in told(context)
    assert findings(settings)["waiting"][0] == "note"
    for there in (place, other_place):
        with context.store.tenant(there.id) as session:
            assert {part.kind: part.count for part in sum_intake(session).parts}["waiting"] == 0


@pytest.fixture
def away(context: Context) -> Generator[Context]:
    store = Store("postgresql+psycopg://nobody@127.0.0.1:1/nothing", size=1)
    yield replace(context, store=store)
    store.close()


def test_figures_say_that_the_database_is_away(away: Context) -> None:
    assert told(away) == (
        "# HELP signaal_database_up 1: the database answers\n"
        "# TYPE signaal_database_up gauge\nsignaal_database_up 0.0\n"
    )
    assert not is_ready(away)


def test_figures_are_served_on_an_address_of_their_own(context: Context) -> None:
    server, _thread = serve_metrics(context, "127.0.0.1:0")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=60) as answer:
            assert b"signaal_database_up 1.0" in answer.read()
    finally:
        server.shutdown()
        server.server_close()


def check_mail(settings: Settings, _facts: MailFacts) -> list[Finding]:
    return [Finding("mail", "good", str(settings.mail_domain))]


def findings(settings: Settings) -> dict[str, tuple[str, str]]:
    def refuse(_settings: Settings) -> str:
        raise SettingsError("the token is refused")

    return {finding.check: (finding.state, finding.todo) for finding in examine(settings, refuse, check_mail)}


def test_the_doctor_finds_what_is_there_and_what_is_missing(context: Context, settings: Settings) -> None:
    found = findings(settings)
    assert found["schema"][0] == "good"
    assert found["secret key"][0] == "good"
    assert found["clock"][0] == "good"
    assert found["municipalities"][0] == "note"
    assert "signaal municipality add" in found["municipalities"][1]
    assert found["telegram"][0] == "note"


def test_the_doctor_says_what_to_do_about_a_wrong_token_or_database(context: Context, settings: Settings) -> None:
    token = settings.model_copy(update={"telegram_token": SecretStr("123:wrong")})
    assert findings(token)["telegram"][0] == "bad"
    nowhere = SecretStr("postgresql://nobody@127.0.0.1:1/nothing")
    state, todo = findings(settings.model_copy(update={"database_url": nowhere}))["database"]
    assert state == "bad"
    assert "SIGNAAL_DATABASE_URL" in todo


def test_a_bot_of_a_municipality_is_enough(context: Context, settings: Settings, place: Place) -> None:
    by = hire(context, place, "coordinator").present()
    with context.store.tenant(place.id) as session:
        set_bot(session, context.keys, by, "lommerbeek_bot", "123456:" + "a" * 35)
    found = findings(settings)
    assert (found["telegram"], found["own bots"]) == (("good", ""), ("good", ""))


def test_the_doctor_says_in_words_that_no_model_can_be_loaded(context: Context, settings: Settings) -> None:
    nowhere = settings.model_copy(update={"model": "/nergens"})
    [told] = [each for each in examine(nowhere, lambda _settings: "", check_mail) if each.check == "model"]
    assert (told.state, told.todo) == ("bad", "check SIGNAAL_MODEL, or unset it")
    assert told.found == "no model in /nergens: there is no such folder; everything else works"


def test_the_doctor_knows_a_key_that_does_not_fit(context: Context, settings: Settings) -> None:
    other = SecretStr("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    assert findings(settings.model_copy(update={"secret_key": other}))["secret key"][0] == "bad"
