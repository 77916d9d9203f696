"""The mail room: deliveries become what the core understands, and what the core says becomes letters."""

import uuid
from dataclasses import replace
from typing import Any

from core.context import Context
from core.dialogue.load import load_form
from core.feedback.leaving import leave_token
from core.intake.rooms import Heard, Said
from core.mailboxes import list_mailboxes
from core.questionnaire.asked import read_published
from core.words import OTHERS, load_words
from mail.compose import compose
from mail.compose_render import Paper
from mail.hear import Delivered, House, hear_mail, open_delivery
from mail.hear_ours import Ours
from mail.recipients import Directory
from mail.understand.guard import Parsers, read


class MailRoom:
    """Understands mails and writes letters. `close` ends the processes in which dangerous mails are taken apart."""

    kind = "mail"

    def __init__(self, context: Context) -> None:
        """Take the installation; nothing is started yet."""
        self._context = context
        self._parsers = Parsers()
        self._paper = Paper()
        ours = Ours(context.words, load_form("signaal", ()), [load_words(language) for language in OTHERS])
        self._houses: dict[str, tuple[int, House]] = {}
        self._house = House(context.keys, context.settings.mail_domain, ours, context.words.say("mail.passed-on"))

    def hear(self, body: bytes) -> Heard:
        """Understand a delivery. Raises Unreadable over our limits: then it is shunted, and nobody is answered."""
        delivered = open_delivery(body)
        parsed = read(delivered.raw, self._parsers)
        slug = self._slug(delivered)
        # Only who answers a letter can repeat what it asked: a first mail costs no trip for that.
        answers = bool(parsed.in_reply_to or parsed.references or "+" in delivered.to)
        house = self._house_of(slug) if answers and slug else self._house
        return hear_mail(house, delivered, slug, parsed)

    def tell(self, said: Said) -> list[dict[str, Any]]:
        """Write a reply as a letter: text and HTML, and what its headers are made of."""
        page = compose(self._context, said)
        if page is None or not said.heard.address or said.place is None:
            return []
        mail, facts = said.heard.mail, said.facts
        sender = self._context.words.say("mail.from", place=said.place.name)
        twin = self._paper.write(page, sender)
        answered = mail.message_id if mail else ""
        contact = facts.get("contact")
        return [
            {
                "to": said.heard.address,
                "from": sender,
                "slug": said.place.slug,
                "mailbox": facts.get("mailbox") or (mail.mailbox if mail else ""),
                "token": facts.get("token") or (mail.token if mail else ""),
                "thread": facts.get("thread") or "",
                "subject": page.subject,
                "text": twin.text,
                "html": twin.html,
                "language": page.language,
                "in_reply_to": answered,
                "references": [answered] if answered else [],
                "after": facts.get("after") or "",
                "calendar": facts.get("calendar") or "",
                "refuse": str(facts.get("guest") or ""),
                "leave": leave_token(self._context.keys, uuid.UUID(str(contact))) if contact else "",
            }
        ]

    def close(self) -> None:
        """End the processes that parse; nothing may be heard afterwards."""
        self._parsers.close()

    def _house_of(self, slug: str) -> House:
        """Give the house as it knows its own words in letters of a municipality: also those of its own form."""
        newest, forms = read_published(self._context, slug)
        if not newest:
            return self._house
        known = self._houses.get(slug)
        if known is None or known[0] != newest:
            known = self._houses[slug] = newest, replace(self._house, ours=self._house.ours.also(forms))
        return known[1]

    def _slug(self, delivered: Delivered) -> str:
        if delivered.slug is not None:
            return delivered.slug
        with self._context.store.door() as session:
            directory = Directory(self._context.keys, self._context.settings.mail_domain, list_mailboxes(session))
        found = directory.find(delivered.to)
        return found.slug if found else ""
