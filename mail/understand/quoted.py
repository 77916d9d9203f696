"""Cut quoted lines, where something says that `>` means a quote here."""

from mail.understand import forward, quote
from mail.understand.letter import OUR_WORDS, Letter
from mail.understand.lines import Line, unquoted


def cut_quotes(letter: Letter) -> None:
    """Quoted lines, unless nothing says that they are a quote."""
    stretches = list(quote.runs(letter.lines))
    if not stretches:
        return
    trusted = (
        letter.original
        or letter.answered
        or letter.passed_on
        or bool(letter.forward)
        or _looks_quoted(letter, stretches)
    )
    if not trusted:
        letter.sure = False
        return
    for first, end in stretches:
        for line in letter.lines[first:end]:
            if line.quoted and not _answers_inside(letter, line):
                line.why = line.why or "quote"
        if quote.wrapped_tail(letter.lines, end):
            letter.mark(end, end + 1, "quote")
    _pass_on(letter, stretches)


def _pass_on(letter: Letter, stretches: list[tuple[int, int]]) -> None:
    """A forward whose original has quote signs and no header block."""
    if letter.passed_on and letter.forward is None and len(stretches) == 1:
        first, end = stretches[0]
        inner = "\n".join(unquoted(line) for line in letter.lines[first:end])
        letter.forward = forward.make((), inner, letter.lines[first].start, letter.lines[end - 1].end)


def _answers_inside(letter: Letter, line: Line) -> bool:
    return bool(letter.sent) and letter.sent.answered_behind(unquoted(line))


def _looks_quoted(letter: Letter, stretches: list[tuple[int, int]]) -> bool:
    """Whether `>` means a quote here: a question, our own words, quotes in quotes, or an attribution inside."""
    inside = [unquoted(line) for first, end in stretches for line in letter.lines[first:end] if line.quoted]
    if any(OUR_WORDS.search(text) or (letter.sent and letter.sent.holds(text)) for text in inside):
        return True
    if any(line.seen.startswith((">>", "> >")) for first, end in stretches for line in letter.lines[first:end]):
        return True
    if any(
        quote.attribution(letter.lines, at)
        for first, end in stretches
        for at in range(first, end)
        if letter.lines[at].quoted
    ):
        return True
    return any(text.endswith("?") for text in inside)
