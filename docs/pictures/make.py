"""Make the pictures of the README anew, from a fresh demo: `.venv/bin/python docs/pictures/make.py`."""

import html
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bot.reduce import read_delivery
from bot.room import TelegramRoom
from core.context import Context
from core.demo.load import load_demo
from core.intake.accept import accept, find_door
from core.intake.converse import converse
from core.settings import Settings
from core.start import open_installation

HERE = Path(__file__).parent
SIGNAAL = HERE.parents[1] / ".venv/bin/signaal"
STYLE = """body{background:#dfe7ea;font:16px/1.4 "DejaVu Sans",sans-serif;margin:0;padding:18px;width:560px}
p{white-space:pre-wrap;max-width:78%;padding:10px 14px;border-radius:14px;margin:8px 0;background:#fff;width:fit-content}
p.mine{background:#d7f3d0;margin-left:auto}div{display:flex;flex-wrap:wrap;gap:6px;max-width:88%}
span{background:#7f97a3;color:#fff;border-radius:8px;padding:7px 12px;font-size:14px}"""
TALK = (
    "/start demo",
    "Thuisverpleging en gezinszorg",
    "Overslaan",
    "Oudere mensen op het platteland geraken niet meer bij de kinesist sinds de bus weg is. Mevrouw Peeters belt mij "
    "elke week: ze kan nergens meer naartoe.",
    "Verbergen",
    "Veel (meer dan 5)",
)


def bubbles(context: Context) -> Iterator[tuple[str, str, list[str]]]:
    """Hold a conversation with the bot's own room; gives who, what, and the buttons below it."""
    rooms = {"telegram": TelegramRoom(context.words)}
    with context.store.door() as session:
        door_id = find_door(session, "telegram").id
    for number, words in enumerate(TALK, 1):
        yield "mine", words, []
        message = {"message_id": number, "date": number, "chat": {"id": 4711, "type": "private"}, "text": words}
        if words.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": 6}]
        delivery = read_delivery(context, {"update_id": number, "message": message})
        accept(context, door_id, [delivery])
        settled = converse(context, rooms, "telegram", door_id, delivery.lookup)
        letters = rooms["telegram"].tell(settled.said) if settled and settled.said else []
        calls: list[tuple[str, dict[str, Any]]] = [call for letter in letters for call in letter["calls"]]
        for method, values in calls:
            if method == "sendMessage":
                markup = values.get("reply_markup", {})
                given: dict[str, Any] = json.loads(markup) if isinstance(markup, str) else markup
                yield "bot", values["text"], [b["text"] for row in given.get("inline_keyboard", ()) for b in row]


def draw_chat(context: Context, page: Page) -> None:
    """Draw the conversation as a phone shows it."""
    drawn = "".join(
        f'<p class="{who}">{html.escape(text)}</p><div>{"".join(f"<span>{html.escape(b)}</span>" for b in buttons)}</div>'
        for who, text, buttons in list(bubbles(context))[-9:]
    )
    page.set_viewport_size({"width": 596, "height": 400})
    page.set_content(f"<style>{STYLE}</style>{drawn}")
    page.screenshot(path=HERE / "chat.png", full_page=True)


def shoot_pages(page: Page, folder: str) -> None:
    """Start the program with the same data, and take the panel and the form."""
    environment = {"SIGNAAL_DATA": folder, "SIGNAAL_HTTP_LISTEN": "127.0.0.1:0", "SIGNAAL_METRICS_LISTEN": ""}
    running = subprocess.Popen(
        [SIGNAAL, "run", "--demo", "--roles", "web"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    links: dict[str, str] = {}
    for line in running.stdout or ():
        name, _, link = line.strip().rpartition(" ")
        links[name.split(" ")[0]] = link
        if line.startswith("ready"):
            break
    try:
        page.set_viewport_size({"width": 1100, "height": 720})
        page.goto(links["sign"])
        page.get_by_role("button").first.click()
        page.locator("table, main ul, main ol").first.wait_for()
        page.screenshot(path=HERE / "panel.png")
        page.set_viewport_size({"width": 420, "height": 860})
        page.goto(links["the"])
        page.screenshot(path=HERE / "form.png")
    finally:
        running.terminate()
        running.wait(20)


def main() -> None:
    """Make all three."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        Path(folder).chmod(0o755)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        with open_installation(Settings(data=Path(folder))) as context:
            load_demo(context)
            draw_chat(context, page)
        shoot_pages(page, folder)
        browser.close()


if __name__ == "__main__":
    main()
