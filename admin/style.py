"""The page Huisstijl: the municipality's colour, tried on the page itself before it is set."""

from babel.numbers import format_decimal
from fastapi import Response

from admin.desk import Desk, Visit
from core.html.colours import Judged, judge_colour, read_colour
from core.logo import LONGEST_ALT
from core.municipalities import LOGO_ALT
from core.review.house_style import SETTING, NoColour, set_colour

_DONE = ("gezet", "terug", "logo", "logo-weg")


def add_style(desk: Desk) -> None:
    """Add the routes of the page."""

    @desk.get("/huisstijl", "style.set")
    def show(visit: Visit) -> Response:
        tried = read_colour(visit.asked("kleur")) if visit.asked("kleur") else None
        wrong = bool(visit.asked("kleur")) and tried is None
        return show_style(desk, visit, judge_colour(tried) if tried else None, typed=visit.asked("kleur"), wrong=wrong)

    @desk.post("/huisstijl", "style.set")
    def keep(visit: Visit) -> Response:
        typed = visit.typed("kleur")
        try:
            judged = set_colour(visit.session, visit.present, typed)
        except NoColour:
            return show_style(desk, visit, None, typed=typed, wrong=True, status=422)
        if judged is not None and not judged.readable:
            return show_style(desk, visit, judged, typed=typed, status=422)
        return desk.go(f"/huisstijl?gedaan={'gezet' if judged else 'terug'}")


def show_style(
    desk: Desk, visit: Visit, judged: Judged | None, *, typed: str, wrong: bool = False, status: int = 200, **said: str
) -> Response:
    """Show the page; `said`: what is wrong with a logo (`wrong_logo`), and the words that were typed for it (`alt`)."""
    done, now = visit.asked("gedaan"), str(visit.present.place.setting(SETTING))
    shown = judged.colour if judged and judged.readable else now
    return desk.own_page(
        visit,
        "style",
        status=status,
        here="style",
        done=done if done in _DONE else "",
        now=now,
        judged=judged,
        typed=typed,
        wrong=wrong,
        colour=shown,
        longest=LONGEST_ALT,
        **{"wrong_logo": "", "alt": str(visit.present.place.setting(LOGO_ALT)), **said},
        contrast=format_decimal(judged.contrast, "0.0", locale="nl_BE") if judged else "",
    )
