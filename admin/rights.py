"""The page Wie mag wat: the table of roles and permissions, as it is checked."""

from itertools import groupby

from fastapi import Response

from admin.desk import Desk, Visit
from core.people.roles import RIGHTS, ROLES


def add_rights(desk: Desk) -> None:
    """Add the page."""

    @desk.get("/rechten", "rights.read")
    def show(visit: Visit) -> Response:
        families = groupby(RIGHTS, key=lambda permission: permission.partition(".")[0])
        words = desk.context.words
        return desk.own_page(
            visit,
            "rights",
            here="rights",
            roles=ROLES,
            reaches=RIGHTS,
            families=[(family, tuple(permissions)) for family, permissions in families],
            named=lambda kind, key: words.say(f"{kind}.{key}") if words.has(f"{kind}.{key}") else key,  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        )
