"""Mapping: what the columns of a file become, as recognised, as somebody chose it on the page, or in a file of JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.dialogue.cleaning import plain
from core.errors import Refused
from core.importing.columns import CHOSEN, FIELDS, ONCE
from core.importing.days import DAY_FIRST, ORDERS
from core.importing.values import known_keys

NOT_USED = ""


class NoMapping(Refused):
    """A mapping that cannot be; `why`: text (no column with words), once (a field twice), field, column or value."""

    def __init__(self, why: str, about: str = "") -> None:
        """Take why, and about what."""
        self.why, self.about = why, about
        super().__init__(f"mapping: {why}{f': {about}' if about else ''}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What each column becomes (`fields`, one of FIELDS or empty), in the order of the file, under their `headings`.

    `values`: by field, own words (folded) and the key that they become; empty: nothing. `order`: core.importing.days.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    order: str = DAY_FIRST

    def places(self, name: str) -> tuple[int, ...]:
        """Give the places of the columns that become a field."""
        return tuple(place for place, one in enumerate(self.fields) if one == name)


def check_mapping(chosen: Chosen) -> Chosen:
    """Give a mapping back that can be; raises NoMapping."""
    for name in chosen.fields:
        if name and name not in FIELDS:
            raise NoMapping("field", name)
        if name in ONCE and chosen.fields.count(name) > 1:
            raise NoMapping("once", name)
    if not chosen.places("text"):
        raise NoMapping("text")
    for name, words in chosen.values.items():
        if name not in CHOSEN:
            raise NoMapping("value", name)
        for word, key in words.items():
            if key and key not in known_keys(name):
                raise NoMapping("value", f"{word}={key}")
    if chosen.order not in ORDERS:
        raise NoMapping("value", chosen.order)
    return chosen


def apply_pairs(chosen: Chosen, pairs: Iterable[tuple[str, str]]) -> Chosen:
    """Change what columns become, by heading or by #number (the first is #1); `niet` or nothing: it is not used."""
    fields = list(chosen.fields)
    for column, name in pairs:
        fields[_find_column(chosen.headings, column)] = NOT_USED if name in {"", "niet"} else name
    return check_mapping(replace(chosen, fields=tuple(fields)))


def apply_json(chosen: Chosen, text: str) -> Chosen:
    """Change a mapping by JSON: {"columns": {heading: field}, "values": {field: {words: key}}, "order": "dmy"}."""
    try:
        given: Any = json.loads(text)
        columns, values = dict(given.get("columns", {})), dict(given.get("values", {}))
        own = {
            str(name): {plain(str(word)): str(key) for word, key in dict(words).items()}
            for name, words in values.items()
        }
        order = str(given.get("order", chosen.order))
    except (ValueError, TypeError, AttributeError):
        raise NoMapping("value", "JSON") from None
    return apply_pairs(
        replace(chosen, values={**chosen.values, **own}, order=order),
        [(str(column), str(name or "")) for column, name in columns.items()],
    )


def as_json(chosen: Chosen) -> dict[str, Any]:
    """Give a mapping as JSON keeps it."""
    return {
        "headings": chosen.headings,
        "fields": chosen.fields,
        "values": {name: dict(words) for name, words in chosen.values.items()},
        "order": chosen.order,
    }


def from_json(kept: Mapping[str, Any]) -> Chosen:
    """Read a mapping as it was kept."""
    return Chosen(tuple(kept["headings"]), tuple(kept["fields"]), dict(kept["values"]), kept["order"])


def _find_column(headings: Sequence[str], said: str) -> int:
    if said.startswith("#") and said[1:].isdigit() and 0 < int(said[1:]) <= len(headings):
        return int(said[1:]) - 1
    exact = [place for place, heading in enumerate(headings) if heading == said]
    folded = [place for place, heading in enumerate(headings) if plain(heading) == plain(said)]
    found = exact or folded
    if not found:
        raise NoMapping("column", f"{said} ({'; '.join(headings)})")
    return found[0]
