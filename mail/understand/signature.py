"""Find where the writer stops: peel signature, mobile line and disclaimer from the end of her own lines."""

import re

from mail.understand import closing_words, footer_words
from mail.understand.disclaimer import is_legal, is_program_line
from mail.understand.lines import Line
from mail.understand.prose import in_signature, is_card, is_hers, is_prose

_BETWEEN = re.compile(r"\s[/|•·-]\s|/")
_LONGEST_SIGNATURE = 18
_LONGEST_PARAGRAPH = 80
_NAME_WORDS = 5
_LONGEST_NAME = 45


class Stretch:
    """Her own lines from `first` up to `end`, while the end is being peeled."""

    def __init__(self, lines: list[Line], first: int, end: int, sender: str = "") -> None:
        self.lines = lines
        self.known = set(re.findall(r"\w+", sender.lower()))
        self.first = first
        self.end = end
        self.sure = True

    def cut(self, first: int, end: int, why: str) -> None:
        """Mark lines as not hers."""
        for line in self.lines[first:end]:
            line.why = line.why or why

    def shrink(self) -> None:
        """Leave out what is empty or cut at the end."""
        while self.end > self.first and (self.lines[self.end - 1].blank or self.lines[self.end - 1].why):
            self.end -= 1


def peel(lines: list[Line], first: int, end: int, sender: str = "") -> bool:
    """Mark what is signature at the end of lines[first:end]; give whether that is sure."""
    stretch = Stretch(lines, first, end, sender)
    _cut_programs(stretch)
    while True:
        stretch.shrink()
        before = stretch.end
        for rule in (_legal, _delimited, _closed):
            rule(stretch)
            stretch.shrink()
        if stretch.end == before:
            break
    _contacts(stretch)
    stretch.shrink()
    _own_name(stretch, sender)
    return stretch.sure


def _cut_programs(stretch: Stretch) -> None:
    """Mobile lines stand at the end, or above a signature: any such line with nothing but short lines after it goes."""
    for at in range(stretch.end - 1, stretch.first - 1, -1):
        why = is_program_line(stretch.lines[at])
        if why:
            stretch.cut(at, at + 1, why)


def _legal(stretch: Stretch) -> None:
    """A disclaimer as the last paragraph, with the lines of stars around it and others in more languages below it."""
    first = _paragraph(stretch, stretch.end)
    look = " ".join(line.seen for line in stretch.lines[first : stretch.end] if not footer_words.STARS.match(line.seen))
    if is_legal(look[:3000]):
        stretch.cut(first, stretch.end, "disclaimer")
        return
    # Several languages on neighbouring lines, or a disclaimer glued below a last line of her own.
    at = stretch.end
    while at > first and (is_legal(stretch.lines[at - 1].seen) or footer_words.STARS.match(stretch.lines[at - 1].seen)):
        at -= 1
    if at < stretch.end and any(is_legal(line.seen) for line in stretch.lines[at : stretch.end]):
        stretch.cut(at, stretch.end, "disclaimer")


def _paragraph(stretch: Stretch, end: int) -> int:
    at = end
    while (
        at > max(stretch.first, end - _LONGEST_PARAGRAPH)
        and not stretch.lines[at - 1].blank
        and not stretch.lines[at - 1].why
    ):
        at -= 1
    return at


def _delimited(stretch: Stretch) -> None:
    """The mark "-- ": what follows goes when it looks like a signature."""
    for at in range(max(stretch.first, stretch.end - _LONGEST_SIGNATURE), stretch.end):
        if not closing_words.DELIMITER.match(stretch.lines[at].text):
            continue
        block = stretch.lines[at + 1 : stretch.end]
        exact = stretch.lines[at].text == "-- "
        prose = [line for line in block if is_prose(line.seen)]
        if not prose or (exact and len(prose) * 3 <= len([line for line in block if not line.blank])):
            stretch.cut(at, stretch.end, "signature")
        else:
            stretch.sure = False
        return


