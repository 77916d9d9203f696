"""Addresses with tokens: written, read back in any case, and not to be made by others."""

import uuid

from core.context import Context
from core.intake.thread import new_thread_token
from mail.tokens import (
    bounce_address,
    is_bounce_address,
    read_mailbox,
    returned_letter,
    thread_address,
    thread_token,
)


def test_thread_address_comes_back_in_any_case() -> None:
    token = new_thread_token()
    address = thread_address("lommerbeek", token, "signaal.example")
    assert address == address.lower()
    for written in (address, address.upper(), f"<{address}>", f" {address.title()} "):
        mailbox = read_mailbox(written)
        assert (mailbox.name, thread_token(mailbox), mailbox.domain) == ("lommerbeek", token, "signaal.example")


def test_address_without_a_token_has_none() -> None:
    assert thread_address("lommerbeek", "", "signaal.example") == "lommerbeek@signaal.example"
    for address in (
        "lommerbeek@x.example",
        "lommerbeek+@x.example",
        "lommerbeek+kort@x.example",
        "",
        "@",
        "b+" + "a" * 20,
    ):
        assert thread_token(read_mailbox(address)) == ""


def test_bounce_address_leads_to_its_letter(context: Context) -> None:
    letter = uuid.uuid4()
    address = bounce_address(context.keys, letter, "signaal.example")
    assert address == address.lower()
    assert len(address.partition("@")[0]) == 42
    assert is_bounce_address(read_mailbox(address))
    assert returned_letter(context.keys, read_mailbox(address.upper())) == letter


def test_bounce_address_that_was_changed_or_made_up_leads_nowhere(context: Context) -> None:
    address = bounce_address(context.keys, uuid.uuid4(), "signaal.example")
    for place in range(2, 42):
        changed = address[:place] + ("a" if address[place] != "a" else "b") + address[place + 1 :]
        assert returned_letter(context.keys, read_mailbox(changed)) is None
    for made_up in ("b+@x", "b+" + "a" * 40 + "@x", "b+" + "1" * 40 + "@x", "lommerbeek+" + "a" * 40 + "@x"):
        assert returned_letter(context.keys, read_mailbox(made_up)) is None
