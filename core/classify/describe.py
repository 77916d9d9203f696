"""Describe: what a model made of a text, as it is stored beside the signal and shown in the panel."""

from collections.abc import Sequence
from typing import Any

from core.classify.labels import STRUCTURAL
from core.classify.language import SMALL_WORDS, language
from core.classify.model import Choice, Model, Proposal
from core.classify.split import propose_split

# Besides what is proposed the best few are kept, to order the choices by when somebody corrects.
_BEST = 5
# So many words are named, out of so many that weigh most.
_WORDS, _LOOKED_AT = 5, 20
_LIKELIER = 0.5
DUTCH, UNKNOWN = "nl", "unknown"


def describe(model: Model, text: str, proposal: Proposal) -> dict[str, Any]:
    """Give the content of a stored proposal.

    Of a text in another language nothing is proposed: the model learned Dutch alone.
    """
    spoken = language(text)
    known = spoken in {DUTCH, UNKNOWN}
    content: dict[str, Any] = {
        "language": spoken,
        "best": _list(proposal.themes[:_BEST]) if known else [],
        "themes": _list(proposal.shown) if known else [],
        "target_groups": _list(proposal.target_groups) if known else [],
        "kinds": _list(proposal.kinds) if known else [],
        "levels": _list(proposal.levels) if known else [],
    }
    if known:
        content["quality"] = {"parts": _parts(model, text)}
        themes = model.labels.facets["themes"]
        content["words"] = {choice.key: _explain(model, text, themes.index(choice.key)) for choice in proposal.shown}
        structural = proposal.structural >= _LIKELIER
        content["structural"] = {
            "label": structural,
            "confidence": round(max(proposal.structural, 1 - proposal.structural), 4),
            "words": _explain(model, text, model.labels.columns(STRUCTURAL).start, against=not structural),
        }
    return content


def _parts(model: Model, text: str) -> list[dict[str, Any]]:
    """Give the two problems that a text seems to tell of: where each begins, in characters, and its theme."""
    split = propose_split(text, model.propose)
    return [] if split is None else [{"at": 0, "theme": split.first.key}, {"at": split.at, "theme": split.second.key}]


def _explain(model: Model, text: str, column: int, *, against: bool = False) -> list[str]:
    """List the words that speak most for a column; small words weigh as well, and tell a reader nothing."""
    words = model.ngrams.explain(text, column, _LOOKED_AT, against=against)
    return [word for word in words if not SMALL_WORDS.issuperset(word.split())][:_WORDS]


def _list(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    return [{"key": choice.key, "confidence": round(choice.confidence, 4)} for choice in choices]
