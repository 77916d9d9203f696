"""Cut what stands below her words: header blocks, separators, attributions and the earlier mail under them."""

from mail.understand import forward, quote, words
from mail.understand.letter import OUR_WORDS, Letter
from mail.understand.lines import unquoted


def cut_originals(letter: Letter) -> None:
    """From the first header block, separator or sure attribution without quote signs: everything after is older."""
    at = 0
    while at < len(letter.lines):
        line = letter.lines[at]
        if line.blank or line.why or line.quoted:
            at += 1
            continue
        ended = _original_at(letter, at)
        if ended:
            return
        at += 1


def _original_at(letter: Letter, at: int) -> bool:
    look = letter.lines[at].seen
    # Outlook writes "original message" above what is passed on too.
    if words.FORWARDED.match(look) or (letter.passed_on and words.ORIGINAL.match(look)):
        return _cut_forward(letter, at)
    if words.ORIGINAL.match(look) or words.OURS.match(look):
        return _cut_original(letter, at, at + 1)
    if words.RULE.match(look):
        below = letter.next_said(at + 1)
        found = quote.block(letter.lines, below) if below is not None else None
        return bool(found) and _cut_block(letter, at, found)
    found = quote.block(letter.lines, at)
    if found:
        return _cut_block(letter, at, found)
    return _cut_attribution(letter, at)


def _cut_block(letter: Letter, first: int, found: quote.Block) -> bool:
    nothing_above = not any(not line.blank and not line.why for line in letter.lines[:first])
    if not letter.passed_on and not letter.answered and not letter.sent and _announced(letter, first):
        letter.sure = False
        return False
    if letter.passed_on or (nothing_above and not letter.answered and not letter.sent):
        _take_forward(letter, first, found)
        return True
    return _cut_original(letter, first, found.body)


def _announced(letter: Letter, at: int) -> bool:
    """Whether her last line above ends with a colon: then she pasted what follows herself, and it stays."""
    above = next((line for line in reversed(letter.lines[max(0, at - 4) : at]) if not line.blank), None)
    return above is not None and not above.why and above.seen.endswith(":")


def _cut_forward(letter: Letter, at: int) -> bool:
    """A line that says "forwarded": what is below is somebody else's."""
    below = letter.next_said(at + 1)
    found = quote.block(letter.lines, below) if below is not None else None
    if found is None:
        ahead = letter.next_said(at + 1)
        labelled = ahead is not None and words.LABEL.match(letter.lines[ahead].seen)
        loose = quote.attribution(letter.lines, ahead) if ahead is not None else None
        body = loose.last + 1 if loose else at + 1
        if not labelled and not loose and not letter.lines[at].seen.startswith("-"):
            letter.sure = False
        found = quote.Block(at, body, (("from", loose.text),) if loose else ())
    _take_forward(letter, at, found)
    return True


def _take_forward(letter: Letter, first: int, found: quote.Block) -> None:
    body = letter.lines[found.body :]
    text = "\n".join(unquoted(line) if line.quoted else line.text for line in body)
    letter.forward = forward.make(found.fields, text, letter.lines[first].start, letter.lines[-1].end)
    letter.mark(first, len(letter.lines), "forward")


def _cut_attribution(letter: Letter, at: int) -> bool:
    found = quote.attribution(letter.lines, at)
    if found is None:
        return False
    if quote.quote_follows(letter.lines, found.last + 1):
        letter.mark(found.first, found.last + 1, "quote")
        letter.original = True
        return False
    below = letter.next_said(found.last + 1)
    marked = below is not None and (
        words.OURS.match(letter.lines[below].seen) or words.ORIGINAL.match(letter.lines[below].seen)
    )
    if found.strong or marked or _ours_below(letter, found.last + 1):
        letter.sure = letter.sure and bool(marked or "@" in found.text)
        return _cut_original(letter, found.first, found.last + 1)
    letter.sure = False
    return False


def _ours_below(letter: Letter, at: int) -> bool:
    return any(
        OUR_WORDS.search(line.seen) or (letter.sent and letter.sent.holds(line.seen))
        for line in letter.lines[at : at + 12]
    )


def _cut_original(letter: Letter, first: int, body: int) -> bool:
    """Cut to the end; with the letter we sent at hand, lines between ours that are not ours are hers."""
    letter.original = True
    if not letter.sent:
        if letter.last_quoted >= body and not _all_older(letter, body):
            letter.mark(first, body, "original")
            return False
        letter.mark(first, len(letter.lines), "original")
        return True
    letter.mark(first, body, "original")
    ours = [i for i in range(body, len(letter.lines)) if letter.sent.holds(letter.lines[i].seen)]
    if not ours:
        letter.mark(body, len(letter.lines), "original")
        return True
    for at in range(body, len(letter.lines)):
        line = letter.lines[at]
        if line.blank or line.quoted:
            continue
        older = at > ours[0] and (
            quote.block(letter.lines, at) or words.ORIGINAL.match(line.seen) or words.RULE.match(line.seen)
        )
        if older:
            letter.mark(at, len(letter.lines), "original")
            return True
        if (
            letter.sent.holds(line.seen)
            or words.OURS.match(line.seen)
            or (words.LABEL.match(line.seen) and at < ours[0])
        ) or at < ours[0]:
            line.why = line.why or "original"
    return True


def _all_older(letter: Letter, body: int) -> bool:
    """Whether what follows begins without quote signs: then the whole of it is the original."""
    ahead = letter.next_said(body)
    if ahead is None or letter.lines[ahead].quoted:
        return False
    found = quote.attribution(letter.lines, ahead) or quote.block(letter.lines, ahead)
    last = getattr(found, "last", None)
    return not (last is not None and quote.quote_follows(letter.lines, last + 1))
