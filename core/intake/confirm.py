"""The confirmation that is open in a chat: asked before something is erased, and answered by a button or by words."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from core.dialogue.answers import plain
from core.intake.rooms import Heard, Notice
from core.words import Words

Buttons = tuple[tuple[str, str], ...]

# What each question is about: the command that goes on with it comes first.
_CHOICES: Mapping[str, Buttons] = MappingProxyType({
    "nieuw": (("doorgaan", "button.continue"), ("opnieuw", "button.restart")),
    "stop": (("stop-ja", "button.stop-sure"), ("niets", "button.go-on")),
    "trek-in": (("trek-in-ja", "button.withdraw-sure"), ("niets", "button.keep")),
    "antwoord-of": (("antwoord-dit", "asking.button.this"), ("doorgaan", "asking.button.new")),
    "wis": (("wis-ja", "button.erase"), ("niets", "button.keep")),
})  # fmt: skip
# To "go on, or begin anew?" a "nee" is no answer: nothing is erased for it, and it is asked again.
_NO: Mapping[str, str] = MappingProxyType({"nieuw": "nieuw"})
_YES_WORDS = frozenset({"ja", "ja graag", "ja hoor", "ja zeker", "jawel", "ok", "oke", "klopt", "akkoord", "zeker"})
_NO_WORDS = frozenset(
    {"nee", "neen", "nee hoor", "nee dank je", "nee bedankt", "nee dank u", "toch niet", "liever niet"}
)


def confirm(name: str, key: str, values: dict[str, object] | None = None, argument: str = "") -> Notice:
    """Ask whether a command is meant; `argument` is what it is about (the number of a signal)."""
    asking = f"{name} {argument}".strip()
    return Notice(key, values or {}, _buttons(asking), confirms=asking)


def read_confirmation(words: Words, asking: str, heard: Heard) -> Heard:
    """Read typed words as the choice of a button under the question `asking`; whatever is none stays as it was."""
    if heard.text is None or heard.command or heard.edited:
        return heard
    said, buttons = plain(heard.text), _buttons(asking)
    named = {plain(_label(words, command, label)): command for command, label in buttons}
    named |= {plain(words.say(label)): command for command, label in buttons}
    chosen = named.get(said)
    if said in _YES_WORDS:
        chosen = buttons[0][0]
    if said in _NO_WORDS:
        chosen = _NO.get(asking, buttons[1][0])
    if chosen is None:
        return heard
    command, _, argument = chosen.partition(" ")
    return replace(heard, text=None, command=command, argument=argument)


def list_labels(words: Words, notice: Notice) -> list[str]:
    """List the labels of what may be typed in answer to a confirmation; none for any other notice."""
    return [_label(words, command, label) for command, label in notice.buttons] if notice.confirms else []


def _buttons(asking: str) -> Buttons:
    name, _, argument = asking.partition(" ")
    (yes, label), no = _CHOICES[name]
    return ((f"{yes} {argument}".strip(), label), no)


def _label(words: Words, command: str, label: str) -> str:
    return f"{words.say(label)} {command.partition(' ')[2]}".strip()
