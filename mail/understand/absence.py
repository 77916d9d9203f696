"""Recognise answers of programs without headers: out of office and "we received your mail", in nl, fr, en and de.

A program's answer says that somebody is away and little else. Somebody who writes *about* absence says more: so each
sentence is put in a class, and what is left unexplained decides.
"""

import re
from dataclasses import dataclass

from mail.understand import words
from mail.understand.lines import seen

_STRONG_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:(?:re|aw|antw)\s?:\s*)?(?:automatisch(?:e)? (?:antwoord|beantwoording|reactie|bericht"
    r"|ontvangstbevestiging)|automatic(?:al)? (?:reply|response|answer)|auto(?:matic)?[- ]?(?:reply|response"
    r"|respons|antwoord|antwort)|autoreply|autoresponder|réponse automatique"
    r"|automatische (?:antwort|abwesenheit\w*)|abwesenheits?(?:notiz|nachricht|meldung|assistent"
    r"|benachrichtigung)\w*|out[- ]of[- ](?:the )?office(?: auto\w*)?|afwezigheids?(?:bericht|melding"
    r"|assistent|antwoord|notificatie)|bericht van afwezigheid"
    r"|(?:message|avis|notification) d['’]absence|absence du bureau|buiten kantoor|\[?(?:auto|ooo"
    r"|oof)\]?\s?:|vacation (?:reply|response|notice)|ontvangstbevestiging|accusé de réception"
    r"|confirmation of receipt|empfangsbestätigung)"
    r"(?=\s*(?:$|[:\-–(\[!]|re\s?:|fw))",
)

_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:(?:re|aw|antw)\s?:\s*)?(?:(?:ik ben |momenteel |tijdelijk |currently |actuellement "
    r"|i am |i['’]m |je suis |ich bin |derzeit |nicht |niet )*(?:afwezig|afwezigheid|absent(?:e)?|absence"
    r"|out of (?:the )?office|away|abwesend|abwesenheit|op vakantie|met vakantie|on (?:holiday|leave"
    r"|vacation)|en congés?|in verlof"
    r"|met verlof|op verlof|im urlaub|urlaub|niet op kantoor|niet aanwezig|verlof|congé|vakantie"
    r"|zwangerschapsverlof|ziekteverlof|ouderschapsverlof|bevallingsverlof|niet bereikbaar)\b)",
)
_MAYBE = (
    r"(?:momenteel|even|op dit moment|tijdelijk|nu|vandaag|deze week|wegens \w+(?: \w+)?|helaas|nog"
    r"|langdurig|currently|presently|actuellement|en ce moment|derzeit|momentan|zurzeit|leider"
    r"|vanaf .{1,25}|van .{1,40}|tot .{1,25}|op .{1,20}|du .{1,40}|jusqu.{1,25}|from .{1,40}|until .{1,25}"
    r"|de retour|bis .{1,20}|vom .{1,40})"
)
_AWAY = re.compile(
    rf"(?i)\b(?:(?:ik ben|wij zijn|we zijn|ben ik|zijn wij|zijn we|ik zal|ons kantoor is|onze dienst is"
    rf"|onze diensten zijn|het secretariaat is|de dienst is|het kantoor is)(?: {_MAYBE}){{0,2}} (?:(?:niet"
    rf"|af)[- ]?(?:aanwezig|wezig)|afwezig(?! geweest)|met (?:\w+)?(?:verlof|vakantie|pensioen|ziekteverlof)"
    rf"|op (?:\w+)?(?:verlof|vakantie)|in (?:\w+)?verlof|(?:niet|weinig|beperkt|minder"
    rf"|moeilijk) (?:op kantoor|bereikbaar|beschikbaar|in de mogelijkheid)"
    r"|out of office|buiten dienst|gesloten|(?:wegens ziekte )?thuis|op (?:zwangerschaps|bevallings"
    r"|ouderschaps|ziekte)verlof|met (?:zwangerschaps|bevallings|ouderschaps|ziekte)verlof"
    r"|niet (?:meer )?werkzaam|uit dienst|op cursus|op opleiding|in het buitenland|ziek)"
    rf"|(?:je suis|nous sommes|notre bureau est|nos bureaux sont|serai"
    rf"|je serai)(?: {_MAYBE}){{0,2}} (?:absent(?:e|s)?|en (?:congés?|vacances|déplacement|formation)"
    rf"|hors du bureau|fermés?|indisponible)"
    rf"|(?:i am|i['’]m|i will be|we are|our office is)(?: {_MAYBE}){{0,2}} (?:out of (?:the )?office|away"
    rf"|on (?:\w+ )?(?:leave|holiday|vacation)|closed|not (?:in the office|available|working)|unavailable)"
    rf"|(?:ich bin|wir sind|unser büro ist)(?: {_MAYBE}){{0,2}} (?:nicht (?:im büro|erreichbar|im haus|da)"
    rf"|abwesend|im urlaub|außer haus|geschlossen)"
    r"|out of (?:the )?office|(?:wegens|tijdens|omwille van) (?:mijn|onze) (?:afwezigheid|vakantie|verlof)"
    r"|(?:werk|werkt) (?:niet (?:meer|langer)|momenteel niet) (?:bij|voor|op)|en mon absence"
    r"|pendant mon absence|in my absence|during my absence|während meiner abwesenheit)",
)
_NOTICE = re.compile(
    r"(?i)(?:dit is een automatisch|automatisch (?:gegenereerd|verzonden|verstuurd|aangemaakt|antwoord"
    r"|bericht)|dit bericht (?:is|werd|wordt) automatisch|(?:gelieve )?niet (?:te )?(?:beantwoorden"
    r"|antwoorden|reageren) op (?:dit|deze)|(?:this is an )?automat(?:ed|ic"
    r"|ically) (?:generated )?(?:message|reply|response|e-?mail)|do not reply to this"
    r"|(?:ceci est )?(?:un |une )?(?:message|réponse|courriel|e-?mail) (?:est "
    r"|a été )?(?:généré(?:e)? )?automatique|ne pas répondre à ce|automatisch (?:erstellt|generiert)e?"
    r"|automatische (?:antwort|nachricht)"
    r"|(?:wij|we|ik) (?:hebben|heb) (?:uw|je|jouw) (?:e-?mail|mail|bericht|vraag|aanvraag|melding) (?:goed "
    r"|in goede orde |wel )?(?:ontvangen|geregistreerd)|(?:uw|je|jouw) (?:e-?mail|mail|bericht|vraag"
    r"|aanvraag|melding) (?:is|werd|hebben wij|hebben we) (?:goed |in goede orde |door ons "
    r"|wel )?(?:ontvangen|aangekomen|geregistreerd)"
    r"|nous avons bien reçu (?:votre|ton)|votre (?:message|demande|courriel|e-?mail) a bien été"
    r"|we (?:have )?received your|your (?:message|e-?mail|request) has been received"
    r"|wir haben ihre (?:nachricht|e-?mail|anfrage) erhalten)",
)
_SUPPORT = re.compile(
    r"(?i)(?:(?:bij|voor) (?:dringende|hoogdringende|spoed|dringend)|dringende? (?:zaken|vragen|gevallen"
    r"|berichten|aangelegenheden|kwesties)|hoogdringend|(?:kan|kunt|kan je|mag|mogen|gelieve|graag|richt"
    r"|stuur|neem|contacteer|bel|mail)\b.{0,60}(?:terecht|contact|collega|vervang|secretariaat|permanentie"
    r"|onthaal|bellen|mailen|wenden|doorsturen|dienst)"
    r"|(?:uw|je|jouw|deze|mijn) (?:e-?mails?|mails?|berichten|bericht|mailbox|berichtje)\b.{0,60}(?:niet"
    r"|wordt|worden|zal|zullen|lees|gelezen|behandel|beantwoord|doorgestuurd|opgevolgd|bekeken)|(?:ik|wij"
    r"|we) (?:zal|zullen|lees|lezen|beantwoord|beantwoorden|antwoord|bekijk|behandel|neem|nemen|contacteer"
    r"|reageer|kom|ben|zijn).{0,50}(?:terugkeer|terugkomst|terug|spoedig|zo snel mogelijk|zo spoedig|nadien"
    r"|daarna|erna|dan|beperkt)"
    r"|(?:bij|na) mijn (?:terugkeer|terugkomst|terugkom|verlof|vakantie)|terug (?:op kantoor|aanwezig"
    r"|bereikbaar|vanaf|op|aan het werk|in dienst)|opnieuw (?:bereikbaar|aanwezig|op kantoor|beschikbaar"
    r"|open)|weer (?:bereikbaar|aanwezig|open|beschikbaar)|(?:ma(?:andag)?|di|wo|do|vr)\w* tot en met"
    r"|wordt vervangen door|mijn (?:vervang(?:er|ster)|collega)|(?:bedankt|dank (?:u|je)(?: wel)?"
    r"|dank) voor (?:uw|je|jouw) (?:e-?mail|mail|bericht|berichtje)|\bt\.?e\.?m\.?\b|tot en met|(?:tot|vanaf"
    r"|sinds) (?:en met )?(?:\w+dag )?\d{1,2}"
    r"|binnen (?:de )?\d+ (?:werk)?dagen|zo (?:snel|spoedig) mogelijk|op kantoor (?:op|van)|mijn werkdagen"
    r"|openingsuren|prettige? |fijne |deeltijds"
    r"|(?:en cas d['’]urgence|pour (?:toute |les )?(?:urgence|question|demande|affaire)s?|cas urgent)"
    r"|(?:votre|vos|mes) (?:message|courriel|e-?mail|mail)s?\b.{0,60}(?:ne|sera|seront|lu|trait|transf)"
    r"|(?:dès|à) mon retour|de retour (?:le|au|à|dès)|(?:veuillez|vous pouvez|merci de)\b.{0,40}(?:contact"
    r"|adresser|joindre|écrire|appeler)|ma collègue|mon collègue|merci (?:pour|de) votre|jusqu['’]au"
    r"|du \d{1,2}.{0,20} au \d|dans les meilleurs délais|je (?:vous )?répondrai"
    r"|(?:for|in case of|if) (?:urgent|urgency|it['’]?s? is urgent|emergenc|an emergency|anything urgent"
    r"|you need)|urgent (?:matters|questions|issues)|please contact|my colleague|upon my return"
    r"|when i (?:return|get back|am back)|i(?:['’]ll| will) (?:be back|respond|reply|return|answer|get back)"
    r"|(?:back|return) (?:on|in the office)|limited access|thank(?:s| you) for (?:your|contacting|reaching)"
    r"|as soon as possible|until \w+ ?\d|returning on"
    r"|in dringenden|bei dringenden|wenden sie sich|ihre (?:e-?mail|nachricht)s? (?:wird|werden)"
    r"|(?:meine?r? )?(?:kollegin|kollege|vertretung)|wieder (?:da|erreichbar|im büro)|ab dem|bis (?:zum"
    r"|einschließlich)|vielen dank für ihre|nach meiner rückkehr)",
)
_MANNERS = re.compile(
    r"(?i)^(?:beste?|dag|hallo|hoi|goeiedag|goede(?:n)?(?:dag|morgen|middag)|geachte|bonjour|cher|chère"
    r"|madame|monsieur|hello|hi|dear|guten|sehr|liebe|good|met|groet|mvg|vriendelijke|hartelijke?"
    r"|cordialement|bien|kind|best|mit|regards|alvast|dank|bedankt|merci|thank|fijne|prettige|zonnige"
    r"|tot (?:dan|binnenkort|gauw))\b",
)
_SENTENCES = re.compile(r"(?<=[^\d\s][.!?])\s+(?=[\"“'A-ZÀ-Þ0-9])|\n+")
_NOT_HERE = re.compile(
    r"(?i)\b(?:ik werk (?:niet|enkel|alleen|deeltijds|halftijds)(?: meer)? (?:op|tot|van|maandag|dinsdag"
    r"|woensdag|donderdag|vrijdag)"
    r"|ik ben er (?:even |momenteel |nu |vandaag )?niet|even (?:weg|niet bereikbaar|offline)"
    r"|geniet(?:en)? (?:ik |we |wij )?van"
    r"|(?:er )?even (?:tussenuit|uit)|je travaille (?:à temps|uniquement|seulement)|ich arbeite (?:nur|nicht))",
)
_CONTENT = re.compile(
    r"(?i)\b(?:ga(?:at|an) over|gezin\w*|cliënt\w*|huisba\w+|huurders?|huur|woning\w*|wachtlijst\w*"
    r"|kinder\w*|kind|ouders?|mensen"
    r"|bewoners?|probleem|problemen|signaal|wijk|leerling\w*|school|jongeren|buurt|gemeente \w+"
    r"|dossier van|antwoord op (?:je|uw|jullie)"
    r"|c['’]est à|il s['’]agit|familles?|logements?|locataires?|quartier|enfants?|it is about|people"
    r"|famil(?:y|ies)|tenants?"
    r"|housing|children|es geht um|familien?|kinder|wohnung\w*|melden|vast(?:ge)?stel\w*)\b",
)
_FIRST_PERSON = re.compile(
    r"(?i)\b(?:ik|mijn|je|mon|mes|ma|i|my|ich|meine?r?|wij|we|onze|nous|notre|our|wir|unser\w*)\b"
)
_LOOK = 3_000
_MOST_WORDS = 170
_LOOSE_WORDS = 14
_SHORT_ROLE = 6


def automatic_subject(subject: str) -> bool:
    """Whether only a program writes such a subject."""
    return bool(_STRONG_SUBJECT.match(subject))


def absence(subject: str, text: str) -> str:
    """Why this letter is a program's answer, by its words; empty when a person may have written it."""
    found = _read(text)
    if automatic_subject(subject):
        said = found.away or found.notice or found.support
        answered = bool(words.REPLY_SUBJECT.match(subject)) and found.content
        return "" if answered or (found.content and not said) else "subject"
    if found.content or found.loose > _LOOSE_WORDS or found.words > _MOST_WORDS:
        return ""
    hinted = bool(_SUBJECT.match(subject))
    if found.notice and (found.away or found.support or found.notice > 1 or not found.loose):
        return "notice"
    if found.away and found.early and (found.support or hinted):
        told = found.support > 1 or found.away > 1 or hinted or found.until
        return "absence" if told or not found.loose else ""
    return "absence-subject" if hinted and found.support and found.personal and not found.loose else ""


@dataclass(frozen=True, slots=True)
class _Read:
    """How many sentences say that somebody is away, that a mail came in, or what to do meanwhile; and what is left."""

    words: int
    away: int
    notice: int
    support: int
    loose: int
    early: bool
    until: bool
    content: bool
    personal: bool


def _read(text: str) -> _Read:
    sentences = [piece for piece in (seen(piece) for piece in _SENTENCES.split(_own(text[:_LOOK]))) if piece]
    loose = [sentence for sentence in sentences if not _explained(sentence)]
    helping = [sentence for sentence in sentences if _SUPPORT.search(sentence)]
    return _Read(
        words=sum(len(sentence.split()) for sentence in sentences),
        away=sum(1 for sentence in sentences if _is_away(sentence)),
        notice=sum(1 for sentence in sentences if _NOTICE.search(sentence)),
        support=len(helping),
        loose=sum(len(sentence.split()) for sentence in loose),
        early=any(_is_away(sentence) for sentence in sentences[:4]),
        until=any(_is_away(sentence) for sentence in helping),
        content=any(_CONTENT.search(sentence) for sentence in loose),
        personal=any(_FIRST_PERSON.search(sentence) for sentence in helping),
    )


def _own(text: str) -> str:
    """The lines without what stands in signatures: those explain nothing and count for nothing."""
    return "\n".join(line for line in text.split("\n") if not words.CONTACT.match(seen(line)) or _SUPPORT.search(line))


def _is_away(sentence: str) -> bool:
    return bool(_AWAY.search(sentence) or _NOT_HERE.search(sentence))


def _explained(sentence: str) -> bool:
    if _is_away(sentence) or _SUPPORT.search(sentence) or _NOTICE.search(sentence):
        return True
    if _MANNERS.match(sentence) and len(sentence.split()) <= 8:  # noqa: PLR2004  # a greeting is short
        return True
    if words.CLOSING.match(sentence) or words.CONTACT.search(sentence) or words.NAME.match(sentence):
        return True
    return bool(words.ROLE.search(sentence)) and len(sentence.split()) <= _SHORT_ROLE
