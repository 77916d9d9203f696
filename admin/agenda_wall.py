"""The wall: a meeting on a big screen, one fiche a page, walked through with plain links."""

from fastapi import Response

from admin.agenda_day import read_on_table
from admin.clusters import proposes
from admin.desk import Desk, Visit
from admin.inbox import read_number
from core.agenda.reading import read_item
from core.agenda.table import read_table
from core.agenda.wall import read_wall


def add_agenda_wall(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/agenda/{number}/scherm", "agenda.read")
    def show_first(visit: Visit) -> Response:
        item = read_item(visit.session, visit.present, read_number(visit.path("number")))
        table = read_table(visit.session, visit.present, item.id)
        following = f"/beheer/agenda/{item.number}/scherm/{table[0].number}" if table else ""
        return desk.own_page(visit, "wall", item=item, table=table, wall=None, before="", following=following)

    @desk.get("/agenda/{number}/scherm/{fiche}", "agenda.read")
    def show_fiche(visit: Visit) -> Response:
        item, fiche = read_on_table(visit)
        table = read_table(visit.session, visit.present, item.id)
        place = [on.number for on in table].index(fiche.number)
        path = f"/beheer/agenda/{item.number}/scherm"
        return desk.own_page(
            visit,
            "wall",
            item=item,
            table=table,
            wall=read_wall(visit.session, visit.present, fiche, proposals=proposes(desk, visit)),
            page=place + 1,
            before=f"{path}/{table[place - 1].number}" if place else path,
            following=f"{path}/{table[place + 1].number}" if place + 1 < len(table) else "",
        )
