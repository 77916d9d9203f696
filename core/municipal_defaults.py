"""What a municipality can set, with what holds until it does."""

from collections.abc import Mapping
from typing import Any

# Days are calendar days unless the name says otherwise.
DEFAULTS: Mapping[str, Any] = {
    "service": "de signaalverwerker",
    "working_days": 10,
    "danger_text": "",
    "privacy_text": "",
    "retention": {"intake": 30, "drafts": 7, "contact": 730, "signals": 2190, "guests": 30},
    "retention_signals": "anonymise",
    # Other addresses that reach the municipality: local parts on the shared domain, or whole addresses.
    "mail_aliases": [],
    # Languages beside Dutch in which who writes in them is answered by mail: fr, en.
    "languages": [],
    # An e-mail address or page where anyone can ask about the model, for an algorithm register.
    "contact": "",
    # What its public page says of itself: who coordinates, what it is about, what was agreed about data.
    "public_contact": "",
    "public_intro": "",
    "public_agreements": "",
    # Who answers about personal data (the DPO: an address), and the day its processing agreement was signed.
    "privacy_contact": "",
    "agreement": "",
    # What its documents ask for beside that (core.kit): its seat, and who keeps the server.
    "seat": "",
    "host": "",
    # The name of its own Telegram bot, without @; empty: the shared one (core.own_bots sets it).
    "bot": "",
    # Whether the model proposes labels for signals, to reporters and processors.
    "model": True,
    # Six hexadecimal digits: the accent of its pages; that of Signaal when empty (core.review.house_style sets it).
    "colour": "",
    # The name of its logo, and what stands for it; core.logo sets both.
    "logo": "",
    "logo_alt": "",
    # Whether who supports municipalities sees what was released of its figures (core.insight.sharing).
    "figures_shared": False,
    # So many minutes a decision can be undone before its reporter gets a letter.
    "undo_minutes": 2,
    # Days that it is closed beside the holidays of the law, each year (07-11) or once (2026-12-24): by default those
    # that Flemish local authorities mostly add. Bridge days are for each municipality to name.
    "closing_days": ["07-11", "11-02", "12-26"],
    # When a question to a reporter is looked at again (working days), and when an open fiche counts as silent.
    "answer_days": 10,
    "silent_days": 90,
    # So many reporters who see no improvement after a fiche was closed propose to reopen it; or the only one told.
    "reopen_after": 2,
    # How many working days past its date an undecided signal is when the lead hears of it; twice that: the back-up too.
    "queue_days": 3,
    # Who leads the processors and who stands in: ids of staff.
    "lead": "",
    "backup": "",
}
