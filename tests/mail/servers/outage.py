"""The database away behind Postfix while mail goes on coming: what must hold when it is back."""

import time
from dataclasses import dataclass, field

from tests.flows.crowd import spell
from tests.flows.program import wait_until
from tests.mail.servers.letters_written import STORY, write
from tests.mail.servers.postfixes import WORKERS
from tests.mail.servers.street import Street

_DEFERRED_WITHIN, _DRAINED_WITHIN, _ANSWERED_WITHIN = 180.0, 180.0, 180.0


@dataclass(slots=True)
class Outage:
    """Mails sent while the database was away, each by a worker of its own.

    `seconds`: how long that was. `earlier`: what Postfix had put off before.
    """

    street: Street
    to: str
    workers: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    earlier: int = 0

    def hold_out(self, mails: int, seconds: float) -> None:
        """Stop the database hard, send mails evenly over so many seconds, and start it again once Postfix heard no."""
        began, self.earlier = time.monotonic(), len(self.street.postfix.log_of("deferred"))
        self.street.program.stop_database()
        for number in range(mails):
            self.workers.append(self._say(number))
            time.sleep(max(0.0, began + (number + 1) * seconds / mails - time.monotonic()))
        wait_until(
            lambda: self.street.postfix.log_of("deferred")[self.earlier :], _DEFERRED_WITHIN, "a mail that has to wait"
        )
        self.seconds = time.monotonic() - began
        self.street.program.database()  # starts it again

    def check(self) -> str:
        """Check that the queue drains and each mail is one signal with one letter; gives the figures."""
        postfix, program = self.street.postfix, self.street.program
        postfix.flush()
        postfix.drain(_DRAINED_WITHIN)
        put_off = postfix.log_of("deferred")[self.earlier :]
        assert put_off
        assert [line for line in put_off if "451 4.3.0" not in line] == []
        assert {outcome for outcome, _reason in self.street.outcomes()[-len(self.workers) :]} == {"signal"}
        texts = program.ask("select text from signal where text like '% zaak%'")
        told = [text.rpartition(" ")[2] for (text,) in texts]
        assert sorted(told) == sorted(f"zaak{spell(number)}" for number in range(len(self.workers)))
        wait_until(lambda: all(map(self.street.mailbox, self.workers)), _ANSWERED_WITHIN, "every answer")
        # A letter may come twice when its note was lost, but then it is the same letter.
        letters = [{str(letter["Message-ID"]) for letter in self.street.mailbox(worker)} for worker in self.workers]
        assert [len(ids) for ids in letters] == [1] * len(self.workers)
        [(again,)] = program.ask("select sum(repeats) from intake")
        return (
            f"database away {self.seconds:.0f} s behind Postfix: {len(self.workers)} mails, "
            f"put off {len(put_off)} times, {again} came again, each is one signal"
        )

    def _say(self, number: int) -> str:
        worker = f"collega-{spell(number)}@{WORKERS}"
        raw = write(f"{STORY} zaak{spell(number)}", sender=worker, to=self.to)
        self.street.send(raw, self.to, sender=worker)
        return worker
