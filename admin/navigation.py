"""The parts of the panel, in the order of the navigation: what somebody may see is there, what she may not is not."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.people.roles import ALL
from core.people.sessions import Present


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the panel: `key` is what its pages say they belong to, `word` its name in the catalogue.

    `limited`: for who has its permission only so far; who has it everywhere has better pages.
    """

    key: str
    path: str
    permission: str
    word: str
    limited: bool = False

    def shows(self, present: Present) -> bool:
        """Tell whether it is for somebody."""
        return present.may(self.permission) and not (self.limited and present.reach(self.permission) == ALL)


# What is worked with every day, and what is set now and then.
DAILY = (
    Part("installation", "/beheer/installatie", "installation.read", "offices.installation"),
    Part("shared", "/beheer/gemeenten", "shared.read", "offices.shared"),
    Part("today", "/beheer/vandaag", "fiches.read", "due.title"),
    Part("signals", "/beheer", "signals.read", "admin.signals"),
    Part("organisation", "/beheer/eigen", "signals.organisation", "offices.own", limited=True),
    Part("search", "/beheer/zoeken", "signals.read", "triage.search.title"),
    Part("groups", "/beheer/groepen", "signals.read", "insight.groups"),
    Part("trends", "/beheer/trends", "signals.read", "insight.trends"),
    Part("figures", "/beheer/cijfers", "figures.read", "figures.title"),
    Part("fiches", "/beheer/fiches", "fiches.read", "admin.fiche.list"),
    Part("actions", "/beheer/acties", "fiches.read", "actions.list"),
    Part("agenda", "/beheer/agenda", "agenda.read", "meet.agenda"),
    Part("work", "/beheer/werk", "work.read", "admin.work"),
)
SETTINGS = (
    Part("start", "/beheer/start", "start.set", "start.title"),
    Part("kit", "/beheer/startpakket", "kit.read", "kit.title"),
    Part("import", "/beheer/invoer", "signals.import", "sheet.title"),
    Part("partners", "/beheer/partners", "partners.read", "meet.partners"),
    Part("public", "/beheer/openbaar", "public.set", "openbaar.title"),
    Part("calls", "/beheer/oproepen", "calls.edit", "calls.title"),
    Part("form", "/beheer/vragenlijst", "form.edit", "form.title"),
    Part("messages", "/beheer/berichten", "digests.read", "loop.title"),
    Part("runs", "/beheer/berichten/verzendingen", "digests.run", "loop.runs"),
    Part("model", "/beheer/model", "model.read", "admin.model"),
    Part("mail", "/beheer/mail", "mail.set", "admin.mailboxes"),
    Part("terms", "/beheer/termijnen", "terms.set", "terms.title"),
    Part("style", "/beheer/huisstijl", "style.set", "style.title"),
    Part("sharing", "/beheer/cijfers/delen", "figures.share", "offices.sharing"),
    Part("people", "/beheer/mensen", "people.invite", "admin.people"),
    Part("looked", "/beheer/inzage", "identity.watch", "people.looked"),
    Part("provider", "/beheer/aanmelding", "sign-in.set", "people.provider"),
    Part("rights", "/beheer/rechten", "rights.read", "people.rights"),
    Part("account", "/beheer/account", "account.own", "admin.account"),
)


def daily(present: Present) -> Iterator[Part]:
    """Give the parts of every day that somebody may see."""
    return (part for part in DAILY if part.shows(present))


def settings(present: Present) -> tuple[Part, ...]:
    """Give the parts where somebody may set things."""
    return tuple(part for part in SETTINGS if part.shows(present))


def landing(present: Present) -> Part:
    """Give the part where somebody lands who does not work with signals."""
    return next(part for part in (*daily(present), *settings(present)) if part.key not in {"signals", "rights"})
