"""The panel says of a proposal only what is true: who chose, what the computer knows, what was done and what lacks."""

import html
import re
import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from core.context import Context
from core.dialogue.events import Proposed
from core.municipalities import Place
from core.store.tables import Municipality
from tests.admin.panel import field, tell
from tests.proposals import labels_of, propose, sure

HERS, ITS = "bevestigd door de signaalgever", "voorstel van de computer, niet gewijzigd door de signaalgever"


async def read(browser: httpx.AsyncClient, address: str) -> str:
    """Read the words of a page."""
    page = (await browser.get(address)).text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def confirm(context: Context, place: Place, *, themes: str) -> uuid.UUID:
    """Let a reporter send a theme after wonen was proposed, and the target group as it was proposed."""
    found = Proposed("", "m1", themes=("wonen",), target_groups=("gezinnen",))
    chosen: dict[str, Any] = {} if themes == "wonen" else {"themes": (themes,)}
    return tell(context, place, proposed=found, **chosen)


async def post(
    browser: httpx.AsyncClient, signal_id: uuid.UUID, act: str = "labels", **fields: object
) -> httpx.Response:
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    given = {"csrf": field(page, "csrf"), "seen": field(page, "seen"), **fields}
    return await browser.post(f"/beheer/signaal/{signal_id}/{act}", data=given)


@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize(("themes", "name"), [("wonen", "Wonen en dakloosheid"), ("werk", "Werk en activering")])
async def test_a_guess_that_was_left_as_it_was_is_nobodys_choice(
    context: Context, place: Place, browser: httpx.AsyncClient, themes: str, name: str, *, labelled: bool
) -> None:
    signal_id = confirm(context, place, themes=themes)
    propose(context, place, signal_id)
    if labelled:
        done = await post(browser, signal_id, via="correct", themes=themes, target_groups="gezinnen", levels="lokaal")
        assert done.status_code == 303
    page = await read(browser, f"/beheer/signaal/{signal_id}")
    assert f"{name} {ITS if themes == 'wonen' else HERS}" in page
    assert f"Gezinnen met kinderen {ITS}" in page
    assert page.count(HERS) == (themes == "werk")


@pytest.mark.parametrize(
    ("answers", "label", "confidence", "words", "said", "unsaid"),
    [
        (
            {},
            True,
            0.87,
            ["gezinnen", "maanden"],
            "denkt: een patroon. Woorden die meewogen: gezinnen, maanden.",
            "87 %",
        ),
        ({}, True, 0.87, ["gezinnen", "een"], "De computer denkt: een patroon.", "meewogen"),
        ({}, True, 0.69, ["gezinnen", "maanden"], "De computer weet het niet.", "meewogen"),
        ({}, False, 0.65, [], "De computer weet het niet.", "iets anders"),
        ({}, False, 0.9, [], "De signaalgever en de computer zeggen hier iets anders.", "weet het niet"),
        ({"breadth": "een", "pattern": "nee"}, True, 0.9, [], "de computer zeggen hier iets anders.", "weet het niet"),
        ({"breadth": "een", "pattern": "nee"}, False, 0.9, [], "De computer denkt: één geval.", "iets anders"),
        ({"breadth": "onbekend"}, False, 0.9, [], "zei niet bij hoeveel mensen dit speelt.", "iets anders"),
    ],
)
async def test_what_the_reporter_said_of_a_pattern_comes_first_and_the_computer_speaks_in_words(
    context: Context, place: Place, browser: httpx.AsyncClient, answers: dict[str, Any], confidence: float,
    words: list[str], said: str, unsaid: str, *, label: bool,
) -> None:  # fmt: skip
    signal_id = tell(context, place, **answers)
    propose(context, place, signal_id, structural={"label": label, "confidence": confidence, "words": words})
    page = (
        (await read(browser, f"/beheer/signaal/{signal_id}"))
        .split("Eén geval of een patroon?")[1]
        .split("Jij beslist")[0]
    )
    assert said in page
    assert unsaid not in page
    assert page.index("De signaalgever") < page.index("De computer")


