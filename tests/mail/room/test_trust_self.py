"""Who is verified when we are the MX: SPF and DKIM with a real name server, aligned with From, and never a refusal."""

from collections.abc import Generator

import pytest

from mail.names import Names
from mail.trust_check import Checks
from mail.trust_self import Handed, find_policy, verified_domain
from tests.mail.room.naming import Signer, Zone, make_signer, serving_names, sign
from tests.mail.room.posting import STORY, write

DOMAIN = "molenkerke.example.org"
PEER = "192.0.2.25"
SENDER = f"leen@{DOMAIN}"


@pytest.fixture(scope="module")
def signer() -> Signer:
    return make_signer()


@pytest.fixture
def zone() -> Zone:
    return Zone()


@pytest.fixture
def names(zone: Zone) -> Generator[Names]:
    with serving_names(zone) as server:
        yield Names(server, seconds=2.0)


def handed(peer: str = PEER, sender: str = SENDER, *, relay: bool = False) -> Handed:
    return Handed(peer, "mx.molenkerke.example.org", sender, relay)


def mail(sender: str = SENDER, text: str = STORY, headers: str = "") -> bytes:
    return write(text, sender=sender, headers=headers).replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("record", "passes"),
    [
        (f"v=spf1 ip4:{PEER} -all", True),
        ("v=spf1 ip4:192.0.2.0/24 ~all", True),
        ("v=spf1 a:mx.molenkerke.example.org -all", True),
        ("v=spf1 mx -all", True),
        ("v=spf1 include:_spf.example.org -all", True),
        ("v=spf1 redirect=_spf.example.org", True),
        ("v=spf1 exists:%{i}._ok.example.org -all", True),
        ("v=spf1 ip4:192.0.2.99 -all", False),
        ("v=spf1 ip4:192.0.2.99 ~all", False),
        ("v=spf1 ?all", False),
        ("v=spf1 include:_none.example.org -all", False),
        ("v=spf1 include:molenkerke.example.org -all", False),
        ("v=spf1 ip4:kapot", False),
        ("iets anders", False),
    ],
)
def test_spf_of_the_domain_in_from(zone: Zone, names: Names, record: str, passes: bool) -> None:  # noqa: FBT001 # a matrix
    zone.text(DOMAIN, record)
    zone.text("_spf.example.org", f"v=spf1 ip4:{PEER} -all")
    zone.records["mx.molenkerke.example.org", "A"] = [PEER]
    zone.records[DOMAIN, "MX"] = ["10 mx.molenkerke.example.org."]
    zone.records[f"{PEER}._ok.example.org", "A"] = ["127.0.0.2"]
    assert verified_domain(names, handed(), mail()) == (DOMAIN if passes else "")


@pytest.mark.parametrize(
    ("envelope", "passes"),
    [
        (SENDER, True),
        (f"bounces@post.{DOMAIN}", True),
        ("leen@example.org", True),
        ("bounces@anders.example.net", False),
        ("leen@elders.example.org", False),
        (f"leen@x{DOMAIN}", False),
        ("", False),
    ],
)
def test_spf_counts_only_for_an_aligned_envelope(zone: Zone, names: Names, envelope: str, passes: bool) -> None:  # noqa: FBT001 # a matrix
    for name in (DOMAIN, f"post.{DOMAIN}", "example.org", "anders.example.net", "elders.example.org", f"x{DOMAIN}"):
        zone.text(name, f"v=spf1 ip4:{PEER} -all")
    assert verified_domain(names, handed(sender=envelope), mail()) == (DOMAIN if passes else "")


def test_two_domains_of_one_organisation_align_where_it_publishes_dmarc(zone: Zone, names: Names) -> None:
    zone.text("elders.example.org", f"v=spf1 ip4:{PEER} -all")
    assert verified_domain(names, handed(sender="leen@elders.example.org"), mail()) == ""
    zone.text("_dmarc.example.org", "v=DMARC1; p=reject")
    assert verified_domain(names, handed(sender="leen@elders.example.org"), mail()) == DOMAIN
    zone.records["_dmarc.example.org", "TXT"] = ['"v=DMARC1; p=reject; psd=y"']
    assert verified_domain(names, handed(sender="leen@elders.example.org"), mail()) == ""


@pytest.mark.parametrize(
    ("dmarc", "signed_by", "passes"),
    [
        ("", DOMAIN, True),
        ("v=DMARC1; p=none", DOMAIN, True),
        ("", "example.org", True),
        ("", f"post.{DOMAIN}", True),
        ("v=DMARC1; p=reject; adkim=s", DOMAIN, True),
        ("v=DMARC1; p=reject; adkim=s", f"post.{DOMAIN}", False),
        ("v=DMARC1; p=reject; adkim=s; adkim=r", f"post.{DOMAIN}", True),
        ("", "anders.example.net", False),
        ("v=DMARC1; p=none", "anders.example.net", False),
    ],
)
def test_dkim_counts_for_an_aligned_signer(  # a matrix
    zone: Zone,
    names: Names,
    signer: Signer,
    dmarc: str,
    signed_by: str,
    passes: bool,  # noqa: FBT001 # idem
) -> None:
    if dmarc:
        zone.text(f"_dmarc.{DOMAIN}", dmarc)
    zone.text(f"s1._domainkey.{signed_by}", signer.record)
    signed = sign(mail(), signer, signed_by)
    assert verified_domain(names, handed("198.51.100.9"), signed) == (DOMAIN if passes else "")


