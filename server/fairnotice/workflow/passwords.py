"""Passwords: which ones are good enough, and how they are kept (argon2id)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fairnotice.errors import Invalid

MIN_PASSWORD, MAX_PASSWORD = 12, 1000
MIN_DIFFERENT, MIN_OTHER_LETTERS, MIN_RUN = 5, 4, 3
PRODUCT = "fairnotice"
_ADVICE = "choose a few words that do not belong together"
_HASHER = PasswordHasher()
# One character for one, so that places in the folded text are places in the typed one.
_LOOKALIKES = str.maketrans("01!|i3457@$", "olllleastas")
_ROWS = (
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiopü",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
)


def check_new_password(password: str, account: str) -> None:
    """Raise `Invalid`, with a sentence that says what to do, for a password that is easily guessed.

    As NIST SP 800-63B (3.1.1.2) has it: length and what is known to be guessed count, kinds of characters do not.
    """
    text = unicodedata.normalize("NFC", password)
    if len(text) < MIN_PASSWORD:
        raise Invalid(f"The password has at least {MIN_PASSWORD} characters; a few words in a row are easy to keep.")
    if len(text) > MAX_PASSWORD:
        raise Invalid(f"The password has at most {MAX_PASSWORD} characters; leave some out.")
    folded = unicodedata.normalize("NFKC", text).casefold()
    if len(set(folded)) < MIN_DIFFERENT or _repeats(folded):
        raise Invalid(f"The password repeats the same few characters; {_ADVICE}.")
    if _is_run(folded):
        raise Invalid(f"The password follows the keyboard, the alphabet or the numbers; {_ADVICE}.")
    own = [_strip(name) for name in (account, PRODUCT)]
    if _is_padded(folded, [word for word in own if len(word) >= MIN_RUN]):
        raise Invalid(f"The password is the name of the account or of Fairnotice with a bit around it; {_ADVICE}.")
    words, phrases = _read_common()
    if _strip(folded) in phrases or _is_padded(folded, words):
        raise Invalid(f"The password is one of those that are tried first; {_ADVICE}.")


def hash_password(password: str) -> str:
    """Answer what is kept of a password."""
    return _HASHER.hash(_encode(password))


def is_password(kept: str | None, password: str) -> bool:
    """Say whether `kept` was made from `password`; as slowly when there is none (None), so that nobody can tell."""
    decoy = _make_decoy()
    try:
        return _HASHER.verify(kept or decoy, _encode(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Say whether a password would be hashed with other parameters today."""
    return _HASHER.check_needs_rehash(kept)


def _encode(password: str) -> bytes:
    """Answer the bytes of a password, the same whether its accents were typed in one or in two characters."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@cache
def _make_decoy() -> str:
    return _HASHER.hash(secrets.token_bytes(16))


@cache
def _read_common() -> tuple[tuple[str, ...], frozenset[str]]:
    """Answer common words, the longest first, and whole passwords and phrases without what stands between words."""
    text = (files("fairnotice.workflow") / "common_passwords.txt").read_text(encoding="utf-8")
    words, _, phrases = text.partition("\n\n")
    return tuple(sorted(words.split(), key=len, reverse=True)), frozenset(map(_strip, phrases.splitlines()))


def _strip(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _repeats(text: str) -> bool:
    # What repeats every `size` characters is itself, moved by that many.
    return any(text[size:] == text[:-size] for size in range(1, len(text) // 2 + 1))


def _is_run(text: str) -> bool:
    """Say whether nearly all of `text` is made of runs along a row, forwards or backwards."""
    rows = [row * 2 for row in _ROWS]
    rows += [row[::-1] for row in rows]
    left, place = 0, 0
    while place < len(text):
        length = 1
        while place + length < len(text) and any(text[place : place + length + 1] in row for row in rows):
            length += 1
        if length < MIN_RUN:
            left += 1
            length = 1
        place += length
    return left <= MIN_OTHER_LETTERS - 1


def _is_padded(text: str, words: tuple[str, ...] | list[str]) -> bool:
    """Say whether hardly a letter stands beside `words`, also where lookalikes stand for letters (p4ssw0rd)."""
    if not words:
        return False
    for table in ({}, _LOOKALIKES):
        spelled = (r"[\W_]*".join(map(re.escape, word.translate(table))) for word in words)
        found = re.finditer("|".join(spelled), text.translate(table))
        covered = {place for match in found for place in range(*match.span())}
        letters = sum(c.isalpha() for place, c in enumerate(text) if place not in covered)
        if covered and letters < MIN_OTHER_LETTERS:
            return True
    return False
