"""Recognise spam: what the server in front says, then a short table of phrases that no worker writes together."""

import re

from mail.understand.parsed import Parsed

_SUBJECT = re.compile(r"(?i)^\W{0,6}(?:\*{2,}|\[|\{)\s?(?:suspected |possible |probable )?spam\b")
_SCORE = re.compile(r"^\s*(?:score=)?(\d{1,3}(?:\.\d+)?)")
_MOST_SCORE = 5.0
# What servers and filters in front write when they are sure: a header in lower case, and what its value holds.
_VERDICTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("x-spam-flag", re.compile(r"(?i)^\s*(?:yes|true|1)")),
    ("x-spam-status", re.compile(r"(?i)^\s*yes")),
    ("x-spam", re.compile(r"(?i)^\s*(?:yes|true|1)\b")),
    ("x-spam-level", re.compile(r"\*{5,}")),
    ("x-spam-bar", re.compile(r"\+{5,}")),
    ("x-bogosity", re.compile(r"(?i)^\s*(?:spam|yes)")),
    ("x-rspamd-action", re.compile(r"(?i)^\s*(?:reject|add header|rewrite subject|soft reject)")),
    ("x-barracuda-spam-status", re.compile(r"(?i)^\s*yes")),
    ("x-forefront-antispam-report", re.compile(r"(?i)\bSCL:[5-9]\b|\bSFV:SPM\b")),
    ("x-ms-exchange-organization-scl", re.compile(r"^\s*[5-9]\b")),
    ("precedence", re.compile(r"(?i)^\s*junk")),
)
_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"\b(?:million|billion|miljoen|millions?) (?:\w+ ){0,3}(?:dollars?|usd|euros?|pounds)"
            r"|\$ ?\d[\d.,]*(?: ?(?:million|m\b|,000))|\bUS\$"
        ),
        (
            r"next of kin|deceased (?:client|customer)|late (?:husband|client|father)|beneficiary|inheritance"
            r"|bank account (?:details|number)"
        ),
        (
            r"\b(?:home|personal|business|cash|mortgage) loans?\b|pre-?approved|low(?:est)? (?:interest )?rates?"
            r"|refinanc|fixed rate"
        ),
        (
            r"limited[- ]time (?:offer|opportunity)|act now|click (?:here|below)|enter here|visit our website"
            r"|100% (?:free|guaranteed)|risk[- ]free"
        ),
        (
            r"viagra|cialis|pharmacy|weight loss|enlarge|casino|lottery|jackpot|you have won|winning (?:number"
            r"|notification)"
        ),
        (
            r"dear (?:friend|homeowner|beloved|sir/madam|winner|beneficiary)|greetings in the name"
            r"|strictly confidential|utmost (?:secrecy|confidence)"
        ),
        r"turn off notif|to (?:be removed|stop receiving)|unsubscribe here|opt[- ]out|no longer wish to receive",
        (
            r"work from home|earn (?:up to )?[$€]|make money|investment opportunity|bitcoin|crypto(?:currency)?"
            r"|forex|seo (?:services|ranking)|backlinks"
        ),
        (
            r"western union|money ?gram|transfer (?:of )?(?:the )?(?:sum|fund|money)|fund transfer|atm card"
            r"|foreign (?:affairs|remittance)|reserve bank|central bank"
        ),
        # The same trades in Dutch and French, as sellers and thieves write them to a stranger.
        (
            r"(?:op de )?eerste (?:pagina|plaats) (?:van|in|op) google|zoekmachine-?optimalisatie|\bseo\b"
            r"|linkbuilding|webdesign"
            r"|première page (?:de|sur) google|référencement"
        ),
        (
            r"(?:vrijblijvend(?:e)?|gratis|eenmalig(?:e)?|exclusie(?:f|ve)) (?:offerte|aanbod|aanbieding|proef\w*"
            r"|demo|gesprek|bonus|spins)"
            r"|speciale? (?:aanbieding|actie|korting)|\d{1,3} ?% (?:korting|de réduction|off)|offre (?:spéciale"
            r"|exclusive|gratuite)"
        ),
        (
            r"klik (?:hier|op de (?:link|knop))|via (?:deze|onderstaande) link|cliquez (?:ici|sur le lien)"
            r"|profiteer (?:nu|vandaag|snel)"
            r"|bestel (?:nu|vandaag)|schrijf (?:je|u) (?:nu )?in|profitez|commandez"
        ),
        (
            r"(?:uw|je) (?:account|rekening|pakket|pakje|bankkaart|kaart|itsme)\b.{0,40}(?:geblokkeerd|verlopen"
            r"|opgeschort|verifi|bevestig"
            r"|wacht|vrijgeven|beperkt)|(?:votre|vos) (?:compte|colis|carte).{0,40}(?:bloqué|suspendu|expir|attente)"
            r"|your (?:account|parcel|package|card).{0,40}(?:suspended|blocked|limited|verify|on hold)"
        ),
        (
            r"binnen (?:de )?(?:24|48|72) uur|dernier (?:avis|rappel)|laatste (?:waarschuwing|kans|herinnering)"
            r"|within (?:24|48) hours"
            r"|nu handelen|verloopt vandaag"
        ),
        (
            r"lening(?:en)? (?:aan|vanaf|tegen|van \d)|lage rente|rentevoet van|krediet zonder"
            r"|prêt (?:entre particuliers|d['’]argent)"
            r"|taux d['’]intérêt|erfenis|héritage|loterij|gewonnen|vous avez gagné|gagnant"
        ),
        (
            r"verdien (?:tot|snel|gemakkelijk|nu)|passief inkomen|rendement|beleggen|investering(?:skans)?"
            r"|investissement"
            r"|gagnez|revenu passif|wachtwoord|mot de passe"
        ),
        (
            r"uitschrijven|afmelden voor|se désinscrire|unsubscribe|geen (?:e-?mails?|berichten) meer (?:wenst|wil"
            r"|ontvangen)"
            r"|ne plus recevoir"
        ),
    )
)
_NEEDED = 3


def spam(mail: Parsed) -> str:
    """Why this is spam; empty when it is not."""
    found = next((name for name, verdict in _VERDICTS if verdict.search(mail.header(name))), "")
    if found:
        return f"header-{found}"
    if _SUBJECT.match(mail.subject):
        return "spam-subject"
    score = _SCORE.match(mail.header("x-spam-score"))
    if score and float(score.group(1)) >= _MOST_SCORE:
        return "spam-score"
    # Exuberantly long vowels are written to get past filters.
    text = re.sub(r"([a-z])\1{3,}", r"\1", f"{mail.subject}\n{mail.text[:6000]}".lower())
    return "spam-words" if sum(1 for phrase in _PHRASES if phrase.search(text)) >= _NEEDED else ""
