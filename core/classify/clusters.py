"""Clusters: signals that are in no fiche yet and tell of one problem, proposed under an id that lasts.

Within a theme the most alike are joined, as long as all of both are alike on average (`bench/clusters.py` says what
that is worth).
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.sources import Source, count_organisations
from core.classify.telling_words import find_telling_words

# Joined are those whose mean distance (1 - cosine) is at most this.
CUT = 0.55
FEWEST_SIGNALS, FEWEST_ORGANISATIONS = 3, 2
# A cluster is that of the night before when this part of both together is in both.
_SAME = 0.3
# Sums differ by so much when they are added in another order.
_ROUNDING = 1e-5
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Member:
    """A signal that may be clustered: its likeliest theme, whether that holds or is sure, and its vector."""

    id: uuid.UUID
    theme: str
    text: str
    source: Source
    vector: NDArray[np.float16] | Floats
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Cluster:
    """Signals that seem to tell of one problem; `members` in the order of their ids, `words` the most telling first.

    `theme` is empty where it is sure of fewer than half of them.
    """

    id: uuid.UUID
    theme: str
    members: tuple[uuid.UUID, ...]
    organisations: int
    words: tuple[str, ...]


def find_clusters(
    members: Iterable[Member],
    before: Mapping[uuid.UUID, frozenset[uuid.UUID]],
    *,
    cut: float = CUT,
    new_id: Callable[[], uuid.UUID] = uuid.uuid4,
) -> list[Cluster]:
    """Find the clusters, the largest first.

    A signal without any theme is left out. `before` gives the members of the clusters of the night before, by id.
    """
    # In the order of their ids, so that the order in which they come changes nothing.
    every = sorted(members, key=lambda member: member.id)
    texts = [member.text for member in every]
    found: list[tuple[str, list[Member], int]] = []
    for theme in sorted({member.theme for member in every} - {""}):
        here = [row for row, member in enumerate(every) if member.theme == theme]
        vectors = np.stack([every[row].vector.astype(np.float32) for row in here])
        for rows in group(vectors, cut):
            together = [every[here[row]] for row in rows]
            organisations = count_organisations(member.source for member in together)
            if len(together) >= FEWEST_SIGNALS and organisations >= FEWEST_ORGANISATIONS:
                found.append((theme, together, organisations))
    found.sort(key=lambda one: (-len(one[1]), one[1][0].id))
    ids = carry_ids([frozenset(member.id for member in together) for _, together, _ in found], before, new_id)
    words = find_telling_words([[(m.text, m.source) for m in together] for _, together, _ in found], texts)
    return [
        Cluster(
            id_, theme if _is_sure(together) else "", tuple(member.id for member in together), organisations, telling
        )
        for id_, (theme, together, organisations), telling in zip(ids, found, words, strict=True)
    ]


def group(units: Floats, cut: float) -> list[list[int]]:
    """Group rows of unit vectors, shape (rows, width), by average linkage; every row is in exactly one group.

    The mean cosine of two groups is the product of their sums over their sizes, so that only sums are kept: no
    distances of every pair. Chains of nearest neighbours find the same joins as always taking the nearest two.
    """
    sums, sizes = units.astype(np.float32), np.ones(len(units), np.float32)
    rows: dict[int, list[int]] = {row: [row] for row in range(len(units))}
    alive = np.ones(len(units), bool)
    chain: list[int] = []
    while rows and alive.any():
        if not chain:
            chain = [int(np.argmax(alive))]
        tip = chain[-1]
        alike = np.where(alive, sums @ sums[tip] / (sizes * sizes[tip]), -np.inf)
        alike[tip] = -np.inf
        nearest = int(np.argmax(alike))
        # Who is as near as the one that we came from gives way to it, or the chain would have no end.
        if len(chain) > 1 and alike[chain[-2]] >= alike[nearest] - _ROUNDING:
            nearest = chain[-2]
        if alike[nearest] < 1 - cut:
            # Nothing is near enough to the tip, and what is joined later is no nearer.
            alive[tip] = False
            chain.pop()
        elif len(chain) > 1 and nearest == chain[-2]:
            sums[nearest] += sums[tip]
            sizes[nearest] += sizes[tip]
            rows[nearest] += rows.pop(tip)
            alive[tip] = False
            del chain[-2:]
        else:
            chain.append(nearest)
    return sorted((sorted(together) for together in rows.values()), key=lambda together: together[0])


def carry_ids(
    clusters: Sequence[frozenset[uuid.UUID]],
    before: Mapping[uuid.UUID, frozenset[uuid.UUID]],
    new_id: Callable[[], uuid.UUID] = uuid.uuid4,
) -> list[uuid.UUID]:
    """Give each cluster the id of the one of the night before that it shares most with, each id once; else a new one.

    A cluster that fell apart leaves its id to the larger part, one that two others went into has that of the larger.
    """
    ids: dict[int, uuid.UUID] = {}
    for _, _, place, id_ in sorted(_overlaps(clusters, before)):
        if place not in ids and id_ not in ids.values():
            ids[place] = id_
    return [ids.get(place) or new_id() for place in range(len(clusters))]


def _overlaps(
    clusters: Sequence[frozenset[uuid.UUID]], before: Mapping[uuid.UUID, frozenset[uuid.UUID]]
) -> Iterator[tuple[int, float, int, uuid.UUID]]:
    for place, members in enumerate(clusters):
        for id_, theirs in before.items():
            both = len(members & theirs)
            alike = both / len(members | theirs) if both else 0.0
            if alike >= _SAME:
                yield -both, -alike, place, id_


def _is_sure(together: Sequence[Member]) -> bool:
    return 2 * sum(member.sure for member in together) >= len(together)
