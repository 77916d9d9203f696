"""Cells: text as a spreadsheet may hold it, so that none is run as a formula."""

# A spreadsheet would run a cell that begins with one of these.
ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def guard_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(ACTIVE) else text
