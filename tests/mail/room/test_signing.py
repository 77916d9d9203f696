"""Letters signed with a key of our own: verified as a receiver does, over the whole way, and what the doctor says."""

import asyncio
from collections.abc import Generator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import SecretStr

from core.context import Context
from core.errors import SettingsError
from core.municipalities import Place
from core.settings import Settings
from mail.deliver import run_mail_out
from mail.names import Names
from mail.signing import Signer, read_signer
from mail.signing_check import check_signing
from mail.trust_self import Handed, verified_domain
from tests.mail.room.naming import Zone, serving_names
from tests.mail.room.posting import STORY, Post, open_post
from tests.mail.room.relaying import Handler, Taken, serving


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def key_file(folder: Path, bits: int = 2048) -> Path:
    """Write a key as `openssl genrsa` does today (PKCS #8)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    file = folder / "dkim.pem"
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return file


def settings_with(context: Context, folder: Path, bits: int = 2048) -> Settings:
    changed = {"dkim_key": key_file(folder, bits), "mail_domain": "signaal.example"}
    return context.settings.model_copy(update=changed)


def signer_of(settings: Settings) -> Signer:
    signer = read_signer(settings)
    assert signer is not None
    return signer


def verified(zone: Zone, content: bytes) -> str:
    """Look at a mail as a receiver does who knows nothing of us: by DKIM only."""
    with serving_names(zone) as server:
        return verified_domain(Names(server), Handed("192.0.2.1", "mx", "", relay=True), content)


async def hand_over(context: Context) -> Taken:
    """Let the one letter that waits leave, and give it as the relay took it."""
    handler, stop = Handler(), asyncio.Event()
    with serving(handler) as port:
        relay = {"relay_url": SecretStr(f"smtp://127.0.0.1:{port}")}
        settings = context.settings.model_copy(update=relay)
        from dataclasses import replace

        running = asyncio.create_task(run_mail_out(replace(context, settings=settings), stop))
        async with asyncio.timeout(90):
            while not handler.taken:  # noqa: ASYNC110 # the server tells nobody
                await asyncio.sleep(0.05)
        stop.set()
        await running
    return handler.taken[0]


@pytest.mark.parametrize("bits", [2048, 4096])
async def test_a_letter_arrives_with_a_signature_that_holds(post: Post, tmp_path: Path, bits: int) -> None:
    from dataclasses import replace

    settings = settings_with(post.context, tmp_path, bits)
    signer = signer_of(settings)
    assert signer.name == "signaal._domainkey.signaal.example"
    zone = Zone()
    zone.text(signer.name, signer.record)
    post.say(STORY)
    content = (await hand_over(replace(post.context, settings=settings))).content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert verified(zone, content) == "signaal.example"
    for changed in (
        content.replace(b"Subject: ", b"Subject: Ha "),
        content.replace(b"nummer 1", b"nummer 2"),
        content.replace(b"Auto-Submitted: auto-replied", b"Auto-Submitted: no"),
        content.replace(b"Reply-To: ", b"Reply-To: x"),
        b"From: Karim <karim@signaal.example>\r\n" + content,
    ):
        assert changed != content
        assert verified(zone, changed) == ""


async def test_both_unsubscribe_headers_are_signed(context: Context, tmp_path: Path) -> None:
    from email.message import EmailMessage
    from email.policy import SMTP

    signer = signer_of(settings_with(context, tmp_path))
    zone = Zone()
    zone.text(signer.name, signer.record)
    message = EmailMessage(SMTP.clone(cte_type="7bit", max_line_length=998))
    message["From"] = "Signaal <lommerbeek@signaal.example>"
    message["List-Unsubscribe"] = "<https://signaal.example/afmelden/a>, <mailto:lommerbeek@signaal.example>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content("Dag,\n", cte="quoted-printable")
    content = signer.sign(message.as_bytes())
    assert verified(zone, content) == "signaal.example"
    for header in (b"List-Unsubscribe:", b"List-Unsubscribe-Post:"):
        assert verified(zone, content.replace(header, header + b" x")) == ""
        assert verified(zone, content.replace(header, b"X-" + header)) == ""


async def test_without_a_key_the_relay_signs(post: Post) -> None:
    assert read_signer(post.context.settings) is None
    post.say(STORY)
    assert b"DKIM-Signature" not in (await hand_over(post.context)).content


def test_a_key_that_cannot_sign_is_refused_without_telling_it(context: Context, tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    curve = other.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    file = tmp_path / "key.pem"
    for content in (b"", b"geheim", curve):
        file.write_bytes(content)
        with pytest.raises(SettingsError, match="SIGNAAL_DKIM_KEY") as wrong:
            read_signer(context.settings.model_copy(update={"dkim_key": file}))
        assert "geheim" not in str(wrong.value)
    with pytest.raises(SettingsError):
        read_signer(context.settings.model_copy(update={"dkim_key": tmp_path / "weg"}))


def test_the_doctor_prints_what_to_publish_and_sees_whether_it_is(context: Context, tmp_path: Path) -> None:
    zone = Zone()
    with serving_names(zone) as server:
        settings = settings_with(context, tmp_path).model_copy(update={"dns": server})
        signer = signer_of(settings)
        (found,) = check_signing(settings)
        assert (found.state, found.found) == ("bad", f"{signer.name}: not in DNS")
        assert found.todo == f'publish in DNS: {signer.name} TXT "{signer.record}"'
        zone.text(signer.name, "v=DKIM1; k=rsa; p=MIIanders")
        assert [found.found for found in check_signing(settings)] == [f"{signer.name}: another key in DNS"]
        zone.text(signer.name, signer.record)
        assert [(found.state, found.found) for found in check_signing(settings)] == [("good", signer.name)]
        zone.broken = {signer.name}
        assert [found.state for found in check_signing(settings)] == ["note"]
    (found,) = check_signing(context.settings)
    assert (found.state, found.todo) == ("note", "or set SIGNAAL_DKIM_KEY")
