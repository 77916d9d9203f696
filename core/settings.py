"""Settings: read once from the environment (or a file), frozen, and passed to whoever needs them."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError

_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")

_SECRETS = (
    "database_url", "secret_key", "telegram_token", "relay_url",
    "imap_password", "imap_client_secret", "imap_refresh_token",
)  # fmt: skip


class Settings(BaseSettings):
    """What can be set, with its default. Names in the environment: `SIGNAAL_` + the name in capitals.

    Secrets (`secret_key`, `telegram_token`, `database_url`, `relay_url`, and three for `imap_`) may also come from a
    file, as in `SIGNAAL_TELEGRAM_TOKEN_FILE`.
    """

    model_config = SettingsConfigDict(env_prefix="SIGNAAL_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("var"), description="Folder for the embedded database, the key and letters")
    database_url: SecretStr | None = Field(default=None, description="A PostgreSQL 15+ server; unset: embedded")
    database_url_file: Path | None = Field(default=None, description="File that holds database_url")
    secret_key: SecretStr | None = Field(default=None, description="Keys, newest first; unset: made once under data")
    secret_key_file: Path | None = Field(default=None, description="File that holds secret_key")
    base_url: str = Field(default="", description="Public address of the web pages; unset: the listening address")
    http_listen: str = Field(default="127.0.0.1:8080", description="Where the web pages listen")
    metrics_listen: str = Field(default="127.0.0.1:9108", description="Where the figures listen; empty: off")
    trusted_proxies: str = Field(default="", description="Addresses of reverse proxies whose X-Forwarded-For counts")
    telegram_token: SecretStr | None = Field(default=None, description="Token of the shared Telegram bot")
    telegram_token_file: Path | None = Field(default=None, description="File that holds telegram_token")
    telegram_base_url: str = Field(default="https://api.telegram.org", description="A Bot API server")
    telegram_webhook: str = Field(default="", description="Public https address for updates; unset: polling")
    telegram_rate: float = Field(default=30.0, gt=0, description="Messages a second to Telegram, over all chats")
    smtp_listen: str = Field(default="127.0.0.1:8025", description="Where mail comes in by SMTP; empty: off")
    lmtp_listen: str = Field(default="", description="Where mail comes in by LMTP; empty: off")
    mail_domain: str = Field(default="signaal.localhost", description="Mail to SLUG at this domain is a municipality's")
    mail_trust: str = Field(default="", description="How a sender counts as verified; unset: nobody is")
    mail_relays: str = Field(
        default="127.0.0.1, ::1", description="Mail servers of ours: what they found out about a sender counts"
    )
    form_seconds: float = Field(
        default=2.0,
        ge=0,
        le=30,
        description="A new signal's form sent sooner than this, in seconds, is asked to be pressed once more; 0: off",
    )
    mail_answer_days: int = Field(
        default=7,
        ge=1,
        le=365,
        description="A mail that lay in its mailbox longer, in days, is answered by a person only",
    )
    dns: str = Field(
        default="", description="Name servers (IP:PORT) that senders are checked with; unset: the system's"
    )
    mail_max_bytes: int = Field(default=26214400, ge=65536, le=104857600, description="The largest mail taken")
    relay_url: SecretStr | None = Field(
        default=None, description="Mail server for letters; unset: .eml files under data"
    )
    relay_url_file: Path | None = Field(default=None, description="File that holds relay_url")
    relay_per_minute: int | None = Field(
        default=None, ge=1, description="Letters a minute that the mail server for letters takes; unset: no limit"
    )
    dkim_key: Path | None = Field(
        default=None, description="File with an RSA key (PEM) to sign letters with; unset: the relay signs"
    )
    dkim_selector: str = Field(default="signaal", description="Selector of the key, in the name of its DNS record")
    dkim_domain: str = Field(default="", description="Domain that signs; unset: mail_domain")
    smtp_cert: Path | None = Field(default=None, description="Certificate (PEM) for STARTTLS; unset: no STARTTLS")
    smtp_key: Path | None = Field(default=None, description="File that holds the key of smtp_cert")
    imap_url: str = Field(default="", description="Mailboxes to read: imaps://USER@HOST/INBOX; unset: none")
    imap_password: SecretStr | None = Field(
        default=None, description="Password of the mailbox; of several: one a line, in the order of imap_url"
    )
    imap_password_file: Path | None = Field(default=None, description="File that holds imap_password")
    imap_oauth: str = Field(default="", description="microsoft:TENANT:CLIENT_ID or google:CLIENT_ID; unset: passwords")
    imap_oauth_url: str = Field(default="", description="Server that gives tokens; unset: Microsoft's or Google's")
    imap_client_secret: SecretStr | None = Field(default=None, description="Secret of the client in imap_oauth")
    imap_client_secret_file: Path | None = Field(default=None, description="File that holds imap_client_secret")
    imap_refresh_token: SecretStr | None = Field(
        default=None, description="Google's refresh token; of several mailboxes: one a line"
    )
    imap_refresh_token_file: Path | None = Field(default=None, description="File that holds imap_refresh_token")
    imap_ca: Path | None = Field(default=None, description="CA certificate (PEM) of a mail server of your own")
    imap_done: str = Field(default="Verwerkt", description="Folder that taken mails go to; empty: marked only")
    mailbox_networks: str = Field(
        default="", description="Private networks in which mailboxes set in the panel may be; unset: none"
    )
    sign_in_networks: str = Field(
        default="", description="Private networks in which sign-in services set in the panel may be; unset: none"
    )
    workers: int = Field(default=4, ge=1, le=32, description="Threads that take chats in this process")
    model: str = Field(default="", description="Folder of the model; unset: the one that ships; off: none")
    log: Literal["info", "json", "debug"] = Field(default="info", description="How the log is written")

    @field_validator("http_listen", "metrics_listen", "smtp_listen", "lmtp_listen")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not value.rpartition(":")[2].isdigit():
            raise ValueError("must be HOST:PORT")
        return value

    @field_validator("mail_domain", "dkim_domain", "dkim_selector")
    @classmethod
    def _is_domain(cls, value: str, about: ValidationInfo) -> str:
        domain = value.strip().rstrip(".").lower()
        if not domain and about.field_name == "dkim_domain":
            return domain
        if not _DOMAIN.fullmatch(domain):
            raise ValueError("must be a domain name")
        return domain

    @field_validator("mail_relays", "mailbox_networks", "sign_in_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        try:
            for part in value.replace(",", " ").split():
                ip_network(part, strict=False)
        except ValueError:
            raise ValueError("must be addresses or networks") from None
        return value

    @field_validator("dns")
    @classmethod
    def _are_servers(cls, value: str) -> str:
        try:
            for part in value.replace(",", " ").split():
                ip_address(split_address(part)[0])
        except ValueError:
            raise ValueError("must be IP:PORT") from None
        return value

    @model_validator(mode="after")
    def _has_both_or_neither(self) -> Self:
        if (self.smtp_cert is None) != (self.smtp_key is None):
            raise ValueError("SIGNAAL_SMTP_CERT and SIGNAAL_SMTP_KEY: set both or neither")
        return self

    @model_validator(mode="after")
    def _read_secret_files(self) -> Self:
        for name in _SECRETS:
            file: Path | None = getattr(self, f"{name}_file")
            if file is not None and getattr(self, name) is None:
                try:
                    text = file.read_text("utf-8").strip()
                except OSError as wrong:
                    raise ValueError(f"SIGNAAL_{name.upper()}_FILE: cannot be read") from wrong
                object.__setattr__(self, name, SecretStr(text))
        return self


def read_settings(env_file: Path | None = None) -> Settings:
    """Read the settings from the environment and, below it, from `env_file` (lines of NAME=value).

    Raises SettingsError that names each wrong setting and never its value.
    """
    try:
        return Settings(_env_file=env_file)  # pyright: ignore[reportCallIssue]  # pydantic-settings' own argument
    except ValidationError as wrong:
        lines = [
            f"SIGNAAL_{'.'.join(map(str, e['loc'])).upper() or '?'}: {e['msg'].removeprefix('Value error, ')}"
            for e in wrong.errors()
        ]
        raise SettingsError("; ".join(lines)) from None


def split_address(address: str) -> tuple[str, int]:
    """Split HOST:PORT."""
    host, _, port = address.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(port)
