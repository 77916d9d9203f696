"""The picture that goes along when a page is shared: a title on the colour of the municipality."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from core.html.colours import judge_colour
from core.publish.model import PublicFiche, Snapshot
from core.words import Words

WIDTH, HEIGHT = 1200, 630
_MARGIN, _FOOT = 80, 56
_WHITE = "#ffffff"
_OURS = "0d5f63"
# Letters as large as fit, in pixels, with the room between lines.
_SIZES, _LEADING, _NAME = (88, 78, 68, 60, 52, 46), 1.18, 40
_KEPT = 128


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card, in Dutch, and where it is: of a fiche by its number, or of a municipality (0)."""

    slug: str
    number: int
    title: str
    name: str
    colour: str

    @classmethod
    def of(cls, words: Words, snapshot: Snapshot, fiche: PublicFiche | None) -> "Card":
        """Say what stands on the card of a fiche, or of the municipality."""
        number, title = (fiche.number, fiche.title) if fiche else (0, words.say("public.front-lead-short"))
        return cls(snapshot.slug, number, title, words.say("public.site", place=snapshot.name), snapshot.about.colour)

    @property
    def mark(self) -> str:
        """Its mark: another one for another picture, so that nobody shows an old one."""
        return blake2b(repr((self.title, self.name, self.colour)).encode(), digest_size=6).hexdigest()

    @property
    def path(self) -> str:
        """Its address."""
        return f"/{self.slug}/kaart/{self.number}-{self.mark}.png"


@lru_cache(maxsize=_KEPT)
def draw_card(title: str, name: str, colour: str) -> bytes:
    """Draw a title above the name of who says it, as PNG; `colour`: six digits, or empty for that of Signaal."""
    ground = f"#{judge_colour(colour or _OURS).nearest}"  # white letters can be read on it
    picture = Image.new("RGB", (WIDTH, HEIGHT), ground)
    pen = ImageDraw.Draw(picture)
    letters = files("core").joinpath("kit/fonts/AtkinsonHyperlegibleNext_700Bold.ttf").read_bytes()
    size, lines = fit(title, letters)
    font = ImageFont.truetype(BytesIO(letters), size)
    for nth, line in enumerate(lines):
        pen.text((_MARGIN, _MARGIN + nth * size * _LEADING), line, _WHITE, font)
    foot = HEIGHT - _MARGIN - _NAME
    pen.rectangle((_MARGIN, foot - _FOOT // 2, _MARGIN + 96, foot - _FOOT // 2 + 8), _WHITE)
    pen.text((_MARGIN, foot), name, _WHITE, ImageFont.truetype(BytesIO(letters), _NAME))
    made = BytesIO()
    picture.quantize(64).save(made, "PNG", optimize=True)
    return made.getvalue()


def fit(title: str, letters: bytes) -> tuple[int, list[str]]:
    """Choose the largest letters with which a title fits, and its lines; one that never fits is cut."""
    room = HEIGHT - 2 * _MARGIN - _NAME - _FOOT
    for size in _SIZES:
        lines = wrap(title, ImageFont.truetype(BytesIO(letters), size), WIDTH - 2 * _MARGIN)
        if len(lines) * size * _LEADING <= room:
            return size, lines
    size, most = _SIZES[-1], int(room // (_SIZES[-1] * _LEADING))
    lines = wrap(title, ImageFont.truetype(BytesIO(letters), size), WIDTH - 2 * _MARGIN)
    return size, [*lines[: most - 1], f"{lines[most - 1]} …"]


def wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Break a text into lines that fit, at its spaces."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
