"""What holds for every text: valid places, quiet masking, no exception, linear work."""

import sys
from types import FrameType
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.intake.screen.find import find_personal
from core.intake.screen.fold import fold
from core.intake.screen.spans import PLACEHOLDERS, TYPES, Span, mask

SCRAPS = (
    "Jan |mevrouw |Van den |Peeters|0471|23.45.67|Kerkstraat 12|, |9000 Gent|@|.be|geboren |12/03/1985|BE68 5390"
    "| 0754 7034|1-ABC-123|\n|[naam]|[adres]| de |ons |85.07.30-033.28|(|É|\u200b|０|\u0301|'s |www.|-| "
)
PIECES = st.sampled_from(SCRAPS.split("|"))
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_find_personal_gives_sorted_spans_inside_the_text(text: str) -> None:
    done = 0
    for span in find_personal(text):
        assert done <= span.start < span.end <= len(text)
        assert span.type in TYPES
        done = span.end


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    masked = mask(text, find_personal(text))

    assert mask(masked, find_personal(masked)) == masked


@given(st.text(max_size=60))
def test_fold_maps_every_character_back_into_the_text(text: str) -> None:
    folded = fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


def test_placeholders_are_never_flagged() -> None:
    assert find_personal(" ".join(PLACEHOLDERS.values())) == ()


def test_mask_replaces_spans_in_any_order_and_once() -> None:
    spans = [Span(8, 12, "NAME"), Span(0, 4, "PHONE"), Span(9, 11, "URL")]

    assert mask("0471 en Emma!", spans) == "[telefoonnummer] en [naam]!"
    with pytest.raises(KeyError):
        mask("Emma", [Span(0, 4, "PERSON")])


@pytest.mark.parametrize(
    "piece",
    [
        "0",
        "0 ",
        "a.",
        "Jan ",
        "Van den ",
        "De ",
        "A.",
        "a@",
        "www.",
        "Kerkstraat 1",
        "BE68 ",
        "1-A",
        "12/",
        "_a",
        "van ",
        "Rue a ",
        "geboren ",
        "'s",
        "[naam]",
    ],
)
def test_work_grows_linearly_on_hostile_texts(piece: str) -> None:
    find_personal("Jan Peeters, Kerkstraat 12")
    small = steps(piece * (1000 // len(piece)))
    large = steps(piece * (4000 // len(piece)))

    assert large < 8 * small + 4000


class Tick(Protocol):
    """A trace function, as sys.settrace wants it."""

    def __call__(self, frame: FrameType, event: str, argument: object, /) -> "Tick": ...


def steps(text: str) -> int:
    """Return how many lines of Python the guard runs on the text; counted, so that a busy machine does not matter."""
    count = 0

    def tick(_frame: FrameType, event: str, _argument: object) -> Tick:
        nonlocal count
        count += event == "line"
        return tick

    before = sys.gettrace()
    sys.settrace(tick)
    try:
        find_personal(text)
    finally:
        sys.settrace(before)
    return count
