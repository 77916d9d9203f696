"""What workers and their mail programs send, as bytes: a mail, a reply with its original below, a note of absence."""

import re
from email.message import EmailMessage
from email.utils import make_msgid

from tests.mail.servers.postfixes import WORKERS

STORY = (
    "Gezinnen met drie kinderen vinden hier geen betaalbare huurwoning.\r\n"
    "Ze wachten al maanden op een antwoord, omdat de wachtlijst telkens langer wordt."
)


def write(text: str, *, sender: str, to: str, subject: str = "Geen woning", headers: str = "") -> bytes:
    """Write a plain mail; `headers` end with their line ends."""
    return (
        f"From: Leen Vermeulen <{sender}>\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: {make_msgid(domain=WORKERS)}"
        f"\r\nDate: Tue, 3 Nov 2026 09:12:41 +0100\r\n{headers}MIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    ).encode()


def text_of(letter: EmailMessage) -> str:
    """Give what a letter says."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def address_of(letter: EmailMessage) -> str:
    """Give the address that an answer to a letter goes to."""
    header = letter["Reply-To"] or letter["From"]
    return str(header.addresses[0].addr_spec)


def envelope_of(letter: EmailMessage) -> str:
    """Give the address that a letter came from on the way: where programs answer."""
    return str(letter["Return-Path"]).strip("<>")


def reply(letter: EmailMessage, text: str, *, sender: str) -> bytes:
    """Answer a letter as a mail program does: her words above, ours quoted below."""
    quoted = re.sub("^", "> ", text_of(letter), flags=re.MULTILINE).replace("\n", "\r\n")
    original = f"Op di 3 nov. 2026 om 10:12 schreef {letter['From']}:\r\n{quoted}"
    headers = f"In-Reply-To: {letter['Message-ID']}\r\nReferences: {letter['Message-ID']}\r\n"
    subject = f"Re: {letter['Subject']}"
    return write(f"{text}\r\n\r\n{original}", sender=sender, to=address_of(letter), subject=subject, headers=headers)


def absence(letter: EmailMessage, *, sender: str, marked: bool) -> bytes:
    """Write what a mailbox says while its owner is away; `marked`: with the headers that say so."""
    text = (
        "Beste,\r\n\r\nIk ben afwezig van 2 tot en met 13 november en lees mijn mails niet.\r\n"
        "Voor dringende zaken kan je terecht bij het onthaal.\r\n\r\nMet vriendelijke groeten,\r\nLeen Vermeulen"
    )
    headers = f"In-Reply-To: {letter['Message-ID']}\r\nReferences: {letter['Message-ID']}\r\n"
    headers += "Auto-Submitted: auto-replied\r\n" if marked else ""
    subject = f"Automatisch antwoord: {letter['Subject']}"
    return write(text, sender=sender, to=address_of(letter), subject=subject, headers=headers)
