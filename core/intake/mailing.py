"""A mail taken: a new signal, an answer to our questions, a command, or something that no person wrote."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.engine import begin
from core.dialogue.events import Ask, Prompt
from core.dialogue.form import Answer, Form, Question
from core.dialogue.load import load_form
from core.dialogue.replies import read_replies
from core.intake.commands import list_signals
from core.intake.draft import link_place
from core.intake.look import heed
from core.intake.normalise import normalise
from core.intake.outcome import Outcome
from core.intake.receive import Finished, accepted_words, receive
from core.intake.rooms import Heard, Mailed, Notice, Said
from core.intake.screen.find import find_personal
from core.intake.screen.spans import Span, mask
from core.intake.seat import Met
from core.intake.stopping import stop_letters, stop_questions
from core.intake.supplement import add_words, apply_events, open_questions
from core.intake.thread import (
    ever_asked,
    find_thread,
    is_to_questions,
    last_asked,
    new_thread_token,
    note_asked,
    repeats_itself,
    still_asks,
    was_quiet,
)
from core.intake.tongue import answer_language, form_in, questions_in
from core.municipalities import Place, list_organisations
from core.privacy.keys import hash_token
from core.store.tables import Conversation, Intake, Signal
from core.words import DUTCH

# What the answer tells was hidden, by type; the words themselves are told to nobody.
Hidden = Counter[str]


@dataclass(frozen=True, slots=True)
class _Post:
    session: Session
    context: Context
    place: Place
    heard: Heard
    mail: Mailed
    form: Form
    met: Met | None

    def page(self, token: str) -> str:
        """Give the web address where this goes on."""
        return f"{self.context.base_url}/{self.place.slug}/signaal/{token}"

    def weigh_answer(self) -> tuple[bytes | None, bool]:
        """Give the likeness of a mail, and whether it may be answered: not what came before, nor our own words."""
        if self.met is None:
            return None, False
        again, likeness = repeats_itself(
            self.session, self.context.keys, self.met, self.heard.text or "", self.context.clock()
        )
        return likeness, not (again or self.mail.echo)

    @property
    def language(self) -> str:
        """Say in which language is answered: the writer's, where the municipality switched it on."""
        return answer_language(self.place, self.mail.language)

    def say(self, *items: Prompt | Notice, facts: dict[str, object] | None = None, link: str = "") -> Said:
        """Make an answer to this mail."""
        told = {**(facts or {}), "language": self.language}
        return Said(items, self.heard, form=self.form, place=self.place, facts=told, link=link)


def take_mail(session: Session, context: Context, place: Place, heard: Heard, row: Intake, met: Met | None) -> Outcome:
    """Take a person's mail; `met` is None when the sender is not verified: then nothing is read, changed or sent."""
    mail = heard.mail or Mailed("person")
    form = load_form("signaal", met.organisations if met else list_organisations(session))
    post = _Post(session, context, place, heard, mail, form, met)
    thread = find_thread(session, met, mail) if met else None
    if met and mail.command:
        return _command(post, met, thread)
    if mail.command and not met:
        return Outcome("aside", "unverified-command")
    if mail.encrypted:
        return Outcome("aside", "encrypted", post.say(Notice("mail.encrypted")))
    if met and thread:
        return _supplement(post, met, thread)
    return _new_signal(post, row)


def _new_signal(post: _Post, row: Intake) -> Outcome:
    met, mail, place = post.met, post.mail, post.place
    text, hidden = _screen(post.session, post.heard.text or "")
    findings = heed(text)
    notes = {name for name, found in (("thin", findings.thin), ("danger", findings.danger), ("hid", hidden)) if found}
    dialogue = begin(post.form, _known(met))
    dialogue = replace(dialogue, answers={**dialogue.answers, post.form.story: text}, notes=frozenset(notes))
    token = new_thread_token()
    likeness, answers = post.weigh_answer()
    thread = Conversation(
        municipality_id=place.id,
        door_id=row.door_id,
        contact_id=met.contact.id if met else None,
        state="sent",
        link_hash=hash_token(token),
        mailbox=mail.mailbox or None,
        asks=answers,
        likeness=likeness,
    )
    thread.link = post.context.keys.seal(token.encode(), link_place(thread))
    post.session.add(thread)
    post.session.flush()
    finished = Finished(post.form, dialogue, thread.id, "mail", row.received_at)
    signal = receive(post.session, place, finished, met.reporter if met else None)
    _describe(post, signal)
    thread.number, thread.written_at = signal.number, post.context.clock()
    if met and not answers:
        return Outcome("signal")
    questions = open_questions(post.form, signal, ()) if met else ()
    note_asked(thread, [question.key for question in questions])
    facts: dict[str, object] = {
        "number": signal.number,
        "days": place.setting("working_days"),
        "service": place.setting("service"),
        "hidden": dict(hidden),
        "attachments": mail.attachments,
        "danger": findings.danger,
        "token": token,
        "thread": thread.id.hex,
    }
    link = post.page(token) if questions else ""
    asks = _asks(questions_in(post.form, questions, post.language))
    return Outcome("signal", said=post.say(Notice("mail.thanks"), *asks, facts=facts, link=link))


