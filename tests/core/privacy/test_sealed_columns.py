"""What is sealed opens in its own place alone, over the real tables."""

from collections.abc import Callable

import pytest
from sqlalchemy import LargeBinary, select

from core.context import Context
from core.errors import KeyMismatch
from core.intake.accept import intake_place
from core.intake.draft import dialogue_place, link_place
from core.intake.letters import letter_place
from core.intake.seat import contact_place
from core.municipalities import Place
from core.privacy.sealed_columns import HASHES, SEALED, SealedColumn
from core.store.tables import Base, Contact, Conversation, Intake, Letter
from tests.contract.filling import as_owner, fill

NAMES = [sealed.name for sealed in SEALED]
OF_PLACE = [sealed for sealed in SEALED if sealed.name != "sealed.value"]


def test_every_column_of_bytes_is_sealed_or_a_hash() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert found == {*NAMES, *HASHES}
    assert not HASHES & set(NAMES)


def stored(context: Context, sealed: SealedColumn, place: Place) -> tuple[Base, bytes]:
    with as_owner(context.store.url) as session:
        of_place = getattr(sealed.table, "municipality_id") == place.id  # noqa: B009 # not on the table base
        row = session.scalars(select(sealed.table).where(of_place)).one()
        return row, getattr(row, sealed.column)


@pytest.mark.parametrize("sealed", OF_PLACE, ids=lambda sealed: sealed.name)
def test_a_value_opens_in_no_other_row_column_or_municipality(
    context: Context, place: Place, other_place: Place, sealed: SealedColumn
) -> None:
    fill(context.store.url, context.keys, place)
    fill(context.store.url, context.keys, other_place)
    row, value = stored(context, sealed, place)
    other_row, other_value = stored(context, sealed, other_place)
    own = sealed.place(row)
    assert context.keys.open(value, own).decode() == f"{place.slug} in {sealed.column}"
    with pytest.raises(KeyMismatch):  # swapped between two rows
        context.keys.open(other_value, own)
    with pytest.raises(KeyMismatch):
        context.keys.open(value, sealed.place(other_row))
    for wrong in (
        type(own)(own.tenant + 1, own.row, own.column),
        type(own)(own.tenant, own.row + "0", own.column),
        *(type(own)(own.tenant, own.row, name) for name in NAMES if name != own.column),
    ):
        with pytest.raises(KeyMismatch):
            context.keys.open(value, wrong)
    with pytest.raises(KeyMismatch):  # one bit is another
        context.keys.open(value[:-1] + bytes([value[-1] ^ 1]), own)


def test_the_list_says_the_same_place_as_the_code_that_seals(context: Context, place: Place) -> None:
    rows = fill(context.store.url, context.keys, place)
    says: dict[str, Callable[[Base], object]] = {
        "intake.body": lambda row: isinstance(row, Intake) and intake_place(row.door_id, row.external_id),
        "letter.body": lambda row: isinstance(row, Letter) and letter_place(row.municipality_id, row.id),
        "contact.address": lambda row: isinstance(row, Contact) and contact_place(row),
        "conversation.dialogue": lambda row: isinstance(row, Conversation) and dialogue_place(row),
        "conversation.link": lambda row: isinstance(row, Conversation) and link_place(row),
    }
    for sealed in SEALED:
        if sealed.name in says:
            row = rows[sealed.table.__tablename__]
            assert says[sealed.name](row) == sealed.place(row)
