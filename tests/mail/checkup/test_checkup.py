"""The doctor's look at mail as a whole: what is set, what municipalities set, and the command that tells of it."""

from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from core.context import Context
from core.doctor import Finding
from core.mail_facts import MailFacts, read_mail_facts
from core.mailbox_settings import OwnMailbox, Secret
from core.municipalities import Place
from core.own_mailboxes import add_mailbox, switch_mailbox
from core.privacy.keys import Keys, read_keys
from core.settings import Settings
from mail.checkup import PanelChecks, check_mail
from tests.contract.filling import as_owner
from tests.core.people.staffing import hire
from tests.mail.door.talking import running
from tests.mail.room.relaying import Handler, serving


def nothing(_name: str, _kind: str) -> list[str]:
    return []


def told(settings: Settings, facts: MailFacts) -> dict[str, str]:
    """Tell what is found, but for signing, which has a test of its own."""
    found = check_mail(settings, facts, nothing)
    return {finding.check: finding.code or finding.state for finding in found if finding.check != "dkim"}


def test_without_settings_everything_is_said_and_nothing_is_bad(tmp_path: Path) -> None:
    quiet = Settings(data=tmp_path, smtp_listen="", imap_url="", mail_trust="")
    assert told(quiet, MailFacts()) == {
        "mail trust": "trust-none",
        "relay": "relay-none",
        "dns signaal.localhost": "names-local",
    }
    assert told(quiet.model_copy(update={"mail_trust": "loopback"}), MailFacts())["mail trust"] == "trust-loopback"


def test_all_that_is_set_is_tried(context: Context, place: Place) -> None:
    with running(context) as door, serving(Handler()) as relay:
        settings = door.context.settings.model_copy(
            update={
                "smtp_listen": f"127.0.0.1:{door.ports['smtp']}",
                "lmtp_listen": "",
                "relay_url": SecretStr(f"smtp://127.0.0.1:{relay}"),
                "mail_trust": "authserv=mx.example.org",
                "imap_url": "imap://an@127.0.0.1:1",
                "imap_password": SecretStr("geheim"),
            }
        )
        assert told(settings, MailFacts(slugs=[place.slug])) == {
            "smtp door": "good-door",
            "mail trust": "good-trust",
            "relay": "good-relay",
            "dns signaal.localhost": "names-local",
            "mailbox an at 127.0.0.1, folder INBOX": "refused",
        }
        shared = PanelChecks(settings, nothing).check_shared(place.slug)
    assert [finding.code for finding in shared] == [
        "good-door", "good-trust", "good-relay", "names-local", "signing-none",
    ]  # fmt: skip


def test_mailboxes_of_municipalities_are_tried_too(context: Context, place: Place, tmp_path: Path) -> None:
    by = hire(context, place, "coordinator").present()
    mailbox = OwnMailbox(host="127.0.0.1", port=1, user="an@example.org")
    stranger = Keys(read_keys(None, tmp_path / "elsewhere").ring)
    with context.store.tenant(place.id) as session:
        doors = [add_mailbox(session, context.keys, by, mailbox, Secret("geheim")) for _ in range(2)]
        shut = add_mailbox(session, stranger, by, mailbox, Secret("geheim"))
        switch_mailbox(session, by, doors[1], active=False)
    facts = MailFacts()
    with as_owner(context.store.url) as session:
        read_mail_facts(session, context.keys, facts)
    assert (facts.slugs, facts.shut) == ([place.slug], [(shut, place.slug)])
    [(door, slug, found, secret)] = facts.own
    assert (door, slug, found, secret.secret) == (doors[0], place.slug, mailbox, "geheim")
    settings = context.settings.model_copy(update={"smtp_listen": "", "mailbox_networks": "127.0.0.1"})
    seen = told(settings, replace(facts, slugs=[]))
    assert seen["mailbox an@example.org at 127.0.0.1, folder INBOX (of lommerbeek)"] == "refused"
    assert seen[f"mailbox {shut} (of lommerbeek)"] == "sealed"
    assert seen["dns example.org"] == "dkim-none"  # letters of that mailbox are from its own domain
    without = MailFacts()
    with as_owner(context.store.url) as session:
        read_mail_facts(session, None, without)
    assert [door for door, _slug in without.shut] == [doors[0], shut]


def test_a_finding_without_a_code_still_has_words() -> None:
    assert Finding("x", "good", "found").values == {}
