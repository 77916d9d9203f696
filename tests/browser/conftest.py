"""A browser for the tests that need one: Chromium as the system has it, without its own traffic."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def chromium() -> Generator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Generator[Page]:
    """A fresh window with its own cookies, as wide as a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-BE", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(chromium: Browser) -> Generator[Page]:
    """The same without JavaScript."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="nl-BE", java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