async def test_no_theme_is_said_apart_from_what_is_proposed_and_there_is_no_key_for_yes(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place)
    propose(context, place, signal_id, themes=[])
    page = await read(browser, f"/beheer/signaal/{signal_id}")
    assert re.search(
        r"Geen thema voorgesteld\. .* Dit stelt de computer wel voor: Doelgroep Gezinnen met kinderen", page
    )
    assert "het voorstel klopt" not in page.split("Sneltoetsen")[1], "no key for what cannot be done"
    propose(context, place, signal_id, themes=[], target_groups=[])
    assert "Dit stelt de computer wel voor" not in await read(browser, f"/beheer/signaal/{signal_id}")
    propose(context, place, signal_id, themes=sure(wonen=0.9))
    assert "het voorstel klopt" in await read(browser, f"/beheer/signaal/{signal_id}")


async def test_saving_without_a_theme_is_asked_once_and_leaves_the_signal_to_be_decided(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place)
    propose(context, place, signal_id, themes=[])
    asked = await post(browser, signal_id, via="correct", kinds="tekort")
    assert asked.status_code == 422
    assert "Je koos geen thema. Bewaar je het zo?" in asked.text
    assert '<details id="kiezen" open>' in asked.text
    assert "Kies hoogstens 3" not in asked.text
    assert labels_of(context, place, signal_id) == {}
    fields = {"csrf": field(asked, "csrf"), "seen": field(asked, "seen"), "zonder": field(asked, "zonder")}
    done = await browser.post(
        f"/beheer/signaal/{signal_id}/labels", data={**fields, "via": "correct", "kinds": "tekort"}
    )
    assert done.status_code == 303
    assert labels_of(context, place, signal_id) == {"kinds": ["tekort"]}
    assert str(signal_id) in (await browser.get("/beheer?bepaald=nog")).text
    assert (await post(browser, signal_id, via="correct", themes="werk")).status_code == 303
    assert str(signal_id) not in (await browser.get("/beheer?bepaald=nog")).text


async def test_what_was_done_is_said_only_while_it_is_the_last_thing_that_happened(
    context: Context, place: Place, browser: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place)
    propose(context, place, signal_id)
    here = f"/beheer/signaal/{signal_id}"
    assert 'role="status"' not in (await browser.get(f"{here}?gedaan=klopt")).text
    assert (await post(browser, signal_id, via="accept", themes="wonen", target_groups="gezinnen")).status_code == 303
    assert "Bewaard: het voorstel klopt." in await read(browser, f"{here}?gedaan=klopt")
    assert "Bewaard" not in await read(lead, f"{here}?gedaan=klopt")
    await post(browser, signal_id, "labels/terug")
    assert "Bewaard" not in await read(browser, f"{here}?gedaan=klopt")
    assert "Ongedaan gemaakt." in await read(browser, f"{here}?gedaan=terug")


async def test_with_the_model_off_her_own_labels_are_no_proposal(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = confirm(context, place, themes="werk")
    with context.store.tenant(place.id) as session:
        session.execute(update(Municipality).values(settings={"model": False}))
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert '<h2 id="voorstel">Thema en doelgroep</h2>' in page
    assert "Werk en activering" in page
    assert "Klopt</button>" not in page
    assert "Zelf kiezen" in page


async def test_how_much_a_text_tells_is_said_in_words(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    plain = tell(context, place)
    full = tell(context, place, trend="erger", kinds=("tekort",), impact="Ze verhuizen.", breadth="groep")
    page = await read(browser, f"/beheer/signaal/{plain}")
    assert re.search(r"Kan beter\. Nog niet gezegd: .*of het nieuw is", page)
    assert re.search(
        r"Goed uitgelegd\. Nog niet gezegd: een langere beschrijving\.", await read(browser, f"/beheer/signaal/{full}")
    )
    assert "van 6" not in page
