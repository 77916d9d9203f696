"""A browser for the tests that need one: Chromium as the system has it, without its own traffic."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_PATIENCE = 60_000  # milliseconds; on an idle machine no step takes one second
_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


# For a module, whose tests are one group: the driver keeps an event loop of its own, and asynchronous tests that come
# later in the same process cannot do with that.
@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """One Chromium for the tests of a module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Generator[Page]:
    """A fresh window with its own cookies, as wide as a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-BE", reduced_motion="reduce")
    context.set_default_timeout(_PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(chromium: Browser) -> Generator[Page]:
    """The same without JavaScript."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="nl-BE", java_script_enabled=False)
    context.set_default_timeout(_PATIENCE)
    yield context.new_page()
    context.close()
