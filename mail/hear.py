"""Hear: what a delivered mail is: whose, by whom, which thread, her own words, or what came back."""

import json
import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.intake.rooms import Heard, Mailed
from core.privacy.keys import Keys
from mail.bounce import find_letter, is_final
from mail.hear_command import read_command
from mail.hear_headers import raw_headers, reads_one_way
from mail.hear_ours import Ours
from mail.hear_thanks import only_thanks
from mail.hear_words import SUBJECT_ALONE, take_greeting, tell_words
from mail.tokens import Mailbox, is_bounce_address, read_mailbox, thread_token
from mail.trust import verdict
from mail.understand.command import understand
from mail.understand.kinds import Kind
from mail.understand.parsed import Parsed
from mail.understand.strip import Stripped
from mail.understand.words import REPLY_SUBJECT

_OWN_ID = re.compile(r"ls\.([0-9a-f]{32}|none)\.([0-9a-f]{32})@(.+)", re.IGNORECASE)
# A subject of so many words may be a signal by itself.
_ENOUGH_WORDS = 4


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery as its door wrote it: the envelope, and the mail as it came. `slug` None: the door did not look.

    `at`: when the mail was received; None: not told. `passed`: the domain that our own check found to be genuine.
    `mailbox`: the address of the municipality's own mailbox that it lay in.
    """

    sender: str
    to: str
    slug: str | None
    peer: str
    trust: str
    raw: bytes
    at: datetime | None = None
    passed: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """What of this installation hearing needs: its keys, its domain, and its own words.

    `passed_on` stands above what somebody else wrote and the sender passed on.
    """

    keys: Keys
    domain: str
    ours: Ours
    passed_on: str


def open_delivery(body: bytes) -> Delivered:
    """Read what a door wrote: one line of JSON, then the raw mail. Raises ValueError for anything else."""
    line, _, raw = body.partition(b"\n")
    envelope: dict[str, Any] = json.loads(line)
    return Delivered(
        sender=str(envelope.get("from") or "").strip("<>"),
        to=str(envelope.get("to") or ""),
        slug=envelope.get("slug"),
        peer=str(envelope.get("peer") or ""),
        trust=str(envelope.get("trust") or ""),
        raw=raw,
        at=datetime.fromisoformat(envelope["at"]) if envelope.get("at") else None,
        passed=str(envelope.get("passed") or ""),
        mailbox=str(envelope.get("mailbox") or ""),
    )


def hear_mail(house: House, delivered: Delivered, slug: str, parsed: Parsed) -> Heard:
    """Understand a mail that was taken apart, for the municipality with this slug (empty: not told by its address)."""
    mailbox = read_mailbox(delivered.to)
    token, references = thread_token(mailbox), _references(parsed, house.domain)
    sent = house.ours.find(parsed.text)
    stripped, kind = understand(parsed, sent=sent, envelope=delivered.sender)
    stripped = replace(stripped, text=house.ours.without_questions(stripped.text)) if sent else stripped
    if delivered.mailbox and parsed.sender == delivered.mailbox:
        kind = Kind("auto", "own-address")
    kind = _kind(house, mailbox, parsed, stripped, kind)
    answers = bool(token or references)
    told = tell_words(parsed, stripped, kind, house.passed_on, answers=answers)
    command = read_command(take_greeting(stripped.text)[0], parsed.subject, answers=answers)
    returned, final = _returned(house, mailbox, delivered.raw, kind)
    person = kind.name == "person" or kind.doubtful
    mail = Mailed(
        kind=kind.name,
        reason=kind.reason,
        verified=(person or (kind.name == "empty" and bool(parsed.attachments))) and _verified(delivered, parsed),
        token=token,
        references=references,
        answers=_answers(parsed, house.domain),
        command=command if person and not parsed.encrypted else "",
        whole=told.whole,
        cut=told.cut,
        returned=returned.hex if returned else "",
        final=final,
        message_id=parsed.message_id,
        subject=parsed.subject,
        language=told.language,
        attachments=len(parsed.attachments),
        encrypted=parsed.encrypted,
        several=stripped.several,
        sure=stripped.sure,
        arrived=delivered.at,
        mailbox=delivered.mailbox,
        doubtful=kind.doubtful,
        echo=person and house.ours.echoes(stripped.text),
    )
    return Heard(
        address=parsed.sender or delivered.sender.casefold(), text=told.text if person else "", slug=slug, mail=mail
    )


def _verified(delivered: Delivered, parsed: Parsed) -> bool:
    headers = raw_headers(delivered.raw)
    sure = reads_one_way(delivered.raw)
    return sure and verdict(delivered.trust, headers, parsed.sender, delivered.peer, delivered.passed)


def _references(parsed: Parsed, domain: str) -> tuple[str, ...]:
    """Give the conversations whose letters this mail answers, by our own Message-IDs."""
    found = (_OWN_ID.fullmatch(id_) for id_ in (parsed.in_reply_to, *parsed.references))
    ours = [id_[1].lower() for id_ in found if id_ and id_[3].casefold() == domain]
    return tuple(dict.fromkeys(thread for thread in ours if thread != "none"))


def _answers(parsed: Parsed, domain: str) -> str:
    """Give the letter that this mail is a direct answer to, when it is ours."""
    found = _OWN_ID.fullmatch(parsed.in_reply_to)
    return found[2].lower() if found and found[3].casefold() == domain else ""


def _kind(house: House, mailbox: Mailbox, parsed: Parsed, stripped: Stripped, kind: Kind) -> Kind:
    """Correct the kind by what only this installation knows: its addresses, and its own letters come back."""
    if kind.name == "empty":
        subject = parsed.subject
        alone = len(subject.split()) >= _ENOUGH_WORDS and not REPLY_SUBJECT.match(subject) and not parsed.text.strip()
        return Kind("person", SUBJECT_ALONE) if alone or read_command("", subject) else kind
    if kind.name != "person":
        return kind
    ours = _from_us(house, mailbox, parsed, stripped)
    if ours:
        return Kind("auto", ours)
    beside = stripped.forward or parsed.enclosed or parsed.attachments
    return Kind("empty", "thanks") if not beside and only_thanks(take_greeting(stripped.text)[0]) else kind


def _from_us(house: House, mailbox: Mailbox, parsed: Parsed, stripped: Stripped) -> str:
    """Say why a mail is one of our own come back, or goes where only programs write; empty when it does not."""
    if is_bounce_address(mailbox):  # people answer a letter, only programs answer its envelope
        return "bounce-address"
    sender = read_mailbox(parsed.sender)
    if sender.domain == house.domain and (sender.token or is_bounce_address(sender) or sender.name == mailbox.name):
        return "own-address"
    text = parsed.text
    whole = house.ours.is_all(stripped.text) or (house.ours.begins(text) and house.ours.is_all(text))
    return "own-letter" if whole else ""


def _returned(house: House, mailbox: Mailbox, raw: bytes, kind: Kind) -> tuple[uuid.UUID | None, bool]:
    letter = find_letter(house.keys, mailbox, raw, house.domain, is_bounce=kind.name == "bounce")
    return letter, letter is not None and kind.name == "bounce" and is_final(raw)
