"""What is published, kept and read: a snapshot made anew for a municipality, one read, and what all show together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Integer, column, delete, func, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.insight.tables_shown import FACETS, labels_of
from core.municipalities import Place, read_municipality
from core.publish.build import build
from core.publish.model import Count, Snapshot
from core.publish.written import read_written, write_snapshot
from core.store.tables import Municipality, Publication, PublicationDue

# Announced with the slug when what a municipality shows has changed; and when something is to be made anew.
PUBLISHED, PUBLISH = "signaal_published", "signaal_publish"
# By the first digit of a NIS code.
_PROVINCES = {"1": "antwerpen", "2": "vlaams-brabant", "3": "west-vlaanderen", "4": "oost-vlaanderen", "7": "limburg"}
_ALONE = text("select pg_advisory_xact_lock(hashtext('signaal publish'), cast(:id as integer))")
_SAY = text("select pg_notify(:channel, :slug)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A municipality in the list of all: how many fiches and actions are public, and when people meet next."""

    slug: str
    name: str
    nis: str = ""
    province: str = ""
    fiches: int = 0
    actions: int = 0
    next_day: datetime | None = None


@dataclass(frozen=True, slots=True)
class Everywhere:
    """All municipalities by name, and how many signals all of them together told by theme in `year` (0: nothing yet).

    `themes` and `signals` add up only numbers that municipalities show themselves, so that they tell nothing more: they
    are "at least". `sharing`: how many municipalities show figures of that year.
    """

    places: tuple[Listed, ...]
    year: int = 0
    sharing: int = 0
    signals: int | None = None
    themes: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressed:
    """The addresses of a municipality: its slug, and the number of each public fiche with the day it last changed."""

    slug: str
    fiches: tuple[tuple[int, date | None], ...] = ()


def publish(context: Context, municipality: int) -> bool:
    """Make anew what a municipality shows, and keep it; False when it shows the same. Safe to repeat, at any moment."""
    with context.store.tenant(municipality) as session:
        place = read_municipality(session, municipality)
        address = f"{place.slug}@{context.settings.mail_domain}"
        return publish_bound(session, place, context.clock(), address)


def publish_bound(session: Session, place: Place, now: datetime, address: str) -> bool:
    """Publish in the caller's transaction, bound to the municipality."""
    session.execute(_ALONE, {"id": place.id})
    # What changes from here on is noted anew; what is noted now is in what is read next.
    session.execute(delete(PublicationDue).where(PublicationDue.municipality_id == place.id))
    snapshot = build(session, place, now, address)
    kept = session.scalar(select(Publication.version).where(Publication.municipality_id == place.id))
    if kept == snapshot.version:
        return False
    values = {
        "version": snapshot.version,
        "made_at": now,
        "content": write_snapshot(replace(snapshot, made_at=now)),
        "summary": _summarise(snapshot),
    }
    row = insert(Publication).values(municipality_id=place.id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["municipality_id"], set_=values))
    session.execute(_SAY, {"channel": PUBLISHED, "slug": place.slug})
    return True


def read_snapshot(context: Context, slug: str) -> Snapshot:
    """Read what a municipality shows, in one query. Raises NotFound where there is no such municipality.

    One that was never published is, first.
    """
    wanted = (
        select(Municipality.id, Publication.content)
        .outerjoin(Publication, Publication.municipality_id == Municipality.id)
        .where(Municipality.slug == slug)
    )
    with context.store.public() as session:
        found = session.execute(wanted).one_or_none()
    if found is None:
        raise NotFound("municipality")
    if found.content is None:
        publish(context, found.id)
        return read_snapshot(context, slug)
    try:
        return read_written(found.content)
    except ValueError:  # as another version of the program wrote it
        if not publish(context, found.id):
            raise
        return read_snapshot(context, slug)


def list_published(context: Context) -> Everywhere:
    """List all municipalities with what each shows, in one query, and add up their figures."""
    columns = select(Municipality.slug, Municipality.name, Municipality.nis, Publication.summary)
    joined = columns.outerjoin(Publication, Publication.municipality_id == Municipality.id)
    with context.store.public() as session:
        rows = session.execute(joined.order_by(func.lower(Municipality.name), Municipality.slug)).all()
    now = context.clock()
    places = tuple(_listed(row.slug, row.name, row.nis or "", row.summary or {}, now) for row in rows)
    return _add_up(places, [row.summary for row in rows if row.summary])


def list_addresses(context: Context) -> tuple[Addressed, ...]:
    """List what there is an address for in each municipality by name, in one query that leaves texts where they are."""
    known = (column("number", Integer), column("changed", Date))
    fiche = func.jsonb_to_recordset(Publication.content["fiches"]).table_valued(*known).render_derived(with_types=True)
    joined = (
        select(Municipality.slug, fiche.c.number, fiche.c.changed)
        .outerjoin(Publication, Publication.municipality_id == Municipality.id)
        .outerjoin(fiche, true())
    )
    ordered = joined.order_by(func.lower(Municipality.name), Municipality.slug, fiche.c.number.desc())
    with context.store.public() as session:
        rows = session.execute(ordered).all()
    return tuple(
        Addressed(slug, tuple((row.number, row.changed) for row in own if row.number is not None))
        for slug, own in groupby(rows, key=lambda row: row.slug)
    )


def _summarise(snapshot: Snapshot) -> dict[str, Any]:
    """Write what the page of all needs of a municipality: counts, days, and its shown figures by theme."""
    figures = {
        str(table.year): {
            "total": _shown(table.columns, table.totals),
            "rows": {key: _shown(table.columns, numbers) for key, numbers in table.rows if key},
        }
        for table in snapshot.figures.tables
        if table.facet == FACETS[0]
    }
    days = [day.starts_at.isoformat() for day in snapshot.days if day.status != "afgelast"]
    return {"fiches": len(snapshot.fiches), "actions": len(snapshot.actions), "days": days, "figures": figures}


def _shown(columns: Iterable[str], numbers: Iterable[int | None]) -> int | None:
    """Add up what is shown of quarters, or take the whole year where that is shown; None where nothing is."""
    by_column = dict(zip(columns, numbers, strict=True))
    year = next((number for column, number in by_column.items() if "-" not in column), None)
    quarters = [number for column, number in by_column.items() if "-" in column and number is not None]
    return year if year is not None else (sum(quarters) if quarters else None)


def _listed(slug: str, name: str, nis: str, summary: Mapping[str, Any], now: datetime) -> Listed:
    days = [day for day in map(datetime.fromisoformat, summary.get("days", ())) if day >= now]
    return Listed(
        slug, name, nis, _PROVINCES.get(nis[:1], ""), summary.get("fiches", 0), summary.get("actions", 0),
        min(days, default=None),
    )  # fmt: skip


def _add_up(places: tuple[Listed, ...], summaries: Iterable[Mapping[str, Any]]) -> Everywhere:
    by_year: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for summary in summaries:
        for year, figures in summary.get("figures", {}).items():
            by_year[int(year)].append(figures)
    if not by_year:
        return Everywhere(places)
    year = max(by_year)
    told = by_year[year]
    themes = tuple(Count(key, _sum(figures["rows"].get(key) for figures in told)) for key in labels_of(FACETS[0]))
    return Everywhere(places, year, len(told), _sum(figures["total"] for figures in told), themes)


def _sum(numbers: Iterable[int | None]) -> int | None:
    shown = [number for number in numbers if number is not None]
    return sum(shown) if shown else None
