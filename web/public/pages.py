"""The public pages of one municipality, rendered from its snapshot."""

from collections.abc import Mapping

from core.publish.model import PublicFiche
from web.public.counting import count
from web.public.searching import FACETS, PAGE, STATUS, Asked, choices, find, newest, read_asked
from web.public.showing import Page, by_state, in_order, shorten, steps

_OVER = "afgerond"  # what is closed takes no more signals
_LONGEST_START = 64  # characters that Telegram takes along in a link


def show_front(page: Page) -> str:
    """Show the six parts, each in short."""
    snapshot = page.snapshot
    say = page.desk.words.say
    return render(
        page,
        "front",
        say("public.front-title", place=snapshot.name),
        say("public.front-lead", place=snapshot.name),
        telegram=_chat(page, snapshot.slug),
        counted=count(snapshot.figures, page.telling),
        fiches=newest(snapshot.fiches),
        acts=in_order(snapshot.actions),
        coming=page.days()[0],
    )


def _chat(page: Page, start: str) -> str:
    """Give the address of a chat with the bot that begins there; empty where there is no bot, or it cannot say that."""
    name = page.snapshot.about.bot or page.desk.context.telegram_name
    return f"https://t.me/{name}?start={start}" if name and len(start) <= _LONGEST_START else ""


def show_figures(page: Page) -> str:
    """Show the figures."""
    say = page.desk.words.say
    return render(
        page,
        "figures",
        say("public.part.figures"),
        say("public.figures-summary", place=page.snapshot.name),
        counted=count(page.snapshot.figures, page.telling),
    )


def show_fiches(page: Page) -> str:
    """Show the fiches that are asked for, a page of them."""
    asked, tell, say = read_asked(page.query), page.telling, page.desk.words.say
    found = find(page.snapshot.fiches, asked)
    last = max(1, -(-len(found) // PAGE))
    typed = page.query.get("pagina", "")
    nth = min(max(int(typed) if typed.isdecimal() and len(typed) < len(str(PAGE**2)) else 1, 1), last)
    offered = [(name, _options(page, name, keys)) for name, keys in choices(page.snapshot.fiches).items() if keys]
    query = asked.without("")
    title = say("public.part.fiches")
    return render(
        page,
        "fiches",
        title if nth == 1 else say("public.page-title", title=title, page=nth),
        say("public.fiches-summary", place=page.snapshot.name),
        asked=asked,
        offered=offered,
        found=found,
        shown=found[(nth - 1) * PAGE : nth * PAGE],
        earlier=_turn(page, query, nth - 1) if nth > 1 else "",
        later=_turn(page, query, nth + 1) if nth < last else "",
        tell=tell,
    )


def _turn(page: Page, query: Mapping[str, str], nth: int) -> str:
    return page.to("/fiches", **query, pagina=str(nth) if nth > 1 else "")


def _options(page: Page, name: str, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    if name == STATUS:
        return [(key, page.desk.words.say(f"public.state.{key}")) for key in keys]
    return sorted(page.telling.labels(FACETS[name], keys), key=lambda option: option[1].casefold())


def show_fiche(page: Page, fiche: PublicFiche) -> str:
    """Show one fiche."""
    snapshot = page.snapshot
    passed, at = steps(fiche)
    return render(
        page,
        "fiche",
        fiche.title,
        shorten(fiche.text),
        fiche=fiche,
        card=page.card(fiche),
        steps=passed,
        at_step=at,
        over=fiche.status == _OVER,
        telegram=_chat(page, f"{snapshot.slug}-f{fiche.number}"),
        acts=[action for action in in_order(snapshot.actions) if action.fiche == fiche.number],
        days=[day for day in sorted(snapshot.days, key=lambda one: one.starts_at) if day.number in fiche.days],
        timeline=page.timeline(fiche),
        labelled=[(field, facet, getattr(fiche, facet)) for field, facet in FACETS.items()],
        predecessor=snapshot.fiche(fiche.predecessor) if fiche.predecessor else None,
        successor=next((one for one in snapshot.fiches if one.predecessor == fiche.number), None),
    )


def show_gone(page: Page) -> str:
    """Say that a fiche is not to be seen here, and where to look further."""
    return render(page, "gone", page.desk.words.say("public.gone-title"), "", asked=Asked())


def show_actions(page: Page) -> str:
    """Show what is done."""
    say = page.desk.words.say
    summary = say("public.actions-summary", place=page.snapshot.name)
    return render(page, "actions", say("public.part.actions"), summary, groups=by_state(page.snapshot.actions))


def show_agenda(page: Page) -> str:
    """Show when people meet."""
    say, (coming, past) = page.desk.words.say, page.days()
    summary = say("public.agenda-summary", place=page.snapshot.name)
    return render(page, "agenda", say("public.part.agenda"), summary, coming=coming, past=past)


def show_partners(page: Page) -> str:
    """Show who works along."""
    say = page.desk.words.say
    return render(
        page, "partners", say("public.part.partners"), say("public.partners-summary", place=page.snapshot.name)
    )


def render(page: Page, template: str, title: str, summary: str, **values: object) -> str:
    """Render a page of the public with what all of them are given."""
    given = {**page.values(), **values, "title": title, "summary": summary}
    return page.desk.pages.render(f"web/public/{template}.html", **given)
