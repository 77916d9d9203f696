"""One's own data: everything that is kept about a reporter, as a file, during a visit to her own page."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from core.errors import NotFound
from core.export.own import export_own
from web.mine import over
from web.replies import Desk
from web.visit import close_visit, read_visit


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the route of the file."""

    @router.get("/mijn/gegevens/alles")
    def download(request: Request) -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        try:
            data = export_own(desk.context, visit.link)
        except NotFound:
            return close_visit(desk.context, over(desk))
        named = f'attachment; filename="signaal-{data["municipality"]["slug"]}.json"'
        body = json.dumps(data, ensure_ascii=False, indent=2)
        return Response(body, media_type="application/json", headers={"content-disposition": named})
