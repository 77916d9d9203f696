"""The Test button of the panel against a real Dovecot: what is wrong is said in Dutch, and no secret with it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from core.context import Context
from core.municipalities import Place
from core.own_mailboxes import list_own
from tests.admin.panel import browse_as, field, make_panel
from tests.core.people.staffing import hire
from tests.mail.imap.dovecots import PASSWORD, Dovecot, free_port, mail, new_user
from tests.mail.imap.watching import with_settings

GIVEN = {"soort": "password", "host": "127.0.0.1", "security": "tls", "folder": "INBOX", "trust": "", "address": ""}


@pytest.fixture
async def lead(context: Context, place: Place, certificate: tuple[Path, Path]) -> AsyncGenerator[httpx.AsyncClient]:
    near = with_settings(context, mailbox_networks="127.0.0.1", imap_ca=certificate[0])
    async with browse_as(make_panel(near), near, hire(context, place, "beheerder")) as signed_in:
        yield signed_in


async def tried(lead: httpx.AsyncClient, context: Context, place: Place, **given: str) -> str:
    """Add a mailbox, press Test, and give the page."""
    csrf = {"csrf": field(await lead.get("/beheer/mail"), "csrf")}
    added = await lead.post("/beheer/mail/nieuw", data={**GIVEN, "secret": PASSWORD, **given, **csrf})
    assert added.status_code == 303, added.text
    with context.store.tenant(place.id) as session:
        door = list_own(session)[-1].id
    page = (await lead.post(f"/beheer/mail/{door}/test", data=csrf)).text
    assert PASSWORD not in page
    return page


async def test_a_good_mailbox_and_every_usual_mistake(
    context: Context, place: Place, lead: httpx.AsyncClient, shared_dovecot: Dovecot
) -> None:
    user = new_user()
    shared_dovecot.deliver(user, mail(user, "nieuw"))
    good = {"user": user, "port": str(shared_dovecot.imaps)}
    assert "Aantal mails erin: 1." in await tried(lead, context, place, **good)
    for words, wrong in (
        ("wachtwoord wordt geweigerd", {"secret": "verkeerd"}),
        ("De map Elders bestaat niet", {"folder": "Elders"}),
        ("weigert een verbinding", {"port": str(free_port())}),
        ("geen TLS", {"port": str(shared_dovecot.imap)}),
        ("bestaat niet, of is van hieruit niet te vinden", {"host": "bestaat-niet.invalid"}),
        ("privénetwerk", {"host": "127.0.0.2"}),
    ):
        assert words in await tried(lead, context, place, **{**good, **wrong}), wrong
    starttls = await tried(lead, context, place, **{**good, "port": str(shared_dovecot.imap), "security": "starttls"})
    assert "We konden aanmelden" in starttls
    assert len(shared_dovecot.look(user)) == 1
