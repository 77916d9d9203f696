"""A letter as it will be written, for who edits what is asked."""

from core.context import Context
from core.intake.rooms import Said
from mail.compose import compose
from mail.compose_render import Paper


def show_letter(context: Context, paper: Paper, said: Said) -> tuple[str, str]:
    """Write a letter: its subject and its text."""
    page = compose(context, said)
    if page is None or said.place is None:
        return "", ""
    sender = context.words.say("mail.from", place=said.place.name)
    return page.subject, paper.write(page, sender).text
