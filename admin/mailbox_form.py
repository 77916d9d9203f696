"""The form for a mailbox: what was typed becomes a mailbox with its secret, or a list of what cannot be."""

from dataclasses import dataclass

from admin.desk import Visit
from core.mailbox_settings import SIGN_INS, OwnMailbox, Secret, wrong_fields

# Where each kind of mailbox usually is.
_HOSTS = {"microsoft": "outlook.office365.com", "google": "imap.gmail.com"}
_TRUSTS = {"microsoft": "m365", "google": "authserv=mx.google.com"}
_AUTHSERV = "authserv="
_TLS, _STARTTLS = "tls", "starttls"
_LONGEST_PORT = 5


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it is shown: its kind (one of SIGN_INS), the values of its fields without secrets, what is wrong."""

    kind: str
    values: dict[str, str]
    wrong: tuple[str, ...] = ()


def empty_form(kind: str) -> Typed:
    """Begin a form with what is usual for its kind."""
    mailbox = OwnMailbox(host=_HOSTS.get(kind, ""), user="", sign_in=kind, trust=_TRUSTS.get(kind, ""))
    return filled_form(mailbox)


def filled_form(mailbox: OwnMailbox) -> Typed:
    """Fill the form with a mailbox; its secrets stay out."""
    values = {
        "host": mailbox.host,
        "port": str(mailbox.port),
        "security": _TLS if mailbox.tls else _STARTTLS,
        "user": mailbox.user,
        "address": mailbox.address,
        "folder": mailbox.folder,
        "tenant": mailbox.tenant,
        "client": mailbox.client,
        "trust": mailbox.trust.removeprefix(_AUTHSERV),
    }
    return Typed(mailbox.sign_in, values)


def kind_of(asked: str) -> str:
    """Give the kind that was asked for, or the first."""
    return asked if asked in SIGN_INS else SIGN_INS[0]


def read_form(visit: Visit, kind: str) -> tuple[OwnMailbox, Secret, Typed]:
    """Read a posted form of a kind; `wrong` of what is given back names the fields that cannot be."""
    names = ("host", "port", "security", "user", "address", "folder", "tenant", "client", "trust")
    values = {name: visit.typed(name).strip() for name in names}
    port = values["port"]
    trust = values["trust"].casefold()
    mailbox = OwnMailbox(
        host=values["host"].casefold(),
        port=int(port) if port.isascii() and port.isdigit() and len(port) <= _LONGEST_PORT else 0,
        tls=values["security"] != _STARTTLS,
        user=values["user" if kind == SIGN_INS[0] else "address"],
        address=values["address"].casefold(),
        folder=values["folder"] or "INBOX",
        sign_in=kind,
        tenant=values["tenant"] if kind == "microsoft" else "",
        client=values["client"] if kind != SIGN_INS[0] else "",
        trust=f"{_AUTHSERV}{trust}" if trust not in {"", "m365"} else trust,
    )
    secret = Secret(visit.typed("secret").strip("\r\n"), visit.typed("refresh").strip())
    return mailbox, secret, Typed(kind, values, tuple(wrong_fields(mailbox, secret)))
