"""Makes believable catalogues of any size from a seed: invented platforms, texts in the manner of the built-in ones."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from fairnotice.catalogue.files import BUILT_IN, read_catalogue
from fairnotice.catalogue.model import Action, Notice, Platform, Source

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeio"]


class Writer:
    """Writes texts word by word as the texts it has read go on: each word follows one that it followed there."""

    def __init__(self, texts: Sequence[str], dice: random.Random) -> None:
        self._dice = dice
        self._next: dict[str, list[str]] = defaultdict(list)
        for text in texts:
            words = ["", *text.split(), ""]
            for word, following in pairwise(words):
                self._next[word].append(following)

    def write(self, limit: int) -> str:
        """Answer a text of at most `limit` characters, and about half of that at the least."""
        text = ""
        word = ""
        while True:
            word = self._dice.choice(self._next[word])
            if not word and len(text) > limit / 2:
                return text
            if len(text) + len(word) + 1 > limit:
                return text or word[:limit]
            text = f"{text} {word}".strip()


def generate(notices: int, seed: int = 1) -> list[Platform]:
    """Answer platforms with `notices` notices in all; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    models = [platform for platform in read_catalogue(BUILT_IN) if platform.notices]
    every = [notice for platform in models for notice in platform.notices]
    actions = [action for notice in every for action in notice.actions]
    writers = {
        "headline": Writer([notice.headline for notice in every], dice),
        "summary": Writer([notice.summary for notice in every], dice),
        "label": Writer([action.label for action in actions], dice),
        "step": Writer([step for action in actions for step in action.steps], dice),
        "title": Writer([source.title for notice in every for source in notice.sources], dice),
    }
    made: list[Platform] = []
    left = notices
    for number, name in enumerate(_invent_names(dice)):
        if not left:
            return made
        model = dice.choice(models)
        host = f"{name.lower()}-{number}.com"
        own = tuple(_vary(each, host, writers) for each in model.notices[:left])
        left -= len(own)
        made.append(
            replace(model, id=f"{name.lower()}-{number}", name=name, former_names=(), company=f"{name} Inc.",
                    hosts=(host,), link_hosts=(), surface="page", policies=(), notices=own)
        )  # fmt: skip
    return made


def _invent_names(dice: random.Random) -> Iterator[str]:
    while True:
        yield "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).capitalize()


def _vary(notice: Notice, host: str, writers: dict[str, Writer]) -> Notice:
    return replace(
        notice,
        headline=writers["headline"].write(80),
        summary=writers["summary"].write(400),
        actions=tuple(_vary_action(action, host, writers) for action in notice.actions),
        sources=tuple(_vary_source(source, host, writers) for source in notice.sources),
        notes=None,
    )


def _vary_action(action: Action, host: str, writers: dict[str, Writer]) -> Action:
    steps = tuple(writers["step"].write(160) for _ in action.steps)
    url = f"https://{host}/settings/{action.id}"
    return replace(action, label=writers["label"].write(60), url=url, device="web", steps=steps, seen_in=None)


def _vary_source(source: Source, host: str, writers: dict[str, Writer]) -> Source:
    return replace(source, title=writers["title"].write(120), url=f"https://{host}/legal/{len(source.title)}")
