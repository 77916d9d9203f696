"""Public pages as the Nu Html Checker sees them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.web.public_town import PAGES, site, visit

pytestmark = pytest.mark.long
VNU = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture
async def pages(tmp_path: Path) -> list[Path]:
    """Write each public page to a file."""
    async with visit(site(tmp_path, telegram="voorbeeld_bot")) as client:
        for name, path in {**PAGES, "public-french": "/lommerbeek/fiche/12?taal=fr"}.items():
            (tmp_path / f"{name}.html").write_text((await client.get(path)).text, "utf-8")
    return [tmp_path / f"{name}.html" for name in (*PAGES, "public-french")]


def test_every_public_page_is_valid_html(pages: list[Path]) -> None:
    java = shutil.which("java")
    assert java is not None, "needs java: apt-get install default-jre-headless"
    asked = [java, "-jar", str(VNU), "--stdout", "--format", "json", "--exit-zero-always", *map(str, pages)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=300)
    assert [(one["url"], one["message"], one.get("extract")) for one in json.loads(done.stdout)["messages"]] == []
