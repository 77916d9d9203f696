"""What a room and the core say to each other: a delivery as heard, a reply as said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.dialogue.events import Dialogue, Event, Prompt
from core.dialogue.form import Form
from core.municipalities import Place


@dataclass(frozen=True, slots=True)
class Mailed:
    """What a mail was, beside the sender's own words (`Heard.text`) and who sent it (`Heard.address`).

    - `kind`: person, auto, bounce, report, calendar, list, spam or empty; `reason`: the rule that said so.
    - `verified`: the sender is who the address says, by the door's rule.
    - `token`: of the thread, from the address it was sent to; `references`: the threads of our letters that it names;
      `answers`: the one letter (its id) that it is a direct answer to.
    - `command`: stop, hulp or status, when that is all it says.
    - `whole`: the whole text; `cut`: the stretches (start, end, why) that are not the sender's own words.
    - `returned`: the letter (its id) that a bounce is about; `final`: it will never arrive.
    - `message_id`, `subject`: for threading our answer.
    - `arrived`: when the mail came to its mailbox; None: not known. `mailbox`: the address of that mailbox, where it is
      the municipality's own: letters are from there.
    - `doubtful`: only the wording says that no person wrote it; `echo`: it repeats what our own letters say.
    """

    kind: str
    reason: str = ""
    verified: bool = False
    token: str = ""
    references: tuple[str, ...] = ()
    answers: str = ""
    command: str = ""
    whole: str = ""
    cut: tuple[tuple[int, int, str], ...] = ()
    quoted: str = ""
    returned: str = ""
    final: bool = True
    message_id: str = ""
    subject: str = ""
    language: str = "nl"
    attachments: int = 0
    encrypted: bool = False
    several: bool = False
    sure: bool = True
    arrived: datetime | None = None
    mailbox: str = ""
    doubtful: bool = False
    echo: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A delivery as its room understood it: one of text, events, chosen, command, refusal, aside or pick is given.

    - `address`: where a reply goes (sealed with the contact).
    - `message`: the channel's own number of the message; `edited`: it changes an earlier one.
    - `conversation`: the first digits of the conversation that a button belongs to; `over`: the first of the digest of
      the text about which it chooses.
    - `slug`: the municipality it is for, where the channel knows it (a web address).
    - `link`: the token of the conversation that a web page goes on with, or begins.
    - `call`: the code of the targeted call that she comes with, where it is not the argument of a start.
    - `fiche`: the number of the public fiche that she comes to add to, where no start says so; 0: none.
    - `version`: of the form that a page showed which begins a conversation; None: the channel shows none before.
    - `pick`: the municipality chosen with a button.
    - `invitation`: the token of a link that fills in sector and organisation.
    - `chosen`: the key of a question and the marks of the options that were tapped; `ticked`: those that are shown as
      ticked from now on, and are no answer yet.
    - `answers`: the number of the signal whose question this message replies to; `question`: the token of the page of a
      question that this was posted on; `digest`: the id of the digest that this message replies to.
    - `room`: whatever the room's own `tell` needs to know again.
    """

    address: str = ""
    text: str | None = None
    events: tuple[Event, ...] = ()
    chosen: tuple[str, tuple[str, ...]] | None = None
    ticked: tuple[str, tuple[str, ...]] | None = None
    command: str = ""
    argument: str = ""
    refusal: str = ""
    aside: str = ""
    pick: str = ""
    invitation: str = ""
    slug: str = ""
    link: str = ""
    call: str = ""
    fiche: int = 0
    version: int | None = None
    message: str = ""
    edited: bool = False
    conversation: str = ""
    over: str = ""
    answers: str = ""
    question: str = ""
    digest: str = ""
    mail: "Mailed | None" = None
    room: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Notice:
    """A fixed text by message key, with values and with buttons as (command, message key of the label).

    `confirms`: the command (and what it is about) that waits for one of these buttons, tapped or typed.
    """

    key: str
    values: dict[str, object] = field(default_factory=dict[str, object])
    buttons: tuple[tuple[str, str], ...] = ()
    confirms: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A reply: what is said, about which dialogue, in answer to what.

    `conversation` is the short id that buttons carry, `link` the web address where the dialogue goes on, `picks` the
    municipalities to choose from (slug, name), `facts` what a farewell tells (number, days, service), `complaints` what
    was wrong with each field of a whole form, `delete` the message that held what was hidden, `own` the municipality's
    own words by message key (Dutch).
    """

    items: tuple[Prompt | Notice, ...]
    heard: Heard
    form: Form | None = None
    dialogue: Dialogue | None = None
    place: Place | None = None
    conversation: str = ""
    link: str = ""
    picks: tuple[tuple[str, str], ...] = ()
    facts: dict[str, object] = field(default_factory=dict[str, object])
    complaints: dict[str, str] = field(default_factory=dict[str, str])
    delete: str = ""
    own: Mapping[str, str] = field(default_factory=dict[str, str])


class Room(Protocol):
    """A room that holds dialogues: it reads deliveries and writes replies; the core does the rest."""

    def hear(self, body: bytes) -> Heard:
        """Understand a delivery; anything malformed raises and is shunted."""
        ...

    def tell(self, said: Said) -> list[dict[str, Any]]:
        """Write a reply as letters (JSON values that the room's own delivery understands); none: nothing to send.

        A delivery that was set aside comes here too, with nothing to say: a room may have to leave a group.
        """
        ...