def test_changed_words_another_key_or_an_open_end_prove_nothing(zone: Zone, names: Names, signer: Signer) -> None:
    zone.text(f"s1._domainkey.{DOMAIN}", signer.record)
    signed = sign(mail(), signer, DOMAIN)
    assert verified_domain(names, handed(), signed) == DOMAIN
    assert verified_domain(names, handed(), signed.replace(b"huurwoning", b"koopwoning")) == ""
    assert verified_domain(names, handed(), signed.replace(b"From: Leen", b"From: Karim")) == ""
    assert verified_domain(names, handed(), signed + b"Nog iets.\r\n") == ""
    assert verified_domain(names, handed(), sign(mail(), make_signer(), DOMAIN)) == ""
    ended = sign(mail(), signer, DOMAIN, length=True)
    assert b"l=" in ended.split(b"From:")[0]
    assert verified_domain(names, handed(), ended + b"Nog iets.\r\n") == ""


@pytest.mark.parametrize("hidden", [b"X-A: a\r\rAndere woorden.", b"X-A: a\n\nAndere woorden.", b"X-A: a\n\r\nAnders."])
def test_a_signed_mail_sent_again_with_other_words_proves_nothing(
    zone: Zone, names: Names, signer: Signer, hidden: bytes
) -> None:
    """What the signature's reader takes for a header may be the body for ours."""
    zone.text(f"s1._domainkey.{DOMAIN}", signer.record)
    signed = sign(mail(), signer, DOMAIN)
    again = signed.replace(b"MIME-Version: 1.0\r\n", hidden + b"\r\nMIME-Version: 1.0\r\n")
    assert again != signed
    assert verified_domain(names, handed(), again) == ""


def test_short_keys_and_nonsense_prove_nothing(zone: Zone, names: Names, signer: Signer) -> None:
    for record in ("v=DKIM1; p=", "p=geen", "v=DKIM2; p=x", "", "k=ed25519; p=AAAA"):
        zone.records.clear()
        zone.text(f"s1._domainkey.{DOMAIN}", record)
        assert verified_domain(names, handed(), sign(mail(), signer, DOMAIN)) == ""
    for line in ("DKIM-Signature: kapot", f"DKIM-Signature: v=1; d={DOMAIN}", "DKIM-Signature: d=é; a=;;;;"):
        assert verified_domain(names, handed(), mail(headers=f"{line}\n")) == ""


def test_many_signatures_cost_no_more_than_a_few(zone: Zone, names: Names, signer: Signer) -> None:
    zone.text(f"s1._domainkey.{DOMAIN}", make_signer().record)
    signed = mail()
    for _ in range(30):
        signed = sign(mail(), signer, DOMAIN).split(b"From:")[0] + signed
    assert verified_domain(names, handed(), signed) == ""
    assert len([name for name, _kind in zone.asked if "_domainkey" in name]) <= 4


def test_two_senders_in_from_are_nobody(zone: Zone, names: Names) -> None:
    zone.text(DOMAIN, f"v=spf1 ip4:{PEER} -all")
    twice = mail(headers="From: burgemeester@zandhove.example.org\n")
    both = mail().replace(b"<" + SENDER.encode() + b">", f"<{SENDER}>, <x@zandhove.example.org>".encode())
    assert verified_domain(names, handed(), twice) == ""
    assert verified_domain(names, handed(), both) == ""


def test_the_address_of_our_own_relay_says_nothing_and_its_signatures_do(
    zone: Zone, names: Names, signer: Signer
) -> None:
    zone.text(DOMAIN, "v=spf1 +all")
    zone.text(f"s1._domainkey.{DOMAIN}", signer.record)
    assert verified_domain(names, handed(relay=True), mail()) == ""
    assert verified_domain(names, handed(relay=True), sign(mail(), signer, DOMAIN)) == DOMAIN


def test_a_name_server_that_fails_or_is_silent_verifies_nobody_and_costs_little_time(
    zone: Zone, names: Names, signer: Signer
) -> None:
    import time

    zone.text(DOMAIN, f"v=spf1 ip4:{PEER} -all")
    zone.broken = {DOMAIN}
    assert verified_domain(names, handed(), mail()) == ""
    zone.text(f"s1._domainkey.{DOMAIN}", signer.record)
    assert verified_domain(names, handed(), sign(mail(), signer, DOMAIN)) == DOMAIN
    zone.broken = {f"_dmarc.{DOMAIN}"}  # who asks strictness cannot be heard
    assert verified_domain(names, handed(), mail()) == ""
    zone.broken, zone.silent = set(), True
    began = time.monotonic()
    assert verified_domain(names, handed(), mail()) == ""
    assert time.monotonic() - began < 30


async def test_the_check_of_the_door_never_raises(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving_names(zone) as server:
        zone.text(DOMAIN, f"v=spf1 ip4:{PEER} -all")
        assert await Checks(server).check(handed(), mail()) == DOMAIN
        assert await Checks(server).check(handed(), b"") == ""
        assert await Checks(server).check(handed(peer="geen adres"), mail()) == ""
    assert await Checks("kapot").check(handed(), mail()) == ""
    monkeypatch.setattr("mail.trust_check._PATIENCE", 0.3)
    zone.silent = True
    with serving_names(zone) as server:
        assert await Checks(server).check(handed(), mail()) == ""


def test_policy_is_the_nearest_record_and_two_records_are_none(zone: Zone, names: Names) -> None:
    zone.text("_dmarc.example.org", "v=DMARC1; p=none; aspf=s; adkim=s")
    policy = find_policy(names.begin(), DOMAIN)
    assert (policy.strict_spf, policy.strict_dkim, policy.organisation) == (True, True, "example.org")
    zone.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=none")
    policy = find_policy(names.begin(), DOMAIN)
    assert (policy.strict_spf, policy.organisation) == (False, "example.org")
    zone.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=reject")
    assert find_policy(names.begin(), DOMAIN).strict_spf
    assert find_policy(names.begin(), "a." * 60 + "example.net").organisation == ""
    assert len(zone.asked) < 20
