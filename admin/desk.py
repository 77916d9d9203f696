"""The desk of the panel: every route declares a permission; who comes is recognised before anything is done.

A request of someone who is signed in is one transaction, bound to her municipality, from her cookie to the page.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from admin.knock import Knock, read_knock
from admin.navigation import daily, settings
from admin.overdue import say_overdue
from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible, Refused
from core.html.csrf import check_same
from core.html.pages import Pages, open_pages
from core.people.roles import OPEN
from core.people.sessions import Present, enter
from core.review.work import count_stuck
from core.store.engine import Writing

PREFIX = "/beheer"
# Where a route says what it needs; a test walks all routes and fails for one that does not.
PERMISSION = "x-permission"
# Whether it is also for who has that permission only so far (core.people.roles).
LIMITED = "x-limited"
# Threads of the panel's own: a rush on the public pages keeps no processor waiting, and a rush on the entrance, where
# passwords are compared slowly on purpose, nobody who is in. The pool of connections counts on them (core.start).
_INSIDE, _ENTRANCE, _MOST_ERRANDS = 8, 4, 4
_PROBLEM = "problem"
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Refused, 400),
    (NotPossible, 409),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of someone who is signed in, in a transaction bound to her municipality."""

    knock: Knock
    session: Writing
    present: Present

    def path(self, name: str) -> str:
        """Give a path parameter."""
        return self.knock.path[name]

    def typed(self, name: str) -> str:
        """Give a field of the posted form; empty when it was not sent."""
        return self.knock.fields.one(name)

    def asked(self, name: str) -> str:
        """Give a value of the query; empty when it is not there."""
        return self.knock.query.one(name)


@dataclass(frozen=True, slots=True)
class Errand:
    """What waits for other machines: `run` outside any transaction, then `show` what it gave in a new one."""

    run: Callable[[], Any]
    show: Callable[[Visit, Any], Response]


Handler = Callable[[Visit], Response | Errand]
# What a part of a page shows, by name in its template: made from the desk, the visit and what the page is about.
Hung = Callable[["Desk", Visit, Any], Mapping[str, Any]]
Check = Callable[[Present], None]
Endpoint = Callable[[Request], Awaitable[Response]]


