"""What a provider says of who signs in: its token judged, and the role it gives for this organisation alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.errors import NotAllowed
from core.people.provider import Provider
from core.people.roles import ROLES

_ALGORITHMS = ["RS256"]
_LEEWAY = 60  # seconds that two clocks may differ
_LONGEST = 300  # characters of a subject


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who a provider says it is: her `subject` there, her role here, and her address where it was told."""

    subject: str
    role: str
    email: str


class Unvouched(NotAllowed):
    """The provider's word does not let her in; `why`: token, organisation or role."""

    def __init__(self, why: str) -> None:
        """Take why."""
        super().__init__(why)
        self.why = why


def judge_token(provider: Provider, token: str, keys: Mapping[str, Any], nonce: str, now: int) -> Vouched:
    """Judge a token: its signature (RS256 alone), issuer, audience, time, nonce, organisation and roles."""
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(cast("Any", keys)), algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            params={"nonce": nonce, "client_id": provider.client_id},
        )
        claims.validate(now=now, leeway=_LEEWAY)  # pyright: ignore[reportUnknownMemberType]  # authlib tells no types
    except (JoseError, ValueError, TypeError, KeyError, json.JSONDecodeError):
        raise Unvouched("token") from None
    said = dict(claims)
    subject = said.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST:
        raise Unvouched("token")
    if said.get(provider.organisation_claim) != provider.organisation:
        raise Unvouched("organisation")
    email = said.get("email")
    return Vouched(
        subject, _find_role(provider, said.get(provider.role_claim)), email if isinstance(email, str) else ""
    )


def _find_role(provider: Provider, claim: object) -> str:
    """Find the role that counts here, the widest first: `Role`, or `Role:key,key` for the organisations named.

    A role for another organisation is none, and so is one that we do not know.
    """
    given = cast("list[object]", claim) if isinstance(claim, list) else [claim]
    found: set[str] = set()
    for one in given:
        if not isinstance(one, str):
            continue
        name, limited, organisations = one.partition(":")
        named = {key.strip() for key in organisations.split(",")}
        if name in provider.roles and (not limited or provider.organisation in named):
            found.add(provider.roles[name])
    if not found:
        raise Unvouched("role")
    order = ("coordinator", *(role for role in ROLES if role != "coordinator"))
    return next(role for role in order if role in found)
