"""Speaks WebDriver BiDi to a browser: numbered commands, answers in the order asked, and a queue of events.

Specification: https://w3c.github.io/webdriver-bidi/
"""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect


class BidiError(Exception):
    """The browser refused a command: its error code and its message."""

    def __init__(self, method: str, code: str, message: str) -> None:
        super().__init__(f"{method}: {code}: {message}")
        self.code = code


class Bidi:
    """One connection with one session; for one thread."""

    def __init__(self, url: str, capabilities: dict[str, Any], seconds: float = 30) -> None:
        """Connect to `url` (ws://127.0.0.1:PORT/session) and begin a session that always matches `capabilities`."""
        # proxy=None: the environment's proxy has no business between us and a browser on this machine.
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(url, max_size=None, compression=None, proxy=None, open_timeout=seconds)
        )
        self._seconds = seconds
        self._last = 0
        self._events: list[tuple[str, dict[str, Any]]] = []
        try:
            self.capabilities = self.call("session.new", capabilities={"alwaysMatch": capabilities})["capabilities"]
        except BaseException:
            self.close()
            raise

    def call(self, method: str, **params: Any) -> Any:
        """Give the result of a command; raises BidiError when it is refused, TimeoutError when it is not answered."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        end = time.monotonic() + self._seconds
        while True:
            message = self._receive(end)
            if message.get("id") != self._last:
                continue  # the late answer to a command that was given up
            if message["type"] == "error":
                raise BidiError(method, message["error"], message["message"])
            return message["result"]

    def wait_for_event(
        self, name: str, is_wanted: Callable[[dict[str, Any]], bool] = lambda _: True, seconds: float = 10
    ) -> dict[str, Any]:
        """Take the first event of that name that `is_wanted` out of the queue, waiting for it; raises TimeoutError.

        Only events asked for by `session.subscribe` come.
        """
        end = time.monotonic() + seconds
        while True:
            for position, (event, params) in enumerate(self._events):
                if event == name and is_wanted(params):
                    del self._events[position]
                    return params
            self._receive(end, is_event_enough=True)

    def forget_events(self) -> None:
        """Empty the queue of events."""
        self._events.clear()

    def close(self) -> None:
        """Close the connection; the session ends with the browser."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _receive(self, end: float, *, is_event_enough: bool = False) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = json.loads(self._socket.recv(timeout=max(0.0, end - time.monotonic())))
            if message["type"] != "event":
                return message
            self._events.append((message["method"], message["params"]))
            if is_event_enough:
                return message


def to_python(value: dict[str, Any]) -> Any:
    """Turn a BiDi remote value into plain Python; what has no such form (a node) becomes its type's name."""
    kind = value["type"]
    content = value.get("value")
    match kind:
        case "undefined" | "null":
            return None
        case "string" | "boolean" | "date":
            return content
        case "number":
            return float(content) if isinstance(content, str) else content
        case "bigint":
            return int(str(content))
        case "array" | "set" | "nodelist" | "htmlcollection":
            return [to_python(each) for each in content or []]
        case "object" | "map":
            pairs = content or []
            return {name if isinstance(name, str) else to_python(name): to_python(each) for name, each in pairs}
        case _:
            return kind
