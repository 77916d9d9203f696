"""Ids and numbers in addresses."""

import uuid

from core.errors import NotFound

_LONGEST_NUMBER = 18  # digits


def read_id(value: str) -> uuid.UUID:
    """Read an id in an address; NotFound for anything else, as for an id that nobody has."""
    try:
        return uuid.UUID(value)
    except ValueError:
        raise NotFound("id") from None


def read_number(value: str) -> int:
    """Read a number in an address; NotFound for anything else."""
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER):
        raise NotFound("id")
    return int(value)
