"""The card: what the model is for, what it learned from and what it is worth, in plain Dutch, from its manifest."""

from collections.abc import Mapping
from typing import Any

from core.dialogue.load import labels as label_facet
from core.words import Words

_PARTS = ("purpose", "never", "how", "data", "figures", "themes", "limits")
_SHARES = {
    "first": "first",
    "among": "among",
    "within_three": "within-three",
    "shown": "shown",
    "shown_wrong": "shown-wrong",
    "macro_f1": "macro-f1",
    "calibration_error": "calibration",
    "structural": "structural",
}


def write_card(manifest: Mapping[str, Any], words: Words) -> str:
    """Write the card of a model as Markdown."""
    figures, learned = manifest["figures"], manifest["examples"]
    counts = {name: learned.get(name, 0) for name in ("learned", "held", "judged", "terms")}
    texts = {
        "data": words.say("model.data", **counts),
        "figures": f"{_figures(figures, words)}\n\n{words.say('model.readers')}",
        "themes": _themes(figures, words),
    }
    made = str(manifest["made"])[:10]
    lines = [f"# {words.say('model.title')}", words.say("model.version", version=manifest["version"], made=made)]
    for part in _PARTS:
        lines += [f"## {words.say(f'model.{part}-title')}", texts.get(part) or words.say(f"model.{part}")]
    return "\n\n".join(lines) + "\n"


def _figures(figures: Mapping[str, Any], words: Words) -> str:
    told = words.say("model.figures", texts=figures["texts"], others=figures["others"])
    rows = [f"| {words.say('model.figure')} | {words.say('model.share')} |", "|---|---|"]
    rows += [f"| {words.say(f'model.{key}')} | {_number(figures[name])} |" for name, key in _SHARES.items()]
    return f"{told}\n\n" + "\n".join(rows)


def _themes(figures: Mapping[str, Any], words: Words) -> str:
    names = label_facet("themes")
    heads = " | ".join(words.say(f"model.{key}") for key in ("theme", "count", "precision", "recall"))
    rows = [
        f"| {names[theme['key']]} | {theme['count']} | {_number(theme['precision'])} | {_number(theme['recall'])} |"
        for theme in figures["themes"]
    ]
    return "\n".join([f"| {heads} |", "|---|---|---|---|", *rows])


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
