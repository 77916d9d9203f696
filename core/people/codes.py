"""The second factor: time-based codes (RFC 6238) of an authenticator app, each of which works once."""

import hmac
import io
from datetime import datetime

import pyotp
import segno
from pyotp.totp import TOTP

STEP = 30  # seconds
_WINDOW = (0, -1, 1)  # steps around now: clocks differ, people type slowly


def new_seed() -> str:
    """Make a seed: 160 bits in base32."""
    return pyotp.random_base32(32)


def spell_seed(seed: str) -> str:
    """Write a seed in groups of four, for who types it over."""
    return " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))


def find_step(seed: str, code: str, now: datetime) -> int | None:
    """Find the step of a code that is right now, or one step before or after; None when it is wrong."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    current = int(now.timestamp()) // STEP
    clock = TOTP(seed)
    found = [step for step in _WINDOW if hmac.compare_digest(clock.at((current + step) * STEP), typed)]
    return current + found[0] if found else None


def draw_seed(seed: str, email: str, issuer: str) -> bytes:
    """Draw the QR code that an authenticator app reads, as SVG."""
    drawn = io.BytesIO()
    uri = TOTP(seed).provisioning_uri(name=email, issuer_name=issuer)
    segno.make(uri, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", dark="#000")
    return drawn.getvalue()
