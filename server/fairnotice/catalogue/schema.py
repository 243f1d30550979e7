"""The shape of a platform as JSON: marshmallow schemas that load to the model and dump in the order of the file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from fairnotice.catalogue import model
from fairnotice.catalogue.hosts import find_host_fault
from fairnotice.catalogue.links import find_link_fault, find_source_fault, find_style_fault
from fairnotice.catalogue.texts import find_text_fault
from fairnotice.errors import Fault, Invalid

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_REGION = re.compile(r"(?:\*|EU|EEA|UK|CH|(?!GB)[A-Z]{2}|US-[A-Z]{2})\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MONTH = re.compile(r"\d{4}-\d\d\Z")
MAX_ACT = 3
"""A platform that calls three times has said enough; a fourth `act` notice would teach people to look away."""


class Text(fields.String):
    """A plain text for people (texts.py)."""

    def __init__(self, limit: int = 300, **more: Any) -> None:
        super().__init__(**more)
        self.limit = limit

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        fault = find_text_fault(text, limit=self.limit)
        if fault:
            raise ValidationError(fault)
        return text


def is_id(text: str) -> bool:
    """Say whether `text` may be an id: `[a-z0-9-]`, at most 40, with single hyphens and none at an end."""
    return len(text) <= 40 and bool(_SLUG.match(text))


class Slug(fields.String):
    """An id: `[a-z0-9-]`, at most 40."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        if not is_id(text):
            raise ValidationError(f"{text!r} is not an id: small letters, digits and single hyphens, at most 40")
        return text


class Date(fields.String):
    """A day, kept as text; with `month=True` also a month, which stays a month."""

    def __init__(self, month: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.month = month

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        wanted = "YYYY-MM-DD or YYYY-MM" if self.month else "YYYY-MM-DD"
        is_month = self.month and _MONTH.match(text)
        try:
            if not (_DAY.match(text) or is_month):
                raise ValueError
            year = datetime.date.fromisoformat(f"{text}-01" if is_month else text).year
        except ValueError:
            raise ValidationError(f"{text!r} is not a date; write {wanted}") from None
        if not 1990 <= year <= 2100:
            raise ValidationError(f"{text!r} is not a likely year")
        return text


class Note(fields.String):
    """A free text for maintainers: any characters that a file can hold."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise ValidationError("holds half a character")
        return text


class Flag(fields.Boolean):
    """true or false, and nothing that is like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Source(fields.String):
    """The address of a page that anybody may read."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        fault = find_source_fault(text)
        if fault:
            raise ValidationError(fault)
        return text


class _Tuple(fields.List[Any]):
    """A list that loads to a tuple without doubles."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        items = super()._deserialize(value, attr, data, **more)
        if len(set(items)) != len(items):
            raise ValidationError("says something twice")
        return tuple(items)


def _one_of(choices: tuple[str, ...]) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.OneOf(choices, error="{input!r} is not one of: " + ", ".join(choices)),
    )


def _texts(limit: int, *, at_least: int = 0) -> _Tuple:
    return _Tuple(Text(limit), required=True, validate=validate.Length(min=at_least, error="is empty"))


def _regions(*, at_least: int) -> _Tuple:
    code = fields.String(
        validate=validate.Regexp(
            _REGION,
            error="{input!r} is not *, EU, EEA, UK, CH, a two-letter country code or US-xx (write UK, not GB)",
        )
    )
    return _Tuple(code, required=True, validate=validate.Length(min=at_least, error="is empty"))


class _Strict(Schema):
    """Every key is required, no other key is allowed, and loading gives the model's value."""

    class Meta:
        unknown = RAISE

    makes: type[Any]

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        return self.makes(**{key: tuple(v) if isinstance(v, list) else v for key, v in data.items()})


class PolicySchema(_Strict):
    """One document of a platform."""

    makes = model.Policy
    kind = _one_of(model.POLICY_KINDS)
    url = Source(required=True)
    seen = Flag(required=True)


class SourceSchema(_Strict):
    """One source of a notice."""

    makes = model.Source
    title = Text(300, required=True)
    publisher = Text(120, required=True)
    url = Source(required=True)
    published_on = Date(month=True, required=True, allow_none=True)
    kind = _one_of(model.SOURCE_KINDS)


class ActionSchema(_Strict):
    """One action of a notice. Its link is judged with the platform's hosts, in `PlatformSchema`."""

    makes = model.Action
    id = Slug(required=True)
    kind = _one_of(model.ACTION_KINDS)
    label = Text(60, required=True)
    url = fields.String(required=True)
    reach = _one_of(model.REACHES)
    device = _one_of(model.DEVICES)
    needs_login = Flag(required=True)
    regions = _regions(at_least=1)
    except_regions = _regions(at_least=0)
    steps = _texts(160, at_least=1)
    control = Text(300, required=True, allow_none=True)
    limits = Text(400, required=True, allow_none=True)
    confidence = _one_of(model.CONFIDENCES)
    seen_in = Note(required=True, allow_none=True, validate=validate.Length(max=500))


