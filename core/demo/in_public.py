"""The demo's fiches with words that everyone may read, and the actions that are public: so its public page lives."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.agenda.items import BRUSSELS
from core.municipalities import Place
from core.people.sessions import Present
from core.publish.action_switch import SHOWN
from core.publish.action_words import digest_words
from core.review.action_moves import PLANNED
from core.review.action_rows import ADDED
from core.review.actions import MOVED as ACTION_MOVED
from core.review.bundling import BUNDLED_IN, OPENED
from core.review.decision import BUNDLED, DECIDED
from core.review.fiche_moves import DRAFT
from core.review.fiches import MOVED
from core.review.public_texts import APPROVED, GRANTED, PUT_FORWARD, REWRITTEN
from core.store.tables import Action, Fiche, FicheSignal, Journal, Municipality, PublicText, Signal
from core.store.tables.fiche import OUTSIDE

_DAY = timedelta(days=1)


def read_fiches() -> list[dict[str, Any]]:
    """Read the invented fiches."""
    return tomllib.loads((files("core.demo") / "fiches.toml").read_text("utf-8"))["fiches"]


def add_in_public(session: Session, place: Place, present: Present, now: datetime) -> None:
    """Add the fiches, in the name of the demo's processor; as the owner, because all of it is set back in time."""
    signals = session.scalars(select(Signal).where(Signal.municipality_id == place.id)).all()
    told = read_fiches()
    for number, one in enumerate(told, 1):
        mine = [signal for signal in signals if signal.text.startswith(tuple(one["signals"]))]
        _Adding(session, present, now).add(one, number, sorted(mine, key=lambda signal: signal.number))
    session.get_one(Municipality, place.id).next_fiche = len(told) + 1
    session.flush()


class _Adding:
    """Adds one fiche with what happened to it."""

    def __init__(self, session: Session, present: Present, now: datetime) -> None:
        self._session, self._present, self._now = session, present, now
        self._here: dict[str, Any] = {"municipality_id": present.place.id}

    def add(self, told: Mapping[str, Any], number: int, signals: list[Signal]) -> None:
        opened = max(signal.received_at for signal in signals) + timedelta(hours=20)
        names = ("title", "description", "themes", "target_groups", "levels", "status")
        fiche = Fiche(**self._here, number=number, **{name: told[name] for name in names})
        fiche.outcome, fiche.told, fiche.opened_at = told.get("outcome"), told.get("told"), opened
        if told["puller"]:
            fiche.puller, fiche.puller_answer, fiche.puller_note = (
                told["puller"],
                OUTSIDE,
                "Afgesproken op de signaaldag.",
            )
        self._session.add(fiche)
        self._session.flush()
        for signal in signals:
            self._bundle(fiche, signal, opened)
        before = DRAFT
        for days, to in told["steps"]:
            closed = {"outcome": fiche.outcome, "told": fiche.told} if to == told["status"] and fiche.outcome else {}
            self._note(self._ago(days), MOVED, fiche, **{"from": before, "to": to}, **closed)
            before = to
        self._publish(fiche, told)
        for action in told.get("actions", ()):
            self._act(fiche, action)
        fiche.version, fiche.changed_at = 1 + len(told["steps"]), self._ago(told["steps"][-1][0])
        self._session.flush()

    def _bundle(self, fiche: Fiche, signal: Signal, at: datetime) -> None:
        link = FicheSignal(**self._here, fiche_id=fiche.id, signal_id=signal.id, staff_id=self._present.staff_id)
        link.since = at
        self._session.add(link)
        said = {"from": signal.status, "to": BUNDLED, "fiche": fiche.number, "title": fiche.title}
        signal.status = BUNDLED
        entry = self._entry(at, DECIDED, said)
        entry.signal_id = signal.id
        self._session.add(entry)
        first = self._session.scalar(select(Journal.id).where(Journal.fiche_id == fiche.id).limit(1)) is None
        if first:
            self._note(at, OPENED, fiche, signal=signal.number)
        self._note(at, BUNDLED_IN, fiche, signal=signal.number)

    def _publish(self, fiche: Fiche, told: Mapping[str, Any]) -> None:
        at = self._ago(told["public"])
        words = {"title": told["public_title"], "text": told["public_text"]}
        shown = PublicText(
            **self._here, fiche_id=fiche.id, **words, state=APPROVED, version=3, staff_id=self._present.staff_id
        )
        shown.at = at
        self._session.add(shown)
        for version, what in enumerate((REWRITTEN, PUT_FORWARD, GRANTED), 1):
            kept = {"note": f"{shown.title}\n{shown.text}"} if what == GRANTED else {}
            self._note(at, what, fiche, version=version, **kept)

    def _act(self, fiche: Fiche, told: Mapping[str, Any]) -> None:
        action = Action(**self._here, fiche_id=fiche.id, title=told["title"], owner=told["owner"], state=told["state"])
        action.partners = list(told.get("partners", ()))
        for name in ("before", "after", "source"):
            setattr(action, name, told.get(name, ""))
        action.begun_on, action.ended_on = self._day_of(told, "begun"), self._day_of(told, "ended")
        action.due_on = self._ago(-told["due"]).astimezone(BRUSSELS).date() if "due" in told else None
        action.added_at = self._ago(told["added"])
        self._session.add(action)
        self._session.flush()
        of = {"action": str(action.id), "title": action.title}
        self._note(action.added_at, ADDED, fiche, **of)
        before = PLANNED
        for name, to in (("begun", "bezig"), ("ended", "gedaan")):
            if name in told:
                self._note(self._ago(told[name]), ACTION_MOVED, fiche, **of, **{"from": before, "to": to})
                before = to
        shown = self._ago(min(told["added"], told.get("ended", told["added"])))
        action.public_digest, action.public_by, action.public_at = digest_words(action), self._present.staff_id, shown
        self._note(shown, SHOWN, fiche, **of)

    def _day_of(self, told: Mapping[str, Any], name: str) -> date | None:
        return self._ago(told[name]).astimezone(BRUSSELS).date() if name in told else None

    def _ago(self, days: int) -> datetime:
        return self._now - days * _DAY

    def _note(self, at: datetime, what: str, fiche: Fiche, **details: object) -> None:
        entry = self._entry(at, what, details)
        entry.fiche_id = fiche.id
        self._session.add(entry)
        self._session.flush()

    def _entry(self, at: datetime, what: str, details: Mapping[str, Any]) -> Journal:
        entry = Journal(**self._here, what=what, actor="staff", staff_id=self._present.staff_id, details=dict(details))
        entry.at = at
        return entry
