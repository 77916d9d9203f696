"""Trust: whether a sender is who the From header says, by what a mail server that we trust found out about it."""

import re
from collections.abc import Sequence

# A part of an Authentication-Results header: a method with its result, and the properties after it.
_METHOD = re.compile(r"^\s*([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)\b(.*)$", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"([a-z]+\.[a-z-]+)\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})", re.IGNORECASE)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_PLAIN = re.compile(r"[\w.+-]{1,320}")
_MOST = 50

Headers = Sequence[tuple[str, str]]


def verdict(rule: str, headers: Headers, sender: str, peer: str, passed: str = "") -> bool:
    """Tell whether `sender` (the address in From, lower case) is verified by the rule of the door.

    - `rule`: `authserv=NAME` (results that this server wrote count: the topmost with its name, all others are ignored),
      `m365` (the topmost results count: that mailbox's own server wrote them), `loopback` (whatever comes from this
      machine; for a demonstration only), `self` (our own door looked: `trust_self`) or nothing (nobody is verified).
    - `headers`: (name in lower case, value) as they stood in the mail, undecoded, topmost first.
    - `peer`: the network address that handed the mail over.
    - `passed`: the domain that our own door found to be genuine.

    More than one From, or more than one address in it, is never verified: readers would disagree on who wrote.
    """
    written = sole_sender(headers)
    domain = written.rpartition("@")[2]
    if not domain or written != sender:
        return False
    if rule == "loopback":
        return peer in _LOOPBACK
    if rule == "self":
        return passed == domain
    results = _results(rule, headers)
    methods = [method for part in results if (method := _METHOD.match(part))]
    if any(method[1].casefold() == "dmarc" and method[2].casefold() == "fail" for method in methods):
        return False
    return any(_speaks_for(method, domain) for method in methods)


def sole_sender(headers: Headers) -> str:
    """Give the one address in the one From header, in small letters; empty when there are more, or none."""
    given = [value for name, value in headers if name == "from"]
    if len(given) != 1:
        return ""
    bare = _bare(given[0])
    found = list(_ADDRESS.finditer(bare))
    return found[0][0].casefold() if len(found) == 1 and bare.count("@") == 1 else ""


def _results(rule: str, headers: Headers) -> list[str]:
    """Give the parts, one a method, of the results that count under this rule."""
    name, _, wanted = rule.partition("=")
    if name not in {"authserv", "m365"} or (name == "authserv" and not wanted):
        return []
    for header, value in headers:
        if header != "authentication-results":
            continue
        first, *rest = _bare(value).split(";")[:_MOST]
        server = first.split()[:1]
        if name == "m365":
            # This server writes its results without its own name.
            return [first, *rest] if "=" in first else rest
        if server and server[0].casefold() == wanted.casefold():
            return rest
    return []


def _speaks_for(method: re.Match[str], domain: str) -> bool:
    """Tell whether one result says that the domain of From is genuine."""
    if method[2].casefold() != "pass":
        return False
    said = {key.casefold(): value.casefold() for key, value in _PROPERTY.findall(method[3])}
    match method[1].casefold():
        case "dmarc":
            # The server must have looked at the same address as we do.
            return said.get("header.from", "").rpartition("@")[2] == domain
        case "dkim":
            return aligned((said.get("header.d") or said.get("header.i", "")).rpartition("@")[2], domain)
        case "spf":
            return aligned(said.get("smtp.mailfrom", "").rpartition("@")[2], domain)
        case _:
            return False


def aligned(found: str, domain: str) -> bool:
    """Tell whether two domains are the same or one stands below the other, as DMARC's relaxed alignment has it."""
    if not found or "." not in found or "." not in domain:
        return False
    return found == domain or found.endswith(f".{domain}") or domain.endswith(f".{found}")


def _bare(value: str) -> str:
    """Leave out comments and what stands between quotes: a sender chooses those words, and they may look like results.

    A quoted word that could be a domain stays.
    """
    out: list[str] = []
    depth, quoted, at = 0, "", 0
    while at < len(value):
        letter = value[at]
        if letter == "\\":
            at += 1
        elif quoted:
            quoted += letter
            if letter == '"':
                word, quoted = quoted[1:-1], ""
                out.append(word if _PLAIN.fullmatch(word) else " ")
        elif letter in "()":
            depth = max(depth + (1 if letter == "(" else -1), 0)
        elif not depth and letter == '"':
            quoted = letter
        elif not depth:
            out.append(letter)
        at += 1
    return "".join(out)
