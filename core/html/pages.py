"""Pages: the templates of the rooms, rendered with escaped values, the words and the addresses of static files."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined

from core.html.assets import Assets
from core.html.logos import find_logo
from core.words import DUTCH, Words, load_words

# Template names begin with where they stand: core/base.html, web/ask.html, admin/list.html.
_FOLDERS = {"core": ("core.html", "templates"), "web": ("web", "templates"), "admin": ("admin", "templates")}

# Style sheets that always go together are one file: a telephone waits for each before it shows anything.
_COMMON = ("pico-2.1.1.signaal.min.css", "signaal.css")
SHEETS = {"pages.css": _COMMON, "panel.css": (*_COMMON, "beheer.css", "asking.css")}


class Pages:
    """Renders templates. A missing value is a programming error (StrictUndefined), never an empty spot on a page."""

    def __init__(self, words: Words, assets: Assets, language: str = DUTCH) -> None:
        """Take the words, their language and the static files; templates are read when they are first rendered."""
        self.assets = assets
        self.words = words
        self.language = language
        self._others: dict[str, Pages] = {}
        loaders = {name: PackageLoader(*where) for name, where in _FOLDERS.items() if _is_there(*where)}
        self._templates = Environment(
            loader=PrefixLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # `place`, `wide`, `sheet` and `colour` may be left out by a page: the layout asks for them.
        known: dict[str, Any] = {
            "say": words.say, "asset": assets.url, "language": language, "place": None, "wide": False, "colour": "",
            "sheet": "pages.css", "logo_of": find_logo,
        }  # fmt: skip
        self._templates.globals.update(known)

    def render(self, name: str, **values: Any) -> str:
        """Render a template: `core/…`, `web/…` or `admin/…`. The layout takes `title` and, where known, `place`."""
        return self._templates.get_template(name).render(values)

    def speaking(self, language: str) -> "Pages":
        """Give the same pages in another language; what it lacks is said in Dutch."""
        if language == self.language:
            return self
        return self._others.setdefault(language, Pages(load_words(language), self.assets, language))


@cache
def open_pages(words: Words) -> Pages:
    """Open the pages of every room that is installed, with their static files: once, for whoever asks."""
    packages = [package for package, _ in _FOLDERS.values() if _is_there(package, "static")]
    return Pages(words, Assets(packages, SHEETS))


def _is_there(package: str, folder: str) -> bool:
    found = find_spec(package)
    roots = found.submodule_search_locations if found else None
    return any((Path(root) / folder).is_dir() for root in roots or ())
