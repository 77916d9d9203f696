"""Clusters: large enough, of more than one organisation, each signal in one, in any order, under an id that lasts."""

import uuid
from collections.abc import Sequence
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.classify.clusters import Member, carry_ids, find_clusters, group
from core.classify.sources import Source, count_organisations
from core.classify.telling_words import find_telling_words

WIDTH = 6
THEMES = ("wonen", "werk", "")
WORDS = ("wachtlijst", "wachtlijsten", "opvang", "peuter", "schimmel", "huur", "bus", "school", "de", "niet")


def name(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


@st.composite
def members(draw: st.DrawFn) -> list[Member]:
    """Signals around a few problems, of few organisations and sectors."""
    problems = np.random.default_rng(draw(st.integers(0, 9))).normal(size=(4, WIDTH))
    return [
        Member(
            name(number),
            draw(st.sampled_from(THEMES)),
            " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=6))),
            Source(draw(st.sampled_from(["", "Huis A", "huis  a", "Huis B"])), draw(st.sampled_from(["", "ocmw"]))),
            _unit(problems[draw(st.integers(0, 3))] + draw(st.floats(0, 0.3)) * problems[0]),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 24)))
    ]


def _unit(vector: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> "np.ndarray[tuple[int], np.dtype[np.float16]]":
    return (vector / np.linalg.norm(vector)).astype(np.float16)


@given(members(), st.floats(0.05, 0.9), st.randoms(use_true_random=False))
def test_what_always_holds(every: list[Member], cut: float, chance: Random) -> None:
    found = find_clusters(every, {}, cut=cut)
    by_id = {member.id: member for member in every}
    clustered = [member for cluster in found for member in cluster.members]
    assert len(clustered) == len(set(clustered))
    for cluster in found:
        assert len(cluster.members) >= 3
        assert cluster.organisations == count_organisations(by_id[one].source for one in cluster.members) >= 2
        [theme] = {by_id[one].theme for one in cluster.members}
        assert theme
        assert cluster.theme in {"", theme}
        assert bool(cluster.theme) == (sum(by_id[one].sure for one in cluster.members) * 2 >= len(cluster.members))
        for word in cluster.words:
            assert sum(word in by_id[one].text.split() for one in cluster.members) >= 2
    assert len({cluster.id for cluster in found}) == len(found)
    # In another order, and with the night before at hand, everything is the same, ids too.
    before = {cluster.id: frozenset(cluster.members) for cluster in found}
    chance.shuffle(every)
    assert find_clusters(every, before, cut=cut) == found


@settings(derandomize=True)  # what is compared are sums of floats
@given(st.integers(0, 30), st.integers(0, 9), st.floats(0.05, 0.9))
def test_every_row_is_in_one_group_and_groups_are_alike(rows: int, seed: int, cut: float) -> None:
    units = _units(np.random.default_rng(seed).normal(size=(rows, 4)))
    groups = group(units, cut)
    assert sorted(row for together in groups for row in together) == list(range(rows))
    assert groups == _plainly(units, cut)


def test_the_same_vector_many_times_is_one_group() -> None:
    units = _units(np.repeat(np.random.default_rng(0).normal(size=(3, 5)), 7, axis=0))
    assert group(units, 0.05) == [list(range(at, at + 7)) for at in (0, 7, 14)]


def _units(
    vectors: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _plainly(units: "np.ndarray[tuple[int, int], np.dtype[np.float32]]", cut: float) -> list[list[int]]:
    """Join the two nearest groups until none are near enough: the definition, word for word."""
    alike = units.astype(np.float64) @ units.astype(np.float64).T
    groups = [[row] for row in range(len(units))]
    while len(groups) > 1:
        near, one, other = max(
            (float(alike[np.ix_(a, b)].mean()), -i, -j)
            for i, a in enumerate(groups)
            for j, b in enumerate(groups)
            if i < j
        )
        if near < 1 - cut:
            break
        groups[-one] += groups.pop(-other)
    return sorted((sorted(together) for together in groups), key=lambda together: together[0])


def test_ids_follow_the_larger_part() -> None:
    one, other, new = name(1), name(2), name(9)
    before = {one: _set(1, 2, 3, 4, 5, 6, 7), other: _set(10, 11, 12)}

    def carry(*clusters: Sequence[int]) -> list[uuid.UUID]:
        return carry_ids([_set(*members) for members in clusters], before, lambda: new)

    assert carry([1, 2, 3, 4], [5, 6, 7]) == [one, new]  # fell apart
    assert carry([10, 11, 12, 1, 2, 3, 4, 5, 6, 7]) == [one]  # two became one
    assert carry([1, 2, 3, 4, 5, 6, 7, 8], [10, 11, 12]) == [one, other]
    assert carry([1, 20, 21, 22, 23]) == [new]  # one in common is no overlap
    assert carry() == []


def _set(*numbers: int) -> frozenset[uuid.UUID]:
    return frozenset(name(number) for number in numbers)


def test_one_organisation_is_never_taken_for_two() -> None:
    a, same, b = Source("Huis A", "ocmw"), Source(" huis  A", ""), Source("Huis B", "ocmw")
    unnamed, school, nothing = Source("", "ocmw"), Source("", "onderwijs"), Source()
    assert count_organisations([a, same]) == 1
    assert count_organisations([a, b]) == 2
    assert count_organisations([a, unnamed]) == 1
    assert count_organisations([a, school]) == 2
    assert count_organisations([same, school]) == 1  # its sector was not told
    assert count_organisations([unnamed, school, school]) == 2
    assert count_organisations([nothing, nothing]) == 1
    assert count_organisations([a, nothing]) == 1
    assert count_organisations([]) == 0


def test_telling_words_are_those_that_the_others_have_not_and_two_organisations_use() -> None:
    a, b = Source("Huis A"), Source("Huis B")
    here = [("Wachtlijst voor de opvang van peuters in Zonneke", a), ("Opvang: wachtlijsten, wachtlijst, Zonneke", a)]
    here.append(("Er is geen opvang en er is een wachtlijst voor kinderen", b))
    elsewhere = ["kinderen op school", "kinderen in huis", "kinderen buiten", "kinderen"]
    [words] = find_telling_words([here], [text for text, _ in here] + elsewhere)
    assert set(words) == {"opvang", "wachtlijst"}
