"""One turn of a dialogue in a municipality: what was heard goes through the engine, and what came of it is stored."""

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.courtesy import read_courtesy
from core.dialogue.digest import is_about
from core.dialogue.engine import prompt, step
from core.dialogue.events import (
    Answered,
    Ask,
    Corrected,
    Farewell,
    Hid,
    Prompt,
    Restarted,
    Stopped,
    Warn,
)
from core.dialogue.form import Form
from core.feedback.own_words import read_own
from core.intake.coming import Came, find_going
from core.intake.commands import run_command
from core.intake.confirm import confirm, read_confirmation
from core.intake.draft import Draft, begin_draft, close_conversation, store_draft
from core.intake.ended import go_on
from core.intake.judging import judge_story
from core.intake.offering import offer_fiches
from core.intake.outcome import Outcome
from core.intake.profile import keep_profile
from core.intake.reading import mark, read_events, refuse_edit, step_once
from core.intake.receive import accepted_words
from core.intake.rooms import Heard, Notice, Said
from core.intake.seat import Met, leave, only_asked
from core.intake.send import send
from core.intake.tongue import answer_language
from core.intake.vouching import propose_words
from core.intake.wishing import offer_stop
from core.questionnaire.asked import read_asked


@dataclass(slots=True)
class _Turn:
    session: Session
    context: Context
    kind: str
    met: Met
    heard: Heard
    form: Form
    draft: Draft | None
    asked: str = ""
    came: Came = field(default_factory=Came)

    def say(self, *items: Prompt | Notice, draft: Draft | None = None) -> Said:
        """Make a reply about a draft (or about none)."""
        slug = self.met.place.slug
        return Said(
            items,
            self.heard,
            form=self.form,
            dialogue=draft.dialogue if draft else None,
            place=self.met.place,
            conversation=str(draft.row.id)[:8] if draft else "",
            link=f"{self.context.base_url}/{slug}/signaal/{draft.link}" if draft and draft.link else "",
        )

    def begin(self) -> Draft:
        """Open a conversation, on the page it was begun on if there is one."""
        draft = begin_draft(self.session, self.context, self.met, self.form, self.heard.link)
        self.came.begin(draft)
        self.form = draft.form
        return draft


def take_turn(session: Session, context: Context, kind: str, met: Met, heard: Heard, *, quiet: bool) -> Outcome:
    """Take one delivery; `quiet` when older words of this chat come next, so that those get the answer."""
    asked = met.contact.asking or ""
    if asked and not heard.conversation:
        heard = read_confirmation(context.words, asked, heard)
    if asked and not (heard.conversation and heard.command):  # who only looks at other buttons may still say yes
        met.contact.asking = None
    draft, came = find_going(session, context, met, heard)
    form = draft.form if draft else read_asked(session, met.place, met.organisations, heard.version)
    turn = _Turn(session, context, kind, met, heard, form, draft, asked, came)
    outcome = _take(_begin_with_words(turn), quiet=quiet)
    notices = [item for item in outcome.said.items if isinstance(item, Notice)] if outcome.said else []
    if any(notice.confirms for notice in notices):
        met.contact.asking = next(notice.confirms for notice in notices if notice.confirms)
    return outcome


def _take(turn: _Turn, *, quiet: bool) -> Outcome:
    if turn.heard.command or turn.heard.pick:
        return _command(turn, turn.heard.command or "start", quiet=quiet)
    return _turn_away(turn) or _step_through(turn, turn.draft or turn.begin())


def _begin_with_words(turn: _Turn) -> _Turn:
    """Take the words behind "/nieuw" as the story, where none was told yet."""
    heard, draft = turn.heard, turn.draft
    if heard.command == "nieuw" and heard.argument and not (draft and draft.told):
        turn.heard = replace(heard, command="", argument="", text=heard.argument)
        if draft:
            draft.fresh = True
    return turn


def _turn_away(turn: _Turn) -> Outcome | None:
    """Answer what is no step of the dialogue: an attachment, a greeting, an edit or a button that came too late."""
    heard, draft = turn.heard, turn.draft
    open_question = (prompt(turn.form, draft.dialogue),) if draft else ()
    if heard.refusal:
        return Outcome("aside", heard.refusal, turn.say(Notice(heard.refusal), *open_question, draft=draft))
    courtesy = read_courtesy(heard.text or "") if draft is None and not heard.edited else None
    if courtesy:
        _leave_again(turn)
        key = "notice.greeting" if courtesy == "greeting" else "notice.you-are-welcome"
        return Outcome("answer", said=turn.say(Notice(key, {"place": turn.met.place.name})))
    refused = refuse_edit(heard, draft) if heard.edited else None
    if refused:
        return Outcome("answer", said=turn.say(Notice(refused), draft=draft))
    current_button = draft and str(draft.row.id).startswith(heard.conversation) and is_about(heard.over, draft.dialogue)
    if heard.conversation and not current_button:
        return Outcome("answer", said=turn.say(Notice("notice.old-button"), *open_question, draft=draft))
    if heard.link and (draft is None or draft.link != heard.link):
        # A page of a conversation that has ended; its reporter may have begun another one since.
        ended = go_on(turn.session, turn.met, heard, turn.context.clock())
        if ended:
            return Outcome("answer", said=replace(turn.say(ended.closing), facts=ended.facts))
    return None


