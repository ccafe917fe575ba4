"""Images of evidence: what is taken, what is refused, and that nothing but pixels is kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from server.images import SIDE_MAX, UPLOAD_BYTES_MAX, BadImage, drawn


def picture(kind: str, size: tuple[int, int] = (60, 40), **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 90, 200)).save(out, kind, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_is_taken_is_kept_as_a_picture_of_ours(kind: str) -> None:
    kept = drawn(picture(kind))
    with Image.open(io.BytesIO(kept.body)) as image:
        assert (image.format, image.size) == ("WEBP", (60, 40))


def test_the_same_picture_has_the_same_hash() -> None:
    assert drawn(picture("PNG")).sha256 == drawn(picture("PNG")).sha256


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(BadImage):
        drawn(picture(kind))


def test_where_a_photo_was_taken_and_what_stands_behind_it_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = drawn(picture("JPEG", exif=exif) + b"<script>alert(1)</script>")
    assert b"taken at home" not in kept.body
    assert b"script" not in kept.body
    with Image.open(io.BytesIO(kept.body)) as image:
        assert not image.getexif()


def test_a_photo_that_lies_on_its_side_is_stood_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(drawn(picture("JPEG", exif=exif)).body)) as image:
        assert image.size == (40, 60)


def test_a_large_one_is_made_smaller() -> None:
    with Image.open(io.BytesIO(drawn(picture("PNG", (4_000, 1_000))).body)) as image:
        assert max(image.size) == SIDE_MAX


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(BadImage):
        drawn(picture("PNG", (20_000, 20_000)))


def test_more_bytes_than_the_cap_are_refused() -> None:
    with pytest.raises(BadImage):
        drawn(b"\x89PNG" + b"\0" * UPLOAD_BYTES_MAX)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    for upload in (body, b"\x89PNG\r\n\x1a\n" + body, b"\xff\xd8\xff\xe0" + body, b"RIFF\x10\0\0\0WEBP" + body):
        with pytest.raises(BadImage):
            drawn(upload)


@given(st.integers(0, 200), st.binary(min_size=1, max_size=40))
def test_a_damaged_picture_is_drawn_or_refused(place: int, damage: bytes) -> None:
    whole = bytearray(picture("PNG"))
    whole[place : place + len(damage)] = damage
    try:
        drawn(bytes(whole))
    except BadImage:
        return
