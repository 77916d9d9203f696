"""The logo on the page Huisstijl: sent in, shown on every page, served to anyone, replaced and removed."""

import re
from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import select
from starlette.types import ASGIApp

from core.context import Context
from core.errors import NotAllowed
from core.html.pictures import MOST_BYTES
from core.logo import set_logo
from core.municipalities import Place
from core.store.tables import Audit
from tests.admin.panel import browse_as, field
from tests.core.people.staffing import Person
from tests.web.visiting import visit

PATH = "/beheer/huisstijl/logo"
LOGO = re.compile(r'<img class="logo" src="(/huisstijl/logo/[\w.-]+)" alt="([^"]*)"')


def draw(colour: tuple[int, int, int] = (13, 95, 99)) -> bytes:
    made = BytesIO()
    Image.new("RGB", (120, 60), colour).save(made, "PNG")
    return made.getvalue()


async def send(browser: httpx.AsyncClient, body: bytes, alt: str = "", name: str = "x.png") -> httpx.Response:
    csrf = field(await browser.get("/beheer/huisstijl"), "csrf")
    return await browser.post(PATH, data={"csrf": csrf, "alt": alt}, files={"bestand": (name, body, "image/png")})


async def test_a_logo_stands_on_every_page_and_is_served_to_anyone_until_it_is_removed(
    panel: ASGIApp, context: Context, place: Place, coordinator: Person
) -> None:
    async with browse_as(panel, context, coordinator) as browser, visit(context) as public:
        assert LOGO.search((await public.get(f"/{place.slug}/signaal")).text) is None
        assert (await send(browser, draw(), "Wapen van <Lommerbeek>")).status_code == 303
        path, alt = LOGO.findall((await browser.get("/beheer/account")).text)[0]
        assert alt == "Wapen van &lt;Lommerbeek&gt;"
        assert LOGO.findall((await public.get(f"/{place.slug}/signaal")).text) == [(path, alt)]
        served = await public.get(path)
        assert served.headers["content-type"] == "image/png"
        assert served.headers["content-disposition"].startswith("attachment")
        assert served.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert served.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in served.headers["content-security-policy"]
        assert served.content.startswith(b"\x89PNG")
        again = await public.get(path, headers={"if-none-match": served.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (await send(browser, b"")).status_code == 303  # other words for the same picture
        assert LOGO.findall((await public.get(f"/{place.slug}/signaal")).text) == [(path, f"Logo van {place.name}")]
        assert (await send(browser, draw((99, 0, 0)))).status_code == 303
        assert (await public.get(path)).status_code == 404
        csrf = field(await browser.get("/beheer/huisstijl"), "csrf")
        for _ in range(2):
            assert (await browser.post(f"{PATH}/weg", data={"csrf": csrf})).status_code == 303
        assert LOGO.search((await browser.get("/beheer/account")).text) is None
    with context.store.tenant(place.id) as session:
        noted = session.scalars(select(Audit.action).where(Audit.action.like("logo.%")).order_by(Audit.id)).all()
    assert noted == ["logo.set"] * 3 + ["logo.removed"]


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        (b"", "", "Kies eerst een bestand"),
        (b"<svg/>", "logo.png", "Een SVG kan niet"),
        (b"PK\x03\x04", "logo.png", "geen PNG of JPEG"),
    ],
)
async def test_what_is_no_picture_is_refused_with_what_to_do(
    panel: ASGIApp, context: Context, coordinator: Person, body: bytes, name: str, said: str
) -> None:
    async with browse_as(panel, context, coordinator) as browser:
        refused = await send(browser, body, "Mijn woorden", name)
        assert refused.status_code == 422
        assert said in refused.text
        assert 'value="Mijn woorden"' in refused.text
        assert LOGO.search(refused.text) is None


async def test_a_file_is_taken_here_alone_within_its_size_and_from_our_own_form(
    panel: ASGIApp, context: Context, coordinator: Person
) -> None:
    sent = {"bestand": ("x.png", draw(), "image/png")}
    async with browse_as(panel, context, coordinator) as browser:
        csrf = field(await browser.get("/beheer/huisstijl"), "csrf")
        assert (await browser.post("/beheer/huisstijl", data={"csrf": csrf}, files=sent)).status_code == 400
        large = {"bestand": ("x.png", bytes(MOST_BYTES + 20_000), "image/png")}
        assert (await browser.post(PATH, data={"csrf": csrf}, files=large)).status_code == 413
        two = [("bestand", ("a.png", draw())), ("bestand", ("b.png", draw()))]
        assert (await browser.post(PATH, data={"csrf": csrf}, files=two)).status_code == 400
        headers = {"content-type": "multipart/form-data; boundary=x"}
        assert (await browser.post(PATH, content=b"--y\r\nnothing", headers=headers)).status_code in {400, 403}
        assert (await browser.post(PATH, data={"csrf": "x"}, files=sent)).status_code == 403
        strange = {"sec-fetch-site": "cross-site", "origin": "https://elders.example.org"}
        assert (await browser.post(PATH, data={"csrf": csrf}, files=sent, headers=strange)).status_code == 403
        assert LOGO.search((await browser.get("/beheer/account")).text) is None


async def test_a_processor_sets_none(context: Context, place: Place, processor: Person) -> None:
    with context.store.tenant(place.id) as session, pytest.raises(NotAllowed):
        set_logo(session, processor.present(), draw(), "")
