"""SPF: whether the domain of an envelope sender lets this network address send (RFC 7208, by pyspf)."""

from typing import Any

import spf

from mail.names import NoAnswerYet, Questions


def spf_passes(questions: Questions, peer: str, sender: str, helo: str) -> bool:
    """Tell whether the envelope sender's domain names the peer as one of its own; False when that is not known now."""
    try:
        looked: Any = _Query(questions, peer, sender, helo)
        result: str = looked.check()[0]
    except Exception:  # noqa: BLE001 # it parses what strangers write, and raises several kinds
        return False
    return result == "pass"


class _Query(spf.query):  # pyright: ignore[reportUntypedBaseClass, reportUnknownMemberType]  # pyspf has no types
    """A query that asks our name servers, and follows no deadline but theirs."""

    def __init__(self, questions: Questions, peer: str, sender: str, helo: str) -> None:
        self._questions = questions
        super().__init__(i=peer, s=sender, h=helo)  # pyright: ignore[reportUnknownMemberType]  # idem

    def dns(  # pyspf's own arguments; the resolver follows aliases by itself
        self,
        name: str,
        qtype: str,
        cnames: object = None,  # noqa: ARG002 # idem
        ignore_void: bool = False,  # noqa: FBT001, FBT002 # idem
    ) -> list[Any]:
        """Answer as pyspf wants it: texts as tuples of bytes, addresses and names as texts, servers in their order."""
        try:
            records = self._questions.ask(str(name), qtype)
        except NoAnswerYet:
            raise spf.TempError("DNS") from None
        if not records and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("void lookups")
        return [_plain(record, qtype) for record in records]


def _plain(record: Any, kind: str) -> Any:
    match kind:
        case "TXT" | "SPF":
            return record.strings
        case "MX":
            return record.preference, record.exchange.to_text(omit_final_dot=True)
        case "PTR":
            return record.target.to_text(omit_final_dot=True)
        case _:
            return record.address
