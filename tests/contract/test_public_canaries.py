"""What is put in by every channel and typed by processors stands on no public page, in no feed, file or header."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import select, text

from core.context import Context
from core.html.kept import Kept, News
from core.html.shield import Shield
from core.importing.keeping import Hand, keep_file
from core.importing.packing import pack_file
from core.importing.running import begin_import, work_off
from core.municipalities import Place
from core.publish.action_words import digest_words
from core.publish.published import publish
from core.store.tables import Action, FicheSignal, Signal
from tests.contract.canaries import EMAIL, NAME, STORY, TOKEN, Chat, found_in
from tests.contract.filling import as_owner
from tests.contract.walking_public import walk
from tests.core.importing.made_sheets import make_csv
from tests.core.people.staffing import hire
from tests.core.publish.putting import NOW, put_action, put_day, put_entry, put_fiche, put_partner, put_release
from tests.core.review.test_hiding_everywhere import CANARY as TYPED
from tests.core.review.test_hiding_everywhere import put_everywhere
from tests.mail.room.posting import OTHERS, WORKER, open_post
from tests.web.visiting import begin, submit, visit
from web.public.addresses import names_at
from wiring import make_app, make_rooms

_HOUSE, _HIDDEN = "Huis Voliere", 777123
# What people put in public on purpose: these columns say something else than the canary afterwards.
_ON_PURPOSE: dict[str, dict[str, Any]] = {
    "public_text": {"title": "Wachten op een huis", "text": "Gezinnen wachten lang."},
    "fiche": {"themes": ["wonen"], "target_groups": ["gezinnen"], "levels": ["lokaal"]},
    "agenda_item": {"title": "Signaaldag", "venue": "Raadzaal", "body": "Iedereen welkom."},
    "agreement": {"signals": "Teams signaleren.", "publishes": "Na akkoord."},
    "partner": {"name": "CAW"},
    "action": {
        "title": "Eén wachtlijst", "owner": "Dienst Wonen", "partners": ["CAW"], "before": "40", "after": "12",
        "source": "Telling",
    },
}  # fmt: skip


async def put_in_by_every_channel(context: Context, place: Place) -> None:
    """Send a signal with canaries by web, chat and mail, and in a list."""
    chat = Chat(context, link=TOKEN)
    sent = chat.type(f"/start {place.slug}", "ocmw", _HOUSE, STORY, "mag blijven", "enkele", "verstuur nu", "verstuur")
    assert sent[-1] == "signal"
    async with visit(context) as client:
        page = await submit(client, await begin(client, place.slug, story=STORY), actie="blijven")
        page = await submit(client, page, breadth="enkele", actie="nu")
        await submit(client, page, actie="verstuur")
    with open_post(context, place) as post:
        post.say(f"{OTHERS[0]} {STORY}")
        post.say(f"{OTHERS[1]} Groeten, {NAME}")
    hand = Hand(context, place)
    rows = [["Datum", "Signaal", "Naam", "Organisatie"], ["5/3/2026", STORY, NAME, _HOUSE]]
    with context.store.tenant(place.id) as session:
        begin_import(session, hand, keep_file(session, hand, pack_file(make_csv(rows), context.clock())))
    work_off(context, place)


def put_in_public(context: Context, place: Place) -> None:
    """Let a fiche that carries all signals be public, with everything around it, and canaries in all other words."""
    hire(context, place, "coordinator", EMAIL)
    with as_owner(context.store.url) as session:
        fiche = put_fiche(session, place, 1)
        signals = session.scalars(select(Signal.id)).all()
        session.add_all(FicheSignal(municipality_id=place.id, fiche_id=fiche.id, signal_id=one) for one in signals)
        action, stopped = put_action(session, fiche, "Eén"), put_action(session, fiche, "Twee")
        put_day(session, place, 1, fiche)
        put_day(session, place, 2, fiche, public=False)
        put_partner(session, place, "CAW", fiche, (date(2026, 1, 1), None))
        draft = put_fiche(session, place, 2, state="voorgesteld")
        put_everywhere(session, place)
        for table, values in _ON_PURPOSE.items():
            given = ", ".join(f"{name} = :{name}" for name in values)
            where = {"public_text": f"fiche_id = '{fiche.id}'", "agenda_item": "public"}.get(table, "true")
            where = f"id <> '{stopped.id}'" if table == "action" else where
            session.execute(text(f"update {table} set {given} where {where}"), values)
        session.expire_all()
        shown = session.get_one(Action, action.id)
        shown.public_digest = digest_words(shown)
        shown.state = "bezig"
        for one in (fiche, draft):
            for what in ("moved", "fiche.granted", "fiche.noted", "actions.added", "actions.moved", "meet.tabled"):
                said = {"reason": STORY, "note": STORY, "told": STORY, "title": STORY, "signal": 1}
                put_entry(session, one, NOW, what, to="getoetst", action=str(action.id), item=1, **said)
        for facet in ("themes", "sectors"):
            put_release(session, place, facet, "2026-k1", {"wonen": [12, True], "werk": [_HIDDEN, False]})
    publish(context, place.id)


async def test_no_canary_is_in_public_whatever_is_put_in(context: Context, place: Place, other_place: Place) -> None:
    await put_in_by_every_channel(context, place)
    with context.store.tenant(place.id) as session:
        stored = session.scalars(select(Signal.text)).all()
    assert len(stored) >= 4, "by each channel"
    assert found_in(stored), "and with what is looked for"
    put_in_public(context, place)

    shield = make_app(context, make_rooms(context))
    assert isinstance(shield, Shield)
    transport = httpx.ASGITransport(app=Kept(shield, News(), names_at), client=("192.0.2.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url=context.base_url) as client:
        fetched = await walk(client, shield, place.slug, (1, 2))
    for path in ("", "/fiches", "/fiche/1", "/acties", "/cijfers", "/agenda", "/partners", "/feed.atom", "/agenda.ics"):
        assert fetched[f"/{place.slug}{path}"].status_code == 200, path
    assert fetched[f"/{place.slug}/fiche/2"].status_code == 404
    assert "Wachten op een huis" in fetched[f"/{place.slug}/fiche/1"].text
    assert "Eén wachtlijst" in fetched[f"/{place.slug}/acties"].text
    for address, answer in fetched.items():
        said = f"{answer.text}\n{answer.headers}\n{answer.content.decode('latin-1')}"
        left = found_in([said]) | {word for word in (TYPED, WORKER, _HOUSE, str(_HIDDEN)) if word in said}
        assert left == set(), address
        assert "set-cookie" not in answer.headers, address
        said = answer.headers.get("cache-control", "")
        if answer.status_code == 200 and said.startswith("public") and "immutable" not in said:
            assert names_at(urlsplit(address).path) is not None, f"{address}: add it to web/public/addresses"
