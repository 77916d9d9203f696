"""How many others see the same: told in bands, and in the letter that says what a signal was put with."""

from collections.abc import Generator

import pytest

from core.context import Context
from core.feedback.bands import word_others, write_band
from core.municipalities import Place
from core.review.decision import BUNDLED, Decision
from core.words import load_words
from tests.admin.panel import tell
from tests.core.feedback.test_telling import decide, go, sent
from tests.core.people.staffing import hire
from tests.mail.room.posting import Post, body_of, open_post


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.mark.parametrize(
    ("count", "band"),
    [(0, ""), (1, ""), (4, ""), (5, "5-9"), (9, "5-9"), (10, "10-24"), (24, "10-24"), (25, "25+"), (900, "25+")],
)
def test_bands(count: int, band: str) -> None:
    assert write_band(count) == band
    notice = word_others(count)
    assert (notice is None) == (count == 0)
    said = load_words().say(notice.key, **notice.values) if notice else ""
    assert band in said
    assert str(count) not in said or band


def test_bundled_with_others_says_so_without_a_number_below_five(context: Context, place: Place, post: Post) -> None:
    processor = hire(context, place)
    first = tell(context, place)
    decide(context, processor, first, Decision(BUNDLED, title="Wachten op een woning"))
    assert go(post) == 1
    assert "andere collega's" not in body_of(sent(post)[0]), "there is nobody else yet"
    for number in range(5):
        decide(context, processor, tell(context, place), Decision(BUNDLED, fiche=1))
        assert go(post) == 1
        said = body_of(sent(post)[0])
        assert (
            "Nog andere collega's zien dit ook." if number < 4 else "Nog 5-9 andere collega's zien dit ook."
        ) in said
