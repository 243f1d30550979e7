"""The web application: a factory that wires the parts and does nothing else."""

from __future__ import annotations

import atexit
import logging
import os
from datetime import UTC, datetime
from importlib.metadata import version
from re import Pattern
from typing import Any

from flask import Flask
from flask_cors import CORS
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

from fairnotice.api.bodies import BodyLimit
from fairnotice.api.health import make_health
from fairnotice.api.manage.frame import MAX_BODY as MAX_MANAGE
from fairnotice.api.manage.frame import PREFIX as MANAGE
from fairnotice.api.manage.frame import Manage, describe_scheme
from fairnotice.api.manage.manage import make_manage
from fairnotice.api.openapi import add_page, make_api
from fairnotice.api.problems import make_problem, register_problems
from fairnotice.api.public.files import PublicFiles
from fairnotice.api.public.lookup import make_lookup
from fairnotice.api.public.published import Shelf
from fairnotice.api.reports import PATH as REPORTS
from fairnotice.api.reports import make_reports
from fairnotice.api.senders import Senders, limit_senders, limit_wrong_tokens
from fairnotice.console.console import make_console
from fairnotice.console.frame import MAX_BODY as MAX_FORM
from fairnotice.console.frame import Console
from fairnotice.errors import Misconfigured
from fairnotice.publication.envelope import SigningKey
from fairnotice.publication.keeper import Keeper
from fairnotice.publication.keys import KeyFolder
from fairnotice.settings import Settings, read_settings
from fairnotice.store.contract import Store
from fairnotice.store.open import open_store
from fairnotice.workflow.invitations import forget_old_invitations
from fairnotice.workflow.repeats import forget_old_answers
from fairnotice.workflow.reports import forget_old
from fairnotice.workflow.sessions import forget_old_sessions
from fairnotice.workflow.throttle import forget_old_attempts

MAX_BODY = 64 * 1024


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Make the application. Without arguments (as a server's factory) everything comes from FAIRNOTICE_* variables."""
    settings = settings or read_settings(os.environ)
    store = store or open_store(settings.store_url)
    app = Flask("fairnotice", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, RATELIMIT_STORAGE_URI="memory://", RATELIMIT_HEADERS_ENABLED=False)
    register_problems(app)
    # The longer pattern counts where both match.
    methods: dict[str | Pattern[str], Any] = {
        REPORTS: {"methods": ["POST", "OPTIONS"]},
        rf"/v1/(?!{MANAGE.removeprefix('/v1/')}/).*": {"methods": ["GET", "HEAD", "OPTIONS"]},
    }
    CORS(app, resources=methods, origins="*", send_wildcard=True)

    # Behind a proxy every address would be the proxy's, and all people together would share one limit.
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
        app.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0
    )
    shelf = Shelf(settings.public)
    files = PublicFiles(app.wsgi_app, settings.public, make_problem)
    sizes = {"/console/": MAX_FORM, f"{MANAGE}/": MAX_MANAGE, "/": MAX_BODY}
    closed = ("/console/", f"{MANAGE}/")
    app.wsgi_app = BodyLimit(files, sizes, make_problem, closed=closed)  # type: ignore[method-assign]

    def show_change() -> None:
        files.reload()
        shelf.reload()

    def throw_away() -> None:
        senders.forget()
        for forget in (
            forget_old, forget_old_sessions, forget_old_attempts, forget_old_invitations, forget_old_answers,
        ):  # fmt: skip
            forget(store, now())

    keys = KeyFolder(settings.keys)
    senders = Senders(lambda: now().date())
    keeper = Keeper(
        store,
        settings.public,
        read_key=lambda: _read_timestamp_key(keys),
        catalogue=settings.catalogue,
        now=now,
        on_change=show_change,
        tidy=throw_away,
        address=settings.address,
    )
    api = make_api(app, version("fairnotice"))
    lookup = make_lookup(shelf)
    # It would log the address of whoever asks too often; that address stays in memory.
    logging.getLogger("flask-limiter").setLevel(logging.ERROR)
    limiter = Limiter(get_remote_address, app=app)
    limiter.limit(settings.lookup_limit)(lookup)
    api.register_blueprint(lookup)
    reports = make_reports(store, now)
    limit_senders(reports, limiter, senders, settings.report_limit, now)
    api.register_blueprint(reports)
    manage = make_manage(Manage(store, now, settings.review == "solo"))
    limit_wrong_tokens(manage, limiter, senders, now)
    describe_scheme(api)
    api.register_blueprint(manage)
    app.register_blueprint(make_health(store, shelf, lambda: keeper.fault))
    app.register_blueprint(make_console(Console(store, now, settings.review == "solo")))
    add_page(app, api)

    keeper.start()
    app.extensions["fairnotice"] = {"keeper": keeper, "store": store, "shelf": shelf, "senders": senders}
    atexit.register(keeper.stop)
    return app


def now() -> datetime:
    """Answer the present moment."""
    return datetime.now(UTC)


def _read_timestamp_key(keys: KeyFolder) -> SigningKey | None:
    """Answer the key to sign heads with, or None on a node that does not hold it."""
    try:
        return keys.read("timestamp")
    except Misconfigured:
        return None
