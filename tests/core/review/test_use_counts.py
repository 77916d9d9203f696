"""What may be said of counts: shares of enough, and no small count that can be worked out from the others."""

from collections.abc import Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st

from core.review.use_counts import FEW, Judged, Tally, count_kept, hide_small

COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=1)


def view(counts: Mapping[str, int]) -> object:
    """Give all that a reader sees of counts."""
    total = sum(counts.values())
    if total < FEW:
        return "few"
    tallies = hide_small({key: (of, 0) for key, of in counts.items()})
    return total, {(tally.key, tally.of) for tally in tallies.shown}, tallies.hidden


def share_out(total: int, keys: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """List every way in which a total can be made of these keys."""
    if len(keys) == 1:
        yield {keys[0]: total}
        return
    for first in range(total + 1):
        for rest in share_out(total - first, keys[1:]):
            yield {keys[0]: first, **rest}


@given(COUNTS)
def test_no_small_count_can_be_read_off(counts: dict[str, int]) -> None:
    """Who knows the rule and all that is shown finds more than one value for each small count."""
    seen = view(counts)
    if seen == "few":
        return
    tallies = hide_small({key: (of, 0) for key, of in counts.items()})
    assert all(tally.of >= FEW for tally in tallies.shown)
    left = sum(counts[key] for key in tallies.hidden)
    known = {tally.key: tally.of for tally in tallies.shown}
    could_be = [{**known, **others} for others in share_out(left, tallies.hidden)] if tallies.hidden else []
    same = [each for each in could_be if view({key: each[key] for key in counts}) == seen]
    for key in tallies.hidden:
        if 0 < counts[key] < FEW:
            assert len({each[key] for each in same}) > 1


def test_themes_are_counted_one_by_one_and_told_from_five_on() -> None:
    judged = [Judged(("wonen",), ("wonen", "werk"), "onderwijs")] * 5 + [Judged(("wonen", "jeugd"), ("jeugd",))]
    kept = count_kept([*judged, Judged((), ("werk",), "jeugd")], ("wonen", "jeugd", "werk"), ("onderwijs", "jeugd"))
    assert (kept.signals, kept.all) == (6, Tally(7, 6))
    assert kept.themes.shown == ()
    assert kept.themes.hidden == ("wonen", "jeugd", "werk"), "with wonen shown, jeugd could be worked out"
    assert kept.sectors.hidden == ("onderwijs", "jeugd", "")


def test_a_theme_that_left_the_taxonomy_is_counted_too() -> None:
    kept = count_kept([Judged(("vroeger",), ("vroeger",), "weg")] * 5, ("wonen",), ("onderwijs",))
    assert kept.themes.shown == (Tally(5, 5, "vroeger"),)
    assert kept.sectors.shown == (Tally(5, 5, "weg"),)
    assert kept.themes.hidden == ("wonen",)
