"""The nineteen indicators, each by its definition, on facts made up; and what of them may be shown."""

from datetime import UTC, datetime, timedelta

import pytest

from core.insight.facts import Begun, Held, Judged, Rated
from core.insight.figures import Over, Question, make_figures
from core.insight.measures import evenness, spread
from core.insight.quarters import Period, list_periods, quarter_of
from tests.core.insight.facing import DAYS, NOW, SPRING, facts, fiche, read, sent

DAY = timedelta(days=1)
ONE, TWO = 1, 2


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        ("2026-11-20T10:00", "2026-11-20T16:00", 0),  # the same Friday
        ("2026-11-20T23:30", "2026-11-23T09:00", 1),  # over a weekend
        ("2026-04-02T12:00", "2026-04-08T12:00", 3),  # Thursday to Wednesday, Easter Monday (6 April) between
        ("2026-12-24T12:00", "2026-12-28T12:00", 1),  # Christmas on a Friday
        ("2026-05-13T12:00", "2026-05-15T12:00", 1),  # Ascension on Thursday
    ],
)
def test_working_days_leave_out_weekends_and_holidays(begin: str, end: str, days: int) -> None:
    moments = (datetime.fromisoformat(f"{moment}+02:00") for moment in (begin, end))
    assert DAYS(*moments) == days


def test_what_was_not_reached_comes_last() -> None:
    assert spread("x", [1, 2, 3, 4], "days").value == 2.5
    waits = spread("x", [1, 5, None], "days")
    assert (waits.of, waits.value, waits.late) == (3, 5, None)
    assert spread("x", [1, None, None], "days").value is None
    assert spread("x", [], "days").of == 0


def test_a_first_decision_counts_in_working_days_and_what_waits_has_none() -> None:
    decided = [sent(decided_at=SPRING + days * DAY, decided="gebundeld") for days in (1, 2, 3)]
    of = read(1, facts(*decided, sent()))
    assert (of["days"].of, of["days"].value, of["days"].late) == (4, 2.5, None)
    assert (of["decided"].yes, of["decided"].of) == (3, 4)


def test_an_action_within_90_days_counts_only_signals_that_are_that_old() -> None:
    begun = fiche(1, action_at=SPRING + 100 * DAY)
    old, young = sent(fiches=(ONE,)), sent(NOW - 95 * DAY, fiches=(ONE,))
    of = read(2, facts(old, young, sent(), fiches=(begun,)))
    assert (of["near"].yes, of["near"].of) == (1, 3), "for the young one it had begun before she wrote"
    assert (of["far"].yes, of["far"].of) == (1, 2)


def test_answers_count_for_who_wants_them() -> None:
    told = sent(told_at=SPRING + 10 * DAY)
    of = facts(told, sent(told_at=SPRING + 70 * DAY), sent(), sent(wants=False))
    assert (read(3, of)["told"].yes, read(3, of)["told"].of) == (1, 3)
    assert (read(4, of)["days"].value, read(4, of)["days"].of) == (70, 3)


def test_reporters_are_counted_once_and_new_ones_apart() -> None:
    before = datetime(2025, 6, 1, tzinfo=UTC)
    of = read(5, facts(sent(who=1), sent(who=1), sent(who=2, first_at=before), sent(who=None)))
    assert (of["reporters"].of, of["new"].yes, of["new"].of) == (2, 1, 2)
    assert (of["nameless"].yes, of["nameless"].of) == (1, 4)


def test_who_heard_something_comes_back_or_not() -> None:
    again, later = SPRING + 30 * DAY, SPRING + 200 * DAY
    heard = sent(who=1, told_at=SPRING + DAY, next_at=again)
    of = read(6, facts(heard, sent(who=2, next_at=later), sent(who=3), sent(NOW, who=4)))
    assert (of["told"].yes, of["told"].of) == (1, 1)
    assert (of["untold"].yes, of["untold"].of) == (0, 2), "who wrote today may still come back"


