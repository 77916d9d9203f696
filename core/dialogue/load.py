"""Questionnaires read from data: the forms that ship with the program, with a municipality's own options filled in."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, get_args

from core.dialogue.changes import apply_changes, read_changes
from core.dialogue.form import Condition, Form, Kind, Option, Question
from core.errors import SettingsError

_PLAIN = (
    "key", "kind", "text", "hint", "required", "counted", "extra", "offered", "profile", "free",
    "noted", "at_most", "shortest", "longest", "default", "name", "brief", "brief_hint",
)  # fmt: skip
_UNKNOWN = Option("onbekend", "Weet ik niet", alone=True)


def load_form(key: str, organisations: Sequence[str] = ()) -> Form:
    """Load a form that ships with the program; `organisations` become the options of its organisation question.

    Raises SettingsError when there is no such form or when its data is wrong.
    """
    return _made(key, tuple(organisations))


def load_changed(key: str, organisations: Sequence[str], body: Mapping[str, Any], version: int) -> Form:
    """Load a form that ships, with what a municipality changed in it (`core.dialogue.changes`), as this version."""
    return _changed(key, tuple(organisations), json.dumps(body, sort_keys=True), version)


def read_form(data: Mapping[str, Any], organisations: Sequence[str] = ()) -> Form:
    """Make a form of its data (the shape of `forms/*.toml`)."""
    try:
        questions = tuple(_read_question(question, organisations) for question in data["questions"])
        form = Form(key=data["key"], version=data["version"], story=data["story"], questions=questions)
    except (AttributeError, KeyError, TypeError) as wrong:
        raise SettingsError(f"form data: {wrong}") from wrong
    _check(form)
    return form


def _check(form: Form) -> None:
    keys = [question.key for question in form.questions]
    if len(set(keys)) < len(keys) or form.story not in keys:
        raise SettingsError("form data: question keys must be unique and include the story")
    for place, question in enumerate(form.questions):
        if question.kind not in get_args(Kind):
            raise SettingsError(f"form data: {question.key} has no known kind")
        if question.kind in {"choice", "choices"} and not (question.options or question.free):
            raise SettingsError(f"form data: {question.key} has no options")
        if question.only_if and question.only_if.question not in keys[:place]:
            raise SettingsError(f"form data: {question.key} depends on a question that does not come before it")


@cache
def taxonomy() -> Mapping[str, Any]:
    """Read the default taxonomy (themes, target groups, sectors, kinds, levels, rights)."""
    return json.loads(files("core").joinpath("taxonomy/taxonomy.json").read_text("utf-8"))


def labels(facet: str) -> dict[str, str]:
    """Map the keys of a facet of the taxonomy (`sectors`, `kinds`, `themes`...) to their Dutch labels."""
    return {entry["key"]: entry["label"] for entry in taxonomy()[facet]}


@lru_cache(maxsize=512)
def _made(key: str, organisations: tuple[str, ...]) -> Form:
    """Make a form once for each list of organisations: every turn needs it, and it does not change."""
    return read_form(_shipped(key), organisations)


@lru_cache(maxsize=512)
def _changed(key: str, organisations: tuple[str, ...], body: str, version: int) -> Form:
    form = apply_changes(_made(key, organisations), read_changes(json.loads(body)), version)
    _check(form)
    return form


@cache
def _shipped(key: str) -> Mapping[str, Any]:
    source = files("core").joinpath(f"dialogue/forms/{key}.toml")
    try:
        return tomllib.loads(source.read_text("utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError) as wrong:
        raise SettingsError(f"form {key}: {type(wrong).__name__}") from wrong


def _read_question(data: Mapping[str, Any], organisations: Sequence[str]) -> Question:
    plain = {name: data[name] for name in _PLAIN if name in data}
    condition = data.get("only_if")
    variants = tuple((_read_condition(variant), variant["text"]) for variant in data.get("variants", ()))
    said: Mapping[str, Sequence[str]] = data.get("said", {})
    options = tuple(Option(**option) for option in data.get("options", ()))
    options = options or _listed(data.get("options_from", ""), organisations)
    return Question(
        **plain,
        only_if=_read_condition(condition) if condition else None,
        variants=variants,
        options=tuple(replace(option, said=tuple(said.get(option.key, ()))) for option in options),
        beside=frozenset(data.get("beside", ())),
    )


def _read_condition(data: Mapping[str, Any]) -> Condition:
    return Condition(question=data["question"], any_of=frozenset(data["any_of"]))


def _listed(source: str, organisations: Sequence[str]) -> tuple[Option, ...]:
    match source:
        case "sectors":
            entries = taxonomy()["sectors"]
            return tuple(Option(e["key"], e["label"], common=e.get("common", False)) for e in entries)
        case "kinds":
            kinds = tuple(Option(e["key"], e["short"][0].upper() + e["short"][1:]) for e in taxonomy()["kinds"])
            return (*kinds, _UNKNOWN)
        case "themes" | "target_groups":
            listed = tuple(Option(key, label) for key, label in labels(source).items())
            return (*listed, _UNKNOWN)
        case "organisations":
            return tuple(Option(name, name) for name in organisations)
        case _:
            return ()
