"""Recognise spam: what the server in front says, then a sum over phrases that no worker writes together."""

import re

from mail.understand.families import Bit
from mail.understand.parsed import Parsed
from mail.understand.sentences import read_sentences

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
# Matched against small letters.
_PHRASES: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (1.5, (
            r"\b(?:million|billion|miljoen|millions?) (?:\w+ ){0,3}(?:dollars?|usd|euros?|pounds)"
            r"|\$ ?\d[\d.,]*(?: ?(?:million|m\b|,000))|\bus\$"
        )),
        (2.0, (
            r"next of kin|deceased (?:client|customer)|late (?:husband|client|father)|beneficiary|inheritance"
            r"|bank account (?:details|number)"
        )),
        (1.0, (
            r"\b(?:home|personal|business|cash|mortgage) loans?\b|pre-?approved"
            r"|low(?:est)? (?:interest )?rates?|refinanc|fixed rate"
        )),
        (1.0, (
            r"limited[- ]time (?:offer|opportunity)|act now|click (?:here|below)|enter here|visit our website"
            r"|100% (?:free|guaranteed)|risk[- ]free"
        )),
        (2.0, (
            r"viagra|cialis|pharmacy|weight loss|enlarge|casino|lottery|jackpot|you have won"
            r"|winning (?:number|notification)"
        )),
        (1.0, (
            r"dear (?:friend|homeowner|beloved|sir/madam|winner|beneficiary)|greetings in the name"
            r"|strictly confidential|utmost (?:secrecy|confidence)"
        )),
        (0.5, (
            r"turn off notif|to (?:be removed|stop receiving)|unsubscribe here|opt[- ]out"
            r"|no longer wish to receive"
        )),
        (1.5, (
            r"work from home|earn (?:up to )?[$€]|make money|investment opportunity|bitcoin"
            r"|crypto(?:currency)?|forex|seo (?:services|ranking)|backlinks"
        )),
        (1.5, (
            r"western union|money ?gram|transfer (?:of )?(?:the )?(?:sum|fund|money)|fund transfer|atm card"
            r"|foreign (?:affairs|remittance)|reserve bank|central bank"
        )),
        (1.5, (
            r"(?:op de )?eerste (?:pagina|plaats) (?:van|in|op) google|zoekmachine-?optimalisatie|\bseo\b"
            r"|linkbuilding|webdesign|première page (?:de|sur) google|référencement"
        )),
        (1.0, (
            r"(?:vrijblijvend(?:e)?|gratis|eenmalig(?:e)?|exclusie(?:f|ve)) (?:offerte|aanbod|aanbieding"
            r"|proef\w*|demo|gesprek|bonus|spins)|speciale? (?:aanbieding|actie|korting)"
            r"|\d{1,3} ?% (?:korting|de réduction|off)|offre (?:spéciale|exclusive|gratuite)"
        )),
        (1.0, (
            r"klik (?:hier|op de (?:link|knop))|via (?:deze|onderstaande) link|cliquez (?:ici|sur le lien)"
            r"|profiteer (?:nu|vandaag|snel)|bestel (?:nu|vandaag)|schrijf (?:je|u) (?:nu )?in|profitez"
            r"|commandez"
        )),
        (1.5, (
            r"(?:uw|je) (?:account|rekening|pakket|pakje|bankkaart|kaart|itsme)\b.{0,40}(?:geblokkeerd"
            r"|verlopen|opgeschort|verifi|bevestig|wacht|vrijgeven|beperkt)|(?:votre|vos) (?:compte|colis"
            r"|carte).{0,40}(?:bloqué|suspendu|expir|attente)|your (?:account|parcel|package"
            r"|card).{0,40}(?:suspended|blocked|limited|verify|on hold)"
        )),
        (1.0, (
            r"binnen (?:de )?(?:24|48|72) uur|dernier (?:avis|rappel)|laatste (?:waarschuwing|kans"
            r"|herinnering)|within (?:24|48) hours|nu handelen|verloopt vandaag"
        )),
        (1.5, (
            r"lening(?:en)? (?:aan|vanaf|tegen|van \d)|lage rente|rentevoet van|krediet zonder"
            r"|prêt (?:entre particuliers|d['’]argent)|taux d['’]intérêt|erfenis|héritage|loterij|gewonnen"
            r"|vous avez gagné|gagnant"
        )),
        (1.0, (
            r"verdien (?:tot|snel|gemakkelijk|nu)|passief inkomen|rendement|beleggen|investering(?:skans)?"
            r"|investissement|gagnez|revenu passif|wachtwoord|mot de passe"
        )),
        (0.5, (
            r"uitschrijven|afmelden voor|se désinscrire|unsubscribe|geen (?:e-?mails?"
            r"|berichten) meer (?:wenst|wil|ontvangen)|ne plus recevoir"
        )),
        (1.5, (
            r"business (?:proposal|proposition)|partnership (?:proposal|opportunity)"
            r"|proposition d['’]affaires|(?:investor|funding) (?:offer|opportunity)|zakelijk voorstel"
        )),
        (1.0, (
            r"bestel(?: \w+)? nu|mis (?:het|dit) niet|(?:alleen|enkel) (?:deze week|vandaag|dit weekend)"
            r"|op = op|\d{1,2} ?% (?:korting|off|discount)|offre limitée|limited offer|zolang de voorraad"
        )),
        (1.5, (
            r"(?:boek|plan|vraag)(?: \w+){0,3} (?:een )?(?:vrijblijvend\w*|gratis) \w+|vrijblijvend"
            r"|sans engagement|free (?:quote|consultation|audit)|gratis (?:analyse|scan|advies|audit"
            r"|proefperiode)"
        )),
        (1.0, (
            r"(?:uw|je|your|votre) (?:web ?site|webshop|site web|online zichtbaarheid|ranking)"
            r"|meer (?:klanten|bezoekers|leads|omzet)|more (?:customers|clients|leads|traffic)"
            r"|plus de clients"
        )),
        (1.5, (
            r"(?:betaal|pay|payez)\b.{0,30}(?:verzendkosten|invoerrechten|douanekosten|shipping|frais)"
            r"|frais de douane|customs fee"
        )),
        (1.0, (
            r"private e-?mail|(?:bevestig|verifieer|update|werk) (?:nu )?(?:uw|je) (?:gegevens|account"
            r"|rekening|identiteit)|confirmez vos|verify your"
        )),
    )
)  # fmt: skip
_NEEDED = 3.0
_TOLD = 1.0


def spam(mail: Parsed, own: str) -> str:
    """Why this is spam; empty when it is not. `own`: what the sender wrote, without what was passed on."""
    found = next((name for name, verdict in _VERDICTS if verdict.search(mail.header(name))), "")
    if found:
        return f"header-{found}"
    if _SUBJECT.match(mail.subject):
        return "spam-subject"
    score = _SCORE.match(mail.header("x-spam-score"))
    if score and float(score.group(1)) >= _MOST_SCORE:
        return "spam-score"
    # Exuberantly long vowels are written to get past filters.
    text = re.sub(r"([a-z])\1{3,}", r"\1", f"{mail.subject}\n{own[:6000]}".lower())
    score = sum(weight for weight, phrase in _PHRASES if phrase.search(text))
    if score < _NEEDED:
        return ""
    # Who tells of people in need may speak of loans, parcels and prizes too.
    told = sum(1 for sentence in read_sentences(own) if sentence.bits & (Bit.OTHERS | Bit.TOPIC | Bit.PAST))
    return "spam-words" if score >= _NEEDED + min(3, told) * _TOLD else ""
