"""A page checked for accessibility: axe-core, and what axe does not see (width, targets, focus, third parties)."""

import json
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# A phone, a laptop and a projector. What depends on colour alone is looked at again in the other scheme.
WIDTHS = (320, 1280, 1920)
_SCHEMES: dict[int, tuple[Scheme, ...]] = {320: ("light", "dark"), 1280: ("dark", "light"), 1920: ("light",)}
_COLOURS = ["color-contrast", "link-in-text-block"]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong comes back: all that is right is a hundred times as much.
_RUN = """async ([type, values]) => (await axe.run(
  document, {runOnly: {type, values}, resultTypes: ['violations']})).violations"""
# A link within a sentence may be lower than 24 px (WCAG 2.5.8); a label makes its field's target larger.
_SMALL = """() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')]
  .filter(e => {
    const r = e.getBoundingClientRect(), s = getComputedStyle(e);
    return r.width && r.height && s.visibility != 'hidden' && (r.width < 24 || r.height < 24)
      && !(e.tagName == 'A' && s.display == 'inline') && !e.closest('label') && !e.classList.contains('skip');
  }).map(e => e.outerHTML.slice(0, 120))"""


def check(page: Page, name: str, shots: Path | None = None) -> None:
    """Fail, with the rules and the elements, when the page that is open is not accessible.

    At 320, 1280 and 1920 px, in light and dark. `name` says which page this is in the message; `shots`: a folder for a
    picture of each width and scheme. The page stays open, as wide as it was, and in the scheme of the browser.
    """
    if not AXE.exists():
        raise AssertionError("axe-core is missing: npm install")
    before = page.viewport_size
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for nth, scheme in enumerate(_SCHEMES[width]):
            # What fades from one colour to the other has neither yet.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            lines = _judge(page, "rule", _COLOURS) if nth else [*_judge(page, "tag", _TAGS), *_measure(page)]
            found += [f"{name} at {width} px, {scheme}: {line}" for line in lines]
            if shots:
                page.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="null")
    if before:
        page.set_viewport_size(before)
    assert not found, "\n".join(found)


def _judge(page: Page, kind: str, which: list[str]) -> list[str]:
    """Let axe judge by its rules with some tags, or by some rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    violations: list[dict[str, Any]] = page.evaluate(_RUN, [kind, which])
    return [
        f"{violation['id']} ({violation['impact']}): {json.dumps(node['target'])} {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def _measure(page: Page) -> list[str]:
    """Look at what axe does not see: width, targets, language, title."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    lines = [f"{over} px wider than the window"] if over > 0 else []
    lines += [f"target under 24 px: {element}" for element in page.evaluate(_SMALL)]
    lines += ["no lang=nl"] if page.evaluate("document.documentElement.lang") != "nl" else []
    return lines + (["no title"] if not page.title().strip() else [])


class Watch:
    """What a page says and asks for: console errors (the Content-Security-Policy speaks there) and other sites."""

    def __init__(self, page: Page) -> None:
        """Begin to watch."""
        self.errors: list[str] = []
        self.strangers: set[str] = set()
        self._own = ""
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        site = urlsplit(url).netloc
        self._own = self._own or site
        if site and site != self._own:
            self.strangers.add(site)

    def complain(self) -> list[str]:
        """List what should not have been; an answer of 4xx to a form that was filled in wrongly is no error."""
        errors = [error for error in self.errors if "status of 4" not in error]
        return [*errors, *sorted(self.strangers)]
