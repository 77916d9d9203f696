"""Pictures that are sent in: known by content, made anew, nothing but their pixels; whatever else is refused."""

import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.html import pictures
from core.html.pictures import NoPicture, remake

SECRET = "Noor Peeters, Kerkstraat 1"


def drawn(kind: str, size: tuple[int, int] = (120, 60), mode: str = "RGB", colour: Any = (13, 95, 99)) -> bytes:
    image, made = Image.new(mode, size, colour), BytesIO()
    if kind == "PNG":
        told = PngInfo()
        told.add_text("Author", SECRET)
        image.save(made, kind, pnginfo=told)
        return made.getvalue()
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = SECRET, 6  # who made it, and that it lies on its side
    image.save(made, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return made.getvalue()


@pytest.mark.parametrize(("kind", "size", "ending"), [("PNG", (120, 60), "png"), ("JPEG", (60, 120), "jpg")])
def test_a_picture_is_made_anew_the_right_way_up_and_without_what_was_told_in_it(
    kind: str, size: tuple[int, int], ending: str
) -> None:
    given = drawn(kind)
    assert SECRET.encode() in given
    made = remake(given + b"PK\x03\x04 an archive behind it")
    assert (made.kind, made.width, made.height) == (ending, *size)
    assert SECRET.encode() not in made.body
    assert b"archive" not in made.body
    with Image.open(BytesIO(made.body)) as image:
        assert (image.size, image.mode, dict(image.getexif())) == (size, "RGB", {})


def test_a_large_picture_becomes_as_large_as_it_is_shown() -> None:
    made = remake(drawn("PNG", (3000, 300)))
    assert (made.width, made.height) == (800, 80)


@pytest.mark.parametrize(
    ("colour", "plate"), [((13, 95, 99, 255), (255, 255, 255)), ((250, 250, 250, 255), (34, 48, 58))]
)
def test_what_has_holes_gets_a_plate_on_which_it_can_be_seen(
    colour: tuple[int, int, int, int], plate: tuple[int, int, int]
) -> None:
    image, given = Image.new("RGBA", (100, 50)), BytesIO()
    image.paste(colour, (20, 10, 80, 40))
    image.save(given, "PNG")
    with Image.open(BytesIO(remake(given.getvalue()).body)) as made:
        assert made.getpixel((0, 0)) == plate
        assert made.getpixel((made.width // 2, made.height // 2)) == colour[:3]


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"", ""),
        (b"\x89PNG\r\n\x1a\n", ""),
        (drawn("PNG")[:-30], ""),
        (drawn("GIF"), ""),
        (drawn("WEBP"), ""),
        (b"GIF89a<script>alert(1)</script>", ""),
        (b"%PDF-1.7", ""),
        (b"PK\x03\x04", ""),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "svg"),
        (drawn("PNG", (15, 40)), "small"),
        (bomb(), "large"),
        (drawn("PNG") + bytes(pictures.MOST_BYTES), "large"),
    ],
)
def test_anything_else_is_refused(given: bytes, why: str) -> None:
    with pytest.raises(NoPicture) as refused:
        remake(given)
    assert refused.value.why == why


def test_more_pixels_than_it_takes_are_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 120 * 60)
    assert remake(drawn("PNG")).width == 120
    with pytest.raises(NoPicture):
        remake(drawn("PNG", (121, 60)))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # what Pillow passes over in broken EXIF, it says
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_broken_bytes_are_a_picture_or_refused_and_nothing_else(kind: str) -> None:
    whole, chance = drawn(kind, (40, 40)), random.Random(7)  # noqa: S311 # a test
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            assert remake(bytes(broken[: chance.randint(1, len(broken))])).body
        except NoPicture:
            continue
