"""The shared engine: the store in Redis or Valkey, alone, behind Sentinel or as a Cluster."""

from __future__ import annotations

import builtins
import json
import math
import re
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.retry import Retry
from redis.sentinel import Sentinel

from fairnotice.errors import Conflict, StoreUnavailable
from fairnotice.store.address import RedisAddress, read_address
from fairnotice.store.bodies import write_body
from fairnotice.store.contract import Batch, Delete, Document, Dump, Item, LogEntry, Put
from fairnotice.store.redis_dump import Aside, fill, make_dump, read_entries_of

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0
COMMIT = (Path(__file__).parent / "commit.lua").read_text(encoding="utf-8")
# One script, so that what is listed is the state of one moment. HMGET in slices: Lua's stack is limited.
LIST = """
local ids = redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], '+', 'LIMIT', 0, ARGV[2])
local answer = {}
for first = 1, #ids, 1000 do
  local last = math.min(first + 999, #ids)
  for offset, value in ipairs(redis.call('HMGET', KEYS[1], unpack(ids, first, last))) do
    answer[#answer + 1] = ids[first + offset - 1]
    answer[#answer + 1] = value
  end
end
return answer
"""
RENEW = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0"
RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0"

# redis-py raises errors of both families; they share no base of their own.
DRIVER_ERRORS = (redis.RedisError, redis.exceptions.RedisClusterException)


@dataclass(frozen=True)
class RedisLease:
    """A lease that Redis itself ends; the token tells its holder from the next one."""

    store: RedisStore
    key: str
    ttl: float
    token: str

    def renew(self) -> bool:
        """Start the time anew. False when the lease was lost meanwhile."""
        return bool(self.store.run_script(RENEW, [self.key], [self.token, count_milliseconds(self.ttl)]))

    def release(self) -> None:
        """Give it back at once; nothing happens when it was lost."""
        self.store.run_script(RELEASE, [self.key], [self.token])


