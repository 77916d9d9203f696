"""The checkup of mail, for the doctor and for the panel: every door, the relay and the names, each tried for real."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.doctor import Finding
from core.mail_facts import MailFacts
from core.mailbox_settings import OwnMailbox, Secret
from core.settings import Settings
from mail.checkup_door import check_doors
from mail.checkup_imap import check_mailbox
from mail.checkup_names import Look, check_names, look_with
from mail.checkup_relay import check_relay
from mail.imap_account import Account, own_account, read_accounts
from mail.signing_check import check_signing
from mail.trouble import find


def check_mail(settings: Settings, facts: MailFacts, look: Look | None = None) -> Iterator[Finding]:
    """Check what mail needs. Every conversation ends before a message is sent, so nothing arrives anywhere.

    Raises SettingsError for a setting that cannot be.
    """
    slug = next(iter(facts.slugs), "")
    yield from check_doors(settings, f"{slug}@{settings.mail_domain}" if slug else "")
    yield _trust(settings)
    yield from _letters(settings, look)
    yield from check_signing(settings)
    for account in read_accounts(settings):
        yield from check_mailbox(settings, account)
    for door, of, mailbox, secret in facts.own:
        yield from _own(settings, own_account(door, of, mailbox, secret), look)
    for door, of in facts.shut:
        yield find(f"mailbox {door} (of {of})", "sealed")


@dataclass(frozen=True, slots=True)
class PanelChecks:
    """What the panel lets an IT person try."""

    settings: Settings
    look: Look | None = None

    def check_mailbox(self, door: int, slug: str, mailbox: OwnMailbox, secret: Secret) -> list[Finding]:
        """Check a mailbox of a municipality."""
        return list(_own(self.settings, own_account(door, slug, mailbox, secret), self.look))

    def check_shared(self, slug: str) -> list[Finding]:
        """Check what every municipality shares, with the address of this one."""
        own = f"{slug}@{self.settings.mail_domain}"
        letters = [*_letters(self.settings, self.look), *check_signing(self.settings)]
        return [*check_doors(self.settings, own), _trust(self.settings), *letters]


def _trust(settings: Settings) -> Finding:
    trust = settings.mail_trust
    if trust == "loopback":
        return find("mail trust", "trust-loopback")
    return find("mail trust", "good-trust", said=trust) if trust else find("mail trust", "trust-none")


def _letters(settings: Settings, look: Look | None) -> Iterator[Finding]:
    """Check the relay and the names, for letters that leave; what comes back goes to an address such as this one."""
    yield from check_relay(settings, [f"b+doctor@{settings.mail_domain}"])
    yield from _names(settings, settings.mail_domain, look)


def _own(settings: Settings, account: Account, look: Look | None) -> Iterator[Finding]:
    """Check a municipality's own mailbox, and the domain that its letters are from."""
    yield from check_mailbox(settings, account)
    domain = account.own_address.rpartition("@")[2]
    if domain and domain != settings.mail_domain:
        yield from _names(settings, domain, look)


def _names(settings: Settings, domain: str, look: Look | None) -> Iterator[Finding]:
    ours, asks = domain == settings.mail_domain, look or look_with(settings.dns)
    yield from check_names(domain, ours=ours, look=asks, selector=settings.dkim_selector)
