"""Mailboxes to read by IMAP: their addresses and secrets, taken apart and checked once."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import SecretStr

from core.errors import SettingsError
from core.mailbox_settings import OwnMailbox, Secret
from core.settings import Settings

_PORTS = {"imaps": 993, "imap": 143}
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_FORM = "SIGNAAL_IMAP_URL: imaps://USER@HOST/FOLDER, several with a space between"


@dataclass(frozen=True, slots=True)
class OAuth:
    """How to get tokens. `kind`: microsoft (with `tenant`) or google (with `refresh`, the refresh token).

    `secret`: of the client; at Microsoft it may be the application's key and certificate, PEM.
    """

    kind: str
    client: str
    secret: str = field(repr=False)
    tenant: str = ""
    refresh: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox. `slug`: the municipality whose own it is; empty: shared. `secret`: the password, without `oauth`.

    `tls`: from the first byte; `starttls`: begun before anything is said; neither only on this machine itself.
    `address`: the mailbox's own where it is not the user's. `trust`: by which rule its senders may count as verified.
    `door`: the id of the door that a municipality set in the panel; 0: from the settings.
    """

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    folder: str
    slug: str
    secret: str = field(repr=False)
    oauth: OAuth | None = None
    trust: str = ""
    address: str = ""
    door: int = 0

    @property
    def name(self) -> str:
        """Name the mailbox for who runs the installation."""
        whose = f" (of {self.slug})" if self.door else ""
        return f"{self.address or self.user} at {self.host}, folder {self.folder}{whose}"

    @property
    def own_address(self) -> str:
        """Give the address that people write to, of a municipality's own mailbox; empty where it is not known."""
        address = (self.address or self.user).casefold()
        return address if self.door and "@" in address else ""

    @property
    def key(self) -> str:
        """Name the mailbox in a log, without its address."""
        return f"door {self.door}" if self.door else "imap_url"


def read_accounts(settings: Settings) -> list[Account]:
    """Read the mailboxes that are set; none when none are. Raises SettingsError, without a secret."""
    urls = settings.imap_url.split()
    if not settings.imap_oauth:
        passwords = _one_each(urls, "imap_password", settings.imap_password)
        return [_read(settings, url, password, None) for url, password in zip(urls, passwords, strict=True)]
    kind, *about = settings.imap_oauth.split(":")
    if not all(about) or (kind, len(about)) not in {("microsoft", 2), ("google", 1)}:
        raise SettingsError("SIGNAAL_IMAP_OAUTH: microsoft:TENANT:CLIENT_ID or google:CLIENT_ID")
    secret = settings.imap_client_secret.get_secret_value() if settings.imap_client_secret else ""
    if not secret:
        raise SettingsError("SIGNAAL_IMAP_CLIENT_SECRET: needed with SIGNAAL_IMAP_OAUTH")
    if kind == "microsoft":
        oauth = OAuth(kind, about[1], secret, tenant=about[0])
        return [_read(settings, url, "", oauth) for url in urls]
    tokens = _one_each(urls, "imap_refresh_token", settings.imap_refresh_token)
    return [
        _read(settings, url, "", OAuth(kind, about[0], secret, refresh=token))
        for url, token in zip(urls, tokens, strict=True)
    ]


def own_account(door: int, slug: str, mailbox: OwnMailbox, secret: Secret) -> Account:
    """Make the account of a mailbox that a municipality set itself; without TLS nothing is said to it."""
    password = mailbox.sign_in == "password"
    return Account(
        host=mailbox.host,
        port=mailbox.port,
        tls=mailbox.tls,
        starttls=not mailbox.tls,
        user=mailbox.user,
        folder=mailbox.folder,
        slug=slug,
        secret=secret.secret if password else "",
        oauth=None
        if password
        else OAuth(mailbox.sign_in, mailbox.client, secret.secret, mailbox.tenant, secret.refresh),
        trust=mailbox.trust,
        address=mailbox.address,
        door=door,
    )


def _one_each(urls: list[str], name: str, given: SecretStr | None) -> list[str]:
    """Give a secret for each mailbox: one a line, or one for all."""
    secrets = _lines(given)
    if len(secrets) == 1:
        secrets *= len(urls)
    if len(secrets) != len(urls):
        raise SettingsError(f"SIGNAAL_{name.upper()}: one line for each mailbox in SIGNAAL_IMAP_URL, or one for all")
    return secrets


def _lines(secret: SecretStr | None) -> list[str]:
    return [line.strip() for line in secret.get_secret_value().splitlines() if line.strip()] if secret else []


def _read(settings: Settings, url: str, secret: str, oauth: OAuth | None) -> Account:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise SettingsError(_FORM) from None
    if parts.scheme not in _PORTS or not host or not parts.username:
        raise SettingsError(_FORM)
    if parts.password:
        raise SettingsError("SIGNAAL_IMAP_URL: no password in the address; set SIGNAAL_IMAP_PASSWORD or its _FILE")
    # The last @ ends the user: her name may be an address itself.
    return Account(
        host=host,
        port=port,
        tls=parts.scheme == "imaps",
        starttls=parts.scheme == "imap" and host not in _LOOPBACK,
        user=unquote(parts.username),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        slug=parse_qs(parts.query).get("municipality", [""])[0],
        secret=secret,
        oauth=oauth,
        trust=settings.mail_trust,
    )
