"""Two ways to work a page by the names that people see or hear: with a mouse, and with the keyboard alone."""

import re
from contextlib import AbstractContextManager
from typing import Protocol

from playwright.sync_api import Locator, Page

# How a stop shows that it has the focus, itself or by the label around it; and whether it is the one that was sought.
_STOP = """target => {
  const e = document.activeElement, seen = one => one && (s => (s.outlineStyle != 'none'
    && parseFloat(s.outlineWidth) > 0) || s.boxShadow != 'none')(getComputedStyle(one));
  return [e === document.body || seen(e) || seen(e.closest('label')), e === target, e.outerHTML.slice(0, 120)];
}"""
_MOST_STOPS = 250


class Driver(Protocol):
    """What one does on a page; each name is that of a role or a label, whole."""

    page: Page

    def press(self, name: str) -> None:
        """Press a button that sends a form; a page follows."""
        ...

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link with this name."""
        ...

    def unfold(self, name: str) -> None:
        """Open what stands behind a line."""
        ...

    def choose(self, name: str, role: str = "radio") -> None:
        """Choose from radio buttons, or tick (`role`: checkbox)."""
        ...

    def pick(self, label: str, option: str) -> None:
        """Pick from a list that folds out."""
        ...

    def write(self, label: str, words: str) -> None:
        """Write in a field, in place of what stood there."""
        ...

    def date(self, label: str, value: str, typed: str) -> None:
        """Give a day or an hour: `value` as a form sends it, `typed` as fingers do."""
        ...


class Mouse:
    """Pointing, and a keyboard for words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def button(self, name: str) -> Locator:
        """Find a button."""
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        """Find a link in the page, not in what is said of the last step."""
        found = self.page.get_by_role("link", name=name, exact=isinstance(name, str))
        menu = self.page.get_by_role("button", name="Menu", exact=True)
        if not found.count() and menu.is_visible():
            menu.click()
        return found.first

    def line(self, name: str) -> Locator:
        """Find a line that folds out; between brackets it may say what is in there."""
        whole = re.compile(rf"^\s*{re.escape(name)}\s*(\([^()]*\)\s*)?$")
        return self.page.locator("summary:visible").filter(has_text=whole).first

    def field(self, label: str) -> Locator:
        """Find a field; what is not required says so in its label."""
        named = re.compile(rf"^{re.escape(label)}( \(niet verplicht\))?$")
        return self.page.get_by_label(named).filter(visible=True).first

    def option(self, name: str, role: str) -> Locator:
        """Find a radio button or a box to tick."""
        return self.page.get_by_role("checkbox" if role == "checkbox" else "radio", name=name, exact=True)

    def leaving(self) -> AbstractContextManager[object]:
        """Wait for the page that follows."""
        return self.page.expect_navigation()

    def press(self, name: str) -> None:
        with self.leaving():
            self.button(name).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        with self.leaving():
            self.link(name).click()

    def unfold(self, name: str) -> None:
        self.line(name).click()

    def choose(self, name: str, role: str = "radio") -> None:
        self.option(name, role).check()

    def pick(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def write(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def date(self, label: str, value: str, typed: str) -> None:
        assert typed
        self.field(label).fill(value)


class Keys(Mouse):
    """Tab, Enter, Space and the arrows; each stop on the way must show that it has the focus."""

    def reach(self, where: Locator) -> None:
        """Press Tab until an element has the focus."""
        target = where.element_handle()
        for _ in range(_MOST_STOPS):
            shown, there, what = self.page.evaluate(_STOP, target)
            assert shown, f"the focus is not shown: {what}"
            if there:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by keyboard to {where}")

    def press(self, name: str) -> None:
        self.reach(self.button(name))
        with self.leaving():
            self.page.keyboard.press("Enter")

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.reach(self.link(name))
        with self.leaving():
            self.page.keyboard.press("Enter")

    def unfold(self, name: str) -> None:
        self.reach(self.line(name))
        self.page.keyboard.press("Enter")

    def choose(self, name: str, role: str = "radio") -> None:
        one = self.option(name, role)
        if role == "checkbox":
            self.reach(one)
            self.page.keyboard.press("Space")
        else:
            kin = self.page.locator(f"input[type=radio][name='{one.get_attribute('name')}']:visible")
            chosen = kin.and_(self.page.locator(":checked"))
            self.reach(chosen if chosen.count() else kin.first)
            self.page.keyboard.press("Space")
            for _ in range(kin.count()):
                if one.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        assert one.is_checked(), name

    def pick(self, label: str, option: str) -> None:
        where = self.field(label)
        self.reach(where)
        self.page.keyboard.type(option)
        assert where.evaluate("e => e.selectedOptions[0].label") == option

    def write(self, label: str, words: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def date(self, label: str, value: str, typed: str) -> None:
        where = self.field(label)
        self.reach(where)
        self.page.keyboard.type(typed)
        assert where.input_value() == value