def _step_through(turn: _Turn, draft: Draft) -> Outcome:
    """Put everything that was heard through the engine, and store what came of it."""
    events = read_events(turn.heard, draft)
    if Stopped() in events and draft.told:
        return Outcome("answer", said=turn.say(confirm("stop", "notice.stop-sure"), draft=draft))
    # A tap holds no words to look at.
    typed = any(isinstance(event, Answered) and isinstance(event.value, str) for event in events)
    allowed = accepted_words(turn.session) if typed and not turn.heard.chosen else frozenset[str]()
    draft.ticked = None
    prompts: tuple[Prompt, ...] = ()
    dangers: tuple[Prompt, ...] = ()
    complaints: dict[str, str] = {}
    delete = ""
    for event in events:
        taken, about = step_once(draft, event, allowed, turn.heard.message)
        if isinstance(event, (Hid, Corrected, Answered)):  # what she told anew goes too, unless she edited it in place
            gone = (text.message for text in draft.dialogue.waiting if text not in taken.dialogue.waiting)
            found = next(gone, "")
            delete = found if found != turn.heard.message else delete
        changed = taken.dialogue != draft.dialogue
        draft.dialogue, prompts = taken.dialogue, taken.prompts
        dangers = dangers or tuple(item for item in prompts[:-1] if isinstance(item, Warn))
        last = prompts[-1] if prompts else None
        added = isinstance(last, Ask) and last.note == "note.added"
        added = added or (draft.dialogue.pending is not None and draft.dialogue.pending.added)
        if changed:  # what was no answer to a warning is not what the warning is about
            mark(draft, turn.heard, event, draft.form.story if added else about)
        if isinstance(last, Ask) and last.complaint:
            complaints[last.question.key] = last.complaint
        propose_words(turn.session, turn.met.place.id, taken.allowed)
    prompts = judge_story(turn.context, turn.met.place, draft) or prompts
    prompts = offer_fiches(turn.session, turn.context, turn.met.place, draft) or prompts
    # A danger warning of any of the events stands before what is asked last.
    prompts = (*dangers, *prompts[-1:]) if prompts else (prompt(draft.form, draft.dialogue),)
    return _conclude(turn, draft, prompts, complaints=complaints, delete=delete)


def _conclude(
    turn: _Turn, draft: Draft, prompts: tuple[Prompt, ...], *, complaints: dict[str, str], delete: str
) -> Outcome:
    keep_profile(turn.met.reporter, draft.dialogue)
    sent = draft.dialogue.status == "sent"
    facts = send(turn.session, turn.context, turn.kind, turn.met, draft) if sent else {}
    said = replace(turn.say(*prompts, draft=draft), facts=facts, complaints=complaints, delete=delete)
    said = replace(said, own=read_own(turn.session)) if sent else said
    if draft.dialogue.status in {"sent", "stopped"}:
        draft.row.touched_at = turn.context.clock()
        close_conversation(draft.row, draft.dialogue.status)
    else:
        store_draft(turn.session, turn.context, draft)
    return Outcome("signal" if sent else "answer", said=said)


def _command(turn: _Turn, name: str, *, quiet: bool) -> Outcome:
    draft = turn.draft
    told = draft is not None and draft.told
    if name == "stop-ja" and turn.asked != "stop":  # the button of another signal
        open_question = (prompt(turn.form, draft.dialogue),) if draft else ()
        return Outcome("command", said=turn.say(Notice("notice.old-button"), *open_question, draft=draft))
    if name in {"stop", "stop-ja"}:
        return _stop(turn)
    if name in {"opnieuw", "start"} or (name == "nieuw" and not told):
        return _start(turn, name, quiet=quiet)
    reply = run_command(turn.session, turn.context, turn.met, name, turn.heard.argument)
    asks = any(notice.confirms for notice in reply.notices)
    if not reply.erased and not asks:
        _leave_again(turn)
    if draft and turn.heard.ticked:
        draft.ticked = turn.heard.ticked
        store_draft(turn.session, turn.context, draft)
    items: tuple[Prompt | Notice, ...] = reply.notices
    if draft and not reply.erased and (reply.resumes or name == "doorgaan"):
        items += (prompt(turn.form, draft.dialogue),)
    said = turn.say(*items, draft=None if reply.erased else draft)
    if reply.spoken and not reply.resumes:  # an open question is in Dutch
        said = replace(said, facts={"language": answer_language(turn.met.place, turn.met.reporter.language)})
    return Outcome("command", said=said, erased=reply.erased)


def _leave_again(turn: _Turn) -> None:
    """Let go of whoever only asks or says something: she is not kept for it."""
    if turn.draft or not (turn.met.first_time or turn.asked):
        return
    if turn.met.first_time or only_asked(turn.session, turn.met):
        leave(turn.session, turn.met)


def _stop(turn: _Turn) -> Outcome:
    if turn.draft is None:
        return Outcome("command", said=turn.say(Notice("notice.nothing-open"), *offer_stop(turn.session, turn.met)))
    close_conversation(turn.draft.row, "stopped")
    return Outcome("command", said=turn.say(Farewell()))


def _start(turn: _Turn, name: str, *, quiet: bool) -> Outcome:
    greeting: tuple[Notice, ...] = ()
    draft = turn.draft
    if draft is None:
        greeting = (*turn.came.greet(), Notice("notice.intro", {"place": turn.met.place.name}))
        greeting = greeting if name == "start" else ()
        if quiet:  # the older words open the conversation themselves, so that they are taken as the story
            return Outcome("command", said=turn.say(*greeting) if greeting else None)
        draft = turn.begin()
    elif name == "opnieuw":
        draft.dialogue, draft.marks = step(turn.form, draft.dialogue, Restarted()).dialogue, {}
    elif draft.told:
        greeting = (Notice(turn.came.later),)
    else:
        turn.came.begin(draft)
        turn.form = draft.form
        greeting = turn.came.greet()
    store_draft(turn.session, turn.context, draft)
    if quiet:
        return Outcome("command", said=turn.say(*greeting, draft=draft) if greeting else None)
    return Outcome("command", said=turn.say(*greeting, prompt(turn.form, draft.dialogue), draft=draft))
