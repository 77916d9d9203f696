"""The command `model compare`: what ships beside simpler ways, honestly, on examples that none of them saw."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from command.opening import fail, say, settings_of_environment


def compare_model(
    folds: Annotated[int, typer.Option(min=2, max=20, help="Parts of the cross-validation")] = 5,
    model: Annotated[Path | None, typer.Option(help="Folder of a model; unset: the one that runs")] = None,
    sample: Annotated[int | None, typer.Option(min=100, help="So many examples only, to try it")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program")] = False,
) -> None:
    """Compare a model with majority, Signalen's recipe and an SVM; needs twenty minutes, and torch (see the README).

    On the frozen examples, and by cross-validation: there without its encoder, which it would take hours to fit anew
    for each part, and which has seen those examples.
    """
    try:
        from core.classify.training import compare
    except ImportError as missing:
        fail(f'{missing.name} is not installed: it needs more than the program (README, "The model")')
    from core.classify.examples import read_examples
    from core.classify.model import load_model
    from core.classify.open import open_registry
    from core.classify.terms import read_terms

    loaded = load_model(model or open_registry(settings_of_environment().data).running())
    labels = loaded.labels
    matter = compare.Matter(read_examples(labels), read_terms(labels), labels, folds)
    if sample:
        matter = replace(
            matter,
            examples=sorted(matter.examples, key=lambda example: example.id[::-1])[:sample],
            terms=matter.terms[:: max(1, len(matter.examples) // sample)],
        )
        say(f"only {sample} examples, and as small a part of the terms: these figures say nothing but that it works")
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("compare", total=compare.count_steps(folds))
        frozen = compare.compare_frozen(matter, loaded, lambda: bar.advance(task))
        crossed = compare.compare_folds(matter, lambda: bar.advance(task))
    if as_json:
        print(json.dumps({"frozen": [asdict(row) for row in frozen], "folds": [asdict(row) for row in crossed]}))
        return
    _print(frozen, "frozen examples, seen by no training")
    _print(crossed, f"{folds}-fold cross-validation over the others; the encoder is not fitted anew")


def _print(rows: list[Any], title: str) -> None:
    texts = rows[0].figures["texts"]
    heads = ("first [95 %]", "ahead of SVM", "among", "within 3", "micro-F1", "macro-F1", "shown", "of those wrong")
    table = Table("way", *heads, title=f"{title}: {texts} signals")
    for row in rows:
        figures, ahead = row.figures, row.ahead
        shown = [f"{figures[name]:.3f}" if row.shows else "-" for name in ("shown", "shown_wrong")]
        table.add_row(
            row.name,
            f"{figures['first']:.3f} [{row.low:.3f}, {row.high:.3f}]",
            f"{ahead[0]:+.3f} [{ahead[1]:+.3f}, {ahead[2]:+.3f}]" if ahead else "",
            *(f"{figures[name]:.3f}" for name in ("among", "within_three", "micro_f1", "macro_f1")),
            *shown,
        )
    Console(width=150).print(table)
