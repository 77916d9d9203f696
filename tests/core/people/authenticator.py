"""A device with one passkey, in software: it makes a key, and answers challenges as a browser passes them on."""

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40
_SIZE = 32


class Device:
    """A device whose owner has shown that it is her."""

    def __init__(self, origin: str = "http://localhost:1", *, verifies: bool = True) -> None:
        self.origin, self.verifies, self.count, self.user = origin, verifies, 0, ""
        self._id, self._key = secrets.token_bytes(16), generate_private_key(SECP256R1())

    def make(self, options: str) -> str:
        """Answer what a page asks when a key is made."""
        asked = json.loads(options)
        self.user = asked["user"]["id"]
        numbers = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(_SIZE, "big") for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self._id).to_bytes(2, "big") + self._id + public
        data = self._data(asked["rp"]["id"], _ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", asked, {"attestationObject": bytes_to_base64url(attestation)})

    def use(self, options: str, **changed: Any) -> str:
        """Answer what a page asks when someone signs in; `changed`: what is said otherwise."""
        asked = json.loads(options) | changed
        self.count += 1
        data = self._data(asked["rpId"], 0)
        client = self._client("webauthn.get", asked)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        given = {"authenticatorData": bytes_to_base64url(data), "signature": bytes_to_base64url(signature)}
        return self._answer("webauthn.get", asked, {**given, "userHandle": self.user})

    def _data(self, relying: str, flags: int) -> bytes:
        hashed = hashlib.sha256(relying.encode()).digest()
        return hashed + bytes([_PRESENT | (_VERIFIED if self.verifies else 0) | flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _answer(self, kind: str, asked: dict[str, Any], given: dict[str, str]) -> str:
        id_ = bytes_to_base64url(self._id)
        said = {"clientDataJSON": bytes_to_base64url(self._client(kind, asked)), **given}
        return json.dumps({"id": id_, "rawId": id_, "type": "public-key", "response": said})
