"""Public fiches for tests: opened, with words that were approved for everyone."""

from core.context import Context
from core.municipalities import Place
from core.store.tables import Fiche, PublicText

TITLE = "Te weinig kinderopvang"
TEXT = "Ouders vinden geen plaats in de kinderopvang voor hun baby of peuter. Ze werken minder of stoppen met werken."


def publish(
    context: Context, place: Place, number: int = 12, words: tuple[str, str] = (TITLE, TEXT), state: str = "goedgekeurd"
) -> None:
    """Open a fiche with a public text in a state."""
    with context.store.tenant(place.id) as session:
        fiche = Fiche(
            municipality_id=place.id,
            number=number,
            title="Zoals de verwerkers het noemen",
            themes=["gezin-opvang"],
            target_groups=["gezinnen"],
            kinds=["tekort"],
        )
        session.add(fiche)
        session.flush()
        title, text = words
        session.add(PublicText(municipality_id=place.id, fiche_id=fiche.id, title=title, text=text, state=state))


def close(context: Context, place: Place, number: int = 12) -> None:
    """Close a fiche."""
    with context.store.tenant(place.id) as session:
        fiche = session.query(Fiche).filter_by(municipality_id=place.id, number=number).one()
        fiche.status, fiche.outcome = "afgerond", "opgelost"
