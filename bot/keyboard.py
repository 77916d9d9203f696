"""Inline keyboards: options, ticks, the choice about personal data, the review, and commands, as rows of buttons."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot import taps
from bot.taps import Tap, fits, write_plain_tap, write_tap
from core.dialogue.digest import digest, reviewing
from core.dialogue.events import Ask, Done, Prompt, Review, Warn
from core.dialogue.form import Option, Question
from core.dialogue.path import path
from core.intake.rooms import Notice, Said
from core.opening import open_text
from core.words import Words

Button = dict[str, str]
Rows = list[list[Button]]

# More options than this are shown after "Meer …"; Telegram takes about a hundred buttons.
_SHOWN_FIRST = 8
_MOST = 90
# Two buttons stand beside each other on a narrow phone when both labels are this short, in characters.
_HALF = 18
_TICK = "✓ "
_THEMES = "themes"
# Characters of a public title on a button.
_TITLE = 40
# Characters of the digest of the text that a choice is about: enough to tell two texts of one chat apart.
_OVER = 6


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Writes the buttons of one reply; `view` is the tap that only asked for other buttons."""

    words: Words
    said: Said
    view: Tap | None = None

    def rows(self) -> Rows:
        """Write the rows for everything that is said."""
        rows: Rows = [[_button(name, write_plain_tap(taps.PICK, slug))] for slug, name in self.said.picks]
        for item in self.said.items:
            rows += self._item(item)
        return [row for row in rows if row]

    def _item(self, item: Prompt | Notice) -> Rows:
        match item:
            case Ask():
                return [*self._options(item), *self._moves(item)]
            case Warn(kind="personal"):
                return self._choice()
            case Review():
                return self._review(item)
            case Done():
                # Who wants no answer is not known any more.
                often = [] if self.said.facts.get("wants") == "nee" else [self._command("hoe", "bot.button.often")]
                return [often, [self._command("wis", "bot.button.erase")]]
            case Notice(buttons=buttons):
                return [[self._command(command, label)] for command, label in buttons]
            case _:
                return []

    def _choice(self) -> Rows:
        """Write what may become of the text that waits; each button says which text that is."""
        verbs = (taps.CORRECT, taps.HIDE, taps.STAY, taps.NO_PERSON)
        labels = ("button.correct", "button.hide", "button.stay", "button.no-person")
        waiting = self.said.dialogue.pending if self.said.dialogue else None
        over = digest(waiting)[:_OVER] if waiting else ""
        data = (write_tap(verb, self.said.conversation, over=over) for verb in verbs)
        return [[_button(self.words.say(label), carried)] for label, carried in zip(labels, data, strict=True)]

    def _options(self, ask: Ask) -> Rows:
        question = ask.question
        # What holds of a long list stands first, so that it can be taken off without looking for it.
        current = ask.current if question.offered and isinstance(ask.current, tuple) else ()
        options = tuple(sorted(question.options, key=lambda option: option.key not in current))
        long = len(options) > _SHOWN_FIRST + 1 and self.view is None
        if long:
            usual = [option for option in options if option.common and not option.alone][:_SHOWN_FIRST]
            options = (*usual, *(option for option in options if option.alone))
        rows = _pairs(self._option(question, option, ask) for option in options[:_MOST])
        if long:
            rows.append([_button(self.words.say("button.more"), self._data(taps.MORE, question.key))])
        if question.kind == "choices":
            ticked = self._ticked(ask) or _none_of(question)
            done = self._data(taps.ANSWER, question.key, ticked)
            rows.append([_button(self.words.say("button.done"), done)] if ticked else [])
        return rows

    def _option(self, question: Question, option: Option, ask: Ask) -> Button:
        if question.kind != "choices":
            label = _TICK + option.label if ask.current == option.key else option.label
            return _button(label, self._data(taps.ANSWER, question.key, (option.mark,)))
        ticked = self._ticked(ask)
        label = _TICK + option.label if option.mark in ticked else option.label
        return _button(label, self._data(taps.TICK, question.key, toggle(question, ticked, option)))

    def _ticked(self, ask: Ask) -> tuple[str, ...]:
        if self.view and self.view.verb == taps.TICK:
            return self.view.marks
        current = ask.current if isinstance(ask.current, tuple) else ()
        return tuple(option.mark for option in ask.question.options if option.key in current)

    def _moves(self, ask: Ask) -> Rows:
        row: list[Button] = []
        if ask.can_back:
            row.append(self._verb(taps.BACK, "button.back"))
        if ask.can_skip:
            skip = self._data(taps.SKIP, ask.question.key)
            row.append(_button(self.words.say("button.skip"), skip))
        ticked = self._ticked(ask) if ask.question.kind == "choices" else ()
        send = self._data(taps.SEND_NOW, ask.question.key if ticked else "", ticked)
        return [row, [_button(self.words.say("button.send-now"), send)] if ask.can_send else []]

    def _review(self, review: Review) -> Rows:
        form, dialogue = self.said.form, self.said.dialogue
        story = form.story if form else ""
        if self.view and self.view.verb == taps.LIST and form and dialogue:
            others = [question for question in path(form, dialogue) if question.key not in {story, _THEMES}]
            named = (_button(q.name, self._data(taps.CORRECT, q.key)) for q in others)
            return [*_pairs(named), [self._verb(taps.AGAIN, "button.back")]]
        change = _button(self.words.say("button.change-text"), self._data(taps.CORRECT, story))
        # What is sent is what this message shows: an older one of the same signal sends nothing.
        over = digest(reviewing(dialogue))[:_OVER] if dialogue else ""
        send = _button(self.words.say("button.send"), write_tap(taps.SEND, self.said.conversation, over=over))
        more = self._verb(taps.LIST, "button.change-more")
        themes = [labels for labels in review.labels if labels.question.key == _THEMES]
        if themes:
            any_held = any(labels.options or not labels.proposed for labels in themes)
            label = self.words.say("button.change-theme" if any_held else "button.choose-theme")
            theme = _button(label, self._data(taps.CORRECT, _THEMES))
            changes: Rows = [[theme, change], [more]]
        else:
            changes = [[change, more]]
        return [*self._fiches(review), [send], *changes, [self._verb(taps.CANCEL, "button.cancel")]]

    def _fiches(self, review: Review) -> Rows:
        """Write a button for each public fiche that it may be, and the one that says that it is something else."""
        if review.joins:
            return [[self._verb(taps.DIFFER, "join.else-after")]] if review.may_differ else []
        titled = [(str(fiche.number), self._too(fiche.title, len(review.fiches))) for fiche in review.fiches]
        rows = [[_button(label, self._data(taps.JOIN, number))] for number, label in titled]
        return [*rows, [self._verb(taps.DIFFER, "join.else")]] if rows else []

    def _too(self, title: str, fiches: int) -> str:
        if fiches == 1:
            return self.words.say("join.too")
        return self.words.say("join.too-this", title=open_text(title, _TITLE))

    def _command(self, command: str, label: str) -> Button:
        _name, _, argument = command.partition(" ")
        text = f"{self.words.say(label)} {argument}".strip()
        return _button(text, write_plain_tap(taps.COMMAND, command))

    def _verb(self, verb: str, label: str) -> Button:
        return _button(self.words.say(label), self._data(verb))

    def _data(self, verb: str, question: str = "", marks: tuple[str, ...] = ()) -> str:
        return write_tap(verb, self.said.conversation, question, marks)


def toggle(question: Question, ticked: tuple[str, ...], option: Option) -> tuple[str, ...]:
    """Give the ticks after a tap on an option: "weet ik niet" stands alone, and the oldest gives way."""
    if option.mark in ticked:
        return tuple(mark for mark in ticked if mark != option.mark)
    alone = {known.mark for known in question.options if known.alone}
    others = () if option.alone else tuple(mark for mark in ticked if mark not in alone)
    return (*others, option.mark)[-question.at_most :]


def _none_of(question: Question) -> tuple[str, ...]:
    """Give what stands for nothing ticked, where that is an answer: nothing that is offered needs to hold."""
    return tuple(option.mark for option in question.options if option.alone) if question.offered else ()


def _pairs(buttons: Iterable[Button]) -> Rows:
    rows: Rows = []
    for button in buttons:
        before = rows[-1] if rows else []
        if len(before) == 1 and max(len(before[0]["text"]), len(button["text"])) <= _HALF:
            before.append(button)
        else:
            rows.append([button])
    return rows


def _button(text: str, data: str) -> Button:
    if not fits(data):
        raise ValueError("callback data over 64 bytes")
    return {"text": text, "callback_data": data}
