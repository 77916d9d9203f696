"""Tell: a reply written as letters: what to do with the tapped button and the offending text, then one message."""

from collections.abc import Iterable
from typing import Any

from bot import taps
from bot.hear import GROUP
from bot.keyboard import Keyboard
from bot.taps import Tap
from bot.tell_digest import write_digest
from core.dialogue.events import Ask, Corrected, Done, Farewell, Hid, Prompt, Review, Warn
from core.feedback.digest_sheet import Sheet
from core.feedback.own_words import own_in
from core.intake.plain import write_ask, write_excerpts, write_notice, write_review, write_thanks
from core.intake.rooms import Notice, Said
from core.words import DUTCH, Words, load_words

# Telegram counts a message's length in UTF-16 units.
LONGEST = 4096
Call = tuple[str, dict[str, Any]]
_OLD_BUTTON = "notice.old-button"
_LINK_SHOWN_AFTER = frozenset({"help", "status"})


def tell_reply(words: Words, said: Said) -> list[dict[str, Any]]:
    """Write a reply as letters `{"calls": [[method, values], ...]}`; in each, a message to send stands last."""
    chat = said.heard.address
    if not chat:
        return []
    if said.heard.aside == GROUP:
        return [_letter([("leaveChat", {"chat_id": chat})])]
    language = str(said.facts.get("language") or DUTCH)
    words = (words if language == DUTCH else load_words(language)).owned(own_in(said.own, language))
    sheet = said.facts.get("sheet")
    if isinstance(sheet, Sheet):
        return [_letter([("sendMessage", write_digest(words, said, sheet))])]
    tap: Tap | None = said.heard.room.get("tap")
    if tap is not None and _only_shows(said, tap):
        return [_letter([_answer(said), _show_buttons(said, Keyboard(words, said, tap).rows())])]
    old = tap is not None and (not said.items or said.items == (Notice(_OLD_BUTTON),))
    before: list[Call] = []
    if tap is not None:
        before.append(_answer(said, words.say(_OLD_BUTTON) if old and not said.heard.aside else ""))
        if not taps.stays(tap):
            before.append(_close_buttons(said, tap))
    if said.delete:
        before.append(("deleteMessage", {"chat_id": chat, "message_id": int(said.delete)}))
    pieces = [] if old or not said.items else split_text(write_reply(words, said))
    rows = Keyboard(words, said).rows()
    sends = [_send(chat, piece, rows if piece is pieces[-1] else []) for piece in pieces]
    if not sends:
        return [_letter(before)] if before else []
    return [_letter([*before, sends[0]]), *(_letter([send]) for send in sends[1:])]


def write_reply(words: Words, said: Said) -> str:
    """Write everything that is said as one text, its parts apart by a blank line."""
    parts = [_write(words, said, item) for item in said.items]
    if said.link and said.heard.command in _LINK_SHOWN_AFTER:
        parts.append(words.say("bot.link", link=said.link))
    return "\n\n".join(part for part in parts if part)


def split_text(text: str) -> list[str]:
    """Split a text into messages that Telegram takes: between paragraphs, else lines, else words."""
    pieces: list[str] = []
    left = text.strip()
    while _units(left) > LONGEST:
        head = left.encode("utf-16-le")[: LONGEST * 2].decode("utf-16-le", "ignore")
        cut = next((place for mark in ("\n\n", "\n", " ") if (place := head.rfind(mark)) > 0), len(head))
        pieces.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return [*pieces, left] if left else pieces


def _write(words: Words, said: Said, item: Prompt | Notice) -> str:
    match item:
        case Ask():
            return write_ask(words, item)
        case Warn():
            return _write_warning(words, said, item)
        case Review():
            return write_review(words, item)
        case Done() if said.facts:
            return write_thanks(words, said.facts)
        case Notice():
            return write_notice(words, item)
        case _:
            return words.say("dialogue.farewell" if isinstance(item, Farewell) else "notice.nothing-open")


def _write_warning(words: Words, said: Said, warn: Warn) -> str:
    if warn.kind == "personal":
        return words.say("dialogue.personal", excerpts=write_excerpts(warn))
    return str((said.place and said.place.setting("danger_text")) or words.say("dialogue.danger"))


def _only_shows(said: Said, tap: Tap) -> bool:
    """Tell whether a tap asks for other buttons under what is still on the table."""
    last = said.items[-1] if said.items else None
    if said.conversation != said.heard.conversation:
        return False
    if tap.verb in {taps.MORE, taps.TICK}:
        return isinstance(last, Ask) and last.question.key == tap.question
    return tap.verb in taps.VIEWS and isinstance(last, Review)


def _close_buttons(said: Said, tap: Tap) -> Call:
    """Take the buttons away from the message that was tapped; a choice is written under its question."""
    shown = str(said.heard.room.get("shown", ""))
    if any(isinstance(event, (Hid, Corrected)) for event in said.heard.events) and said.delete:
        # The warning quotes what was hidden or is written anew, so it goes as well.
        return ("deleteMessage", {"chat_id": said.heard.address, "message_id": said.heard.room["message"]})
    chosen = ", ".join(_labels(said, tap))
    answered = f"{shown}\n\n✓ {chosen}"
    if not shown or not chosen or _units(answered) > LONGEST or said.conversation != said.heard.conversation:
        return _show_buttons(said, [])
    values = {"chat_id": said.heard.address, "message_id": said.heard.room["message"], "text": answered}
    return ("editMessageText", values | {"link_preview_options": {"is_disabled": True}})


def _labels(said: Said, tap: Tap) -> Iterable[str]:
    question = said.form.question(tap.question) if said.form and tap.verb == taps.ANSWER else None
    return (option.label for option in question.options if option.mark in tap.marks) if question else ()


def _show_buttons(said: Said, rows: list[list[dict[str, str]]]) -> Call:
    values = {"chat_id": said.heard.address, "message_id": said.heard.room["message"]}
    return ("editMessageReplyMarkup", values | {"reply_markup": {"inline_keyboard": rows}})


def _answer(said: Said, text: str = "") -> Call:
    values: dict[str, Any] = {"callback_query_id": said.heard.room["id"]}
    return ("answerCallbackQuery", values | ({"text": text} if text else {}))


def _send(chat: str, text: str, rows: list[list[dict[str, str]]]) -> Call:
    values: dict[str, Any] = {"chat_id": chat, "text": text, "link_preview_options": {"is_disabled": True}}
    return ("sendMessage", values | ({"reply_markup": {"inline_keyboard": rows}} if rows else {}))


def _letter(calls: list[Call]) -> dict[str, Any]:
    return {"calls": [list(call) for call in calls]}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
