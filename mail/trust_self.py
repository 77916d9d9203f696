"""Trust when we are the MX: SPF and DKIM looked at by ourselves, and aligned with From as DMARC asks.

A sender is verified by an aligned pass of either; a published DMARC record says how strictly it must align. Where the
organisation's domain begins is found by walking up the tree of names, as the later DMARC does: no list of public
suffixes is needed. What is not known now (a name server is away) verifies nobody, and refuses nobody.
"""

import logging
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

import dkim

from mail.hear_headers import raw_headers, reads_one_way
from mail.names import Names, NoAnswerYet, Questions
from mail.trust import aligned, sole_sender
from mail.trust_spf import spf_passes

# Signatures that are tried; bytes of headers with which that is done: canonical forms of more cost too much.
_SIGNATURES, _HEADERS = 4, 131_072
_LABELS = 5
_TAG = re.compile(rb"^\s*([a-z]+)\s*=\s*([^;]*?)\s*$")
# It would tell addresses.
_SILENT = logging.Logger("dkim", logging.CRITICAL + 1)  # noqa: LOG001 # one that no setting can make speak


@dataclass(frozen=True, slots=True)
class Handed:
    """How a mail was handed over: by whom, as whom, with which envelope sender (empty: the null sender).

    `relay`: by a mail server of ours, so that its address says nothing of the sender.
    """

    peer: str
    helo: str
    sender: str
    relay: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """How a domain's mail must align: each strictly or not, and the organisation's domain where one is known."""

    strict_spf: bool = False
    strict_dkim: bool = False
    organisation: str = ""


def verified_domain(names: Names, handed: Handed, mail: bytes) -> str:
    """Give the domain of From when SPF or DKIM proves that it wrote; empty when not, or when it cannot be told now."""
    domain = sole_sender(raw_headers(mail)).rpartition("@")[2]
    if not domain or not reads_one_way(mail):
        return ""
    questions = names.begin()
    try:
        policy = find_policy(questions, domain)
        if not handed.relay and _spf(questions, handed, domain, policy):
            return domain
        if _dkim(questions, mail, domain, policy):
            return domain
    except NoAnswerYet:
        return ""
    return ""


def find_policy(questions: Questions, domain: str) -> Policy:
    """Find how a domain's mail must align: in its own record, else in the nearest above it. Raises NoAnswerYet."""
    labels = domain.split(".")
    names = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    if len(names) > _LABELS:
        names = [names[0], *names[1 - _LABELS :]]
    records = [(name, tags) for name in names if (tags := _record(questions, name))]
    # What is published for everyone below a public suffix is no organisation's.
    of_organisations = [name for name, tags in records if tags.get(b"psd") != b"y"]
    if not records:
        return Policy()
    tags = records[0][1]
    organisation = of_organisations[-1] if of_organisations else ""
    return Policy(tags.get(b"aspf") == b"s", tags.get(b"adkim") == b"s", organisation)


def _record(questions: Questions, name: str) -> dict[bytes, bytes]:
    """Read the one DMARC record of a name; two are as good as none."""
    found = [text for text in questions.texts(f"_dmarc.{name}") if re.match(rb"v\s*=\s*DMARC1\s*(;|$)", text)]
    if len(found) != 1:
        return {}
    tags = (_TAG.match(part) for part in found[0].lower().split(b";"))
    return {tag[1]: tag[2] for tag in tags if tag}


def _spf(questions: Questions, handed: Handed, domain: str, policy: Policy) -> bool:
    of_envelope = handed.sender.rpartition("@")[2].casefold().rstrip(".")
    if not of_envelope or not _aligns(of_envelope, domain, policy, strict=policy.strict_spf):
        return False
    return spf_passes(questions, handed.peer, handed.sender, handed.helo)


def _dkim(questions: Questions, mail: bytes, domain: str, policy: Policy) -> bool:
    try:
        looked: Any = dkim.DKIM(mail, logger=_SILENT)
        if sum(len(name) + len(value) for name, value in looked.headers) > _HEADERS:
            return False
        signatures = [value for name, value in looked.headers if name.lower() == b"dkim-signature"]
    except Exception:  # noqa: BLE001 # what strangers write
        return False
    asked = partial(_key, questions)
    for number, signature in enumerate(signatures[:_SIGNATURES]):
        tags = {tag[1]: tag[2] for part in signature.split(b";") if (tag := _TAG.match(part))}
        signer = tags.get(b"d", b"").decode("ascii", "replace").casefold()
        # A signature over the first so many bytes lets anyone write after them.
        if b"l" in tags or not _aligns(signer, domain, policy, strict=policy.strict_dkim):
            continue
        try:
            if not looked.verify(number, dnsfunc=asked):
                continue
            # As the library read them, lest it reads a tag otherwise than we do.
            signer, tags = looked.domain.decode("ascii").casefold(), looked.signature_fields
            if b"l" not in tags and _aligns(signer, domain, policy, strict=policy.strict_dkim):
                return True
        except NoAnswerYet:
            continue
        except Exception:  # noqa: BLE001, S112 # idem: malformed keys, numbers and tags raise several kinds
            continue
    return False


def _key(questions: Questions, name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001 # dkimpy's own
    found = questions.texts(name.decode("ascii"))
    return found[0] if found else None


def _aligns(found: str, domain: str, policy: Policy, *, strict: bool) -> bool:
    if strict:
        return found == domain
    below = policy.organisation
    of_one = bool(below) and all(name == below or name.endswith(f".{below}") for name in (found, domain))
    return of_one or aligned(found, domain)
