"""Every route × every role × another municipality: let in as the table of rights says, and no word of elsewhere."""

import re
from asyncio import gather
from collections import defaultdict
from itertools import chain

import httpx
import pytest
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from core.people.roles import ALL, KNOWN, OPEN, ROLES, reach
from core.words import load_words
from tests.admin.panel import Moving, browse
from tests.admin.walking import Route, Values, World, list_routes, make_world, undoing, unknown

REFUSED, GONE, BROKEN = 403, 404, 500
# Parameters that are no id of a row: a hash that only its own page knows.
NO_IDS = {
    "/beheer/account/sessies/{name}",
    # Names of steps and of municipalities: who may see which of those is tested in test_panel_start.py.
    "/beheer/start/{stap}",
    "/beheer/start/{stap}/stand",
    "/beheer/installatie/gemeente/{slug}",
    "/beheer/installatie/gemeente/{slug}/{stap}",
    "/beheer/installatie/gemeente/{slug}/{stap}/stand",
}
# For one person alone, whatever her role: who was asked.
PERSONAL = {"/beheer/fiche/{number}/trekker/antwoord"}


class Walk:
    """A walk through the panel, as whoever is asked for."""

    def __init__(self, panel: ASGIApp, world: World, csrf: dict[str, str]) -> None:
        self._browsers = {role: browse(Moving(panel)) for role in ROLES}
        for role, browser in self._browsers.items():
            browser.cookies.set("signaal", world.tokens[role][0])
        self._world, self._csrf = world, csrf
        self._ways: dict[str, Values] = {}

    async def ask(self, role: str, route: Route, values: dict[str, str]) -> httpx.Response:
        """Ask for a route as a role; an act carries the form's own value and nothing else."""
        data = {"csrf": self._csrf[role]} if route.method == "POST" else None
        return await self._browsers[role].request(route.method, route.filled(values), data=data)

    async def fill(self, route: Route) -> Values | None:
        """Find rows whose ids a route takes, as somebody who may use it; None when there are none."""
        role = next(role for role in ROLES if reach(role, route.permission) == ALL)
        before = self._ways.get(route.path.rpartition("}")[0])
        for way in [before] if before is not None else self._world.ways(route):
            if (await self.ask(role, route, self._world.take(way, self._world.near))).status_code != GONE:
                self._ways[route.path.rpartition("}")[0]] = way
                return way
        return None


@pytest.fixture
def world(context: Context, place: Place, other_place: Place) -> World:
    return make_world(context, place, other_place)


@pytest.fixture
async def walk(context: Context, world: World) -> Walk:
    panel = undoing(context)
    csrf: dict[str, str] = {}
    async with browse(panel) as browser:
        for role in ROLES:
            browser.cookies.set("signaal", world.tokens[role][0])
            found = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/beheer/account")).text)
            assert found, role
            csrf[role] = found[1]
    return Walk(panel, world, csrf)


@pytest.mark.long
async def test_every_route_lets_in_whom_the_table_names_and_shows_nothing_of_elsewhere(
    context: Context, world: World, walk: Walk
) -> None:
    wrong: dict[str, list[str]] = defaultdict(list)
    unfilled: set[str] = set()
    routes = [route for route in list_routes(context) if route.permission != OPEN]
    assert [route.path for route in routes if route.permission not in KNOWN] == []
    for route in routes:
        way = await walk.fill(route)
        if way is None and route.parameters:
            unfilled.add(route.path)
        near = world.take(way, world.near) if way else unknown(dict.fromkeys(route.parameters, ""))
        judged = await gather(*(_judge(walk, route, role, near, found=way is not None) for role in ROLES))
        wrong[f"{route.method} {route.path}"] += chain.from_iterable(judged)
        if way:
            wrong[f"{route.method} {route.path}"] += await _judge_strange(walk, world, route, way)
    assert "\n".join(f"{path}: {one}" for path, complaints in wrong.items() for one in complaints) == ""
    left = unfilled - NO_IDS  # these were judged with ids that nobody has: a row in tests/contract/filling.py is better
    assert len(left) <= len(routes) // 10, left


async def _judge(walk: Walk, route: Route, role: str, near: dict[str, str], *, found: bool) -> list[str]:
    status = (await walk.ask(role, route, near)).status_code
    if not route.lets(role):
        return [] if status == REFUSED else [f"{role}: let in ({status})"]
    if route.path in PERSONAL:
        return [] if status < BROKEN else [f"{role}: broken ({status})"]
    kept_out = status == REFUSED or (found and status == GONE)  # not found may also be what a form names
    return [f"{role}: kept out ({status})"] if kept_out or status >= BROKEN else []


async def _judge_strange(walk: Walk, world: World, route: Route, way: Values) -> list[str]:
    """Judge what is said of what is out of reach: to a role that reaches not all, and of another municipality."""
    wrong: list[str] = []
    far, other = world.take(way, world.far), world.take(way, world.other)
    nobody = unknown(other)
    for role in ROLES:
        if not route.lets(role):
            continue
        if reach(role, route.permission) != ALL and far != world.take(way, world.near):
            status = (await walk.ask(role, route, far)).status_code
            wrong += [] if status in {REFUSED, GONE} else [f"{role}: reached too far ({status})"]
    role = next(role for role in ROLES if route.lets(role) and reach(role, route.permission) == ALL)
    theirs, none = await walk.ask(role, route, other), await walk.ask(role, route, nobody)
    if _plain(theirs, other) != _plain(none, nobody):
        wrong.append(f"{role}: another municipality's is not as one that nobody has ({theirs.status_code})")
    if route.method == "GET" and theirs.status_code != GONE:
        wrong.append(f"{role}: another municipality's page ({theirs.status_code})")
    return wrong


def _plain(answer: httpx.Response, values: dict[str, str]) -> tuple[int, str, str]:
    """Give an answer without the ids that were asked for."""
    body, location = answer.text.replace("utf-8", ""), answer.headers.get("location", "")
    for value in values.values():
        body, location = (re.sub(rf"(?<=[/-]){value}(?![\w.])", "ID", said) for said in (body, location))
    return answer.status_code, location, body


def test_every_role_and_permission_has_words() -> None:
    words = load_words()
    keys = {f"people.right.{permission}" for permission in KNOWN} | {f"admin.role.{role}" for role in ROLES}
    keys |= {f"people.family.{permission.partition('.')[0]}" for permission in KNOWN}
    assert {key for key in keys | {f"people.role-task.{role}" for role in ROLES} if not words.has(key)} == set()
