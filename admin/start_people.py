"""The step of people: the first processor and her back-up, each invited by a link that works once."""

from typing import Any
from urllib.parse import quote

from admin.desk import PREFIX, Desk, Visit
from admin.start_page import Again, Saved, StepPage
from core.errors import NotPossible, Refused
from core.joining.facts import read_facts
from core.joining.people import FIRST, invite_first_two, may_invite_first


def _show(desk: Desk, visit: Visit) -> dict[str, Any]:
    facts = read_facts(visit.session, desk.context, visit.present.place)
    return {
        "may_invite": may_invite_first(visit.session, visit.present, facts.processors),
        "roles": FIRST,
        "email": "",
        "role": FIRST[0],
        "invitation": "",
        "invited": "",
        "mailto": "",
    }


def _keep(desk: Desk, visit: Visit) -> Again | Saved:
    say, context = desk.context.words.say, desk.context
    email, role = visit.typed("email").strip(), visit.typed("role")
    if not email and visit.typed("doe") != "nodig":
        return Saved("")
    facts = read_facts(visit.session, context, visit.present.place)
    try:
        token = invite_first_two(visit.session, visit.present, facts.processors, email, role)
    except NotPossible:
        return Again({"email": email, "role": role, "wrong": {"email": say("start.mensen.full")}}, status=409)
    except Refused:
        return Again({"email": email, "role": role, "wrong": {"email": say("start.mensen.wrong")}})
    link = f"{context.base_url}{PREFIX}/uitnodiging/{token}"
    subject = quote(say("start.mensen.subject", place=visit.present.place.name))
    body = quote(say("start.mensen.body", place=visit.present.place.name, link=link))
    mailto = f"mailto:{quote(email, safe='@')}?subject={subject}&body={body}"
    return Again({"invitation": link, "mailto": mailto, "invited": email}, status=200)


PEOPLE = StepPage("mensen", _show, _keep)
