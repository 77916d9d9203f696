"""A mail room on a real database: mails posted at its door, and what leaves of them."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlalchemy import select

from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import converse
from core.intake.letters import claim_letters, mark_sent
from core.intake.settled import Settled
from core.municipalities import Place
from core.store.tables import Conversation, Signal
from mail.compose_message import Outgoing, make_message
from mail.door_delivery import find_sender, lookup_sender
from mail.room import MailRoom

WORKER = "leen@molenkerke.example.org"
STORY = (
    "Gezinnen met drie kinderen vinden hier geen betaalbare huurwoning.\n"
    "Ze wachten al maanden op een antwoord, omdat de wachtlijst telkens langer wordt."
)
# Other problems, in other words: what says the same again within a day is not answered.
OTHERS = (
    "Er is geen kinderopvang na zes uur, dus ouders met ploegenwerk vinden nergens een plaats voor hun kleuters.",
    "Nieuwkomers raken niet ingeschreven voor een taalles, want elke cursus start maar tweemaal in het jaar.",
    "Op het platteland rijdt 's avonds geen bus meer, waardoor jongeren hun opleiding moeten stopzetten.",
)
VERIFIED = "Authentication-Results: mx.signaal.example; dmarc=pass header.from=molenkerke.example.org\n"


def write(
    text: str,
    *,
    sender: str = WORKER,
    to: str = "lommerbeek@signaal.localhost",
    subject: str = "Geen woning",
    headers: str = "",
    message_id: str = "<abc.1@molenkerke.example.org>",
) -> bytes:
    """Write a plain mail as its bytes."""
    head = (
        f"From: Leen Vermeulen <{sender}>\nTo: {to}\nSubject: {subject}\nMessage-ID: {message_id}\n"
        f"Date: Tue, 3 Nov 2026 09:12:41 +0100\n{headers}"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return (head + text).encode()


def pack(
    raw: bytes,
    *,
    sender: str = WORKER,
    to: str = "lommerbeek@signaal.localhost",
    trust: str = "loopback",
    slug: str | None = None,
    at: str = "",
) -> bytes:
    """Pack a mail as a door does; `slug` None: as one that does not look the recipient up. `at`: when it came."""
    head = {"from": sender, "to": to, "peer": "127.0.0.1", "helo": "mx", "door": "smtp", "at": at, "trust": trust}
    head |= {"slug": slug} if slug is not None else {}
    return json.dumps(head).encode() + b"\n" + raw


@dataclass
class Post:
    """A mail room, its context, and a municipality."""

    context: Context
    place: Place
    room: MailRoom
    count: int = 0

    @property
    def door(self) -> int:
        with self.context.store.door() as session:
            return find_door(session, "mail").id

    def post(
        self,
        raw: bytes,
        *,
        sender: str = WORKER,
        envelope: str | None = None,
        to: str = "",
        trust: str = "loopback",
        days_ago: float = 0,
    ) -> Settled:
        """Post a mail at the door and let it be taken; `days_ago`: for so long it lay in its mailbox."""
        self.count += 1
        at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat() if days_ago else ""
        address = to or f"{self.place.slug}@signaal.localhost"
        body = pack(raw, sender=sender if envelope is None else envelope, to=address, trust=trust, at=at)
        lookup = lookup_sender(self.context, find_sender(raw, sender))
        accept(self.context, self.door, [Delivery(f"mail-{self.count}", lookup, body)])
        settled = converse(self.context, {"mail": self.room}, "mail", self.door, lookup)
        assert settled is not None
        return settled

    def say(
        self,
        text: str,
        *,
        to: str = "",
        trust: str = "loopback",
        sender: str = WORKER,
        days_ago: float = 0,
        **head: str,
    ) -> Settled:
        """Post a plain text."""
        raw = write(text, sender=sender, to=to or f"{self.place.slug}@signaal.localhost", **head)
        return self.post(raw, sender=sender, to=to, trust=trust, days_ago=days_ago)

    def letters(self) -> list[Outgoing]:
        """Take the letters that wait, as the mails that leave."""
        claimed = claim_letters(self.context, self.door)
        mark_sent(self.context, [letter.id for letter in claimed])
        return [make_message(self.context, letter.id, letter.kind, letter.body) for letter in claimed]

    def letter(self) -> Outgoing:
        """Take the one letter that waits."""
        (only,) = self.letters()
        return only

    def signals(self) -> list[Signal]:
        with self.context.store.tenant(self.place.id) as session:
            return list(session.scalars(select(Signal).order_by(Signal.number)))

    def threads(self) -> list[Conversation]:
        with self.context.store.tenant(self.place.id) as session:
            return list(session.scalars(select(Conversation).order_by(Conversation.opened_at)))


@contextmanager
def open_post(context: Context, place: Place) -> Generator[Post]:
    """Open a mail room and close it again."""
    room = MailRoom(context)
    try:
        yield Post(context, place, room)
    finally:
        room.close()


def body_of(mail: Outgoing) -> str:
    """Give the text of a letter as it arrives."""
    return part_of(mail, "plain")


def part_of(mail: Outgoing, form: str) -> str:
    """Give one form of a letter (plain or html) as it arrives, after a whole trip over 7 bits."""
    arrived = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(arrived, EmailMessage)
    part = arrived.get_body((form,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def reply_to(mail: Outgoing) -> str:
    """Give the address that an answer to a letter goes to."""
    message = mail.message
    return str(message["Reply-To"] or message["From"].addresses[0].addr_spec)
