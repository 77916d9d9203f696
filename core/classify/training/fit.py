"""Fit: from a corpus and the written examples to a folder that the program runs from, and what it is worth."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.classify.encoder import NETWORK, PIECES, open_encoder
from core.classify.encoder import Encoder as Runner
from core.classify.examples import Example
from core.classify.figures import judge
from core.classify.labels import FACETS, Labels
from core.classify.model import CALIBRATION, MANIFEST, NGRAMS, PROBLEMS, Model, blend
from core.classify.ngrams import Ngrams, load_ngrams, save_ngrams
from core.classify.problems import gather_problems, load_problems, save_problems
from core.classify.training import contrast, tune
from core.classify.training.bases import BASE, Base, save_encoder
from core.classify.training.calibrate import calibrate, calibrate_likeness
from core.classify.training.corpus import Corpus, hash_file, read_corpus
from core.classify.training.device import Placed, settle, show_progress
from core.classify.training.export import difference, export
from core.classify.training.lessons import Lessons, gather, hash_lessons, split
from core.classify.training.linear import fit_ngrams
from core.classify.training.meanings import find_meanings
from core.classify.training.network import Encoder, Reader, load_meanings
from core.classify.training.pieces import learn_pieces, save_pieces, spell

_MEANT = 0.5
# Parts of a recipe that say how our own encoder is made.
_OURS = frozenset({"width", "layers", "contrasting"})
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how a model comes out, beside the examples and the corpus."""

    seed: int = 0
    width: int = 256
    layers: int = 2
    contrasting: contrast.Course = field(default_factory=contrast.Course)
    tuning: tune.Course = field(default_factory=tune.Course)
    device: str = "cpu"
    threads: int = 1


def pretrain(corpus: Corpus, lessons: Lessons, recipe: Recipe, folder: Path, tell: Tell) -> None:
    """Make an encoder from a corpus, and write it with its word pieces into a folder."""
    settle(recipe.seed, recipe.device, recipe.threads)
    own = (example.text for example in lessons.examples if not example.frozen)
    texts = (*corpus.texts, *own, *(term for _theme, term in lessons.terms))
    pieces = learn_pieces(texts)
    stream = spell(pieces, texts)
    tell(f"corpus: {len(texts)} texts, {len(stream)} word pieces")
    meanings = find_meanings(stream, pieces.get_vocab_size(), recipe.width, recipe.seed)
    encoder = Encoder(pieces.get_vocab_size(), recipe.width, recipe.layers)
    load_meanings(encoder, torch.from_numpy(meanings))
    placed = Placed(encoder, recipe.device)
    with show_progress(placed, "neighbours", 2 * recipe.contrasting.steps):
        found = contrast.contrast(placed, pieces, corpus.neighbours, recipe.contrasting, tell)
    encoder.cpu()
    folder.mkdir(parents=True, exist_ok=True)
    pieces.no_truncation()
    pieces.no_padding()
    save_pieces(pieces, folder / PIECES)
    save_encoder(encoder, folder / BASE, found=f"{found:.4f}", files=json.dumps(corpus.files))


def fit(  # noqa: PLR0913, PLR0917 # what it is made of, where it goes, and who is told
    base: Base, lessons: Lessons, labels: Labels, recipe: Recipe, folder: Path, tell: Tell,
    notes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Fit both models on the examples and write the whole artefact; gives its manifest, which holds the notes too."""
    settle(recipe.seed, recipe.device, recipe.threads)
    began = time.monotonic()
    learned = gather(lessons, labels)
    wanted = np.where(np.isnan(learned.targets), np.nan, learned.targets >= _MEANT)
    folder.mkdir(parents=True, exist_ok=True)
    tell(f"{len(learned.texts)} texts to learn from; first the n-grams, which takes minutes")
    save_ngrams(fit_ngrams(learned.words, wanted, tell), folder / NGRAMS)
    (folder / PROBLEMS).unlink(missing_ok=True)
    if lessons.problems:
        save_problems(gather_problems(load_ngrams(folder / NGRAMS), lessons.problems), folder / PROBLEMS)
    reader, course = Reader(base.encoder, base.width, labels.width), recipe.tuning
    placed = Placed(reader, recipe.device)
    course = replace(course, length=min(course.length, base.longest))
    with show_progress(placed, "examples", course.epochs * -(-len(learned.texts) // course.batch)):
        tune.tune(placed, base.pieces, base.spell(learned.texts), learned.targets, course, tell)
    reader.cpu()
    export(reader, folder / NETWORK)
    base.save_pieces(folder)
    texts = [example.text for example in split(lessons.examples)[2]]
    whole = tune.read(reader, base.pieces, base.spell(texts), course.length)[0]
    small = open_encoder(folder, base.notes()).read(texts)[0]
    tell(f"export: largest difference by a byte a weight {difference(whole, small):.4f}")
    minutes = round((time.monotonic() - began) / 60, 1)
    made = {part: how for part, how in asdict(recipe).items() if base.kept or part not in _OURS}
    said = {"recipe": made, "minutes": minutes, **base.notes(), **(notes or {})}
    return finish(lessons, labels, folder, said)


def finish(lessons: Lessons, labels: Labels, folder: Path, notes: Mapping[str, Any]) -> dict[str, Any]:
    """Calibrate what was fitted into a folder, judge it, and write its manifest, with notes of how it was made."""
    learned, held, judged = split(lessons.examples)
    ngrams, runner = load_ngrams(folder / NGRAMS), open_encoder(folder, notes)
    scored = {part: _score(ngrams, runner, rows) for part, rows in (("held", held), ("judged", judged))}
    calibration = calibrate(*scored["held"], tune.build_targets(held, labels), labels)
    if families := [family for family in lessons.families if not family.frozen]:
        problems = load_problems(folder / PROBLEMS) if lessons.problems else None
        model = Model(labels, ngrams, runner, calibration, {}, problems)
        calibration = replace(calibration, likeness=calibrate_likeness(model, families))
    (folder / CALIBRATION).write_text(json.dumps(asdict(calibration), indent=1) + "\n", "utf-8")
    figures = judge(blend(calibration, labels, *scored["judged"]), judged, labels, calibration)
    files = (NETWORK, PIECES, NGRAMS, PROBLEMS, CALIBRATION, BASE)
    manifest: dict[str, Any] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "labels": {facet: list(labels.facets[facet]) for facet in FACETS},
        **notes,
        "examples": {
            "learned": len(learned),
            "held": len(held),
            "judged": len(judged),
            "terms": len(lessons.terms),
            "problems": len({name for name, _phrase in lessons.problems}),
            "corrections": len(lessons.corrections),
            "hash": hash_lessons(lessons),
        },
        "files": {name: hash_file(folder / name) for name in files if (folder / name).is_file()},
        "figures": asdict(figures),
    }
    manifest["version"] = hashlib.sha256(json.dumps(manifest["files"], sort_keys=True).encode()).hexdigest()[:8]
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return manifest


def prepare(folder: Path, lessons: Lessons, recipe: Recipe, out: Path, tell: Tell) -> None:
    """Make an encoder from the corpus in a folder."""
    pretrain(read_corpus(folder, recipe.seed + 1), lessons, recipe, out, tell)


def _score(ngrams: Ngrams, runner: Runner, rows: Sequence[Example]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    texts = [example.text for example in rows]
    return ngrams.score(texts), runner.read(texts)[0]
