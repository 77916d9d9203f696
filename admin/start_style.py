"""The step of colour and logo: one that cannot be read well is refused, with the nearest that can."""

from typing import Any

from babel.numbers import format_decimal

from admin.desk import Desk, Visit
from admin.start_page import Again, Saved, StepPage
from core.html.pictures import NoPicture
from core.logo import LONGEST_ALT, LongAlt, remove_logo, set_logo
from core.municipalities import LOGO_ALT, read_municipality
from core.review.house_style import SETTING, NoColour, set_colour


def _show(_desk: Desk, visit: Visit) -> dict[str, Any]:
    place = read_municipality(visit.session, visit.present.place.id)
    now = str(place.setting(SETTING))
    return {
        "nearest": False,
        "of": place,
        "shade": f"#{now}" if now else "",
        "alt": str(place.setting(LOGO_ALT)),
        "longest": LONGEST_ALT,
    }


def _keep(desk: Desk, visit: Visit) -> Again | Saved:
    if visit.typed("doe") == "logo-weg":
        remove_logo(visit.session, visit.present)
        return Saved("weg", stay=True)
    say, typed = desk.context.words.say, visit.typed("kleur")
    try:
        judged = set_colour(visit.session, visit.present, typed)
    except NoColour:
        return Again({"shade": typed, "wrong": {"kleur": say("style.wrong")}})
    if judged is not None and not judged.readable:
        contrast = format_decimal(judged.contrast, "0.0", locale="nl_BE")
        wrong = say("style.too-light", contrast=contrast)
        return Again({"shade": f"#{judged.nearest}", "nearest": True, "wrong": {"kleur": wrong}})
    return Saved()


def keep_logo(desk: Desk, visit: Visit) -> Again | Saved:
    """Keep a logo that was sent in."""
    say, alt = desk.context.words.say, visit.typed("alt")
    if not visit.knock.upload and not visit.present.place.setting("logo"):
        return Again({"alt": alt, "wrong": {"bestand": say("logo.wrong.none")}})
    try:
        set_logo(visit.session, visit.present, visit.knock.upload, alt)
    except NoPicture as wrong:
        return Again({"alt": alt, "wrong": {"bestand": say(f"logo.wrong.{wrong.why or 'other'}")}})
    except LongAlt:
        return Again({"alt": alt, "wrong": {"alt": say("logo.wrong.alt")}})
    return Saved("logo", stay=True)


STYLE = StepPage("huisstijl", _show, _keep)
