"""The municipalities of Flanders, and what one that joins is called, from whatever of it was typed."""

import pytest

from core.errors import Refused
from core.flanders import all_known, find_known, known_by_nis, suggest
from core.joining.naming import Other, Unknown, name_it
from core.municipalities import read_new


def test_all_285_are_known_and_each_can_be_added_as_it_is() -> None:
    known = all_known()
    assert len(known) == len({place.nis for place in known}) == len({place.slug for place in known}) == 285
    for place in known:
        assert read_new(place.slug, place.name, place.nis) == (place.slug, place.name, place.nis)
    assert sum(place.facilities for place in known) == 12
    merged = [place for place in known if place.merged]
    assert (len(merged), sum(len(place.merged) for place in merged)) == (13, 28)


@pytest.mark.parametrize(
    ("typed", "nis", "was"),
    [
        ("Bilzen", "73110", "Bilzen"),
        ("73006", "73110", "73006"),
        ("stad GENT", "44021", ""),
        ("11002", "11002", ""),
        ("Zwijndrecht", "46030", "Zwijndrecht"),
        ("tongeren borgloon", "73111", ""),
    ],
)
def test_old_names_and_codes_lead_to_what_it_is_now(typed: str, nis: str, was: str) -> None:
    found = find_known(typed)
    assert found is not None
    assert (found.place.nis, found.was) == (nis, was)


def test_a_slip_of_the_pen_is_understood_as_a_proposal_only() -> None:
    assert find_known("Alast") is None
    assert "Aalst" in [found.place.name for found in suggest("Alast")]
    assert suggest("hoes")[0].place.name == "Bilzen-Hoeselt"
    assert suggest("") == suggest("xyzxyz") == ()
    assert known_by_nis("73006") is None


def test_what_was_typed_names_a_municipality() -> None:
    named = name_it("Bilzen")
    assert (named.slug, named.name, named.nis, named.was) == ("bilzen-hoeselt", "Bilzen-Hoeselt", "73110", "Bilzen")
    assert name_it("gent-proef", nis="44021").slug == "gent-proef"
    own = name_it("elz-dender", name="ELZ Dender")
    assert (own.slug, own.name, own.nis, own.known) == ("elz-dender", "ELZ Dender", None, None)
    assert name_it("", name="Aalst").nis == "41002"


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(Unknown) as unknown:
        name_it("Alast")
    assert "Aalst" in [found.place.name for found in unknown.value.like]
    with pytest.raises(Other, match="44021 is that of Gent"):
        name_it("Aalst", nis="44021")
    with pytest.raises(Refused, match="five digits"):
        name_it("Aalst", nis="123")
