"""Workers who mail: each hands over a story as a mail server does, and answers the letter that comes to her."""

import itertools
import smtplib
import time
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from tests.flows.crowd import Crowd, spell
from tests.flows.retrying import PATIENCE, Unanswered
from tests.flows.web_load import STORY
from tests.ports import free_port

WORKERS = "molenkerke.example.org"
# What she answers to the first three questions, and in words of her own.
REPLY = "1. enkele\r\n2. al langer\r\n\r\nEn in de vakanties is het nog moeilijker"
_PAUSE, _TAKEN, _FOR_GOOD = 0.25, 250, 500


@dataclass(slots=True)
class Mailboxes:
    """The mail server that letters are handed to: what came for whom, by its Message-ID, each time that it came."""

    came: "defaultdict[str, list[str]]" = field(default_factory=lambda: defaultdict(list))
    answer_to: dict[str, str] = field(default_factory=dict[str, str])
    port: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's own name
        """Take a letter."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        [worker] = envelope.rcpt_tos
        self.came[worker].append(str(letter["Message-ID"]))
        if letter["Reply-To"]:
            self.answer_to[worker] = str(letter["Reply-To"].addresses[0].addr_spec)
        return "250 OK"


@contextmanager
def mailboxes() -> Generator[Mailboxes]:
    """Mailboxes on a free port of this machine."""
    boxes = Mailboxes(port=free_port())
    controller = Controller(boxes, hostname="127.0.0.1", port=boxes.port)
    controller.start()
    try:
        yield boxes
    finally:
        controller.stop()


@dataclass(slots=True)
class MailLoad(Crowd):
    """What the door took: `stories` and `replies` by their keys. Who gets a letter in time answers it."""

    people: int = 3
    boxes: Mailboxes = field(default_factory=Mailboxes)
    port: int = 0
    slug: str = "lommerbeek"
    pause: float = 0.5
    stories: set[str] = field(default_factory=set[str])
    replies: set[str] = field(default_factory=set[str])
    _taken: set[str] = field(default_factory=set[str])
    _turn: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def act(self, person: int, *bases: str) -> None:  # noqa: ARG002 # every worker mails once
        """Mail a story as a new worker; then answer a letter of one who mailed before."""
        key = f"mail{spell(next(self._turn))}"
        self._hand_over(key, f"{self.slug}@signaal.localhost", f"{STORY} {key}")
        with self.lock:
            self.stories.add(key)
        time.sleep(self.pause)
        answered = self._take_one()
        if answered:
            self._hand_over(answered, self.boxes.answer_to[address(answered)], f"{REPLY} {answered}.")
            with self.lock:
                self.replies.add(answered)

    def _take_one(self) -> str:
        """Take a story whose letter came and that nobody answers yet; empty when there is none."""
        with self.lock:
            for key in sorted(self.stories - self._taken):
                if address(key) in self.boxes.answer_to:
                    self._taken.add(key)
                    return key
        return ""

    def _hand_over(self, key: str, to: str, text: str) -> None:
        """Hand over a mail, the same again and again, until the door says yes. Raises Unanswered."""
        raw = (
            f"From: Leen Vermeulen <{address(key)}>\r\nTo: {to}\r\nSubject: Opvang\r\nMIME-Version: 1.0\r\n"
            f"Message-ID: <{key}.{len(text)}@{WORKERS}>\r\nDate: Tue, 3 Nov 2026 09:12:41 +0100\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        ).encode()
        end, attempts = time.monotonic() + PATIENCE, 0
        while time.monotonic() < end:
            attempts += 1
            if self._once(key, to, raw):
                self.tally.note(attempts, _TAKEN)
                return
            time.sleep(_PAUSE)
        self.tally.note(attempts, None)
        raise Unanswered(key)

    def _once(self, key: str, to: str, raw: bytes) -> bool:
        """Say it once; a refusal for good raises, because a mail server would then send the mail back."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, local_hostname="mx.example.org", timeout=20) as client:
                client.sendmail(address(key), [to], raw)
        except smtplib.SMTPResponseException as refused:
            if refused.smtp_code >= _FOR_GOOD:
                raise
            return False
        except smtplib.SMTPRecipientsRefused as refused:
            if any(code >= _FOR_GOOD for code, _words in refused.recipients.values()):
                raise
            return False
        except (OSError, smtplib.SMTPServerDisconnected):
            return False
        return True


def address(key: str) -> str:
    """The address of the worker with this key."""
    return f"{key}@{WORKERS}"
