"""One turn of a dialogue in a municipality: what was heard goes through the engine, and what came of it is stored."""

from dataclasses import dataclass, replace

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
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
    Warn,
)
from core.dialogue.form import Form
from core.dialogue.load import load_form
from core.intake.commands import run_command
from core.intake.draft import Draft, begin_draft, close_conversation, find_draft, store_draft
from core.intake.ended import go_on
from core.intake.normalise import normalise
from core.intake.outcome import Outcome
from core.intake.reading import find_mark, mark, read_events, step_once
from core.intake.receive import accepted_words
from core.intake.rooms import Heard, Notice, Said
from core.intake.seat import Met, leave
from core.intake.send import send
from core.store.tables import Allowed


@dataclass(slots=True)
class _Turn:
    session: Session
    context: Context
    kind: str
    met: Met
    heard: Heard
    form: Form
    draft: Draft | None

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
        return begin_draft(self.session, self.context, self.met, self.form, self.heard.link)


def take_turn(session: Session, context: Context, kind: str, met: Met, heard: Heard, *, quiet: bool) -> Outcome:
    """Take one delivery; `quiet` when older words of this chat come next, so that those get the answer."""
    form = load_form("signaal", met.organisations)
    draft = find_draft(session, context, met, form)
    turn = _Turn(session, context, kind, met, heard, form, draft)
    if heard.command or heard.pick:
        return _command(turn, heard.command or "start", quiet=quiet)
    return _turn_away(turn) or _step_through(turn, draft or turn.begin())


def _turn_away(turn: _Turn) -> Outcome | None:
    """Answer what is no step of the dialogue: a refused attachment, an edit or a button that came too late."""
    heard, draft = turn.heard, turn.draft
    open_question = (prompt(turn.form, draft.dialogue),) if draft else ()
    if heard.refusal:
        return Outcome("aside", heard.refusal, turn.say(Notice(heard.refusal), *open_question, draft=draft))
    refused = _refuse_edit(heard, draft) if heard.edited else None
    if refused:
        return Outcome("answer", said=turn.say(Notice(refused), draft=draft))
    current_button = draft and str(draft.row.id).startswith(heard.conversation) and is_about(heard.over, draft.dialogue)
    if heard.conversation and not current_button:
        return Outcome("answer", said=turn.say(Notice("notice.old-button"), *open_question, draft=draft))
    if heard.link and (draft is None or draft.link != heard.link):
        # A page of a conversation that has ended; its reporter may have begun another one since.
        ended = go_on(turn.session, turn.form, turn.met, heard, turn.context.clock())
        if ended:
            return Outcome("answer", said=replace(turn.say(ended.closing), facts=ended.facts))
    return None


def _refuse_edit(heard: Heard, draft: Draft | None) -> str | None:
    """Say (as a message key) why an edited message changes nothing; None when it changes an answer."""
    if draft is None:
        return "notice.edit-too-late"
    key = draft.marks.get(heard.message)
    if key is None:
        return "notice.edit-unknown"
    # A story told in several messages keeps no boundaries: one of them cannot be replaced on its own.
    alone = sum(1 for about in draft.marks.values() if about == key) == 1
    return None if alone or key != draft.form.story else "notice.edit-part"


def _step_through(turn: _Turn, draft: Draft) -> Outcome:
    """Put everything that was heard through the engine, and store what came of it."""
    events = read_events(turn.heard, draft)
    # A tap holds no words to look at.
    typed = any(isinstance(event, Answered) and isinstance(event.value, str) for event in events)
    allowed = accepted_words(turn.session) if typed and not turn.heard.chosen else frozenset[str]()
    prompts: tuple[Prompt, ...] = ()
    dangers: tuple[Prompt, ...] = ()
    complaints: dict[str, str] = {}
    delete = ""
    for event in events:
        taken, about = step_once(draft.form, draft.dialogue, event, allowed)
        if isinstance(event, (Hid, Corrected, Answered)):  # what she told anew goes too, unless she edited it in place
            gone = (text.key for text in draft.dialogue.waiting if text not in taken.dialogue.waiting)
            found = find_mark(draft.marks, next(gone, ""))
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
        _propose(turn, taken.allowed)
    # A danger warning of any of the events stands before what is asked last.
    prompts = (*dangers, *prompts[-1:]) if prompts else (prompt(draft.form, draft.dialogue),)
    return _conclude(turn, draft, prompts, complaints=complaints, delete=delete)


def _conclude(
    turn: _Turn, draft: Draft, prompts: tuple[Prompt, ...], *, complaints: dict[str, str], delete: str
) -> Outcome:
    sent = draft.dialogue.status == "sent"
    facts = send(turn.session, turn.context, turn.kind, turn.met, draft) if sent else {}
    said = replace(turn.say(*prompts, draft=draft), facts=facts, complaints=complaints, delete=delete)
    if draft.dialogue.status in {"sent", "stopped"}:
        draft.row.touched_at = turn.context.clock()
        close_conversation(draft.row, draft.dialogue.status)
    else:
        store_draft(turn.session, turn.context, draft)
    return Outcome("signal" if sent else "answer", said=said)


def _propose(turn: _Turn, words: tuple[str, ...]) -> None:
    """Propose words that the reporter vouched for; they count once a processor agrees."""
    for vouched in words:
        proposed = insert(Allowed).values(municipality_id=turn.met.place.id, words=normalise(vouched), accepted=False)
        turn.session.execute(proposed.on_conflict_do_nothing())


def _command(turn: _Turn, name: str, *, quiet: bool) -> Outcome:
    draft = turn.draft
    told = draft is not None and _told(draft)
    if name == "stop":
        return _stop(turn)
    if name in {"opnieuw", "start"} or (name == "nieuw" and not told):
        return _start(turn, name, quiet=quiet)
    reply = run_command(turn.session, turn.context, turn.met, name, turn.heard.argument)
    if turn.met.first_time and draft is None and not reply.erased:  # whoever only asks something is not kept for it
        leave(turn.session, turn.met)
    items: tuple[Prompt | Notice, ...] = reply.notices
    if draft and not reply.erased and (reply.resumes or name == "doorgaan"):
        items += (prompt(turn.form, draft.dialogue),)
    said = turn.say(*items, draft=None if reply.erased else draft)
    return Outcome("command", said=said, erased=reply.erased)


def _stop(turn: _Turn) -> Outcome:
    if turn.draft is None:
        return Outcome("command", said=turn.say(Notice("notice.nothing-open")))
    close_conversation(turn.draft.row, "stopped")
    return Outcome("command", said=turn.say(Farewell()))


def _start(turn: _Turn, name: str, *, quiet: bool) -> Outcome:
    greeting: tuple[Notice, ...] = ()
    draft = turn.draft
    if draft is None:
        greeting = (Notice("notice.intro", {"place": turn.met.place.name}),) if name == "start" else ()
        if quiet:  # the older words open the conversation themselves, so that they are taken as the story
            return Outcome("command", said=turn.say(*greeting) if greeting else None)
        draft = turn.begin()
    elif name == "opnieuw":
        draft.dialogue, draft.marks = step(turn.form, draft.dialogue, Restarted()).dialogue, {}
    elif _told(draft):
        greeting = (Notice("notice.welcome-back"),)
    store_draft(turn.session, turn.context, draft)
    if quiet:
        return Outcome("command", said=turn.say(*greeting, draft=draft) if greeting else None)
    return Outcome("command", said=turn.say(*greeting, prompt(turn.form, draft.dialogue), draft=draft))


def _told(draft: Draft) -> bool:
    return draft.form.story in draft.dialogue.answers or draft.dialogue.pending is not None