class NoticeSchema(_Strict):
    """One notice of a platform."""

    makes = model.Notice
    id = Slug(required=True)
    topic = _one_of(model.TOPICS)
    attention = _one_of(model.ATTENTIONS)
    headline = Text(80, required=True)
    summary = Text(400, required=True)
    data_used = _texts(120)
    recipients = _texts(140)
    default = _one_of(model.DEFAULTS)
    applies_to = Text(200, required=True)
    regions = _regions(at_least=1)
    except_regions = _regions(at_least=0)
    announced_on = Date(required=True, allow_none=True)
    effective_on = Date(required=True, allow_none=True)
    act_by = Date(required=True, allow_none=True)
    verified_on = Date(month=True, required=True, allow_none=True)
    actions = fields.List(fields.Nested(ActionSchema), required=True)
    sources = fields.List(
        fields.Nested(SourceSchema),
        required=True,
        validate=validate.Length(min=1, error="every claim has a source"),
    )
    notes = Note(required=True, allow_none=True, validate=validate.Length(max=4000))

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["attention"] == "act" and data["topic"] in model.NEVER_ACT:
            raise ValidationError(f"a notice about {data['topic']} is always 'know'", "attention")
        if data["attention"] == "act" and all(action.kind == "learn-more" for action in data["actions"]):
            raise ValidationError("is 'act', but there is nothing to do except read", "attention")
        _refuse_doubles([action.id for action in data["actions"]], "actions")


class PlatformSchema(_Strict):
    """A platform with its notices: the whole of one file."""

    makes = model.Platform
    id = Slug(required=True)
    name = Text(60, required=True)
    former_names = _texts(60)
    company = Text(120, required=True)
    category = _one_of(model.CATEGORIES)
    hosts = _Tuple(fields.String(), required=True, validate=validate.Length(min=1, error="is empty"))
    link_hosts = _Tuple(fields.String(), required=True)
    surface = _one_of(model.SURFACES)
    policies = fields.List(fields.Nested(PolicySchema), required=True)
    notices = fields.List(fields.Nested(NoticeSchema), required=True)

    @validates_schema(skip_on_field_errors=False)
    def _check_hosts(self, data: Mapping[str, Any], **_: Any) -> None:
        faults: dict[str, dict[int, list[str]]] = {}
        for key in ("hosts", "link_hosts"):
            for number, host in enumerate(data.get(key, ())):
                fault = find_host_fault(host)
                if not fault and key == "hosts":
                    shorter = next((h for h in data["hosts"] if host.endswith(f".{h}")), None)
                    fault = f"is implied by {shorter}" if shorter else None
                if fault and not (key == "link_hosts" and fault.startswith("starts with www")):
                    faults.setdefault(key, {})[number] = [f"{host} {fault}"]
        if faults:
            raise ValidationError(faults)

    @validates_schema(skip_on_field_errors=True)
    def _check_notices(self, data: Mapping[str, Any], **_: Any) -> None:
        _refuse_doubles([notice.id for notice in data["notices"]], "notices")
        if sum(notice.attention == "act" for notice in data["notices"]) > MAX_ACT:
            raise ValidationError(f"more than {MAX_ACT} are 'act'", "notices")
        faults: dict[int, Any] = {}
        for n, notice in enumerate(data["notices"]):
            for a, action in enumerate(notice.actions):
                fault = _find_action_fault(action, data["hosts"], data["link_hosts"])
                if fault:
                    faults.setdefault(n, {"actions": {}})["actions"][a] = {"url": [fault]}
        if faults:
            raise ValidationError({"notices": faults})


def _find_action_fault(action: model.Action, hosts: tuple[str, ...], link_hosts: tuple[str, ...]) -> str | None:
    """A draft (low confidence) may lead anywhere that a source may: it is never published."""
    if action.is_public:
        return find_link_fault(action.url, hosts, link_hosts) or find_style_fault(action.url)
    return None if action.url.startswith("mailto:") else find_source_fault(action.url)


def _refuse_doubles(ids: list[str], field: str) -> None:
    doubles = sorted({i for i in ids if ids.count(i) > 1})
    if doubles:
        raise ValidationError(f"{', '.join(doubles)} stands twice", field)


_PLATFORM = PlatformSchema()


def load_platform(data: object, *, file: str = "") -> model.Platform:
    """Read a platform from parsed JSON. Raises `Invalid` with one `Fault` (named `file`) for every broken rule."""
    if not isinstance(data, Mapping):
        fault = Fault(file, "", "is not a JSON object")
        raise Invalid(str(fault), [fault])
    try:
        platform: model.Platform = _PLATFORM.load(data)
    except ValidationError as error:
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        faults = sorted(Fault(file, _name_path(path, data), reason) for path, reason in _walk((), messages))
        raise Invalid(f"{faults[0]}" + (f" (and {len(faults) - 1} more)" if faults[1:] else ""), faults) from None
    return platform


def find_faults(data: object) -> list[tuple[tuple[str | int, ...], str]]:
    """Answer every broken rule of a draft: the keys and numbers that lead to the place, and what to do there."""
    messages = _PLATFORM.validate(data) if isinstance(data, Mapping) else {"": ["is not a JSON object"]}
    return list(_walk((), messages))


def dump_platform(platform: model.Platform) -> dict[str, Any]:
    """Answer the platform as JSON values, keys in the order of the file."""
    return dict(_PLATFORM.dump(platform))


def _walk(path: tuple[str | int, ...], messages: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Answer marshmallow's nested messages one by one, each with the keys and numbers that lead to it."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _walk(path if key == "_schema" else (*path, key), inner)
    else:
        for message in messages:
            yield path, str(message).removesuffix(".")


def _name_path(path: Sequence[str | int], data: object) -> str:
    """Write a path with the ids of what it leads through, such as `notices[ai-sharing].actions[1].url`."""
    name = ""
    for key in path:
        data = _step_into(data, key)
        name += f"[{_name(key, data)}]" if isinstance(key, int) else f".{key}" if name else key
    return name


def _step_into(data: object, key: object) -> object:
    if isinstance(data, Mapping):
        return data.get(key)
    if isinstance(data, list) and isinstance(key, int) and key < len(data):
        return data[key]
    return None


def _name(number: int, item: object) -> object:
    return item["id"] if isinstance(item, Mapping) and isinstance(item.get("id"), str) else number
