"""The page of all municipalities: a table to find one in, and what all of them together tell by theme."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.publish.published import Everywhere, Listed
from web.public.searching import fold
from web.public.telling import Telling
from web.replies import Desk

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for: a part of a name, and a province by its key; empty is every one."""

    name: str = ""
    province: str = ""

    @property
    def nothing(self) -> bool:
        """Tell whether all are asked for."""
        return not self.name and not self.province


def show_flanders(desk: Desk, everywhere: Everywhere, query: Mapping[str, str]) -> str:
    """Show the municipalities that are asked for, and the sums of all."""
    sought = Sought(" ".join(query.get("gemeente", "")[:_LONGEST].split()), query.get("provincie", "")[:_LONGEST])
    most = max((theme.number or 0 for theme in everywhere.themes), default=0)
    themes = sorted((theme for theme in everywhere.themes if theme.number), key=lambda one: -(one.number or 0))
    return desk.pages.render(
        "web/public/flanders.html",
        title=desk.words.say("public.flanders-title"),
        base=desk.context.base_url,
        tell=Telling(desk.words, desk.pages.language),
        every=everywhere.places,
        everywhere=everywhere,
        asked=sought,
        towns=find_towns(everywhere, sought),
        provinces=sorted({place.province for place in everywhere.places if place.province}),
        themes=[(theme.key, theme.number, round(100 * (theme.number or 0) / most)) for theme in themes],
        wide=True,
    )


def find_towns(everywhere: Everywhere, sought: Sought) -> tuple[Listed, ...]:
    """Find the municipalities whose name has what is typed, accents folded, in the province that is chosen."""
    wanted = fold(sought.name).strip()
    return tuple(
        place for place in everywhere.places if wanted in fold(place.name) and sought.province in {"", place.province}
    )
