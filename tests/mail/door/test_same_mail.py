"""One mail by two doors is one: line ends, folding and what servers put above make no other mail of it."""

from datetime import UTC, datetime

import pytest

from core.context import Context
from mail.door_delivery import Arrival, make_deliveries
from mail.recipients import Recipient

AT = datetime(2026, 11, 3, 9, 12, tzinfo=UTC)
HEAD = b"From: Leen <leen@x.example.org>\r\nSubject: Een lang\r\n onderwerp\r\nMessage-ID: <1@x.example.org>\r\n\r\n"
BODY = b"Geen woning.\r\n\r\nDrie gezinnen.\r\n"


def number(context: Context, content: bytes, door: str = "smtp") -> str:
    arrival = Arrival("leen@x.example.org", "127.0.0.1", "mx", door, AT, "")
    (one,) = make_deliveries(context, arrival, [Recipient("a@x.example.org", "a", "a")], content)
    return one.external_id


@pytest.mark.parametrize(
    "again",
    [
        (HEAD + BODY).replace(b"\r\n", b"\n"),
        HEAD.replace(b"\r\n", b"\n") + BODY.strip(),
        b"Received: from a by b;\r\n now\r\n" + HEAD + BODY + b"\r\n",
        HEAD.replace(b"lang\r\n onderwerp", b"lang onderwerp") + BODY,
    ],
    ids=["bare-lf", "no-last-line-end", "received", "unfolded"],
)
def test_the_same_mail_has_the_same_number(context: Context, again: bytes) -> None:
    assert number(context, again, "imap") == number(context, HEAD + BODY)


@pytest.mark.parametrize("other", [HEAD + BODY.replace(b"Drie", b"Vier"), HEAD.replace(b"<1@", b"<2@") + BODY])
def test_another_mail_has_another(context: Context, other: bytes) -> None:
    assert number(context, other) != number(context, HEAD + BODY)
