"""Trouble: what can be wrong with a way for mail, by its code, in words for who runs the program.

The pages of the panel have Dutch words for the same codes (`admin.found.CODE` in the catalogue).
"""

from collections.abc import Mapping

from core.doctor import Finding
from core.errors import SignaalError

_EXCHANGE = (
    "grant the application IMAP.AccessAsApp, with consent; then in Exchange PowerShell New-ServicePrincipal (with the"
    " object id of the enterprise application) and Add-MailboxPermission -AccessRights FullAccess"
)
# What is the matter, and what to do about it; values between braces are filled in.
_MAILBOX: Mapping[str, tuple[str, str]] = {
    "good-mailbox": ("opened and read: {count} mails lie there", ""),
    "name": ("the name {host} is not found", "check how it is written, and the DNS server of this machine"),
    "private": (
        "{host} is in a private network",
        "set SIGNAAL_MAILBOX_NETWORKS to the networks that mailboxes set in the panel may be in",
    ),
    "refused": ("{host}:{port} refuses a connection", "check the port, and the firewall between"),
    "silent": ("{host}:{port} does not answer in time", "check host and port, and the firewall between"),
    "broken": ("no good answer from {host}:{port} ({error})", "check that it is an IMAP server, and try again"),
    "certificate": (
        "the certificate of {host} is not trusted ({error})",
        "use the name that the certificate is for, or set SIGNAAL_IMAP_CA to the CA of your own server",
    ),
    "ca": ("SIGNAAL_IMAP_CA: not a file with certificates", "name a file in PEM form"),
    "no-tls": ("{host}:{port} does not speak TLS", "use the port for TLS (993), or STARTTLS with port 143"),
    "no-starttls": ("{host}:{port} offers no STARTTLS", "use TLS from the first byte (imaps://, port 993)"),
    "login": ("user or password refused", "check both; an app password may be needed"),
    "no-password": ("the server takes no passwords here", "sign in with OAuth2, or ask who runs the server"),
    "no-oauth": ("the server knows neither XOAUTH2 nor OAUTHBEARER", "sign in with a password"),
    "tokens-away": ("the server that gives tokens does not answer ({error})", "check the way to the internet"),
    "permission": (
        "the token is good but the mailbox refuses it (AUTHENTICATE failed)",
        _EXCHANGE,
    ),
    "consent-mailbox": (
        "the token is good but the mailbox refuses it",
        "the consent must be by the owner of this mailbox, with the scope https://mail.google.com/",
    ),
    "folder": (
        "there is no folder {folder} in this mailbox, or it may not be opened",
        "check how it is written: with the folders above it, as the server names them",
    ),
    "read-only": (
        "the folder {folder} can be read but not changed, so that taken mails stay in it",
        "give the account the right to move and mark mails (in Exchange: FullAccess)",
    ),
    "no-idle": (
        "the server has no IDLE: we look every quarter of a minute",
        "",
    ),
    "large": ("{count} mails are larger than SIGNAAL_MAIL_MAX_BYTES and stay there", "take them out by hand"),
    "sealed": ("its secret cannot be opened with the key of this installation", "set the mailbox anew in the panel"),
}
# What Microsoft (AADSTS...) and Google say; `said` is the code that they give.
_TOKENS: Mapping[str, tuple[str, str]] = {
    "client-unknown": ("the client is not known in this tenant ({said})", "check CLIENT_ID and TENANT"),
    "tenant-unknown": ("the tenant is not known ({said})", "check TENANT"),
    "secret-wrong": ("the client secret is wrong ({said})", "put the secret's value, not its id"),
    "secret-expired": ("the client secret has expired ({said})", "make a new one in Entra"),
    "key-unknown": ("the certificate is not the one of the application ({said})", "upload it in Entra"),
    "key-unreadable": ("the key and certificate cannot be read", "put both, unencrypted, in PEM form"),
    "app-off": ("the application is switched off in Entra ({said})", "switch it on"),
    "consent-missing": (
        "consent is missing or was withdrawn ({said})",
        "an administrator grants IMAP.AccessAsApp again",
    ),
    "exchange-missing": ("Exchange Online is not there in this tenant ({said})", "check TENANT and its licences"),
    "consent-expired": (
        "the consent has expired or was withdrawn ({said})",
        "give consent again: make a new refresh token",
    ),
    "conditional": (
        "a rule for conditional access refuses this server ({said})",
        "make an exception for this application",
    ),
    "client-wrong": ("the client or its secret is wrong ({said})", "check both"),
    "client-kind": ("the client may not do this ({said})", "check its kind and its rights"),
    "no-token": ("no token was given ({said})", "look the code up at whoever gives the tokens"),
}
_DOORS: Mapping[str, tuple[str, str]] = {
    "good-door": ("{address}: takes mail to {known}, refuses unknown addresses", ""),
    "door-half": ("{address}: refuses unknown addresses", "add a municipality to try more"),
    "door-away": ("{address} does not answer ({error})", "it answers while `signaal run` runs"),
    "door-greeting": ("{address}: no mail door answers there ({error})", "see what listens at that port"),
    "door-known": ("{address} refuses mail to {known} (code {said})", "see whether another program has this port"),
    "door-unknown": ("{address} takes mail to addresses that nobody has", "see whether another program has this port"),
    "door-starttls": ("{address} offers no STARTTLS, though SIGNAAL_SMTP_CERT is set", "start the program again"),
    "good-cert": ("good until {date}", ""),
    "cert-soon": ("it ends on {date}", "renew it, and start the program again"),
    "cert-ended": ("it ended on {date}", "renew it, and start the program again"),
    "cert-wrong": ("SIGNAAL_SMTP_CERT cannot be read as a certificate", "name a file in PEM form"),
    "door-later": ("{address} puts mail off (code {said})", "look at the database, the disk and the log"),
}
_RELAY: Mapping[str, tuple[str, str]] = {
    "good-relay": ("{host}:{port} would send from {sender}", ""),
    "relay-none": (
        "no relay: letters are written under {folder}",
        "set SIGNAAL_RELAY_URL=smtp://user:password@host:587",
    ),
    "relay-setting": ("{error}", "correct SIGNAAL_RELAY_URL"),
    "relay-name": ("the name {host} is not found", "check SIGNAAL_RELAY_URL, and the DNS server of this machine"),
    "relay-refused": ("{host}:{port} refuses a connection", "check the port, and the firewall between"),
    "relay-silent": ("{host}:{port} does not answer in time", "check host and port, and the firewall between"),
    "relay-certificate": ("its certificate is not trusted ({error})", "use the name that its certificate is for"),
    "relay-starttls": ("it offers no STARTTLS", "use smtps://HOST:465, or another relay"),
    "relay-auth": ("it takes no name and password on this port", "use its port for sending (587 or 465)"),
    "relay-login": ("the name or password is refused (code {said})", "correct them in SIGNAAL_RELAY_URL"),
    "relay-sender": (
        "it does not send for {sender} (code {said})",
        "let this account or this machine send for that domain",
    ),
    "relay-broken": ("no good answer from {host}:{port} ({error})", "check that it is a mail server, and try again"),
}
_NAMES: Mapping[str, tuple[str, str]] = {
    "names-local": ("{domain} is a name for one machine or network: nothing to look up", ""),
    "names-away": ("no DNS server answers from here: SPF, DKIM and DMARC were not looked at", ""),
    "good-spf": ("{domain}: {record}", ""),
    "spf-none": ("{domain} has no SPF record", "publish a TXT record such as: v=spf1 a:RELAY -all"),
    "spf-many": ("{domain} has more than one SPF record, so none counts", "make one of them"),
    "spf-weak": ("{domain}: its SPF record lets everybody send ({record})", "end it with -all or ~all"),
    "good-dmarc": ("{domain}: {record}", ""),
    "dmarc-none": ("{domain} has no DMARC record", "publish at _dmarc.{domain}: v=DMARC1; p=quarantine"),
    "dmarc-weak": ("{domain}: its DMARC record asks nothing (p=none)", "when reports are good: p=quarantine"),
    "dmarc-wrong": ("{domain}: its DMARC record cannot be read, or there is more than one", "write v=DMARC1; p=..."),
    "good-dkim": ("{domain}: a key under {selector}", ""),
    "dkim-none": (
        "{domain} has no DKIM key under a usual name",
        "let the relay sign for this domain, and publish the key that it gives (all is well if its name is another)",
    ),
    "good-mx": ("{domain}: mail goes to {record}", ""),
    "mx-none": (
        "{domain} has no MX record: mail from outside does not find it",
        "publish one that names your mail server",
    ),
}
_SENDERS: Mapping[str, tuple[str, str]] = {
    "good-trust": ("{said}", ""),
    "trust-none": (
        "no sender counts as verified, so nobody is answered by mail",
        "set SIGNAAL_MAIL_TRUST=authserv=NAME (or m365) where a mail server in front checks senders",
    ),
    "trust-loopback": (
        "every sender of a mail that this machine itself hands over is believed: fit for trying only",
        "where others can send mail: set SIGNAAL_MAIL_TRUST=authserv=NAME, m365 or self",
    ),
    "good-signing": ("{domain}", ""),
    "signing-none": ("no key of our own: the relay is to sign", "or set SIGNAAL_DKIM_KEY"),
    "signing-away": ("no answer from DNS about {domain}", 'publish in DNS: {domain} TXT "{record}"'),
    "signing-missing": ("{domain}: not in DNS", 'publish in DNS: {domain} TXT "{record}"'),
    "signing-other": ("{domain}: another key in DNS", 'publish in DNS: {domain} TXT "{record}"'),
}
WORDS: Mapping[str, tuple[str, str]] = {**_MAILBOX, **_TOKENS, **_DOORS, **_RELAY, **_NAMES, **_SENDERS}
NOTES = frozenset({
    "no-idle", "large", "cert-soon", "door-away", "door-half", "relay-none", "names-local", "names-away", "spf-none",
    "spf-many", "spf-weak", "dmarc-none", "dmarc-weak", "dmarc-wrong", "dkim-none", "mx-none",
    "trust-none", "trust-loopback", "signing-none", "signing-away",
})  # fmt: skip


class Trouble(SignaalError):
    """Something is wrong with a way for mail. `code` names it, `values` fill in its words; no secret is among them."""

    def __init__(self, code: str, **values: object) -> None:
        """Take a code of WORDS, with the values that its words need."""
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}
        found, todo = WORDS[code]
        super().__init__(": ".join(part.format(**self.values) for part in (found, todo) if part))


def find(check: str, code: str, **values: object) -> Finding:
    """Make the finding of a check from its code."""
    said = {name: str(value) for name, value in values.items()}
    found, todo = WORDS[code]
    state = "good" if code.startswith("good-") else "note" if code in NOTES else "bad"
    return Finding(check, state, found.format(**said), todo.format(**said), code, said)
