"""Remarks on Werk and Vandaag: what reporters wrote back, answered or done with."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.ids import read_id
from core.review.remarks import LONGEST_ANSWER, NoAnswer, answer_remark, finish_remark, list_remarks

_DONE = {"gedaan": "done", "antwoord": "answered", "leeg": "empty", "al": "already"}


def add_remarks(desk: Desk) -> None:
    """Add the route."""

    @desk.post("/werk/opmerking/{id}", "signals.decide")
    def settle(visit: Visit) -> Response:
        id_ = read_id(visit.path("id"))
        if visit.typed("besluit") == "gedaan":
            done = "gedaan" if finish_remark(visit.session, visit.present, id_) else "al"
        else:
            try:
                answered = answer_remark(visit.session, visit.present, id_, visit.typed("antwoord"))
                done = "antwoord" if answered else "al"
            except NoAnswer:
                done = "leeg"
        return desk.go(f"/werk?opmerking={done}#opmerkingen")


def remarks(visit: Visit) -> dict[str, Any]:
    """Give the partial of remarks its values."""
    return {
        "remarks": list_remarks(visit.session, visit.present),
        "remark_done": _DONE.get(visit.asked("opmerking"), ""),
        "longest_answer": LONGEST_ANSWER,
    }
