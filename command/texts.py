"""Commands that read a text and store nothing: screen and strip."""

import json
import sys
from typing import Annotated

import typer

from command.lines import answer_lines
from core.intake.screen.find import find_personal
from core.intake.screen.spans import mask


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (screen, strip):
        app.command()(command)


def screen(text: Annotated[str | None, typer.Argument(help="Default: JSON lines on standard input")] = None) -> None:
    """Find personal data in a text, as JSON: the masked text and the spans (offsets in characters of the input)."""
    if text is not None:
        print(json.dumps(_screened(text), ensure_ascii=False))
        return
    answer_lines(("text",), lambda rows: [_screened(text) for (text,) in rows])


def strip() -> None:
    """Read a raw mail on standard input and print, as JSON, its kind and the writer's own words; nothing is stored."""
    from mail.understand.command import strip_raw

    print(json.dumps(strip_raw(sys.stdin.buffer.read()), ensure_ascii=False))


def _screened(text: str) -> dict[str, object]:
    spans = find_personal(text)
    return {
        "text": mask(text, spans),
        "spans": [{"start": span.start, "end": span.end, "type": span.type} for span in spans],
    }
