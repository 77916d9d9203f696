"""What a mailbox consists of that a municipality sets: how to reach it, how to sign in, and which of it cannot be."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

SIGN_INS = ("password", "microsoft", "google")
_DOMAIN = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?"
_FIELDS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "host": rf"{_DOMAIN}|[0-9a-f:.]{{3,45}}",
        "user": r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,318}[^\s\x00-\x1f\x7f])?",
        "address": rf"(?:[^\s@<>()\[\],;:\"\\]{{1,64}}@{_DOMAIN})?",
        "folder": r"[^\x00-\x1f\x7f]{1,200}",
        "tenant": r"[A-Za-z0-9.-]{1,100}",
        "client": r"[A-Za-z0-9._-]{1,200}",
        "trust": rf"|m365|authserv={_DOMAIN}",
    }.items()
}
_MICROSOFT, _GOOGLE = "microsoft", "google"
_LONGEST_SECRET = 20_000
_PORTS = 65_535


@dataclass(frozen=True, slots=True)
class OwnMailbox:
    """A mailbox as a municipality set it, without its secrets.

    `tls`: from the first byte; else STARTTLS. `user` signs in; `address` is the mailbox's own where that is another, as
    with a shared mailbox. `sign_in`: one of SIGN_INS, with the `tenant` and `client` that it needs. `trust`: by which
    rule its senders count as verified.
    """

    host: str
    user: str
    sign_in: str = SIGN_INS[0]
    port: int = 993
    tls: bool = True
    address: str = ""
    folder: str = "INBOX"
    tenant: str = ""
    client: str = ""
    trust: str = ""

    @property
    def name(self) -> str:
        """The address that people write to, as far as it was told."""
        return self.address or self.user


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a mailbox: a password, or the client's secret (or key and certificate, PEM) and a refresh token."""

    secret: str = field(repr=False)
    refresh: str = field(default="", repr=False)


def wrong_fields(mailbox: OwnMailbox, secret: Secret) -> list[str]:
    """Name the fields that cannot be, in the order of a form; none when all is well."""
    needed = {_MICROSOFT: {"tenant", "client"}, _GOOGLE: {"client"}}.get(mailbox.sign_in, set[str]())
    given = asdict(mailbox)
    wrong = [
        name
        for name in ("host", "user", "address", "folder", "tenant", "client", "trust")
        if (name in needed or name not in {"tenant", "client"}) and not _FIELDS[name].fullmatch(given[name])
    ]
    if not 0 < mailbox.port <= _PORTS:
        wrong.insert(1 if wrong[:1] == ["host"] else 0, "port")
    if not 0 < len(secret.secret) <= _LONGEST_SECRET:
        wrong.append("secret")
    if mailbox.sign_in == _GOOGLE and not 0 < len(secret.refresh) <= _LONGEST_SECRET:
        wrong.append("refresh")
    return wrong
