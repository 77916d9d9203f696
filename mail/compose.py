"""Compose: what our letters say, as one model: paragraphs, questions, a link; never a word of whom we write to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from core.context import Context
from core.dialogue.events import Ask
from core.dialogue.form import Question
from core.feedback.digest_sheet import Sheet
from core.feedback.own_words import own_in
from core.intake.calls import Called
from core.intake.rooms import Notice, Said
from core.intake.tongue import service_in
from core.municipalities import Place
from core.words import DUTCH, Words, load_words
from mail.compose_digest import News, compose_news, write_subject

_REMINDER, _ENDED = "notice.draft-reminder", "mail.no-more-letters"
# Letters about what a person decided, by their subject.
_DECIDED = frozenset({"news", "news-bundled", "news-answer", "closed"})
# Notices that a letter of its own subject begins with.
_SUBJECTS = frozenset({
    "thanks", "supplemented", "ask-again", "no-more-questions", "no-more-letters", "gone", "encrypted", "help",
})  # fmt: skip
_WITH_FORM = frozenset({"mail.encrypted", "mail.only-attachments", "mail.help", "mail.gone"})


@dataclass(frozen=True, slots=True)
class Put:
    """A question as a letter puts it."""

    number: int
    text: str
    hints: tuple[str, ...] = ()
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A letter before it is text or HTML.

    `warning` stands out; `link_label` is what `link` is called; `news`: it is a digest, with a template of its own.
    `links`: pages that answer what the letter asks, each with what it is called; `foot`: more of those,
    under the small print.
    """

    subject: str
    marker: str
    place: str
    warning: str = ""
    paragraphs: tuple[str, ...] = ()
    intro: str = ""
    questions: tuple[Put, ...] = ()
    after: tuple[str, ...] = ()
    link: str = ""
    link_text: str = ""
    link_label: str = ""
    links: tuple[tuple[str, str], ...] = ()
    small: tuple[str, ...] = ()
    foot: tuple[tuple[str, str], ...] = ()
    language: str = DUTCH
    news: News | None = None


def compose(context: Context, said: Said) -> Page | None:
    """Compose what is said as a letter; None when there is nothing to say."""
    if not said.items or said.place is None:
        return None
    language = str(said.facts.get("language") or DUTCH)
    words = (context.words if language == DUTCH else load_words(language)).owned(own_in(said.own, language))
    place = said.place
    notices = [item for item in said.items if isinstance(item, Notice)]
    sheet = said.facts.get("sheet")
    if isinstance(sheet, Sheet):
        news, opening = compose_news(words, sheet, place.name), words.say(notices[0].key, **notices[0].values)
        return Page(
            write_subject(words, sheet, place.name), "", place.name, paragraphs=(opening,), language=language, news=news
        )
    asks = [item for item in said.items if isinstance(item, Ask)]
    paragraphs = [text for notice in notices for text in _paragraphs(words, notice, said)]
    page = Page(
        subject=_subject(words, said, notices),
        marker=words.say("mail.marker") if asks else "",
        place=place.name,
        warning=_warning(words, said, place),
        paragraphs=(words.say("mail.greeting"), *paragraphs),
        links=_links(words, said),
        small=(_footer(words, said, place),),
        language=language,
    )
    if said.facts.get("guest"):  # no reporter: there is nothing to stop, and an answer to the letter would be a signal
        stop = (str(said.facts["guest"]), words.say("invite.guest-stop"))
        return replace(page, small=(words.say("invite.guest-footer", place=place.name),), foot=(stop,))
    if said.facts.get("staff"):
        # For a colleague: where it is said in the panel, and nothing of what reporters have to know.
        texts = {"link_text": words.say("mail.staff-link"), "link_label": words.say("mail.staff-link-label")}
        return replace(page, small=(words.say("mail.staff-footer"),), link=said.link, **texts)
    # Who was just told that no more letters come, is not told how to stop them.
    ended = any(notice.key == _ENDED for notice in notices)
    page = _with_questions(words, page, asks, ended=ended)
    return _with_link(context, words, page, said, notices)


def _footer(words: Words, said: Said, place: Place) -> str:
    """Say who speaks: the computer itself, or a person who decided while the computer only sends it."""
    decided = said.facts.get("subject") in _DECIDED
    return words.say("mail.footer-decided") if decided else words.say("mail.footer", place=place.name)


def _links(words: Words, said: Said) -> tuple[tuple[str, str], ...]:
    links = cast("tuple[tuple[str, str], ...]", said.facts.get("links") or ())
    alike = cast("tuple[tuple[str, str], ...]", said.facts.get("alike") or ())
    joining = tuple((address, words.say("join.mail.link", title=title)) for address, title in alike)
    return (*((address, words.say(label)) for address, label in links), *joining)


