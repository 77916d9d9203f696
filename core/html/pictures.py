"""Pictures that people send in: known by their content, made anew from their pixels, fit for light and dark pages.

PNG and JPEG alone. An SVG is a document that may carry scripts and addresses, and no well-kept library both cleans and
draws it; a picture of it in PNG does the same work here.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, ImageStat

from core.errors import Refused

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 25_000_000
# As large as a logo is ever shown, on a screen with four dots to a pixel.
_WIDEST, _HIGHEST, _LEAST = 800, 256, 16
_WHITE, _DARK = (255, 255, 255), (34, 48, 58)
# From this mean lightness (of 255) on, what is drawn would be lost on white.
_LIGHT = 170
_OPAQUE = 250
_QUALITY = 88
# What Pillow raises for bytes that are no picture, or only half of one.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, OverflowError, IndexError, struct.error, zlib.error,
)  # fmt: skip


class NoPicture(Refused):
    """Bytes that are no PNG or JPEG; `why` is empty, `large`, `small` or `svg`."""

    def __init__(self, why: str = "") -> None:
        """Take why."""
        super().__init__("picture")
        self.why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew: its bytes, `png` or `jpg`, and its size in pixels."""

    body: bytes
    kind: str
    width: int
    height: int


def remake(given: bytes) -> Picture:
    """Make a picture anew, without anything but its pixels; one with holes gets a plate on which it can be read.

    Raises NoPicture.
    """
    if len(given) > MOST_BYTES:
        raise NoPicture("large")
    kind, turned = _unfold(given)
    if min(turned.size) < _LEAST:
        raise NoPicture("small")
    turned.thumbnail((_WIDEST, _HIGHEST))
    plain = _put_on_plate(turned)
    made = BytesIO()
    if kind == "png":
        plain.save(made, "PNG", optimize=True)
    else:
        plain.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(made.getvalue(), kind, plain.width, plain.height)


def _unfold(given: bytes) -> tuple[str, Image.Image]:
    """Give the kind and the pixels of a picture, the right way up."""
    try:
        with Image.open(BytesIO(given), formats=("PNG", "JPEG")) as opened:
            kind, large = ("png" if opened.format == "PNG" else "jpg"), opened.width * opened.height > MOST_PIXELS
            if not large:
                opened.draft("RGB", (_WIDEST * 2, _HIGHEST * 2))  # a large JPEG need not be unfolded whole
                return kind, ImageOps.exif_transpose(opened).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        large = True
    except _BROKEN:
        large = False
    raise NoPicture("large" if large else "svg" if b"<svg" in given[:4096].lower() else "")


def _put_on_plate(picture: Image.Image) -> Image.Image:
    """Give a picture without holes: on white, or on dark where it is drawn in light colours."""
    alpha = picture.getchannel("A")
    opaque = alpha.histogram()[_OPAQUE:]
    whole = sum(opaque) == picture.width * picture.height
    drawn = ImageStat.Stat(picture.convert("L"), mask=alpha) if alpha.getbbox() else None
    light = drawn is not None and drawn.mean[0] >= _LIGHT
    edge = 0 if whole else max(4, picture.height // 12)
    size = (picture.width + 2 * edge, picture.height + 2 * edge)
    plate = Image.new("RGB", size, _DARK if light and not whole else _WHITE)
    plate.paste(picture, (edge, edge), mask=alpha)
    return plate
