"""A knock: a request to the panel as it comes, before anybody is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from admin.devices import name_device
from admin.uploads import has_file, read_form
from core.html.fields import Fields, read_fields


@dataclass(frozen=True, slots=True)
class Knock:
    """A request before anybody is recognised: path parameters, query, form fields, network address, cookie.

    `foreign`: the browser says that it was sent by another site, or fetched before anyone clicked. `device`: the name
    of the browser and its system. `extra`: another cookie, where a route reads one. `quiet`: a page asks by itself, and
    nobody did anything. `upload`: the file that came with the form; empty: none.
    """

    path: Mapping[str, str]
    query: Fields
    fields: Fields
    address: str
    token: str
    url: str
    foreign: bool
    device: str = ""
    extra: str = ""
    quiet: bool = False
    upload: bytes = b""


async def read_knock(request: Request, cookie: str) -> Knock:
    """Read a request; `cookie` is the name of the one that holds a session."""
    headers = request.headers
    fields, upload = await read_form(request) if has_file(request) else (read_fields(await request.body()), b"")
    return Knock(
        path=request.path_params,
        query=read_fields(request.scope["query_string"]),
        fields=fields,
        address=request.scope.get("signaal.client") or (request.client.host if request.client else ""),
        token=request.cookies.get(cookie, ""),
        url=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        foreign=headers.get("sec-fetch-site") == "cross-site" or "prefetch" in headers.get("sec-purpose", ""),
        device=name_device(headers.get("user-agent", "")),
        quiet=headers.get("hx-request") == "true",
        upload=upload,
    )
