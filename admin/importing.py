"""Invoer: a spreadsheet sent in, its columns looked at and chosen, and put in; how far it is; undone."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Errand, Visit
from admin.ids import read_number
from core.errors import NotFound
from core.importing.columns import CHOSEN, FIELDS
from core.importing.days import ORDERS
from core.importing.keeping import NEW, PERMISSION, Hand, choose_columns, discard, keep_file
from core.importing.mapping import Chosen, NoMapping
from core.importing.packing import Packed, pack_file
from core.importing.proof import choices_of, prove, show_examples, show_rows
from core.importing.reading import count_refused, list_imports, read_file, read_import, write_refused
from core.importing.running import begin_import, resume_import, stop_import, undo_import
from core.importing.sheet import MEGABYTE, MOST_BYTES, MOST_ROWS, Unreadable
from core.importing.undoing import list_stayed
from core.importing.values import known_keys

HERE = "import"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STYLES = {"csv": "text/csv; charset=utf-8", "xlsx": _XLSX}
_DONE = ("begonnen", "gestopt", "verder", "ongedaan", "weg", "bewaard", "al")
_UNDER_WAY = ("begonnen", "verder", "ongedaan")
_STEER = {"stop": (stop_import, "gestopt"), "verder": (resume_import, "verder"), "ongedaan": (undo_import, "ongedaan")}
_HUNDRED = 100


def add_importing(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/invoer", PERMISSION)
    def show(visit: Visit) -> Response:
        return _show_start(desk, visit)

    @desk.post("/invoer/bestand", PERMISSION)
    def take(visit: Visit) -> Response | Errand:
        data, sheet, now = visit.knock.upload, visit.typed("blad"), desk.context.clock()

        def read() -> Packed | Unreadable:
            try:
                return pack_file(data, now, sheet)
            except Unreadable as wrong:
                return wrong

        def keep(visit: Visit, found: Packed | Unreadable) -> Response:
            if isinstance(found, Unreadable):
                return _show_start(desk, visit, status=422, wrong=found)
            return desk.go(f"/invoer/{keep_file(visit.session, _hand(desk, visit), found)}")

        return Errand(read, keep)

    @desk.get("/invoer/{id}", PERMISSION)
    def show_one(visit: Visit) -> Response:
        return _show_one(desk, visit)

    _add_results(desk)
    _add_acts(desk)


def _add_results(desk: Desk) -> None:
    @desk.get("/invoer/{id}/stand", PERMISSION)
    def show_state(visit: Visit) -> Response:
        one = read_import(visit.session, _hand(desk, visit), read_number(visit.path("id")))
        page = desk.page("sheet_state", one=one, percent=_percent)
        if not one.works:
            page.headers["hx-refresh"] = "true"
        return page

    @desk.get("/invoer/{id}/geweigerd.{style}", PERMISSION)
    def give_refused(visit: Visit) -> Response:
        import_id, style = read_number(visit.path("id")), visit.path("style")
        if style not in _STYLES:
            raise NotFound("style")
        body = write_refused(visit.session, _hand(desk, visit), import_id, style)
        named = f'attachment; filename="geweigerd-{import_id}.{style}"'
        headers = {"cache-control": "no-store", "content-disposition": named}
        return Response(body, media_type=_STYLES[style], headers=headers)


def _add_acts(desk: Desk) -> None:
    @desk.post("/invoer/{id}/kolommen", PERMISSION)
    def choose(visit: Visit) -> Response:
        hand, import_id = _hand(desk, visit), read_number(visit.path("id"))
        one = read_import(visit.session, hand, import_id)
        if one.state != NEW:
            return desk.go(f"/invoer/{import_id}?gedaan=al")
        _run, content = read_file(visit.session, hand, import_id)
        chosen = _read_chosen(visit, content.chosen)
        try:
            choose_columns(visit.session, hand, import_id, chosen)
        except NoMapping as wrong:
            return _show_one(desk, visit, status=422, wrong=wrong, tried=chosen)
        if visit.typed("doe") == "begin":
            begin_import(visit.session, hand, import_id)
            return desk.go(f"/invoer/{import_id}?gedaan=begonnen")
        return desk.go(f"/invoer/{import_id}?gedaan=bewaard#proef")

    @desk.post("/invoer/{id}/weg", PERMISSION)
    def throw_away(visit: Visit) -> Response:
        discard(visit.session, _hand(desk, visit), read_number(visit.path("id")))
        return desk.go("/invoer?gedaan=weg")

    @desk.post("/invoer/{id}/stuur", PERMISSION)
    def steer(visit: Visit) -> Response:
        import_id = read_number(visit.path("id"))
        if visit.typed("doe") not in _STEER:
            raise NotFound("import: act")
        act, done = _STEER[visit.typed("doe")]
        changed = act(visit.session, _hand(desk, visit), import_id)
        return desk.go(f"/invoer/{import_id}?gedaan={done if changed else 'al'}")


def _hand(desk: Desk, visit: Visit) -> Hand:
    return Hand(desk.context, visit.present.place, visit.present)


def _show_start(desk: Desk, visit: Visit, *, status: int = 200, wrong: Unreadable | None = None) -> Response:
    return desk.own_page(
        visit,
        "sheets",
        status=status,
        here=HERE,
        wrong=wrong,
        named=visit.typed("blad"),
        imports=list_imports(visit.session, _hand(desk, visit)),
        most={"megabytes": MOST_BYTES // MEGABYTE, "rows": f"{MOST_ROWS:,}".replace(",", ".")},
        **_common(visit),
    )


def _show_one(desk: Desk, visit: Visit, *, status: int = 200, **tried: Any) -> Response:
    hand, import_id = _hand(desk, visit), read_number(visit.path("id"))
    one = read_import(visit.session, hand, import_id)
    values: dict[str, Any] = {"one": one, "wrong": None, **_common(visit)}
    if values["done"] in _UNDER_WAY and not one.works:
        values["done"] = ""  # the page was read anew when it was done
    if one.state == NEW and one.file:
        values |= _proof(desk, visit, tried.get("tried"))
        return desk.own_page(visit, "sheet", status=status, here=HERE, **{**values, **tried})
    values["reasons"] = sorted(count_refused(visit.session, hand, import_id).items()) if one.file else ()
    values["stayed"] = list_stayed(visit.session, import_id)
    return desk.own_page(visit, "sheet_done", status=status, here=HERE, **values)


def _proof(desk: Desk, visit: Visit, tried: Chosen | None) -> Mapping[str, Any]:
    hand = _hand(desk, visit)
    run, content = read_file(visit.session, hand, read_number(visit.path("id")))
    chosen = tried or content.chosen
    proof = prove(visit.session, hand, run, content)
    examples = show_examples(visit.session, content)
    places = range(len(chosen.headings))
    shown = list(zip(places, chosen.headings, chosen.fields, content.columns, examples, strict=True))
    return {
        "unused": [
            (heading, place + 1, found.filled)
            for place, heading, field, found, _examples in shown
            if found.telling and not field
        ],
        "columns": [column for column in shown if column[3].filled],
        "chosen": chosen,
        "content": content,
        "proof": proof,
        "rows": show_rows(visit.session, proof),
        "choices": choices_of(proof, chosen),
        "fields": FIELDS,
        "orders": ORDERS,
        "labels": {name: list(known_keys(name).items()) for name in CHOSEN},
    }


def _read_chosen(visit: Visit, before: Chosen) -> Chosen:
    """Read what the form says that columns and own words become; a column that it does not show stays as it was."""
    typed = dict(visit.knock.fields.pairs())
    fields = tuple(typed.get(f"k{place}", field) for place, field in enumerate(before.fields))
    values = {name: dict(words) for name, words in before.values.items()}
    for name, said in typed.items():
        field, _, number = name.partition("-w-")
        if field in CHOSEN and number.isdigit():
            key = typed.get(f"{field}-s-{number}", "?")
            own = values.setdefault(field, {})
            own.pop(said, None)
            if key != "?":
                own[said] = "" if key == "-" else key
    return Chosen(before.headings, fields, values, typed.get("orde", before.order))


def _common(visit: Visit) -> dict[str, Any]:
    done = visit.asked("gedaan")
    return {"done": done if done in _DONE else "", "moment": say_moment, "percent": _percent}


def _percent(part: int, whole: int) -> int:
    return round(_HUNDRED * part / whole) if whole else _HUNDRED
