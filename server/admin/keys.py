"""Keys of operators: Ed25519. The private half is a file that its owner alone may read; the server knows the public half."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

WORDS = "wagerup operator"


class KeyWrong(Exception):
    """One line: which file, what is wrong with it, and how to mend it."""


def write_key(path: Path) -> None:
    """A fresh key in a file of its own. Raises FileExistsError."""
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{WORDS} {text_of(raw)}\n")


def read_key(path: Path) -> Ed25519PrivateKey:
    """Raises KeyWrong; also when others than its owner may read the file."""
    try:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        words, _, letters = path.read_text(encoding="ascii").strip().rpartition(" ")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyWrong(f"{path}: no key can be read here. Make one with `wagerup admin key NAME --to FILE`.") from error
    if open_to_others:
        raise KeyWrong(f"{path}: others may read this key. Mend: chmod 600 {path}, and a new key if somebody did.")
    raw = bytes_of(letters)
    if words != WORDS or raw is None or len(raw) != 32:
        raise KeyWrong(f"{path}: not a key of an operator. Make one with `wagerup admin key NAME --to FILE`.")
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_of(key: Ed25519PrivateKey) -> str:
    """The public half, as `operators add` takes it."""
    return text_of(key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def sign(key: Ed25519PrivateKey, words: bytes) -> str:
    return text_of(key.sign(words))


def is_signed(public: str, words: bytes, signature: str) -> bool:
    """Whether the owner of this public key signed exactly these words."""
    raw_key, raw = bytes_of(public), bytes_of(signature)
    if raw_key is None or raw is None or len(raw_key) != 32 or text_of(raw) != signature:
        return False  # one signature has one spelling
    try:
        Ed25519PublicKey.from_public_bytes(raw_key).verify(raw, words)
    except InvalidSignature:
        return False
    return True


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(letters: str) -> bytes | None:
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
