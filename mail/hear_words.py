"""Which words of a mail become the signal, and the whole mail beside it with everything else marked."""

import re
from dataclasses import dataclass

from core.classify.language import language
from mail.understand.kinds import Kind
from mail.understand.parsed import Parsed
from mail.understand.strip import Stripped, strip
from mail.understand.words import FORWARD_SUBJECT, REPLY_SUBJECT

SUBJECT_ALONE = "subject-alone"
# Fewer characters than this say little by themselves: a subject adds to them, and a forward is what they are about.
_THIN = 60
_UNKNOWN, _DUTCH = "unknown", "nl"

_HAIL = (
    r"(?:dag|beste?|hallo|hey|hoi|hé|goeie(?:dag|morgen|middag|namiddag|avond)|goede(?:n)?(?:dag|morgen|middag"
    r"|namiddag|avond)|goede (?:morgen|middag|namiddag|avond)|geachte?|bonjour|bonsoir|salut|madame|monsieur|chère?s?"
    r"|hello|hi|dear|good (?:morning|afternoon|evening)|guten (?:tag|morgen)|liebe[rs]?|lieve|l\.s\.)"
)
# "Dag," "Beste mevrouw Van den Broeck," "Geachte heer, mevrouw": a line that only greets. `long` has many words.
_GREETS = re.compile(rf"(?i)^{_HAIL}(?P<long>(?:[\s/,]+[^\s,!.?:;]+){{0,6}})\s*(?P<sign>[,!]?)$")
_FEW = 2
_MOST_GREETINGS = 2
# Words of her own that say that what follows is the matter.
_POINTS = re.compile(
    r"(?i)\b(?:hieronder|onderstaande?|hierna|hierbij|doorgestuurde?|stuur\w*.{0,30}\bdoor|ik stuur|in bijlage"
    r"|als bijlage|bijgevoegde?|deze mail|dit mailtje|volgende mail|zie mail|ter info|fyi|ci-dessous|ci-joint\w*"
    r"|suivant\w*|pour info|below|attached|forward\w*|siehe unten)\b"
)
# A subject that names no problem.
_SAYS_NOTHING = re.compile(
    r"(?:een|nieuwe?|signa(?:al|len)|melding|oproep|mail|bericht|vraagje|vraag|info|dringend|belangrijk|voor|aan|over|de|het|van"
    r"|in|uit|mijn|onze?|gemeente|signal|nouveau|message|question|une?|le|la|new|the|my|notre|votre)"
)
_TELLING_WORDS = 2
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail tells: `text` becomes the signal, in `language`.

    `whole` is the whole mail, its subject first; `cut` are its stretches (start, end, why) that do not stand like that
    in `text`: what was left out, and what was passed on.
    """

    text: str
    language: str
    whole: str
    cut: tuple[tuple[int, int, str], ...]


def tell_words(parsed: Parsed, stripped: Stripped, kind: Kind, label: str, *, answers: bool) -> Told:
    """Choose the words of a mail; `label` stands above what somebody else wrote and she passed on.

    `answers`: it goes on with a thread of ours, so that its subject is not hers.
    """
    if kind.reason == SUBJECT_ALONE:
        return Told(parsed.subject, _tongue(language(parsed.subject)), parsed.subject, ())
    own, greeting = take_greeting(stripped.text)
    person = kind.name == "person" or kind.doubtful
    passed = _passed_on(parsed, stripped, own) if person else ""
    titled = person and not answers and not passed and len(own) < _THIN and _names_something(parsed)
    parts = (parsed.subject if titled else "", own, f"{label}\n{passed}" if passed else "")
    text = "\n\n".join(part for part in parts if part)
    spoken = stripped.language if stripped.language != _UNKNOWN or not passed else language(passed)
    whole, cut = _whole(parsed, stripped, greeting, titled=titled, passed=bool(passed))
    return Told(text, _tongue(spoken), whole, cut)


def _tongue(spoken: str) -> str:
    return _DUTCH if spoken == _UNKNOWN else spoken


def take_greeting(text: str) -> tuple[str, int]:
    """Take away the first lines that only greet, and tell how many those are; a text that is nothing else stays."""
    lines, greeted = text.split("\n"), 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        below = lines[at + 1].strip() if at + 1 < len(lines) else "-"
        if greeted == _MOST_GREETINGS or not _greets(line.strip(), below):
            return ("\n".join(lines[at:]) if greeted else text), greeted
        greeted += 1
    return text, 0


def _greets(line: str, below: str) -> bool:
    """Tell whether a line only greets: with its comma, or alone above an empty line; a long one does not go on."""
    found = _GREETS.match(line)
    if found is None:
        return False
    few = len(found["long"].split()) <= _FEW
    return (few or not below[:1].islower()) if found["sign"] else few and not below


def _passed_on(parsed: Parsed, stripped: Stripped, own: str) -> str:
    """Give what she passed on, where that is the matter: she says little herself, or points at it."""
    if len(own) >= _THIN and not _POINTS.search(own):
        return ""
    passed = stripped.forward.text if stripped.forward else parsed.enclosed.partition("\n\n")[2]
    author = stripped.forward.author.partition("<")[0].strip(' "') if stripped.forward else ""
    return take_greeting(strip(passed, sender=author).text)[0]


def _names_something(parsed: Parsed) -> bool:
    """Tell whether a subject names a problem: it answers nothing, and says more than that there is a signal."""
    subject = parsed.subject
    if REPLY_SUBJECT.match(subject) or FORWARD_SUBJECT.match(subject) or parsed.in_reply_to or "[" in subject:
        return False
    telling = [word for word in _WORD.findall(subject.casefold()) if not _SAYS_NOTHING.fullmatch(word)]
    return len(telling) >= _TELLING_WORDS


def _whole(
    parsed: Parsed, stripped: Stripped, greeting: int, *, titled: bool, passed: bool
) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Put the whole mail together: subject, letter, and a mail that was enclosed."""
    head = f"{parsed.subject}\n\n" if parsed.subject.strip() else ""
    cuts = [(cut.start, cut.end, "passed" if passed and cut.why == "forward" else cut.why) for cut in stripped.cut]
    cuts += _greetings(parsed.text, cuts, greeting)
    shifted = [(start + len(head), end + len(head), why) for start, end, why in sorted(cuts)]
    if head and not titled:
        shifted.insert(0, (0, len(parsed.subject), "subject"))
    whole = head + parsed.text
    if parsed.enclosed.strip():
        start = len(whole) + 2
        whole = f"{whole}\n\n{parsed.enclosed}"
        shifted.append((start, len(whole), "passed" if passed and not stripped.forward else "forward"))
    return whole, tuple(shifted)


def _greetings(text: str, cuts: list[tuple[int, int, str]], count: int) -> list[tuple[int, int, str]]:
    """Find where the first lines stand that were not cut for another reason: those that greet."""
    found: list[tuple[int, int, str]] = []
    start = 0
    for line in text.split("\n"):
        if len(found) == count:
            break
        end = start + len(line)
        if line.strip() and not any(from_ <= start and end <= to for from_, to, _why in cuts):
            found.append((start, end, "greeting"))
        start = end + 1
    return found
