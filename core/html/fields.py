"""The fields of a posted form: urlencoded, few, and short, or refused."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from core.errors import Refused

MOST_FIELDS = 200


class Fields:
    """What was typed, by field name."""

    def __init__(self, values: Mapping[str, list[str]]) -> None:
        """Take the values of each field, in order."""
        self._values = values

    def one(self, name: str) -> str:
        """Give the value of a field; empty when it was not sent."""
        return next(iter(self._values.get(name, ())), "")

    def many(self, name: str) -> tuple[str, ...]:
        """Give every value of a field."""
        return tuple(self._values.get(name, ()))

    def pairs(self) -> list[tuple[str, str]]:
        """List every field with every value, in the order of the first of each name."""
        return [(name, value) for name, values in self._values.items() for value in values]


def read_fields(body: bytes) -> Fields:
    """Read an urlencoded body. Raises Refused when it has too many fields or is no such thing."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused("form fields") from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return Fields(values)
