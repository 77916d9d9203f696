"""What the doctor says of a mailbox: in words, and without having changed anything there."""

import shutil
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from core.context import Context
from mail.checkup_imap import check_mailbox
from mail.imap_account import read_accounts
from mail.imap_line import Closed, open_line
from mail.trouble import WORDS
from tests.mail.imap.dovecots import Dovecot, mail, make_dovecot, new_user
from tests.mail.imap.tokens_given import TokenServer
from tests.mail.imap.watching import with_settings
from tests.ports import free_port


def said(context: Context, url: str, **changes: Any) -> str:
    """Say the codes that a check finds; empty when all is well."""
    settings = with_settings(context, imap_url=url, **changes).settings
    [account] = read_accounts(settings)
    found = list(check_mailbox(settings, account))
    assert all("127.0.0.1" in finding.check or "localhost" in finding.check for finding in found)
    assert all(("geheim" not in finding.found) and finding.code in WORDS for finding in found)
    return " ".join(finding.code for finding in found if finding.code != "good-mailbox")


def test_a_good_mailbox_has_no_problem_and_stays_as_it_was(context: Context, shared_dovecot: Dovecot) -> None:
    user = new_user()
    shared_dovecot.deliver(user, mail(user, "nieuw"))
    assert said(context, f"imap://{user}@127.0.0.1:{shared_dovecot.imap}") == ""
    with shared_dovecot.signed_in(user) as client:
        assert not client.folder_exists("Verwerkt")
        client.select_folder("INBOX", readonly=True)
        assert client.search(["UNSEEN"]) == [1]


def test_what_is_wrong_is_said_in_words(
    context: Context, shared_dovecot: Dovecot, certificate: tuple[Path, Path]
) -> None:
    user, port, tls = new_user(), shared_dovecot.imap, shared_dovecot.imaps
    ca = certificate[0]
    plain = f"imap://{user}@127.0.0.1:{port}"
    assert said(context, plain, imap_password=SecretStr("verkeerd")) == "login"
    assert said(context, f"{plain}/Weg") == "folder"
    assert said(context, f"imaps://{user}@127.0.0.1:{tls}") == "certificate"
    assert said(context, f"imaps://{user}@127.0.0.1:{tls}", imap_ca=ca.parent / "nergens.pem") == "ca"
    assert said(context, f"imaps://{user}@127.0.0.1:{tls}", imap_ca=ca) == ""
    assert said(context, f"imap://{user}@127.0.0.1:{free_port()}") == "refused"
    assert said(context, f"imaps://{user}@127.0.0.1:{port}", imap_ca=ca) == "no-tls"
    shared_dovecot.deliver(user, mail(user, "groot", "regel\r\n" * 20_000))
    assert said(context, plain, mail_max_bytes=65536) == "large"


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("google:ons-programma", "consent-mailbox", "mail.google.com"),
        ("microsoft:tenant:x", "permission", "Add-MailboxPermission"),
    ],
)
def test_a_good_token_without_permission_names_the_step(
    context: Context, certificate: tuple[Path, Path], kind: str, code: str, words: str
) -> None:
    giver = TokenServer(user="iemand-anders@example.org")
    microsoft = TokenServer(tokens=giver.tokens)
    servers = [giver.start(), microsoft.start(certificate)]
    dovecot = make_dovecot(certificate, "xoauth2", f"{giver.url}/introspect")
    dovecot.start()
    try:
        problem = said(
            context,
            f"imaps://an@example.org@127.0.0.1:{dovecot.imaps}",
            imap_oauth=kind,
            imap_oauth_url=f"{giver.url}/token" if kind.startswith("google") else microsoft.url,
            imap_client_secret=SecretStr("geheim"),
            imap_refresh_token=SecretStr("ververs"),
            imap_ca=certificate[0],
        )
        assert problem == code
        assert words in WORDS[code][1]
    finally:
        dovecot.stop()
        for server in servers:
            server.shutdown()
            server.server_close()
        shutil.rmtree(dovecot.root, ignore_errors=True)


def test_starttls_is_begun_and_its_certificate_checked(
    context: Context, shared_dovecot: Dovecot, certificate: tuple[Path, Path]
) -> None:
    there = with_settings(context, imap_url=f"imap://{new_user()}@127.0.0.1:{shared_dovecot.imap}")
    account = replace(read_accounts(there.settings)[0], starttls=True)
    with pytest.raises(Closed, match="not trusted"):
        open_line(there.settings, account, None)
    line = open_line(with_settings(there, imap_ca=certificate[0]).settings, account, None)
    assert isinstance(line.client.socket(), ssl.SSLSocket)
    line.close()


def test_without_dovecot_the_tests_fail_and_say_so(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nergens")
    with pytest.raises(pytest.fail.Exception, match="dovecot-imapd"):
        make_dovecot(certificate)


def test_addresses_of_mailboxes_are_taken_apart(context: Context) -> None:
    urls = "imaps://an@example.org@mail.example.org imap://jan@imap.example.org:1143/Post/In?municipality=zandhove"
    secrets = SecretStr("een\ntwee woorden\n")
    one, two = read_accounts(with_settings(context, imap_url=urls, imap_password=secrets).settings)
    assert (one.user, one.host, one.port, one.folder) == ("an@example.org", "mail.example.org", 993, "INBOX")
    assert (one.tls, one.starttls, one.secret) == (True, False, "een")
    assert (two.user, two.port, two.folder, two.slug) == ("jan", 1143, "Post/In", "zandhove")
    assert (two.tls, two.starttls, two.secret) == (False, True, "twee woorden")
    assert "woorden" not in repr(two)
