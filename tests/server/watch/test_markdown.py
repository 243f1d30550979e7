"""Markdown and plain text become blocks, and marks never count as words."""

from __future__ import annotations

import pytest

from fairnotice.watch.blocks import Block
from fairnotice.watch.markdown import read_markdown


def texts(text: str) -> list[str]:
    return [block.text for block in read_markdown(text)]


def test_headings_paragraphs_items_cells_and_links_are_told_apart() -> None:
    text = (
        "Policy\n======\n\n## Data ##\n\nWe keep\ndata.\n\n* one\n* ### two\n\n1.  three\n\n"
        "| Company | Country |\n| --- | --- |\n| Paywell<br>Tallyho | Norway |\n\n[Home](/) · [Help](/help)\n\n> quoted"
    )
    assert read_markdown(text) == (
        Block("heading", "Policy"),
        Block("heading", "Data"),
        Block("paragraph", "We keep data."),
        Block("item", "one"),
        Block("heading", "two"),
        Block("item", "three"),
        Block("cell", "Company"),
        Block("cell", "Country"),
        Block("cell", "Paywell"),
        Block("cell", "Tallyho"),
        Block("cell", "Norway"),
        Block("link", "Home · Help"),
        Block("paragraph", "quoted"),
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("We **never** _sell_ `data`.", "We never sell data."),
        ('See [our *list*](https://a.example/x_(y)?z=1 "Title").', "See our list."),
        ("![Logo](data:image/png;base64,abc) Tidepool", "Tidepool"),
        ("[![Logo](a.png)](/) Tidepool", "Tidepool"),
        ("snake_case and 2 \\* 3 \\_ 4", "snake_case and 2 * 3 _ 4"),
        ("R&amp;D and &lt;b&gt;", "R&D and <b>"),
        ('our <a href="https://a.example">Guidelines</a>.', "our Guidelines."),
        ("* * one", "one"),
        ("So it is\\. Yes", "So it is. Yes"),
    ],
)
def test_marks_and_addresses_are_no_words(written: str, plain: str) -> None:
    assert texts(written) == [plain]


def test_a_hard_line_break_ends_a_block() -> None:
    assert texts("12 Harbour Street  \nPortsmouth") == ["12 Harbour Street", "Portsmouth"]


def test_lines_of_dashes_are_nothing() -> None:
    assert texts("- - -\n\n* * *\n\n----\n\none") == ["one"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end: str) -> None:
    assert texts(f"one{end}{end}two") == ["one", "two"]


@pytest.mark.parametrize("text", ["", "\n\n", "[", "![](", "[a](b", "|", "<", "\\", "***", "# ", "[]()"])
def test_broken_marks_raise_nothing(text: str) -> None:
    assert all(block.text for block in read_markdown(text))
