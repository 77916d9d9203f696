"""Recognise delivery reports: standard ones by their type, old and proprietary ones by sender, subject and wording."""

import re

from mail.understand.machine import null_sender
from mail.understand.parsed import Parsed

_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:(?:re|fwd?):\s*)?(?:\*{2,}.{0,20}\*{2,}\s*)?(?:undeliver(?:able|ed)|un?deliverable mail"
    r"|delivery (?:status )?(?:notification|failure|has failed|report|problem|delayed)"
    r"|mail delivery (?:failed|failure|system|subsystem|problem)"
    r"|returned mail|failure notice|message (?:not delivered|delivery failure|undeliverable)"
    r"|non[- ]?delivery|could not (?:send|deliver)|warning: (?:could not|message)"
    r"|mail (?:could not be delivered|returned|system error)|rejected(?: mail)?:"
    r"|onbestelbaar|niet[- ]?(?:te bezorgen|bezorgd|afgeleverd)|bericht (?:niet|kon niet)|e-?mail (?:niet"
    r"|kon niet) (?:worden )?(?:bezorgd|afgeleverd)|mislukte? (?:bezorging|aflevering)|bezorging (?:mislukt"
    r"|is mislukt)|uitgesteld:|vertraagd:|melding van (?:niet-)?bezorging"
    r"|non remis|échec (?:de |d['’])(?:la )?(?:remise|livraison|distribution|envoi)|message non (?:remis"
    r"|distribué|délivré)|courrier non (?:remis|distribué)|retour de courrier|notification d['’]échec"
    r"|non distribuable|remise différée"
    r"|unzustellbar|unzustellbarkeit|zustellung (?:fehlgeschlagen|verzögert)|nicht zustellbar|rücksendung)",
)
_DAEMON = re.compile(
    r"(?i)mailer-?daemon|postmaster|mail delivery (?:sub)?system|mail-?daemon|microsoftexchange|mail administrator"
)
_BODY = re.compile(
    r"(?i)(?:could(?:n't| not) be delivered|delivery to the following recipient|permanent (?:fatal )?error"
    r"|user (?:unknown|not found)|mailbox (?:unavailable|full|not found)|no such user"
    r"|recipient(?: address)? rejected|undeliverable"
    r"|address not found|kon niet (?:worden )?(?:bezorgd|afgeleverd)|niet (?:worden )?(?:bezorgd"
    r"|afgeleverd) (?:aan|bij)|(?:postvak|mailbox) (?:is )?vol|onbekende (?:gebruiker|ontvanger)"
    r"|n['’]a pas pu être (?:remis|livré|distribué)|konnte nicht zugestellt"
    r"|\b5\d\d[ -]5\.\d\.\d|\bstatus: 5\.\d|diagnostic-code)",
)
_RECEIPT_SUBJECT = re.compile(
    r"(?i)^(?:(?:on|niet )?gelezen|lu|non lu|(?:not )?read|leesbevestiging|accusé de lecture"
    r"|(?:un)?gelesen|read receipt)\b.{0,30}:",
)
_RECEIPT = re.compile(
    r"(?i)(?:is|werd) (?:gelezen|weergegeven|geopend|verwijderd zonder)|(?:was|has been) (?:read|displayed"
    r"|deleted)|a été (?:lu|affiché)"
    r"|wurde (?:gelesen|angezeigt)|uw bericht|your message|votre message|ihre nachricht",
)


def bounce(mail: Parsed, envelope: str | None) -> str:
    """Why this is a delivery report; empty when it is not."""
    kind = mail.header("content-type").lower()
    types = {part.type for part in mail.parts}
    if "message/delivery-status" in types or "message/global-delivery-status" in types:
        return "delivery-status"
    if mail.type == "multipart/report" and ("delivery-status" in kind or "report-type" not in kind):
        return "report-type"
    if mail.header("x-failed-recipients"):
        return "failed-recipients"
    daemon = bool(_DAEMON.search(mail.sender) or _DAEMON.search(mail.header("from")))
    subject = bool(_SUBJECT.match(mail.subject))
    body = bool(_BODY.search(mail.text[:6000]))
    if daemon and (subject or body):
        return "daemon"
    if null_sender(mail, envelope) and (subject or body):
        return "null-sender"
    return "wording" if subject and body else ""


def report(mail: Parsed) -> str:
    """Why this is another report by a program (a read receipt, abuse, DMARC, TLS); empty when it is not."""
    types = {part.type for part in mail.parts}
    kind = mail.header("content-type").lower()
    if "message/disposition-notification" in types or "disposition-notification" in kind:
        return "receipt"
    if "message/feedback-report" in types or "feedback-report" in kind:
        return "feedback"
    if mail.type == "multipart/report" or types & {"application/tlsrpt+gzip", "application/tlsrpt+json"}:
        return "report"
    if re.match(
        r"(?i)^\W{0,3}(?:report domain|\[preview\] report domain|dmarc aggregate report|tls report|rapport domain)",
        mail.subject,
    ):
        return "report-subject"
    receipt = _RECEIPT_SUBJECT.match(mail.subject) and _RECEIPT.search(mail.text[:1500])
    return "receipt-subject" if receipt else ""
