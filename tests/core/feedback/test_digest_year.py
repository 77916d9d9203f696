"""A year in two minutes: each reporter gets exactly the letters that the rules call for, outages and all."""

import random
import re
import uuid
from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.clock import tick
from core.context import Context
from core.intake.letters import letter_place
from core.municipalities import Place
from core.review.action_words import ActionWords
from core.review.actions import Asked, add_action, move_action
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, NO_SIGNAL, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Changed, Wording, edit_fiche, move_fiche
from core.review.public_texts import move_public, write_public
from core.store.tables import (
    Action,
    Contact,
    DigestSchedule,
    DigestSent,
    Fiche,
    Journal,
    Letter,
    PublicText,
    Release,
    Reporter,
    Signal,
    Told,
)
from core.tasks import make_tasks
from mail.room import MailRoom
from tests.admin.panel import tell
from tests.conftest import make_place
from tests.contract.filling import as_owner
from tests.core.feedback import yearly_oracle as rules
from tests.core.people.staffing import Person, hire

YEAR = 2027
REPORTERS = 200
OUTAGE = (datetime(YEAR, 5, 3, tzinfo=UTC), datetime(YEAR, 5, 13, tzinfo=UTC))
TASKS = ("feedback.tell", "feedback.digest", "feedback.digest-now")
_TITLE = re.compile(r"^(Fiche \w+) \(signa", re.MULTILINE)


@dataclass
class There:
    """A municipality: for the program, and for the rules."""

    place: Place
    person: Person
    town: rules.Town
    workers: dict[int, rules.Worker] = field(default_factory=dict[int, rules.Worker])
    signals: dict[int, uuid.UUID] = field(default_factory=dict[int, uuid.UUID])
    numbers: dict[str, int] = field(default_factory=dict[str, int])


