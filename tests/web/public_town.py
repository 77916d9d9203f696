"""An invented municipality in public: a snapshot with something of everything, and the site that shows it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import httpx
from fastapi import APIRouter, FastAPI

from core.context import Context
from core.errors import NotFound
from core.html.pages import open_pages
from core.html.shield import Shield
from core.privacy.keys import Keys
from core.publish.model import (
    About,
    Count,
    Counted,
    Happened,
    PublicAction,
    PublicDay,
    PublicFiche,
    PublicFigures,
    PublicPartner,
    Snapshot,
)
from core.publish.published import Addressed, Everywhere, Listed
from core.settings import Settings
from core.store.engine import Store
from core.words import load_words
from web import places
from web.public.reading import Source
from web.public.routes import add_routes
from web.replies import Desk

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BASE = "https://signaal.example.org"
FICHES = (
    PublicFiche(
        12, "Te weinig betaalbare huurwoningen voor grote gezinnen",
        "Gezinnen met drie kinderen of meer vinden geen huurwoning die ze kunnen betalen.\n\nZe wachten lang, wonen te "
        "klein of trekken weg. Scholen en het OCMW zien dat kinderen daardoor van school veranderen.",
        "in-actie", themes=("wonen", "inkomen-schulden"), target_groups=("gezinnen",), levels=("lokaal", "vlaams"),
        band="25+", since=date(2026, 3, 1), changed=date(2026, 11, 1), predecessor=4,
        partners=("CAW De Brug", "OCMW Lommerbeek"), days=(2, 3),
        timeline=(
            Happened(date(2026, 3, 1), "getoetst"), Happened(date(2026, 3, 1), "public"),
            Happened(date(2026, 5, 1), "geprioriteerd"),
            Happened(date(2026, 6, 1), "meeting.discussed", "Signaaldag wonen"),
            Happened(date(2026, 9, 1), "in-actie"), Happened(date(2026, 9, 1), "action.gepland", "Eén wachtlijst"),
            Happened(date(2026, 11, 1), "action.bezig", "Eén wachtlijst"), Happened(date(2026, 11, 1), "onbekend"),
        ),
    ),
    PublicFiche(
        11, "Jongeren met zorgen wachten maanden op hulp",
        "Wie jonger is dan achttien en zich slecht voelt, wacht vaak langer dan een half jaar op een eerste gesprek.",
        "bovenlokaal", themes=("geestelijke-gezondheid",), target_groups=("jongeren",), levels=("vlaams",),
        band="10-24", since=date(2026, 4, 1), changed=date(2026, 10, 1), partners=("CLB Het Kompas",),
        timeline=(Happened(date(2026, 4, 1), "public"), Happened(date(2026, 10, 1), "bovenlokaal")),
    ),
    PublicFiche(
        9, "Brieven van de overheid zijn te moeilijk",
        "Mensen begrijpen brieven over hun uitkering niet en reageren te laat. Ze verliezen daardoor hun recht.",
        "getoetst", themes=("rechten-administratie",), target_groups=("anderstaligen", "armoede"),
        levels=("federaal", "lokaal"),
        band="5-9", since=date(2026, 8, 1), changed=date(2026, 8, 1),
        timeline=(Happened(date(2026, 8, 1), "public"),),
    ),
    PublicFiche(
        7, "Geen bus meer naar het wijkgezondheidscentrum",
        "De bus stopt niet meer aan het centrum. Ouderen zeggen hun afspraak af.", "geparkeerd",
        themes=("mobiliteit",), target_groups=("ouderen",), levels=("regio",),
        since=date(2026, 2, 1), changed=date(2026, 7, 1),
    ),
    PublicFiche(
        4, "Grote gezinnen zoeken een woning", "Grote gezinnen vonden toen al moeilijk een woning.",
        "afgerond", "deels",
        themes=("wonen",), target_groups=("gezinnen",), levels=("lokaal",), band="10-24", since=date(2025, 2, 1),
        changed=date(2025, 12, 1),
    ),
)  # fmt: skip
ACTIONS = (
    PublicAction(
        12, "Eén wachtlijst voor alle huurwoningen", "bezig", "dienst Wonen", ("CAW De Brug", "OCMW Lommerbeek"),
        date(2026, 9, 1), date(2027, 3, 31),
    ),
    PublicAction(12, "Gesprek met eigenaars van lege panden", "gepland", "dienst Wonen", due_on=date(2027, 1, 31)),
    PublicAction(
        4, "Woonloket in de bibliotheek", "gedaan", "OCMW Lommerbeek", ("CAW De Brug",), date(2025, 4, 1),
        ended_on=date(2025, 11, 30), before="40 gezinnen vonden hulp in 2024", after="95 gezinnen in 2025",
        source="Jaarverslag OCMW",
    ),
)  # fmt: skip
DAYS = (
    PublicDay(1, "overleg", "Overleg eerste lijn", datetime(2026, 6, 4, 11, 30, tzinfo=UTC),
              datetime(2026, 6, 4, 13, tzinfo=UTC), "Vergaderzaal 1"),
    PublicDay(2, "signaaldag", "Signaaldag wonen", datetime(2026, 12, 3, 12, 30, tzinfo=UTC),
              datetime(2026, 12, 3, 15, tzinfo=UTC), "Zaal De Linde, Dorpsplein 1", "vast",
              "Breng gerust een collega mee.", (12,)),
    PublicDay(3, "actiedag", "Actiedag lege panden", datetime(2027, 1, 14, 8, tzinfo=UTC),
              datetime(2027, 1, 14, 11, tzinfo=UTC), "", "voorlopig", fiches=(12, 99)),
    PublicDay(4, "netwerkmoment", "Nieuwjaarsdrink", datetime(2027, 1, 8, 16, tzinfo=UTC),
              datetime(2027, 1, 8, 18, tzinfo=UTC), "Cafetaria", "afgelast"),
)  # fmt: skip
PARTNERS = (
    PublicPartner("CAW De Brug", date(2026, 1, 15), date(2028, 1, 14), "Alle medewerkers van het onthaal.",
                  "Titel en tekst van onderwerpen, na akkoord van elke partner."),
    PublicPartner("CLB Het Kompas"),
    PublicPartner("OCMW Lommerbeek", date(2025, 1, 1)),
)  # fmt: skip
FIGURES = PublicFigures(
    "2026-k3",
    (Count("signals", 96), Count("organisations", 3), Count("unheard-of", 1)),
    (
        Counted("themes", 2026, ("2026-k1", "2026-k2", "2026-k3"),
                (("wonen", (12, 15, 11)), ("mobiliteit", (None, 6, 7)), ("geestelijke-gezondheid", (10, None, 14))),
                (31, 28, 37)),
        Counted("target_groups", 2026, ("2026-k1", "2026-k2", "2026-k3"),
                (("gezinnen", (9, 11, 12)), ("ouderen", (None, 6, 8))), (31, 28, 37)),
        Counted("sectors", 2026, ("2026-k1", "2026-k2", "2026-k3"), (), (31, 28, 37)),
        Counted("themes", 2025, ("2025-k4", "2025"), (("wonen", (9, 30)),), (24, None)),
    ),
)  # fmt: skip
TOWN = Snapshot(
    "lommerbeek", "Lommerbeek", "71099", "0123456789abcdef", NOW,
    About(
        service="de sociale dienst", working_days=10, contact="signaal@lommerbeek.example.org",
        agreements="We delen nooit namen. Elke partner keurt een tekst goed voor hij hier staat.",
        address="lommerbeek@signaal.example.org", languages=("fr",), colour="7a2e5d",
    ),
    FICHES, ACTIONS, DAYS, PARTNERS, FIGURES,
)  # fmt: skip
EMPTY = Snapshot("zandhove", "Zandhove", "44099", "fedcba9876543210", NOW, About(service="het sociaal huis"))
EVERYWHERE = Everywhere(
    (
        Listed("lommerbeek", "Lommerbeek", "71099", "limburg", 5, 3, DAYS[1].starts_at),
        Listed("zandhove", "Zandhove", "44099", "oost-vlaanderen"),
    ),
    2026, 1, 96, (Count("wonen", 38), Count("mobiliteit", 13), Count("gezondheid", None)),
)  # fmt: skip

# Every kind of page that there is, by a name for its picture.
PAGES = {
    "public-all": "/",
    "public-front": "/lommerbeek",
    "public-front-empty": "/zandhove",
    "public-fiches": "/lommerbeek/fiches",
    "public-found": "/lommerbeek/fiches?zoek=woning&thema=wonen",
    "public-nothing": "/lommerbeek/fiches?zoek=walvis",
    "public-fiche": "/lommerbeek/fiche/12",
    "public-fiche-closed": "/lommerbeek/fiche/4",
    "public-gone": "/lommerbeek/fiche/99",
    "public-actions": "/lommerbeek/acties",
    "public-figures": "/lommerbeek/cijfers",
    "public-agenda": "/lommerbeek/agenda",
    "public-partners": "/lommerbeek/partners",
}


def site(tmp: Path, *towns: Snapshot, everywhere: Everywhere = EVERYWHERE, telegram: str = "") -> Shield:
    """Make the public pages of these municipalities as an application, without any database."""
    known = {town.slug: town for town in towns or (TOWN, EMPTY)}

    def read(_context: Context, slug: str) -> Snapshot:
        if slug not in known:
            raise NotFound("municipality")
        return known[slug]

    context = Context(
        Settings(data=tmp), cast("Store", None), cast("Keys", None), load_words(), BASE, telegram, clock=lambda: NOW
    )
    addresses = tuple(
        Addressed(town.slug, tuple((one.number, one.changed) for one in town.fiches)) for town in known.values()
    )
    return serve(context, Source(read, lambda _context: everywhere, lambda _context: addresses))


def serve(context: Context, source: Source) -> Shield:
    """Serve the public pages from another source of snapshots."""
    app, router = FastAPI(docs_url=None, redoc_url=None, openapi_url=None), APIRouter()
    desk = Desk(context, {}, 0, open_pages(context.words))
    places.add_routes(router, desk)
    add_routes(router, desk, source)
    app.include_router(router)
    return Shield(app, context)


def visit(app: Shield) -> httpx.AsyncClient:
    """Open a client that visits the site."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE)
