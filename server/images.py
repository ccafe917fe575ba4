"""Images that players show as evidence: read whole, drawn anew, and only what we drew is kept.

So no file of a stranger's is ever served: no script in it, no place where a photo was taken, no second format behind the first."""

from __future__ import annotations

import hashlib
import io
import warnings

import attrs
from PIL import Image, ImageOps, UnidentifiedImageError

UPLOAD_BYTES_MAX = 6 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 2_560
FORMATS = ("PNG", "JPEG", "WEBP")
MEDIA_TYPE = "image/webp"
QUALITY = 85


class BadImage(Exception):
    """Not an image that we take, and why."""


@attrs.frozen
class Drawn:
    """What we drew after what was uploaded, and its SHA-256."""

    sha256: str
    body: bytes


def drawn(upload: bytes) -> Drawn:
    """Raises BadImage for what is no PNG, JPEG or WebP, is too large, or breaks off. Takes up to a second of one core for the largest."""
    if len(upload) > UPLOAD_BYTES_MAX:
        raise BadImage(f"larger than {UPLOAD_BYTES_MAX // 1024 // 1024} MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            body = _draw(upload)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadImage("not a PNG, JPEG or WebP image that can be read") from error
    return Drawn(hashlib.sha256(body).hexdigest(), body)


def _draw(upload: bytes) -> bytes:
    with Image.open(io.BytesIO(upload), formats=FORMATS) as image:
        if image.width * image.height > PIXELS_MAX:
            raise BadImage(f"more than {PIXELS_MAX // 1_000_000} million pixels")
        image.draft("RGB", (SIDE_MAX, SIDE_MAX))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((SIDE_MAX, SIDE_MAX))
    fresh = Image.frombytes("RGB", upright.size, upright.tobytes())  # nothing but the pixels comes along
    out = io.BytesIO()
    fresh.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()
