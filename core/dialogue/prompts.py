"""What to say: the question on the table, the warning that waits for a choice, the review, the end."""

from dataclasses import replace

from core.dialogue.alike import drop_offer, may_differ, offers
from core.dialogue.events import Ask, Dialogue, Done, Farewell, Prompt, Review, Step, Warn
from core.dialogue.form import Form, Question
from core.dialogue.labels import drop_stale, held, hints_single, show_labels
from core.dialogue.path import before, current, passed, path, prune, sufficient


def prompt(form: Form, dialogue: Dialogue) -> Prompt:
    """Say again what was said last: a reply that got lost is simply asked anew."""
    if dialogue.status == "sent":
        return Done()
    if dialogue.status == "stopped":
        return Farewell()
    if dialogue.pending:
        return Warn("personal", dialogue.pending.excerpts, tuple(span.type for span in dialogue.pending.spans))
    question = current(form, dialogue)
    return _ask(form, dialogue, question) if question else _review(form, dialogue)


def say(form: Form, dialogue: Dialogue, *, complaint: str | None = None, note: str | None = None) -> Step:
    """Close a step: drop what fell off the path, move to the review when nothing is left to ask, and speak."""
    dialogue = prune(form, drop_offer(form, drop_stale(form, dialogue)))
    if dialogue.status == "open" and not dialogue.pending and current(form, dialogue) is None:
        dialogue = replace(dialogue, status="review")
    said = prompt(form, dialogue)
    if isinstance(said, Ask):
        said = replace(said, complaint=complaint, note=note)
    return Step(dialogue, (said,))


def stop(dialogue: Dialogue) -> Step:
    """End the dialogue without sending; nothing of what was said is kept."""
    return Step(Dialogue(form=dialogue.form, version=dialogue.version, status="stopped"), (Farewell(),))


def _ask(form: Form, dialogue: Dialogue, question: Question) -> Ask:
    counted = [known for known in form.questions if known.counted]
    behind = [known for known in counted if passed(dialogue, known) and known.key != question.key]
    return Ask(
        question=question,
        text=question.worded(dialogue.answers),
        number=counted.index(question) + 1 if question.counted else len(behind),
        total=len(counted),
        current=held(dialogue, question) if question.offered else dialogue.answers.get(question.key),
        can_skip=not question.required and not question.offered,
        can_back=question.offered or before(form, dialogue) is not None,
        can_send=sufficient(form, dialogue) and not question.offered,
    )


def _review(form: Form, dialogue: Dialogue) -> Review:
    answers = dialogue.answers
    told = (known for known in path(form, dialogue) if known.key in answers and not known.offered)
    return Review(
        answers=tuple((known, answers[known.key]) for known in told),
        labels=show_labels(form, dialogue),
        single=hints_single(dialogue),
        fiches=offers(dialogue),
        joins=dialogue.joins,
        may_differ=may_differ(form, dialogue),
    )
