"""Texts that would do something in a page or feed that does not escape them; hostile_texts.txt has one on each line."""

from __future__ import annotations

from pathlib import Path

HOSTILE = (Path(__file__).parents[1] / "hostile_texts.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
