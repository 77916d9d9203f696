"""The editor of the questionnaire: its cards, one a question, and what was typed and pressed on them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from admin.desk import Visit
from core.dialogue.changes import MAY_BE_OFF, Changes, OwnQuestion, Wording, apply_changes, in_order
from core.dialogue.cleaning import plain
from core.dialogue.form import Form, Question
from core.questionnaire.bounds import MOST_CHOICES, MOST_OWN, Wrong, words_fixed
from core.questionnaire.tidying import tidy

_OWN = "eigen"
_SPARE = 4  # choices more than may be, so that who pastes a list sees that it is too long


@dataclass(frozen=True, slots=True)
class Card:
    """A question as it is edited. `labels`: of its options, as (key, label, the label that ships).

    `choices`: of an own question, one a line; `follows`: it is asked only after certain answers.
    """

    question: Question
    shipped: Question | None
    on: bool
    may_be_off: bool
    up: bool
    down: bool
    follows: bool
    labels: tuple[tuple[str, str, str], ...]
    choices: str
    wrong: Mapping[str, str]


def make_cards(form: Form, changes: Changes, wrong: tuple[Wrong, ...]) -> tuple[Card, ...]:
    """Make the cards of the form that ships with changes, in the order in which it asks; also of what is off."""
    order = in_order(form, changes)
    whole = apply_changes(form, replace(changes, off=frozenset()), 0)
    return tuple(
        _card(
            form, question, changes, order, {f"{w.part}{w.option}": w.what for w in wrong if w.question == question.key}
        )
        for question in whole.questions
        if not question.offered
    )


def _card(form: Form, question: Question, changes: Changes, order: tuple[str, ...], wrong: dict[str, str]) -> Card:
    shipped = form.question(question.key)
    place = order.index(question.key) if question.key in order else -1
    labels = [] if shipped is None or words_fixed(question) else list(shipped.options)
    return Card(
        question,
        shipped,
        on=question.key not in changes.off,
        may_be_off=question.key in MAY_BE_OFF,
        up=place > 0,
        down=0 <= place < len(order) - 1,
        follows=bool(question.only_if or question.noted),
        labels=tuple((o.key, now.label, o.label) for o in labels if (now := question.option(o.key))),
        choices="\n".join(option.label for option in question.options) if question.own else "",
        wrong=wrong,
    )


def read_typed(visit: Visit, form: Form, before: Changes) -> Changes:
    """Read the whole form of the editor as changes; `before`: those that the page was made of."""
    typed = dict(visit.knock.fields.pairs())
    if "orde" not in typed:
        return before
    wordings = {question.key: _wording(typed, question) for question in form.questions if not question.offered}
    off = frozenset(key for key in MAY_BE_OFF if f"{key}-aan" not in typed)
    known = {own.key: own for own in before.own}
    keys = [key for key in typed.get("eigen", "").split(",") if _is_own(key)]
    own = tuple(_own(typed, key, known.get(key)) for key in dict.fromkeys(keys))
    return tidy(form, Changes(tuple(typed["orde"].split(",")), off, wordings, own))


def press(form: Form, changes: Changes, button: str) -> tuple[Changes, str]:
    """Do what a button of the editor says; gives the key of the question that it is about."""
    verb, _, key = button.partition(":")
    if verb == "erbij" and key in {"text", "choice"} and len(changes.own) < MOST_OWN:
        new = OwnQuestion(f"{_OWN}-{secrets.token_hex(2)}", "text" if key == "text" else "choice", "", "")
        return replace(changes, own=(*changes.own, new)), new.key
    if verb == "weg":
        return replace(changes, own=tuple(own for own in changes.own if own.key != key)), ""
    order = list(in_order(form, changes))
    if verb in {"omhoog", "omlaag"} and key in order:
        place = order.index(key)
        other = min(max(place + (-1 if verb == "omhoog" else 1), 0), len(order) - 1)
        order[place], order[other] = order[other], order[place]
        return tidy(form, replace(changes, order=tuple(order))), key
    return changes, key


def _is_own(key: str) -> bool:
    return (
        key.startswith(f"{_OWN}-") and len(key) <= len(_OWN) + 12 and key.replace("-", "").isalnum() and key.isascii()
    )


def _wording(typed: Mapping[str, str], question: Question) -> Wording:
    labels = {o.key: typed[name] for o in question.options if (name := f"{question.key}-{o.key}-label") in typed}
    return Wording(typed.get(f"{question.key}-text"), typed.get(f"{question.key}-hint"), labels)


def _own(typed: Mapping[str, str], key: str, known: OwnQuestion | None) -> OwnQuestion:
    kind = "choice" if f"{key}-keuzes" in typed else "text"
    lines = [line for line in typed.get(f"{key}-keuzes", "").splitlines() if line.strip()]
    return OwnQuestion(
        key,
        kind,
        typed.get(f"{key}-naam", ""),
        typed.get(f"{key}-text", ""),
        typed.get(f"{key}-hint", ""),
        _options(lines[: MOST_CHOICES + _SPARE], known.options if known else ()),
    )


def _options(lines: list[str], known: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Give each line the key that it had: by its words, or by its place where only words were changed."""
    by_words = {plain(label): key for key, label in known}
    kept = [by_words.get(plain(line), "") for line in lines]
    if len(lines) == len(known):
        kept = [key or (known[n][0] if known[n][0] not in kept else "") for n, key in enumerate(kept)]
    used: set[str] = set()
    options: list[tuple[str, str]] = []
    for key, line in zip(kept, lines, strict=True):
        fresh = key if key and key not in used else f"k{secrets.token_hex(3)}"
        used.add(fresh)
        options.append((fresh, line))
    return tuple(options)
