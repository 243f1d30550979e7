"""The catalogue goes out as one zip, and comes back as drafts of what differs; other files do no harm."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from werkzeug.test import TestResponse

from fairnotice.console.exchange import MAX_FILE
from fairnotice.workflow.proposals import DRAFT, list_proposals
from server.console.kit import ORIGIN, OWN, REVIEWER, WRITER, Browser, House, get_content, read_text


def pack(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def upload(browser: Browser, name: str, data: bytes, do: str = "look") -> TestResponse:
    form = {"do": do, "file": (io.BytesIO(data), name)}
    return browser.client.post("/console/files", base_url=ORIGIN, headers=OWN, data=form)


def write(content: Any) -> bytes:
    return json.dumps(content).encode()


def test_what_was_taken_out_differs_in_nothing(house: House) -> None:
    browser = house.enter(WRITER)
    taken = browser.get("/files/catalogue.zip")
    assert taken.mimetype == "application/zip"
    assert "0 platforms differ, 4 are the same" in read_text(upload(browser, "catalogue.zip", taken.data))


def test_looking_shows_the_differences_and_makes_nothing(house: House) -> None:
    answer = upload(house.enter(WRITER), "rumble.json", write(get_content(name="Rumble Video")))
    assert "1 platform differs" in read_text(answer)
    assert "Video" in read_text(answer, "ins")
    assert list_proposals(house.store) == []


def test_drafts_are_made_of_what_differs_and_only_once(house: House) -> None:
    browser = house.enter(WRITER)
    packed = pack({"here/rumble.json": write(get_content(name="Rumble Video")), "x.json": write(get_content("x"))})
    upload(browser, "mine.zip", packed, "draft")
    (made,) = list_proposals(house.store)
    assert (made.platform, made.state, made.author) == ("rumble", DRAFT, "wren")
    assert "was there already" in read_text(upload(browser, "mine.zip", packed, "draft"))
    assert len(list_proposals(house.store)) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("x.zip", b"PK\x03\x04 cut"), ("x.exe", b"MZ"), ("", b""), ("x.zip", b"")],
)
def test_what_is_no_file_of_ours_is_said(house: House, name: str, data: bytes) -> None:
    assert upload(house.enter(WRITER), name, data).status_code == 422


def test_what_breaks_a_rule_is_listed_and_the_rest_goes_on(house: House) -> None:
    packed = pack(
        {
            "rumble.json": write(get_content(name="Rumble Video")), "quillbot.json": b"{", "note.txt": b"Hello",
            "../../lemon8.json": write(get_content("lemon8", name="")), "large.json": b" " * (MAX_FILE + 1),
        }
    )  # fmt: skip
    text = read_text(upload(house.enter(WRITER), "mine.zip", packed))
    assert "1 platform differs" in text
    for part in ("quillbot.json", "lemon8.json", "large.json: is larger than"):
        assert part in text


def test_it_takes_the_role(house: House) -> None:
    assert upload(house.enter(REVIEWER), "rumble.json", write(get_content())).status_code == 403
    assert house.enter(REVIEWER).get("/files").status_code == 200