class Desk:
    """Registers the routes of the panel and makes its pages."""

    def __init__(self, context: Context) -> None:
        """Make the desk of an installation."""
        self.context = context
        self.router = APIRouter(prefix=PREFIX)
        self.secure = context.base_url.startswith("https://")
        self.cookie = "__Host-signaal" if self.secure else "signaal"
        self.inside, self.entrance = CapacityLimiter(_INSIDE), CapacityLimiter(_ENTRANCE)
        self._pages: Pages = open_pages(context.words)
        self._hung: dict[str, list[Hung]] = {}
        # Errands are slow: they must not take the threads that pages need.
        self._errands = CapacityLimiter(_MOST_ERRANDS)

    def get(self, path: str, permission: str, *, limited: bool = False) -> Callable[[Handler], Handler]:
        """Register a page for who has the permission; `limited`: also for who has it only so far."""
        return self._register("GET", path, permission, limited=limited)

    def post(self, path: str, permission: str, *, limited: bool = False) -> Callable[[Handler], Handler]:
        """Register an act for who has the permission, as `get`; its form carries the session's own value."""
        return self._register("POST", path, permission, limited=limited)

    def open_get(self, path: str, cookie: str = "") -> Callable[[Callable[[Knock], Response]], None]:
        """Register a page for who has not signed in; it may read a cookie beside the session's."""
        return self._register_open("GET", path, cookie)

    def open_post(self, path: str) -> Callable[[Callable[[Knock], Response]], None]:
        """Register an act for who has not signed in; it checks its own form token."""
        return self._register_open("POST", path)

    def hang(self, page: str, values: Hung) -> None:
        """Hang a part on a page that is made of parts; its template is included in the page's."""
        self._hung.setdefault(page, []).append(values)

    def hung(self, page: str) -> tuple[Hung, ...]:
        """Give what was hung on a page."""
        return tuple(self._hung.get(page, ()))

    def add(self, method: str, path: str, permission: str, endpoint: Endpoint, *, limited: bool = False) -> None:
        """Register a route as it is."""
        self.router.add_api_route(
            path,
            endpoint,
            methods=[method],
            response_model=None,
            include_in_schema=False,
            openapi_extra={PERMISSION: permission, LIMITED: limited},
        )

    def page(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Make a page that is kept nowhere."""
        html = self._pages.render(f"admin/{name}.html", **values)
        return HTMLResponse(html, status_code=status, headers={"cache-control": "no-store"})

    def own_page(self, visit: Visit, name: str, *, status: int = 200, here: str = "", **values: Any) -> HTMLResponse:
        """Make a page for who is signed in, with the navigation; `here` is the part of the panel it belongs to.

        What went wrong is said at once, without the counts in the navigation.
        """
        present, counts = visit.present, name != _PROBLEM
        stuck = count_stuck(visit.session) if counts and present.may("work.read") else None
        waiting = stuck.all if stuck else 0
        known: dict[str, Any] = {"present": present, "place": present.place, "here": here, "waiting": waiting}
        known |= {"daily": daily, "settings": settings}
        known["overdue"] = say_overdue(visit.session, present, self.context.clock()) if counts else 0
        return self.page(name, status=status, **known, **values)

    def go(self, path: str) -> RedirectResponse:
        """Send the browser to another page of the panel."""
        return RedirectResponse(PREFIX + path, status_code=303, headers={"cache-control": "no-store"})

    def let_in(self, token: str, path: str) -> Response:
        """Give the browser its session and send it on."""
        return self.sign(RedirectResponse(path, status_code=303, headers={"cache-control": "no-store"}), token)

    def sign(self, response: Response, token: str) -> Response:
        """Give the browser its session with this answer."""
        response.set_cookie(self.cookie, token, path="/", secure=self.secure, httponly=True, samesite="lax")
        return response

    def _register(self, method: str, path: str, permission: str, *, limited: bool) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            must = Present.reach if limited else Present.must

            def check(present: Present) -> None:
                must(present, permission)

            async def endpoint(request: Request) -> Response:
                knock = await read_knock(request, self.cookie)
                answer = await self._run(method, check, handler, knock)
                if not isinstance(answer, Errand):
                    return answer
                found, show = await to_thread.run_sync(answer.run, limiter=self._errands), answer.show

                def show_found(visit: Visit) -> Response:
                    return show(visit, found)

                shown = await self._run(method, check, show_found, knock)
                return shown if isinstance(shown, Response) else self.go("")

            self.add(method, path, permission, endpoint, limited=limited)
            return handler

        return register

    def _register_open(self, method: str, path: str, cookie: str = "") -> Callable[[Callable[[Knock], Response]], None]:
        def register(handler: Callable[[Knock], Response]) -> None:
            async def endpoint(request: Request) -> Response:
                knock = await read_knock(request, self.cookie)
                knock = replace(knock, extra=request.cookies.get(cookie, ""))
                return await to_thread.run_sync(handler, knock, limiter=self.entrance)

            self.add(method, path, OPEN, endpoint)

        return register

    async def _run(self, method: str, check: Check, handler: Handler, knock: Knock) -> Response | Errand:
        return await to_thread.run_sync(self._serve, method, check, handler, knock, limiter=self.inside)

    def _serve(self, method: str, check: Check, handler: Handler, knock: Knock) -> Response | Errand:
        with self.context.store.door() as session:
            present = (
                enter(session, self.context, knock.token, knock.device, quiet=knock.quiet) if knock.token else None
            )
            if present is None:
                # A page that asks by itself is left as it is: the next click goes to the entrance.
                return Response(status_code=204) if knock.quiet else self._to_sign_in(method, knock)
            visit = Visit(knock, session, present)
            try:
                check(present)
                if method == "POST":
                    check_same(present.csrf, knock.fields.one("csrf"))
                with session.begin_nested():
                    return handler(visit)
            except (NotFound, NotAllowed, Refused, NotPossible) as error:
                return self._explain(visit, error)

    def _to_sign_in(self, method: str, knock: Knock) -> Response:
        wanted = knock.url if method == "GET" and knock.url != PREFIX else ""
        return self.go("/aanmelden" + (f"?next={quote(wanted, safe='/')}" if wanted else ""))

    def _explain(self, visit: Visit, error: NotFound | NotAllowed | Refused | NotPossible) -> Response:
        status = next(code for kind, code in _STATUSES if isinstance(error, kind))
        return self.own_page(visit, _PROBLEM, status=status, key=error.key)
