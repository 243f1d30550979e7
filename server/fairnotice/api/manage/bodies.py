"""Bodies of requests: JSON read strictly, checked by a schema, and shown by an example in the document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NoReturn, TypeVar, cast

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from fairnotice.api.manage.frame import MAX_BODY
from fairnotice.errors import Fault, Invalid

MEDIA_TYPE = "application/json"
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1
"""Larger numbers are not the same to every reader of JSON (RFC 8259, section 6)."""
View = TypeVar("View", bound=Callable[..., Any])


def takes(schema: type[Schema], example: Mapping[str, Any], *, is_optional: bool = False) -> Callable[[View], View]:
    """Answer a decorator that gives a view its body, loaded by `schema`, as the last argument.

    A body that is optional may be left out; it counts as an empty object then.
    """
    content = {MEDIA_TYPE: {"schema": schema, "example": example}}

    def wrap(view: View) -> View:
        @wraps(view)
        def read(*arguments: Any, **more: Any) -> Any:
            if is_optional and not request.get_data():
                return view(*arguments, {}, **more)
            return view(*arguments, _load(schema, _read()), **more)

        described = Blueprint.doc(requestBody={"required": not is_optional, "content": content})(read)
        return cast(View, described)

    return wrap


def read_json(body: bytes) -> dict[str, Any]:
    """Answer the JSON object in `body`. Raises `Invalid` for what two readers could understand in two ways."""
    try:
        value = json.loads(
            body.decode(),
            object_pairs_hook=_make_object,
            parse_int=_read_integer,
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
        )
    except RecursionError:
        raise _make_depth_fault() from None
    except ValueError:
        raise Invalid("The body is not JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise Invalid("The body is not a JSON object.")
    _check_values(value)
    return value


def _read() -> dict[str, Any]:
    if request.mimetype != MEDIA_TYPE:
        raise UnsupportedMediaType
    body = request.get_data()
    if len(body) > MAX_BODY:
        raise RequestEntityTooLarge
    return read_json(body)


def _load(schema: type[Schema], value: dict[str, Any]) -> Any:
    try:
        return schema().load(value)
    except ValidationError as error:
        faults = [Fault("", field, reason) for field, reason in _list_reasons("", error.messages)]
        raise Invalid(str(faults[0]), faults) from None


def _list_reasons(path: str, messages: Any) -> list[tuple[str, str]]:
    if isinstance(messages, Mapping):
        own = sorted((str(key), inner) for key, inner in messages.items())
        return [
            found
            for key, inner in own
            for found in _list_reasons(path if key == "_schema" else f"{path}/{key[:80]}".lstrip("/"), inner)
        ]
    return [(path, str(reason)) for reason in (messages if isinstance(messages, list) else [messages])]


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid(f"The name {_show(twice)} stands twice in one object.")
    return made


def _read_integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise Invalid(f"The number {text[:20]} is too large; none here is greater than {MAX_INTEGER}.")
    return int(text)


def _refuse_float(text: str) -> NoReturn:
    raise Invalid(f"{text[:20]} is no whole number; no number here is anything else.")


def _check_values(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += [*each.keys(), *each.values()]
            elif isinstance(each, list):
                inner += each
            elif isinstance(each, str) and any("\ud800" <= character <= "\udfff" for character in each):
                raise Invalid(f"The text {_show(each)} holds half a character.")
        level = inner
        if not level:
            return
    raise _make_depth_fault()


def _make_depth_fault() -> Invalid:
    return Invalid(f"The body has more than {MAX_DEPTH} levels of lists and objects.")


def _show(text: str) -> str:
    return json.dumps(text[:40])