def test_diversity_names_nobody() -> None:
    sectors = [
        sent(house=f"Huis {number}", sector=sector) for number, sector in enumerate(("caw", "caw", "ocmw", "ggz"))
    ]
    of = read(7, facts(*sectors))
    assert (of["organisations"].of, of["sectors"].of) == (4, 3)
    assert of["even"].value == pytest.approx(evenness({"caw": 2, "ocmw": 1, "ggz": 1}))
    assert of["top"].of == 0, "of few organisations a top three names them"
    many = [sent(house=f"Huis {number % 6}") for number in range(12)]
    assert (read(7, facts(*many))["top"].yes, read(7, facts(*many))["top"].of) == (6, 12)


def test_depth_quality_and_guard() -> None:
    of = facts(
        sent(points=6, decided="gebundeld", guarded=True, leaked=True),
        sent(points=3, decided="intern", asked=True),
        sent(points=None, decided="geen-signaal", reason="individueel"),
    )
    assert (read(8, of)["points"].value, read(8, of)["points"].of) == (4.5, 2)
    assert (read(9, of)["taken"].yes, read(9, of)["individual"].yes, read(9, of)["taken"].of) == (1, 1, 3)
    assert (read(10, of)["guarded"].yes, read(10, of)["leaked"].yes, read(10, of)["leaked"].of) == (1, 1, 3)


def test_what_came_before_it_was_begun_has_no_fill_time() -> None:
    of = read(15, facts(sent(), sent(SPRING, started_at=SPRING + timedelta(minutes=5))))
    assert (of["web-seconds"].of, of["web-seconds"].value) == (1, 90)


def test_bundling_and_outcomes() -> None:
    closed = fiche(1, status="afgerond", outcome="verbeterd", action_at=SPRING, signals=4, organisations=2)
    open_ = fiche(2, signals=2, organisations=1)
    of = facts(
        sent(decided="gebundeld", fiches=(ONE, TWO)), sent(decided="gebundeld", fiches=(TWO,)), sent(decided="intern"),
        fiches=(closed, open_),
    )  # fmt: skip
    assert (read(11, of)["bundled"].yes, read(11, of)["bundled"].of) == (2, 3)
    assert (read(11, of)["signals"].value, read(11, of)["organisations"].value) == (3, 1.5)
    assert (read(12, of)["action"].yes, read(12, of)["outcome"].yes, read(12, of)["outcome"].of) == (1, 1, 2)
    assert (read(12, of)["verbeterd"].yes, read(12, of)["verbeterd"].of) == (1, 1)


def test_owners_silence_and_higher_levels() -> None:
    quiet = fiche(1, pulled=True, last_at=NOW - 91 * DAY, above_at=SPRING)
    of = facts(fiches=(quiet, fiche(2), fiche(3, status="afgerond")))
    assert (read(13, of)["pulled"].yes, read(13, of)["silent"].yes, read(13, of)["silent"].of) == (1, 1, 2)
    told = fiche(4, above_at=SPRING, closed_above_at=SPRING + 40 * DAY)
    of = read(14, facts(fiches=(quiet, fiche(2), told)))
    assert (of["above"].of, of["answered"].yes, of["answered"].of) == (2, 1, 2)
    assert (of["answer-days"].of, read(14, facts(fiches=(told,)))["answer-days"].value) == (2, 40)


def test_filling_in_and_labels_of_the_machine() -> None:
    place = quarter_of(SPRING).place
    begun = (Begun("web", place, 5, 3), Begun("telegram", place, 4, 1, "breadth"), Begun("web", place, 1, 0, "eigen"))
    judged = (
        Judged(SPRING, "caw", ("wonen",), ("wonen", "werk")),
        Judged(SPRING, "caw", ("werk", "wonen"), ("wonen",)),
        Judged(SPRING, "caw", (), ("werk",)),
    )
    of = facts(sent(read=True, silent=True), sent(read=True), begun=begun, judged=judged)
    assert (read(15, of)["web-seconds"].value, read(15, of)["telegram-seconds"].of) == (90, 0)
    assert (read(15, of)["web-stopped"].yes, read(15, of)["web-stopped"].of) == (3, 6)
    stopped = {name: (one.yes, one.of) for name, one in read(15, of).items() if name.startswith("left-") and one.yes}
    assert stopped == {"left-breadth": (3, 4), "left-other": (1, 4)}, "what is not known is left out"
    assert (read(16, of)["kept"].yes, read(16, of)["kept"].of) == (1, 2)
    assert read(16, of)["f1"].value == pytest.approx((1 + 0) / 2)
    assert (read(16, of)["silent"].yes, read(16, of)["silent"].of) == (1, 2)


