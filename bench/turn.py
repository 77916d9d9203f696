"""Processor time of the steps of one Telegram turn, one after the other in one thread: steady on a busy machine too."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from bot.reduce import read_delivery
from bot.room import TelegramRoom
from core.context import Context
from core.intake.accept import accept, find_door
from core.intake.converse import converse
from core.intake.letters import claim_letters
from core.municipalities import add_municipality
from core.settings import Settings
from core.start import open_installation, owning
from tests.flows.program import installation
from tests.flows.telegram_load import TYPED, update
from tests.flows.web_load import STORY

Result = TypeVar("Result")
_SLUG, _CHATS = "lommerbeek", 20


class Watch:
    """Adds up processor and wall time by step."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.spent: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)

    def time(self, step: str, work: Callable[[], Result]) -> Result:
        """Do a step and note what it took."""
        processor, wall = time.thread_time(), time.perf_counter()
        result = work()
        self.spent[step].append((time.thread_time() - processor, time.perf_counter() - wall))
        return result


def hold(context: Context, watch: Watch, door_id: int, chat: int) -> None:
    """Hold one chat from its first word to sending."""
    rooms = {"telegram": TelegramRoom(context.words)}
    for place, typed in enumerate(TYPED):
        posted = update(chat * 100 + place, chat, place + 1, typed.format(slug=_SLUG, story=STORY))
        delivery = read_delivery(context, posted)
        watch.time("accept", lambda delivery=delivery: accept(context, door_id, [delivery]))
        step = "converse, with the model's judgement" if place == len(TYPED) - 2 else "converse"
        watch.time(step, lambda delivery=delivery: converse(context, rooms, "telegram", door_id, delivery.lookup))
        letters = watch.time("claim", lambda: claim_letters(context, door_id))
        sent = {letter.id: "" for letter in letters}
        watch.time("note as sent", lambda sent=sent: claim_letters(context, door_id, 0, sent))


def main() -> None:
    """Measure and print."""
    with installation() as program, open_installation(Settings(data=program.folder / "data")) as context:
        with owning(context.store.url) as session:
            add_municipality(session, _SLUG, "Lommerbeek")
        with context.store.door() as session:
            door_id = find_door(session, "telegram").id
        hold(context, Watch(), door_id, 900_000_000)  # what is read and compiled once does not count
        watch = Watch()
        for chat in range(_CHATS):
            hold(context, watch, door_id, 900_000_001 + chat)
    for step, spent in watch.spent.items():
        processor, wall = (sum(column) / len(spent) * 1000 for column in zip(*spent, strict=True))
        print(f"{step}: {processor:.2f} ms processor time, {wall:.2f} ms in all")


if __name__ == "__main__":
    main()