def _subject(words: Words, said: Said, notices: list[Notice]) -> str:
    key = notices[0].key if notices else ""
    name = str(said.facts.get("subject") or key.removeprefix("mail."))
    if said.facts.get("subject"):
        pass  # whoever wrote this says what it is about
    elif key.startswith("notice.signal") or key == "notice.no-signals":
        name = "status"
    elif key == _REMINDER:
        name = "reminder"
    elif name not in _SUBJECTS:
        name = "other"
    number = said.facts.get("number") or (notices[0].values.get("number") if notices and name != "status" else None)
    subject = words.say(f"mail.subject.{name}")
    return f"[Signaal {number}] {subject}" if isinstance(number, int) else subject


def _paragraphs(words: Words, notice: Notice, said: Said) -> list[str]:
    facts = said.facts
    match notice.key:
        case "mail.thanks":
            told = [words.say("mail.thanks", number=facts["number"])]
            call = facts.get("call")
            if isinstance(call, Called):
                told.append(words.say("mail.call-over" if call.over else "mail.call", title=call.title))
            service = service_in(str(facts["service"]), words)
            told.append(words.say("mail.thanks-next", days=facts["days"], service=service))
            if facts.get("elsewhere") and said.place:
                told.append(words.say("mail.elsewhere", place=said.place.name))
            if facts.get("alike"):
                told.append(words.say("join.mail.ask"))
            return [*told, *_held_back(words, facts)]
        case "mail.supplemented":
            return [words.say("mail.supplemented", number=facts["number"]), *_held_back(words, facts)]
        case "mail.help":
            return [words.say(key) for key in ("mail.help", "mail.help-answer", "mail.help-status", "mail.help-stop")]
        case _:
            return words.say(notice.key, **notice.values).split("\n")


def _held_back(words: Words, facts: Mapping[str, Any]) -> list[str]:
    """Tell what was hidden, by type and number, and that attachments are not kept."""
    hidden = cast("dict[str, int]", facts.get("hidden") or {})
    told: list[str] = []
    count = sum(hidden.values())
    if count:
        kinds = [_counted(words, kind, number) for kind, number in hidden.items()]
        types = ", ".join(kinds)
        if len(kinds) > 1:
            types = words.say("mail.hidden-and", first=", ".join(kinds[:-1]), last=kinds[-1])
        told.append(words.say("mail.hidden-one" if count == 1 else "mail.hidden-more", count=count, types=types))
    if facts.get("attachments"):
        told.append(words.say("mail.attachments"))
    return told


def _counted(words: Words, kind: str, number: int) -> str:
    many = "one" if number == 1 else "more"
    return f"{number} {words.say(f'mail.type.{kind}.{many}')}"


def _warning(words: Words, said: Said, place: Place) -> str:
    return str(place.setting("danger_text") or words.say("dialogue.danger")) if said.facts.get("danger") else ""


def _with_questions(words: Words, page: Page, asks: list[Ask], *, ended: bool) -> Page:
    if not asks:
        return page if ended else replace(page, small=(words.say("mail.stop-letters"), *page.small))
    return replace(
        page,
        intro=words.say("mail.questions-one" if len(asks) == 1 else "mail.questions-more"),
        questions=tuple(put(words, ask) for ask in asks),
        after=(words.say("mail.how"), words.say("mail.no-names")),
        small=(words.say("mail.stop-questions"), *page.small),
    )


def put(words: Words, ask: Ask) -> Put:
    """Write a question with its number and its choices between brackets."""
    _text, *hints = put_lines(words, ask.question)
    choices = hints.pop() if ask.question.options else ""
    return Put(ask.number, ask.text, tuple(hints), choices)


def put_lines(words: Words, question: Question) -> list[str]:
    """List what stands in a letter about a question: its text, what helps to answer it, and last its choices."""
    lines = [question.text]
    if question.kind == "choices":
        lines.append(words.say("mail.at-most", count=question.at_most))
    elif question.hint:
        lines.append(question.hint)
    if question.options:
        lines.append(words.say("mail.choices", choices=" / ".join(_labels(words, question))))
    return lines


def _labels(words: Words, question: Question) -> list[str]:
    """List the choices of a question, as letters call them."""
    if question.reworded:
        return [option.label for option in question.options]
    own = {option.key: f"mail.question.{question.key}.option.{option.key}" for option in question.options}
    return [words.say(own[option.key]) if words.has(own[option.key]) else option.label for option in question.options]


def _with_link(context: Context, words: Words, page: Page, said: Said, notices: list[Notice]) -> Page:
    if said.link and said.facts.get("subject") == "question":
        link, text, label = said.link, "asking.link", "asking.link-label"
    elif said.link:
        link, text, label = said.link, "mail.link", "mail.link-label"
    elif said.place and any(notice.key in _WITH_FORM for notice in notices):
        link, text, label = f"{context.base_url}/{said.place.slug}/signaal", "mail.link-form", "mail.link-form-label"
    else:
        return page
    return replace(page, link=link, link_text=words.say(text), link_label=words.say(label))
