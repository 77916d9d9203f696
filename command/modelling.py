"""The family `model`: fit, evaluate, list, promote, back, card."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from command.opening import fail, say, settings_of_environment
from core.errors import NotFound

family = typer.Typer(no_args_is_help=True, help="The model that proposes: fit it, judge it, and say which one runs")
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for a program")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (fit_model, evaluate, list_models, promote, back, card):
        family.command(name=command.__name__.removesuffix("_model").removesuffix("_models"))(command)
    app.add_typer(family, name="model")


def fit_model(
    corpus: Annotated[Path | None, typer.Option(help="Folder with Dutch text; unset: go on from a base")] = None,
    base: Annotated[
        Path | None, typer.Option(help="Folder of a model to go on from; unset: the one that ships")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where it is written; unset: a candidate of this installation")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed on the same machine gives the same model")] = 0,
) -> None:
    """Fit a model on the written examples; needs torch (see the README)."""
    try:
        from core.classify.training import bases, fit, lessons
    except ImportError as missing:
        fail(f'{missing.name} is not installed: training needs more than the program (README, "The model")')
    from core.classify.examples import read_examples
    from core.classify.labels import read_labels
    from core.classify.registry import shipped
    from core.classify.tellings import read_tellings
    from core.classify.terms import read_terms

    labels = read_labels()
    learned = lessons.Lessons(read_examples(labels), read_terms(labels), read_tellings())
    settings = settings_of_environment()
    registry = _registry()
    recipe = fit.Recipe(seed=seed)
    work = out or settings.data / "models" / ".fit"
    if corpus:
        fit.prepare(corpus, learned, recipe, work, say)
        base = work
    manifest = fit.fit(bases.open_base(str(base or shipped())), learned, labels, recipe, work, say)
    if not out:
        registry.take(work)
    say(f"version {manifest['version']}")
    _print_figures({"judged": manifest["figures"]})


def evaluate(
    model: Annotated[Path | None, typer.Option(help="Folder of a model; unset: the one that runs")] = None,
    as_json: AsJson = False,
) -> None:
    """Judge a model on the frozen examples, anew from its files."""
    from core.classify.evaluate import evaluate as judge
    from core.classify.examples import read_examples
    from core.classify.model import load_model
    from core.classify.tellings import read_tellings

    folder = model or _registry().running()
    try:
        loaded = load_model(folder)
    except (OSError, ValueError) as wrong:
        fail(f"no model in {folder}: {wrong}")
    frozen = [example for example in read_examples(loaded.labels) if example.frozen]
    found = judge(loaded, frozen, [telling for telling in read_tellings() if telling.frozen])
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return
    parts = {"blend": found.whole, "n-grams": found.ngrams, "encoder": found.encoder, **found.by_length}
    _print_figures({name: asdict(figures) for name, figures in parts.items()})
    _print_themes(asdict(found.whole))
    table = Table("likeness", "area under the curve", "one problem most alike")
    table.add_row("words and meaning", *(f"{value:.3f}" for value in found.likeness))
    table.add_row("words alone", *(f"{value:.3f}" for value in found.by_words))
    Console(width=110).print(table)


def list_models(as_json: AsJson = False) -> None:
    """List the models of this installation; a star stands at the one that runs."""
    rows = [
        {
            "version": entry.version,
            "made": entry.manifest["made"],
            "running": entry.running,
            "first": entry.manifest["figures"]["first"],
            "macro_f1": entry.manifest["figures"]["macro_f1"],
        }
        for entry in _registry().entries()
    ]
    if as_json:
        print(json.dumps(rows))
        return
    for row in rows:
        star = "*" if row["running"] else " "
        print(f"{star} {row['version']}  {row['made']}  first {row['first']:.3f}  macro-F1 {row['macro_f1']:.3f}")


def promote(
    version: str,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also when its figures are not better")] = False,
) -> None:
    """Let a candidate run from the next start on, where its figures are good enough beside those that run."""
    from core.classify.evaluate import evaluate as judge
    from core.classify.examples import read_examples
    from core.classify.model import load_model
    from core.classify.registry import weigh_candidate

    registry = _registry()
    entry = next((entry for entry in registry.entries() if entry.version == version), None)
    if entry is None:
        raise NotFound(f"no model {version}; see: signaal model list")
    now, new = load_model(registry.running()), load_model(entry.folder)
    frozen = [example for example in read_examples(new.labels) if example.frozen]
    against = weigh_candidate(asdict(judge(now, frozen).whole), asdict(judge(new, frozen).whole))
    if against and not anyway:
        fail(f"not promoted: {'; '.join(against)}")
    registry.promote(version)
    say(f"{version} runs from the next start on")


def back() -> None:
    """Let the model before run again."""
    say(f"{_registry().back()} runs from the next start on")


def card(
    model: Annotated[Path | None, typer.Option(help="Folder of a model; unset: the one that runs")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the model card: Markdown in plain Dutch, or JSON for an algorithm register."""
    from core.classify.card import write_card
    from core.classify.model import MANIFEST
    from core.words import load_words

    file = (model or _registry().running()) / MANIFEST
    if not file.is_file():
        fail(f"no model in {file.parent}")
    manifest = json.loads(file.read_text("utf-8"))
    print(json.dumps(manifest, ensure_ascii=False) if as_json else write_card(manifest, load_words()))


def _registry() -> Any:
    from core.classify.open import open_registry

    return open_registry(settings_of_environment().data)


def _print_figures(parts: dict[str, Any]) -> None:
    shares = [name for name, value in next(iter(parts.values())).items() if isinstance(value, float)]
    table = Table("figure", *parts)
    table.add_row("texts / others", *(f"{part['texts']} / {part['others']}" for part in parts.values()))
    for name in shares:
        table.add_row(name.replace("_", " "), *(f"{part[name]:.3f}" for part in parts.values()))
    Console(width=110).print(table)


def _print_themes(figures: dict[str, Any]) -> None:
    table = Table("theme", "n", "precision", "recall", "F1")
    for theme in figures["themes"]:
        shares = (f"{theme[name]:.3f}" for name in ("precision", "recall", "f1"))
        table.add_row(theme["key"], str(theme["count"]), *shares)
    Console(width=110).print(table)
