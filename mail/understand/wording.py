"""Tell a program's letter from a person's by its words alone: each sentence speaks for one or the other.

A program says that somebody is away, that a mail came in, that something is ready, and where else to go: to "you", in
the present, and little else. A person tells of others, of what happened, argues and answers. The sum decides.
"""

import re
from dataclasses import dataclass

from mail.understand import closing_words
from mail.understand import wording_phrases as phrases
from mail.understand.families import Bit
from mail.understand.portal_phrases import PORTAL
from mail.understand.sentences import Sentence, read_sentence, read_sentences

_ENOUGH = 2.5
_PERSONAL = 1.5
_MOST_WORDS, _MANNERLY = 260, 60
_SHORT, _TITLE, _BARE, _ROLE_WORDS = 8, 12, 4, 6
_PREFIXES = re.compile(r"(?i)^\s*(?:(?:re|aw|antw|sv|ré)\s?:\s*|\[signaal \d+\]\s*)+")
_AGAINST = Bit.OTHERS | Bit.TOPIC | Bit.PAST


@dataclass(frozen=True, slots=True)
class _Weight:
    score: float
    reason: str = ""


def automatic_subject(subject: str) -> bool:
    """Whether only a program writes such a subject."""
    return bool(phrases.STRONG_SUBJECT.match(_bare(subject)))


def wording(subject: str, text: str, sender: str = "") -> str:
    """Why this letter is a program's, by its words and the name of its mailbox; empty when it may be a person's."""
    score, reason = weigh(subject, text, sender)
    return reason if score >= _ENOUGH else ""


def weigh(subject: str, text: str, sender: str = "") -> tuple[float, str]:
    """Give the sum over a letter, positive for programs, and what spoke most for one."""
    if len(text.split(None, _MOST_WORDS + _MANNERLY)) > _MOST_WORDS + _MANNERLY:
        return -_ENOUGH, ""
    bare = _bare(subject)
    sentences = [sentence for sentence in read_sentences(text) if not _is_manners(sentence)]
    if sum(len(sentence.words) for sentence in sentences) > _MOST_WORDS:
        return -_ENOUGH, ""
    hint = _hint(bare, said=sum(len(sentence.words) for sentence in sentences))
    told = [_weigh(sentence) for sentence in sentences]
    # "Uw sessie is verlopen" is what screens say, and what people say of screens: the subject tells which.
    noticed = sum(weight.score for weight in told if weight.reason == "notification")
    told_of = 0.0 if hint.score or _box(sender) else noticed / 2
    score = (
        _sum(told) - told_of + _form(sentences, text, hint) + hint.score + _box(sender) - _free_subject(subject, hint)
    )
    return score, max([*told, hint], key=lambda weight: weight.score).reason


def _sum(told: list[_Weight]) -> float:
    """Add up from the top: what stands below a person's words counts half, for people sign with their hours too."""
    score = 0.0
    for weight in told:
        score += weight.score / 2 if weight.score > 0 and score <= -_PERSONAL else weight.score
    return score


def _bare(subject: str) -> str:
    return _PREFIXES.sub("", subject).strip()


def _is_manners(sentence: Sentence) -> bool:
    """Whether a sentence greets, takes leave or signs: it speaks for nobody."""
    look, count = sentence.text, len(sentence.words)
    if phrases.MANNERS.match(look) and count <= _SHORT and not sentence.bits & (Bit.MAIL | Bit.AWAY | _AGAINST):
        return True
    if closing_words.CLOSING.match(look) or (closing_words.NAME.match(look) and count > 1):
        return True
    return (
        count <= _ROLE_WORDS and bool(closing_words.ROLE.search(look)) and not sentence.bits & (Bit.AWAY | Bit.HANDLE)
    )


def _weigh(sentence: Sentence) -> _Weight:
    look, bits, count = sentence.text, sentence.bits, len(sentence.words)
    if bits & (Bit.OTHERS | Bit.TOPIC) and not bits & (Bit.SELF | Bit.MINE):
        return _person(sentence)  # whatever else it says; most sentences of people end here, without a search
    away = bool(bits & Bit.AWAY) or bool(phrases.AWAY.search(look))
    own = bool(bits & Bit.SELF) or sentence.has(Bit.MINE, Bit.HOUSE)
    asks = look.endswith("?") and bool(phrases.ASKS.match(look))
    person = asks or any(said.search(look) for said in (phrases.PERSON, phrases.TOLD, phrases.OWN_MAIL))
    receipt = bool(phrases.RECEIPT.search(look)) and not bits & (Bit.OTHERS | Bit.TOPIC)
    if (person or bits & _AGAINST) and (asks or not receipt):
        back = sentence.has(Bit.RETURN, Bit.WHEN)
        if (away or back) and own and not person and not bits & (Bit.PAST | Bit.TURN):
            return _Weight(1.0, "absence")
        return _person(sentence)
    fixed = _fixed(look)
    if fixed:
        return fixed
    parts = _parts(sentence, away=away, own=own)
    score = sum(part.score for part in parts)
    if away and not own and phrases.HOUSE.match(look):
        score = min(score, 2.0)
    score -= 1.5 if phrases.ARGUES.search(look) else 0.7 if bits & Bit.TURN else 0
    if look.endswith("?") and not bits & (Bit.REACH | Bit.SCREEN):
        score -= 1.5
    if not parts:
        return _Weight(score - (0 if bits & Bit.YOU and not own else min(1.5, 0.2 + 0.08 * count)))
    return _Weight(score, max(parts, key=lambda part: part.score).reason)


