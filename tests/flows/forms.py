"""A page's forms as a browser without scripts sees them: fields with what stands in them, and buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode


@dataclass(slots=True)
class Form:
    """One form. `filled`: its fields as they would be sent; `choices`: what radios, boxes and lists offer."""

    action: str
    method: str
    filled: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    choices: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    buttons: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def fill(self, name: str, *values: str) -> None:
        """Fill in a field that is there. Raises AssertionError when it is not, or does not offer this."""
        offered = self.choices.get(name)
        assert name in self.filled or offered, f"no field {name} in {sorted(self.filled)}"
        assert offered is None or set(values) <= set(offered), f"{name} offers {offered}"
        self.filled[name] = list(values)

    def body(self, *button: str) -> bytes:
        """What a browser sends when a button (name, value) is pressed."""
        pairs = [(name, value) for name, values in self.filled.items() for value in values]
        if button:
            assert tuple(button) in self.buttons, f"no button {button} in {self.buttons}"
            pairs += [(button[0], button[1])] if button[0] else []
        return urlencode(pairs).encode()


class Page(HTMLParser):
    """A page taken apart: `forms`, `links` (targets) and `text` (everything a reader sees)."""

    def __init__(self, html: str) -> None:
        """Take the page's source."""
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text = ""
        self._form: Form | None = None
        self._typing: str | None = None
        self._list: str | None = None
        self.feed(html)

    def with_field(self, name: str) -> Form:
        """The form that has this field. Raises AssertionError with the page's words when there is none."""
        found = [form for form in self.forms if name in form.filled or name in form.choices]
        assert found, f"no form with {name}: {self.text[:2000]}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, fields, buttons and links."""
        has = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(has.get("href", ""))
        elif tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").casefold())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, has)

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._typing = None
        elif tag == "select":
            self._list = None

    def handle_data(self, data: str) -> None:
        """Keep what is read, and what stands in a text field."""
        if self._typing and self._form:
            self._form.filled[self._typing] = [self._form.filled[self._typing][0] + data]
        elif data.strip():
            self.text += data.strip() + "\n"

    def _field(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name = has.get("name", "")
        if tag == "button" or (tag == "input" and has.get("type") == "submit"):
            form.buttons.append((name, has.get("value", "")))
        elif tag == "textarea":
            form.filled[name], self._typing = [""], name
        elif tag == "select":
            self._list = name
        elif tag == "option" and self._list:
            form.choices.setdefault(self._list, []).append(has.get("value", ""))
            if "selected" in has:
                form.filled[self._list] = [has.get("value", "")]
        elif tag == "input" and has.get("type") in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(has.get("value", "on"))
            if "checked" in has:
                form.filled.setdefault(name, []).append(has.get("value", "on"))
        elif tag == "input" and name:
            form.filled[name] = [has.get("value", "")]
