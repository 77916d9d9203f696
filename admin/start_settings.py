"""Steps of the start that only set something: name, languages, organisations, digests, periods, who is asked."""

from typing import Any

from admin.desk import Desk, Visit
from admin.ids import read_number
from admin.start_page import Again, Saved, StepPage
from core.dialogue.load import labels
from core.errors import NotFound, Refused
from core.feedback.schedule import MONTHLY, QUARTERLY, WEEKLY, Schedule
from core.feedback.schedules import read_schedule, set_schedule
from core.flanders import all_known
from core.joining.listing import MOST, keep_list, read_list
from core.joining.naming import Other
from core.joining.setting import ASKED, LONGEST, read_nis, read_periods, set_asked, set_french, set_name, set_periods
from core.municipalities import list_organisations

_RHYTHMS = (WEEKLY, MONTHLY, QUARTERLY)


def _show_name(_desk: Desk, visit: Visit) -> dict[str, Any]:
    return {"called": visit.present.place.name, "nis": read_nis(visit.session, visit.present), "known": all_known()}


def _keep_name(desk: Desk, visit: Visit) -> Again | Saved:
    say, typed = desk.context.words.say, {"called": visit.typed("name"), "nis": visit.typed("nis").strip()}
    try:
        set_name(visit.session, visit.present, typed["called"], typed["nis"])
    except Other as other:
        return Again({**typed, "wrong": {"nis": say("start.naam.other", nis=typed["nis"], name=other.place.name)}})
    except Refused:
        field = "nis" if typed["called"].strip() else "name"
        return Again({**typed, "wrong": {field: say(f"start.naam.wrong-{field}")}})
    return Saved()


def _show_languages(_desk: Desk, visit: Visit) -> dict[str, Any]:
    return {"french": "fr" in visit.present.place.setting("languages")}


def _keep_languages(_desk: Desk, visit: Visit) -> Saved:
    set_french(visit.session, visit.present, on=visit.typed("talen") == "nl-fr")
    return Saved()


def _show_list(_desk: Desk, visit: Visit) -> dict[str, Any]:
    return {
        "listed": list_organisations(visit.session),
        "sectors": labels("sectors"),
        "most": MOST,
        "typed": "",
        "lines": (),
        "shown": "",
    }


def _keep_list(desk: Desk, visit: Visit) -> Again | Saved:
    typed = visit.typed("lijst")
    if not typed.strip():
        return Saved("") if visit.typed("doe") == "bewaar" else Again({}, status=200)
    if visit.typed("doe") != "bewaar":
        lines = read_list(typed, list_organisations(visit.session))
        return Again({"typed": typed, "lines": lines, "shown": "proef"}, status=200)
    lines = keep_list(visit.session, visit.present, typed)
    refused = [line for line in lines if line.why]
    if not refused:
        return Saved()
    # What was kept is kept; what was not stays in the field, to be mended.
    left = "\n".join(line.typed for line in refused)
    return Again({"typed": left, "lines": lines, "shown": "bewaard", **_show_kept(desk, visit)}, status=200)


def _show_kept(desk: Desk, visit: Visit) -> dict[str, Any]:
    return {"listed": _show_list(desk, visit)["listed"]}


def _show_schedule(_desk: Desk, visit: Visit) -> dict[str, Any]:
    return {"schedule": read_schedule(visit.session), "rhythms": _RHYTHMS}


def _keep_schedule(desk: Desk, visit: Visit) -> Again | Saved:
    try:
        day, hour = read_number(visit.typed("weekday")), read_number(visit.typed("hour"))
        typed = Schedule(day, hour, visit.typed("rhythm"), active=visit.typed("active") == "ja")
        set_schedule(visit.session, visit.present, typed, desk.context.clock(), looked=True)
    except (Refused, NotFound):
        return Again({"wrong": {"weekday": desk.context.words.say("start.berichten.wrong")}})
    return Saved()


def _show_periods(_desk: Desk, visit: Visit) -> dict[str, Any]:
    erased = visit.present.place.setting("retention_signals")
    return {"names": LONGEST, "periods": read_periods(visit.session, visit.present), "erased": erased}


def _keep_periods(desk: Desk, visit: Visit) -> Again | Saved:
    typed = {name: visit.typed(name).strip() for name in LONGEST}
    erased = "delete" if visit.typed("erased") == "delete" else "anonymise"
    wrong = set_periods(visit.session, visit.present, typed, erased)
    if wrong:
        say = desk.context.words.say
        lacks = {name: say("start.bewaren.wrong", most=LONGEST[name]) for name in wrong}
        return Again({"periods": typed, "erased": erased, "wrong": lacks})
    return Saved()


def _show_asked(_desk: Desk, visit: Visit) -> dict[str, Any]:
    return {"typed": {name: str(visit.present.place.setting(name)) for name in ASKED}}


def _keep_asked(desk: Desk, visit: Visit) -> Again | Saved:
    typed = {name: visit.typed(name).strip() for name in ASKED}
    wrong = set_asked(visit.session, visit.present, typed, desk.context.clock().date())
    if wrong:
        say = desk.context.words.say
        kinds = {"agreement": "start.afspraken.wrong-agreement"}
        return Again({"typed": typed, "wrong": {name: say(kinds.get(name, "start.afspraken.wrong")) for name in wrong}})
    return Saved()


SETTINGS = (
    StepPage("naam", _show_name, _keep_name),
    StepPage("talen", _show_languages, _keep_languages),
    StepPage("organisaties", _show_list, _keep_list),
    StepPage("berichten", _show_schedule, _keep_schedule),
    StepPage("bewaren", _show_periods, _keep_periods),
    StepPage("afspraken", _show_asked, _keep_asked),
)
