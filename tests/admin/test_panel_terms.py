"""Termijnen in a browser: what is typed is kept or asked again, and only who may sees it."""

import re

import httpx

from tests.admin.panel import field


async def test_terms_are_set_and_what_is_wrong_is_asked(browser: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    page = await lead.get("/beheer/termijnen")
    csrf = field(page, "csrf")
    someone = re.search(r'<option value="([0-9a-f-]{36})">noor', page.text)
    assert someone
    typed = {
        "csrf": csrf, "working_days": "8", "answer_days": "10", "silent_days": "60", "queue_days": "3",
        "closing_days": "11/7\n24/12/2026", "lead": someone[1], "backup": "",
    }  # fmt: skip
    answer = await lead.post("/beheer/termijnen", data={**typed, "working_days": "veel", "closing_days": "kerstdag"})
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#([\w-]+)">', answer.text) == ["working_days", "closing_days"]
    assert "kerstdag" in answer.text
    answer = await lead.post("/beheer/termijnen", data=typed)
    page = await lead.get(answer.headers["location"])
    for words in ("Bewaard.", 'value="8"', 'value="60"', "24/12/2026", f'value="{someone[1]}" selected'):
        assert words in page.text, words
    assert (await browser.get("/beheer/termijnen")).status_code == 403