def _closed(stretch: Stretch) -> None:
    """A closing ("Met vriendelijke groeten,") and the lines of a signature below it; what reads as prose stays."""
    at = _closing(stretch)
    if at < 0:
        return
    lines = stretch.lines
    stop, carded = at + 1, False
    for last in range(at + 1, min(stretch.end, at + 1 + _LONGEST_SIGNATURE)):
        line = lines[last]
        if line.blank or line.why:
            continue
        if closing_words.AFTERWORD.match(line.seen) or (is_prose(line.seen) and not in_signature(line.seen)):
            break
        if not carded and is_hers(line.seen, apart=lines[last - 1].blank):
            stretch.sure = False
            break
        carded = carded or is_card(line.seen)
        # A line that is no name, role or address goes as well, but it may have been hers.
        stretch.sure = stretch.sure and (carded or bool(closing_words.NAME.match(line.seen)))
        stop = last + 1
    rest = [line for line in lines[stop : stretch.end] if not line.blank and not line.why]
    if rest and not closing_words.AFTERWORD.match(rest[0].seen) and not closing_words.ANSWER.match(rest[0].seen):
        stretch.sure = False
        if not any(
            closing_words.CONTACT.search(line.seen) or closing_words.ROLE.search(line.seen)
            for line in lines[at + 1 : stop]
        ):
            # Words go on below a bare name: a letter that she pasted may end there, and hers does not.
            stretch.end = at
            return
    first = at - 1 if at > stretch.first and _thanks_above(stretch, at) else at
    stretch.cut(first, stop, "signature")
    if rest:
        stretch.end = stop  # what is below is hers and stays; peel on above


def _closing(stretch: Stretch) -> int:
    """The first closing in the last lines, or -1."""
    lines = stretch.lines
    for at in range(max(stretch.first, stretch.end - 2 * _LONGEST_SIGNATURE), stretch.end):
        look = lines[at].seen
        if lines[at].why or len(look) > 90:  # noqa: PLR2004  # a closing is short
            continue
        if _is_closing(look):
            return at
        if closing_words.THANKS.match(look) and _only_name_below(stretch, at) and not _another(stretch, at):
            return at
    return -1


def _is_closing(look: str) -> bool:
    """Whether a line takes leave; also in more languages at once ("Cordialement / Kind regards")."""
    if closing_words.CLOSING_WITH_NAME.match(look) or closing_words.CLOSING_LOW.match(look):
        return True
    return all(closing_words.CLOSING.match(piece.strip()) for piece in _BETWEEN.split(look))


def _thanks_above(stretch: Stretch, at: int) -> bool:
    """Thanks with a comma right above a closing belong to it ("Alvast bedankt," / "Groeten")."""
    look = stretch.lines[at - 1].seen
    return bool(closing_words.THANKS.match(look)) and look.endswith(",")


def _another(stretch: Stretch, at: int) -> bool:
    """Whether the one word below thanks is no part of the writer's name, where that is known: it may be an answer."""
    below = [line.seen for line in stretch.lines[at + 1 : stretch.end] if not line.blank and not line.why]
    if len(below) != 1 or not stretch.known:
        return False
    other = not set(re.findall(r"\w+", below[0].lower())) & stretch.known
    stretch.sure = stretch.sure and not other
    return other


def _only_name_below(stretch: Stretch, at: int) -> bool:
    below = [line for line in stretch.lines[at + 1 : stretch.end] if not line.blank and not line.why]
    if not below or len(below) > _LONGEST_SIGNATURE or not closing_words.NAME.match(below[0].seen):
        return False
    return not any(is_prose(line.seen) for line in below)


def _contacts(stretch: Stretch) -> None:
    """A last paragraph that is a card: a name, then a role, and a phone, an address or a site."""
    first = _paragraph(stretch, stretch.end)
    card = stretch.lines[first : stretch.end]
    if len(card) < 2 or len(card) > _LONGEST_SIGNATURE or first <= stretch.first:  # noqa: PLR2004  # a card has two lines
        return
    above = next((line for line in reversed(stretch.lines[stretch.first : first]) if not line.blank), None)
    if (
        above is None
        or above.seen.endswith((":", ","))
        or not closing_words.NAME.match(card[0].seen.split("|")[0].strip(" ,"))
    ):
        return
    if any(is_prose(line.seen) for line in card):
        return
    role = any(closing_words.ROLE.search(line.seen) for line in card[:4])
    reach = sum(1 for line in card if closing_words.CONTACT.search(line.seen) or closing_words.STREET.search(line.seen))
    if role and reach:
        stretch.cut(first, stretch.end, "signature")
        stretch.sure = False


def _own_name(stretch: Stretch, sender: str) -> None:
    """The writer's own name as last line, when we know it; never her only line."""
    if stretch.end - stretch.first < 2 or not sender:  # noqa: PLR2004  # something must stay
        return
    look = stretch.lines[stretch.end - 1].seen.strip(" .,-–").lower()
    known = {sender.lower(), sender.split(" ", maxsplit=1)[0].lower()}
    alone = stretch.lines[stretch.end - 2].blank or stretch.lines[stretch.end - 2].seen.endswith((".", "!", "?", ","))
    if look and len(look) < _LONGEST_NAME and look in known and alone:
        stretch.cut(stretch.end - 1, stretch.end, "signature")