def _describe(post: _Post, signal: Signal) -> None:
    """Note on a signal what its mail was."""
    mail, verified = post.mail, post.met is not None
    signal.language = mail.language
    signal.wants = "email" if verified else "nee"
    signal.whole = _whole(post.session, mail)
    marks = (("unverified", not verified), ("several", mail.several), ("attachments", mail.attachments > 0))
    signal.flags = sorted({*signal.flags, *(name for name, holds in marks if holds)})


def _supplement(post: _Post, met: Met, thread: Conversation) -> Outcome:
    session, form, now = post.session, post.form, post.context.clock()
    signal = session.scalar(select(Signal).where(Signal.conversation_id == thread.id).with_for_update())
    if signal is None or signal.status == "ingetrokken":
        return Outcome("answer", said=post.say(Notice("mail.gone")))
    text = normalise(post.heard.text or "")
    hidden = _screen(session, text)[1]
    # A short answer tells no language; the signal's does. Who was asked in French may answer in Dutch as well.
    language = signal.language if post.mail.language == DUTCH else post.mail.language
    post = replace(post, mail=replace(post.mail, language=language))
    spoken = form_in(form, post.language)
    replies = read_replies(spoken, last_asked(thread), text)
    if not replies.events and spoken is not form:
        spoken = form
        replies = read_replies(form, last_asked(thread), text)
    likeness, answers = post.weigh_answer()
    answered = apply_events(session, spoken, signal, replies.events)
    add_words(session, signal, replies.rest)
    danger = heed(text).danger
    signal.flags = sorted({*signal.flags, "danger"}) if danger else signal.flags
    met.reporter.sector = signal.sector or met.reporter.sector
    met.reporter.organisation = signal.organisation or met.reporter.organisation
    questions = open_questions(form, signal, ever_asked(thread)) if still_asks(thread, now) else ()
    thread.likeness, thread.touched_at = likeness or thread.likeness, now
    thread.asks = thread.asks and answers
    if not answers or (not questions and not answered and not was_quiet(thread, now)):
        return Outcome("answer")
    if questions:
        note_asked(thread, [question.key for question in questions])
    else:
        thread.asks = False
    thread.written_at = thread.touched_at = now
    facts: dict[str, object] = {
        "number": signal.number,
        "answered": len(answered),
        "hidden": dict(hidden),
        "attachments": post.mail.attachments,
        "danger": danger,
        "token": post.mail.token,
        "thread": thread.id.hex,
    }
    link = post.page(post.mail.token) if questions and post.mail.token else ""
    asks = _asks(questions_in(form, questions, post.language))
    return Outcome("answer", said=post.say(Notice("mail.supplemented"), *asks, facts=facts, link=link))


def _command(post: _Post, met: Met, thread: Conversation | None) -> Outcome:
    command = post.mail.command
    if command == "stop" and thread and is_to_questions(post.session, thread, post.mail):
        stop_questions(post.session, met.contact, thread)
        notices: tuple[Notice, ...] = (Notice("mail.no-more-questions", {"number": thread.number}),)
    elif command == "stop":
        stop_letters(post.session, met.contact)
        notices = (Notice("mail.no-more-letters"),)
    elif command == "status":
        notices = list_signals(post.session, post.context, met, most=10)
    else:
        notices = (Notice("mail.help"),)
    return Outcome("command", said=post.say(*notices))


def _known(met: Met | None) -> dict[str, Answer]:
    known = {"sector": met.reporter.sector, "organisation": met.reporter.organisation} if met else {}
    return {key: value for key, value in known.items() if value}


def _asks(questions: tuple[Question, ...]) -> tuple[Prompt, ...]:
    return tuple(
        Ask(question, question.text, number, len(questions), can_skip=not question.required)
        for number, question in enumerate(questions, 1)
    )


def _screen(session: Session, text: str) -> tuple[str, Hidden]:
    text = normalise(text)
    spans = find_personal(text, accepted_words(session))
    return mask(text, spans), Counter(span.type for span in spans)


def _whole(session: Session, mail: Mailed) -> dict[str, object]:
    """Give the whole mail screened, as pieces: what is the sender's own, and what was cut and why."""
    allowed = accepted_words(session)
    text = mail.whole
    spans = find_personal(text, allowed)
    edges = sorted({0, len(text), *(edge for start, end, _why in mail.cut for edge in (start, end))})
    pieces: list[dict[str, str]] = []
    for start, end in pairwise(edges):
        inside = [
            Span(max(span.start, start) - start, min(span.end, end) - start, span.type)
            for span in spans
            if span.start < end and span.end > start
        ]
        why = next((why for cut_start, cut_end, why in mail.cut if cut_start <= start and end <= cut_end), "")
        pieces.append({"text": mask(text[start:end], inside), "why": why})
    return {"pieces": pieces, "sure": mail.sure}
