"""The command line: `fairnotice`. Commands wire and print; what they do is done by the packages they call."""

from __future__ import annotations

import click

from fairnotice.cli.accounts import accounts
from fairnotice.cli.catalogue import catalogue
from fairnotice.cli.keys import keys
from fairnotice.cli.output import ExitingGroup
from fairnotice.cli.proposals import approve, decline, proposals, propose
from fairnotice.cli.publishing import history, publish, restore, rollback, withdraw
from fairnotice.cli.reports import reports
from fairnotice.cli.serving import serve
from fairnotice.cli.shipping import export, verify


@click.group(cls=ExitingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairnotice")
def main() -> None:
    """Keep, publish and check notices of how platforms use people's data.

    Settings come from FAIRNOTICE_* variables; see the README for the list.
    """


for command in (
    serve, catalogue, keys, accounts, propose, proposals, approve, decline, publish, history, rollback, withdraw,
    restore, reports, export, verify,
):  # fmt: skip
    main.add_command(command)
