"""A message as the chat will show it, for who looks before it is sent."""

import re
from html import unescape

from bot.keyboard import Keyboard
from bot.tell import write_reply
from bot.tell_digest import write_digest
from core.feedback.digest_sheet import Sheet
from core.intake.rooms import Said
from core.questionnaire.preview import Message
from core.words import Words

_TAG = re.compile(r"<[^>]*>")


def show_message(words: Words, said: Said) -> Message:
    """Write a reply, or a digest, with the labels of its buttons."""
    words, sheet = words.owned(said.own), said.facts.get("sheet")
    if isinstance(sheet, Sheet):
        sent = write_digest(words, said, sheet)
        text, rows = unescape(_TAG.sub("", sent["text"])), sent["reply_markup"]["inline_keyboard"]
    else:
        text, rows = write_reply(words, said), Keyboard(words, said).rows()
    return Message(text, tuple(tuple(button["text"] for button in row) for row in rows))
