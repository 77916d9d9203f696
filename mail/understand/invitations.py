"""Recognise a calendar's mail: an invitation or an answer to one, by its part or by how calendars write without it."""

import re

from mail.understand.families import Bit
from mail.understand.parsed import Parsed
from mail.understand.sentences import read_sentences

_ANSWERS = {"REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER", "REFRESH"}
_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:(?:voorlopig |onder voorbehoud )?(?:geaccepteerd|aanvaard|afgewezen|geweigerd)|voorlopig"
    r"|geannuleerd|onder voorbehoud"
    r"|nieuw(?:e)? tijd(?:stip)? voorgesteld|(?:bijgewerkte )?uitnodiging|gewijzigde afspraak|accepted|declined"
    r"|tentative(?:ly accepted)?|cancell?ed(?: event)?"
    r"|(?:updated )?invitation|new time proposed|accepté(?:e)?|refusé(?:e)?|provisoire|annulé(?:e)?"
    r"|invitation (?:mise à jour|modifiée)"
    r"|nouvelle heure proposée|zugesagt|abgelehnt|mit vorbehalt|abgesagt|einladung)\s?:",
)
_BODY = re.compile(
    r"(?im)^\W{0,3}(?:wanneer|waar|when|where|quand|où|lieu|wann|wo|plaats|locatie|location|deelnemers|attendees"
    r"|organisator)\s?:"
    r"|\b(?:heeft (?:\w+ )?(?:geaccepteerd|afgewezen|geweigerd)|has (?:accepted|declined)|a (?:accepté|refusé)"
    r"|uitnodiging|invitation|einladung|vergadering|afspraak|meeting|réunion|événement|event|agenda|tijdstip"
    r"|termin)\b",
)
_FEW = 60


def invitation(mail: Parsed, own: str) -> str:
    """Why this is a calendar's mail; `own` is the letter without what others wrote. Empty when it is not."""
    if mail.calendar is not None:
        method = mail.calendar.method
        itself = method != "PUBLISH" and not mail.calendar.attached
        return f"method-{method.lower()}" if method in _ANSWERS or itself else ""
    if not _SUBJECT.match(mail.subject):
        return ""
    if not own.strip():
        return "calendar-subject"
    sentences = read_sentences(own)
    tells = any(sentence.bits & (Bit.OTHERS | Bit.TOPIC) for sentence in sentences)
    short = sum(len(sentence.words) for sentence in sentences) <= _FEW
    return "calendar-subject" if short and not tells and _BODY.search(own) else ""
