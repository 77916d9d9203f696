"""A model of which a test says what it proposes, and shelves that hold it, the one that ships, or one that breaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from core.classify.model import Choice, Model, Proposal
from core.classify.shelf import OFF, Shelf
from core.context import Context


@dataclass
class Spoken:
    """Proposes the same for every text, and keeps what it was asked."""

    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    structural: float = 1.0
    name: str = "proef-1"
    broken: bool = False
    asked: list[str] = field(default_factory=list[str])

    def propose(self, texts: Sequence[str]) -> list[Proposal]:
        """Propose for each text."""
        self.asked += texts
        if self.broken:
            raise RuntimeError("words of a text that nobody may log")
        sure, groups = (tuple(Choice(key, 0.9) for key in keys) for keys in (self.themes, self.target_groups))
        one = Proposal(sure, sure, groups, (), (), self.structural, np.zeros(4, np.float16))
        return [one for _text in texts]


class OneModel(Shelf):
    """A shelf with one model."""

    def __init__(self, model: Spoken) -> None:
        """Take the model."""
        super().__init__(OFF, Path())
        self._one = model

    def model(self, slug: str = "") -> Model | None:
        """Give it, for every municipality."""
        assert slug
        return cast("Any", self._one)


def judging(context: Context, model: Spoken) -> Context:
    """Give the context with this model running."""
    return replace(context, shelf=OneModel(model))


def judging_as_shipped(context: Context, folder: Path) -> Context:
    """Give the context with the model that ships; `folder` has no promoted one."""
    return replace(context, shelf=Shelf("", folder))
