"""Sending: when digests leave, how far each sending is, and pausing one."""

from typing import Any

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.ids import read_number
from admin.stuck import say_failure
from core.errors import Refused
from core.feedback.runs import RUN, list_runs, pause_run, resume_run
from core.feedback.schedule import MONTHLY, QUARTERLY, WEEKLY, Schedule
from core.feedback.schedules import PERMISSION, read_schedule, set_schedule
from core.feedback.sent_how import list_failures
from core.review.gone import count_gone

_DONE = ("alinea", "al", "planning", "gepauzeerd", "verder")
_RHYTHMS = (WEEKLY, MONTHLY, QUARTERLY)
_HUNDRED = 100


def add_messages_sending(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/berichten/planning", PERMISSION)
    def ask_schedule(visit: Visit) -> Response:
        return _show_schedule(desk, visit, read_schedule(visit.session))

    @desk.post("/berichten/planning", PERMISSION)
    def plan(visit: Visit) -> Response:
        day, hour = read_number(visit.typed("weekday")), read_number(visit.typed("hour"))
        typed = Schedule(day, hour, visit.typed("rhythm"), active=visit.typed("active") == "ja")
        try:
            changed = set_schedule(visit.session, visit.present, typed, desk.context.clock())
        except Refused:
            return _show_schedule(desk, visit, read_schedule(visit.session), status=422, wrong=True)
        return desk.go(f"/berichten?gedaan={'planning' if changed else 'al'}")

    @desk.get("/berichten/verzendingen", RUN)
    def show_runs(visit: Visit) -> Response:
        return desk.own_page(visit, "messages_runs", here="runs", **show_sending(desk, visit))

    @desk.post("/berichten/verzending/{run}", RUN)
    def steer(visit: Visit) -> Response:
        run_id, now, pause = read_number(visit.path("run")), desk.context.clock(), visit.typed("doe") == "pauze"
        changed = (pause_run if pause else resume_run)(visit.session, visit.present, run_id, now)
        done = ("gepauzeerd" if pause else "verder") if changed else "al"
        return desk.go(f"/berichten/verzendingen?gedaan={done}")


def show_sending(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Give what pages show of sendings: each with how far it is, why letters failed, and addresses that are gone."""
    done = visit.asked("gedaan")
    return {
        "runs": list_runs(visit.session, visit.present),
        "failures": list_failures(visit.session, visit.present),
        "failure": lambda reason: say_failure(desk, reason),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        "gone": count_gone(visit.session),
        "percent": _percent,
        "moment": say_moment,
        "done": done if done in _DONE else "",
    }


def _show_schedule(desk: Desk, visit: Visit, schedule: Schedule, *, status: int = 200, wrong: bool = False) -> Response:
    return desk.own_page(
        visit, "messages_schedule", status=status, here="messages", schedule=schedule, rhythms=_RHYTHMS, wrong=wrong
    )


def _percent(part: int, whole: int) -> int:
    return round(_HUNDRED * part / whole) if whole else _HUNDRED
