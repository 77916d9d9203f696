"""A mail taken: a new signal, an answer to our questions, a command, or something that no person wrote."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.replies import read_replies
from core.intake.commands import EDITABLE, list_signals
from core.intake.draft import link_place
from core.intake.first_mail import describe_whole, make_signal
from core.intake.known import Known
from core.intake.look import heed
from core.intake.mail_answers import answer_by_mail, is_question_token
from core.intake.mailed import Post, count_hidden, put
from core.intake.normalise import normalise
from core.intake.outcome import Outcome
from core.intake.remarks import answers_a_digest, find_replied, point_to, take_reply
from core.intake.rooms import Heard, Mailed, Notice
from core.intake.seat import Met
from core.intake.stopping import stop_letters, stop_questions
from core.intake.supplement import add_words, apply_events, open_questions
from core.intake.thread import (
    ever_asked,
    find_thread,
    is_to_questions,
    is_token,
    last_asked,
    note_asked,
    still_asks,
    was_quiet,
)
from core.intake.tongue import form_in, questions_in
from core.municipalities import Place
from core.questionnaire.asked import read_asked, read_told
from core.store.tables import Conversation, Intake, Signal
from core.words import DUTCH

# A person decided that a mail is to be taken, whatever its wording; whose letter it answers is somebody else.
PERSON, OTHER_SENDER = "mail-person", "other-sender"


def take_mail(session: Session, context: Context, place: Place, heard: Heard, row: Intake, known: Known) -> Outcome:
    """Take a person's mail; when its sender is not verified, nothing is read, changed or sent."""
    mail = heard.mail or Mailed("person")
    met = known.met
    post = Post(session, context, place, heard, mail, read_asked(session, place, known.organisations), known)
    thread = find_thread(session, met, mail) if met else None
    if met and mail.command:
        return _command(post, met, thread)
    if mail.command and not met:
        return Outcome("aside", "unverified-command")
    if mail.encrypted or mail.kind == "empty":
        reason, notice = ("encrypted", "mail.encrypted") if mail.encrypted else ("mail-empty", "mail.only-attachments")
        return Outcome("aside", reason, post.say(Notice(notice)))
    followed = _follow(post, met, thread) if met else None
    if followed is not None:
        return followed
    if row.reason != PERSON and ((met and mail.token and _is_ours(session, mail.token)) or answers_a_digest(post)):
        return Outcome("aside", OTHER_SENDER)
    return make_signal(post, row)


def _follow(post: Post, met: Met, thread: Conversation | None) -> Outcome | None:
    """Take what answers a question of ours, or goes on with a thread; None for anything else."""
    answered = answer_by_mail(post, met, thread)
    replied = find_replied(post) if answered is None else None
    if replied is not None:
        return take_reply(post, met, replied)
    return _supplement(post, met, thread) if answered is None and thread else answered


def _supplement(post: Post, met: Met, thread: Conversation) -> Outcome:
    session, now = post.session, post.context.clock()
    signal = session.scalar(select(Signal).where(Signal.conversation_id == thread.id).with_for_update())
    if signal is None or signal.status == "ingetrokken":
        return Outcome("answer", said=post.say(Notice("mail.gone")))
    form = read_told(session, post.place, signal, post.known.organisations)
    text = normalise(post.heard.text or "")
    guard = post.known.guard
    hidden = count_hidden(guard, text)
    # A short answer tells no language; the signal's does. Who was asked in French may answer in Dutch as well.
    language = signal.language if post.mail.language == DUTCH else post.mail.language
    post = replace(post, mail=replace(post.mail, language=language))
    spoken = form_in(form, post.language)
    replies = read_replies(spoken, last_asked(thread), text)
    if not replies.events and spoken is not form:
        spoken = form
        replies = read_replies(form, last_asked(thread), text)
    likeness, answers = post.weigh_answer()
    answered = apply_events(session, spoken, signal, replies.events, guard)
    add_words(session, signal, replies.rest, guard)
    if replies.rest and signal.status not in EDITABLE:
        point_to(session, met, signal, "mail")
    signal.whole = describe_whole(guard, post.mail, signal.whole)
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
    # Who answered without the token of her letter still gets it in the next one.
    token = post.mail.token or _token(post, thread)
    facts: dict[str, object] = {
        "number": signal.number,
        "answered": len(answered),
        "hidden": hidden,
        "attachments": post.mail.attachments,
        "danger": danger,
        "token": token,
        "thread": thread.id.hex,
    }
    link = post.page(token) if questions and token else ""
    asks = put(questions_in(form, questions, post.language))
    return Outcome("answer", said=post.say(Notice("mail.supplemented"), *asks, facts=facts, link=link))


def _is_ours(session: Session, token: str) -> bool:
    return is_token(session, token) or is_question_token(session, token)


def _token(post: Post, thread: Conversation) -> str:
    return post.context.keys.open(thread.link, link_place(thread)).decode() if thread.link else ""


def _command(post: Post, met: Met, thread: Conversation | None) -> Outcome:
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
