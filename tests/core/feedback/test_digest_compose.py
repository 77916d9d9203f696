"""Composing over random journals: nothing of others, nothing under the minimum, nothing twice, nothing forgotten."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.feedback.digest import MOST_OWN, MOST_PLACE, MOST_SECTOR, compose
from core.feedback.digest_facts import Doing, Entry, FicheFact, Meeting, Mine, Moment, Reader, Town
from core.feedback.digest_model import NEWS, STILL, Digest, Item
from core.review.bundling import BUNDLED_IN
from core.words import load_words

START = datetime(2027, 1, 5, 8, tzinfo=UTC)
WORDS = load_words()
# Titles of fiches that are not hers, words of signals and names of colleagues: these never stand in a digest.
SECRET = "GEHEIM"
STATES = ("ontwerp", "getoetst", "geprioriteerd", "geparkeerd", "in-actie", "bovenlokaal", "afgerond")
WHATS = (
    "bundled", "moved", "fiche.asked", "fiche.answered", "fiche.outside", "actions.added", "actions.moved",
    "meet.tabled", "meet.discussed", "fiche.granted", "fiche.came-back", "fiche.took", "fiche.came",
    "fiche.parted", "fiche.put-back",
)  # fmt: skip
FICHES = [uuid.UUID(int=number) for number in range(1, 16)]
MINE = 4  # of these, so many may carry her signals


def moment(at: datetime, *, turn: bool = True) -> Moment:
    following = at + timedelta(days=7)
    return Moment(at, turn, following, at + timedelta(days=28), at - timedelta(minutes=2), at - timedelta(days=100))


@st.composite
def fiches(draw: st.DrawFn, id_: uuid.UUID) -> FicheFact:
    hers = FICHES.index(id_) < MINE
    status = draw(st.sampled_from(STATES))
    public = draw(st.booleans())
    return FicheFact(
        id_,
        id_.int,
        f"fiche {id_.int}" if hers else SECRET,
        status,
        puller=draw(st.sampled_from(("", "het OCMW"))),
        puller_answer=draw(st.sampled_from(("", "gevraagd", "aanvaard", "geweigerd", "buiten"))),
        review_on=date(2027, 9, 1) if status == "geparkeerd" else None,
        outcome="verbeterd" if status == "afgerond" else "",
        public_title=f"openbaar {id_.int}" if public else "",
        signals=draw(st.integers(1, 8)),
        reporters=draw(st.integers(1, 40)),
        sectors=frozenset(draw(st.sets(st.sampled_from(("onderwijs", "jeugd"))))),
        doings=(Doing("a", "een actie", draw(st.sampled_from(("gepland", "bezig", "gedaan", "gestopt"))), reason="x"),),
        meetings=(Meeting(1, "signaaldag", START + timedelta(days=draw(st.integers(-30, 60)))),),
    )


@st.composite
def details(draw: st.DrawFn, what: str) -> dict[str, Any]:
    match what:
        case "bundled":
            return {"signal": draw(st.integers(1, 6))}
        case "moved":
            states = st.sampled_from(STATES)
            return {"from": draw(states), "to": draw(states), "puller": draw(st.sampled_from(("", SECRET)))}
        case "actions.added" | "actions.moved":
            return {"action": draw(st.sampled_from(("a", "gone"))), "title": SECRET}
        case "meet.tabled" | "meet.discussed":
            return {"item": draw(st.integers(1, 2)), "title": "Signaaldag", "note": SECRET}
        case _:
            return {"note": SECRET, "title": SECRET, "puller": SECRET}


@dataclass
class Journals:
    """Fiches with entries, of which a part is known at first and the rest commits later, in any order."""

    town: Town
    late: dict[uuid.UUID, list[Entry]] = field(default_factory=dict[uuid.UUID, list[Entry]])

    def later(self) -> Town:
        entries = {
            id_: tuple(sorted((*self.town.entries.get(id_, ()), *self.late.get(id_, ())), key=lambda entry: entry.id))
            for id_ in self.town.fiches
        }
        return replace(self.town, entries=entries)


@st.composite
def journals(draw: st.DrawFn) -> Journals:
    known = draw(st.lists(st.sampled_from(FICHES), unique=True, min_size=1))
    town: dict[uuid.UUID, FicheFact] = {id_: draw(fiches(id_)) for id_ in known}
    early: dict[uuid.UUID, list[Entry]] = {id_: [] for id_ in known}
    late: dict[uuid.UUID, list[Entry]] = {id_: [] for id_ in known}
    for number in range(draw(st.integers(0, 25))):
        id_, what = draw(st.sampled_from(known)), draw(st.sampled_from(WHATS))
        at = START - timedelta(days=draw(st.integers(1, 120)))
        into = late if draw(st.booleans()) else early
        into[id_].append(Entry(number + 1, id_, what, at, draw(details(what))))
    return Journals(Town(town, {id_: tuple(entries) for id_, entries in early.items()}), late)


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    signals = tuple(
        Mine(
            number,
            draw(st.sampled_from(("nieuw", "gebundeld", "intern"))),
            START - timedelta(days=draw(st.integers(0, 200))),
            tuple(draw(st.lists(st.sampled_from(FICHES[:MINE]), unique=True, max_size=3))),
        )
        for number in range(1, draw(st.integers(2, 4)))
    )
    scope = draw(st.sampled_from(("alles", "eigen")))
    return Reader(uuid.UUID(int=99), "maand", scope, draw(st.sampled_from(("", "onderwijs"))), signals)


def hears(reader: Reader, digest: Digest | None) -> Reader:
    return replace(reader, told=reader.told | digest.told) if digest else reader


def items(digest: Digest) -> list[Item]:
    return [*digest.own, *digest.sector, *digest.place]


def wordless(town: Town) -> frozenset[int]:
    """Give what says nothing once the rest was told.

    That a signal was put in where nobody else sees it, a state that passed, and what a later entry of its kind tells:
    a fiche is locked while it is written to, so what commits late with an earlier id happened before.
    """
    return frozenset(
        entry.id
        for id_, fiche in town.fiches.items()
        for entry in town.entries.get(id_, ())
        if (entry.what == BUNDLED_IN and fiche.reporters == 1)
        or (entry.what == "moved" and entry.details["to"] != fiche.status)
        or any(later.id > entry.id and family(later) == family(entry) for later in town.entries[id_])
    )


def family(entry: Entry) -> str:
    return entry.what.partition(".")[0]


@settings(max_examples=150)
@given(journals(), readers())
def test_nothing_twice_and_nothing_forgotten(known: Journals, reader: Reader) -> None:
    first = compose(reader, known.town, moment(START))
    told = hears(reader, first)
    again = compose(told, known.town, moment(START))
    assert again is None or (not again.told and again.kind in (STILL, NEWS)), "nothing is news twice"
    # What commits later, with whatever id and time, is told by the second digest; what was told is not told again.
    whole = compose(reader, known.later(), moment(START))
    second = compose(told, known.later(), moment(START))
    ids = second.told if second else frozenset[int]()
    assert not ids & told.told
    assert ids | told.told | wordless(known.later()) >= (whole.told if whole else frozenset[int]())
    after = hears(told, second)
    third = compose(after, known.later(), moment(START))
    assert third is None or not third.told


def test_a_passing_state_that_commits_late_is_no_news_to_others() -> None:
    reader = replace(hers(), signals=(Mine(1, "nieuw", START - timedelta(days=1), ()),))
    first = compose(
        reader, town("geprioriteerd", moved(9, "geprioriteerd"), public_title="openbaar", signals=3), moment(START)
    )
    assert first
    assert first.told == {9}
    assert [item.path for item in first.place] == ["/fiche/1"], "everybody may read of it there"
    both = town("geprioriteerd", moved(1, "ontwerp"), moved(9, "geprioriteerd"), public_title="openbaar", signals=3)
    assert compose(hears(reader, first), both, moment(START)) is None
    whole = compose(reader, both, moment(START))
    assert whole
    assert whole.told == {9}


@settings(max_examples=150)
@given(journals(), readers())
def test_nothing_of_others_and_nothing_under_the_minimum(known: Journals, reader: Reader) -> None:
    digest = compose(reader, known.later(), moment(START))
    if digest is None:
        return
    said = "\n".join(WORDS.say(line.key, **line.values) for item in items(digest) for line in item.lines)
    assert SECRET not in said + "".join(item.title for item in items(digest))
    hers = {id_ for mine in reader.signals for id_ in mine.fiches}
    public = {f"openbaar {id_.int}": known.town.fiches[id_] for id_ in known.town.fiches}
    for item in (*digest.sector, *digest.place):
        fiche = public[item.title]
        assert fiche.public_title
        assert fiche.signals >= 3
        assert fiche.id not in hers
        assert not item.numbers
        assert not any(line.key.startswith("letters.others") or "count" in line.values for line in item.lines)
    if reader.scope == "eigen":
        assert not digest.sector
        assert not digest.place
    assert len(digest.own) <= MOST_OWN
    assert (len(digest.sector), len(digest.place)) <= (MOST_SECTOR, MOST_PLACE)
    for item in digest.own:
        assert set(item.numbers) <= {mine.number for mine in reader.signals}
        bands = [line.values.get("band", "") for line in item.lines if line.key.startswith("letters.others")]
        fiche = next((fiche for fiche in known.town.fiches.values() if fiche.title == item.title and item.title), None)
        if bands and fiche:
            others = fiche.reporters - 1
            right = "25+" if others >= 25 else "10-24" if others >= 10 else "5-9" if others >= 5 else ""
            assert bands == [right]
            assert others > 0


def fiche(status: str, **more: Any) -> FicheFact:
    return FicheFact(FICHES[0], 1, "te weinig woningen", status, **more)


def hers(received: datetime = START - timedelta(days=1), status: str = "gebundeld", **more: Any) -> Reader:
    values: dict[str, Any] = {"rhythm": "maand"} | more
    return Reader(uuid.UUID(int=99), signals=(Mine(1, status, received, (FICHES[0],)),), **values)


def moved(id_: int, to: str, **more: Any) -> Entry:
    return Entry(id_, FICHES[0], "moved", START - timedelta(days=1), {"from": "", "to": to, **more})


def keys(digest: Digest | None) -> list[str]:
    return [line.key for item in digest.own for line in item.lines] if digest else []


def town(status: str, *entries: Entry, **more: Any) -> Town:
    return Town({FICHES[0]: fiche(status, **more)}, {FICHES[0]: entries})


def test_several_moves_are_told_as_the_last() -> None:
    steps = (moved(1, "getoetst"), moved(2, "geprioriteerd"), moved(3, "geparkeerd", reason="geen geld"))
    digest = compose(hers(), town("geparkeerd", *steps, review_on=date(2027, 9, 1)), moment(START))
    assert keys(digest) == ["digest.state.geparkeerd"]
    assert digest is not None
    assert digest.told == {1, 2, 3}


def test_what_a_letter_told_at_once_is_not_told_again() -> None:
    asked = Entry(1, FICHES[0], "closing.asked", START - timedelta(days=2))
    closed = town("afgerond", asked, moved(2, "afgerond"), outcome="opgelost")
    assert compose(hers(told=frozenset({1})), closed, moment(START)) is None
    assert keys(compose(hers(), closed, moment(START))) == ["digest.outcome.opgelost"], "no letter reached her"
    again = town("in-actie", asked, moved(2, "afgerond"), moved(3, "in-actie", **{"from": "afgerond"}))
    assert keys(compose(hers(told=frozenset({1})), again, moment(START))) == ["digest.reopened"]


def test_what_can_still_be_undone_waits() -> None:
    fresh = replace(moved(1, "in-actie"), at=START - timedelta(minutes=1))
    assert compose(hers(), town("in-actie", fresh), moment(START)) is None
    assert keys(compose(hers(), town("in-actie", fresh), moment(START + timedelta(days=28)))) == [
        "digest.state.in-actie"
    ]


def test_being_put_in_is_news_once_somebody_else_sees_the_same() -> None:
    put = Entry(1, FICHES[0], "bundled", START - timedelta(days=1), {"signal": 1})
    assert compose(hers(), town("ontwerp", put, reporters=1), moment(START)) is None
    both = town("ontwerp", put, replace(put, id=2, details={"signal": 9}), reporters=7)
    assert keys(compose(hers(), both, moment(START))) == ["letters.others"]
    told = compose(hers(said={1: START - timedelta(hours=1)}), both, moment(START))
    assert told is None, "the letter that said she was put in said so, after both were"
    assert keys(compose(hers(said={1: START - timedelta(days=2)}), both, moment(START))) == ["letters.others"]


def test_a_colleague_who_pulls_is_not_named() -> None:
    asked = Entry(1, FICHES[0], "fiche.asked", START - timedelta(days=1), {"puller": "els@example.org"})
    assert compose(hers(), town("getoetst", asked, puller_answer="gevraagd"), moment(START)) is None
    digest = compose(hers(), town("getoetst", asked, puller_answer="aanvaard"), moment(START))
    assert keys(digest) == ["digest.puller-colleague"]


def silent(days: float, *, turn: bool = True, rhythm: str = "maand", status: str = "in-actie") -> Digest | None:
    """Compose after so many days of silence; nothing happened since."""
    open_ = town(status, doings=(Doing("a", "een overleg", "bezig", date(2027, 3, 1)),), outcome="deels")
    return compose(hers(START - timedelta(days=days), rhythm=rhythm), open_, moment(START, turn=turn))


def test_silence_is_broken_at_the_last_slot_before_ninety_days() -> None:
    assert silent(60) is None
    for days in (63, 70, 83.5, 100):
        digest = silent(days)
        assert digest is not None, days
        assert digest.kind == STILL
        assert keys(digest) == ["digest.still", "digest.why.in-actie-due"]
    assert silent(82, turn=False) is None
    assert silent(84, turn=False) is not None, "a quarter may be longer than 90 days: then between two turns"
    assert silent(70, rhythm="kwartaal") is None
    assert silent(200, status="afgerond") is None, "nothing is still to come"
    waiting = compose(hers(START - timedelta(days=85), status="nieuw"), Town(), moment(START, turn=False))
    assert keys(waiting) == ["digest.still.undecided"]


def test_a_day_that_moves_or_is_off_is_told_to_who_read_of_it_and_was_not_invited() -> None:
    day, details = START + timedelta(days=20), {"item": 4, "title": "Signaaldag"}
    tabled, shifted, off = (Entry(id_, FICHES[0], f"meet.{what}", START - timedelta(days=1), details)
                            for id_, what in ((1, "tabled"), (2, "shifted"), (3, "off")))  # fmt: skip
    goes_on = town("in-actie", tabled, shifted, meetings=(Meeting(4, "signaaldag", day),))
    called_off = town("in-actie", tabled, shifted, off, meetings=(Meeting(4, "signaaldag", day, certain=False),))
    fresh, knows = hers(), hers(told=frozenset({1}))
    assert keys(compose(fresh, goes_on, moment(START))) == ["digest.meeting.tabled"], "she reads it as it is now"
    told = compose(knows, goes_on, moment(START))
    assert keys(told) == ["digest.meeting.shifted"]
    assert keys(compose(hears(knows, told), called_off, moment(START))) == ["digest.meeting.off"]
    for quiet in (fresh, hers(told=frozenset({1, 2, 3})), hers(told=frozenset({1}), invited=frozenset({4}))):
        assert compose(quiet, called_off, moment(START)) is None