def test_signal_days_that_were() -> None:
    days = (Held(SPRING, 20, 6, 5, 2), Held(SPRING, 10, 3, None, 0), Held(SPRING - 365 * DAY, 99, 9, 9, 9))
    of = read(17, facts(held=days))
    assert (of["days"].of, of["came"].of, of["organisations"].of, of["actions"].of) == (2, 30, 9, 2)
    assert (of["signallers"].yes, of["signallers"].of) == (5, 20)


def test_what_came_back_counts_among_fiches_opened_now() -> None:
    old = fiche(3, opened_at=SPRING - 365 * DAY, returned=True)
    of = read(18, facts(fiches=(fiche(1, returned=True), fiche(2), old)))
    assert (of["returned"].yes, of["returned"].of) == (1, 2)


def test_digests_that_readers_found_useful() -> None:
    place = quarter_of(SPRING).place
    of = read(19, facts(rated=(Rated(place, 20, 8, 2), Rated(place + 1, 10, 0, 0))))
    assert (of["useful"].yes, of["useful"].of, of["rated"].yes, of["rated"].of) == (8, 10, 10, 30)


def year() -> Period:
    return next(period for period in list_periods(NOW, SPRING) if period.key == "2026")


def test_periods_are_made_of_whole_quarters() -> None:
    keys = [period.key for period in list_periods(NOW, SPRING)]
    assert keys == ["12m", "2026", "2026-k4", "2026-k3", "2026-k2"]
    assert [quarter.key for quarter in list_periods(NOW, None)[0].quarters] == [
        "2026-k1",
        "2026-k2",
        "2026-k3",
        "2026-k4",
    ]


def test_few_are_hidden_and_so_is_the_quarter_that_would_give_them_away() -> None:
    """Seven decided in spring, two of eight in summer: the year and spring together would tell of summer."""
    spring = [sent(who=number, decided_at=SPRING + DAY, decided="intern") for number in range(1, 8)]
    summer = [sent(SPRING + 100 * DAY, who=number, decided="") for number in range(1, 7)]
    summer += [sent(SPRING + 100 * DAY, who=number, decided_at=NOW, decided="intern") for number in (7, 8)]
    figures = make_figures(facts(*spring, *summer), Over(Question(), year(), (), DAYS), NOW)
    line = next(line for line in figures.cards[0].lines if line.name == "decided")
    shown = {quarter.key: reading for quarter, reading in line.quarters}
    assert shown["2026-k3"] is None
    assert (shown["2026-k2"] is None) or (line.now is None)
    assert line.of == 15


def test_narrowed_to_a_theme_nothing_is_told_of_few_voices() -> None:
    one_house = [sent(who=number) for number in range(1, 8)]
    question = Question(facet="themes", key="wonen")
    hidden = make_figures(facts(*one_house), Over(question, year(), (), DAYS), NOW)
    assert all(line.now is None for card in hidden.cards for line in card.lines if card.number in {1, 8, 10})
    houses = [sent(who=number, house=f"Huis {number % 3}") for number in range(1, 30)]
    others = [sent(who=number, house=f"Huis {number % 3}", theme="werk") for number in range(1, 30)]
    shown = make_figures(facts(*houses, *others), Over(question, year(), (), DAYS), NOW)
    depth = next(card for card in shown.cards if card.number == 8).lines[0]
    assert (depth.of, shown.table.shown("wonen", "2026-k2")) == (29, 29)
