"""A small real name server on this machine, and mails signed as their domains would."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass
class Zone:
    """What a name server knows: (name, kind) to the texts of its records.

    `broken`: names that it fails on; `silent`: it answers nothing at all; `asked`: what it was asked.
    """

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict[tuple[str, str], list[str]])
    broken: set[str] = field(default_factory=set[str])
    silent: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def text(self, name: str, value: str) -> None:
        """Publish a text, in pieces as long ones are."""
        pieces = [value[start : start + 250] for start in range(0, len(value), 250)] or [""]
        self.records.setdefault((name, "TXT"), []).append(" ".join(f'"{piece}"' for piece in pieces))

    def answer(self, wire: bytes) -> bytes | None:
        """Answer a question as it came over the line."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if name in self.broken:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif found := self.records.get((name, kind)):
            response.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
        elif not any(known == name for known, _kind in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


@contextmanager
def serving_names(zone: Zone) -> Generator[str]:
    """Serve a zone over UDP; gives IP:PORT."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.1)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    wire, peer = line.recvfrom(4096)
                except TimeoutError:
                    continue
                answer = zone.answer(wire)
                if answer is not None:
                    line.sendto(answer, peer)

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        try:
            yield f"127.0.0.1:{line.getsockname()[1]}"
        finally:
            stop.set()
            server.join(60)


@dataclass(frozen=True)
class Signer:
    """A key of a domain: as PEM, and as its DNS record."""

    pem: bytes
    record: str


def make_signer(bits: int = 2048) -> Signer:
    """Make an RSA key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Signer(pem, "v=DKIM1; k=rsa; p=" + "".join(public.decode().split("\n")[1:-2]))


def sign(mail: bytes, signer: Signer, domain: str, *, length: bool = False) -> bytes:
    """Sign a mail as a domain's server does."""
    import dkim

    made: Any = dkim
    signature: bytes = made.sign(
        mail,
        b"s1",
        domain.encode(),
        signer.pem,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[b"from", b"to", b"subject", b"date", b"message-id"],
        length=length,
    )
    return signature + mail
