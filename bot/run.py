"""Run the bot: updates in (polled or posted), dialogues taken from the queue, letters out, until told to stop."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
import structlog
from telegram.error import InvalidToken, TelegramError

from bot.api import BotApi, open_api
from bot.deliver import Delivery
from bot.poll import poll
from bot.reduce import KIND, WANTED
from bot.webhook import make_secret
from core.context import Context
from core.errors import SettingsError
from core.intake.accept import find_door
from core.intake.commands import COMMANDS
from core.intake.queue import Queue
from core.intake.rooms import Room
from core.log import describe_error
from core.settings import Settings

log = structlog.get_logger()

_LONGEST_WAIT = 60.0


async def run_bot(context: Context, rooms: Mapping[str, Room], stop: asyncio.Event, *, webhook: bool) -> None:
    """Run the shared bot until `stop`, with the room for its kind of door.

    `webhook`: updates come by `bot.webhook`, so nothing is polled. A token that Telegram refuses is said
    once in the log; what was accepted before is still worked on.
    """
    door_id = await anyio.to_thread.run_sync(_door, context)
    queue = Queue(context, rooms, (KIND,))
    queue.start()
    try:
        async with open_api(context.settings) as api:
            try:
                await _persist("getMe", lambda: api.call("getMe"), stop)
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(Delivery(context, api, door_id).run(stop))
                    tasks.create_task(_receive(context, api, door_id, stop, webhook=webhook))
            except* InvalidToken:
                log.error("telegram refuses the token", setting="SIGNAAL_TELEGRAM_TOKEN")  # noqa: TRY400 # no trace: it says nothing more
                await stop.wait()
    finally:
        await anyio.to_thread.run_sync(queue.stop)


async def run_own(
    context: Context, token: str, door_id: int, stop: asyncio.Event, meet: Callable[[Delivery], object]
) -> None:
    """Run a municipality's own bot until `stop`: its updates are polled, and taken from the queue of all bots.

    `meet` gets its delivery, which has to be woken: one line to the database is enough for all of them. Raises
    InvalidToken when Telegram refuses its token.
    """
    async with BotApi(context.settings.telegram_base_url, token) as api:
        delivery = Delivery(context, api, door_id, listens=False)
        meet(delivery)
        try:
            await _persist("getMe", lambda: api.call("getMe"), stop)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(delivery.run(stop))
                tasks.create_task(_receive(context, api, door_id, stop, webhook=False))
        except* InvalidToken as refused:
            raise refused.exceptions[0] from None


async def learn_name(settings: Settings) -> str:
    """Ask Telegram what the bot is called (without @); raises TelegramError."""
    async with open_api(settings) as api:
        return str((await api.call("getMe")).get("username", ""))


def ask_name(settings: Settings, token: str) -> str:
    """Ask Telegram what the bot of a token is called (without @); SettingsError when it does not know it or is away."""

    async def ask() -> str:
        async with BotApi(settings.telegram_base_url, token) as api:
            return str((await api.call("getMe")).get("username", ""))

    try:
        return asyncio.run(ask())
    except TelegramError as error:
        raise SettingsError(f"telegram: {type(error).__name__}") from None


def check_token(settings: Settings) -> str:
    """Ask Telegram what the bot is called (without @), for `signaal doctor`; SettingsError says what is wrong."""
    if settings.telegram_token is None:
        raise SettingsError("SIGNAAL_TELEGRAM_TOKEN is not set: make a bot with @BotFather and set its token")
    try:
        return asyncio.run(learn_name(settings))
    except InvalidToken:
        raise SettingsError("SIGNAAL_TELEGRAM_TOKEN: Telegram does not know it; ask @BotFather for the token") from None
    except TelegramError as error:
        raise SettingsError(f"SIGNAAL_TELEGRAM_BASE_URL: no answer ({type(error).__name__})") from None


def webhook_secret(settings: Settings) -> str:
    """Give the secret that Telegram sends along with each update of the shared bot."""
    return make_secret(settings.telegram_token.get_secret_value() if settings.telegram_token else "")


def webhook_url(settings: Settings, door_id: int) -> str:
    """Give the address where Telegram posts updates of a door; the setting may hold just the host."""
    address = settings.telegram_webhook.rstrip("/")
    return address if urlsplit(address).path else f"{address}/telegram/{door_id}"


async def _receive(context: Context, api: BotApi, door_id: int, stop: asyncio.Event, *, webhook: bool) -> None:
    await _introduce(context, api)
    if not webhook:
        await _persist("deleteWebhook", lambda: api.call("deleteWebhook"), stop)
        await poll(context, api, door_id, stop)
        return
    values = {
        "url": webhook_url(context.settings, door_id),
        "secret_token": webhook_secret(context.settings),
        "allowed_updates": list(WANTED),
    }
    await _persist("setWebhook", lambda: api.call("setWebhook", values), stop)
    await stop.wait()


async def _introduce(context: Context, api: BotApi) -> None:
    """Tell Telegram which commands there are; without that the bot works as well."""
    commands = [{"command": name, "description": context.words.say(f"bot.command.{name}")} for name in COMMANDS]
    try:
        await api.call("setMyCommands", {"commands": commands})
    except TelegramError as error:
        log.info("commands not set", **describe_error(error))


async def _persist(what: str, call: Callable[[], Awaitable[Any]], stop: asyncio.Event) -> None:
    """Make a call until it succeeds or it is time to stop; raises InvalidToken."""
    wait = 0.5
    while not stop.is_set():
        try:
            await call()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("telegram is away", action=what, **describe_error(error))
            try:
                async with asyncio.timeout(wait):
                    await stop.wait()
            except TimeoutError:
                wait = min(2 * wait, _LONGEST_WAIT)
        else:
            return


def _door(context: Context) -> int:
    with context.store.door() as session:
        return find_door(session, KIND).id
