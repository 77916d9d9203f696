"""Access to the panel: who may what, who looked, and signing in otherwise than by password."""

from httpx2 import BaseTransport

from admin.desk import Desk
from admin.looked import add_looked
from admin.outside import add_outside
from admin.passkeys import add_key_entrance, add_passkeys
from admin.provider import add_provider
from admin.rights import add_rights
from core.people.passwords import Passwords


def add_access(desk: Desk, passwords: Passwords, provider: BaseTransport | None = None) -> None:
    """Add the routes; `provider` is how an organisation's own sign-in is reached, None: by the network."""
    add_rights(desk)
    add_looked(desk)
    add_passkeys(desk, passwords)
    add_key_entrance(desk)
    add_provider(desk)
    add_outside(desk, provider)
