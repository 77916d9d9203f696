"""Teksten: what letters say at each event, worded anew by a municipality, tried with invented values, and put back."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.fiche_page import read_handling
from admin.ids import read_number
from core.errors import NotFound
from core.feedback.own_texts import (
    EVENTS,
    LONGEST,
    PERMISSION,
    Text,
    WrongText,
    check_text,
    drop_text,
    list_languages,
    list_texts,
    set_text,
    show_sample,
)
from core.review.fiches import Behind
from core.review.personal import HasPersonal
from core.words import DUTCH

_DONE = {"tekst": "tekst", "standaard": "standaard", "al": "al"}


def add_messages_texts(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/berichten/teksten", PERMISSION)
    def show(visit: Visit) -> Response:
        language = visit.asked("taal") or DUTCH
        if key := visit.asked("tekst"):
            return _show_one(desk, visit, _find(desk, visit, key, language))
        events = list_texts(visit.session, visit.present, desk.context.words, language)
        return desk.own_page(
            visit,
            "messages_texts",
            here="messages",
            events=events,
            sample=show_sample,
            done=_DONE.get(visit.asked("gedaan"), ""),
            language=language,
            languages=list_languages(visit.present),
        )

    @desk.post("/berichten/teksten", PERMISSION)
    def change(visit: Visit) -> Response:
        key, version, now = visit.typed("key"), read_number(visit.typed("version")), desk.context.clock()
        text = _find(desk, visit, key, visit.typed("taal") or DUTCH)
        typed, words, language = visit.typed("text").strip(), desk.context.words, text.language
        if visit.typed("doe") == "terug":
            dropped = drop_text(visit.session, visit.present, key, version, now, language)
            return _go_on(desk, visit, text, dropped, "standaard")
        typed = typed.replace("\r\n", "\n")
        try:
            if visit.typed("doe") == "bekijk":
                check_text(typed, text.placeholders)
                return _show_one(desk, visit, text, typed=typed)
            new = (key, typed, version, language)
            done = set_text(visit.session, visit.present, words, new, now, read_handling(visit))
        except WrongText as wrong:
            return _show_one(desk, visit, text, status=422, typed=typed, wrong={"text": _say_wrong(desk, text, wrong)})
        except HasPersonal as found:
            asks = {"personal": words.say("fiche.wrong.personal")}
            return _show_one(desk, visit, text, status=422, typed=typed, wrong=asks, spotted=("text", found.words))
        return _go_on(desk, visit, text, done, "tekst", typed=typed)


def _go_on(desk: Desk, visit: Visit, text: Text, done: Any, said: str, **tried: Any) -> Response:
    if isinstance(done, Behind):
        return _show_one(desk, visit, text, status=409, behind=done, **tried)
    in_language = "" if text.language == DUTCH else f"&taal={text.language}"
    return desk.go(f"/berichten/teksten?gedaan={said if done.changed else 'al'}{in_language}")


def _show_one(desk: Desk, visit: Visit, text: Text, *, status: int = 200, **tried: Any) -> Response:
    typed = str(tried.pop("typed", "") or text.own or text.standard)
    wrong = tried.get("wrong", {})
    values: dict[str, Any] = {
        "text": text,
        "event": next(event for event, keys in EVENTS.items() if text.key in keys),
        "words": typed,
        "sample": "" if "text" in wrong else show_sample(typed),
        "standard": show_sample(text.standard),
        "longest": LONGEST,
        "wrong": wrong,
        "spotted": (),
        "behind": None,
        "typed": dict(visit.knock.fields.pairs()),
    }
    return desk.own_page(visit, "messages_text", status=status, here="messages", **{**values, **tried})


def _find(desk: Desk, visit: Visit, key: str, language: str) -> Text:
    texts = list_texts(visit.session, visit.present, desk.context.words, language)
    found = next((text for many in texts.values() for text in many if text.key == key), None)
    if found is None:
        raise NotFound("letter text")
    return found


def _say_wrong(desk: Desk, text: Text, wrong: WrongText) -> str:
    def name(names: tuple[str, ...]) -> str:
        return ", ".join(f"{{{one}}}" for one in names)

    known = name(text.placeholders) or desk.context.words.say("loop.text.no-placeholders")
    return desk.context.words.say(f"loop.text.wrong.{wrong.why}", names=name(wrong.names), known=known, most=LONGEST)
