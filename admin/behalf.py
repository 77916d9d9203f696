"""A signal entered on someone's behalf: heard by phone, at a table, by mail or on paper."""

import uuid

from fastapi import Response

from admin.desk import Desk, Visit
from core.dialogue.load import labels, load_form
from core.intake.normalise import normalise
from core.intake.on_behalf import CHOICES, HIDE, KEEP, SOURCES, TEXTS, Lacks, Told, enter_signal
from core.municipalities import list_organisations
from core.people.roles import OWN

_FIELDS = (*TEXTS, *CHOICES, "organisation", "source", "address")
_NOTHING = Lacks({}, {})


def add_behalf(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/invoeren", "signals.enter", limited=True)
    def show_form(visit: Visit) -> Response:
        return _show(desk, visit, uuid.uuid4(), {}, _NOTHING)

    @desk.post("/invoeren", "signals.enter", limited=True)
    def enter(visit: Visit) -> Response:
        try:
            mark = uuid.UUID(visit.typed("mark"))
        except ValueError:
            mark = uuid.uuid4()
        typed = {name: visit.typed(name) for name in _FIELDS}
        told = Told(
            words={name: typed[name] for name in TEXTS},
            answers={name: typed[name] for name in (*CHOICES, "organisation")},
            source=typed["source"],
            address=typed["address"],
            personal=visit.typed("personal"),
        )
        own = visit.present.reach("signals.enter") == OWN
        if own and not visit.present.organisation:
            return _show(desk, visit, mark, typed, Lacks({"story": "triage.behalf.wrong.own"}, {}))
        done = enter_signal(visit.session, desk.context, visit.present, told, mark)
        if isinstance(done, Lacks):
            return _show(desk, visit, mark, typed, done)
        return desk.go(f"/eigen/signaal/{done.id}?gedaan=ingevoerd" if own else f"/signaal/{done.id}")


def _show(desk: Desk, visit: Visit, mark: uuid.UUID, typed: dict[str, str], lacks: Lacks) -> Response:
    form, own = load_form("signaal"), visit.present.reach("signals.enter") == OWN
    options = {
        name: [(option.key, option.label) for option in question.options]
        for name in CHOICES
        if (question := form.question(name)) is not None
    }
    options["sector"] = list(labels("sectors").items())
    return desk.own_page(
        visit,
        "behalf",
        status=422 if lacks.wrong or lacks.found else 200,
        here="organisation" if own else "signals",
        own=own,
        mark=mark,
        typed={name: typed.get(name, "") for name in _FIELDS},
        wrong=lacks.wrong,
        found=[(name, _pieces(typed.get(name, ""), lacks, name)) for name in lacks.found],
        options=options,
        sources=SOURCES,
        organisations=list_organisations(visit.session),
        keep=KEEP,
        hide=HIDE,
    )


def _pieces(text: str, lacks: Lacks, name: str) -> list[tuple[str, bool]]:
    """Cut a text where the guard found something: (piece, found)."""
    tidy, pieces, done = normalise(text), list[tuple[str, bool]](), 0
    for span in sorted(lacks.found[name], key=lambda span: span.start):
        if span.start >= done:
            pieces += [(tidy[done : span.start], False), (tidy[span.start : span.end], True)]
            done = span.end
    return [*pieces, (tidy[done:], False)]
