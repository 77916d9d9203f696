"""The command `model fit`: from a base, the written examples and a municipality's corrections to a candidate."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from command.opening import fail, installation, place_of, say, settings_of_environment

# What an encoder that others made learns well with; ours was made to learn faster.
_OTHERS_RATE, _OTHERS_BATCH, _OUR_RATE, _OUR_BATCH = 3e-5, 16, 5e-4, 24
_DEVICES = ("auto", "cpu", "cuda")

Slug = Annotated[
    str | None, typer.Option("--municipality", help="Slug: its own models, and its processors' corrections")
]


def fit_model(  # noqa: PLR0913, PLR0917 # options of a command line
    corpus: Annotated[Path | None, typer.Option(help="Folder with Dutch text; unset: go on from a base")] = None,
    base: Annotated[
        str | None,
        typer.Option(help="Encoder to go on from: a folder, or a name on the Hugging Face hub; unset: what ships"),
    ] = None,
    revision: Annotated[str | None, typer.Option(help="Commit or tag on the hub; unset: the newest")] = None,
    prefix: Annotated[str | None, typer.Option(help="Stands before each text; unset: what E5 models ask")] = None,
    municipality: Slug = None,
    out: Annotated[Path | None, typer.Option(help="Where it is written; unset: a candidate here")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda")] = "auto",
    epochs: Annotated[int, typer.Option(min=1, help="How often each example is seen")] = 4,
    rate: Annotated[float | None, typer.Option(help="Learning rate; unset: 5e-4 for ours, 3e-5 for others'")] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="Texts a step; unset: 24 for ours, 16 for others'")] = None,
    seed: Annotated[int, typer.Option(help="The same seed on the same processor gives the same model")] = 0,
) -> None:
    """Fit a model on the written examples; needs torch (see the README)."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that wait by turning round slow a busy machine
    try:
        from core.classify.training import bases, fit, tune
        from core.classify.training.device import choose_device
    except ImportError as missing:
        fail(f'{missing.name} is not installed: training needs more than the program (README, "The model")')
    from core.classify.labels import read_labels
    from core.classify.open import open_registry
    from core.classify.registry import shipped

    if device not in _DEVICES:
        fail(f"--device is one of {', '.join(_DEVICES)}")
    labels, registry = read_labels(), open_registry(settings_of_environment().data, municipality)
    lessons, notes = _gather(labels, municipality)
    others = bool(base) and not bases.is_own(str(base))
    tuning = tune.Course(
        epochs=epochs,
        batch=batch or (_OTHERS_BATCH if others else _OUR_BATCH),
        rate=rate or (_OTHERS_RATE if others else _OUR_RATE),
        seed=seed,
    )
    threads = (os.cpu_count() or 1) if others else 1  # with one, ours comes out the same again
    recipe = fit.Recipe(seed=seed, tuning=tuning, device=choose_device(device), threads=threads)
    work = out or registry.folder / ".fit"
    if not out:
        shutil.rmtree(work, ignore_errors=True)
    if corpus:
        fit.prepare(corpus, lessons, recipe, work, say)
    opened = bases.open_base(str(work) if corpus else base or str(shipped()), revision, prefix)
    manifest = fit.fit(opened, lessons, labels, recipe, work, say, notes)
    if not out:
        registry.take(work)
        shutil.rmtree(work)
    whose = f" --municipality {municipality}" if municipality else ""
    say(f"version {manifest['version']}; to let it run: signaal model promote {manifest['version']}{whose}")


def _gather(labels: Any, slug: str | None) -> tuple[Any, dict[str, Any]]:
    """Gather what is learned from, and what the manifest notes of it."""
    from core.classify.examples import read_examples
    from core.classify.tellings import read_families
    from core.classify.terms import read_problems, read_terms
    from core.classify.training.lessons import Lessons

    examples = read_examples(labels)
    lessons = Lessons(examples, read_terms(labels), read_families(), read_problems())
    if slug is None:
        return lessons, {}
    shared = read_own(slug, labels, examples)
    say(f"corrections: {len(shared.learned)} to learn from, {len(shared.apart)} kept apart to judge by")
    if shared.too_many:
        say(f"corrections: {shared.too_many} left out, so that no person says more than a fifth of what is learned")
    learned = replace(lessons, corrections=shared.learned)
    return learned, {"municipality": slug, "apart": len(shared.apart)}


def read_own(slug: str, labels: Any, examples: Any) -> Any:
    """Read the corrections of a municipality, shared out (`core.classify.corrections.Corrections`)."""
    from core.classify.corrections import read_corrections, share_out

    with installation() as context:
        place = place_of(context, slug)
        with context.store.tenant(place.id) as session:
            found = read_corrections(session, labels)
    return share_out(found, examples)
