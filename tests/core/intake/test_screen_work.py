"""The guard's short cuts change nothing: what they leave out has nothing to find."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.intake.screen import addresses
from core.intake.screen.find import ROUNDS, candidates, covered, find_personal, resolved
from core.intake.screen.fold import fold
from core.intake.screen.spans import Span

SCRAPS = (
    "Jan |mevrouw |Van den |Peeters|0471|23.45.67|Kerkstraat 12|, |9000 Gent|geboren |12/03/1985|1-ABC-123|\n|\n\n| de "
    "|ons |groeten,\n|Groetjes\n|naam: |auto |plaat |Emma|mama van |Oude |nr 4|bus 3|steenweg op |rue |dhr. |J. |(|."
    "|. |Een gewone zin waarin niemand genoemd wordt, en die lang genoeg is om er verder niet bij te horen. |\t|é|12 |'"
)
PIECES = st.sampled_from(SCRAPS.split("|"))
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def find_everywhere(text: str) -> tuple[Span, ...]:
    """Find as the guard does, looking in each round at the whole text."""
    folded = fold(text)
    look, starts, ends = folded.text, folded.starts, folded.ends
    found: list[Span] = []
    for _ in range(ROUNDS):
        spans = resolved(look, candidates(look), frozenset())
        if not spans:
            break
        found += (Span(starts[span.start], ends[span.end - 1], span.type) for span in spans)
        look, starts, ends, _masks = covered(look, starts, ends, spans)
    return tuple(sorted(found, key=lambda span: span.start))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(TEXTS)
def test_looking_again_only_beside_what_was_masked_finds_the_same(text: str) -> None:
    assert find_personal(text) == find_everywhere(text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS)
def test_looking_for_streets_only_before_numbers_finds_the_same(text: str) -> None:
    near = [match.span() for match in addresses.near_numbers(addresses.STREET, text)]

    assert near == [match.span() for match in addresses.STREET.finditer(text)]
