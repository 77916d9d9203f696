"""Pages, static files, form tokens and buckets."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

import core
import web
from core.errors import NotAllowed, Refused
from core.html.assets import Assets
from core.html.csrf import check, check_same, issue
from core.html.fields import read_fields
from core.html.pages import SHEETS, open_pages
from core.html.rate import Buckets
from core.privacy.keys import Key, Keys
from core.words import load_words

ROOT = Path(core.__file__).parents[1]
TEMPLATES = [file for room in ("core/html", "web", "admin") for file in (ROOT / room).rglob("templates/**/*.html")]
ATTRIBUTE = re.compile(r"\s(?:on\w+|style)=", re.IGNORECASE)


@pytest.fixture
def keys() -> Keys:
    return Keys([Key(bytes(range(32)))], b"l" * 32)


def test_values_are_escaped_and_a_missing_one_is_an_error() -> None:
    pages = open_pages(load_words())
    page = pages.render("core/error.html", title="<b>", message='"&', request="")
    assert "<h1>&lt;b&gt;</h1>" in page
    assert "&#34;&amp;" in page
    with pytest.raises(UndefinedError):
        pages.render("core/error.html", title="x")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: f"{file.parent.parent.name}/{file.name}")
def test_no_template_holds_scripts_styles_or_raw_values(template: Path) -> None:
    text = template.read_text("utf-8")
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape" not in text
    assert not ATTRIBUTE.search(text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]* src=)", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)


def test_no_python_makes_markup_of_values() -> None:
    assert web.__file__
    for source in ("core", "web", "admin"):
        for file in (ROOT / source).rglob("*.py"):
            assert "Markup(" not in file.read_text("utf-8"), file


async def fetch(assets: Assets, path: str, encoding: str = "") -> tuple[int, dict[str, str], bytes]:
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> dict[str, Any]:
        return {}

    headers = [(b"accept-encoding", encoding.encode())]
    await assets({"path": path, "method": "GET", "headers": headers}, receive, send)
    return said[0]["status"], {k.decode(): v.decode() for k, v in said[0]["headers"]}, said[1]["body"]


async def test_static_files_are_small_and_served_from_memory() -> None:
    assets = Assets()
    url = assets.url("signaal.css")
    status, headers, body = await fetch(assets, url)
    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert len(body) < 16_384
    _, headers, zipped = await fetch(assets, url, "gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped) == body
    joined = open_pages(load_words()).assets
    for sheet, most in (("pages.css", 15_000), ("panel.css", 21_000)):
        _, _, zipped = await fetch(joined, joined.url(sheet), "gzip")
        assert len(zipped) < most
        parts = [(await fetch(joined, joined.url(part)))[2] for part in SHEETS[sheet]]
        assert gzip.decompress(zipped) == b"\n".join(parts)
    for path in ("/static/x/signaal.css", "/static/../pages.py", url + "x", "/static/pico-2.1.1.LICENSE.md"):
        assert (await fetch(assets, path))[0] == 404
    with pytest.raises(KeyError):
        assets.url("geen.css")


def test_a_token_is_for_one_form(keys: Keys) -> None:
    token = issue(keys, "signaal", "lommerbeek", "link")
    assert check(keys, token, "signaal", "lommerbeek", "link") == token[:22]
    assert issue(keys, "signaal", "lommerbeek", "link") != token
    for wrong in ((token, "mijn", "lommerbeek", "link"), (token, "signaal", "lommerbeek"), (token[:-1], "signaal")):
        with pytest.raises(NotAllowed):
            check(keys, *wrong)
    with pytest.raises(NotAllowed):
        check(keys, "é" * 54, "signaal", "lommerbeek", "link")
    check_same("abc", "abc")
    for given in ("", "abd", "é"):
        with pytest.raises(NotAllowed):
            check_same("abc", given)
    with pytest.raises(NotAllowed):
        check_same("", "")


def test_fields_are_few_and_hold_any_text() -> None:
    fields = read_fields(b"a=%C3%A9%0D%0A&a=2&leeg=")
    assert fields.one("a") == "é\r\n"
    assert fields.many("a") == ("é\r\n", "2")
    assert (fields.one("leeg"), fields.one("niet")) == ("", "")
    assert read_fields(b"a=%FF").one("a") == "�"
    for body in (b"a&" * 201, "é=1".encode()):
        with pytest.raises(Refused):
            read_fields(body)


def test_buckets_fill_again_and_stay_few() -> None:
    now = 0.0
    buckets = Buckets(2, 0.5, clock=lambda: now)
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")
    now = 2.0
    assert [buckets.take("a"), buckets.take("a")] == [True, False]
    for number in range(30_000):
        buckets.take(str(number))
    assert len(buckets) <= 20_000
