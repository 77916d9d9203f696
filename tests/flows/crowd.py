"""Many people at once: threads that each begin anew until it is enough, and what they ran into."""

import threading
from dataclasses import dataclass, field

from tests.flows.retrying import Tally, Unanswered


@dataclass(slots=True)
class Crowd:
    """People who do the same thing over and over. `odd` holds what went otherwise than it should."""

    people: int
    tally: Tally = field(default_factory=Tally)
    unanswered: list[str] = field(default_factory=list[str])
    odd: list[str] = field(default_factory=list[str])
    lock: threading.Lock = field(default_factory=threading.Lock)
    enough: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list[threading.Thread])

    def act(self, person: int, *bases: str) -> None:
        """Do it once, as one of the people, at these addresses of the program."""
        raise NotImplementedError

    def begin(self, *bases: str) -> None:
        """Let everybody begin."""
        self.threads = [
            threading.Thread(target=self._go_on, args=(person, bases), name=f"person-{person}", daemon=True)
            for person in range(self.people)
        ]
        for thread in self.threads:
            thread.start()

    def finish(self, seconds: float) -> None:
        """Let everybody end what was begun, and no more. Raises AssertionError when someone hangs."""
        self.enough.set()
        for thread in self.threads:
            thread.join(seconds)
            assert not thread.is_alive(), f"{thread.name} hangs"

    def _go_on(self, person: int, bases: tuple[str, ...]) -> None:
        while not self.enough.is_set():
            try:
                self.act(person, *bases)
            except Unanswered as lost:
                self.unanswered.append(str(lost))
            except Exception as wrong:  # noqa: BLE001 # a thread's own errors would pass unseen
                self.odd.append(f"{type(wrong).__name__} {wrong}")


def spell(number: int) -> str:
    """Write a number in letters, so that no guard takes it for anything of a person."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))
