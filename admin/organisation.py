"""Eigen organisatie: the signals of one's own organisation, what one advises about each, and the fiches they are in."""

from fastapi import Response

from admin.dates import say_day, say_moment
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.ids import read_id, read_number
from core.people.roles import ALL
from core.review.organisation import PERMISSION, list_own, list_own_fiches, read_own, read_own_fiche
from core.review.weighing import ADVICE, LONGEST_REMARK, NothingSaid, weigh_signal

HERE = "organisation"
_PATH = "/eigen"
_DONE = ("gewogen", "al", "ingevoerd")


def add_organisation(desk: Desk) -> None:
    """Add the routes."""

    @desk.get(_PATH, PERMISSION, limited=True)
    def show_list(visit: Visit) -> Response:
        if visit.present.reach(PERMISSION) == ALL:
            return desk.go("")  # who reaches every signal has the inbox
        waiting = visit.asked("status") == "te-beslissen"
        listed = list_own(visit.session, visit.present, read_digits(visit.asked("na")), waiting=waiting)
        kept = "?status=te-beslissen" if waiting else "?status=alle"
        older = f"/beheer{_PATH}{kept}&na={listed.next}" if listed.next else ""
        return desk.own_page(
            visit, "organisation", here=HERE, listed=listed, undecided=waiting, older=older, day=say_day,
            newest=f"/beheer{_PATH}{kept}" if visit.asked("na") else "",
        )  # fmt: skip

    @desk.get(f"{_PATH}/signaal/{{signal}}", PERMISSION, limited=True)
    def show_signal(visit: Visit) -> Response:
        return _show_signal(desk, visit)

    @desk.post(f"{_PATH}/signaal/{{signal}}", PERMISSION, limited=True)
    def weigh(visit: Visit) -> Response:
        signal_id = read_id(visit.path("signal"))
        try:
            new = weigh_signal(visit.session, visit.present, signal_id, visit.typed("advice"), visit.typed("remark"))
        except NothingSaid:
            return _show_signal(desk, visit, status=422, wrong=True)
        return desk.go(f"{_PATH}/signaal/{signal_id}?gedaan={'gewogen' if new else 'al'}")

    @desk.get(f"{_PATH}/fiches", PERMISSION, limited=True)
    def show_fiches(visit: Visit) -> Response:
        if visit.present.reach(PERMISSION) == ALL:
            return desk.go("/fiches")
        fiches, after = list_own_fiches(visit.session, visit.present, read_digits(visit.asked("na")))
        older = f"/beheer{_PATH}/fiches?na={after}" if after else ""
        newest = f"/beheer{_PATH}/fiches" if visit.asked("na") else ""
        return desk.own_page(
            visit, "organisation_fiches", here=HERE, fiches=fiches, older=older, newest=newest, day=say_day
        )

    @desk.get(f"{_PATH}/fiche/{{number}}", PERMISSION, limited=True)
    def show_fiche(visit: Visit) -> Response:
        fiche = read_own_fiche(visit.session, visit.present, read_number(visit.path("number")))
        return desk.own_page(visit, "organisation_fiche", here=HERE, fiche=fiche, day=say_day)


def _show_signal(desk: Desk, visit: Visit, *, status: int = 200, wrong: bool = False) -> Response:
    done = visit.asked("gedaan")
    return desk.own_page(
        visit,
        "organisation_signal",
        status=status,
        here=HERE,
        signal=read_own(visit.session, visit.present, read_id(visit.path("signal"))),
        advice=ADVICE,
        longest=LONGEST_REMARK,
        wrong=wrong,
        done=done if done in _DONE else "",
        moment=say_moment,
    )
