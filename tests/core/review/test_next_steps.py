"""What comes next for a fiche: a table over all states, and no step that says otherwise than the moves themselves."""

from datetime import date
from itertools import product

import pytest

from core.people.roles import RIGHTS
from core.review.fiche_moves import MOVES, Facts, Move, missing_for
from core.review.next_steps import FORWARD, OPENED, Standing, find_next
from core.store.tables.fiche import ACCEPTED, ASKED, DECLINED, OUTCOMES, OUTSIDE

ALL = frozenset(RIGHTS)
BARE = ("", 0, "", 0, "")
READY = ("Gezinnen wachten lang.", 2, "els.maes@example.org", 1, ACCEPTED)


def stand(status: str, have: tuple[str, int, str, int, str] = BARE, **more: object) -> Standing:
    said, organisations, puller, actions, answer = have
    facts = Facts(status, said, organisations, puller, actions, answer)
    return Standing(facts, **{"may": ALL, **more})  # pyright: ignore[reportArgumentType] # as the table below names them


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (stand("ontwerp"), "describe recognise move.ontwerp"),
        (stand("ontwerp", READY), "+describe +recognise move.ontwerp"),
        (stand("ontwerp", ("Gezinnen wachten.", 1, "", 0, "")), "+describe recognise move.ontwerp"),
        (stand("ontwerp", READY, hints=2), "+describe +recognise neutral move.ontwerp"),
        (stand("ontwerp", BARE, asked=True), "answer describe recognise move.ontwerp"),
        (stand("getoetst", scores=2), "score discuss move.getoetst"),
        (stand("getoetst", scores=3, talks=1), "+score +discuss move.getoetst"),
        (stand("geprioriteerd"), "puller action move.geprioriteerd"),
        (stand("geprioriteerd", ("", 0, "x@example.org", 1, ASKED)), "puller +action move.geprioriteerd"),
        (stand("geprioriteerd", READY), "+puller +action move.geprioriteerd"),
        (stand("geparkeerd"), "move.geparkeerd"),
        (stand("in-actie", READY), "finish log move.in-actie"),
        (stand("in-actie", BARE, ended=2, logged=True), "+finish +log move.in-actie"),
        (stand("bovenlokaal", logged=True), "+answered move.bovenlokaal"),
        (stand("in-actie", READY, telling=(1, 3, 0)), "tell"),
        (stand("bovenlokaal", READY, telling=(1, 3, 1)), "tell stuck"),
        (stand("afgerond", READY), "reopen again"),
    ],
)
def test_every_state_says_what_comes_next(standing: Standing, expected: str) -> None:
    said = " ".join(("+" if step.done else "") + step.name for step in find_next(standing).steps)
    assert said == expected


def test_every_state_has_a_way_on_that_exists() -> None:
    assert set(FORWARD) == set(MOVES) == set(OPENED)
    assert all(to in MOVES[status] for status, to in FORWARD.items())


def test_what_is_ticked_is_what_the_move_asks_for() -> None:
    """For each state and everything a fiche may have: all ticked is the same as a move that lacks nothing of it."""
    today, typed = date(2026, 11, 22), {"outcome", "told"}
    have = product(("", "Woorden."), (0, 1, 2), ("", "Dienst"), (0, 1), ("", ASKED, ACCEPTED, DECLINED, OUTSIDE))
    for one in have:
        for status, to in FORWARD.items():
            if status == "afgerond":
                continue
            standing = stand(status, one)
            needed = [step for step in find_next(standing).steps if step.needed and not step.name.startswith("move.")]
            lacks = {*missing_for(standing.facts, Move(to), today, OUTCOMES)} - typed
            assert all(step.done for step in needed) == (not lacks), (status, one)


def test_who_may_not_do_it_is_told_so() -> None:
    for status in MOVES:
        steps = find_next(stand(status, may=frozenset({"fiches.read"}), asked=True)).steps
        assert [step.name for step in steps if step.own] == ["answer"]
