"""A municipality's own mailbox: letters are from the address that was written to, and answers come back there."""

from collections.abc import Generator
from email.utils import parseaddr

import pytest
from sqlalchemy import select, update

from core.context import Context
from core.feedback.asking_again import ask_again
from core.intake.converse import converse
from core.municipalities import Place
from core.store.tables import Conversation, Letter
from mail.compose_message import Outgoing
from mail.door_delivery import Arrival, lookup_sender, make_deliveries
from mail.imap_account import Account
from mail.imap_address import find_recipients
from mail.recipients import Directory
from tests.mail.room.posting import STORY, WORKER, Post, body_of, open_post, write

OWN = "signalen@lommerbeek.example.org"
ACCOUNT = Account("mail.example.org", 993, True, False, OWN, "INBOX", "lommerbeek", "geheim", door=7)


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def lay(post: Post, text: str, *, subject: str = "Geen woning", headers: str = "", sender: str = WORKER) -> str:
    """Lay a mail in the own mailbox, take it as the door does, and give what it became."""
    from core.intake.accept import accept
    from core.mailboxes import Mailbox

    raw = write(text, sender=sender, to=OWN, subject=subject, headers=headers)
    directory = Directory(post.context.keys, "signaal.localhost", [Mailbox("lommerbeek", (OWN,))])
    # From the own mailbox of the test, whose senders its own server verifies.
    arrival = Arrival(sender, "127.0.0.1", "", "imap-7", post.context.clock(), "loopback", mailbox=ACCOUNT.own_address)
    recipients = find_recipients(directory, ACCOUNT, raw, ["lommerbeek"])
    accept(post.context, post.door, make_deliveries(post.context, arrival, recipients, raw))
    settled = converse(post.context, {"mail": post.room}, "mail", post.door, lookup_sender(post.context, sender))
    assert settled is not None
    return settled.outcome


def is_from_own(letter: Outgoing) -> bool:
    message = letter.message
    return (parseaddr(str(message["From"]))[1], message["Reply-To"], letter.sender) == (OWN, None, OWN)


def test_letters_are_from_the_mailbox_and_answers_find_their_thread(post: Post) -> None:
    assert lay(post, STORY) == "signal"
    first = post.letter()
    assert is_from_own(first)
    answers = f"In-Reply-To: {first.message['Message-ID']}\n"
    assert (
        lay(post, "1. een hele groep of buurt", subject=f"Re: {first.message['Subject']}", headers=answers) == "answer"
    )
    assert is_from_own(post.letter())
    # A program that names no message: by the number in the subject.
    assert lay(post, "Het wordt ook erger.", subject=f"Antw: {first.message['Subject']}") == "answer"
    (signal,) = post.signals()
    assert signal.breadth == "groep"
    assert lay(post, "HULP") == "command"
    assert is_from_own(post.letters()[-1])


def test_a_reminder_is_from_the_same_mailbox(post: Post) -> None:
    lay(post, STORY)
    post.letter()
    from datetime import timedelta

    later = post.context.clock() + timedelta(days=4)
    with post.context.store.tenant(post.place.id) as session:
        thread = session.scalars(select(Conversation)).one()
        assert thread.mailbox == OWN
        session.execute(update(Conversation).values(touched_at=thread.opened_at))
    assert ask_again(post.context, post.place, {"mail": post.room}, thread.id, later)
    reminder = post.letter()
    assert is_from_own(reminder)
    assert f"<mailto:{OWN}?subject=STOP>" in str(reminder.message["List-Unsubscribe"])
    assert "STOP" in body_of(reminder)


def test_what_comes_from_the_mailbox_itself_is_no_person(post: Post) -> None:
    assert lay(post, STORY, sender=OWN) == "aside"
    assert post.letters() == []


def test_a_bounce_to_the_mailbox_finds_its_letter(post: Post) -> None:
    lay(post, STORY)
    first = post.letter()
    report = (
        "From: Mail Delivery System <mailer-daemon@mx.example.org>\nTo: x@y.example\nSubject: Undelivered Mail\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; leen@molenkerke.example.org\nAction: failed\n"
        f"Status: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {first.message['Message-ID']}\n--b--\n"
    )
    post.post(report.encode(), sender="mailer-daemon@mx.example.org", envelope="", to=OWN)
    with post.context.store.tenant(post.place.id) as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.state, letter.reason) == ("failed", "bounced")
