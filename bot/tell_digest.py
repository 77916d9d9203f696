"""Tell a digest in a chat: one message, never longer than Telegram takes, with its buttons."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any

from bot import taps
from bot.taps import write_plain_tap
from core.feedback.digest_sheet import Sheet
from core.feedback.digest_words import write_editorial, write_sections
from core.intake.rooms import Notice, Said
from core.words import Words

# Telegram counts a message's length in UTF-16 units, after it took the tags out.
LONGEST = 4096
_LONGEST_EDITORIAL = 1200


def write_digest(words: Words, said: Said, sheet: Sheet) -> dict[str, Any]:
    """Write a digest as the values of one message, in the language of `words`."""
    opening = said.items[0]
    head = [words.say(opening.key, **opening.values)] if isinstance(opening, Notice) else []
    place = said.place.name if said.place else ""
    text = _fit(words, sheet, head, place)
    return {
        "chat_id": said.heard.address,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": _rows(words, sheet)},
    }


def _fit(words: Words, sheet: Sheet, head: list[str], place: str) -> str:
    """Write as much as one message holds: what is last in it goes first, and is counted."""
    while _units(text := _write(words, sheet, head, place)) > LONGEST:
        digest = sheet.digest
        part = next((name for name in ("place", "sector", "own") if getattr(digest, name)), "")
        if not part:
            return escape("\n\n".join(head))
        shorter = replace(digest, more=digest.more + 1, **{part: getattr(digest, part)[:-1]})
        sheet = replace(sheet, digest=shorter)
    return text


def _write(words: Words, sheet: Sheet, head: list[str], place: str) -> str:
    editorial = "\n".join(write_editorial(sheet))[:_LONGEST_EDITORIAL]
    parts = [escape(line) for line in (*head, editorial) if line]
    for section in write_sections(words, sheet, place):
        entries = "\n\n".join("\n".join(_entry(entry.title, entry.link, entry.lines)) for entry in section.entries)
        parts.append(f"<b>{escape(section.title)}</b>\n{entries}")
    if sheet.digest.more:
        parts.append(escape(words.say("letters.more", count=sheet.digest.more)))
    if "pulse" in sheet.links:
        label = escape(words.say("letters.pulse-label"))
        parts.append(f'{escape(words.say("letters.pulse"))}\n<a href="{escape(sheet.links["pulse"])}">{label}</a>')
    parts.append(escape(words.say("letters.useful")))
    return "\n\n".join(parts)


def _entry(title: str, link: str, lines: Iterable[str]) -> list[str]:
    named = f'<a href="{escape(link)}">{escape(title)}</a>' if link else f"<b>{escape(title)}</b>"
    return [named, *(escape(line) for line in lines)]


def _rows(words: Words, sheet: Sheet) -> list[list[dict[str, str]]]:
    useful = [_button(words, f"letters.useful.{answer}", f"nuttig {answer} {sheet.mark}") for answer in ("ja", "nee")]
    return [useful, [_button(words, "letters.mine", "mijn"), _button(words, "letters.less", "minder")]]


def _button(words: Words, label: str, command: str) -> dict[str, str]:
    return {"text": words.say(label), "callback_data": write_plain_tap(taps.COMMAND, command)}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
