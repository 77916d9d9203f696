"""Which columns are sealed, and for which place: the one list that rotation, proofs and searches go by."""

from dataclasses import dataclass
from typing import Any

from core.privacy.keys import Place
from core.store.tables import (
    AgendaInvitation,
    Base,
    Contact,
    Conversation,
    Door,
    ImportPart,
    ImportRun,
    Intake,
    Letter,
    Sealed,
    SignInProvider,
    Staff,
    StaffInvitation,
)


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column: its table, its name, the columns that name the row, whether the municipality is in the place."""

    table: type[Base]
    column: str
    row: tuple[str, ...] = ("id",)
    of_tenant: bool = True

    @property
    def name(self) -> str:
        """Give `table.column`, as it stands in the place."""
        return f"{self.table.__tablename__}.{self.column}"

    @property
    def needs(self) -> tuple[str, ...]:
        """List the columns from which the place follows."""
        return (*self.row, "municipality_id") if self.of_tenant else self.row

    def place(self, row: Any) -> Place:
        """Say where the value of this row is sealed."""
        tenant = row.municipality_id if self.of_tenant else None
        return Place(tenant or 0, ":".join(str(getattr(row, name)) for name in self.row), self.name)


# The look-up key comes last: until then a program with only the old keys still starts.
SEALED = (
    SealedColumn(Intake, "body", row=("door_id", "external_id"), of_tenant=False),
    SealedColumn(Letter, "body"),
    SealedColumn(Contact, "address"),
    SealedColumn(AgendaInvitation, "address"),
    SealedColumn(Conversation, "dialogue"),
    SealedColumn(Conversation, "link"),
    SealedColumn(Door, "secret"),
    SealedColumn(ImportRun, "content"),
    SealedColumn(ImportPart, "body", row=("import_id", "nr")),
    SealedColumn(Staff, "totp"),
    SealedColumn(StaffInvitation, "seed"),
    SealedColumn(SignInProvider, "secret"),
    SealedColumn(Sealed, "value", row=("name",), of_tenant=False),
)

# Bytes that hold no secret: keyed hashes of addresses, hashes of random tokens, and where a signal's screened words
# stand among problems (`proposal.vector`); digests of a sentence that a meeting shows, and of a text that was approved.
HASHES = frozenset({
    "action.public_digest", "guest_refusal.lookup",
    "intake.lookup", "letter.lookup", "contact.lookup", "conversation.link_hash", "conversation.likeness",
    "invitation.token_hash", "staff_invitation.token_hash", "staff_session.token_hash", "sign_in_attempt.key",
    "recovery_code.code_hash", "audit_seal.hash", "proposal.vector", "question.token_hash",
    "agenda_quote.digest", "approval.digest", "pulse.asked",
    # No hashes, and nothing to hide either: the public half of a passkey, and what it is asked to sign.
    "passkey.challenge", "passkey.credential", "passkey.public_key",
    # Facts for figures: numbers, of signals that can be read beside them.
    "fact_month.rows",
    # Keyed: what makes a row of a spreadsheet that row.
    "import_row.key",
    # A municipality's logo stands on its public pages.
    "logo_file.body",
})  # fmt: skip
