"""What people write below their own signature stays theirs, and the result says that it is not sure."""

import pytest

from mail.understand.strip import strip

BELOW = (
    ("Dag,\nhierbij mijn antwoorden.\n\nMvg\nAn\n\n1. Kortrijk\n2. veel", ("1. Kortrijk", "2. veel")),
    ("Het gaat over de Molenwijk.\n\nGroeten\nAn\n\nWanneer horen we iets?", ("Wanneer horen we iets?",)),
    ("Bedankt!\n\nGroeten\nAn\n\nTot wanneer?", ("Tot wanneer?",)),
    ("Drie gezinnen.\n\nMvg\nAn\n\nO ja, ook in Menen trouwens", ("O ja, ook in Menen trouwens",)),
    ("Zie onder.\n\nGroeten\nAn\n\nAntwoord op vraag 2: veel", ("Antwoord op vraag 2: veel",)),
    ("Mvg An\n\n- wonen\n- schulden", ("- wonen", "- schulden")),
    ("Trois familles.\n\nCordialement\nClaire\n\nRéponse 2 : beaucoup", ("Réponse 2 : beaucoup",)),
    ("Ten.\n\nKind regards\nAnn\n\nonly in the north", ("only in the north",)),
    ("Groetjes\nAn\nbelangrijk: geen van hen spreekt nederlands", ("belangrijk: geen van hen spreekt nederlands",)),
)


@pytest.mark.parametrize(("text", "hers"), BELOW)
def test_words_below_a_closing_are_kept_and_marked(text: str, hers: tuple[str, ...]) -> None:
    stripped = strip(text)
    assert [line for line in hers if line not in stripped.text.split("\n")] == []
    assert not stripped.sure


def test_a_card_below_a_closing_goes_and_is_sure() -> None:
    card = "Mvg\nAn Peeters\nmaatschappelijk werker\nOCMW Lommerbeek\nKerkstraat 1, 3000 Leuven\nT 016 00 00 00"
    stripped = strip(f"Drie gezinnen.\n\n{card}\nwww.ocmw.example.org")
    assert (stripped.text, stripped.sure) == ("Drie gezinnen.", True)


def test_a_line_that_is_no_part_of_a_card_goes_and_is_not_sure() -> None:
    stripped = strip("Drie gezinnen.\n\nMvg\nAn\nsamen sterk")
    assert (stripped.text, stripped.sure) == ("Drie gezinnen.", False)


@pytest.mark.parametrize(("sender", "kept"), [("Marie Peeters", False), ("Leen Vermeulen", True)])
def test_one_word_below_thanks_is_a_name_only_when_it_is_hers(sender: str, kept: bool) -> None:  # noqa: FBT001 # a case
    assert strip("Zeker tien.\n\nBedankt\nMarie", sender=sender).text.endswith("Marie") is kept


@pytest.mark.parametrize(
    "tail",
    [
        "Op 3/11/2026 zei en schreef zij aan de buren het volgende, lees maar:",
        "Verzonden: 3/11/2026",
        "T 016 00 00 00",
    ],
)
def test_what_looks_like_anothers_and_stays_is_marked(tail: str) -> None:
    stripped = strip(f"Drie gezinnen wachten.\n{tail}\nDat is alles wat we weten over deze mensen.")
    assert tail in stripped.text
    assert not stripped.sure
