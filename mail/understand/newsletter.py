"""Recognise letters to many people without their headers: how they say why one gets them, and how to stop them."""

import re

_TOLD: tuple[tuple[float, re.Pattern[str]], ...] = (
    (2.0, re.compile(
        r"(?i)\b(?:uitschrijven|uit te schrijven|schrijf (?:je|u|jezelf|uzelf)(?: hier)? uit|afmelden|af te melden"
        r"|meld (?:je|u) af"
        r"|unsubscribe|opt[- ]out|se désabonner|désabonne\w*|se désinscrire|désinscri\w*|abmelden|abbestellen)\b"
    )),
    (2.0, re.compile(
        r"(?i)\b(?:u|je) (?:ontvangt|krijgt) (?:deze|dit) .{0,40}\b(?:omdat|want|als)\b|you(?: are"
        r"|['’]re)? (?:receiv\w+|getting) this"
        r"|vous recevez (?:ce|cet|cette) .{0,40}\b(?:car|parce)|geen (?:\w+ )?(?:e-?mails?|mails?|berichten"
        r"|nieuwsbrie\w+) meer"
        r"|no longer (?:wish|want) to receive|ne (?:souhaitez|voulez) plus recevoir|sie erhalten diese"
    )),
    (2.0, re.compile(
        r"(?i)(?:bekijk|lees|open|view|voir|afficher).{0,40}\b(?:browser|online|webversie|navigateur|en ligne"
        r"|webpagina)\b"
        r"|s['’]affiche pas|niet (?:goed|correct) (?:weergegeven|leesbaar)|online versie|webversie|version en ligne"
    )),
    (1.5, re.compile(
        r"(?i)(?:lees (?:meer|verder|het (?:volledige|hele) \w+)|meer lezen|lire (?:la suite|plus)|read (?:more|on)"
        r"|en savoir plus|meer info\s?[>»→])"
        r"(?:.|\n)+?(?:lees (?:meer|verder|het)|meer lezen|lire (?:la suite|plus)|read (?:more|on)|en savoir plus"
        r"|meer info\s?[>»→])"
    )),
    (1.0, re.compile(
        r"(?i)(?:voorkeuren|gegevens) (?:aanpassen|wijzigen|beheren)|(?:manage|update) (?:your )?preferences"
        r"|gérer (?:vos|mes) préférences"
        r"|in (?:deze|dit) (?:nieuwsbrief|nummer|editie)|dans ce numéro|in this issue"
    )),
    (0.5, re.compile(r"(?i)©|copyright|alle rechten voorbehouden|tous droits réservés|all rights reserved")),
    (0.5, re.compile(r"(?i)\bvolg ons|suivez[- ]nous|follow us")),
)  # fmt: skip
_SUBJECT = re.compile(
    r"(?i)\b(?:nieuwsbrief|nieuwsflash|newsletter|lettre d['’]info\w*|infolettre|digest|weekoverzicht|rundbrief"
    r"|e-?zine|nieuws uit|in beeld)\b"
)
_ENOUGH = 3.0
# One of these stands in every such letter: a test that costs next to nothing.
_STEMS = (
    "schrijv", "schrijf je", "schrijf u", "afmeld", "af te meld", "meld je af", "meld u af", "subscri",
    "opt-out", "opt out",
    "abonn", "inscri", "abmeld", "abbestell", "browser", "online", "webversie", "navigateur", "en ligne", "affiche pas",
    "weergegeven", "ontvangt de", "ontvangt di", "krijgt de", "krijgt di", "receiv", "recevez", "recevoir",
    "mails meer",
    "berichten meer", "leesbaar",
)  # fmt: skip
_LOOK = 60_000


def newsletter(subject: str, text: str) -> str:
    """Why this went to many people, by its words; empty when it may be a letter to one."""
    low = text[:_LOOK].lower()
    if not any(stem in low for stem in _STEMS):
        return ""
    told = sum(weight for weight, says in _TOLD if says.search(text[:_LOOK]))
    hint = 1.0 if _SUBJECT.search(subject) else 0.0
    return "newsletter" if told >= 1 and told + hint >= _ENOUGH else ""
