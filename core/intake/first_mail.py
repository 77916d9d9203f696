"""A first mail: a new thread and its signal, and the questions that go back."""

from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import uuid4

from core.dialogue.engine import begin
from core.dialogue.form import Answer
from core.feedback.own_words import read_own
from core.intake.calls import find_call, mark_call, read_subject
from core.intake.draft import link_place
from core.intake.filing import file_signal
from core.intake.guard import Guard
from core.intake.joining_link import joining_links
from core.intake.look import heed
from core.intake.mailed import Post, count_hidden, put
from core.intake.normalise import normalise
from core.intake.offering import find_alike
from core.intake.outcome import Outcome
from core.intake.receive import Finished, compose_signal, details
from core.intake.rooms import Mailed, Notice
from core.intake.screen.spans import Span, mask
from core.intake.seat import Met
from core.intake.supplement import open_questions
from core.intake.thread import new_thread_token, note_asked
from core.intake.tongue import questions_in, speak
from core.privacy.keys import hash_token
from core.store.tables import Conversation, Intake, Signal
from core.words import DUTCH


def make_signal(post: Post, row: Intake) -> Outcome:
    """Make a thread and a signal of a mail, and say what is answered."""
    met, mail, place = post.met, post.mail, post.place
    own = normalise(post.heard.text or "")
    hidden, text = count_hidden(post.known.guard, own), post.known.guard.hide(own)
    findings = heed(text)
    told = {"thin": findings.thin, "danger": findings.danger, "elsewhere": findings.elsewhere, "hid": hidden}
    notes = {name for name, found in told.items() if found}
    dialogue = begin(post.form, _known(met))
    code = read_subject(mail.subject)
    call = find_call(post.session, place, code, post.context.clock()) if code else None
    answered = call.id.hex if call and not call.over else ""
    answers_ = {**dialogue.answers, post.form.story: text}
    dialogue = replace(dialogue, answers=answers_, notes=frozenset(notes), call=answered)
    token = new_thread_token()
    likeness, answers = post.weigh_answer()
    thread = Conversation(
        id=uuid4(),
        municipality_id=place.id,
        door_id=row.door_id,
        contact_id=met.contact.id if met else None,
        state="sent",
        link_hash=hash_token(token),
        mailbox=mail.mailbox or None,
        asks=answers,
        likeness=likeness,
        written_at=post.context.clock(),
    )
    thread.link = post.context.keys.seal(token.encode(), link_place(thread))
    finished = Finished(post.form, dialogue, thread.id, "mail", row.received_at)
    signal = compose_signal(place, finished, met.reporter if met else None, post.known.guard)
    mark_call(post.session, signal, dialogue.call)
    _describe(post, signal)
    questions = open_questions(post.form, signal, ()) if met and answers else ()
    if answers or not met:
        note_asked(thread, [question.key for question in questions])
    number = file_signal(post.session, thread, signal, details(finished))
    if met and not answers:
        return Outcome("signal")
    facts: dict[str, object] = {
        "number": number,
        "days": place.setting("working_days"),
        "service": place.setting("service"),
        "hidden": hidden,
        "attachments": mail.attachments,
        "danger": findings.danger,
        "elsewhere": findings.elsewhere,
        "token": token,
        "thread": thread.id.hex,
        "call": call,
        "alike": _offer(post, signal),
    }
    link = post.page(token) if questions else ""
    asks = put(questions_in(post.form, questions, post.language))
    said = post.say(Notice("mail.thanks"), *asks, facts=facts, link=link)
    return Outcome("signal", said=replace(said, own=read_own(post.session)))


def _offer(post: Post, signal: Signal) -> tuple[tuple[str, str], ...]:
    """Give the public fiches that are like a signal, as addresses and titles: in Dutch, as their words are."""
    if not post.met or post.language != DUTCH:
        return ()
    fiches = find_alike(post.session, post.context, post.place, signal.text)
    return joining_links(post.context, post.place, signal.id, fiches)


def _describe(post: Post, signal: Signal) -> None:
    """Note on a signal what its mail was."""
    mail, verified = post.mail, post.met is not None
    signal.language = mail.language
    if post.met is not None:
        speak(post.place, post.met.reporter, mail.language)
    signal.wants = "email" if verified else "nee"
    signal.whole = describe_whole(post.known.guard, mail)
    marks = (("unverified", not verified), ("several", mail.several), ("attachments", mail.attachments > 0))
    signal.flags = sorted({*signal.flags, *(name for name, holds in marks if holds)})


def _known(met: Met | None) -> dict[str, Answer]:
    known = {"sector": met.reporter.sector, "organisation": met.reporter.organisation} if met else {}
    return {key: value for key, value in known.items() if value}


def describe_whole(guard: Guard, mail: Mailed, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the whole mail screened, as pieces: what is the sender's own, and what was cut and why.

    `before`: what is kept of earlier mails about the same; the new one comes behind it.
    """
    text = mail.whole
    spans = guard.find(text)
    edges = sorted({0, len(text), *(edge for start, end, _why in mail.cut for edge in (start, end))})
    pieces: list[dict[str, str]] = [*before["pieces"], {"text": "\n\n", "why": ""}] if before else []
    for start, end in pairwise(edges):
        inside = [
            Span(max(span.start, start) - start, min(span.end, end) - start, span.type)
            for span in spans
            if span.start < end and span.end > start
        ]
        why = next((why for cut_start, cut_end, why in mail.cut if cut_start <= start and end <= cut_end), "")
        pieces.append({"text": mask(text[start:end], inside), "why": why})
    return {"pieces": pieces, "sure": mail.sure and bool(before is None or before["sure"])}
