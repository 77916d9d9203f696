"""Take a mail apart with the standard library, wrapped so that no mail raises anything but Unreadable."""

from email import policy
from email.message import Message
from email.parser import BytesParser

from mail.understand import header
from mail.understand.charset import clean, decode
from mail.understand.leaves import Found, leaves
from mail.understand.limits import NESTING, shorten_headers
from mail.understand.parsed import Parsed, Unreadable

_MOST_HEADERS = 200
_LONGEST_TEXT = 1_000_000


def parse(raw: bytes) -> Parsed:
    """Take a raw mail apart. Raises Unreadable (nesting) and nothing else. Not limited in time: see `guard.read`."""
    try:
        # The structured headers of policy.default take quadratic time and recurse on crafted input (20,000 addresses:
        # over 40 s), and str() of them can fail: the tree comes from the parser, the headers are read by our own code.
        message = BytesParser(policy=policy.compat32).parsebytes(shorten_headers(raw.removeprefix(b"\xef\xbb\xbf")))
        return _take(message)
    except RecursionError as deep:
        raise Unreadable("nesting") from deep
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  # 3 of 932 mails of the public sets end in the standard library with odd errors
        return _last_resort(raw)


def _last_resort(raw: bytes) -> Parsed:
    """What can be said of a mail that the parser broke on: the text after its first empty line."""
    text = clean(decode(raw[:_LONGEST_TEXT])[0])
    head, _, body = text.partition("\n\n")
    lines = (line.partition(":") for line in head.split("\n")[:_MOST_HEADERS])
    headers = tuple((name.strip().lower(), header.plain(value)) for name, colon, value in lines if colon)
    first = dict(reversed(headers))
    senders = header.addresses([first.get("from", "")])
    return Parsed(
        headers=headers,
        sender=senders[0][1] if senders else "",
        subject=first.get("subject", ""),
        message_id=next(iter(header.ids(first.get("message-id", ""))), ""),
        text=body,
        defects=("parser",),
    )


def _take(message: Message) -> Parsed:
    raw_headers = [(str(name).lower(), str(value)) for name, value in message.raw_items()]
    headers = tuple((name, header.plain(value)) for name, value in raw_headers[:_MOST_HEADERS])

    def given(name: str) -> list[str]:
        return [value for key, value in raw_headers if key == name]

    def one(name: str) -> str:
        return next(iter(given(name)), "")

    senders = header.addresses(given("from")) or header.addresses(given("sender"))
    to = header.addresses(given("to") + given("cc") + given("delivered-to"))
    found = Found()
    found.defects += [type(defect).__name__ for defect in message.defects]
    for part, depth in leaves(message):
        if depth > NESTING:
            raise Unreadable("nesting")
        found.add(part)
    top = message.get_content_type()
    return Parsed(
        headers=headers,
        sender=senders[0][1] if senders else "",
        sender_name=senders[0][0] if senders else "",
        recipients=tuple(address for _, address in to)[:50],
        subject=header.plain(one("subject")),
        date=header.moment(one("date")),
        message_id=next(iter(header.ids(one("message-id"))), header.plain(one("message-id"))[:400]),
        in_reply_to=next(iter(header.ids(one("in-reply-to"))), ""),
        references=header.ids(one("references")),
        text=found.letter(),
        html="\n".join(found.html)[:_LONGEST_TEXT],
        enclosed=found.enclosed,
        type=top,
        parts=tuple(found.parts),
        calendar=found.calendar,
        encrypted=found.encrypted or top == "multipart/encrypted",
        signed=found.signed or top == "multipart/signed",
        tnef=found.tnef,
        defects=tuple(dict.fromkeys(found.defects)),
    )
