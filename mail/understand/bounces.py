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
# A report that all went well.
_ARRIVED = re.compile(
    r"(?i)^\W{0,3}(?:(?:re):\s*)?(?:afgeleverd|bezorgd|doorgegeven|delivered|relayed|remis|relayé|transmis"
    r"|zugestellt|übermittelt|delivery (?:status )?(?:notification|report) \((?:success|relay\w*|delivered"
    r"|expanded)\)"
    r"|successful mail delivery|succesvol(?:le)? (?:afgeleverd|bezorgd|aflevering|bezorging)|ontvangstbewijs"
    r"|bezorgingsbewijs)\b.{0,3}(?:[:(]|$|\s-\s|\bre(?:port|ceipt)\b)",
)
_ARRIVED_BODY = re.compile(
    r"(?i)\b(?:succesvol|is (?:afgeleverd|bezorgd)|bezorgd bij|afgeleverd (?:aan|bij)|successfully|(?:was"
    r"|been) delivered|relayed|a été (?:remis|livré)|zugestellt)"
)
_REPORTS = {
    "message/disposition-notification", "message/feedback-report", "application/tlsrpt+gzip", "application/tlsrpt+json",
}  # fmt: skip
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
# "Uw bericht ... niet afgeleverd", in any order of words and any tense: a mail, and that it did not get there.
_FAILED = re.compile(
    r"(?i)(?:(?:uw|je|jouw|het|dit) (?:e-?mail(?:bericht)?|mail|bericht)|(?:your|the) (?:message|e-?mail|mail)"
    r"|(?:votre|le) (?:message|courriel|e-?mail)"
    r"|ihre? (?:nachricht|e-?mail))\b[^.\n]{0,120}\b(?:niet|nog niet|geen|not|wasn['’]t|couldn['’]t|isn['’]t|pas"
    r"|nicht|tegengehouden|geblokkeerd|geweigerd"
    r"|blocked|rejected|refusé|bloqué|mislukt|failed|vertraagd|delayed)\b"
    r"|(?:bezorging|aflevering|verzending|delivery|remise|livraison|distribution"
    r"|zustellung)\b[^.\n]{0,80}\b(?:mislukt|failed|échoué|impossible|vertraagd|delayed"
    r"|fehlgeschlagen|niet gelukt|unsuccessful)\b"
    r"|\b(?:adres|address|adresse|postvak|mailbox|boîte|ontvanger|recipient"
    r"|destinataire)\b[^.\n]{0,60}\b(?:niet (?:gevonden|bekend|bestaat|geldig)|bestaat niet"
    r"|onbekend|not found|does(?: not|n['’]t) exist|unknown|n['’]existe|introuvable|inconnue?|vol|full|pleine|voll"
    r"|existiert nicht)\b",
)
_FAILED_SUBJECT = re.compile(
    r"(?i)(?:\b(?:bericht|e-?mail|mail|message|courriel|nachricht|bezorging|aflevering|delivery|remise|distribution"
    r"|zustellung)\b.*\b(?:niet|not|non|pas|nicht|mislukt"
    r"|failed|failure|échec|échoué|geblokkeerd|geweigerd|blocked|rejected|refusé|vertraagd|vertraging|delayed"
    r"|fehlgeschlagen|tegengehouden)\b"
    r"|\b(?:niet|not|non|échec|mislukt\w*|vertraging|vertraagd\w*|failed|geweigerd|geblokkeerd)\b.*\b(?:bericht"
    r"|e-?mail|mail|message|courriel|bezorg\w*|bezorgen|afgeleverd"
    r"|aflevering|delivery|deliver\w*|remise|remis|distribu\w*)\b)",
)
_RECEIPT_SUBJECT = re.compile(
    r"(?i)^(?:(?:on|niet )?gelezen|lu|non lu|(?:not )?read|leesbevestiging|accusé de lecture"
    r"|(?:un)?gelesen|read receipt|weergegeven|displayed)\b.{0,30}(?::|\s-\s)",
)
_RECEIPT = re.compile(
    r"(?i)(?:is|werd) (?:gelezen|weergegeven|geopend|verwijderd zonder)|(?:was|has been) (?:read|displayed"
    r"|deleted)|a été (?:lu|affiché)"
    r"|wurde (?:gelesen|angezeigt)|leesbevestiging|read receipt|accusé de lecture|lesebestätigung|uw bericht"
    r"|your message|votre message|ihre nachricht",
)


def bounce(mail: Parsed, envelope: str | None, *, passed_on: bool = False) -> str:
    """Why this is a delivery report; empty when it is not. `passed_on`: a person forwarded something."""
    kind = mail.header("content-type").lower()
    types = {part.type for part in mail.parts}
    told = "delivery-status" in kind or not (types & _REPORTS or "report-type" in kind)
    marks = (
        ("delivery-status", bool(types & {"message/delivery-status", "message/global-delivery-status"})),
        ("report-type", mail.type == "multipart/report" and told),
        ("failed-recipients", bool(mail.header("x-failed-recipients"))),
    )
    if _ARRIVED.search(mail.subject):
        return ""
    return next((name for name, holds in marks if holds), "") or _failed(mail, envelope, passed_on=passed_on)


def _failed(mail: Parsed, envelope: str | None, *, passed_on: bool) -> str:
    """Why a mail without the standard's marks says that another did not arrive."""
    subject = bool(_SUBJECT.match(mail.subject))
    by_daemon = bool(_DAEMON.search(mail.sender) or _DAEMON.search(mail.header("from")))
    by_nobody = null_sender(mail, envelope)
    # The texts of most mails need no search: nothing else of them says that they are a report.
    body = (subject or by_daemon or by_nobody) and bool(_BODY.search(mail.text[:6000]))
    if by_daemon and (subject or body):
        return "daemon"
    if by_nobody and (subject or body):
        return "null-sender"
    loose = (subject or bool(_FAILED_SUBJECT.search(mail.subject))) and bool(_FAILED.search(mail.text[:1500]))
    return "wording" if ((subject and body) or loose) and not passed_on else ""


def report(mail: Parsed) -> str:
    """Why this is another report by a program (a read receipt, abuse, DMARC, TLS); empty when it is not."""
    types = {part.type for part in mail.parts}
    kind = mail.header("content-type").lower()
    if "message/disposition-notification" in types or "disposition-notification" in kind:
        return "receipt"
    if "message/feedback-report" in types or "feedback-report" in kind:
        return "feedback"
    if _ARRIVED.search(mail.subject) and (mail.type == "multipart/report" or _ARRIVED_BODY.search(mail.text[:1500])):
        return "arrived"
    if mail.type == "multipart/report" or types & {"application/tlsrpt+gzip", "application/tlsrpt+json"}:
        return "report"
    if re.match(
        r"(?i)^\W{0,3}(?:report domain|\[preview\] report domain|dmarc aggregate report|tls report|rapport domain)",
        mail.subject,
    ):
        return "report-subject"
    receipt = _RECEIPT_SUBJECT.match(mail.subject) and _RECEIPT.search(mail.text[:1500])
    return "receipt-subject" if receipt else ""
