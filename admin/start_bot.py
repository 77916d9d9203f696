"""The step of the chat: the shared bot or one of its own, whose token is tried at Telegram before it is kept."""

from collections.abc import Callable
from typing import Any

from admin.desk import Desk, Visit
from admin.start_page import Again, Saved, StepPage, Waits
from admin.start_trial import show_trial
from core.errors import Refused, SettingsError
from core.joining.trials import CHAT, begin_trial
from core.own_bots import TakenBot, find_bot, read_token, remove_bot, set_bot

# Asks Telegram what the bot of a token is called (without @); SettingsError when it does not know it or is away.
BotCheck = Callable[[str], str]


def make_bot_step(bots: BotCheck | None) -> StepPage:
    """Make the step; without `bots` there is no field for a token."""

    def show(desk: Desk, visit: Visit) -> dict[str, Any]:
        own = find_bot(visit.session)
        shared = desk.context.telegram_name
        return {"bot": own, "shared": shared, "tries": bots is not None, **show_trial(desk, visit, CHAT)}

    def keep(desk: Desk, visit: Visit) -> Again | Saved | Waits:
        match visit.typed("doe"):
            case "proef":
                own = find_bot(visit.session)
                begin_trial(visit.session, visit.present, CHAT, desk.context.clock(), own.id if own else None)
                return Saved("", stay=True)
            case "weg":
                remove_bot(visit.session, visit.present)
                return Saved("weg", stay=True)
            case "bot" if bots is not None:
                return _ask(desk, visit, bots)
            case _:
                return Saved("")

    return StepPage("chat", show, keep)


def _ask(desk: Desk, visit: Visit, bots: BotCheck) -> Again | Waits:
    try:
        token = read_token(visit.typed("token"))
    except Refused:
        return _refuse(desk, "form")
    shared = desk.context.settings.telegram_token
    if shared is not None and shared.get_secret_value().strip() == token:
        return _refuse(desk, "shared")

    def run() -> str:
        try:
            return bots(token)
        except SettingsError:
            return ""

    def keep(later: Desk, again: Visit, username: str) -> Again | Saved:
        if not username:
            return _refuse(later, "unknown")
        try:
            set_bot(again.session, later.context.keys, again.present, username, token)
        except TakenBot:
            return _refuse(later, "taken")
        return Saved("bot", stay=True)

    return Waits(run, keep)


def _refuse(desk: Desk, why: str) -> Again:
    # What was typed is not shown again: it is a secret.
    return Again({"wrong": {"token": desk.context.words.say(f"start.chat.wrong.{why}")}})
