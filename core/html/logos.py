"""Where the logo of a municipality is found, and what is said of it, as its settings have it."""

from dataclasses import dataclass

from core.municipalities import LOGO, LOGO_ALT, LOGO_NAME, Place


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as a page shows it: its address, what stands for it (empty: the default), its size in pixels."""

    path: str
    alt: str
    width: int
    height: int


def find_logo(place: Place) -> Logo | None:
    """Find the logo of a municipality in its settings; None when it has none."""
    found = LOGO_NAME.fullmatch(str(place.setting(LOGO)))
    if found is None or not found["kind"]:
        return None
    alt = str(place.setting(LOGO_ALT))
    return Logo(f"/huisstijl/logo/{found[0]}", alt, int(found["width"]), int(found["height"]))
