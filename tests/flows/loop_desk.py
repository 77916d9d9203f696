"""What a processor does in the loop, by the functions that the panel calls; and what the figures then say."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.insight.facts_kept import read_facts
from core.insight.indicators import INDICATORS
from core.insight.loop_read import read_loop
from core.insight.view import View
from core.insight.working_days import DayCounter
from core.people.sessions import Present
from core.review.action_words import ActionWords
from core.review.actions import Asked, add_action, move_action
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Changed, Wording, edit_fiche, move_fiche
from core.review.pulling import set_outside
from core.review.reopening import list_unimproved, reopen
from core.store.tables import Action, Fiche, Signal
from core.working_days import WorkCalendar

BRUSSELS = ZoneInfo("Europe/Brussels")
_YEAR = DayCounter(WorkCalendar(), date(2027, 1, 1), date(2027, 12, 31))
Done = TypeVar("Done")


class Desk:
    """A processor, and the only fiche there is."""

    def __init__(self, context: Context, present: Present) -> None:
        """Take who she is."""
        self._context, self._present = context, present

    async def do(self, act: Callable[[Session, Present], Done]) -> Done:
        """Do something, in one transaction."""

        def work() -> Done:
            with self._context.store.tenant(self._present.place.id) as session:
                return act(session, self._present)

        return await asyncio.to_thread(work)

    async def bundle(self, words: str, title: str = "") -> None:
        """Put the signal with these words in the fiche; with a title, in a new one."""

        def act(session: Session, present: Present) -> object:
            id_ = session.scalars(select(Signal.id).where(Signal.text.contains(words))).one()
            decision = Decision(BUNDLED, fiche=0 if title else 1, title=title)
            return decide_signal(session, present, id_, decision, read_standing(session, id_).stand)

        await self.do(act)

    async def bundle_older(self, below: int, title: str) -> None:
        """Put all signals below a number that somebody waits for, and nobody decided on, in a second fiche."""
        open_ = Signal.status.in_(("nieuw", "in-nazicht")), Signal.reporter_id.is_not(None), Signal.number < below

        def act(session: Session, present: Present) -> None:
            for place, id_ in enumerate(session.scalars(select(Signal.id).where(*open_).order_by(Signal.number)).all()):
                decision = Decision(BUNDLED, fiche=2 if place else 0, title="" if place else title)
                decide_signal(session, present, id_, decision, read_standing(session, id_).stand)

        await self.do(act)

    async def describe(self, title: str) -> None:
        """Describe the fiche."""
        await self._change(lambda session, present, version: edit_fiche(
            session, present, 1, Wording(title, "Wie wil huren, wacht lang."), version
        ))  # fmt: skip

    async def move(self, move: Move) -> None:
        """Give the fiche another state."""
        await self._change(lambda session, present, version: move_fiche(
            session, present, 1, move, version, self._today()
        ))  # fmt: skip

    async def pull(self, who: str) -> None:
        """Note who outside pulls the fiche."""
        await self._change(lambda session, present, version: set_outside(
            session, present, 1, (who, "Afgesproken op het overleg."), version
        ))  # fmt: skip

    async def plan(self, words: ActionWords) -> None:
        """Add an action."""
        await self._change(lambda session, present, _version: add_action(session, present, 1, words, uuid.uuid4()))

    async def finish(self) -> None:
        """Begin the only action and finish it."""
        for state in ("bezig", "gedaan"):

            def act(session: Session, present: Present, _version: int, to: str = state) -> object:
                action = session.scalars(select(Action)).one()
                return move_action(session, present, action.id, Asked(to, "", action.version), self._today())

            await self._change(act)

    async def reopen(self) -> None:
        """Take the closed fiche in hand again."""
        words = ("Wie erbij was, ziet geen verbetering.", "Opnieuw samenzitten")
        await self._change(lambda session, present, version: reopen(
            session, present, 1, words, version, self._today()
        ))  # fmt: skip

    async def proposed(self) -> list[int]:
        """Tell of each fiche that is proposed to be reopened how many see no improvement."""
        return await self.do(lambda session, present: [one.nos for one in list_unimproved(session, present)])

    async def figures(self, since: datetime) -> tuple[object, ...]:
        """Tell of what was sent since a moment: median days to a first word (None: most have none), and three shares.

        Each share is (so many, of so many): who heard within 60 days, of those who waited that long; digests that were
        called useful, of those of which something was said; those of which something was said, of all that arrived.
        """

        def act(session: Session, _present: Present) -> tuple[object, ...]:
            now = self._context.clock()
            view = View(read_facts(session, since, now), since, now, now, _YEAR)
            of = {(number, one.name): one for number in (3, 4, 19) for one in INDICATORS[number](view)}
            days = of[4, "days"].value
            shares = ((of[key].yes, of[key].of) for key in ((3, "told"), (19, "useful"), (19, "rated")))
            return (None if days is None else round(days, 1), *shares)

        return await self.do(act)

    async def ever(self) -> tuple[int, int] | None:
        """Tell what the wall shows of the last year: so many ever heard, of so many who want to; None: it is hidden."""

        def act(session: Session, present: Present) -> tuple[int, int] | None:
            lines = {line.name: line.shown for line in read_loop(session, present, self._context.clock()).lines}
            return (lines["ever"].yes, lines["ever"].of) if lines["ever"] else None

        return await self.do(act)

    async def _change(self, act: Callable[[Session, Present, int], object]) -> None:
        def work(session: Session, present: Present) -> object:
            version = session.scalars(select(Fiche.version).where(Fiche.number == 1)).one()
            return act(session, present, version)

        assert await self.do(work) == Changed(changed=True)

    def _today(self) -> date:
        return self._context.clock().astimezone(BRUSSELS).date()
