"""Commands around the model: classify, similar, and the family `model`."""

import json
from typing import Annotated, Any

import typer

from command.lines import Texts, answer_lines
from command.opening import fail, installation, place_of, settings_of_environment

Text = Annotated[str | None, typer.Argument(help="Default: JSON lines on standard input")]
_BLOCK = 64
_EMPTY = "the text is empty"


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(classify)
    app.command()(similar)


def classify(text: Text = None) -> None:
    """Propose themes, groups, kinds and level for a text, as JSON; nothing is stored."""
    model = _open()
    if text is not None:
        if not text.strip():
            fail(_EMPTY)
        print(json.dumps(_propose(model, [text])[0], ensure_ascii=False))
        return

    def answer(rows: list[Texts]) -> list[dict[str, object]]:
        proposed = iter(_propose(model, [text for (text,) in rows if text.strip()]))
        return [next(proposed) if text.strip() else {"error": _EMPTY} for (text,) in rows]

    answer_lines(("text",), answer, block=_BLOCK)


def _propose(model: Any, texts: list[str]) -> list[dict[str, object]]:
    """Propose for each text; for one in another language nothing, as in the panel: the model learned Dutch alone."""
    from core.classify.describe import DUTCH, UNKNOWN
    from core.classify.language import language

    proposals: list[Any] = model.propose(texts) if texts else []
    told: list[dict[str, object]] = []
    for text, proposal in zip(texts, proposals, strict=True):
        spoken = language(text)
        known = spoken in {DUTCH, UNKNOWN}
        told.append(
            {
                "themes": [_choice(choice) for choice in proposal.themes],
                "abstained": proposal.abstained or not known,
                "target_groups": [_choice(choice) for choice in proposal.target_groups if known],
                "kinds": [_choice(choice) for choice in proposal.kinds if known],
                "levels": [_choice(choice) for choice in proposal.levels if known],
                "structural": _sure(proposal.structural),
                "language": spoken,
                "model": model.name,
            }
        )
    return told


def similar(
    text: Annotated[str | None, typer.Argument(help="Find the stored signals that are most like this text")] = None,
    municipality: Annotated[str, typer.Option(help="Slug of the municipality whose signals are searched")] = "",
    most: Annotated[int, typer.Option(min=1, max=100, help="How many are listed")] = 5,
    pairs: Annotated[bool, typer.Option("--pairs", help='JSON lines {"id", "a", "b"} on standard input')] = False,
) -> None:
    """Say which stored signals tell most like a text, or how much two texts tell of one problem, 0 to 1."""
    if pairs == (text is not None) or (text is not None) != bool(municipality):
        fail("either --pairs, or a text with --municipality SLUG")
    if text is not None:
        print(json.dumps({"signals": _find_like(text, municipality, most), "fiches": []}, ensure_ascii=False))
        return
    model = _open()
    from core.classify.likeness import compare

    def answer(rows: list[Texts]) -> list[dict[str, object]]:
        full = [row for row in rows if all(side.strip() for side in row)]
        found = iter(compare(model, [row[0] for row in full], [row[1] for row in full]) if full else ())
        # Nothing is like nothing.
        return [{"score": round(float(next(found)), 4) if all(side.strip() for side in row) else 0.0} for row in rows]

    answer_lines(("a", "b"), answer, block=_BLOCK)


def _find_like(text: str, slug: str, most: int) -> list[dict[str, object]]:
    from core.classify.nearest import find_like
    from core.intake.normalise import normalise

    with installation() as context:
        place = place_of(context, slug)
        model = context.shelf.model(place.slug)
        if model is None:
            fail("no model runs here; `signaal doctor` says why")
        with context.store.tenant(place.id) as session:
            found = find_like(session, model, normalise(text), most)
    return [
        {"number": near.number, "id": str(near.signal_id), "status": near.status, "score": round(near.likeness, 4)}
        for near in found
    ]


def _open() -> Any:
    from core.classify.model import load_model
    from core.classify.open import find_model, say_why
    from core.classify.shelf import OFF

    settings = settings_of_environment()
    if settings.model == OFF:
        fail("SIGNAAL_MODEL is off")
    folder = find_model(settings.model, settings.data)
    try:
        return load_model(folder)
    except (OSError, ValueError) as wrong:
        fail(say_why(folder, wrong))


def _choice(choice: Any) -> dict[str, object]:
    return {"key": choice.key, "confidence": round(choice.confidence, 4)}


def _sure(chance: float) -> dict[str, object]:
    return {"label": chance >= 0.5, "confidence": round(max(chance, 1 - chance), 4)}  # noqa: PLR2004 # the likelier one
