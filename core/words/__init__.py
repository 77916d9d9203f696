"""The catalogue: every fixed text a user reads, by key, in Dutch (gettext files, one a room)."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

DUTCH = "nl"
# Languages in which letters can be written, beside Dutch, where a municipality switches them on.
OTHERS = ("fr", "en")


class Words:
    """The texts of one language."""

    def __init__(self, texts: Mapping[str, str], singulars: Mapping[str, tuple[str, str]] | None = None) -> None:
        """Take texts by key; `{name}` in a text is filled in.

        `singulars` are the texts for one: by key, the name of the value that counts, and the text.
        """
        self._texts, self._singulars = texts, singulars or {}

    def say(self, key: str, /, **values: object) -> str:
        """Give the text of a key with its values filled in; a missing key is a programming error (KeyError)."""
        text = self._texts[key]
        if key in self._singulars and values:
            counted, singular = self._singulars[key]
            text = singular if str(values[counted]) == "1" else text
        return text.format(**values) if values else text

    def raw(self, key: str) -> str:
        """Give the text of a key with its placeholders; of a counted one, that for many."""
        return self._texts[key]

    def owned(self, texts: Mapping[str, str]) -> "Words":
        """Give these texts with some worded by a municipality itself, by key."""
        if not texts:
            return self
        counted = {key: singular for key, singular in self._singulars.items() if key not in texts}
        return Words({**self._texts, **texts}, counted)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue knows this key."""
        return key in self._texts

    def copies(self) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        """Give the texts and singulars, to build another language upon."""
        return dict(self._texts), dict(self._singulars)

    def keys(self) -> frozenset[str]:
        """List every key."""
        return frozenset(self._texts)


@cache
def load_words(language: str = DUTCH) -> Words:
    """Read the catalogue of a language from its .po files.

    What another language than Dutch lacks is said in Dutch. A text with plural forms names the value that counts as its
    `msgid_plural`; two forms, for one and for others.
    """
    texts: dict[str, str] = {}
    singulars: dict[str, tuple[str, str]] = {}
    if language != DUTCH:
        dutch = load_words()
        texts, singulars = dutch.copies()
    for source in sorted(files("core").joinpath(f"words/{language}").iterdir(), key=lambda file: file.name):
        if source.name.endswith(".po"):
            with source.open("rb") as lines:
                for message in read_po(lines, abort_invalid=True):
                    if isinstance(message.id, str) and message.id:
                        texts[message.id] = str(message.string)
                    elif message.id and message.pluralizable:
                        key, counted = message.id
                        singular, texts[key] = (str(form) for form in message.string or ())
                        singulars[key] = (counted, singular)
    return Words(texts, singulars)
