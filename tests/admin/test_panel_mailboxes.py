"""Mail in the panel: addresses and mailboxes of a municipality, by whom it may be done, and never a secret shown."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from core.context import Context
from core.doctor import Finding
from core.mailbox_settings import OwnMailbox, Secret
from core.mailboxes import MOST_ALIASES, list_mailboxes
from core.municipalities import Place, read_municipality
from core.own_mailboxes import MOST, list_own, note_states, open_own
from core.store.engine import make_engine
from core.store.tables import Audit
from mail.recipients import Directory
from mail.trouble import WORDS
from tests.admin.panel import browse_as, make_panel
from tests.admin.panel import field as hidden
from tests.core.people.staffing import Person, hire, with_clock

SECRET, FRESH = "zeer-geheim-wachtwoord", "ververs-dit-token"
PASSWORD = {
    "soort": "password", "host": "imap.example.org", "port": "993", "security": "tls", "user": "signaal@example.org",
    "address": "", "folder": "INBOX", "trust": "mx.example.org", "secret": SECRET,
}  # fmt: skip
MICROSOFT = {
    "soort": "microsoft", "host": "outlook.office365.com", "port": "993", "security": "tls",
    "address": "Signalen@lommerbeek.example.org", "folder": "INBOX", "trust": "m365", "secret": SECRET,
    "tenant": "0f0f0f0f-aaaa-bbbb-cccc-0123456789ab", "client": "1f0f0f0f-aaaa-bbbb-cccc-0123456789ab",
}  # fmt: skip
GOOGLE = {
    "soort": "google", "host": "imap.gmail.com", "port": "993", "security": "tls", "folder": "INBOX", "trust": "",
    "address": "signalen@example.org", "client": "123-abc.apps.googleusercontent.com", "secret": SECRET,
    "refresh": FRESH,
}  # fmt: skip


async def post(lead: httpx.AsyncClient, path: str, given: dict[str, str]) -> httpx.Response:
    csrf = hidden(await lead.get("/beheer/mail"), "csrf")
    return await lead.post(f"/beheer/mail{path}", data={**given, "csrf": csrf})


async def add(lead: httpx.AsyncClient, given: dict[str, str]) -> httpx.Response:
    answer = await post(lead, "/nieuw", given)
    assert answer.status_code == 303, answer.text
    return await lead.get(answer.headers["location"])


def opened(context: Context, place: Place) -> list[tuple[OwnMailbox, Secret]]:
    with context.store.tenant(place.id) as session:
        return [open_own(session, context.keys, place.id, listed.id) for listed in list_own(session)]


def only_id(context: Context, place: Place) -> int:
    with context.store.tenant(place.id) as session:
        return list_own(session)[0].id


@pytest.mark.parametrize("given", [PASSWORD, MICROSOFT, GOOGLE], ids=lambda given: given["soort"])
async def test_a_mailbox_is_added_and_its_secret_is_never_shown(
    context: Context, place: Place, lead: httpx.AsyncClient, given: dict[str, str]
) -> None:
    form = await lead.get(f"/beheer/mail/nieuw?soort={given['soort']}")
    assert given["host"] in form.text or given["soort"] == "password"
    listed = await add(lead, given)
    assert "De mailbox is bewaard." in listed.text
    assert "Nog niet geprobeerd." in listed.text
    changing = await lead.get(f"/beheer/mail/{only_id(context, place)}")
    for page in (listed, changing):
        assert SECRET not in page.text
        assert FRESH not in page.text
        assert given["host"] in page.text
    [(mailbox, secret)] = opened(context, place)
    assert (secret.secret, secret.refresh) == (SECRET, given.get("refresh", ""))
    assert SECRET not in repr((mailbox, secret))
    assert mailbox.name == (given["address"] or given["user"]).casefold()
    engine = make_engine(context.store.url, size=1, role=None)
    with engine.connect() as owner:
        row = owner.execute(text("select settings::text, secret from door where kind = 'mail' and secret is not null"))
        settings, sealed = row.one()
    engine.dispose()
    assert SECRET not in settings
    assert SECRET.encode() not in sealed
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Audit.action).where(Audit.action.like("mailbox.%")))) == ["mailbox.added"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"host": "imaps://imap.example.org"}, "zonder imap://"),
        ({"port": "0"}, "van 1 tot 65535"),
        ({"port": "99999999"}, "van 1 tot 65535"),
        ({"user": ""}, "Schrijf de gebruiker"),
        ({"user": "a\r\nb"}, "Schrijf de gebruiker"),
        ({"address": "geen adres"}, "Schrijf een e-mailadres"),
        ({"trust": "iets anders"}, "mailserver"),
        ({"secret": ""}, "Vul het geheim in"),
        ({**MICROSOFT, "tenant": "../elders"}, "Schrijf het tenant-id"),
        ({**MICROSOFT, "client": ""}, "Schrijf het client-id"),
        ({**MICROSOFT, "address": ""}, "Schrijf een e-mailadres"),
        ({**GOOGLE, "refresh": ""}, "vernieuwingstoken in"),
    ],
)
async def test_what_cannot_be_is_said_and_the_rest_is_kept(
    context: Context, place: Place, lead: httpx.AsyncClient, changes: dict[str, str], complaint: str
) -> None:
    given = {**PASSWORD, **changes}
    answer = await post(lead, "/nieuw", given)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'role="alert"' in answer.text
    assert SECRET not in answer.text
    assert opened(context, place) == []


async def test_a_mailbox_is_changed_switched_and_removed(
    context: Context, place: Place, lead: httpx.AsyncClient
) -> None:
    await add(lead, PASSWORD)
    door = only_id(context, place)
    without = await post(lead, f"/{door}", {**PASSWORD, "host": "elders.example.org", "secret": ""})
    assert without.status_code == 422  # who changes the server types the secret again
    assert opened(context, place)[0][0].host == "imap.example.org"
    changed = await post(lead, f"/{door}", {**PASSWORD, "host": "elders.example.org", "secret": "nieuw-geheim"})
    assert changed.status_code == 303
    assert [(found.host, secret.secret) for found, secret in opened(context, place)] == [
        ("elders.example.org", "nieuw-geheim")
    ]
    with context.store.door() as session:
        note_states(session, {door: "login"})
    listed = (await lead.get("/beheer/mail")).text
    assert "Werkt niet" in listed
    assert "wachtwoord wordt geweigerd" in listed
    assert (await post(lead, f"/{door}/zet", {"stand": "uit"})).status_code == 303
    assert "Staat uit." in (await lead.get("/beheer/mail")).text
    assert (await post(lead, f"/{door}/zet", {"stand": "aan"})).status_code == 303
    assert "Mailbox verwijderen?" in (await lead.get(f"/beheer/mail/{door}/weg")).text
    assert opened(context, place)
    assert (await post(lead, f"/{door}/weg", {})).status_code == 303
    assert "nog geen eigen mailbox" in (await lead.get("/beheer/mail")).text
    assert (await post(lead, f"/{door}/weg", {})).status_code == 404


async def test_a_mailbox_that_nobody_watches_any_more_is_said_so(
    context: Context, place: Place, coordinator: Person
) -> None:
    late = with_clock(context, lambda: context.clock() + timedelta(minutes=6))
    async with browse_as(make_panel(context), context, coordinator) as lead:
        await add(lead, PASSWORD)
        with context.store.door() as session:
            note_states(session, {only_id(context, place): "good"})
        assert "Werkt. Laatst gekeken op" in (await lead.get("/beheer/mail")).text
    async with browse_as(make_panel(late), context, coordinator) as lead:
        assert "Niemand keek nog sinds" in (await lead.get("/beheer/mail")).text


async def test_there_is_an_end_to_mailboxes_and_addresses(
    context: Context, place: Place, lead: httpx.AsyncClient
) -> None:
    for _ in range(MOST):
        await add(lead, PASSWORD)
    refused = await post(lead, "/nieuw", PASSWORD)
    assert refused.status_code == 422
    assert "het hoogste aantal mailboxen" in refused.text
    for number in range(MOST_ALIASES):
        assert (await post(lead, "/adres", {"alias": f"adres-{number}"})).status_code == 303
    assert "het hoogste aantal adressen" in (await post(lead, "/adres", {"alias": "nog-een"})).text


async def test_another_municipality_and_a_processor_find_nothing(
    context: Context, place: Place, other_place: Place, lead: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    await add(lead, PASSWORD)
    door = only_id(context, place)
    stranger = hire(context, other_place, "coordinator", "an.claes@example.org")
    async with browse_as(make_panel(context), context, stranger) as other:
        assert "imap.example.org" not in (await other.get("/beheer/mail")).text
        for path in (f"/{door}", f"/{door}/zet", f"/{door}/weg", f"/{door}/test"):
            assert (await post(other, path, PASSWORD)).status_code == 404, path
        for path in (f"/{door}", f"/{door}/weg", "/0", "/onzin"):
            assert (await other.get(f"/beheer/mail{path}")).status_code == 404, path
    for path in ("", "/nieuw", f"/{door}", f"/{door}/weg"):
        assert (await browser.get(f"/beheer/mail{path}")).status_code == 403, path
    assert "/beheer/mail" not in (await browser.get("/beheer/account")).text
    assert opened(context, place)


async def test_doors_that_are_shared_are_no_mailboxes(context: Context, lead: httpx.AsyncClient) -> None:
    with context.store.door() as session:
        shared = session.execute(text("select id from door where name = 'mail'")).scalar_one()
    for path in (f"/{shared}", f"/{shared}/weg"):
        assert (await lead.get(f"/beheer/mail{path}")).status_code == 404
    for path in (f"/{shared}/zet", f"/{shared}/weg", f"/{shared}/test"):
        assert (await post(lead, path, {})).status_code == 404


async def test_addresses_are_added_and_removed(
    context: Context, place: Place, other_place: Place, lead: httpx.AsyncClient
) -> None:
    assert "lommerbeek@signaal.localhost" in (await lead.get("/beheer/mail")).text
    for typed in ("Meldpunt", "signalen@Lommerbeek.example.org", "post@signaal.localhost"):
        assert (await post(lead, "/adres", {"alias": typed})).status_code == 303, typed
    for typed, wrong in (
        ("zandhove", "al in gebruik"),
        ("zandhove@signaal.localhost", "al in gebruik"),
        ("meldpunt", "al in gebruik"),
        ("a+b", "geen adres"),
        ("b", "geen adres"),
        ("a@b", "geen adres"),
        ("", "geen adres"),
        ("<script>", "geen adres"),
    ):
        answer = await post(lead, "/adres", {"alias": typed})
        assert answer.status_code == 422, typed
        assert wrong in answer.text, typed
    with context.store.door() as session:
        directory = Directory(context.keys, "signaal.localhost", list_mailboxes(session))
    for address in (
        "meldpunt@signaal.localhost", "signalen@lommerbeek.example.org", "post+abc@signaal.localhost",
    ):  # fmt: skip
        found = directory.find(address)
        assert found, address
        assert found.slug == "lommerbeek"
    assert (await post(lead, "/adres/weg", {"alias": "meldpunt"})).status_code == 303
    page = await lead.get("/beheer/mail?gedaan=adres-weg")
    assert "meldpunt@signaal.localhost" not in page.text
    assert "signalen@lommerbeek.example.org" in page.text


async def test_languages_of_letters_are_switched_on_and_off(
    context: Context, place: Place, lead: httpx.AsyncClient
) -> None:
    def spoken() -> list[str]:
        with context.store.tenant(place.id) as session:
            return list(read_municipality(session, place.id).setting("languages"))

    page = (await lead.get("/beheer/mail")).text
    assert "het Frans" in page
    assert 'value="fr" checked' not in page
    csrf = hidden(await lead.get("/beheer/mail"), "csrf")
    for chosen in (["fr", "en"], ["en"], []):
        answer = await lead.post("/beheer/mail/talen", data={"taal": chosen, "csrf": csrf})
        assert answer.headers["location"] == "/beheer/mail?gedaan=talen"
        assert spoken() == chosen
        page = (await lead.get("/beheer/mail?gedaan=talen")).text
        assert [code for code in ("fr", "en") if f'value="{code}" checked' in page] == chosen
    assert "De talen zijn bewaard" in page
    assert (await lead.post("/beheer/mail/talen", data={"taal": ["de"], "csrf": csrf})).status_code == 400
    assert spoken() == []
    with context.store.tenant(place.id) as session:
        noted = session.scalars(select(Audit.reason).where(Audit.action == "languages.set").order_by(Audit.id))
        assert list(noted) == ["fr,en", "en", ""]


@dataclass
class Looking:
    """Checks that say what is given, and note whether a connection to the database was held meanwhile."""

    context: Context
    says: list[Finding]
    held: list[Any] = field(default_factory=list[Any])
    given: list[tuple[OwnMailbox, Secret]] = field(default_factory=list[tuple[OwnMailbox, Secret]])

    def check_mailbox(self, door: int, slug: str, mailbox: OwnMailbox, secret: Secret) -> list[Finding]:
        assert (door, slug) > (0, "")
        self.held.append(self.context.store.engine.pool.status())
        self.given.append((mailbox, secret))
        return self.says

    def check_shared(self, slug: str) -> list[Finding]:
        assert slug
        self.held.append(self.context.store.engine.pool.status())
        return self.says


async def test_a_test_waits_outside_any_transaction_and_is_told_in_words(
    context: Context, place: Place, coordinator: Person
) -> None:
    says = [
        Finding("mailbox x", "bad", "English words", "more", "secret-expired", {"said": "AADSTS7000222"}),
        Finding("mailbox x", "note", "English", code="no-idle"),
    ]
    looking = Looking(context, says)
    async with browse_as(make_panel(context, looking), context, coordinator) as lead:
        await add(lead, PASSWORD)
        door = only_id(context, place)
        for path in (f"/{door}/test", "/test"):
            answer = await post(lead, path, {})
            assert answer.status_code == 200
            assert "Het clientgeheim is verlopen." in answer.text
            assert "AADSTS7000222" in answer.text
            assert "English" not in answer.text
            assert answer.headers["cache-control"] == "no-store"
    assert all("Current Checked out connections: 0" in held for held in looking.held)
    assert looking.given[0][1].secret == SECRET


def test_every_code_has_words_that_its_values_fill(context: Context) -> None:
    """Each finding can be said on the page with the values that the doctor's words name."""
    for code, (found, todo) in WORDS.items():
        values = {name: name for name in ("address", "count", "date", "domain", "error", "folder", "host", "known",
                                          "port", "record", "said", "selector", "sender")}  # fmt: skip
        named = {name: value for name, value in values.items() if f"{{{name}}}" in found + todo}
        assert context.words.say(f"admin.found.{code}", **named)


def test_every_check_that_the_panel_may_show_has_a_name(context: Context) -> None:
    for check in ("mailbox", "smtp", "lmtp", "mail", "relay", "dns", "dkim"):
        assert context.words.has(f"admin.check.{check}")