class Deferring:
    """Stands in for the queue of work: what is deferred is done at once, by the test."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, dict[str, Any]]] = []

    def defer(self, _session: object, task: str, **ids: int | str) -> None:
        self.jobs.append((task, ids))


class Simulation:
    """The program in a year of its own, in which letters arrive as soon as they are written."""

    def __init__(self, context: Context) -> None:
        self.now = datetime(YEAR, 1, 1, 6, tzinfo=UTC)
        self.context = replace(context, clock=lambda: self.now)
        self.room = MailRoom(context)
        self.tasks = make_tasks(self.context, {"mail": self.room})
        self.reporters: dict[uuid.UUID, int] = {}
        self.got: dict[int, list[rules.Letter]] = defaultdict(list)
        self.told: dict[int, list[datetime]] = defaultdict(list)
        self.looked: list[datetime] = []
        self._entry = self._telling = 0

    def tick(self) -> None:
        """Let the clock tick, do what it asks, and let every letter arrive."""
        self.looked.append(self.now)
        work = Deferring()
        tick(self.context, work)  # pyright: ignore[reportArgumentType]  # all that the clock asks of it
        for task, ids in sorted(work.jobs, key=lambda job: TASKS.index(job[0]) if job[0] in TASKS else -1):
            if task in TASKS:
                self.tasks[task](**ids)
        self.stamp()
        self._deliver()

    def stamp(self) -> None:
        """Let what the database noted by its own clock be of this year."""
        with as_owner(self.context.store.url) as session:
            new = (Journal.id > self._entry, Told.id > self._telling)
            session.execute(update(Journal).where(new[0]).values(at=self.now))
            planned = update(Told).where(new[1], Told.state == "planned")
            session.execute(planned.values(due_at=self.now + timedelta(minutes=2)))
            self._entry = session.scalar(select(func.max(Journal.id))) or 0
            self._telling = session.scalar(select(func.max(Told.id))) or 0

    def _deliver(self) -> None:
        with as_owner(self.context.store.url) as session:
            letters = session.scalars(select(Letter).where(Letter.state == "queued").order_by(Letter.seq)).all()
            if not letters:
                return
            ids = [letter.id for letter in letters]
            digests = {
                row.letter_id: row for row in session.scalars(select(DigestSent).where(DigestSent.letter_id.in_(ids)))
            }
            told = {
                row.letter_id: row.reporter_id for row in session.scalars(select(Told).where(Told.letter_id.in_(ids)))
            }
            for letter in letters:
                if letter.kind == "digest" and letter.body:
                    sent = digests[letter.id]
                    body = self.context.keys.open_json(letter.body, letter_place(letter.municipality_id, letter.id))
                    own = frozenset(_TITLE.findall(str(body["text"])))
                    who = self.reporters[sent.reporter_id]
                    self.got[who].append(rules.Letter(self.now, sent.kind, own, sent.items))
                elif letter.kind == "told":
                    self.told[self.reporters[told[letter.id]]].append(self.now)
            arrived = update(Letter).where(Letter.state == "queued")
            session.execute(arrived.values(state="sent", sent_at=self.now, body=None))


def hear_of(sim: Simulation, there: There, worker: rules.Worker) -> None:
    """Let a worker send a signal."""
    worker.sent = sim.now
    signal_id = tell(sim.context, there.place, feedback="hier" if worker.wants else "nee")
    there.workers[worker.name], there.signals[worker.name] = worker, signal_id
    with as_owner(sim.context.store.url) as session:
        signal = session.get_one(Signal, signal_id)
        signal.received_at = sim.now
        if signal.reporter_id:
            sim.reporters[signal.reporter_id] = worker.name
            reporter = session.get_one(Reporter, signal.reporter_id)
            reporter.rhythm, reporter.scope = worker.rhythm or None, worker.scope
    sim.stamp()


def stop(sim: Simulation, worker: rules.Worker) -> None:
    """Let a worker stop all letters."""
    worker.stops = sim.now
    reporter = next(id_ for id_, name in sim.reporters.items() if name == worker.name)
    with as_owner(sim.context.store.url) as session:
        session.execute(update(Contact).where(Contact.reporter_id == reporter).values(paused="stop"))


def told_at_once(sim: Simulation, there: There, names: Sequence[int]) -> None:
    for name in names:
        worker = there.workers[name]
        if worker.wants and worker.stops is None:
            there.town.at_once.setdefault(name, []).append(sim.now + timedelta(minutes=3))


def decide(sim: Simulation, there: There, name: int, fiche: str) -> None:
    """Put a signal in a fiche, which is opened for it where it is not there; or say that it is none."""
    number = there.numbers.get(fiche, 0)
    decision = (
        Decision(BUNDLED, fiche=number, title="" if number else fiche)
        if fiche
        else Decision(NO_SIGNAL, reason="klacht")
    )
    signal = there.signals[name]
    with sim.context.store.tenant(there.place.id) as session:
        decide_signal(session, there.person.present(), signal, decision, read_standing(session, signal).stand)
        if fiche and not number:
            there.numbers[fiche] = session.scalars(select(func.max(Fiche.number))).one()
    there.town.decided[name] = sim.now
    if fiche:
        there.town.happened.append(rules.Happened(sim.now, fiche, "put", who=name if there.workers[name].wants else -1))
    told_at_once(sim, there, [name])


def move(sim: Simulation, there: There, fiche: str, to: str) -> None:
    """Move a fiche, with all that the state asks for."""
    present, number, town = there.person.present(), there.numbers[fiche], there.town
    asked = Move(
        to, reason="dat spraken we af", review_on=date(YEAR + 1, 1, 5), puller="het OCMW", outcome="verbeterd",
        told="Er zijn meer plaatsen.", action="een overleg", action_due=date(YEAR, 12, 1),
    )  # fmt: skip
    with sim.context.store.tenant(there.place.id) as session:
        row = session.scalars(select(Fiche).where(Fiche.number == number)).one()
        edit_fiche(session, present, number, Wording(fiche, "Er is te weinig."), row.version)
        done = move_fiche(session, present, number, asked, row.version, date(YEAR, 1, 1))
        assert getattr(done, "changed", False), (to, done)
    if to == "afgerond":
        carried = {one.who for one in town.happened if one.fiche == fiche and one.what == "put"}
        told_at_once(sim, there, sorted(carried - {-1}))
        return
    town.happened.append(rules.Happened(sim.now, fiche, "state", to))
    if to == "in-actie":
        town.happened += [rules.Happened(sim.now, fiche, what) for what in ("puller", "action")]


def act(sim: Simulation, there: There, fiche: str, what: str) -> None:
    """Do something about a fiche."""
    present, number = there.person.present(), there.numbers[fiche]
    with sim.context.store.tenant(there.place.id) as session:
        row = session.scalars(select(Fiche).where(Fiche.number == number)).one()
        if what == "public":
            text = (f"Openbaar {fiche.removeprefix('Fiche ')}", "Er is te weinig.")
            write_public(session, present, number, text, 0)
            for to in ("voorgesteld", "goedgekeurd"):
                public = session.scalars(select(PublicText).where(PublicText.fiche_id == row.id)).one()
                move_public(session, present, number, to, public.version)
            there.town.public[fiche] = sim.now
        elif what == "add":
            words = ActionWords("een proefproject", owner="het OCMW")
            assert add_action(session, present, number, words, uuid.uuid4()) == Changed(changed=True)
        else:
            action = session.scalars(select(Action).where(Action.fiche_id == row.id, Action.state == "gepland")).first()
            assert action is not None
            done = Asked("gedaan", "", action.version)
            assert move_action(session, present, action.id, done, date(YEAR, 6, 1)) == Changed(changed=True)
    there.town.happened.append(rules.Happened(sim.now, fiche, "public" if what == "public" else "action"))


STORY = ("getoetst", "public", "geprioriteerd", "in-actie", "add", "done", "afgerond")


def plan(chance: random.Random, there: There, names: Sequence[int]) -> dict[date, list[tuple[str, ...]]]:
    """Plan what happens in a municipality on which day: signals, decisions, and the story of each fiche."""
    days: dict[date, list[tuple[str, ...]]] = defaultdict(list)
    fiches = [f"Fiche {there.place.slug[0].upper()}{number}" for number in range(8)]
    opened: dict[str, int] = {}
    for name in names:
        sent = 0 if chance.random() < 0.4 else chance.randrange(1, 240)
        fiche = chance.choice([*fiches, ""])
        decided = sent + chance.choice((2, 9, 20, 60, 130))
        days[_day(sent)].append(("send", str(name)))
        days[_day(decided)].append(("decide", str(name), fiche))
        if fiche:
            opened[fiche] = min(opened.get(fiche, decided), decided)
        if chance.random() < 0.05:
            days[_day(sent + chance.randrange(10, 200))].append(("stop", str(name)))
    for fiche, since in sorted(opened.items()):
        day = since
        for step in STORY[: chance.randrange(1, len(STORY) + 1)]:
            day += chance.choice((1, 7, 15, 40, 110))
            days[_day(day)].append(
                (("move" if step in ("getoetst", "geprioriteerd", "in-actie", "afgerond") else "act"), fiche, step)
            )
    return days


def _day(number: int) -> date:
    """Give a day of the year, none in the outage; after its end nothing happens."""
    day = date(YEAR, 1, 1) + timedelta(days=number)
    return OUTAGE[1].date() + timedelta(days=1) if OUTAGE[0].date() <= day <= OUTAGE[1].date() else day


@pytest.fixture
def sim(context: Context) -> Generator[Simulation]:
    simulation = Simulation(context)
    yield simulation
    simulation.room.close()


def found(sim: Simulation, slug: str, weekday: int, hour: int, rhythm: str) -> There:
    place = make_place(sim.context.store.url, slug, slug.capitalize())
    person = hire(sim.context, place, "coordinator", f"lead@{slug}.example.org")
    with as_owner(sim.context.store.url) as session:
        row = DigestSchedule(municipality_id=place.id, weekday=weekday, hour=hour, rhythm=rhythm)
        row.changed_at = datetime(YEAR - 1, 12, 1, tzinfo=UTC)
        session.add(row)
        if slug == "molenkerke":
            cells = {"wonen": [12, True], "mobiliteit": [3, False]}
            session.add(Release(municipality_id=place.id, facet="themes", period=str(YEAR - 1), cells=cells))
    return There(place, person, rules.Town(slug, weekday, hour, rhythm))


def do(sim: Simulation, there: There, what: tuple[str, ...]) -> None:
    """Do what was planned; what cannot be done (no signal yet) is left."""
    kind, name = what[0], what[1]
    carried = [one for one in there.town.happened if one.fiche == name and one.what == "put"]
    if kind == "stop" and there.workers[int(name)].wants:
        stop(sim, there.workers[int(name)])
    elif kind == "decide":
        fiche = what[2]
        closing = [one for one in there.town.happened if one.fiche == fiche and one.state == "afgerond"]
        decide(sim, there, int(name), "" if closing else fiche)
    elif kind == "move" and carried:
        move(sim, there, name, what[2])
    elif kind == "act" and carried:
        act(sim, there, name, what[2])
    sim.stamp()


def live_a_year(sim: Simulation, towns: Sequence[There], plans: Sequence[dict[date, list[tuple[str, ...]]]]) -> None:
    """Go through the year: what is planned at half past ten, ticks after it, at noon and at each slot."""
    workers = {name: worker for there in towns for name, worker in there.workers.items()}
    slots = sorted({slot for there in towns for slot in rules.slots_of(there.town, YEAR)})
    day = date(YEAR, 1, 1)
    while day.year == YEAR:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        # Between slots it is awake as well; each day would only take longer.
        awake = [noon] if day.weekday() == 2 else []
        ticks = [*awake, *(slot + timedelta(minutes=1) for slot in slots if slot.date() == day)]
        half_past_ten = noon - timedelta(minutes=90)
        planned = [(there, what) for there, plan_ in zip(towns, plans, strict=True) for what in plan_.get(day, ())]
        if planned:
            ticks += [half_past_ten + timedelta(minutes=minutes) for minutes in (3, 13)]
        acted = False
        for at in sorted(ticks):
            if planned and not acted and at > half_past_ten:
                sim.now, acted = half_past_ten, True
                for there, what in sorted(planned, key=lambda one: one[1][0] != "send"):
                    if what[0] == "send":
                        hear_of(sim, there, workers[int(what[1])])
                    else:
                        do(sim, there, what)
            if not OUTAGE[0] <= at < OUTAGE[1]:
                sim.now = at
                sim.tick()
                note_closed(sim, towns)
        day += timedelta(days=1)


def note_closed(sim: Simulation, towns: Sequence[There]) -> None:
    """Note which fiches closed because everybody was told."""
    with as_owner(sim.context.store.url) as session:
        closed = session.execute(select(Fiche.municipality_id, Fiche.title).where(Fiche.status == "afgerond")).all()
    for there in towns:
        known = {one.fiche for one in there.town.happened if one.state == "afgerond"}
        new = {row.title for row in closed if row.municipality_id == there.place.id} - known
        there.town.happened += [rules.Happened(sim.now, fiche, "state", "afgerond") for fiche in sorted(new)]


def explain(there: There, worker: rules.Worker, got: list[rules.Letter], called: list[rules.Letter]) -> str:
    """Say what went differently, and what happened to the fiches that it is about."""
    fiches = {fiche for one in (*got, *called) for fiche in one.own}
    happened = [
        f"{one.at:%m-%d %H:%M} {one.fiche} {one.what} {one.state} {one.who}"
        for one in there.town.happened
        if one.fiche in fiches
    ]
    lists = [
        [f"{one.at:%m-%d %H:%M} {one.kind} {sorted(one.own)} {one.items}" for one in letters]
        for letters in (got, called)
    ]
    return "\n".join([str(worker), "got", *lists[0], "called for", *lists[1], "happened", *happened])


@pytest.mark.long
def test_a_year_in_two_minutes(sim: Simulation) -> None:
    chance = random.Random(YEAR)  # noqa: S311 # the same year each time
    towns = [
        found(sim, "lommerbeek", 6, 2, "week"),  # in both nights in which the clock is changed
        found(sim, "molenkerke", 1, 9, "maand"),
        found(sim, "zandhove", 3, 17, "kwartaal"),
    ]
    plans: list[dict[date, list[tuple[str, ...]]]] = []
    for number, there in enumerate(towns):
        names = [name for name in range(REPORTERS) if name % 3 == number]
        for name in names:
            rhythm = chance.choice(("", "", "", "week", "maand", "kwartaal", "" if number else "nu"))
            scope = "eigen" if chance.random() < 0.2 else "alles"
            there.workers[name] = rules.Worker(name, there.town.name, rhythm, scope, wants=chance.random() < 0.95)
        plans.append(plan(chance, there, names))
    live_a_year(sim, towns, plans)
    for there in towns:
        slots = rules.slots_of(there.town, YEAR)
        for worker in there.workers.values():
            called = rules.Oracle(there.town, worker).call(slots, sim.looked)
            got = [letter for letter in sim.got[worker.name] if letter.kind != "jaar"]
            assert got == called, explain(there, worker, got, called)
            assert sim.told[worker.name] == there.town.at_once.get(worker.name, []), worker
            yearly = [letter for letter in sim.got[worker.name] if letter.kind == "jaar"]
            first = slots[0] + timedelta(minutes=1)
            hears = worker.wants and worker.scope == "alles" and worker.sent < first and there.town.name == "molenkerke"
            assert [letter.at for letter in yearly] == ([first] if hears else [])
    assert sum(map(len, sim.got.values())) > REPORTERS
    assert {letter.kind for letters in sim.got.values() for letter in letters} == {"nieuws", "stil", "jaar"}
