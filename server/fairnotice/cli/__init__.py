"""The command line: `fairnotice`. Commands wire and print; what they do is done by the packages they call."""

from __future__ import annotations

import click

from fairnotice.cli.accounts import accounts
from fairnotice.cli.audit import audit
from fairnotice.cli.backups import backup, store
from fairnotice.cli.catalogue import catalogue
from fairnotice.cli.catalogue_files import export as export_files
from fairnotice.cli.catalogue_files import import_files
from fairnotice.cli.imports import import_facts
from fairnotice.cli.keys import keys
from fairnotice.cli.orders import orders
from fairnotice.cli.output import ExitingGroup
from fairnotice.cli.proposals import approve, decline, proposals, propose, retire
from fairnotice.cli.publishing import history, publish, restore, rollback, withdraw
from fairnotice.cli.reports import reports
from fairnotice.cli.reviewing import review
from fairnotice.cli.serving import serve, sign
from fairnotice.cli.shipping import export, verify
from fairnotice.cli.tokens import tokens
from fairnotice.cli.watch import watch


@click.group(cls=ExitingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairnotice")
def main() -> None:
    """Keep, publish and check notices of how platforms use people's data.

    Settings come from FAIRNOTICE_* variables; see the README for the list.
    """


for command in (
    serve, sign, catalogue, keys, accounts, tokens, propose, retire, proposals, review, approve, decline, publish,
    orders, history, rollback, withdraw, restore, reports, audit, export, verify, watch,
    backup, store, import_facts,
):  # fmt: skip
    main.add_command(command)
for command in (export_files, import_files):
    catalogue.add_command(command)