def _fixed(look: str) -> _Weight | None:
    """Weigh a set phrase that only programs write."""
    if phrases.NOTICE.search(look):
        return _Weight(4.0, "notice")
    return _Weight(3.0, "notice") if PORTAL.search(look) else None


def _person(sentence: Sentence) -> _Weight:
    return _Weight(-2.0 - min(3.0, 0.12 * len(sentence.words)))


def _parts(sentence: Sentence, *, away: bool, own: bool) -> list[_Weight]:
    """What of a program's letter a sentence holds."""
    told = (*_absence(sentence, away=away, own=own), *_receipt(sentence, own=own), *_notification(sentence))
    return [_Weight(score, reason) for score, reason, holds in told if holds]


def _absence(sentence: Sentence, *, away: bool, own: bool) -> tuple[tuple[float, str, bool], ...]:
    """That somebody is away, until when, and where else to go."""
    look, bits, count = sentence.text, sentence.bits, len(sentence.words)
    dated = bool(bits & Bit.WHEN) or bool(phrases.DATE.search(look))
    near = own or bool(bits & (Bit.HOUSE | Bit.MINE)) or count <= _SHORT
    place = bool(phrases.PLACE_TO_GO.search(look))
    reach = bool(bits & Bit.REACH)
    directs = reach and (bool(bits & (Bit.YOU | Bit.HANDLE)) or place or look.endswith("?"))
    elsewhere = not own and not bits & Bit.TURN and (reach or (bool(bits & Bit.MAIL) and place))
    return (
        (3.0 if own else 2.0, "absence", away and near),
        (1.0, "absence", away and not near),
        (1.0, "absence", own and not away and bool(phrases.SPAN.search(look))),
        (1.5, "absence", bool(bits & Bit.RETURN) and dated),
        (0.5, "absence", not bits & Bit.RETURN and away and dated),
        (1.5, "absence", directs),
        (1.0, "absence", elsewhere and not directs),
    )


def _receipt(sentence: Sentence, *, own: bool) -> tuple[tuple[float, str, bool], ...]:
    """That a mail came in, and when it will be answered."""
    look, bits = sentence.text, sentence.bits
    addressed = (
        own or bool(bits & (Bit.YOU | Bit.MINE)) or look.lower().startswith(("dit ", "deze ", "this ", "cette ", "ce "))
    )
    thanks = sentence.has(Bit.THANKS, Bit.MAIL) or (
        sentence.has(Bit.THANKS, Bit.REACH) and bool(bits & (Bit.SELF | Bit.MINE))
    )
    promises = bool(phrases.PROMISE.search(look)) or sentence.has(Bit.MAIL, Bit.RETURN)
    came = bool(phrases.RECEIPT.search(look)) or sentence.has(Bit.MAIL, Bit.HANDLE)
    return ((2.5 if addressed else 1.5, "receipt", came), (1.5, "receipt", thanks), (1.0, "receipt", promises))


def _notification(sentence: Sentence) -> tuple[tuple[float, str, bool], ...]:
    """That something of "yours" is in some state, and which button to press."""
    yours = bool(sentence.bits & Bit.YOU) or len(sentence.words) <= _TITLE
    return (
        (2.0 if yours else 1.0, "notification", sentence.has(Bit.OBJECT, Bit.STATE)),
        (1.0, "notification", yours and sentence.has(Bit.SCREEN)),
    )


def _form(sentences: list[Sentence], text: str, hint: _Weight) -> float:
    """What the shape of a letter says: an answer or numbered answers at the top, or a greeting to nobody."""
    if not sentences:
        return 0.0
    first = sentences[0]
    bare = (
        first.text.endswith((".", "!"))
        and len(first.words) <= _BARE
        and not first.bits
        and not phrases.AWAY.search(first.text)
    )
    score = -3.0 if (bare and not hint.score) or phrases.ANSWER.match(first.text) else 0.0
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if any(phrases.NUMBERED.match(line) for line in lines):
        score -= 3.0
    return score + (1.0 if lines and phrases.GENERIC.match(lines[0]) else 0.0)


def _hint(subject: str, said: int) -> _Weight:
    """What a subject adds."""
    if phrases.STRONG_SUBJECT.match(subject):
        return _Weight(5.0, "subject")
    if phrases.TICKET_SUBJECT.match(subject):
        return _Weight(2.0, "ticket")
    if phrases.AWAY_SUBJECT.match(subject):
        return _Weight(2.0 if said > _BARE else 3.5, "absence-subject")
    return _Weight(1.5, "notification") if _announces(subject) else _Weight(0.0)


def _announces(subject: str) -> bool:
    """Whether a subject tells that something of yours is in some state."""
    if PORTAL.search(subject):
        return True
    sentence = read_sentence(subject)
    told = sentence.has(Bit.OBJECT, Bit.STATE) or sentence.has(Bit.MAIL, Bit.HANDLE)
    return not sentence.bits & _AGAINST and (told or bool(phrases.READY_TITLE.match(subject)))


def _free_subject(subject: str, hint: _Weight) -> float:
    """Programs answer under the subject that they answered, or their own; who writes of something names it."""
    said = read_sentence(subject)
    answers = _PREFIXES.match(subject) or said.bits & (Bit.MAIL | Bit.THANKS) or "signa" in subject.lower()
    return 0.0 if hint.score or answers or not said.words else 1.0


def _box(sender: str) -> float:
    name = sender.partition("@")[0].lower()
    return 2.0 if phrases.ROBOT_BOX.match(name) else 1.0 if phrases.DESK_BOX.match(name) else 0.0
