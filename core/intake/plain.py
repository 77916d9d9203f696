"""A reply as plain text with numbered choices: for the terminal, and for whoever reads rather than taps."""

from core.dialogue.answers import plain
from core.dialogue.events import Alike, Ask, Done, Farewell, Labels, Prompt, Review, Warn
from core.dialogue.form import Answer, Question
from core.intake.confirm import list_labels
from core.intake.rooms import Notice, Said
from core.words import Words

_HOLDS = "✓ "


def write_plain(words: Words, said: Said) -> str:
    """Write a whole reply."""
    return "\n\n".join(_write(words, said, item) for item in said.items)


def write_ask(words: Words, ask: Ask) -> str:
    """Write a question: what was wrong, where we are, the question, the hint."""
    question = ask.question
    lines: list[str] = []
    if ask.complaint:
        values = {"shortest": question.shortest, "longest": question.longest, "at_most": question.at_most}
        lines.append(words.say(ask.complaint, **values))
    if ask.note:
        lines.append(words.say(ask.note))
    progress = words.say("dialogue.progress", number=ask.number, total=ask.total) + ". " if question.counted else ""
    lines.append(progress + ask.text)
    if question.hint:
        lines.append(question.hint)
    return "\n".join(lines)


def write_answer(question: Question, answer: Answer) -> str:
    """Write an answer in words: the labels of options, the reporter's own text otherwise."""
    values = (answer,) if isinstance(answer, str) else answer
    options = ((value, question.option(value)) for value in values)
    return ", ".join(option.label if option else value for value, option in options)


def write_review(words: Words, review: Review, *, hidden: frozenset[str] = frozenset({"address"})) -> str:
    """Write what will be sent, in the reporter's own words."""
    lines = [words.say("dialogue.review")]
    lines += [words.say("join.holds", title=review.joins.title)] if review.joins else []
    for question, answer in review.answers:
        if question.key in hidden:
            continue
        text = write_answer(question, answer)
        lines.append(f"«{text}»" if question.kind == "text" and question.required else f"{question.name}: {text}")
    lines += [write_labels(words, labels) for labels in review.labels if labels.options]
    lines += [words.say("dialogue.review-theme")] if lacks_theme(review) else []
    lines += ["", words.say("dialogue.single"), ""] if review.single else []
    lines += ["", *write_fiches(words, review.fiches), ""] if review.fiches else []
    lines.append(words.say("dialogue.review-sure"))
    return "\n".join(lines)


def write_labels(words: Words, labels: Labels) -> str:
    """Write which labels hold, and that the machine proposes them where the reporter did not choose."""
    held = " · ".join(option.label for option in labels.options)
    line = f"{labels.question.name}: {held}"
    return f"{line} {words.say('dialogue.review-proposed')}" if labels.proposed else line


def write_fiches(words: Words, fiches: tuple[Alike, ...]) -> list[str]:
    """Ask whether it is one of these public fiches; a line each."""
    listed = (f"{place}. «{fiche.title}»\n{fiche.opening}" for place, fiche in enumerate(fiches, 1))
    return [words.say("join.ask" if len(fiches) > 1 else "join.ask-one"), words.say("join.ask-text"), *listed]


def lacks_theme(review: Review) -> bool:
    """Tell whether a model judged the story and no theme holds, so that a person chooses it."""
    return any(labels.question.key == "themes" and not labels.options for labels in review.labels)


def write_thanks(words: Words, facts: dict[str, object]) -> str:
    """Write the thanks: the number, what happens next, by when and by whom."""
    wants = facts.get("wants", "hier")
    feedback = words.say(f"dialogue.thanks-{wants}")
    if "joins" in facts:
        told = words.say("join.thanks" if facts["stands"] else "join.thanks-over", title=facts["joins"])
        feedback = f"{feedback} {told}".strip()
    return words.say("dialogue.thanks", feedback=feedback, **{key: facts[key] for key in ("number", "days", "service")})


def write_excerpts(warn: Warn) -> str:
    """Quote what may be about a person."""
    return ", ".join(f"“{excerpt}”" for excerpt in warn.excerpts)


def write_notice(words: Words, notice: Notice) -> str:
    """Write a fixed text."""
    return words.say(notice.key, **notice.values).strip()


def _write(words: Words, said: Said, item: Prompt | Notice) -> str:  # noqa: PLR0911 # one return a kind of prompt
    match item:
        case Ask():
            return "\n".join([write_ask(words, item), *_choices(words, item)])
        case Warn(kind="danger"):
            own = said.place.setting("danger_text") if said.place else ""
            return str(own or words.say("dialogue.danger"))
        case Warn():
            verbs = ("button.correct", "button.hide", "button.stay")
            choices = "\n".join(f"  – {plain(words.say(verb))}" for verb in verbs)
            return words.say("dialogue.personal", excerpts=write_excerpts(item)) + "\n" + choices
        case Review():
            changes = [f"{labels.question.name.lower()} aanpassen" for labels in item.labels if labels.options]
            changes = [words.say("button.choose-theme").lower(), *changes] if lacks_theme(item) else changes
            differs = [words.say("join.else-after").lower()] if item.may_differ else []
            verbs = " · ".join(["verstuur", *differs, *changes, "terug", "annuleer"])
            asked = f"\n{words.say('join.type')}" if item.fiches else ""
            return f"{write_review(words, item)}{asked}\n  ({verbs})"
        case Done():
            return write_thanks(words, said.facts) if said.facts else words.say("notice.nothing-open")
        case Farewell():
            return words.say("dialogue.farewell")
        case Notice():
            labels = [f"  – {label}" for label in list_labels(words, item)]
            return "\n".join([write_notice(words, item), *labels])


def _choices(words: Words, ask: Ask) -> list[str]:
    options = ask.question.options
    # Where a typed number is a quantity, numbering the options would mislead.
    counts = any(option.least is not None for option in options)
    holds = ask.current if ask.question.offered and isinstance(ask.current, tuple) else ()
    shown = [_HOLDS + option.label if option.key in holds else option.label for option in options]
    lines = [f"  – {label}" if counts else f"  {place}. {label}" for place, label in enumerate(shown, 1)]
    verbs = [verb for verb, may in (("button.skip", ask.can_skip), ("button.back", ask.can_back)) if may]
    verbs += ["button.send-now"] if ask.can_send else []
    if verbs:
        lines.append("  (" + " · ".join(words.say(verb).lower() for verb in verbs) + ")")
    return lines
