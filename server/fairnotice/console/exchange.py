"""The catalogue as files: taken out in one zip, and brought back as drafts of what differs."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from flask import Blueprint, Response, request, send_file

from fairnotice.catalogue.files import format_platform
from fairnotice.catalogue.schema import load_platform
from fairnotice.console.frame import Console, needs, show
from fairnotice.console.reading import read_differences
from fairnotice.errors import Fault, Invalid
from fairnotice.workflow.catalogue_files import compare_files, find_open, offer
from fairnotice.workflow.platforms import list_contents

MAX_FILES, MAX_FILE = 5000, 512 * 1024
TITLE = "Changes from files"


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Add the page of import and export."""
    store = console.store

    @blueprint.get("/files")
    @needs()
    def show_files() -> Response:
        """Show what can be taken out and brought in."""
        return show("files.html", compared=None, changes=(), made=())

    @blueprint.get("/files/catalogue.zip")
    @needs()
    def send_catalogue() -> Response:
        """Answer every published platform, one file each, with the notes of maintainers."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for content in list_contents(store):
                archive.writestr(f"{content['id']}.json", format_platform(load_platform(content)))
        packed.seek(0)
        return send_file(packed, "application/zip", as_attachment=True, download_name="catalogue.zip")

    @blueprint.post("/files")
    @needs("contributor")
    def take_files() -> Response:
        """Show what differs in the files, or make a draft of each platform that does."""
        upload, now = request.files.get("file"), console.now()
        if upload is None or not upload.filename:
            raise Invalid("Choose a file: one platform as JSON, or several in a zip.")
        with tempfile.TemporaryDirectory() as folder:
            faults = unpack(upload.filename, upload.stream.read(), Path(folder))
            compared = compare_files(store, Path(folder))
        made = []
        if request.form.get("do") == "draft":
            known = find_open(store, console.actor.name)
            for change in compared.changes:
                number, is_new = offer(
                    store, console.actor, change, known, title=TITLE, mark=None, is_draft=True, now=now
                )
                made.append((change.platform.id, number, is_new))
        return show(
            "files.html",
            compared=compared,
            faults=[*faults, *compared.faults],
            changes=[(change, read_differences(change.differences)) for change in compared.changes],
            made=made,
        )


def unpack(name: str, data: bytes, folder: Path) -> list[Fault]:
    """Write the platform files of an upload into `folder`; answer what is none. Raises `Invalid` for no file of ours.

    A name in a zip is only read for its last part, and what is larger than a platform can be is not unpacked.
    """
    if name.endswith(".json"):
        (folder / _plain_name(name)).write_bytes(data)
        return []
    faults = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES:
                raise Invalid(f"The zip has {len(entries)} files, {MAX_FILES} are allowed.")
            for entry in entries:
                with archive.open(entry) as file:
                    content = file.read(MAX_FILE + 1)
                if not entry.filename.endswith(".json"):
                    continue
                if len(content) > MAX_FILE:
                    faults.append(Fault(entry.filename[:80], "", f"is larger than {MAX_FILE} bytes"))
                else:
                    (folder / _plain_name(entry.filename)).write_bytes(content)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Invalid(f"The file is neither JSON nor a zip that can be read ({type(error).__name__}).") from None
    return faults


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last[:80] if c.isascii() and (c.isalnum() or c in "-._")).lstrip(".") or "file.json"
