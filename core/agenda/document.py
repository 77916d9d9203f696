"""Minutes as a document of a word processor (.docx), with headings and lists that a screen reader knows."""

import io
import re
from typing import Any

from docx import Document

from core.agenda.minutes import Minutes, Talk
from core.municipalities import Place
from core.words import Words

# What XML cannot hold at all; a title of old may have it.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_minutes(words: Words, place: Place, minutes: Minutes, when: str) -> bytes:
    """Write minutes as .docx; `when`: the day and hours in words."""
    item, say = minutes.item, words.say
    document: Any = Document()
    about = document.core_properties
    about.title, about.author, about.language = say("meet.minutes-of", title=item.title), place.name, "nl-BE"
    about.comments = ""
    document.add_heading(say("meet.minutes-of", title=item.title), 0)
    lines = (say(f"meet.kind.{item.kind}"), when, item.venue)
    document.add_paragraph("\n".join(line for line in lines if line))
    if item.body:
        document.add_paragraph(item.body)
    _write_presence(document, words, minutes)
    document.add_heading(say("meet.table"), 1)
    for talk in minutes.talks:
        document.add_paragraph(_name(words, talk), style="List Number")
    for talk in minutes.talks:
        _write_talk(document, words, talk)
    if minutes.remarks:
        document.add_heading(say("meet.remarks-general"), 1)
        for note in minutes.remarks:
            document.add_paragraph(note.text, style="List Bullet")
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _write_presence(document: Any, words: Words, minutes: Minutes) -> None:
    say, presence = words.say, minutes.presence
    document.add_heading(say("meet.presence"), 1)
    if not presence.people:
        document.add_paragraph(say("meet.presence-none"))
        return
    told = f"{say('meet.people', count=presence.people)}, {say('meet.organisations', count=presence.organisations)}."
    if presence.signallers is not None:
        told += " " + say("meet.signallers-said", count=presence.signallers)
    document.add_paragraph(told)
    for came in minutes.came:
        name = came.name or say("meet.own-people")
        document.add_paragraph(f"{name}: {came.people}", style="List Bullet")


def _write_talk(document: Any, words: Words, talk: Talk) -> None:
    say = words.say
    document.add_heading(_name(words, talk), 1)
    if talk.fiche.question:
        document.add_paragraph(f"{say('meet.question')}: {talk.fiche.question}")
    document.add_paragraph(say("meet.votes-said", count=talk.fiche.votes))
    for heading, notes in (("meet.decisions", talk.decisions), ("meet.remarks", talk.remarks)):
        if notes:
            document.add_heading(say(heading), 2)
        for note in notes:
            became = f" ({say('meet.became-action')})" if note.action_id else ""
            proposed = ""
            if note.proposes:
                proposed = " " + say("meet.proposes-said", to=say(f"admin.fiche.status.{note.proposes}"))
            document.add_paragraph(f"{note.text}{became}{proposed}", style="List Bullet")


def _name(words: Words, talk: Talk) -> str:
    title = _UNFIT.sub("", talk.fiche.title)
    return f"{words.say('admin.fiche.title', number=talk.fiche.number)}: {title}"
