"""The Test button of the panel against a real Dovecot: what is wrong is said in Dutch, and no secret with it."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from core.context import Context
from core.municipalities import Place
from core.own_mailboxes import list_own
from tests.admin.panel import browse_as, field, make_panel
from tests.core.people.staffing import hire
from tests.mail.imap.dovecots import PASSWORD, Dovecot, mail, make_dovecot, new_user
from tests.mail.imap.tokens_given import TokenServer
from tests.mail.imap.watching import with_settings
from tests.ports import free_port

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


async def test_a_shared_mailbox_of_microsoft_365_step_by_step(
    context: Context, place: Place, certificate: tuple[Path, Path]
) -> None:
    """What an IT person goes through: expired secret, missing consent, missing permission, and then it opens."""
    microsoft = TokenServer(user="iemand-anders@example.org")
    teller = TokenServer(user=microsoft.user, tokens=microsoft.tokens)
    servers = [microsoft.start(certificate), teller.start()]
    dovecot = make_dovecot(certificate, "xoauth2", f"{teller.url}/introspect")
    dovecot.start()
    near = with_settings(
        context, mailbox_networks="127.0.0.1", imap_ca=certificate[0], imap_oauth_url=microsoft.url, dns="127.0.0.1:1"
    )
    shared = {
        "soort": "microsoft", "port": str(dovecot.imaps), "address": "signalen@example.org", "tenant": "tenant",
        "client": "ons-programma", "secret": "waarde-9f3c1", "trust": "m365",
    }  # fmt: skip
    try:
        async with browse_as(make_panel(near), near, hire(context, place, "coordinator")) as lead:
            for says, words in (
                ({"error": "invalid_client", "error_description": "AADSTS7000222: expired"}, "is verlopen"),
                ({"error": "unauthorized_client", "error_description": "AADSTS700016: x"}, "kent deze toepassing niet"),
                ({"error": "invalid_grant", "error_description": "AADSTS65001: x"}, "toestemming ontbreekt"),
                ({}, "Add-MailboxPermission"),
            ):
                microsoft.refuses = says
                page = await tried(lead, context, place, **shared)
                assert words in page, words
                assert "waarde-9f3c1" not in page
                assert says.get("error_description", "").partition(":")[0] in page
            microsoft.user = teller.user = "signalen@example.org"  # the permission is given
            assert "We konden aanmelden" in await tried(lead, context, place, **shared)
    finally:
        dovecot.stop()
        for server in servers:
            server.shutdown()
            server.server_close()
        shutil.rmtree(dovecot.root, ignore_errors=True)


async def test_a_secret_that_stays_shut_is_said_so(context: Context, place: Place, lead: httpx.AsyncClient) -> None:
    await tried(lead, context, place, user="an@example.org", port="1")
    with context.store.tenant(place.id) as session:
        door = list_own(session)[0].id
        session.execute(text("update door set secret = 'geen zegel' where id = :door"), {"door": door})
    csrf = {"csrf": field(await lead.get("/beheer/mail"), "csrf")}
    page = await lead.post(f"/beheer/mail/{door}/test", data=csrf)
    assert "gaat niet meer open" in page.text
