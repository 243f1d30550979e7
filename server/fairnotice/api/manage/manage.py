"""The maintainers' API: all its views in one blueprint."""

from __future__ import annotations

from flask_smorest import Blueprint

from fairnotice.api.manage import accounts, orders, platforms, proposals, records, reports, reviews, withdrawals
from fairnotice.api.manage.frame import PREFIX, Manage, guard

_VIEWS = (platforms, proposals, reviews, orders, withdrawals, records, reports, accounts)


def make_manage(manage: Manage) -> Blueprint:
    """Answer the blueprint of /v1/manage."""
    blueprint = Blueprint("manage", __name__, url_prefix=PREFIX, description="For maintainers' programs, with a token.")
    for views in _VIEWS:
        views.add_views(blueprint, manage)
    guard(blueprint, manage)
    return blueprint
