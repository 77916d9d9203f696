"""The verdict of a run: what was acknowledged against what is stored, each thing exactly once."""

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass

from tests.flows.mail_load import MailLoad, address
from tests.flows.program import Program, wait_until
from tests.flows.telegram_load import TYPED, TelegramLoad
from tests.flows.web_load import WebLoad

_SETTLED_WITHIN = 240.0
_MAIL_KEY = re.compile(r" (mail[a-j]+)$")
_MAIL_REPLY = re.compile(r"nog moeilijker (mail[a-j]+)\.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run ended. Lost: acknowledged and not there; doubled: there more than once; the rest counts."""

    kills: int
    accepted: int
    retried: int
    signals: int
    lost: int
    doubled: int
    unanswered: int

    def __str__(self) -> str:
        """One line of JSON, for reading in a log."""
        return json.dumps(asdict(self))


def settle(program: Program) -> None:
    """Wait until no delivery waits and no letter is on its way."""
    waiting = (
        "select (select count(*) from intake where state = 'waiting')"
        " + (select count(*) from letter where state in ('queued', 'sending'))"
    )
    wait_until(lambda: program.ask(waiting) == [(0,)], _SETTLED_WITHIN, "deliveries and letters to be settled")


def judge_web(program: Program, load: WebLoad, kills: int) -> Verdict:
    """Hold what clients of the form were told against the database."""
    rows = _stored(program, "web")
    signals = program.ask("select number, text from signal where channel = 'web'")
    told = {key: [number for number, text in signals if text.endswith(f" {key}")] for key in load.finished}
    lost = sum(not rows[key] for key in load.acknowledged)
    lost += sum(load.finished[key] not in numbers for key, numbers in told.items())
    doubled = sum(count > 1 for count in rows.values()) + sum(len(numbers) > 1 for numbers in told.values())
    return Verdict(
        kills, len(load.acknowledged), load.tally.retried, len(signals), lost, doubled, len(load.unanswered)
    )  # fmt: skip


def judge_telegram(program: Program, load: TelegramLoad, kills: int) -> Verdict:
    """Hold what Telegram was answered against the database; a signal counts when every answer is in its place."""
    rows: Counter[int] = Counter()
    for external, count in _stored(program, "telegram").items():
        rows[int(external.split("-")[0])] += count
    columns = "text, sector, breadth, trend, impact, suggestion"
    signals = program.ask(f"select {columns} from signal where channel = 'telegram'")
    answers = ["ocmw", "enkele", "langer", TYPED[7], TYPED[8]]
    whole = [text for text, *rest in signals if rest == answers]
    told = {key: sum(text.endswith(f" {key}") for text in whole) for key in load.finished.values()}
    lost = sum(not rows[number] for number in load.accepted) + sum(not count for count in told.values())
    doubled = sum(count > 1 for count in rows.values()) + sum(count > 1 for count in told.values())
    return Verdict(kills, len(load.accepted), load.tally.retried, len(signals), lost, doubled, len(load.unanswered))


def judge_mail(program: Program, load: MailLoad, kills: int) -> Verdict:
    """Hold what the door for mail took against the database; her reply counts when it stands in her signal once."""
    rows = _stored(program, "mail")
    # Each mail also stands there whole, one click away: that is no second time.
    columns = "text, (to_jsonb(signal) - 'whole')::text, breadth, trend"
    signals = program.ask(f"select {columns} from signal where channel = 'mail'")
    stories = Counter(key for text, *_rest in signals for key in _MAIL_KEY.findall(text.partition("\n\n")[0]))
    replies = Counter(
        key
        for _text, whole, breadth, trend in signals
        for key in _MAIL_REPLY.findall(whole)
        if (breadth, trend) == ("enkele", "langer")
    )
    lost = sum(not stories[key] for key in load.stories) + sum(not replies[key] for key in load.replies)
    doubled = sum(count > 1 for counts in (rows, stories, replies) for count in counts.values())
    accepted = len(load.stories) + len(load.replies)
    return Verdict(kills, accepted, load.tally.retried, len(signals), lost, doubled, len(load.unanswered))


def judge_letters(load: MailLoad) -> tuple[int, int, dict[str, int]]:
    """Count the letters that came: different ones, those that came again, and who has not one for each of her mails."""
    wrong: dict[str, int] = {}
    different = again = 0
    for key in load.stories:
        came = load.boxes.came[address(key)]
        different += len(set(came))
        again += len(came) - len(set(came))
        if len(set(came)) != 1 + (key in load.replies):
            wrong[key] = len(set(came))
    return different, again, wrong


def count_outcomes(program: Program, door: str) -> Counter[str]:
    """What became of everything received at a door; `repeated` counts deliveries that came again, on top."""
    rows = program.ask(
        "select coalesce(outcome, 'waiting'), count(*), sum(repeats) from intake join door on door.id = door_id"
        f" where door.name = '{door}' group by 1"
    )
    counts = Counter({kind: int(count) for kind, count, _repeats in rows})
    assert set(counts) <= {"signal", "answer", "command", "repeat", "aside", "waiting"}, counts
    counts["repeated"] = sum(int(repeats) for _kind, _count, repeats in rows)
    return counts


def _stored(program: Program, door: str) -> Counter[str]:
    rows = program.ask(f"select external_id from intake join door on door.id = door_id where door.name = '{door}'")
    return Counter(external for (external,) in rows)
