"""Commands around the model: classify, similar, and the family `model`."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from command.opening import fail, installation, place_of, settings_of_environment

Text = Annotated[str | None, typer.Argument(help="Default: JSON lines on standard input")]
_BLOCK = 64


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(classify)
    app.command()(similar)


def classify(text: Text = None) -> None:
    """Propose themes, groups, kinds and level for a text, as JSON; nothing is stored."""
    model = _open()
    from core.classify.language import language

    def answer(texts: list[str]) -> list[dict[str, object]]:
        return [
            {
                "themes": [_choice(choice) for choice in proposal.themes],
                "abstained": proposal.abstained,
                "target_groups": [_choice(choice) for choice in proposal.target_groups],
                "kinds": [_choice(choice) for choice in proposal.kinds],
                "levels": [_choice(choice) for choice in proposal.levels],
                "structural": _sure(proposal.structural),
                "language": language(one),
                "model": model.name,
            }
            for one, proposal in zip(texts, model.propose(texts), strict=True)
        ]

    if text is not None:
        if not text.strip():
            fail("the text is empty")
        print(json.dumps(answer([text])[0], ensure_ascii=False))
        return
    _by_blocks(
        '{"id": ..., "text": "..."}', lambda given: (str(given["text"]),), lambda rows: answer([t for (t,) in rows])
    )


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

    def answer(rows: list[tuple[str, ...]]) -> list[dict[str, object]]:
        scores = compare(model, [row[0] for row in rows], [row[1] for row in rows])
        return [{"score": round(float(score), 4)} for score in scores]

    _by_blocks('{"id": ..., "a": "...", "b": "..."}', lambda given: (str(given["a"]), str(given["b"])), answer)


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
    from core.classify.open import OFF, find_model

    settings = settings_of_environment()
    if settings.model == OFF:
        fail("SIGNAAL_MODEL is off")
    folder = find_model(settings.model, settings.data)
    try:
        return load_model(folder)
    except (OSError, ValueError) as wrong:
        fail(f"no model in {folder}: {wrong}")


def _by_blocks(
    shape: str,
    take: Callable[[dict[str, Any]], tuple[str, ...]],
    answer: Callable[[list[tuple[str, ...]]], list[dict[str, object]]],
) -> None:
    """Answer JSON lines in blocks, each with its id, in order."""
    for block in _blocks(shape, take):
        for (id_, _given), found in zip(block, answer([given for _id, given in block]), strict=True):
            print(json.dumps({"id": id_, **found}, ensure_ascii=False), flush=True)


def _blocks(
    shape: str, take: Callable[[dict[str, Any]], tuple[str, ...]]
) -> Iterator[list[tuple[Any, tuple[str, ...]]]]:
    block: list[tuple[Any, tuple[str, ...]]] = []
    for place, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            block.append((given["id"], take(given)))
        except (ValueError, KeyError, TypeError):
            if block:
                yield block
            fail(f"line {place}: expected {shape}")
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _choice(choice: Any) -> dict[str, object]:
    return {"key": choice.key, "confidence": round(choice.confidence, 4)}


def _sure(chance: float) -> dict[str, object]:
    return {"label": chance >= 0.5, "confidence": round(max(chance, 1 - chance), 4)}  # noqa: PLR2004 # the likelier one
