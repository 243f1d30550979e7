"""The only outbound connections: bounded reads over HTTP."""

from __future__ import annotations

import urllib3

from fairnotice.errors import FairnoticeError, Misconfigured, NotFound, Untrusted

TIMEOUT = urllib3.Timeout(connect=10, read=30)


class Unreachable(FairnoticeError):
    """The address does not answer, or not as expected."""


class Site:
    """A web site that files are read from. `base` is an http or https address without a query, else `Misconfigured`."""

    def __init__(self, base: str) -> None:
        try:
            parsed = urllib3.util.parse_url(base)
        except urllib3.exceptions.LocationParseError:
            parsed = urllib3.util.Url()
        if parsed.scheme not in ("http", "https") or not parsed.host or parsed.query or parsed.fragment or parsed.auth:
            raise Misconfigured(f"{base!r} is not an address like https://notices.example; correct it.")
        self.base = base.rstrip("/")
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)

    def read(self, path: str, limit: int) -> bytes:
        """Answer the file at `path`, at most `limit` bytes uncompressed.

        Raises `NotFound` for 404 and 410, `Untrusted` when it is longer, `Unreachable` for anything else.
        """
        url = f"{self.base}/{path}"
        try:
            response = self._pool.request("GET", url, preload_content=False, redirect=False)
            try:
                body: bytes = response.read(limit + 1, decode_content=True)
            finally:
                response.drain_conn() if response.status >= 400 else response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(
                f"{url} does not answer ({type(error).__name__}); check the address and the server."
            ) from None
        if response.status in (404, 410):
            raise NotFound(f"{url} does not exist.")
        if response.status != 200:
            raise Unreachable(f"{url} answered {response.status}.")
        if len(body) > limit:
            raise Untrusted(f"{url} is longer than the {limit} bytes it may have.")
        return body

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()
