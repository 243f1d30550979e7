"""The pages and feeds over HTTP: what protects a page, and addresses that people type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

PAGES = ["/", "/index.html", "/about.html", "/platforms/x.html", "/topics/ads.html", "/categories/social.html"]
FEEDS = {
    "/feeds/all.atom": "application/atom+xml",
    "/feeds/all.json": "application/feed+json",
    "/feeds/platforms/x.atom": "application/atom+xml",
    "/feeds/platforms/x.json": "application/feed+json",
    "/feeds/topics/ads.atom": "application/atom+xml",
    "/feeds/topics/ads.json": "application/feed+json",
}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def list_static(client: FlaskClient) -> dict[str, str]:
    """Answer the addresses of the files beside the pages by the ending of their names."""
    page = client.get("/").text
    found = [part.split('"')[0] for part in page.split('"static/')[1:]]
    return {name.rpartition(".")[2]: f"/static/{name}" for name in found}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_is_protected(lasting_client: FlaskClient, path: str, method: str) -> None:
    response = lasting_client.open(path, method=method)
    assert response.status_code == 200
    assert response.content_type == "text/html; charset=utf-8"
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in response.headers
    assert bool(response.data) == (method == "GET")


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_its_type_and_any_page_may_read_it(lasting_client: FlaskClient, path: str) -> None:
    response = lasting_client.get(path)
    assert (response.status_code, response.mimetype) == (200, FEEDS[path])
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", [*PAGES, *FEEDS])
def test_what_did_not_change_is_not_sent_again(lasting_client: FlaskClient, path: str) -> None:
    first = lasting_client.get(path)
    again = lasting_client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert lasting_client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, *FEEDS])
def test_a_query_is_answered_with_404(lasting_client: FlaskClient, path: str) -> None:
    response = lasting_client.get(f"{path}?from=mail")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("path", [*PAGES, *FEEDS])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pages_and_feeds_are_only_read(lasting_client: FlaskClient, path: str, method: str) -> None:
    response = lasting_client.open(path, method=method)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_bare_address_is_the_index(lasting_client: FlaskClient) -> None:
    assert lasting_client.get("/").data == lasting_client.get("/index.html").data
    assert b"4 platforms" in lasting_client.get("/").data


@pytest.mark.parametrize("path", ["/platforms/x", "/topics/ads", "/categories/social", "/about", "/index"])
def test_an_address_without_its_ending_leads_to_the_page(lasting_client: FlaskClient, path: str) -> None:
    response = lasting_client.get(path)
    assert (response.status_code, response.headers["Location"]) == (308, f"{path}.html")
    assert response.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "path",
    [
        "/platforms/nobody",
        "/platforms/nobody.html",
        "/topics/",
        "/platforms/",
        "/sitemap.xml",
        "/static/",
        "/.pages.json",
    ],
)
def test_what_is_not_there_is_a_problem_document_also_for_a_browser(lasting_client: FlaskClient, path: str) -> None:
    response = lasting_client.get(path, headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("ending", "media_type"), [("css", "text/css"), ("js", "text/javascript"), ("svg", "image/svg+xml")]
)
def test_what_pages_load_is_kept_for_a_year_and_typed(
    lasting_client: FlaskClient, ending: str, media_type: str
) -> None:
    response = lasting_client.get(list_static(lasting_client)[ending])
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/index.html", "/platforms/x.html", "/feeds/all.atom"])
def test_before_anything_is_published_the_bare_address_says_so(make_app: Callable[..., Flask], path: str) -> None:
    response = make_app(is_empty=True).test_client().get(path)
    if path != "/":
        assert response.status_code == 404
        return
    assert response.status_code == 503
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "Nothing is published yet" in response.text


def test_an_installation_that_knows_its_address_has_a_sitemap(make_app: Callable[..., Flask]) -> None:
    client = make_app(address="https://notices.example").test_client()
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    assert "<loc>https://notices.example/platforms/x.html</loc>" in response.text
    assert '<link rel="canonical" href="https://notices.example/">' in client.get("/").text
