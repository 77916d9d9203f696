"""What others find about a sending domain in DNS, told in words; without a name server it is no failure."""

import pytest

from mail.checkup_names import check_names, look_with
from mail.names import NoAnswerYet
from tests.ports import free_port

DOMAIN = "signaal.gemeente.be"
GOOD = {
    (DOMAIN, "TXT"): ["eigendom=abc", "v=spf1 include:spf.protection.outlook.com -all"],
    (f"_dmarc.{DOMAIN}", "TXT"): ["v=DMARC1; p=quarantine; rua=mailto:dmarc@gemeente.be"],
    (f"selector2._domainkey.{DOMAIN}", "TXT"): ["v=DKIM1; k=rsa; p=MIIB"],
    (DOMAIN, "MX"): ["mx1.gemeente.be", "mx2.gemeente.be"],
}


def codes(records: dict[tuple[str, str], list[str]], domain: str = DOMAIN, *, ours: bool = True) -> list[str]:
    found = check_names(domain, ours=ours, look=lambda name, kind: records.get((name, kind), []))
    return [finding.code for finding in found]


def test_a_domain_where_all_is_well() -> None:
    assert codes(GOOD) == ["good-spf", "good-dmarc", "good-dkim", "good-mx"]
    assert codes(GOOD, ours=False) == ["good-dmarc", "good-dkim"]


@pytest.mark.parametrize(
    ("name", "kind", "records", "wanted"),
    [
        (DOMAIN, "TXT", [], "spf-none"),
        (DOMAIN, "TXT", ["v=spf1 -all", "v=spf1 mx -all"], "spf-many"),
        (DOMAIN, "TXT", ["v=spf1 +all"], "spf-weak"),
        (DOMAIN, "TXT", ["v=spf10 -all"], "spf-none"),
        (f"_dmarc.{DOMAIN}", "TXT", [], "dmarc-none"),
        (f"_dmarc.{DOMAIN}", "TXT", ["v=DMARC1; p=none"], "dmarc-weak"),
        (f"_dmarc.{DOMAIN}", "TXT", ["v=DMARC1; p=quarantaine"], "dmarc-wrong"),
        (f"_dmarc.{DOMAIN}", "TXT", ["v=DMARC1; p=reject", "v=DMARC1; p=none"], "dmarc-wrong"),
        (f"selector2._domainkey.{DOMAIN}", "TXT", [], "dkim-none"),
        (f"selector2._domainkey.{DOMAIN}", "TXT", ["v=DKIM1; p="], "dkim-none"),
        (DOMAIN, "MX", [], "mx-none"),
        (DOMAIN, "MX", [""], "mx-none"),
    ],
)
def test_each_thing_that_can_be_wrong(name: str, kind: str, records: list[str], wanted: str) -> None:
    assert wanted in codes({**GOOD, (name, kind): records})


def test_a_record_of_the_domain_above_counts() -> None:
    above = {**GOOD, (f"_dmarc.{DOMAIN}", "TXT"): list[str]()}
    above["_dmarc.gemeente.be", "TXT"] = ["v=DMARC1; p=reject; sp=none"]
    assert "dmarc-weak" in codes(above)
    above["_dmarc.gemeente.be", "TXT"] = ["v=DMARC1; p=reject"]
    assert "good-dmarc" in codes(above)


def test_names_of_one_machine_are_not_looked_up() -> None:
    for domain in ("signaal.localhost", "mail.local", "signaal", "signaal.example"):
        assert codes({}, domain) == ["names-local"]


def test_without_a_name_server_it_says_so_and_is_no_failure() -> None:
    def away(_name: str, _kind: str) -> list[str]:
        raise NoAnswerYet

    [finding] = check_names(DOMAIN, ours=True, look=away)
    assert (finding.code, finding.state) == ("names-away", "note")
    [finding] = check_names(DOMAIN, ours=True, look=look_with(f"127.0.0.1:{free_port()}"))
    assert (finding.code, finding.state) == ("names-away", "note")
