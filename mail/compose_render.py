"""Render: a letter as text and as its HTML twin, from one model."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from mail.compose import Page


@dataclass(frozen=True, slots=True)
class Twin:
    """A letter in both forms."""

    text: str
    html: str


class Paper:
    """The templates of letters, read once."""

    def __init__(self) -> None:
        """Open the templates; each is read when it is first used."""
        self._templates = Environment(
            loader=PackageLoader("mail", "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, page: Page, sender: str) -> Twin:
        """Write a letter; `sender` is how it is signed."""
        name = "digest" if page.news else "letter"
        text, html = (
            self._templates.get_template(f"{name}.{form}").render(page=page, sender=sender) for form in ("txt", "html")
        )
        return Twin(text, html)
