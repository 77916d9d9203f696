"""The whole program killed under load, with its database stopped hard in between: nothing lost, nothing doubled."""

import random
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.crowd import Crowd
from tests.flows.mail_load import Mailboxes, MailLoad, mailboxes
from tests.flows.program import SIGNAAL, Program, installation, wait_until
from tests.flows.sink import Sink, listening
from tests.flows.telegram_load import TYPED, TelegramLoad, out_of_line
from tests.flows.verdict import (
    Verdict,
    count_outcomes,
    judge_letters,
    judge_mail,
    judge_telegram,
    judge_web,
    settle,
)
from tests.flows.web_load import WebLoad
from tests.ports import free_port

# One at a time, whatever else runs: two of them on two cores would only show what a starved machine does.
pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("proof"), pytest.mark.timeout(3600)]

SLUG = "lommerbeek"
_MUTATED = (sys.executable, str(Path(__file__).with_name("mutated.py")))
_ANSWERED_WITHIN = 240.0
_DONE_WITHIN = 300.0
_MUTATED_ROUNDS, _MUTATED_RUNS = 3, 5


@dataclass(frozen=True, slots=True)
class Loads:
    """The crowds of one run, one a channel."""

    web: WebLoad
    telegram: TelegramLoad
    mail: MailLoad

    def all(self) -> tuple[Crowd, ...]:
        """All of them."""
        return self.web, self.telegram, self.mail

    def judge(self, program: Program, kills: int) -> dict[str, Verdict]:
        """The verdict of each channel; printed, because figures are asked for."""
        verdicts = {
            "web": judge_web(program, self.web, kills),
            "telegram": judge_telegram(program, self.telegram, kills),
            "mail": judge_mail(program, self.mail, kills),
        }
        for channel, verdict in verdicts.items():
            print(f"\n{channel} {verdict}", end="")
        return verdicts


@contextmanager
def serving(sink: Sink, boxes: Mailboxes, *command: str) -> Generator[Program]:
    """A program with a municipality and every role, its bot at the sink and its letters going to the mailboxes."""
    with installation(
        command=command or SIGNAAL, telegram_token="1:proof", telegram_webhook="https://bot.example.org",
        telegram_base_url=sink.base, telegram_rate="1000", mail_trust="loopback",
        smtp_listen=f"127.0.0.1:{free_port()}", relay_url=f"smtp://127.0.0.1:{boxes.port}",
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


def run_loop(program: Program, sink: Sink, boxes: Mailboxes, rounds: int, *, least_replies: int = 0) -> Loads:
    """Let people in every channel go on while the program is killed, until everything they sent was answered.

    They go on until so many have replied to a letter, however slow the machine is.
    """
    port = int(program.environment["SIGNAAL_SMTP_LISTEN"].rpartition(":")[2])
    loads = Loads(WebLoad(slug=SLUG), TelegramLoad(sink=sink, slug=SLUG), MailLoad(boxes=boxes, port=port, slug=SLUG))
    for crowd in loads.all():
        crowd.begin(program.base)
    kill_again_and_again(program, rounds, *loads.all())
    wait_until(lambda: len(loads.mail.replies) >= least_replies, _DONE_WITHIN, "a reply to a letter")
    for crowd in loads.all():
        crowd.finish(_DONE_WITHIN)
    settle(program)
    return loads


@pytest.mark.killing
def test_nothing_is_lost_or_doubled(rounds: int) -> None:
    with listening() as sink, mailboxes() as boxes, serving(sink, boxes) as program:
        assert program.ask("show fsync") == [("on",)]
        expected = undisturbed(program, sink)
        loads = run_loop(program, sink, boxes, rounds, least_replies=1)
        verdicts = loads.judge(program, rounds)
        odd = [wrong for crowd in loads.all() for wrong in crowd.odd]
        assert not odd, odd[:3]
        for verdict in verdicts.values():
            assert (verdict.lost, verdict.doubled, verdict.unanswered) == (0, 0, 0)
            assert verdict.retried > 0, "nothing was sent again: the run proves nothing"
        check_sums(program, loads, verdicts)
        # No turn was answered twice and none out of order; what a kill cut off may be missing.
        telegram, got = loads.telegram, sink.texts()
        assert {chat: wrong for chat in telegram.finished if (wrong := out_of_line(got.get(chat, []), expected))} == {}
        replies = sum(len(got.get(chat, [])) for chat in telegram.finished)
        print(f"\nreplies {replies} of {len(expected) * len(telegram.finished)}")
        # Every mail has its letter; one that a kill cut off may come again, and is the same letter then.
        letters, again, wrong = judge_letters(loads.mail)
        assert wrong == {}
        print(f"letters {letters}, of which came again {again}")
        assert program.stop() == 0


@pytest.mark.mutation
@pytest.mark.parametrize("mutation", ["before-commit", "no-key"])
def test_broken_promise_is_seen(mutation: str) -> None:
    """Where a kill falls is chance, so a channel in which nothing was seen gets more of them."""
    unseen = {"web", "telegram", "mail"}
    for _run in range(_MUTATED_RUNS):
        with listening() as sink, mailboxes() as boxes, serving(sink, boxes, *_MUTATED, mutation) as program:
            loads = run_loop(program, sink, boxes, _MUTATED_ROUNDS)
            print(f"\n{mutation}:", end="")
            for channel, verdict in loads.judge(program, _MUTATED_ROUNDS).items():
                if (verdict.lost if mutation == "before-commit" else verdict.doubled) > 0:
                    unseen.discard(channel)
        if not unseen:
            return
    raise AssertionError(f"not seen: {unseen}")


def undisturbed(program: Program, sink: Sink) -> list[str]:
    """Hold one chat to its end while nothing happens; what it was answered."""
    chat = TelegramLoad(sink=sink, slug=SLUG, first=600_000_001).hold(program.base)
    settle(program)
    replies = sink.texts()[chat]
    assert len(replies) == len(TYPED), replies
    return replies


def check_sums(program: Program, loads: Loads, verdicts: dict[str, Verdict]) -> None:
    """Check that everything received is something, and that nothing came that nobody sent."""
    for (door, verdict), crowd in zip(verdicts.items(), loads.all(), strict=True):
        counts = count_outcomes(program, door)
        assert counts["waiting"] == counts["aside"] == 0, counts
        assert counts["signal"] == verdict.signals
        held = len(TYPED) if door == "telegram" else 0  # by the undisturbed chat
        assert counts.total() - counts["repeated"] == verdict.accepted + held
        assert verdict.accepted + counts["repeated"] <= crowd.tally.attempts
