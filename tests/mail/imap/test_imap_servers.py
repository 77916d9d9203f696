"""Mail servers that are not Dovecot: what Exchange and Gmail say when something is wrong, and servers that can less."""

import threading
import time
from collections.abc import Generator

import pytest
from pydantic import SecretStr

from core.context import Context
from core.municipalities import Place
from mail.checkup_imap import check_mailbox
from mail.imap_account import Account, OAuth
from mail.imap_watch import Rhythm, Watch
from mail.oauth import make_tokens
from tests.mail.imap.scripted import PLAIN, Scripted, speaking
from tests.mail.imap.tokens_given import TokenServer
from tests.mail.imap.watching import until, watching, with_settings

OAUTH = f"{PLAIN} AUTH=XOAUTH2"


@pytest.fixture
def giver() -> Generator[TokenServer]:
    made = TokenServer(user="signalen@example.org")
    server = made.start()
    yield made
    server.shutdown()
    server.server_close()


def found(context: Context, script: Scripted, giver: TokenServer | None = None) -> list[str]:
    """Check a mailbox of a server that says these things; give the codes."""
    there = with_settings(context, imap_oauth_url=f"{giver.url}/token" if giver else "")
    oauth = OAuth("google", "ons-programma", "geheim", refresh="ververs") if giver else None
    with speaking(script) as port:
        account = Account(
            "127.0.0.1", port, tls=False, starttls=False, user="an", folder="INBOX", slug="", secret="geheim",
            oauth=oauth,
        )  # fmt: skip
        return [finding.code for finding in check_mailbox(there.settings, account)]


def test_a_server_where_all_is_well(context: Context) -> None:
    script = Scripted()
    assert found(context, script) == ["good-mailbox"]
    assert {"LOGIN", "SELECT", "SEARCH", "IDLE", "NOOP"} <= set(script.heard)
    assert not {"STORE", "MOVE", "COPY", "EXPUNGE", "CREATE", "FETCH", "APPEND"} & set(script.heard)


def test_a_server_without_idle_is_a_note(context: Context) -> None:
    assert found(context, Scripted("IMAP4rev1")) == ["good-mailbox", "no-idle"]


def test_a_folder_that_may_only_be_read(context: Context) -> None:
    assert found(context, Scripted(opened="[READ-ONLY] Opened")) == ["read-only"]


@pytest.mark.parametrize(
    ("capabilities", "answers", "code"),
    [
        (PLAIN, {"LOGIN": "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"}, "login"),
        (PLAIN, {"LOGIN": "NO Application-specific password required: https://support.google.com/"}, "login"),
        (PLAIN, {"LOGIN": "NO [UNAVAILABLE] Try later"}, "broken"),
        (f"{PLAIN} LOGINDISABLED", {}, "no-password"),
        (PLAIN, {"SELECT": "NO [NONEXISTENT] Unknown Mailbox: Weg (Failure)"}, "folder"),
        (PLAIN, {"SELECT": "BAD User is authenticated but not connected."}, "permission"),
        (PLAIN, {"SELECT": "NO Server Unavailable. 15"}, "broken"),
    ],
)
def test_refusals_with_a_password(context: Context, capabilities: str, answers: dict[str, str], code: str) -> None:
    assert found(context, Scripted(capabilities, answers)) == [code]


@pytest.mark.parametrize(
    ("capabilities", "answers", "code"),
    [
        (OAUTH, {"AUTHENTICATE": "NO AUTHENTICATE failed."}, "consent-mailbox"),
        (OAUTH, {"AUTHENTICATE": "NO [UNAVAILABLE] Temporary problem"}, "broken"),
        (OAUTH, {"SELECT": "BAD User is authenticated but not connected."}, "permission"),
        (PLAIN, {}, "no-oauth"),
    ],
)
def test_refusals_with_a_token(
    context: Context, giver: TokenServer, capabilities: str, answers: dict[str, str], code: str
) -> None:
    assert found(context, Scripted(capabilities, answers), giver) == [code]


def test_the_mailbox_and_not_the_user_is_signed_in_to(context: Context, giver: TokenServer) -> None:
    there = with_settings(context, imap_oauth_url=f"{giver.url}/token")
    script = Scripted(OAUTH)
    with speaking(script) as port:
        oauth = OAuth("google", "ons-programma", "geheim", refresh="ververs")
        account = Account(
            "127.0.0.1", port, tls=False, starttls=False, user="an@example.org", folder="INBOX", slug="", secret="",
            oauth=oauth, address="gedeeld@example.org",
        )  # fmt: skip
        assert [each.code for each in check_mailbox(there.settings, account)] == ["good-mailbox"]
    assert script.tokens[0].startswith("user=gedeeld@example.org\x01auth=Bearer ")


def test_without_idle_new_mail_is_looked_for(context: Context, place: Place) -> None:
    script = Scripted("IMAP4rev1")
    with speaking(script) as port:
        there = with_settings(context, imap_url=f"imap://an@127.0.0.1:{port}", imap_password=SecretStr("x"))
        with watching(there, Rhythm(look=0.2, renew=0.5)) as watch:
            until(lambda: script.heard.count("SEARCH") > 3)
            assert watch.connects == 1
            assert watch.state == "good"


def test_a_server_that_says_goodbye_while_we_wait_is_come_back_to(context: Context, place: Place) -> None:
    """Servers end IDLE after a while: BYE, and the line is closed."""
    script = Scripted()
    with speaking(script) as port:
        there = with_settings(context, imap_url=f"imap://an@127.0.0.1:{port}", imap_password=SecretStr("x"))
        script.answers["IDLE"] = "BAD Not now"
        with watching(there, Rhythm(look=0.2, renew=0.5, first=0.1, last=0.5)) as watch:
            until(lambda: watch.connects > 3)
            began, loops = time.monotonic(), watch.loops
            time.sleep(2)
            assert watch.loops - loops < 60 * (time.monotonic() - began)
            script.answers.clear()
            until(lambda: watch.state == "good")


def test_a_state_is_told_after_the_second_break(context: Context, place: Place) -> None:
    with speaking(Scripted()) as port:
        pass
    account = Account("127.0.0.1", port, tls=False, starttls=False, user="an", folder="INBOX", slug="", secret="x")
    stop = threading.Event()
    watch = Watch(context, account, make_tokens(context.settings, account), stop, 1, Rhythm(first=0.1, last=0.2))
    thread = threading.Thread(target=watch.run)
    thread.start()
    until(lambda: watch.state == "refused")
    stop.set()
    thread.join(60)
