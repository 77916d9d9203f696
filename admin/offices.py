"""Pages of who is no processor, and the house style: an organisation's coordinator, and who sets how pages look."""

from admin.desk import Desk
from admin.logo import add_logo
from admin.organisation import add_organisation
from admin.style import add_style


def add_offices(desk: Desk) -> None:
    """Add the routes."""
    add_organisation(desk)
    add_style(desk)
    add_logo(desk)
