"""What a municipality shows: only what people approved, kept as one snapshot, and read without asking for more."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, text

from core.context import Context
from core.errors import NotFound
from core.municipalities import Place
from core.partners.approvals import digest_published
from core.publish.build import build, tell_band
from core.publish.model import Count, Happened, Snapshot
from core.publish.published import Addressed, list_addresses, list_published, publish, read_snapshot
from core.publish.publishing import Publishing, count_stale
from core.publish.written import read_written, stamp, write_snapshot
from core.store.tables import Approval
from tests.contract.filling import as_owner
from tests.core.publish.putting import (
    NOW,
    SECRET,
    put_action,
    put_day,
    put_entry,
    put_fiche,
    put_partner,
    put_release,
)


@pytest.fixture
def dated(context: Context) -> Context:
    """The same, with a clock that stands still."""
    return replace(context, clock=lambda: NOW)


def show(context: Context, place: Place) -> Snapshot:
    """Publish and read what is shown."""
    publish(context, place.id)
    return read_snapshot(context, place.slug)


def test_only_what_was_approved_is_shown(dated: Context, place: Place) -> None:
    with dated.store.tenant(place.id) as session:
        shown = put_fiche(session, place, 1, signals=3)
        draft = put_fiche(session, place, 2, state="voorgesteld", signals=6)
        merged = put_fiche(session, place, 3)
        merged.merged_into_id = shown.id
        put_fiche(session, place, 4, signals=2).predecessor_id = shown.id
        put_action(session, shown, "Wachtlijst samenvoegen")
        put_action(session, shown, SECRET, public=False)
        put_action(session, draft, SECRET)
        put_day(session, place, 1, shown)
        put_day(session, place, 2, draft, public=False)
        put_partner(session, place, "CAW", shown, (date(2024, 1, 1), date(2025, 1, 1)), (date(2026, 1, 1), None))
        put_partner(session, place, "Huis", draft, (date(2024, 1, 1), date(2025, 1, 1)))
        put_partner(session, place, SECRET, shown, (date(2026, 1, 1), None)).left_on = date(2026, 1, 1)
        put_partner(session, place, f"{SECRET} wil later meedoen", shown)
    snapshot = show(dated, place)
    assert SECRET not in str(write_snapshot(snapshot))
    first, fourth = snapshot.fiches
    assert (first.number, first.band, first.partners, first.days) == (1, "<5", ("CAW",), (1,))
    assert (fourth.number, fourth.band, fourth.predecessor) == (4, "", 1)
    assert [(one.fiche, one.title, one.owner) for one in snapshot.actions] == [
        (1, "Wachtlijst samenvoegen", "Dienst Wonen")
    ]
    assert [(day.number, day.fiches) for day in snapshot.days] == [(1, (1,))]
    assert [(one.name, one.since, one.signals) for one in snapshot.partners] == [
        ("CAW", date(2026, 1, 1), "Sinds 2026")
    ], "without an agreement that runs, nobody approved that it is public"
    assert snapshot.about.service == "de signaalverwerker"
    assert snapshot.about.address.startswith("lommerbeek@")


def test_an_action_whose_words_changed_is_not_public_until_somebody_says_so_again(dated: Context, place: Place) -> None:
    with dated.store.tenant(place.id) as session:
        action = put_action(session, put_fiche(session, place, 1), "Wachtlijst samenvoegen")
    assert len(show(dated, place).actions) == 1
    with dated.store.tenant(place.id) as session:
        session.merge(action).due_on = date(2027, 1, 1)  # a day that moves is no other words
    assert len(show(dated, place).actions) == 1
    with dated.store.tenant(place.id) as session:
        session.merge(action).after = SECRET
    assert show(dated, place).actions == ()


def test_a_timeline_tells_months_and_keys_and_no_state_that_passed(dated: Context, place: Place) -> None:
    with dated.store.tenant(place.id) as session:
        fiche = put_fiche(session, place, 1)
        action, secret = put_action(session, fiche, "Balie"), put_action(session, fiche, SECRET, public=False)
        put_day(session, place, 1, fiche)
        put_day(session, place, 2, fiche, public=False)
        march, april, may = (datetime(2026, month, 10, tzinfo=NOW.tzinfo) for month in (3, 4, 5))
        for to in ("getoetst", "geprioriteerd"):
            put_entry(session, fiche, march, "moved", to=to, reason=SECRET)
        put_entry(session, fiche, april, "fiche.granted", note=SECRET, version=1)
        put_entry(session, fiche, april + timedelta(days=1), "fiche.noted", note=SECRET)
        for to in ("in-actie", "geprioriteerd"):  # there and back: it was so already
            put_entry(session, fiche, april, "moved", to=to, reason=SECRET)
        for one in (action, secret):
            put_entry(session, fiche, april, "actions.added", action=str(one.id), title=SECRET)
            put_entry(session, fiche, may, "actions.moved", action=str(one.id), to="bezig", reason=SECRET)
        for item in (1, 2):
            put_entry(session, fiche, may, "meet.tabled", item=item, title=SECRET)
    fiche = show(dated, place).fiches[0]
    assert fiche.timeline == (
        Happened(date(2026, 3, 1), "geprioriteerd"),
        Happened(date(2026, 4, 1), "public"),
        Happened(date(2026, 4, 1), "action.gepland", "Balie"),
        Happened(date(2026, 5, 1), "action.bezig", "Balie"),
        Happened(date(2026, 5, 1), "meeting.tabled", "Signaaldag 1"),
    )
    assert (fiche.since, fiche.changed) == (date(2026, 4, 1), date(2026, 5, 1))


def test_figures_hold_only_cells_that_are_shown(dated: Context, place: Place, other_place: Place) -> None:
    for town in (place, other_place):
        with dated.store.tenant(town.id) as session:
            put_release(session, town, "themes", "2026-k1", {"wonen": [9, True], "werk": [3, False], "*": [12, True]})
            put_release(session, town, "themes", "2026-k2", {"wonen": [8, False], "werk": [4, False], "*": [12, False]})
            put_release(session, town, "sectors", "2026-k1", {"ocmw": [7, False], "*": [12, True]})
    figures = show(dated, place).figures
    themes, _, sectors, _ = figures.tables
    assert (figures.until, themes.columns, themes.totals) == ("2026-k2", ("2026-k1", "2026-k2"), (12, None))
    assert themes.rows == (("wonen", (9, None)),)  # of work nothing is told, so it has no row
    assert sectors.rows == ()
    assert figures.facts == (Count("signals", None), Count("organisations", 0))
    show(dated, other_place)
    everywhere = list_published(dated)
    assert (everywhere.year, everywhere.sharing, everywhere.signals) == (2026, 2, 24)
    shown = {count.key: count.number for count in everywhere.themes}
    assert (shown["wonen"], shown["werk"]) == (18, None)


def test_a_band_is_wide_where_the_theme_is_sensitive_and_absent_below_three() -> None:
    assert [tell_band(count, "wonen") for count in (2, 3, 5, 30)] == ["", "<5", "5-9", "25+"]
    assert [tell_band(count, "veiligheid-geweld") for count in (2, 7, 10)] == ["", "<10", "10-24"]


def test_a_snapshot_is_written_and_read_whole_and_its_version_says_what_it_shows(dated: Context, place: Place) -> None:
    with dated.store.tenant(place.id) as session:
        fiche = put_fiche(session, place, 1, signals=5)
        put_entry(session, fiche, NOW, "fiche.granted")
        put_action(session, fiche, "Balie")
        put_day(session, place, 1, fiche)
        put_partner(session, place, "CAW", fiche, (date(2026, 1, 1), None))
        put_release(session, place, "themes", "2026-k1", {"wonen": [9, True], "*": [9, True]})
        built = build(session, place, NOW)
    assert read_written(write_snapshot(built)) == built
    assert stamp(replace(built, made_at=NOW + timedelta(days=1))).version == built.version
    assert stamp(replace(built, name="Zandhove")).version != built.version
    assert publish(dated, place.id)
    assert not publish(dated, place.id)
    with pytest.raises(NotFound):
        read_snapshot(dated, "nergens")


def test_so_many_queries_however_much_there_is(dated: Context, place: Place) -> None:
    counts: list[int] = []

    def count() -> int:
        asked: list[str] = []

        def note(*given: object) -> None:
            asked.append(str(given[2]))

        with dated.store.tenant(place.id) as session:
            event.listen(dated.store.engine, "before_cursor_execute", note)
            build(session, place, NOW)
            event.remove(dated.store.engine, "before_cursor_execute", note)
        return len(asked)

    for numbers in (range(1, 2), range(2, 31)):
        with dated.store.tenant(place.id) as session:
            for number in numbers:
                fiche = put_fiche(session, place, number, signals=3)
                put_action(session, fiche, f"Actie {number}")
                put_day(session, place, number, fiche)
                put_partner(session, place, f"Huis {number}", fiche, (date(2026, 1, 1), None))
        counts.append(count())
    assert counts == [13, 13]


def test_addresses_of_all_are_listed_in_one_query(dated: Context, place: Place, other_place: Place) -> None:
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    def addresses() -> tuple[Addressed, ...]:
        asked.clear()
        event.listen(dated.store.engine, "before_cursor_execute", note)
        listed = list_addresses(dated)
        event.remove(dated.store.engine, "before_cursor_execute", note)
        assert (
            len([one for one in asked if "from publication" in one.lower() or "join publication" in one.lower()]) == 1
        )
        return listed

    none = {place.slug: (), other_place.slug: ()}
    assert {one.slug: one.fiches for one in addresses()} == none
    with dated.store.tenant(place.id) as session:
        for number in range(1, 31):
            put_entry(session, put_fiche(session, place, number), NOW, "moved", to="geprioriteerd")
    publish(dated, place.id)
    publish(dated, other_place.id)
    before = len(asked)
    shown = tuple((fiche.number, fiche.changed) for fiche in read_snapshot(dated, place.slug).fiches)
    listed = addresses()
    assert {one.slug: one.fiches for one in listed} == none | {place.slug: tuple(sorted(shown, reverse=True))}
    assert [one.slug for one in listed] == [one.slug for one in list_published(dated).places]
    assert [changed for _, changed in shown] == [NOW.date().replace(day=1)] * 30
    assert len(asked) == before, "as many statements with thirty as with none"


def test_whatever_changes_what_is_shown_is_noted(dated: Context, place: Place, other_place: Place) -> None:
    def due() -> int:
        with dated.store.clock() as session:
            found = list(session.scalars(text("select distinct municipality_id from publication_due")))
            return int(found == [place.id])

    with dated.store.tenant(place.id) as session:
        fiche = put_fiche(session, place, 1, signals=3)
        draft = put_fiche(session, place, 2, state="ontwerp")
        action = put_action(session, fiche, "Balie")
        put_day(session, place, 1, fiche)
        put_partner(session, place, "CAW", fiche, (date(2026, 1, 1), None))
    publish(dated, other_place.id)
    for statement, follows in (
        ("update public_text set state = 'ontwerp' where fiche_id = :fiche", 1),
        ("update public_text set state = 'goedgekeurd' where fiche_id = :fiche", 1),
        ("update fiche set status = 'getoetst' where id = :fiche", 1),
        ("update fiche set status = 'getoetst' where id = :draft", 0),
        ("update action set state = 'bezig' where id = :action", 1),
        ("update signal set status = 'ingetrokken' where number = 100", 1),
        ("update fiche_signal set released_at = now() where fiche_id = :fiche", 1),
        ("update agenda_item set status = 'afgelast'", 1),
        ("update agreement set ends_on = '2026-02-01'", 1),
        ("update partner set left_on = '2026-02-01'", 1),
        ('update municipality set settings = \'{"public_intro": "Dag."}\'', 1),
        ("update municipality set next_number = next_number + 1", 0),
    ):
        publish(dated, place.id)
        assert due() == 0, statement
        values = {"fiche": fiche.id, "draft": draft.id, "action": action.id}
        with dated.store.tenant(place.id) as session:
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(text(statement), used)
        assert due() == follows, statement


def test_one_that_cannot_be_published_keeps_no_other_from_it_and_stays_due(
    dated: Context, place: Place, other_place: Place
) -> None:
    set_to = text("update municipality set settings = cast(:settings as jsonb) where id = :id")
    with dated.store.tenant(place.id) as session:
        session.execute(set_to, {"settings": '{"retention": 5}', "id": place.id})  # by hand, and wrong
    publishing = Publishing(dated)
    assert publishing.work_off() == 1
    with as_owner(dated.store.url) as session:
        assert session.scalar(count_stale()) == 0
        session.execute(text("update publication_due set at = now() - interval '11 minutes'"))
        assert session.scalar(count_stale()) == 1
    with dated.store.public() as session:
        assert list(session.scalars(text("select municipality_id from publication"))) == [other_place.id]
    with dated.store.tenant(place.id) as session:
        session.execute(set_to, {"settings": "{}", "id": place.id})
    assert publishing.work_off() == 1
    assert publishing.work_off() == 0


def test_what_another_version_of_the_program_wrote_is_made_anew(dated: Context, place: Place) -> None:
    publish(dated, place.id)
    with dated.store.tenant(place.id) as session:
        session.execute(text("update publication set content = '{\"fiches\": 5}', version = 'old'"))
    assert read_snapshot(dated, place.slug).name == "Lommerbeek"


def test_what_is_withdrawn_is_out_with_the_act_itself(dated: Context, place: Place) -> None:
    with dated.store.tenant(place.id) as session:
        fiche, other = put_fiche(session, place, 1), put_fiche(session, place, 2)
        other.predecessor_id = fiche.id
        for one in (fiche, other):
            put_action(session, one, f"Actie bij {one.number}")
        for number, one in ((1, fiche), (2, other)):
            put_day(session, place, number, one)
    publish(dated, place.id)
    before = read_snapshot(dated, place.slug)
    assert (len(before.fiches), len(before.actions), len(before.days)) == (2, 2, 2)
    with dated.store.tenant(place.id) as session:
        session.execute(text("update public_text set state = 'ontwerp' where fiche_id = :id"), {"id": fiche.id})
        session.execute(text("update agenda_item set public = false where number = 2"))
    left = read_snapshot(dated, place.slug)
    assert [(one.number, one.predecessor) for one in left.fiches] == [(2, 0)]
    assert [one.fiche for one in left.actions] == [2]
    assert [(day.number, day.fiches) for day in left.days] == [(1, ())]
    assert left.version != before.version
    assert publish(dated, place.id)
    whole = read_snapshot(dated, place.slug)
    assert replace(whole, version="", made_at=None) == replace(
        left, version="", made_at=None, fiches=(replace(left.fiches[0], days=()),)
    )


def test_actions_moments_and_partners_are_out_with_the_act_itself(dated: Context, place: Place) -> None:
    with dated.store.tenant(place.id) as session:
        fiche = put_fiche(session, place, 1)
        for number in (1, 2, 3):
            made = put_action(session, fiche, f"Actie {number}")
            put_entry(session, fiche, NOW, "actions.added", action=str(made.id))
            put_day(session, place, number, fiche)
            put_entry(session, fiche, NOW, "meet.discussed", item=number)
            put_partner(session, place, f"Huis {number}", fiche, (date(2026, 1, 1), None))
    for act in (
        "update action set public_digest = null, public_at = null where title = 'Actie 1'",
        "update action set title = 'Actie van An' where title = 'Actie 2'",
        "delete from agenda_item where number = 1",
        "update agenda_item set public = false where number = 2",
        "update partner set left_on = '2026-02-01' where name = 'Huis 1'",
        "update agreement set ends_on = '2026-02-01' from partner where partner.id = partner_id and name = 'Huis 2'",
    ):
        publish(dated, place.id)
        before = read_snapshot(dated, place.slug)
        with as_owner(dated.store.url) as session:
            session.execute(text(act))
        left = read_snapshot(dated, place.slug)
        assert left.version != before.version, act
        publish(dated, place.id)
        whole = read_snapshot(dated, place.slug)
        bare = {"version": "", "made_at": None, "figures": None}
        assert replace(left, **bare) == replace(whole, **bare), act
    assert [one.title for one in left.actions] == ["Actie 3"]
    assert [day.number for day in left.days] == [3]
    assert [one.name for one in left.partners] == ["Huis 3"]
    assert left.fiches[0].partners == ("Huis 3",)
    assert {one.title for one in left.fiches[0].timeline} == {"Actie 3", "Signaaldag 3"}


def test_a_partner_is_named_beside_a_fiche_only_where_it_stands_behind_the_words(dated: Context, place: Place) -> None:
    with dated.store.tenant(place.id) as session:
        fiche = put_fiche(session, place, 1)
        partner = put_partner(session, place, "CAW", fiche, (date(2026, 1, 1), None))
        session.execute(text("update agreement set approves = true"))
    assert show(dated, place).fiches[0].partners == ()
    with dated.store.tenant(place.id) as session:
        words = session.execute(text("select title, text from public_text")).one()
        asked = Approval(
            municipality_id=place.id,
            partner_id=partner.id,
            fiche_id=fiche.id,
            version=1,
            digest=digest_published(*words),
        )
        session.add(asked)
    for answer, named in (("ja", ("CAW",)), ("nee", ())):
        with dated.store.tenant(place.id) as session:
            given = session.merge(asked)
            given.answer, given.answered_at = answer, NOW
        assert Publishing(dated).work_off() == 1, "what it says is followed"
        assert read_snapshot(dated, place.slug).fiches[0].partners == named
