"""A normal text -> its words, in one spelling: what comparison, topics and languages count."""

from __future__ import annotations

import re
from functools import lru_cache

# Scripts without spaces between words: every letter is a word, so that a change of one is not a change of a line.
_SPACELESS = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_LETTERS = rf"(?:(?![{_SPACELESS}])[^\W_])+"
_WORD = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"  # an e-mail address
    r"|(?:[a-zA-Z0-9-]{1,63}\.){1,8}[a-zA-Z]{2,24}/[^\s<>\"'()\[\]]*"  # the address of a page
    r"|\d+(?:[.,]\d+)+"  # a number with points
    rf"|[{_SPACELESS}]|{_LETTERS}(?:[.'-]{_LETTERS})*|[%$€£]"
)


def list_words(text: str) -> list[str]:
    """Answer the words of a normal text, in lower case and one spelling; signs that carry meaning (%, $) are words."""
    return [_spell(word) for word in _WORD.findall(text.casefold())]


def list_written(text: str) -> list[str]:
    """Answer the words of a normal text as they are written."""
    return _WORD.findall(text)


@lru_cache(1 << 15)
def _spell(word: str) -> str:
    # British and American copies of one text are served by turns to the same watcher.
    if len(word) > 4 and word.isalpha():
        word = re.sub(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations|er|ers)\Z)", "iz", word)
        word = re.sub(r"(?<=[a-z]{2}l)ys(?=(?:e|es|ed|ing|er|ers)\Z)", "yz", word)
        word = re.sub(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|ite|ites|able|al|ally|hood)?\Z)", "or", word)
        word = re.sub(r"(?<=[a-z]{3})ll(?=(?:ed|ing|ation|ations|er|ers)\Z)", "l", word)
        word = re.sub(r"\Alicence", "license", word)
        if word.startswith(("cent", "met", "thea")):
            word = re.sub(r"(?<=[a-z]{2}t)re(?=s?\Z)", "er", word)
    return word
