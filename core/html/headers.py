"""Security headers: what every answer carries."""

Headers = list[tuple[bytes, bytes]]

_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Headers = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
    (b"x-frame-options", b"DENY"),
]
_OURS = frozenset(name for name, _ in _ALWAYS) | {b"server", b"strict-transport-security"}


def secure(given: Headers, *, https: bool) -> Headers:
    """Add our headers to an answer's own; nothing is kept anywhere unless the answer says so itself."""
    kept = [(name, value) for name, value in given if name.lower() not in _OURS]
    if not any(name.lower() == b"cache-control" for name, _ in kept):
        kept.append((b"cache-control", b"no-store"))
    if https:
        kept.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return [*kept, *_ALWAYS]
