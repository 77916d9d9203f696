"""What a municipality's own questionnaire costs: nothing to who has none, one query a turn to who has."""

from datetime import date

from core.context import Context
from core.municipalities import Place
from core.questionnaire.drafting import list_versions, read_editing
from core.review.calls import NewCall, list_calls, make_call
from tests.core.intake.chat_room import Chat
from tests.core.questionnaire.publishing import TEAM, coordinator, publish_changes, worded
from tests.core.review.test_listing_labels import counting

DAY, LAST = date(2026, 11, 2), date(2026, 12, 1)


def test_a_turn_asks_for_the_form_once_and_only_where_there_is_an_own_one(context: Context, place: Place) -> None:
    chat, asked = Chat(context), list[int]()
    chat.say(command="start")
    for line in ("1", "overslaan"):
        with counting(context) as seen:
            chat.say(text=line)
        asked.append(sum("questionnaire" in statement for statement in seen))
        if line == "1":
            publish_changes(context, coordinator(context, place), worded("Sinds wanneer?", TEAM))
    assert asked == [0, 1]


def test_lists_take_as_many_queries_with_thirty_rows_as_with_one(context: Context, place: Place) -> None:
    present, counted = coordinator(context, place), list[tuple[int, int, int]]()
    for first, last in ((0, 1), (1, 30)):
        for number in range(first, last):
            publish_changes(context, present, worded(f"Sinds wanneer {number}?"))
            with context.store.tenant(place.id) as session:
                make_call(session, present, NewCall(f"Oproep {number}", "Vertel.", "wonen", DAY, LAST), DAY)
        with context.store.tenant(place.id) as session:
            lengths: list[int] = []
            for read in (list_calls, list_versions, read_editing):
                with counting(context) as seen:
                    read(session, present, DAY) if read is list_calls else read(session, present)  # pyright: ignore[reportCallIssue]  # each its own
                lengths.append(len(seen))
            assert len(list_calls(session, present, DAY)) == last
        counted.append((lengths[0], lengths[1], lengths[2]))
    assert counted == [(1, 1, 2)] * 2
