"""Spreadsheets put in: nothing lost silently, nothing twice, nothing of a person, and a whole import undone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotAllowed
from core.importing.blocks import put_block
from core.importing.keeping import BACK, DONE, STOPPED, UNDONE, Hand, choose_columns, keep_file
from core.importing.mapping import NoMapping, apply_json, apply_pairs
from core.importing.packing import pack_file
from core.importing.proof import prove, show_rows
from core.importing.reading import Import, count_refused, list_refused, read_file, read_import, write_refused
from core.importing.running import begin_import, resume_import, stop_import, undo_import, work_off
from core.importing.undoing import list_stayed
from core.municipalities import Place
from core.privacy.retention import run_retention
from core.review.alarm import count_late
from core.review.decide import decide_signal
from core.review.decision import INTERN, Decision
from core.review.due import read_terms
from core.review.due_reading import read_due
from core.review.sums import sum_intake
from core.store.tables import (
    Contact,
    ImportPart,
    ImportRun,
    Intake,
    Journal,
    Letter,
    Organisation,
    Proposal,
    Reporter,
    Signal,
)
from tests.contract.canaries import EMAIL, NAME, STORY, WORDS, found_in, stored
from tests.contract.filling import as_owner
from tests.core.importing.made_sheets import FORMS, make_csv, make_forms, make_rows
from tests.core.insight.facing import facts, read, sent
from tests.core.people.staffing import Clock, hire, with_clock

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HEAD = ["Datum", "Signaal", "Organisatie"]
TOLD = "Gezinnen in de wijk wachten al maanden op een plaats."


@pytest.fixture
def hand(context: Context, place: Place) -> Hand:
    """The hand of a coordinator, at a known moment."""
    person = hire(context, place, "coordinator")
    return Hand(with_clock(context, Clock(NOW)), place, person.present())


def keep(hand: Hand, data: bytes, pairs: Sequence[tuple[str, str]] = ()) -> int:
    """Keep a file, with columns as they are recognised or as somebody says."""
    packed = pack_file(data, hand.context.clock())
    with hand.context.store.tenant(hand.place.id) as session:
        import_id = keep_file(session, hand, packed)
        if pairs:
            choose_columns(session, hand, import_id, apply_pairs(packed.chosen, pairs))
        return import_id


def put_in(hand: Hand, data: bytes, pairs: Sequence[tuple[str, str]] = ()) -> Import:
    """Put a whole file in."""
    import_id = keep(hand, data, pairs)
    with hand.context.store.tenant(hand.place.id) as session:
        assert begin_import(session, hand, import_id)
    work_off(hand.context, hand.place)
    return look(hand, import_id)


def look(hand: Hand, import_id: int) -> Import:
    with hand.context.store.tenant(hand.place.id) as session:
        one = read_import(session, hand, import_id)
        assert sum_intake(session).adds_up
    return one


def counts(one: Import) -> tuple[int, int, int, int]:
    return one.rows, one.kept, one.refused, one.repeats


def break_down(*_given: object) -> bool:
    raise ZeroDivisionError


def count(hand: Hand, table: Any) -> int:
    with hand.context.store.tenant(hand.place.id) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def signals(session: Session) -> list[Signal]:
    return list(session.scalars(select(Signal).order_by(Signal.number)))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_forms_export_is_put_in_once_and_the_longer_one_adds_what_is_new(hand: Hand, language: str) -> None:
    first = put_in(hand, make_forms(language, 6))
    assert counts(first) == (6, 6, 0, 0)
    assert counts(put_in(hand, make_forms(language, 6))) == (6, 0, 0, 6)
    assert counts(put_in(hand, make_forms(language, 9))) == (9, 3, 0, 6)
    # The same export, saved as a table of texts by another program.
    texts = [
        [f"{cell:%d/%m/%Y %H:%M:%S}" if isinstance(cell, datetime) else cell for cell in row]
        for row in make_rows(language, 9)
    ]
    assert counts(put_in(hand, make_csv([FORMS[language], *texts], "cp1252"))) == (9, 0, 0, 9)
    with hand.context.store.tenant(hand.place.id) as session:
        told = signals(session)
        assert len(told) == 9
        one = told[0]
        assert (one.channel, one.source, one.wants, one.reporter_id) == ("import", "invoer", "nee", None)
        assert (one.breadth, one.kinds, one.organisation) == ("enkele", ["tekort"], "Huis 1")
        assert set(one.themes) >= {"gezondheid"}
        assert one.received_at == datetime(2026, 1, 13, 15, 16, 5, tzinfo=UTC)
        assert one.language == language
        assert not any("example.org" in signal.text or "Peeters" in signal.text for signal in told)
        assert session.scalar(select(func.count()).where(Proposal.state == "waiting")) == 9
        entry = session.scalars(select(Journal).where(Journal.signal_id == one.id)).one()
        assert (entry.actor, entry.details["source"], entry.details["import"]) == ("staff", "invoer", first.id)
    # Nobody hears of it, and no address was kept.
    assert (count(hand, Letter), count(hand, Reporter), count(hand, Contact)) == (0, 0, 0)


def test_each_row_is_kept_or_refused_with_its_reason(hand: Hand) -> None:
    rows = [
        HEAD,
        ["5/3/2026", TOLD, "Huis A"],
        ["", f"{TOLD} Zonder dag.", "Huis A"],
        ["5/3/2026", "", "Huis A"],
        ["5/3/2026", "Te kort", "Huis A"],
        ["5/3/2026", "Lang. " * 1200, "Huis A"],
        ["ergens in maart", f"{TOLD} 6", "Huis A"],
        ["5/3/2031", f"{TOLD} 7", "Huis A"],
        ["5/3/2009", f"{TOLD} 8", "Huis A"],
        ["05/03/2026", TOLD.upper(), "huis a"],
        ["5/3/2026", TOLD, "Huis B"],
        ["", "", ""],
        ["6/3/2026", "Bel mevrouw Peeters op 0470 12 34 56, zij wacht al lang op hulp.", "Huis A"],
    ]
    done = put_in(hand, make_csv(rows))
    assert counts(done) == (11, 4, 7, 0)
    assert (done.undated, done.hidden) == (1, 1)
    with hand.context.store.tenant(hand.place.id) as session:
        reasons = count_refused(session, hand, done.id)
        assert reasons == dict.fromkeys(("leeg", "kort", "lang", "datum", "toekomst", "oud", "dubbel"), 1)
        assert [number for number, _why, _cells in list_refused(session, hand, done.id)] == [4, 5, 6, 7, 8, 9, 10]
        sheet = write_refused(session, hand, done.id, "csv").decode("utf-8-sig")
        assert "Rij;Waarom" in sheet
        assert "ergens in maart" in sheet
        assert write_refused(session, hand, done.id, "xlsx").startswith(b"PK")
        told = [signal.text for signal in signals(session)]
        assert not any("0470" in words or "Peeters" in words for words in told)
        asides = select(Intake.reason).where(Intake.outcome == "aside").order_by(Intake.reason)
        assert set(session.scalars(asides)) == {f"invoer-{why}" for why in reasons}


def test_a_file_waits_sealed_and_is_gone_when_it_is_done(hand: Hand, url: str) -> None:
    import_id = keep(hand, make_csv([HEAD, ["5/3/2026", f"{TOLD} kanarie", "Huis A"]]))
    with hand.context.store.tenant(hand.place.id) as session:
        run, content = read_file(session, hand, import_id)
        proof = prove(session, hand, run, content)
        assert (proof.kept, proof.shown[0][1].story) == (1, f"{TOLD} kanarie")
        kept = session.execute(
            text("select content::text || (select string_agg(body::text, '') from import_part) from import_run")
        )
        assert b"kanarie" not in bytes.fromhex(str(kept.scalar_one()).replace("\\x", ""))
        begin_import(session, hand, import_id)
    assert count(hand, Signal) == 0, "the proof writes nothing"
    work_off(hand.context, hand.place)
    assert count(hand, ImportPart) == 0
    assert not look(hand, import_id).file


def test_nothing_of_a_person_is_in_any_table_or_log(hand: Hand, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["Datum", "Signaal", "Naam", "E-mail", "Organisatie"], ["5/3/2026", STORY, NAME, EMAIL, f"Mevrouw {NAME}"]]
    rows += [["ooit", STORY, NAME, EMAIL, "Huis A"]]
    import_id = keep(hand, make_csv(rows))
    with as_owner(hand.context.store.url) as session:
        waiting = {name for name, values in stored(session, hand.context.keys).items() if found_in(values)}
    assert waiting == {"import_run.content unsealed"}, "rows are packed before they are sealed"
    with hand.context.store.tenant(hand.place.id) as session:
        begin_import(session, hand, import_id)
    work_off(hand.context, hand.place)
    with as_owner(hand.context.store.url) as session:
        found = {name: found_in(values) for name, values in stored(session, hand.context.keys).items()}
    left = {name: words for name, words in found.items() if words}
    assert left == {"signal.text": {WORDS}}
    assert found_in(capsys.readouterr()) == set()


def test_what_breaks_half_way_goes_on_and_nothing_is_there_twice(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = keep(hand, make_forms("nl", 220))
    with hand.context.store.tenant(hand.place.id) as session:
        begin_import(session, hand, import_id)
    with hand.context.store.tenant(hand.place.id) as session:
        assert put_block(session, hand.context, hand.place, import_id)
        session.rollback()  # the program is killed before it commits
    assert count(hand, Signal) == 0
    with hand.context.store.tenant(hand.place.id) as session:
        assert put_block(session, hand.context, hand.place, import_id)
        with hand.context.store.tenant(hand.place.id) as other:
            assert not put_block(other, hand.context, hand.place, import_id), "somebody else is at it"
    with hand.context.store.tenant(hand.place.id) as session:
        assert stop_import(session, hand, import_id)
    assert work_off(hand.context, hand.place) == 0
    stopped = look(hand, import_id)
    assert (stopped.state, stopped.done) == (STOPPED, 200)
    with hand.context.store.tenant(hand.place.id) as session:
        assert resume_import(session, hand, import_id)
        assert not resume_import(session, hand, import_id)
    work_off(hand.context, hand.place)
    done = look(hand, import_id)
    assert (done.state, counts(done)) == (DONE, (220, 220, 0, 0))
    with hand.context.store.tenant(hand.place.id) as session:
        assert [signal.number for signal in signals(session)] == list(range(1, 221))
    again = keep(hand, make_forms("nl", 3))
    with hand.context.store.tenant(hand.place.id) as session:
        begin_import(session, hand, again)
    monkeypatch.setattr("core.importing.running.put_block", break_down)
    with pytest.raises(ZeroDivisionError):
        work_off(hand.context, hand.place)
    broken = look(hand, again)
    assert (broken.state, broken.why) == (STOPPED, "ZeroDivisionError")


def test_a_whole_import_is_undone_except_what_somebody_worked_on(hand: Hand) -> None:
    one = put_in(hand, make_forms("nl", 12))
    assert hand.present is not None
    with hand.context.store.tenant(hand.place.id) as session:
        kept = signals(session)[4]
        decide_signal(session, hand.present, kept.id, Decision(INTERN), "")
        assert undo_import(session, hand, one.id)
        assert not undo_import(session, hand, one.id)
        assert read_import(session, hand, one.id).state == BACK
    work_off(hand.context, hand.place)
    undone = look(hand, one.id)
    assert (undone.state, undone.kept, undone.gone) == (UNDONE, 12, 11)
    with hand.context.store.tenant(hand.place.id) as session:
        assert [signal.id for signal in signals(session)] == [kept.id]
        assert [signal.number for signal in list_stayed(session, one.id)] == [kept.number]
    # Read in another way, the same file can be put in anew; the one that stayed is known.
    assert counts(put_in(hand, make_forms("nl", 12), [("Welk thema?", "niet")])) == (12, 11, 0, 1)


def test_old_rows_are_not_overdue_and_wait_as_others_do(hand: Hand, place: Place) -> None:
    put_in(hand, make_forms("nl", 5))
    assert hand.present is not None
    terms, today = read_terms(place), NOW.date()
    with hand.context.store.tenant(place.id) as session:
        due = read_due(session, hand.present, terms, today).due
        assert (due.overdue, due.soon, count_late(session, terms, today).all) == ((), (), 0)
        assert {signal.status for signal in signals(session)} == {"nieuw"}
    old = sent(decided_at=NOW, channel="import")
    assert read(1, facts(old, sent()))["days"].of == 1, "an old list tells nothing of how fast we decide"
    assert read(2, facts(old, sent()))["near"].of == 1


def test_columns_become_what_somebody_says(hand: Hand) -> None:
    rows = [["Wat", "Domein", "Aantal keer", "Wie"], [TOLD, "Zorg en dak; Onzin", "meer dan 5", "buurtwerk"]]
    packed = pack_file(make_csv(rows), NOW)
    given = '{"columns": {"Wie": "target_groups"}, "values": {"themes": {"zorg en dak": "wonen"}}}'
    chosen = apply_json(packed.chosen, given)
    assert chosen.fields == ("text", "themes", "breadth", "target_groups") or chosen.fields[1] == "themes"
    with pytest.raises(NoMapping, match="text"):
        apply_pairs(packed.chosen, [("Wat", "niet")])
    with pytest.raises(NoMapping, match="column"):
        apply_pairs(packed.chosen, [("Bestaat niet", "text")])
    with pytest.raises(NoMapping, match="value"):
        apply_json(packed.chosen, '{"values": {"themes": {"dak": "geen-thema"}}}')
    with hand.context.store.tenant(hand.place.id) as session:
        import_id = keep_file(session, hand, packed)
        choose_columns(session, hand, import_id, apply_pairs(chosen, [("Aantal keer", "breadth")]))
        run, content = read_file(session, hand, import_id)
        proof = prove(session, hand, run, content)
        row = proof.shown[0][1]
        assert (row.answers["themes"], row.answers["breadth"]) == (("wonen",), "veel")
        assert {name: list(words) for name, words in proof.unknown.items()} == {
            "themes": ["Onzin"],
            "target_groups": ["buurtwerk"],
        }


def test_a_row_has_the_sector_of_the_organisation_that_it_names(hand: Hand) -> None:
    with hand.context.store.tenant(hand.place.id) as session:
        session.add(Organisation(municipality_id=hand.place.id, name="OCMW Lommerbeek", sector="ocmw"))
    rows = [["Signaal", "Organisatie", "Sector"], [f"{TOLD} 1", "ocmw  lommerbeek", ""]]
    rows += [[f"{TOLD} 2", "OCMW Lommerbeek", "Onderwijs en CLB"], [f"{TOLD} 3", "Buurthuis", ""]]
    import_id = keep(hand, make_csv(rows))
    with hand.context.store.tenant(hand.place.id) as session:
        run, content = read_file(session, hand, import_id)
        shown = show_rows(session, prove(session, hand, run, content))
        assert dict(shown[0].labels)["sector"] == ("OCMW en sociaal huis",)
        begin_import(session, hand, import_id)
    work_off(hand.context, hand.place)
    with hand.context.store.tenant(hand.place.id) as session:
        assert [signal.sector for signal in signals(session)] == ["ocmw", "onderwijs", None]


def test_only_a_coordinator_puts_files_in_and_old_files_go(hand: Hand, context: Context, place: Place) -> None:
    processor = hire(context, place, email="piet@example.org")
    with pytest.raises(NotAllowed), context.store.tenant(place.id) as session:
        keep_file(session, Hand(context, place, processor.present()), pack_file(make_forms("nl", 1), NOW))
    import_id = keep(hand, make_forms("nl", 5))
    later = with_clock(context, Clock(NOW + timedelta(days=31)))
    assert run_retention(later, place, force=True).due("files") == 1
    one = look(hand, import_id)
    assert (one.state, one.file, count(hand, ImportPart)) == ("verlopen", False, 0)
    assert count(hand, ImportRun) == 1