class RedisStore:
    """Keep documents and logs under keys that begin with `{prefix}`, one slot of a Cluster. Threads may share it.

    `url` is redis://, rediss://, redis+sentinel://host:port,host:port/service or redis+cluster://host:port, with
    user:password@ before the hosts; options: db, tls=1, ssl_ca_certs, ssl_certfile, ssl_keyfile, sentinel_username,
    sentinel_password. Raise ValueError when it is broken. Nothing connects before the first use.
    """

    def __init__(self, url: str, *, prefix: str = "fairnotice") -> None:
        if not re.fullmatch(r"[^{}]+", prefix):
            raise ValueError("A prefix is not empty and holds no brace: braces mark the hash tag.")
        self.address = read_address(url)
        self._prefix = prefix
        self._guard = threading.Lock()
        self._client: Any = None
        self._closed = False

    def get(self, collection: str, id: str) -> Document | None:
        """Answer the document, or None."""
        with self._connect() as client:
            value = client.hget(self._key("documents", collection), id)
        return None if value is None else read_document(id, value)

    def list(self, collection: str, *, after: str = "", limit: int | None = None) -> list[Document]:
        """Answer the documents with an id greater than `after`, in order of id, at most `limit`."""
        limit = -1 if limit is None else limit
        return self._list_keys(self._key("documents", collection), self._key("ids", collection), after, limit)

    def commit(self, batch: Batch) -> None:
        """Do the whole batch in one step, or raise `Conflict` and do nothing.

        Raise ValueError or TypeError for a batch that holds what JSON cannot say.
        """
        writes: tuple[Put | Delete, ...] = (*batch.puts, *batch.deletes)
        keys = [self._key(kind, write.collection) for write in writes for kind in ("documents", "ids")]
        keys += [self._key("log", append.log) for append in batch.appends]
        arguments: list[str | int] = [len(batch.puts), len(batch.deletes)]
        for put in batch.puts:
            arguments += [put.id, "" if put.expect is None else put.expect, write_body(put.body)]
        for delete in batch.deletes:
            arguments += [delete.id, "" if delete.expect is None else delete.expect]
        arguments += [write_body(append.body) for append in batch.appends]
        position, *version = self.run_script(COMMIT, keys, arguments)
        if position:
            write = writes[position - 1]
            raise Conflict(
                f"{write.collection}/{write.id} is at version {version[0]}, not {write.expect} (0 = not there):"
                " somebody else changed it first; nothing was written."
            )

    def read_log(self, name: str, *, after: int = 0, limit: int = 100) -> builtins.list[LogEntry]:
        """Answer the entries with a number greater than `after`, oldest first, at most `limit`."""
        first = max(after, 0)
        if limit <= 0:  # to LRANGE, an end of -1 would mean everything
            return []
        return self._read_key(self._key("log", name), first, limit)

    def lease(self, name: str, ttl: float) -> RedisLease | None:
        """Take the lease `name` for `ttl` seconds, or answer None while somebody else holds it."""
        if ttl <= 0:
            raise ValueError("A lease lasts longer than no time.")
        key, token = self._key("lease", name), secrets.token_hex(16)
        with self._connect() as client:
            taken = client.set(key, token, nx=True, px=count_milliseconds(ttl))
        return RedisLease(self, key, ttl, token) if taken else None

    @contextmanager
    def dump(self) -> Iterator[Dump]:
        """Hold the state of this moment while it is read."""
        aside = Aside(f"{{{self._prefix}}}:", self.run_script)
        held = aside.copy()
        try:
            yield make_dump(aside, held, self._list_keys, self._read_key)
        finally:
            aside.forget(held)

    def load(self, items: Iterable[Item]) -> None:
        """Fill an empty store with what a dump holds, or raise and leave it empty."""
        fill(Aside(f"{{{self._prefix}}}:", self.run_script), items)

    def ping(self) -> None:
        """Return when the node that holds the store answers."""
        with self._connect() as client:
            # By a key: a Cluster may answer PING while the node that matters is down.
            client.hlen(self._key("documents", ""))

    def warnings(self) -> builtins.list[str]:
        """Say why this Redis, as it is set up, may lose what it was given."""
        with self._connect() as client:
            try:
                settings = self._read_settings(client)
            except redis.ResponseError as error:
                return [
                    f"Redis at {self.address} does not let us read its settings ({error}), so it could not be checked"
                    " that it keeps data: make sure of appendonly yes and maxmemory-policy noeviction."
                ]
        found = []
        if settings.get("appendonly") != "yes":
            found.append(f"Redis at {self.address} loses what it was given when it stops: set appendonly yes.")
        elif settings.get("appendfsync") != "always":
            found.append(
                f"Redis at {self.address} may lose the last seconds when its machine stops: set appendfsync always."
            )
        if self.address.kind != "one":
            found.append(f"Redis at {self.address} may lose the last commits at a failover: replicas are told later.")
        policy = settings.get("maxmemory-policy")
        if policy != "noeviction":
            found.append(
                f"Redis at {self.address} throws data away when memory is short (maxmemory-policy {policy}):"
                " set maxmemory-policy noeviction."
            )
        return found

    def close(self) -> None:
        """Close all connections."""
        with self._guard:
            self._closed = True
            client, self._client = self._client, None
        if client is not None:
            client.close()
            if self.address.kind == "sentinel":  # its clients for the sentinels are not closed with it
                for sentinel in client.connection_pool.sentinel_manager.sentinels:
                    sentinel.close()

    def run_script(self, script: str, keys: builtins.list[str], arguments: builtins.list[str | int]) -> Any:
        """Run a script of the engine's own; send its text only when the server does not know it yet."""
        digest = sha1(script.encode(), usedforsecurity=False).hexdigest()
        with self._connect() as client:
            try:
                return client.evalsha(digest, len(keys), *keys, *arguments)
            except redis.exceptions.NoScriptError:
                return client.eval(script, len(keys), *keys, *arguments)

    def _list_keys(self, documents: str, ids: str, after: str, limit: int) -> builtins.list[Document]:
        found = self.run_script(LIST, [documents, ids], [f"({after}", limit])
        return [read_document(name, value) for name, value in zip(found[::2], found[1::2], strict=True)]

    def _read_key(self, log: str, after: int, limit: int) -> builtins.list[LogEntry]:
        with self._connect() as client:
            return read_entries_of(client.lrange(log, after, after + limit - 1), after)

    def _key(self, kind: str, name: str) -> str:
        return f"{{{self._prefix}}}:{kind}:{name}"

    def _read_settings(self, client: Any) -> dict[str, str]:
        node = {}
        if self.address.kind == "cluster":
            node = {"target_nodes": client.get_node_from_key(self._key("documents", ""))}
        found: dict[str, str] = {}
        for pattern in ("append*", "maxmemory-policy"):  # two calls: one with several patterns needs Redis 7
            found |= client.config_get(pattern, **node)
        return found

    @contextmanager
    def _connect(self) -> Iterator[Any]:
        try:
            with self._guard:
                if self._closed:
                    raise StoreUnavailable(f"The store at {self.address} was closed; open it anew.")
                if self._client is None:
                    self._client = make_client(self.address)
                client = self._client
            yield client
        except DRIVER_ERRORS as error:
            raise StoreUnavailable(
                f"The store Redis at {self.address} does not do its work ({error}): check that it runs, can be reached"
                " from here, has room and takes this user and password."
            ) from error


def make_client(address: RedisAddress) -> Any:
    """Make a client of redis-py; typed Any because its answers are typed as blocking and asynchronous at once."""
    common = {
        "decode_responses": True,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "health_check_interval": 30,
        "protocol": 2,  # the plain one is enough, and older proxies know it
        # Never send twice by itself: the first of two commits may have been done although its answer was lost.
        "retry": Retry(NoBackoff(), 0),
        **address.transport,
    }
    if address.kind == "cluster":
        nodes = [ClusterNode(*node) for node in address.nodes]  # type: ignore[no-untyped-call]
        return RedisCluster(startup_nodes=nodes, **common, **address.login)
    if address.kind == "sentinel":
        sentinel_login = common | address.sentinel_login
        sentinel = Sentinel(  # type: ignore[no-untyped-call]
            address.nodes, sentinel_kwargs=sentinel_login, **common, **address.login
        )
        return sentinel.master_for(address.service, db=address.db)  # type: ignore[no-untyped-call]
    ((host, port),) = address.nodes
    return redis.Redis(host=host, port=port, db=address.db, **common, **address.login)


def count_milliseconds(seconds: float) -> int:
    """Answer whole milliseconds, at least one."""
    return math.ceil(seconds * 1000)


def read_document(name: str, value: str) -> Document:
    """Answer the document that commit.lua wrote as version:body."""
    version, _, body = value.partition(":")
    return Document(name, int(version), json.loads(body))
