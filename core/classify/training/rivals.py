"""Rivals: simpler ways to find a theme, each fitted on examples and asked for texts that it never saw."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from core.classify.examples import Example
from core.classify.labels import Labels
from core.classify.ngrams import Floats
from core.classify.training import tune
from core.classify.training.linear import fit_ngrams

_MEANT = 0.5
# Amsterdam's Signalen keeps what is less sure than this for a person.
SIGNALEN_CUT = 0.41


@dataclass(frozen=True, slots=True)
class Course:
    """What a rival may learn from: examples, terms of themes, and the labels."""

    examples: Sequence[Example]
    terms: Sequence[tuple[str, str]]
    labels: Labels


@dataclass(frozen=True, slots=True)
class Rival:
    """A name, and what gives chances of shape (texts, themes) after learning; `cut`: what it shows, if it says so."""

    name: str
    answer: Callable[[Course, Sequence[str]], Floats]
    cut: float | None = None


def answer_majority(course: Course, texts: Sequence[str]) -> Floats:
    """Give every text how frequent each theme is as the first one."""
    often = Counter(example.theme for example in _themed(course))
    shares = [often[key] / max(1, often.total()) for key in course.labels.facets["themes"]]
    return np.tile(np.asarray(shares, np.float32), (len(texts), 1))


def answer_signalen(course: Course, texts: Sequence[str]) -> Floats:
    """Do as Signalen does: TF-IDF of words and a logistic regression a theme, chosen by a grid search."""
    themed, keys = _themed(course), course.labels.facets["themes"]
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)),
        OneVsRestClassifier(LogisticRegression(solver="liblinear", class_weight="balanced")),
    )
    search = GridSearchCV(model, {"onevsrestclassifier__estimator__C": (1.0, 10.0, 100.0)}, cv=3)
    search.fit([example.text for example in themed], [example.theme for example in themed])
    chances = np.zeros((len(texts), len(keys)), np.float32)
    chances[:, [keys.index(key) for key in search.classes_]] = search.predict_proba(texts)
    return chances


def answer_svm(course: Course, texts: Sequence[str]) -> Floats:
    """Weigh words, pairs and pieces of words with TF-IDF; a linear support vector machine a theme."""
    learned = [*(example.text for example in course.examples), *(term for _theme, term in course.terms)]
    wanted = _targets(course) >= _MEANT
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(ngram_range=(2, 5), analyzer="char_wb", sublinear_tf=True, min_df=2),
    )
    matrix, asked = features.fit_transform(learned), features.transform(texts)
    scores = np.full((len(texts), wanted.shape[1]), -1.0, np.float32)
    for place in range(wanted.shape[1]):
        if wanted[:, place].any():
            scores[:, place] = LinearSVC().fit(matrix, wanted[:, place]).decision_function(asked)
    return 1 / (1 + np.exp(-scores))


def answer_ngrams(course: Course, texts: Sequence[str]) -> Floats:
    """Ask our own n-grams."""
    learned = [*(example.text for example in course.examples), *(term for _theme, term in course.terms)]
    model = fit_ngrams(learned, (_targets(course) >= _MEANT).astype(np.float32), lambda _line: None)
    return 1 / (1 + np.exp(-model.score(texts)))


def without_terms(answer: Callable[[Course, Sequence[str]], Floats]) -> Callable[[Course, Sequence[str]], Floats]:
    """Let a rival learn from the examples alone."""
    return lambda course, texts: answer(Course(course.examples, (), course.labels), texts)


RIVALS = (
    Rival("majority", answer_majority),
    Rival("Signalen: TF-IDF + logistic regression", answer_signalen, SIGNALEN_CUT),
    Rival("TF-IDF words + pieces, linear SVM", without_terms(answer_svm)),
    Rival("the same with terms", answer_svm),
    Rival("our n-grams", without_terms(answer_ngrams)),
    Rival("our n-grams with terms", answer_ngrams),
)


def _themed(course: Course) -> list[Example]:
    return [example for example in course.examples if example.theme and example.structural]


def _targets(course: Course) -> Floats:
    columns = course.labels.columns("themes")
    examples = tune.build_targets(course.examples, course.labels)[:, columns]
    return np.concatenate([examples, tune.build_term_targets(course.terms, course.labels)[:, columns]])
