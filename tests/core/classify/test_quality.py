"""Depth counts six points and names the missing ones; a repeat needs meaning, words, reporter and time together."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classify.quality import POINTS, is_repeat, is_thin, measure_depth

STORY = (
    "Gezinnen die bij ons aankloppen, vinden geen betaalbare woning in de gemeente. Bijvoorbeeld een moeder met drie "
    "kinderen die al sinds de zomer op een zetel bij haar zus slaapt en nergens op een lijst raakt."
)
WHOLE = {"breadth": "veel", "trend": "erger", "impact": "Kinderen wisselen van school.", "kinds": ["tekort"]}


def test_a_whole_signal_has_six_points() -> None:
    depth = measure_depth(STORY, **WHOLE)  # pyright: ignore[reportArgumentType]  # one of each
    assert depth.points == POINTS
    assert (depth.score, depth.missing) == (6, ())


def test_an_empty_one_has_none() -> None:
    depth = measure_depth("De wachtlijst.", breadth="onbekend", trend=None, impact=" ", kinds=["onbekend"])
    assert (depth.score, depth.missing) == (0, POINTS)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"breadth": "onbekend"}, "breadth"),
        ({"breadth": ""}, "breadth"),
        ({"trend": None}, "trend"),
        ({"trend": "onbekend"}, "trend"),
        ({"impact": None}, "impact"),
        ({"kinds": []}, "kind"),
    ],
)
def test_each_answer_is_one_point(change: dict[str, object], missing: str) -> None:
    depth = measure_depth(STORY, **{**WHOLE, **change})  # pyright: ignore[reportArgumentType]  # idem
    assert depth.missing == (missing,)


@pytest.mark.parametrize(
    ("text", "concrete"),
    [
        ("Bij 7 gezinnen is de verwarming stuk.", True),
        ("Bij zeven gezinnen is de verwarming stuk.", True),
        ("Zo was er een vader die zijn werk verloor.", True),
        ("Een moeder zei: «Ik durf niet meer bellen.»", True),
        ("Vorige week nog stond er iemand aan de deur.", True),
        ("Eén op de drie komt niet meer.", True),
        ("Mensen vinden hun weg niet en haken af.", False),
        ("Een gezin heeft geen verwarming.", False),
        ("De ouders zijn het beu.", False),
    ],
)
def test_a_figure_or_an_example_is_concrete(text: str, *, concrete: bool) -> None:
    depth = measure_depth(text, breadth="", trend=None, impact=None, kinds=())
    assert ("concrete" in depth.points) is concrete


def test_a_figure_in_the_impact_counts_too() -> None:
    depth = measure_depth("Te duur.", breadth="", trend=None, impact="Het kost 90 euro.", kinds=())
    assert depth.points == ("impact", "concrete")


@given(st.text(max_size=400), st.sampled_from(["", "onbekend", "een", "veel"]), st.none() | st.text(max_size=60))
def test_points_and_missing_are_all_points_in_order(text: str, breadth: str, impact: str | None) -> None:
    depth = measure_depth(text, breadth=breadth, trend=impact, impact=impact, kinds=())
    assert sorted((*depth.points, *depth.missing), key=POINTS.index) == list(POINTS)
    assert 0 <= depth.score <= 6


def test_too_thin_is_short_or_without_anything_concrete() -> None:
    assert is_thin("De bus rijdt niet.")
    assert is_thin("Mensen die naar ons komen vinden hun weg helemaal niet meer en haken dan ook af.")
    assert not is_thin(STORY)


def test_a_repeat_needs_everything() -> None:
    day = timedelta(days=1)
    assert is_repeat(0.97, 0.8, same_reporter=True, apart=180 * day)
    assert is_repeat(0.97, 0.8, same_reporter=True, apart=-180 * day)
    assert not is_repeat(0.97, 0.8, same_reporter=False, apart=day)
    assert not is_repeat(0.97, 0.8, same_reporter=True, apart=181 * day)
    assert not is_repeat(0.97, 0.3, same_reporter=True, apart=day)
    assert not is_repeat(0.70, 0.8, same_reporter=True, apart=day)
