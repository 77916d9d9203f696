"""The page of a fiche kept short: what comes next at its top, and which of its parts are open."""

from collections.abc import Mapping
from typing import Any

from admin.desk import Visit
from core.people.roles import RIGHTS
from core.review.action_moves import OPEN
from core.review.fiche_moves import CLOSED, Facts
from core.review.fiche_reading import FicheShown
from core.review.next_steps import OPENED, NextStep, Standing, find_next
from core.store.tables.fiche import ASKED

ITEMS = ("voorbeeld", "cijfer")
# The parts of the page in its order, with the text that names each; the index shows those that are there.
PARTS: Mapping[str, str] = {
    "signalen": "admin.fiche.evidence",
    "acties": "actions.list",
    "voorbeeld": "fiche.voorbeeld.list",
    "cijfer": "fiche.cijfer.list",
    "log": "fiche.log",
    "publiek": "fiche.public",
    "status": "admin.list.status",
    "trekker": "admin.fiche.puller",
    "scores": "fiche.scores",
    "labels": "fiche.labels",
    "momenten": "meet.agenda",
    "partners": "meet.partners",
    "verwant": "fiche.links",
    "schuiven": "fiche.shift",
    "feiten": "admin.fiche.facts",
    "gebeurd": "admin.signal.journal",
}
# The part whose form was sent, by the end of its address: it is open when the page comes back with a complaint.
_SENT: Mapping[str, str] = {
    "opvolging": "log",
    "labels": "labels",
    "zie-ook": "verwant",
    "terugkerend": "verwant",
    "trekker": "trekker",
    "publiek": "publiek",
    "acties": "acties",
    "score": "scores",
    "partners": "partners",
    "op-tafel": "momenten",
    "samen": "schuiven",
    "splitsen": "schuiven",
    "terug": "schuiven",
}
# The part that something was just done in: one goes on there.
_DONE: Mapping[str, tuple[str, ...]] = {
    "eruit": ("signalen",),
    "fiche.added": ITEMS,
    "fiche.removed": ITEMS,
    "fiche.noted": ("log",),
    "fiche.labelled": ("labels",),
    "fiche.followed": ("labels",),
    "fiche.referred": ("verwant",),
    "fiche.unreferred": ("verwant",),
    "fiche.puller": ("trekker",),
    "fiche.puller-asked": ("trekker",),
    "fiche.accepted": ("trekker",),
    "fiche.scored": ("scores",),
    "fiche.merged": ("schuiven",),
    "fiche.put-back": ("schuiven",),
    "fiche.split": ("schuiven",),
    "fiche.rewritten": ("publiek",),
    "fiche.public-moved": ("publiek",),
    "actions.shown": ("acties",),
    "actions.unshown": ("acties",),
}


def lay_out(visit: Visit, fiche: FicheShown, values: Mapping[str, Any], done: str) -> dict[str, Any]:
    """Say what comes next and which parts are open, from what the parts show; `done`: what the address says was."""
    following = None if values["content"].links.into else find_next(_stand(visit, fiche, values))
    return {
        "following": following,
        "opened": _open(visit, fiche, following, done) | _running(fiche, values),
        "parts": PARTS,
        "absent": _absent(visit, fiche, values),
        "onward": next(iter(_DONE.get(done, ())), ""),
    }


def _stand(visit: Visit, fiche: FicheShown, values: Mapping[str, Any]) -> Standing:
    pulling, closing, actions = values["pulling"], values["closing"], values["actions"]
    far = closing.progress if closing else None
    return Standing(
        Facts(
            fiche.status,
            fiche.description,
            fiche.evidence.organisations,
            pulling.puller,
            sum(one.state in OPEN for one in actions),
            pulling.answer,
            pulling.note,
        ),
        may=frozenset(name for name in RIGHTS if visit.present.may(name)),
        asked=pulling.mine and pulling.answer == ASKED,
        scores=sum(bool(score.value) for score in values["scores"] if not score.computed),
        ended=sum(one.state not in OPEN for one in actions),
        talks=sum(one.spoken for one in values["meetings"]),
        logged=bool(values["log"]),
        hints=sum(bool(part.kind) for part in values["look_over"](f"{fiche.title}\n{fiche.description}")),
        telling=(far.told, far.of, len(far.stuck)) if far else None,
    )


def _open(visit: Visit, fiche: FicheShown, following: NextStep | None, done: str) -> frozenset[str]:
    sent = visit.knock.url.partition("/fiche/")[2].partition("/")[2].partition("/")[0]
    kind = visit.typed("kind")
    now = {_SENT.get(sent, ""), *_DONE.get(done, ())} | ({kind} if sent == "erbij" else set[str]())
    asked = {"trekker"} if following and any(step.name == "answer" for step in following.steps) else set[str]()
    return OPENED[fiche.status] | now | asked if following else frozenset(now)


def _running(fiche: FicheShown, values: Mapping[str, Any]) -> frozenset[str]:
    """Open the actions of a closed fiche while one still runs: whose it is must not be folded away."""
    runs = fiche.status == CLOSED and any(one.state in OPEN for one in values["actions"])
    return frozenset({"acties"} if runs else ())


def _absent(visit: Visit, fiche: FicheShown, values: Mapping[str, Any]) -> frozenset[str]:
    """Name the parts that the page has not, for who looks."""
    present, merged = visit.present, bool(values["content"].links.into)
    edits = present.may("fiches.edit") and not merged
    meets = present.may("agenda.edit") and not merged and fiche.status != CLOSED
    absent = {kind for kind, listed in values["items"] if not listed and not edits}
    absent |= set[str]() if values["meetings"] or meets else {"momenten"}
    absent |= {"partners"} if values["standings"] is None else set[str]()
    absent |= set[str]() if edits or (values["shifts"] and present.may("fiches.edit")) else {"schuiven"}
    return frozenset(absent)
