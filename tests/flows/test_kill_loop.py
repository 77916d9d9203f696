"""The whole program killed under load, with its database stopped hard in between: nothing lost, nothing doubled."""

import random
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flows.crowd import Crowd
from tests.flows.program import SIGNAAL, Program, installation, wait_until
from tests.flows.sink import Sink, listening
from tests.flows.telegram_load import TYPED, TelegramLoad, out_of_line
from tests.flows.verdict import Verdict, count_outcomes, judge_telegram, judge_web, settle
from tests.flows.web_load import WebLoad

# One at a time, whatever else runs: two of them on two cores would only show what a starved machine does.
pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("proof"), pytest.mark.timeout(3600)]

SLUG = "lommerbeek"
_MUTATED = (sys.executable, str(Path(__file__).with_name("mutated.py")))
_ANSWERED_WITHIN = 60.0
_DONE_WITHIN = 120.0
_MUTATED_ROUNDS = 3


@contextmanager
def serving(sink: Sink, *command: str) -> Generator[Program]:
    """A program with a municipality and every role, its bot at the sink."""
    with installation(
        command=command or SIGNAAL, telegram_token="1:proof", telegram_webhook="https://bot.example.org",
        telegram_base_url=sink.base, telegram_rate="1000",
    ) as program:  # fmt: skip
        added = program.call("municipality", "add", SLUG, "--name", "Lommerbeek")
        assert added.returncode == 0, added.stderr
        if "no-key" in command:
            program.tell("alter table intake drop constraint uq_intake_door_id_external_id")
        program.start()
        wait_until(lambda: sink.hook()[0], _ANSWERED_WITHIN, "the webhook to be registered")
        yield program


def kill_again_and_again(program: Program, rounds: int, *crowds: Crowd) -> None:
    """Kill the running program in the midst of work, every second time with its database, and start it again."""
    chance = random.Random(rounds)  # noqa: S311 # the same moments each time
    for turn in range(rounds):
        for crowd in crowds:
            target = crowd.tally.answered + 1
            wait_until(lambda crowd=crowd, target=target: crowd.tally.answered >= target, _ANSWERED_WITHIN, "an answer")
        time.sleep(chance.uniform(0.2, 1.5))
        program.kill()
        if turn % 2 == 0:
            program.stop_database()
        program.start()


def run_loop(program: Program, sink: Sink, rounds: int) -> tuple[WebLoad, TelegramLoad]:
    """Let people in both channels go on while the program is killed, until everything they sent was answered."""
    web, telegram = WebLoad(slug=SLUG), TelegramLoad(sink=sink, slug=SLUG)
    web.begin(program.base)
    telegram.begin(program.base)
    kill_again_and_again(program, rounds, web, telegram)
    for crowd in (web, telegram):
        crowd.finish(_DONE_WITHIN)
    settle(program)
    return web, telegram


def test_nothing_is_lost_or_doubled(rounds: int) -> None:
    with listening() as sink, serving(sink) as program:
        assert program.ask("show fsync") == [("on",)]
        expected = undisturbed(program, sink)
        web, telegram = run_loop(program, sink, rounds)
        verdicts = judge_web(program, web, rounds), judge_telegram(program, telegram, rounds)
        print(f"\nweb {verdicts[0]}\ntelegram {verdicts[1]}")
        assert not web.odd + telegram.odd, (web.odd + telegram.odd)[:3]
        for verdict in verdicts:
            assert (verdict.lost, verdict.doubled, verdict.unanswered) == (0, 0, 0)
            assert verdict.retried > 0, "nothing was sent again: the run proves nothing"
        check_sums(program, web, telegram, verdicts)
        # No turn was answered twice and none out of order; what a kill cut off may be missing.
        got = sink.texts()
        assert {chat: wrong for chat in telegram.finished if (wrong := out_of_line(got.get(chat, []), expected))} == {}
        replies = sum(len(got.get(chat, [])) for chat in telegram.finished)
        print(f"replies {replies} of {len(expected) * len(telegram.finished)}")
        assert program.stop() == 0


@pytest.mark.parametrize("mutation", ["before-commit", "no-key"])
def test_broken_promise_is_seen(mutation: str) -> None:
    with listening() as sink, serving(sink, *_MUTATED, mutation) as program:
        web, telegram = run_loop(program, sink, _MUTATED_ROUNDS)
        verdicts = judge_web(program, web, _MUTATED_ROUNDS), judge_telegram(program, telegram, _MUTATED_ROUNDS)
        print(f"\n{mutation}: web {verdicts[0]}\n{mutation}: telegram {verdicts[1]}")
        for verdict in verdicts:
            assert (verdict.lost if mutation == "before-commit" else verdict.doubled) > 0


def undisturbed(program: Program, sink: Sink) -> list[str]:
    """Hold one chat to its end while nothing happens; what it was answered."""
    chat = TelegramLoad(sink=sink, slug=SLUG, first=600_000_001).hold(program.base)
    settle(program)
    replies = sink.texts()[chat]
    assert len(replies) == len(TYPED), replies
    return replies


def check_sums(program: Program, web: WebLoad, telegram: TelegramLoad, verdicts: tuple[Verdict, Verdict]) -> None:
    """Check that everything received is something, and that nothing came that nobody sent."""
    for door, crowd, verdict in (("web", web, verdicts[0]), ("telegram", telegram, verdicts[1])):
        counts = count_outcomes(program, door)
        assert counts["waiting"] == counts["aside"] == 0, counts
        assert counts["signal"] == verdict.signals
        held = len(TYPED) if door == "telegram" else 0  # by the undisturbed chat
        assert counts.total() - counts["repeated"] == verdict.accepted + held
        assert verdict.accepted + counts["repeated"] <= crowd.tally.attempts
