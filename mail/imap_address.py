"""Whose a mail in a mailbox is: by the headers that say for whom it came, else by the mailbox it lies in."""

import re
from collections.abc import Iterator

from mail.door_delivery import find_sender
from mail.imap_account import Account
from mail.recipients import Directory, Recipient

_HEADER, _LONGEST, _MOST = 262_144, 16_384, 50
_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(
    rb"(?im)^(delivered-to|x-original-to|envelope-to|x-envelope-to|to|cc|return-path)[ \t]*:((?:.*)(?:\n[ \t].*)*)"
)
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,128}@[a-z0-9.-]{1,253}", re.IGNORECASE)
_WRITTEN = frozenset({b"to", b"cc"})


def find_recipients(directory: Directory, account: Account, content: bytes, slugs: list[str]) -> list[Recipient]:
    """Find for whom a mail came; never empty: a mail that nobody can be found for has a recipient without slug.

    What the mail server noted counts before what the sender wrote. `slugs`: of every municipality; where there is one,
    everything is for it.
    """
    fields = _fields(content)
    noted = [found for found in _known(directory, account, fields, written=False) if found]
    written = [found for found in _known(directory, account, fields, written=True) if found]
    if noted:
        first = noted[0]
        # Some servers note the mailbox without what stood after the plus.
        fuller = [found for found in [*noted, *written] if found.slug == first.slug and found.token]
        return [first] if first.token or not fuller else fuller[:1]
    if written:
        return list({recipient.name: recipient for recipient in written}.values())
    address = (account.address or account.user).casefold()
    own = directory.find(address)
    slug = account.slug or (own.slug if own else "") or (slugs[0] if len(slugs) == 1 else "")
    return [Recipient(address, slug, "")]


def find_envelope_sender(content: bytes) -> str:
    """Find the envelope sender: as the mail server noted it (empty: the null sender), else who wrote."""
    for name, value in _fields(content):
        if name == b"return-path":
            found = _ADDRESS.search(value.decode("utf-8", "replace"))
            return found[0].casefold() if found else ""
    return find_sender(content, "")


def _known(
    directory: Directory, account: Account, fields: list[tuple[bytes, bytes]], *, written: bool
) -> Iterator[Recipient | None]:
    """Give the addresses of ours; in a municipality's own mailbox only its own, and those that bounces go to."""
    for name, value in fields:
        if name == b"return-path" or (name in _WRITTEN) != written:
            continue
        for number, address in enumerate(_ADDRESS.finditer(value.decode("utf-8", "replace"))):
            if number >= _MOST:
                break
            found = directory.find(address[0])
            if found and (not account.slug or found.slug in {account.slug, ""}):
                yield found


def _fields(content: bytes) -> list[tuple[bytes, bytes]]:
    end = _END.search(content, 0, _HEADER)
    header = content[: end.end() if end else _HEADER]
    return [(name.lower(), value[:_LONGEST]) for name, value in _FIELD.findall(header)]
