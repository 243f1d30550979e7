#!/usr/bin/env python3
"""What `scripts/run` does once the packages are there: make data and extension, say how to load it, serve."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.package_extension import package  # noqa: E402
from scripts.stand_in.chromium import BrowserMissing  # noqa: E402
from scripts.stand_in.demo import open_demo  # noqa: E402

from fairnotice.cli.output import ExitingGroup, choose_settings, say  # noqa: E402
from fairnotice.cli.serving import hold_data_folder, make_installation, run_server  # noqa: E402
from fairnotice.errors import Misconfigured  # noqa: E402


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--host", help="Address to listen on; by default 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on; by default 8787.")
@click.option("--data", type=click.Path(path_type=Path), help="The data folder; by default data/ beside the README.")
@click.option("--store", metavar="URL", help="Where documents are kept; by default SQLite in the data folder.")
@click.option(
    "--browser", is_flag=True, help="Open a browser with the extension on a page that stands in for a platform."
)
def run(host: str | None, port: int | None, data: Path | None, store: str | None, browser: bool) -> None:
    """Serve Fairnotice on this machine, and write an extension that belongs to it."""
    settings = choose_settings(host=host, port=port, data=data or ROOT / "data", store=store)
    with hold_data_folder(settings), ExitStack() as stack:
        ready = make_installation(settings)
        extension = settings.data.absolute() / "extension"
        seed = str(settings.public)
        package(ready.address, ready.root, seed, extension)
        say("")
        say(f"Server     {ready.address}")
        say(f"Extension  {extension}")
        say('           Chrome, Edge: chrome://extensions, "Developer mode" on, "Load unpacked", choose that folder')
        say('           Firefox: about:debugging, "This Firefox", "Load Temporary Add-on", choose manifest.json in it')
        if ready.setup_link:
            say(f"Admin      {ready.setup_link}  (works once, for a day)")
        if browser:
            granted = settings.data.absolute() / "extension-demo"
            package(ready.address, ready.root, seed, granted, is_granted=True)
            try:
                say(f"Browser    {stack.enter_context(open_demo(granted))}")
            except BrowserMissing as missing:
                raise Misconfigured(f"No browser was found to open. {missing}") from None
        say("Ctrl-C ends it.")
        run_server(settings)


if __name__ == "__main__":
    sys.exit(ExitingGroup(commands={"run": run})(["run", *sys.argv[1:]]))
