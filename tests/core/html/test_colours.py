"""Colours of municipalities: whatever is asked for, what stands on a page can be read by everybody."""

import re

import pytest
from coloraide import Color
from hypothesis import given, settings
from hypothesis import strategies as some

from core.html.colours import ENOUGH, judge_colour, read_colour, style_colour

_ACCENT = re.compile(r"--ls-accent(-\w+)?: (#[0-9a-f]{6});")
COLOURS = some.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}")


def contrast(one: str, other: str) -> float:
    return Color(one).contrast(other)


@settings(max_examples=60)
@given(COLOURS)
def test_every_style_sheet_can_be_read(colour: str) -> None:
    light, dark = (dict(_ACCENT.findall(part)) for part in style_colour(colour).split("@media"))
    for tint in ("", "-strong"):
        assert min(contrast(light[tint], ground) for ground in ("#faf8f4", "#ffffff", light["-soft"])) >= ENOUGH
        assert min(contrast(dark[tint], ground) for ground in ("#12191d", "#1b2529", dark["-soft"])) >= ENOUGH
    assert contrast(dark[""], dark["-text"]) >= ENOUGH
    assert min(contrast("#22303a", light["-soft"]), contrast("#e6eaec", dark["-soft"])) >= ENOUGH


@settings(max_examples=60)
@given(COLOURS)
def test_the_nearest_shade_is_readable_and_a_readable_colour_its_own(colour: str) -> None:
    judged = judge_colour(colour)
    assert judge_colour(judged.nearest).readable
    assert not judged.readable or judged.nearest == colour


@pytest.mark.parametrize("typed", ["", "rood", "#12345", "#1234567", "#12345g", "url(x)", "0d5f63;}"])
def test_what_is_no_colour_is_none(typed: str) -> None:
    assert read_colour(typed) is None


def test_a_colour_is_read_as_people_type_it() -> None:
    assert read_colour(" #0D5F63 ") == "0d5f63"
