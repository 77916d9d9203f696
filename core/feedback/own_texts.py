"""Own texts: a municipality's own words for what letters say, instead of the catalogue's, with fixed placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.intake.normalise import normalise
from core.people.audit import note
from core.people.sessions import Present
from core.review.fiches import Behind, Changed
from core.review.personal import UNSAID, Handling, handle
from core.store.tables import LetterText, Staff
from core.words import DUTCH, Words, load_words

PERMISSION = "digests.set"
LONGEST = 1000  # characters
_NO_SIGNAL = ("individueel", "klacht", "melding", "buiten-bevoegdheid", "te-vaag")
_OUTCOMES = ("opgelost", "verbeterd", "deels", "niet-haalbaar", "overgenomen")
_STATES = ("ontwerp", "getoetst", "geprioriteerd", "in-actie", "bovenlokaal")
# What can be said in own words, by the event that it is said at, in the order in which a reporter hears it.
EVENTS: Mapping[str, tuple[str, ...]] = {
    "thanks": ("mail.thanks", "mail.thanks-next", "dialogue.thanks", "web.thanks-next"),
    "decided": (
        "asking.told.gebundeld", "asking.told.intern", "asking.told.dubbel",
        *(f"asking.told.geen-signaal.{reason}" for reason in _NO_SIGNAL), "asking.told.reconsidered",
    ),
    "digest": ("letters.digest.nieuws", "letters.digest.stil", "letters.digest.jaar", "mail.digest.why"),
    "news": (
        *(f"digest.state.{state}" for state in _STATES), "digest.puller", "digest.puller-colleague",
        *(f"digest.outcome.{outcome}" for outcome in _OUTCOMES), "digest.reopened",
    ),
    "still": (
        "digest.still", "digest.still.undecided", "digest.still.asked",
        *(f"digest.why.{state}" for state in _STATES),
    ),
    "closed": ("closing.told.closed", *(f"closing.told.{outcome}" for outcome in _OUTCOMES), "closing.told.stopped"),
}  # fmt: skip
KEYS = frozenset(key for keys in EVENTS.values() for key in keys)
# What stands for the placeholders where a text is shown before it is used.
SAMPLES: Mapping[str, object] = {
    "number": 123, "numbers": "123 en 124", "same": 98, "title": "Wachtlijst voor een sociale woning", "days": 10,
    "service": "de dienst welzijn", "feedback": "We laten je hier weten wat we beslissen.", "place": "Lommerbeek",
    "puller": "CAW De Brug", "count": 1,
}  # fmt: skip


class WrongText(Refused):
    """A text that cannot be used: it is empty or too long, lacks placeholders, or has some that are not known.

    `why`: empty, long, braces, unknown or missing; `names`: the placeholders that it is about.
    """

    def __init__(self, why: str, names: tuple[str, ...] = ()) -> None:
        """Take what is wrong."""
        super().__init__(f"text: {why}")
        self.why, self.names = why, names


@dataclass(frozen=True, slots=True)
class Text:
    """A text of letters in a language: the catalogue's, the municipality's own (empty: none), and its placeholders."""

    key: str
    standard: str
    own: str
    version: int
    placeholders: tuple[str, ...]
    language: str = DUTCH


def list_languages(present: Present) -> tuple[str, ...]:
    """List the languages in which letters can be worded anew: Dutch, and those that are switched on."""
    return (DUTCH, *present.place.setting("languages"))


def list_texts(session: Session, present: Present, words: Words, language: str = DUTCH) -> dict[str, tuple[Text, ...]]:
    """List every text that can be worded anew, by event; in one query. Raises NotFound for a language that is off."""
    present.must(PERMISSION)
    words = _words_in(present, words, language)
    own = {row.key: row for row in session.scalars(select(LetterText).where(LetterText.language == language))}
    return {event: tuple(_text(words, key, own.get(key), language) for key in keys) for event, keys in EVENTS.items()}


def show_sample(text: str) -> str:
    """Show a text with invented values."""
    return text.format(**{name: SAMPLES[name] for name in find_placeholders(text)}) if text else ""


def find_placeholders(text: str) -> tuple[str, ...]:
    """Find the placeholders of a text, each once. Raises WrongText for braces that are none."""
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise WrongText("braces") from error
    if any(not (name or "").isidentifier() or form or conversion for name, form, conversion in parts):
        raise WrongText("braces")
    return tuple(dict.fromkeys(str(name) for name, *_ in parts))


def check_text(text: str, needed: tuple[str, ...]) -> None:
    """Raise WrongText unless a text has exactly these placeholders."""
    if not text:
        raise WrongText("empty")
    if len(text) > LONGEST:
        raise WrongText("long")
    found = find_placeholders(text)
    if unknown := tuple(name for name in found if name not in needed):
        raise WrongText("unknown", unknown)
    if missing := tuple(name for name in needed if name not in found):
        raise WrongText("missing", missing)


def set_text(
    session: Session,
    present: Present,
    words: Words,
    new: tuple[str, str, int, str],
    at: datetime,
    handling: Handling = UNSAID,
) -> Changed | Behind:
    """Word a text anew; `new`: its key, the words, the version of the page, and the language.

    Words that are the catalogue's take the own ones away. Raises WrongText, HasPersonal, NotFound, NotAllowed.
    """
    present.must(PERMISSION)
    key, text, version, language = new
    words, held = _words_in(present, words, language), _hold(session, key, language)
    now = _text(words, key, held, language)
    text = normalise(text)
    check_text(text, now.placeholders)
    if text == (now.own or now.standard):
        return Changed(changed=False)
    if now.version != version:
        return _behind(session, held, at)
    if text == now.standard:
        return drop_text(session, present, key, version, at, language)
    (text,) = handle(session, (text,), (now.standard, now.own), handling).texts
    values = {"text": text, "version": version + 1, "staff_id": present.staff_id, "changed_at": at}
    added = insert(LetterText).values(municipality_id=present.place.id, key=key, language=language, **values)
    same = LetterText.version == version
    kept = added.on_conflict_do_update(index_elements=["municipality_id", "key", "language"], set_=values, where=same)
    if session.scalar(kept.returning(LetterText.version)) is None:
        return _behind(session, _hold(session, key, language), at)
    note(session, present.place.id, present.staff_id, "text.set", _name(key, language))
    return Changed(changed=True)


def drop_text(  # whose, which, and in which language
    session: Session, present: Present, key: str, version: int, at: datetime, language: str = DUTCH
) -> Changed | Behind:
    """Go back to the catalogue's text. Raises NotFound, NotAllowed."""
    present.must(PERMISSION)
    held = _hold(session, key, language)
    if held is None:
        return Changed(changed=False)
    if held.version != version:
        return _behind(session, held, at)
    session.execute(delete(LetterText).where(LetterText.key == key, LetterText.language == language))
    note(session, present.place.id, present.staff_id, "text.dropped", _name(key, language))
    return Changed(changed=True)


def _words_in(present: Present, words: Words, language: str) -> Words:
    if language not in list_languages(present):
        raise NotFound("language")
    return words if language == DUTCH else load_words(language)


def _name(key: str, language: str) -> str:
    return key if language == DUTCH else f"{language}:{key}"


def _text(words: Words, key: str, held: LetterText | None, language: str) -> Text:
    standard = words.raw(key)
    own, version = (held.text, held.version) if held else ("", 0)
    return Text(key, standard, own, version, find_placeholders(standard), language)


def _hold(session: Session, key: str, language: str) -> LetterText | None:
    if key not in KEYS:
        raise NotFound("letter text")
    mine = select(LetterText).where(LetterText.key == key, LetterText.language == language)
    return session.scalar(mine.with_for_update().execution_options(populate_existing=True))


def _behind(session: Session, held: LetterText | None, at: datetime) -> Behind:
    if held is None:
        return Behind("", at)
    by = session.scalar(select(Staff.email).where(Staff.id == held.staff_id)) if held.staff_id else ""
    return Behind(by or "", held.changed_at)
