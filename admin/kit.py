"""Startpakket: the documents of a municipality, filled in, and what is still missing in them."""

from collections.abc import Mapping

from fastapi import Response

from admin.desk import Desk, Errand, Visit
from core.kit.blocks import Document
from core.kit.facts import OWN, Facts, read_facts
from core.kit.packing import TYPES, File, list_documents, write_file, write_zip
from core.kit.settings import LONGEST, READ, SET, set_own
from core.municipalities import read_municipality

# The documents by what one is doing, in the order of the page; what is new and in none of these stands in the last.
_GROUPS = (
    ("start", ("draaiboek", "signaal")),
    ("tell", ("poster", "kaartjes", "mail-teams", "agendapunt")),
    ("learn", ("sessie-signaalgevers", "vorming-verwerkers", "ai")),
)
_LAW = "law"
# Where that is set which is not set on this page: the path, by what lacks; empty: by who runs the installation.
_ELSEWHERE = {"lead": "/beheer/termijnen", "backup": "/beheer/termijnen", "mail": "/beheer/mail", "telegram": ""}


def add_kit(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/startpakket", READ)
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/startpakket", SET)
    def keep(visit: Visit) -> Response:
        typed = {name: visit.typed(name) for name in OWN}
        if wrong := set_own(visit.session, visit.present, typed):
            return _show(desk, visit, typed=typed, wrong=wrong, status=422)
        return desk.go("/startpakket?gedaan=1")

    @desk.get("/startpakket/alles.zip", READ)
    def everything(visit: Visit) -> Errand:
        facts = _facts(desk, visit)
        return Errand(lambda: write_zip(facts, desk.context.words), lambda _, file: _give(file))

    @desk.get("/startpakket/{file}", READ)
    def one(visit: Visit) -> Response:
        key, _, form = visit.path("file").rpartition(".")
        return _give(write_file(key, form, _facts(desk, visit), desk.context.words))


def _show(
    desk: Desk, visit: Visit, *, typed: Mapping[str, str] | None = None, wrong: tuple[str, ...] = (), status: int = 200
) -> Response:
    facts = _facts(desk, visit)
    documents = list_documents(facts, desk.context.words)
    lacks = dict.fromkeys(name for document in documents for name in document.lacks)
    return desk.own_page(
        visit,
        "kit",
        status=status,
        here="kit",
        groups=_group(documents),
        count=len(documents),
        lacks=tuple(lacks),
        places={name: _ELSEWHERE.get(name, f"#{name}") for name in lacks},
        reached=facts.reached,
        own=OWN,
        typed=typed or {name: getattr(facts, name) for name in OWN},
        wrong=wrong,
        most=LONGEST,
        done=bool(visit.asked("gedaan")),
    )


def _facts(desk: Desk, visit: Visit) -> Facts:
    place = read_municipality(visit.session, visit.present.place.id)
    return read_facts(desk.context, place, visit.session)


def _group(documents: tuple[Document, ...]) -> list[tuple[str, list[Document]]]:
    named = {key: name for name, keys in _GROUPS for key in keys}
    order = (*(name for name, _ in _GROUPS), _LAW)
    return [(name, [each for each in documents if named.get(each.key, _LAW) == name]) for name in order]


def _give(file: File) -> Response:
    kind = TYPES[file.name.rpartition(".")[2]]
    headers = {"content-disposition": f'attachment; filename="{file.name}"', "cache-control": "no-store"}
    return Response(file.body, media_type=kind, headers=headers)
