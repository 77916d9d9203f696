"""The demo's sign-in link: once, within the hour, for the demo only."""

import pytest

from core.context import Context
from core.errors import NotAllowed, NotFound
from core.municipalities import Place
from core.people.demo import demo_link
from core.people.invite import find_invitation, invite
from core.people.links import make_sign_in_link, use_sign_in_link
from core.people.staff import find_staff
from tests.conftest import make_place
from tests.core.people.staffing import EMAIL, Clock, hire


@pytest.fixture
def demo(context: Context, url: str) -> Place:
    return make_place(url, "demo", "Demodorp")


def link(context: Context, demo: Place) -> str:
    with context.store.tenant(demo.id) as session:
        return demo_link(session, context, demo)


def test_link_signs_in_once(timed: Context, demo: Place) -> None:
    token = link(timed, demo)
    with timed.store.door() as session:
        assert use_sign_in_link(session, timed, token, spend=False).municipality_id == demo.id
    with timed.store.door() as session:
        assert use_sign_in_link(session, timed, token, spend=True).municipality_id == demo.id
    with timed.store.door() as session, pytest.raises(NotFound):
        use_sign_in_link(session, timed, token, spend=True)


def test_link_lasts_an_hour(timed: Context, demo: Place, clock: Clock) -> None:
    token = link(timed, demo)
    clock.move(minutes=61)
    with timed.store.door() as session, pytest.raises(NotFound):
        use_sign_in_link(session, timed, token, spend=True)


def test_real_municipality_gets_no_link(timed: Context, place: Place) -> None:
    hire(timed, place)
    with timed.store.tenant(place.id) as session, pytest.raises(NotAllowed):
        make_sign_in_link(session, timed, find_staff(session, EMAIL))


def test_link_is_no_invitation_and_an_invitation_no_link(timed: Context, demo: Place) -> None:
    token = link(timed, demo)
    with timed.store.door() as session, pytest.raises(NotFound):
        find_invitation(session, timed, token)
    with timed.store.tenant(demo.id) as session:
        invitation = invite(session, demo.id, EMAIL, "verwerker")
    with timed.store.door() as session, pytest.raises(NotFound):
        use_sign_in_link(session, timed, invitation, spend=True)


def test_demo_gets_a_fresh_link_each_time_for_the_same_person(timed: Context, demo: Place) -> None:
    first, second = link(timed, demo), link(timed, demo)
    with timed.store.door() as session:
        one = use_sign_in_link(session, timed, first, spend=True).id
    with timed.store.door() as session:
        assert use_sign_in_link(session, timed, second, spend=True).id == one
