"""A small provider (OpenID Connect, RS256) that says of who signs in what a test wants."""

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER = "https://op.example.org/op"
CLIENT, SECRET = "signaal", "niet-te-raden"
KBO, OTHER_KBO = "0207123456", "0207999999"


class StandinProvider:
    """The provider; `claims` go into its next token, over what is right; `key` signs it."""

    def __init__(self) -> None:
        """Make its key."""
        self.known = RSAKey.generate_key(2048, parameters={"kid": "een"})
        self.key = self.known
        self.claims: dict[str, Any] = {}
        self.left: set[str] = set()  # claims that the token lacks
        self.algorithm = "RS256"
        self._asked: dict[str, str] = {}

    def authorise(self, location: str) -> dict[str, str]:
        """Do what its page does for who signs in there: give the query with which the browser comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{ISSUER}/auth?")
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        self._asked = asked
        return {"code": "een-code", "state": asked["state"]}

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer as its servers do."""
        path = request.url.path
        if path == "/op/.well-known/openid-configuration":
            named = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks"}
            return httpx2.Response(200, json={"issuer": ISSUER, **{k: f"{ISSUER}/{v}" for k, v in named.items()}})
        if path == "/op/jwks":
            return httpx2.Response(200, json={"keys": [self.known.as_dict(private=False)]})
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if form["code"] != "een-code" or challenge != self._asked["code_challenge"]:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        assert request.headers["authorization"].startswith("Basic ")
        return httpx2.Response(200, json={"access_token": "x", "token_type": "Bearer", "id_token": self._sign()})

    def _sign(self) -> str:
        now = int(time.time())
        said = {
            "iss": ISSUER, "aud": CLIENT, "sub": "an-123", "iat": now, "exp": now + 300,
            "nonce": self._asked["nonce"], "vo_orgcode": KBO, "lokaalsignaal_rol_3d": [f"Verwerker:{KBO}"],
            **self.claims,
        }  # fmt: skip
        claims = json.loads(json.dumps({name: value for name, value in said.items() if name not in self.left}))
        return jwt.encode({"alg": self.algorithm, "kid": "een"}, claims, self.key, algorithms=[self.algorithm])
