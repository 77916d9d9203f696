"""The demo municipality: loaded once, screened, and in the order in which the panel shows it."""

from datetime import timedelta

from sqlalchemy import func, select

from core.agenda.reading import list_agenda
from core.context import Context
from core.demo.in_public import read_fiches
from core.demo.load import load_demo, read_demo, tell
from core.dialogue.answers import Complaint, read_answer
from core.dialogue.load import load_form
from core.feedback.reaching import Way, find_way
from core.intake.look import look
from core.intake.seat import contact_place
from core.partners.reading import list_partners
from core.people.demo import demo_link, demo_staff
from core.people.roles import allows
from core.publish.published import publish, read_snapshot
from core.start import owning
from core.store.tables import FicheSignal, Journal, Municipality, Organisation, Signal, Staff

WORDS = ("text", "impact", "suggestion", "organisation")


def test_every_answer_fits_the_form() -> None:
    form = load_form("signaal")
    for told in read_demo()["signals"]:
        for key, value in tell(form, told).answers.items():
            question = form.question(key)
            assert question is not None
            assert not isinstance(read_answer(question, value), Complaint), (told["days_ago"], key)
        assert 60 <= len(told["text"]) <= 600
        assert 0 <= told["days_ago"] <= 75
        assert told["channel"] in {"telegram", "web", "terminal"}


def test_no_demo_text_holds_personal_data() -> None:
    for told in read_demo()["signals"]:
        found = {key: look(told[key]).personal for key in WORDS}
        assert not any(found.values()), told["days_ago"]


def test_loading_twice_gives_the_same(context: Context) -> None:
    first = load_demo(context)
    again = load_demo(context)
    assert (first.id, first.slug, first.name) == (again.id, "demo", "Demogemeente Lommerbeek")
    with context.store.tenant(first.id) as session:
        assert session.scalar(select(func.count()).select_from(Municipality)) == 1
        assert session.scalar(select(func.count()).select_from(Organisation)) == len(read_demo()["organisations"])
        numbers = list(session.scalars(select(Signal.number).order_by(Signal.number)))
    assert numbers == list(range(1, len(read_demo()["signals"]) + 1))


def test_signals_are_stored_as_told(context: Context) -> None:
    place = load_demo(context)
    with context.store.tenant(place.id) as session:
        stored = {signal.text: signal for signal in session.scalars(select(Signal))}
    for told in read_demo()["signals"]:
        signal = stored[told["text"]]  # masked words would make it another text
        assert (signal.channel, signal.breadth, signal.trend) == (told["channel"], told["breadth"], told["trend"])
        assert (signal.impact or "", signal.suggestion or "") == (told["impact"], told["suggestion"])
        assert signal.status == told.get("status", "nieuw")
        assert signal.target_groups == told.get("target_groups", [])
        assert (signal.reporter_id is not None) == ("mail" in told)


def test_who_left_an_address_can_be_written_to_and_is_not_seen(context: Context) -> None:
    place = load_demo(context)
    addresses = [told["mail"] for told in read_demo()["signals"] if "mail" in told]
    assert len(addresses) == len(set(addresses)) >= 5
    assert all(address.endswith(".example.org") for address in addresses)
    with context.store.tenant(place.id) as session:
        ways = [find_way(session, signal) for signal in session.scalars(select(Signal).order_by(Signal.number.desc()))]
        kept = [way.contact for way in ways if isinstance(way, Way)]
        assert {way.kind for way in ways if isinstance(way, Way)} == {"mail"}
        opened = [context.keys.open(contact.address or b"", contact_place(contact)).decode() for contact in kept]
    assert opened == addresses
    assert not any(address.encode() in (contact.address or b"") for address in addresses for contact in kept)


def test_no_page_is_empty(context: Context) -> None:
    place = load_demo(context)
    load_demo(context)
    with owning(context.store.url) as session:
        link = demo_link(session, context, place)
    assert link
    with context.store.tenant(place.id) as session:
        [present, *colleagues] = demo_staff(session, context, place)
        assert session.scalar(select(func.count()).select_from(Staff)) == 3
        assert all(allows(one.role, "fiches.read") for one in colleagues)
        now = context.clock()
        [partner] = list_partners(session, present, now.date())
        assert partner.state == "loopt"
        [day] = list_agenda(session, present, now).coming
        assert (day.kind, day.starts_at > now) == ("signaaldag", True)
        organisations = select(Signal.organisation).where(Signal.organisation != "").distinct()
        assert len(session.scalars(organisations).all()) > 10


def test_the_public_page_lives_at_once(context: Context) -> None:
    place = load_demo(context)
    publish(context, place.id)
    snapshot = read_snapshot(context, "demo")
    assert [fiche.title for fiche in snapshot.fiches] == [told["public_title"] for told in read_fiches()]
    assert {fiche.status for fiche in snapshot.fiches} == {"in-actie", "bovenlokaal", "geprioriteerd", "afgerond"}
    assert len(snapshot.actions) == 4
    assert [len(day.fiches) for day in snapshot.days] == [3]
    for fiche in snapshot.fiches:
        assert "public" in {happened.what for happened in fiche.timeline}
        assert fiche.since is not None
    with context.store.tenant(place.id) as session:
        linked = session.scalar(select(func.count()).select_from(FicheSignal))
        moments = session.scalars(select(Journal.at).where(Journal.fiche_id.is_not(None))).all()
    assert linked == sum(told.get("status") == "gebundeld" for told in read_demo()["signals"])
    assert max(moments) <= context.clock()


def test_newest_come_first_and_everything_is_in_the_past(context: Context) -> None:
    place = load_demo(context)
    with context.store.tenant(place.id) as session:
        listed = list(session.scalars(select(Signal).order_by(Signal.received_at.desc(), Signal.id.desc())))
    assert [signal.text for signal in listed] == [told["text"] for told in read_demo()["signals"]]
    assert [signal.number for signal in listed] == list(range(len(listed), 0, -1))
    assert listed[0].received_at < context.clock()
    assert all(timedelta(0) < signal.received_at - signal.started_at < timedelta(minutes=2) for signal in listed)


def test_journal_tells_when_it_came_and_who_opened_it(context: Context) -> None:
    place = load_demo(context)
    with context.store.tenant(place.id) as session:
        entries = list(session.execute(select(Journal, Signal).join(Signal, Signal.id == Journal.signal_id)))
    for entry, signal in entries:
        assert entry.at >= signal.received_at
        assert entry.at < context.clock()
        assert (entry.what == "opened") <= (signal.status == "in-nazicht")
    assert [entry.what for entry, _ in entries].count("received") == len(read_demo()["signals"])
    assert [entry.what for entry, _ in entries].count("opened") == 3
