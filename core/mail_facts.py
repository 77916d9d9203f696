"""Mail facts: what the database knows of the ways for mail, for who checks them."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from core.errors import KeyMismatch, NotFound
from core.mailbox_settings import OwnMailbox, Secret
from core.mailboxes import list_mailboxes
from core.own_mailboxes import list_watched, open_own
from core.privacy.keys import Keys


@dataclass(slots=True)
class MailFacts:
    """What the database knows of mail.

    `slugs`: of the municipalities; `own`: the mailboxes they set, as (door, slug, mailbox, secret); `shut`: those whose
    secret does not open, as (door, slug).
    """

    slugs: list[str] = field(default_factory=list[str])
    own: list[tuple[int, str, OwnMailbox, Secret]] = field(default_factory=list[tuple[int, str, OwnMailbox, Secret]])
    shut: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


def read_mail_facts(session: Session, keys: Keys | None, facts: MailFacts) -> None:
    """Read them, as the owner. `keys` None: those of this installation cannot be read."""
    facts.slugs += [mailbox.slug for mailbox in list_mailboxes(session)]
    for watched in list_watched(session):
        if keys is None:
            facts.shut.append((watched.id, watched.slug))
            continue
        try:
            facts.own.append((watched.id, watched.slug, *open_own(session, keys, watched.municipality_id, watched.id)))
        except KeyMismatch:
            facts.shut.append((watched.id, watched.slug))
        except NotFound:
            continue
