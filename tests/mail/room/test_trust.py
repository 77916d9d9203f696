"""Who counts as the sender: every rule of a door against true, failed, forged and crooked results."""

import pytest

from mail.hear_headers import raw_headers
from mail.trust import verdict

SENDER = "leen@ocmw.example.org"
FROM = f"From: Leen Vermeulen <{SENDER}>\n"
PASS = "dmarc=pass (p=none dis=none) header.from=ocmw.example.org"


def judge(rule: str, head: str, sender: str = SENDER, peer: str = "192.0.2.1") -> bool:
    return verdict(rule, raw_headers(f"{head}Subject: x\n\nhallo\n".encode()), sender, peer)


def results(said: str, server: str = "mx.ons.example ") -> str:
    return f"Authentication-Results: {server}; {said}\n"


@pytest.mark.parametrize(
    ("said", "verified"),
    [
        (PASS, True),
        ("dmarc=pass header.from=OCMW.Example.ORG", True),
        ('dmarc=pass header.from="ocmw.example.org"', True),
        ("dmarc=pass header.from=example.org", False),
        ("dmarc=pass", False),
        ("dmarc=fail (p=reject) header.from=ocmw.example.org", False),
        ("dmarc=none header.from=ocmw.example.org; spf=pass smtp.mailfrom=ocmw.example.org", True),
        ("dmarc=fail header.from=ocmw.example.org; spf=pass smtp.mailfrom=leen@ocmw.example.org", False),
        ("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=leen@ocmw.example.org", True),
        ("spf=pass smtp.mailfrom=bounces.ocmw.example.org", True),
        ("spf=pass smtp.mailfrom=kwaad.example.net", False),
        ("spf=softfail smtp.mailfrom=ocmw.example.org", False),
        ("spf=pass smtp.helo=ocmw.example.org", False),
        ("dkim=pass header.d=example.org header.s=a", True),
        ("dkim=pass header.i=@ocmw.example.org", True),
        ("dkim=pass header.d=org", False),
        ("dkim=pass header.d=xocmw.example.org", False),
        ("dkim=pass header.d=kwaad.example.net", False),
        ("dkim=fail header.d=ocmw.example.org", False),
        ("none", False),
        ("arc=pass; iprev=pass; auth=pass smtp.auth=leen@ocmw.example.org", False),
        # What the sender chose stands in quotes or comments, and is no result.
        ('spf=pass smtp.mailfrom="x; dmarc=pass header.from=ocmw.example.org"@kwaad.example.net', False),
        ("spf=pass (x; dmarc=pass header.from=ocmw.example.org) smtp.mailfrom=kwaad.example.net", False),
        ("spf=fail (a (b) ; dkim=pass header.d=ocmw.example.org) smtp.mailfrom=kwaad.example.net", False),
        (r"spf=fail (\) ; dkim=pass header.d=ocmw.example.org) smtp.mailfrom=kwaad.example.net", False),
    ],
)
def test_results_of_our_own_server(said: str, verified: bool) -> None:  # noqa: FBT001 # a matrix
    assert judge("authserv=mx.ons.example", results(said) + FROM) is verified


@pytest.mark.parametrize(
    "head",
    [
        results(PASS, "mx.kwaad.example"),
        results(PASS, "mx.ons.example.kwaad.example"),
        results(PASS, ""),
        "Authentication-Results: =?utf-8?q?mx.ons.example=3B_dmarc=3Dpass_header.from=3Docmw.example.org?=\n",
        f"X-Authentication-Results: mx.ons.example; {PASS}\n",
        f"ARC-Authentication-Results: i=1; mx.ons.example; {PASS}\n",
        # Our server's own words stand above what the sender brought along under its name.
        results("dmarc=fail header.from=ocmw.example.org") + results(PASS),
        results("none") + results(PASS),
    ],
)
def test_results_under_another_name_or_below_ours_are_ignored(head: str) -> None:
    assert not judge("authserv=mx.ons.example", head + FROM)


def test_name_of_the_server_folds_case_and_may_have_a_version() -> None:
    assert judge("authserv=MX.ons.example", results(PASS, "mx.ONS.example 1") + FROM)


def test_folded_results_count() -> None:
    folded = "Authentication-Results: mx.ons.example;\n\tspf=none;\n\tdmarc=pass\n header.from=ocmw.example.org\n"
    assert judge("authserv=mx.ons.example", folded + FROM)


def test_microsoft_365_counts_the_topmost_results_only() -> None:
    true = (
        "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=ocmw.example.org; dkim=pass\n"
        " (signature was verified) header.d=ocmw.example.org;dmarc=pass action=none\n"
        " header.from=ocmw.example.org;compauth=pass\n"
    )
    false = true.replace("pass", "fail")
    assert judge("m365", true + FROM)
    assert judge("m365", true + false + FROM)
    assert not judge("m365", false + true + FROM)
    assert not judge("m365", FROM)


def test_loopback_believes_this_machine_and_no_other() -> None:
    assert judge("loopback", FROM, peer="127.0.0.1")
    assert judge("loopback", FROM, peer="::1")
    assert not judge("loopback", FROM, peer="127.0.0.1.example.org")
    assert not judge("loopback", FROM)


@pytest.mark.parametrize("rule", ["", "self", "authserv=", "authserv", "iets"])
def test_without_a_rule_nobody_is_verified(rule: str) -> None:
    assert not judge(rule, results(PASS, "") + results(PASS) + FROM, peer="127.0.0.1")


@pytest.mark.parametrize(
    "head",
    [
        FROM + FROM,
        FROM + "From: ander@kwaad.example.net\n",
        f"From: {SENDER}, ander@kwaad.example.net\n",
        f"From: ander@kwaad.example.net <{SENDER}>\n",
        f"From: {SENDER} <ander@kwaad.example.net>\n",
        f'From: "{SENDER}" <ander@kwaad.example.net>\n',
        f"From: ({SENDER}) ander@kwaad.example.net\n",
        f"From: <{SENDER}> <ander@kwaad.example.net>\n",
        "From: Groep: ander@kwaad.example.net, leen@ocmw.example.org;\n",
        "From: =?utf-8?q?leen=40ocmw.example.org?=\n",
        "From:\n",
        "",
    ],
)
@pytest.mark.parametrize("rule", ["authserv=mx.ons.example", "loopback", "m365"])
def test_more_than_one_address_in_from_is_never_verified(head: str, rule: str) -> None:
    assert not judge(rule, results(PASS) + head, peer="127.0.0.1")


def test_name_of_another_in_quotes_says_nothing() -> None:
    assert judge("authserv=mx.ons.example", results(PASS) + f'From: "baas@stad.example" <{SENDER}>\n')
    assert not judge("loopback", f'From: "{SENDER}" <ander@kwaad.example.net>\n', peer="127.0.0.1")


def test_a_sender_that_was_read_otherwise_is_not_verified() -> None:
    assert not judge("authserv=mx.ons.example", results(PASS) + FROM, sender="ander@ocmw.example.org")


def test_a_header_of_many_kilobytes_is_not_read_in_part() -> None:
    long = f"Authentication-Results: mx.ons.example; {'(x)' * 9000}; {PASS}\n"
    assert not judge("authserv=mx.ons.example", long + FROM)
