"""The checkup of a sending domain in DNS: SPF, DMARC, DKIM and MX. Where no DNS server answers, it says so."""

from collections.abc import Callable, Iterator

from core.doctor import Finding
from mail.names import Names, NoAnswerYet
from mail.trouble import find

_PATIENCE = 15.0  # seconds for all questions about a domain
# Under which names most servers and services publish the key that they sign with.
_SELECTORS = (
    "selector1", "selector2", "google", "default", "mail", "dkim", "s1", "s2", "k1",
)  # fmt: skip
_LOCAL = ("localhost", "local", "internal", "lan", "arpa", "test", "example", "invalid")
_LONGEST_SHOWN = 200

# Asks for the records of a name of a kind (TXT or MX), as text; none when there are none. Raises NoAnswerYet.
Look = Callable[[str, str], list[str]]


def look_with(servers: str) -> Look:
    """Look up records with these name servers, or this machine's, for at most some seconds in all."""
    questions = Names(servers, _PATIENCE).begin()

    def look(name: str, kind: str) -> list[str]:
        if kind == "TXT":
            return [text.decode("utf-8", "replace") for text in questions.texts(name)]
        return [str(record.exchange).rstrip(".") for record in questions.ask(name, kind)]

    return look


def check_names(domain: str, *, ours: bool, look: Look, selector: str = "") -> Iterator[Finding]:
    """Check what others find about a domain that letters are from.

    `ours`: it is the shared domain too, of the envelope, and mail to it has to find its way. `selector`: under which a
    key of our own would stand.
    """
    check = f"dns {domain}"
    if "." not in domain or domain.rpartition(".")[2] in _LOCAL:
        yield find(check, "names-local", domain=domain)
        return
    try:
        if ours:
            yield _spf(check, domain, look)
        yield _dmarc(check, domain, look)
        yield _dkim(check, domain, look, selector)
        if ours:
            found = look(domain, "MX")
            yield find(check, "good-mx" if any(found) else "mx-none", domain=domain, record=_shown(" ".join(found)))
    except NoAnswerYet:
        yield find(check, "names-away")


def _spf(check: str, domain: str, look: Look) -> Finding:
    found = [text for text in look(domain, "TXT") if text.casefold().split(" ")[0] == "v=spf1"]
    if len(found) != 1:
        return find(check, "spf-many" if found else "spf-none", domain=domain)
    everybody = {"all", "+all", "?all"} & set(found[0].casefold().split())
    return find(check, "spf-weak" if everybody else "good-spf", domain=domain, record=_shown(found[0]))


def _dmarc(check: str, domain: str, look: Look) -> Finding:
    """Look at the domain's own record, else at that of a domain above it, as receivers do."""
    labels = domain.split(".")
    for above in range(len(labels) - 1):
        where = ".".join(labels[above:])
        found = [text for text in look(f"_dmarc.{where}", "TXT") if text.casefold().startswith("v=dmarc1")]
        if not found:
            continue
        parts = (part.partition("=") for part in found[0].split(";"))
        said = {name.strip().casefold(): value.strip().casefold() for name, _, value in parts}
        policy = (said.get("sp", "") if above else "") or said.get("p", "")
        if len(found) > 1 or policy not in {"none", "quarantine", "reject"}:
            return find(check, "dmarc-wrong", domain=where)
        return find(check, "dmarc-weak" if policy == "none" else "good-dmarc", domain=where, record=_shown(found[0]))
    return find(check, "dmarc-none", domain=domain)


def _dkim(check: str, domain: str, look: Look, own: str) -> Finding:
    for selector in dict.fromkeys(filter(None, (own, *_SELECTORS))):
        for text in look(f"{selector}._domainkey.{domain}", "TXT"):
            # A key that was taken back stands there empty.
            key = text.replace(" ", "").partition("p=")[2].partition(";")[0]
            if key:
                return find(check, "good-dkim", domain=domain, selector=selector)
    return find(check, "dkim-none", domain=domain)


def _shown(record: str) -> str:
    return "".join(letter for letter in record if letter.isprintable())[:_LONGEST_SHOWN]
