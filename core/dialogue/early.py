"""A story that is told where something about the reporter is asked: it is too long to be the answer."""

import re

from core.dialogue.answers import find_option
from core.dialogue.cleaning import clean
from core.dialogue.events import Dialogue
from core.dialogue.form import Form
from core.dialogue.path import current

# Characters from which a text is more than the name of a sector or an organisation.
LONG = 60
# "St." and the dots of an abbreviation end no sentence.
_SENTENCE = re.compile(r"\w{3}[.!?…]+(?=\s|$)")


def tells_story(form: Form, dialogue: Dialogue, text: str) -> bool:
    """Tell whether a typed text is the story, though a question about the reporter is on the table."""
    question = current(form, dialogue)
    if question is None or not question.profile or dialogue.pending or form.story in dialogue.answers:
        return False
    typed = clean(text)
    long = len(typed) >= LONG or (len(typed) >= LONG // 2 and len(_SENTENCE.findall(typed)) > 1)
    return long and find_option(question, typed) is None
