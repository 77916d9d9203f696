"""Files that are sent in with a form: one at most, small, and with few and short fields beside it."""

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from core.errors import Refused
from core.html.fields import Fields
from core.importing.sheet import MOST_BYTES

_MOST_FIELDS, _MOST_OF_A_FIELD = 10, 4096


class _InMemory(MultiPartParser):
    """Reads a form without putting any of it on a disk, where it would lie unsealed."""

    spool_max_size = 2 * MOST_BYTES


def has_file(request: Request) -> bool:
    """Tell whether a request sends a form with a file; the shield takes such a one at few addresses."""
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


async def read_form(request: Request) -> tuple[Fields, bytes]:
    """Read the fields of a form and the bytes of its file (empty: none). What is no such form is answered with 400.

    The name and the type that the browser gives the file are not looked at.
    """
    reading = _InMemory(
        request.headers, request.stream(), max_files=1, max_fields=_MOST_FIELDS, max_part_size=_MOST_OF_A_FIELD
    )
    try:
        form = await reading.parse()
    except MultiPartException:
        raise Refused("form fields") from None
    values: dict[str, list[str]] = {}
    sent = b""
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                sent = await value.read()
            else:
                values.setdefault(name, []).append(value)
    finally:
        await form.close()
    return Fields(values), sent
