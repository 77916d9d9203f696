"""Verberg, swept: words put in every column that can hold them are found in none afterwards, or are warned of."""

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.agenda.quotes import digest_sentence
from core.context import Context
from core.intake.letters import letter_place
from core.municipalities import Place
from core.review.hiding import hide_words, look_for
from core.store.tables import AgendaQuote, Base, Fiche, FicheSignal, Letter, Signal
from tests.contract.filling import as_owner, fill
from tests.core.people.staffing import Person, hire

CANARY = "Zonnelied Vlierbeek"
SAYS = f"Dat vertelde {CANARY} ons."
# What people wrote about a fiche and can change on its pages: the page of the signal warns of it.
WARNED = {
    "words": {"fiche.title", "fiche.description", "fiche.puller"},
    "items": {"fiche_item.text", "fiche_item.source"},
    "public": {"public_text.title", "public_text.text"},
    "actions": {
        "action.title", "action.description", "action.owner", "action.partners", "action.plan_code", "action.before",
        "action.after", "action.source",
    },
    "agenda": {"agenda_fiche.question", "agenda_item.title", "agenda_item.body", "agenda_item.venue"},
}  # fmt: skip
# What is never about a signal: settings, names on lists, staff, what they ask for in general, and keys of the code.
APART = frozenset({
    "agenda_guest", "agreement", "audit", "audit_seal", "conversation", "door", "intake", "letter", "organisation",
    "partner", "passkey", "questionnaire", "recovery_code", "release", "saved_view", "sign_in_provider", "staff",
    "staff_identity", "staff_invitation", "staff_session", "targeted_call", "invitation", "contact",
    "editorial", "letter_text", "logo_file", "pulse",
    # What a letter said of when and where, in the words of the agenda; and what is made anew of the signals.
    "agenda_invitation", "fact_month",
    # What is public: made anew of approved words whenever those change.
    "publication", "publication_due",
})  # fmt: skip
CODED = frozenset({
    "signal.channel", "signal.breadth", "signal.trend", "signal.sector", "signal.language", "signal.themes",
    "signal.target_groups", "signal.kinds", "signal.levels", "signal.flags", "signal.wants", "signal.form",
    "reporter.sector", "reporter.wants", "fiche.themes", "fiche.target_groups", "fiche.kinds", "fiche.levels",
    "fiche.rights", "fiche_shift.links", "fiche_support.sentence", "journal.what", "proposal.model", "cluster.theme",
    "closing.outcome", "agenda_note.proposes", "question.why", "told.why", "allowed.words", "reporter.language",
    "remark.channel", "remark.why", "trial.code", "import_run.why",
})  # fmt: skip


def columns_of(session: Session) -> list[tuple[str, str, str]]:
    """List the columns that can hold words, of tables that belong to a municipality: table, column, type."""
    tables = {table.name for table in Base.metadata.sorted_tables if "municipality_id" in table.c}
    rows = session.execute(
        text(
            "select table_name, column_name, udt_name from information_schema.columns where table_schema = 'public'"
            " and udt_name in ('text', 'varchar', 'jsonb', '_text') and is_generated = 'NEVER'"
            " order by table_name = 'signal' desc, table_name, ordinal_position"
        )
    )
    return [(row[0], row[1], row[2]) for row in rows if row[0] in tables]


def put_everywhere(session: Session, place: Place) -> None:
    values = {
        "text": "cast(:says as text)",
        "varchar": "cast(:says as text)",
        "_text": "array[cast(:says as text)]",
        "jsonb": "jsonb_build_object('pieces', jsonb_build_array(jsonb_build_object('text', cast(:says as text))))",
    }
    for table, column, kind in columns_of(session):
        try:
            with session.begin_nested():
                session.execute(
                    text(f"update {table} set {column} = {values[kind]} where municipality_id = :place"),
                    {"says": SAYS, "place": place.id},
                )
        except DBAPIError:
            continue  # a constraint, or a trigger: it cannot hold words


def holding(session: Session, place: Place) -> set[str]:
    return {
        f"{table}.{column}"
        for table, column, _ in columns_of(session)
        if session.scalar(
            text(f"select exists (select from {table} where municipality_id = :place and {column}::text ~* :words)"),
            {"place": place.id, "words": "vlierbeek"},
        )
    }


def fill_with_words(context: Context, place: Place) -> Signal:
    rows = fill(context.store.url, context.keys, place)
    signal, letter, quote = rows["signal"], rows["letter"], rows["agenda_quote"]
    assert isinstance(signal, Signal)
    assert isinstance(letter, Letter)
    assert isinstance(quote, AgendaQuote)
    with as_owner(context.store.url) as session:
        for fiche_id in session.scalars(select(Fiche.id).where(Fiche.number > 1)):
            session.add(FicheSignal(municipality_id=place.id, fiche_id=fiche_id, signal_id=signal.id))
        session.flush()
        put_everywhere(session, place)
        written = session.get_one(Letter, letter.id)
        body = {"to": "iemand@example.org", "text": SAYS}
        written.body, written.state = context.keys.seal_json(body, letter_place(place.id, letter.id)), "queued"
        session.get_one(AgendaQuote, quote.id).digest = digest_sentence(SAYS)
    return signal


def test_words_put_in_every_column_are_found_nowhere_or_warned_of(context: Context, place: Place) -> None:
    processor: Person = hire(context, place)
    signal = fill_with_words(context, place)
    with as_owner(context.store.url) as session:
        before = {name for name in holding(session, place) if name.split(".")[0] not in APART} - CODED
    warned = {name for names in WARNED.values() for name in names}
    assert before >= warned | {
        "signal.text", "signal.own", "signal.whole", "question.text", "journal.details", "closing.told",
        "agenda_note.text", "fiche.former_titles", "fiche_score.note", "reporter.organisation",
    }  # fmt: skip
    with context.store.tenant(place.id) as session:
        spots = look_for(session, processor.present(), signal.id, CANARY)
        assert set(spots.places) >= {"text", "own", "whole", "questions", "journal", "fiches"}
        assert hide_words(session, context, processor.present(), signal.id, CANARY, "NAME")
    with as_owner(context.store.url) as session:
        after = {name for name in holding(session, place) if name.split(".")[0] not in APART} - CODED
        assert after == warned
    with context.store.tenant(place.id) as session:
        first = look_for(session, processor.present(), signal.id, CANARY).fiches[0]
        assert set(first.where) == set(WARNED), "each of those is named"
        letter = session.scalars(select(Letter).where(Letter.body.is_not(None))).one()
        said = context.keys.open_json(letter.body or b"", letter_place(place.id, letter.id))
        assert said == {"to": "iemand@example.org", "text": "Dat vertelde [naam] ons."}
        quote = session.scalars(select(AgendaQuote)).one()
        assert quote.digest == digest_sentence("Dat vertelde [naam] ons."), "shown as it reads now"
        assert session.scalars(select(Fiche.former_titles)).first() == ["Dat vertelde [naam] ons."]
