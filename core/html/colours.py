"""A municipality's colour: whether everybody can read it, and the style sheet that is made of it, light and dark.

Contrast as WCAG 2.2 counts it (success criterion 1.4.3: 4.5 to 1 for text).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from coloraide import Color

ENOUGH = 4.5
_HEX = re.compile(r"#?([0-9a-f]{6})")
# What the colour stands on or beside; the same as in static/signaal.css.
_PAPER, _CARD, _DARK_PAPER, _DARK_CARD = "#faf8f4", "#ffffff", "#12191d", "#1b2529"
_STEP, _KEPT = 0.01, 512


@dataclass(frozen=True, slots=True)
class Judged:
    """How a colour can be read: its least contrast on our light pages, and the nearest shade that is dark enough."""

    colour: str
    contrast: float
    nearest: str

    @property
    def readable(self) -> bool:
        """Tell whether everybody can read it."""
        return self.contrast >= ENOUGH


def read_colour(typed: str) -> str | None:
    """Read a colour as six hexadecimal digits, with or without #; None for anything else."""
    found = _HEX.fullmatch(typed.strip().casefold())
    return found[1] if found else None


def judge_colour(colour: str) -> Judged:
    """Judge a colour (six digits) as letters on our pages, and as the ground of white letters."""
    given = Color(f"#{colour}")
    return Judged(colour, _least(given, _PAPER, _CARD), _digits(_move(given, -_STEP, ENOUGH, _PAPER, _CARD)))


@lru_cache(maxsize=_KEPT)
def style_colour(colour: str) -> str:
    """Make the style sheet of a colour (six digits): the accents of `static/signaal.css`, all of them readable.

    A colour that is too light is taken in the nearest shade that is not: an address that somebody made up does no harm.
    """
    light = _move(Color(f"#{colour}"), -_STEP, ENOUGH, _PAPER, _CARD)
    soft = light.mix("white", 0.9, space="oklab")
    light = _move(light, -_STEP, ENOUGH, _PAPER, _CARD, _hex(soft))
    strong = light.mix("black", 0.25, space="oklab")
    dark = _move(light, _STEP, 6, _DARK_PAPER, _DARK_CARD)
    dark_soft = dark.mix(_DARK_CARD, 0.85, space="oklab")
    dark = _move(dark, _STEP, ENOUGH, _hex(dark_soft))
    return (
        ':root:not([data-theme="dark"]) {'
        f" --ls-accent: {_hex(light)}; --ls-accent-strong: {_hex(strong)}; --ls-accent-soft: {_hex(soft)}; }}\n"
        "@media only screen and (prefers-color-scheme: dark) { :root:not([data-theme]) {"
        f" --ls-accent: {_hex(dark)}; --ls-accent-strong: {_hex(dark.mix('white', 0.3, space='oklab'))};"
        f" --ls-accent-soft: {_hex(dark_soft)}; --ls-accent-text: #06191b; }} }}\n"
    )


def _least(colour: Color, *grounds: str) -> float:
    return min(colour.contrast(ground) for ground in grounds)


def _move(colour: Color, step: float, wanted: float, *grounds: str) -> Color:
    """Make a colour darker or lighter, a step at a time and otherwise the same, until it stands out enough."""
    moved = colour.convert("oklch")
    while _least(_shown(moved), *grounds) < wanted and 0 <= moved["lightness"] + step <= 1:
        moved["lightness"] = moved["lightness"] + step
    return _shown(moved)


def _shown(colour: Color) -> Color:
    """Give a colour as a screen shows it."""
    return Color(_hex(colour))


def _hex(colour: Color) -> str:
    return colour.convert("srgb").to_string(hex=True, fit=True)


def _digits(colour: Color) -> str:
    return _hex(colour).removeprefix("#")
