"""The family `model`: fit, evaluate, compare, list, promote, back, card."""

import json
from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from command.comparing import compare_model
from command.fitting import Slug, fit_model, read_own
from command.opening import fail, installation, place_of, say, settings_of_environment
from core.classify.corrections import enough, too_few
from core.errors import NotFound

family = typer.Typer(no_args_is_help=True, help="The model that proposes: fit it, judge it, and say which one runs")
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for a program")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (fit_model, evaluate, compare_model, list_models, promote, back, card):
        family.command(name=command.__name__.removesuffix("_models").removesuffix("_model"))(command)
    app.add_typer(family, name="model")


def evaluate(
    model: Annotated[Path | None, typer.Option(help="Folder of a model; unset: the one that runs")] = None,
    municipality: Slug = None,
    as_json: AsJson = False,
) -> None:
    """Judge a model on the frozen examples, anew from its files; with a municipality also on its corrections."""
    from core.classify.evaluate import evaluate as judge
    from core.classify.evaluate import judge_blend
    from core.classify.examples import read_examples
    from core.classify.tellings import read_families, read_tellings

    loaded = _load(model or _running(municipality))
    examples = read_examples(loaded.labels)
    apart = read_own(municipality, loaded.labels, examples).apart if municipality else ()
    frozen = [example for example in examples if example.frozen]
    tellings = [telling for telling in read_tellings() if telling.frozen]
    found = judge(loaded, frozen, tellings, [family for family in read_families() if family.frozen])
    local = asdict(judge_blend(loaded, apart)) if enough(apart) else None
    if as_json:
        print(json.dumps({**asdict(found), "corrections": local}, ensure_ascii=False))
        return
    parts = {"blend": found.whole, "n-grams": found.ngrams, "encoder": found.encoder, **found.by_length}
    _print_figures({name: asdict(figures) for name, figures in parts.items()})
    _print_themes(asdict(found.whole))
    table = Table(
        "likeness", "area under the curve", "one problem most alike of three", "nearest of all is one problem"
    )
    table.add_row("words and meaning", *(f"{value:.3f}" for value in found.likeness))
    table.add_row("words alone", *(f"{value:.3f}" for value in found.by_words))
    Console(width=110).print(table)
    if local:
        print(f"{len(apart)} corrections of {municipality} that no training saw:")
        _print_figures({"blend": local})
        _print_themes(local)
    elif municipality:
        say(too_few(apart))


def list_models(municipality: Slug = None, as_json: AsJson = False) -> None:
    """List the models that can run here, or for a municipality; a star stands at the one that runs."""
    rows = [
        {
            "version": entry.version,
            "made": entry.manifest["made"],
            "running": entry.running,
            "municipality": entry.manifest.get("municipality"),
            "base": entry.manifest.get("base", {}).get("name"),
            "first": entry.manifest["figures"]["first"],
            "macro_f1": entry.manifest["figures"]["macro_f1"],
        }
        for entry in _registry(municipality).entries()
    ]
    if as_json:
        print(json.dumps(rows))
        return
    for row in rows:
        star = "*" if row["running"] else " "
        told = " ".join(str(row[part]) for part in ("municipality", "base") if row[part])
        figures = f"first {row['first']:.3f}  macro-F1 {row['macro_f1']:.3f}"
        print(f"{star} {row['version']}  {row['made']}  {figures}  {told}".rstrip())


def promote(
    version: str,
    municipality: Slug = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also when its figures are not better")] = False,
) -> None:
    """Let a candidate run, where its figures are good enough beside those that run.

    They are judged on the frozen examples, and for a municipality on those of its corrections that were kept apart.
    """
    from core.classify.registry import SHIPPED, shipped

    registry = _registry(municipality)
    entry = next((entry for entry in registry.entries() if entry.version == version), None)
    if entry is None:
        raise NotFound(f"no model {version}; see: signaal model list")
    against = _weigh(_load(registry.running()), _load(entry.folder), municipality)
    if against and not anyway:
        fail(f"not promoted: {'; '.join(against)}")
    registry.promote(SHIPPED if entry.folder == shipped() else version, by=getuser())
    _tell_running(version, municipality)


def back(municipality: Slug = None) -> None:
    """Let the model before run again."""
    _tell_running(_registry(municipality).back(by=getuser()), municipality)


def card(
    model: Annotated[Path | None, typer.Option(help="Folder of a model; unset: the one that runs")] = None,
    municipality: Slug = None,
    as_json: AsJson = False,
) -> None:
    """Print the model card: Markdown in plain Dutch, or JSON for an algorithm register.

    With a municipality the JSON is the one of its page Model; without, what it fills in itself is null.
    """
    from core.classify.card import write_card
    from core.classify.model import MANIFEST
    from core.classify.open import say_why
    from core.classify.register import describe_algorithm, describe_here
    from core.words import load_words

    if as_json and municipality and not model:
        with installation() as context:
            told = describe_here(context.settings, context.words, place_of(context, municipality))
        print(json.dumps(told or fail(f"no model in {_running(municipality)}"), ensure_ascii=False))
        return
    folder = model or _running(municipality)
    try:
        manifest, words = json.loads((folder / MANIFEST).read_text("utf-8")), load_words()
    except (OSError, ValueError) as wrong:
        fail(say_why(folder, wrong))
    if as_json:
        print(json.dumps(describe_algorithm(manifest, words, None), ensure_ascii=False))
    else:
        print(write_card(manifest, words), end="")


def _tell_running(version: str, municipality: str | None) -> None:
    setting = settings_of_environment().model
    whose = f", for {municipality}" if municipality else ""
    say(f"{version} runs from now on{whose}")
    if setting:
        say(f"but SIGNAAL_MODEL={setting} goes before it: unset that")


def _weigh(now: Any, new: Any, municipality: str | None) -> tuple[str, ...]:
    """Weigh a candidate against what runs, on all there is to judge by."""
    from core.classify.evaluate import judge_blend
    from core.classify.examples import read_examples
    from core.classify.registry import weigh_candidate

    def figures(model: Any, rows: Any) -> dict[str, Any]:
        return asdict(judge_blend(model, rows))

    examples = read_examples(new.labels)
    frozen = [example for example in examples if example.frozen]
    against = weigh_candidate(figures(now, frozen), figures(new, frozen))
    if municipality is None:
        return against
    apart = read_own(municipality, new.labels, examples).apart
    if not enough(apart):
        say(too_few(apart))
        return against
    local = weigh_candidate(figures(now, apart), figures(new, apart), calibrated=False)
    return (*against, *(f"on {len(apart)} corrections kept apart: {why}" for why in local))


def _load(folder: Path) -> Any:
    from core.classify.model import load_model
    from core.classify.open import say_why

    try:
        return load_model(folder)
    except (OSError, ValueError) as wrong:
        fail(say_why(folder, wrong))


def _running(municipality: str | None) -> Path:
    """Say where the model is that runs, or would run if it were not off."""
    from core.classify.open import find_model
    from core.classify.shelf import OFF

    settings = settings_of_environment()
    return find_model("" if settings.model == OFF else settings.model, settings.data, municipality)


def _registry(municipality: str | None = None) -> Any:
    from core.classify.open import open_registry

    return open_registry(settings_of_environment().data, municipality)


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
