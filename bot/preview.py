"""A message as the chat will show it, for who edits what is asked."""

from bot.keyboard import Keyboard
from bot.tell import write_reply
from core.intake.rooms import Said
from core.questionnaire.preview import Message
from core.words import Words


def show_message(words: Words, said: Said) -> Message:
    """Write a reply with the labels of its buttons."""
    rows = Keyboard(words, said).rows()
    return Message(write_reply(words, said), tuple(tuple(button["text"] for button in row) for row in rows))
