"""The catalogue: every fixed text a user reads, by key, in Dutch (gettext files, one a room)."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po


class Words:
    """The texts of one language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take texts by key; `{name}` in a text is filled in."""
        self._texts = texts

    def say(self, key: str, /, **values: object) -> str:
        """Give the text of a key with its values filled in; a missing key is a programming error (KeyError)."""
        text = self._texts[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Tell whether the catalogue knows this key."""
        return key in self._texts

    def keys(self) -> frozenset[str]:
        """List every key."""
        return frozenset(self._texts)


@cache
def load_words(language: str = "nl") -> Words:
    """Read the catalogue of a language from its .po files."""
    texts: dict[str, str] = {}
    for source in sorted(files("core").joinpath(f"words/{language}").iterdir(), key=lambda file: file.name):
        if source.name.endswith(".po"):
            with source.open("rb") as lines:
                for message in read_po(lines, abort_invalid=True):
                    if isinstance(message.id, str) and message.id:
                        texts[message.id] = str(message.string)
    return Words(texts)
