"""Two programs on one database: chats keep order, ticks do things once, one takes over what the other held."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from core.privacy.keys import new_key
from tests.flows.program import Program, installation, wait_until
from tests.flows.sink import Sink, listening
from tests.flows.telegram_load import TYPED, TelegramLoad, out_of_line, same_but_for_numbers
from tests.flows.verdict import count_outcomes, judge_telegram, settle

pytestmark = [pytest.mark.long, pytest.mark.proof, pytest.mark.xdist_group("proof"), pytest.mark.timeout(600)]

_PLACES = ("lommerbeek", "zandhove", "leliegem")
_CHATS = 12
_JOBS = "select count(*) from procrastinate_jobs"
# A dead worker's job is taken over half a minute after its last sign of life, looked for each half minute.
_TAKEN_OVER_WITHIN = 240.0


@dataclass(frozen=True, slots=True)
class Nodes:
    """Two nodes, and the stand-in for Telegram that both send to."""

    first: Program
    second: Program
    sink: Sink


@pytest.fixture(scope="module")
def nodes() -> Generator[Nodes]:
    """Two programs that start at the same moment on one database with three municipalities."""
    with listening() as sink:
        shared = {
            "secret_key": new_key(),
            "telegram_token": "1:proof",
            "telegram_webhook": "https://bot.example.org",
            "telegram_base_url": sink.base,
            "telegram_rate": "1000",
        }
        with installation(**shared) as first:
            for slug in _PLACES:
                assert first.call("municipality", "add", slug, "--name", slug.title()).returncode == 0
            with installation(database_url=first.database(), **shared) as second:
                starting = [threading.Thread(target=node.start) for node in (first, second)]
                for thread in starting:
                    thread.start()
                for thread in starting:
                    thread.join()
                assert first.pid != second.pid
                wait_until(lambda: sink.hook()[0], 120, "the webhook to be registered")
                yield Nodes(first, second, sink)


def test_ticks_of_two_nodes_defer_each_thing_once(nodes: Nodes) -> None:
    kinds = "select count(distinct key) from due where key like 'remind:%'"
    wait_until(lambda: nodes.first.ask(kinds)[0][0] >= len(_PLACES), 120, "the first ticks")
    time.sleep(2)  # the other node ticked as well by now
    # One that is just being deferred has its number before it is due; one deferred twice leaves a number too many.
    counted = "select (select count(*) from due) = (select last_value from procrastinate_jobs_id_seq)"
    wait_until(lambda: nodes.first.ask(counted) == [(True,)], 120, "each thing to be deferred once")


def test_chats_keep_their_order_through_both_nodes(nodes: Nodes) -> None:
    load = TelegramLoad(sink=nodes.sink, slug=_PLACES[0])
    load.begin(nodes.first.base, nodes.second.base)
    wait_until(lambda: len(load.finished) >= _CHATS, 240, f"{_CHATS} chats")
    load.finish(240)
    settle(nodes.first)
    assert (load.odd, load.unanswered) == ([], [])
    verdict = judge_telegram(nodes.first, load, kills=0)
    print(f"\ntwo nodes {verdict}")
    assert (verdict.lost, verdict.doubled, verdict.signals) == (0, 0, len(load.finished))
    got = nodes.sink.texts()
    told = {chat: [same_but_for_numbers(text) for text in got[chat]] for chat in load.finished}
    expected = told[min(told)]
    assert len(expected) == len(TYPED)
    assert {chat: texts for chat, texts in told.items() if texts != expected} == {}


def test_killed_node_is_taken_over(nodes: Nodes) -> None:
    load = TelegramLoad(sink=nodes.sink, slug=_PLACES[0], first=500_000_001)
    before = TelegramLoad(sink=nodes.sink, slug=_PLACES[0], first=400_000_001).hold(nodes.first.base)
    settle(nodes.first)
    expected = nodes.sink.texts()[before]
    nodes.sink.pause = 0.3  # so that letters are under way
    load.begin(nodes.first.base, nodes.second.base)
    wait_until(lambda: load.tally.answered > len(TYPED), 120, "some work to be under way")
    [(place,)] = nodes.first.ask(f"select id from municipality where slug = '{_PLACES[0]}'")
    # Retention that falls due by itself meanwhile, at three in the morning, is not what this is about.
    retained = (
        f"select (select count(*) from audit where action = 'retention' and municipality_id = {place})"
        f" - (select count(*) from due where key like 'retain:{_PLACES[0]}:%')"
    )
    wait_until(lambda: nodes.first.ask(_JOBS) == [(0,)], 120, "earlier jobs to be done")
    [(times,)] = nodes.first.ask(retained)
    with held_audit(nodes.first.database()):
        with nodes.second.frozen():  # so that the first node takes the job; it cannot end it
            nodes.first.tell(
                "insert into procrastinate_jobs (queue_name, task_name, args)"
                f" values ('default', 'privacy.retain', jsonb_build_object('municipality', {place}))"
            )
            doing = f"{_JOBS} where status = 'doing' and task_name = 'privacy.retain'"
            wait_until(lambda: nodes.first.ask(doing)[0][0] > 0, 120, "the first node to take the job")
        target = load.tally.answered + len(TYPED)
        wait_until(lambda: load.tally.answered > target, 120, "chats to go on")
        nodes.first.kill()
    load.finish(240)
    nodes.sink.pause = 0
    settle(nodes.second)
    wait_until(
        lambda: nodes.second.ask(_JOBS) == [(0,)],
        _TAKEN_OVER_WITHIN,
        "the job of the dead node to be done",
    )
    assert (load.odd, load.unanswered) == ([], [])
    verdict = judge_telegram(nodes.second, load, kills=1)
    print(f"\none of two killed {verdict}, letters {nodes.second.ask('select state, count(*) from letter group by 1')}")
    assert (verdict.lost, verdict.doubled) == (0, 0)
    assert verdict.retried > 0
    assert nodes.second.ask(retained) == [(times + 1,)]
    assert count_outcomes(nodes.second, "telegram")["aside"] == 0
    got = nodes.sink.texts()
    assert {chat: wrong for chat in load.finished if (wrong := out_of_line(got.get(chat, []), expected))} == {}


@contextmanager
def held_audit(url: str) -> Generator[None]:
    """Let nobody write what staff and jobs did for a while; chats do not need that."""
    with psycopg.connect(url.replace("+psycopg", ""), connect_timeout=60) as connection:
        connection.execute("lock table audit in access exclusive mode")
        yield
