"""HTML becomes text line by line, quotes keep their signs, and what is hidden stays out."""

import json
from pathlib import Path

import pytest

from mail.understand.html import html_text
from mail.understand.strip import strip

PAGES = (
    ("<p>een</p><p>twee</p>", "een\n\ntwee"),
    ("<div>een</div><div>twee</div>", "een\ntwee"),
    ("een<br>twee<br><br>drie", "een\ntwee\n\ndrie"),
    ("<ul><li>een</li><li>twee</li></ul>", "- een\n- twee"),
    ("<table><tr><td>een</td><td>twee</td></tr><tr><td>drie</td></tr></table>", "een\ttwee\ndrie"),
    ("a&nbsp;b &amp; c  \n d", "a b & c d"),
    ("<blockquote>een<blockquote>twee</blockquote></blockquote>drie", "> een\n>\n>> twee\ndrie"),
    ("<script>x()</script><style>p{}</style><title>t</title>een", "een"),
    ("<p style='DISPLAY: none'>weg</p><span hidden>weg</span>een", "een"),
    ("een<div class=gmail_signature>An</div>", "een\n-- \nAn"),
    ("<p>een<o:p></o:p></p><p>&nbsp;</p><p>twee</p>", "een\n\ntwee"),
    ("<div class=yahoo_quoted><div>oud</div></div>", "> oud"),
)
# An answer as the big clients send it; all but the first paragraph is not hers.
_ANSWERS: list[dict[str, str]] = [
    json.loads(line) for line in (Path(__file__).parent / "html_replies.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("html", "text"), PAGES)
def test_html_becomes_lines(html: str, text: str) -> None:
    assert html_text(html) == text


@pytest.mark.parametrize("answer", _ANSWERS, ids=lambda answer: answer["client"])
def test_an_html_answer_is_stripped(answer: dict[str, str]) -> None:
    assert strip(html_text(answer["html"])).text == "In Gent."


def test_answers_between_pieces_of_a_quote_stay() -> None:
    html = (
        "<div class=gmail_quote><div class=gmail_attr>Op di 3 sep 2024 om 10:12 schreef L "
        "&lt;s@x.example.org&gt;:</div><blockquote class=gmail_quote>1. Waar?</blockquote><div>In Gent.</div>"
        "<blockquote>2. Hoeveel?</blockquote>Tien</div>"
    )
    assert strip(html_text(html)).text == "In Gent.\n\nTien"


def test_indented_words_without_any_sign_of_a_quote_stay() -> None:
    got = strip(html_text("<p>Dit zien wij:</p><blockquote><p>schimmel in de kamers</p></blockquote>"))
    assert "schimmel in de kamers" in got.text
    assert not got.sure
