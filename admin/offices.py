"""Pages of who is no processor (an organisation's coordinator, the owner, who supports), and the house style."""

from admin.desk import Desk
from admin.installation import add_installation
from admin.logo import add_logo
from admin.organisation import add_organisation
from admin.sharing import add_sharing
from admin.style import add_style


def add_offices(desk: Desk) -> None:
    """Add the routes."""
    add_organisation(desk)
    add_installation(desk)
    add_sharing(desk)
    add_style(desk)
    add_logo(desk)
