"""Opstart: the start of a municipality in small steps, each kept at once, with what is still missing beside them.

Its own people find it under /start; who owns the installation under /installatie, for each municipality.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Response

from admin.desk import PREFIX, Desk, Errand, Visit
from admin.start_bot import BotCheck, make_bot_step
from admin.start_new import add_start_new
from admin.start_page import Again, Keep, Saved, StepPage, Waits, beside
from admin.start_people import PEOPLE
from admin.start_settings import SETTINGS
from admin.start_style import STYLE, keep_logo
from admin.start_trial import MAIL_STEP, show_stand
from core.errors import NotFound
from core.joining.checklist import STEPS, Facts, check, missing
from core.joining.facts import read_facts
from core.people.installation import acting_for

PERMISSION, OWNER = "start.set", "installation.set"
_OWN, _OWNED = "/start", "/installatie/gemeente/{slug}"
Step = StepPage


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where the start of a municipality is: its pages under `base`; `owner`: somebody from elsewhere goes there."""

    base: str
    slug: str
    name: str
    owner: bool


def add_start(desk: Desk, bots: BotCheck | None) -> None:
    """Add the routes; without `bots` a municipality's own bot cannot be set."""
    add_start_new(desk)
    pages = {page.key: page for page in (*SETTINGS, STYLE, MAIL_STEP, make_bot_step(bots), PEOPLE)}

    @desk.post(f"{_OWN}/logo", PERMISSION)
    def logo(visit: Visit) -> Response:
        slug = visit.typed("gemeente")
        if slug and slug != visit.present.place.slug:
            visit.present.must(OWNER)
        return _keep(desk, visit, slug or visit.present.place.slug, STYLE, keep_logo)

    for path, permission in ((_OWN, PERMISSION), (_OWNED, OWNER)):
        _add(desk, path, permission, {key: pages[key] for key in STEPS})


def _add(desk: Desk, path: str, permission: str, pages: dict[str, Step]) -> None:
    @desk.get(path, permission)
    def overview(visit: Visit) -> Response:
        with _acting(visit, _slug(visit)) as (acting, ground):
            facts = read_facts(acting.session, desk.context, acting.present.place)
        return _show_overview(desk, visit, ground, facts)

    @desk.get(f"{path}/{{stap}}", permission)
    def show(visit: Visit) -> Response:
        page = _page_of(pages, visit)
        with _acting(visit, _slug(visit)) as (acting, ground):
            values = page.show(desk, acting)
            values["facts"] = read_facts(acting.session, desk.context, acting.present.place)
        return _show(desk, visit, ground, page, values)

    @desk.get(f"{path}/{{stap}}/stand", permission)
    def stand(visit: Visit) -> Response:
        page = _page_of(pages, visit)
        with _acting(visit, _slug(visit)) as (acting, ground):
            return show_stand(desk, acting, page.key, PREFIX + ground.base)

    @desk.post(f"{path}/{{stap}}", permission)
    def keep(visit: Visit) -> Response | Errand:
        page = _page_of(pages, visit)
        return _keep(desk, visit, _slug(visit), page, page.keep)


def _page_of(pages: dict[str, Step], visit: Visit) -> Step:
    page = pages.get(visit.path("stap"))
    if page is None:
        raise NotFound("step")
    return page


def _slug(visit: Visit) -> str:
    return visit.knock.path.get("slug", visit.present.place.slug)


@contextmanager
def _acting(visit: Visit, slug: str) -> Generator[tuple[Visit, _Ground]]:
    """Go to the municipality whose start it is, and back."""
    owner = "slug" in visit.knock.path or slug != visit.present.place.slug
    base = _OWNED.format(slug=slug) if owner else _OWN
    with acting_for(visit.session, visit.present, slug) as present:
        yield replace(visit, present=present), _Ground(base, slug, present.place.name, owner)


def _keep(desk: Desk, visit: Visit, slug: str, page: Step, keep: Keep) -> Any:
    with _acting(visit, slug) as (acting, ground):
        answer = keep(desk, acting)
        again = answer if isinstance(answer, Again) else None
        values = {**page.show(desk, acting), **again.values} if again else {}
        if again:
            values["facts"] = read_facts(acting.session, desk.context, acting.present.place)
    if again:
        return _show(desk, visit, ground, page, values, status=again.status)
    if isinstance(answer, Waits):
        return Errand(answer.run, lambda later, found: _keep(desk, later, slug, page, _with(answer.keep, found)))
    said = answer if isinstance(answer, Saved) else Saved()
    where = f"{ground.base}/{page.key}" if said.stay else _next(ground, page)
    return desk.go(f"{where}?gedaan={said.done}")


def _with(keep: Callable[[Desk, Visit, Any], Again | Saved], found: Any) -> Keep:
    return lambda desk, visit: keep(desk, visit, found)


def _next(ground: _Ground, page: Step) -> str:
    at = STEPS.index(page.key) + 1
    return f"{ground.base}/{STEPS[at]}" if at < len(STEPS) else ground.base


def _arrived(values: dict[str, Any]) -> bool:
    """Tell whether the trial of this page is here: what it still lacks is not hers to do on it."""
    tried = values.get("tried")
    return bool(tried and tried.here)


def _show_overview(desk: Desk, visit: Visit, ground: _Ground, facts: Facts) -> Response:
    items = check(facts)
    return desk.own_page(
        visit,
        "start",
        here="installation" if ground.owner else "start",
        base=PREFIX + ground.base,
        named=ground.name,
        slug=ground.slug,
        owner=ground.owner,
        items=items,
        lacking=missing(items),
        first=next((item.step for item in missing(items)), ""),
        steps=STEPS,
        gone_back=bool(visit.asked("gedaan")),
    )


def _show(
    desk: Desk, visit: Visit, ground: _Ground, page: Step, values: dict[str, Any], *, status: int = 200
) -> Response:
    items = check(values["facts"])
    known: dict[str, Any] = {
        "base": PREFIX + ground.base,
        "named": ground.name,
        "slug": ground.slug,
        "owner": ground.owner,
        "step": page.key,
        "number": STEPS.index(page.key) + 1,
        "steps": STEPS,
        "skips": any(item.step == page.key and item.needed and item.open for item in items) and not _arrived(values),
        **beside(page.key),
        "done": visit.asked("gedaan"),
        "wrong": {},
        "fresh": False,
    }
    return desk.own_page(
        visit,
        f"start_{page.key}",
        status=status,
        here="installation" if ground.owner else "start",
        **{**known, **values},
    )
