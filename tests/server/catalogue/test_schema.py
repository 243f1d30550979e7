"""Every rule of the catalogue format: a platform that breaks it is refused, by file, field and reason."""

from __future__ import annotations

import copy
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from fairnotice.catalogue import model
from fairnotice.catalogue.schema import dump_platform, load_platform
from fairnotice.catalogue.translations import Translation
from fairnotice.errors import Invalid
from server.factories import make_action, make_notice, make_platform

FORMAT = Path(model.__file__).parent / "FORMAT.md"
LACKING = object()
MANY_ACT = [make_notice(id) for id in ("ai-sharing", "b", "c", "d")]


def make_data(path: str = "", value: Any = None) -> dict[str, Any]:
    """Make a platform as parsed JSON, with `value` at a path such as notices.0.actions.0.url."""
    data: dict[str, Any] = copy.deepcopy(dump_platform(make_platform()))
    if path:
        *above, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = data
        for step in above:
            place = place[step]
        if value is LACKING:
            del place[last]
        else:
            place[last] = value
    return data


def find_faults(path: str, value: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Invalid) as caught:
        load_platform(make_data(path, value), file="x.json")
    return [(fault.file, fault.field, fault.reason) for fault in caught.value.faults]


def as_json(notice: model.Notice) -> dict[str, Any]:
    return dict(dump_platform(make_platform(notices=(notice,)))["notices"][0])


def name_field(path: str) -> str:
    """Name a path as faults do: list entries by their id."""
    named = path.replace("notices.0", "notices[ai-sharing]").replace("actions.0", "actions[privacy-form]")
    return re.sub(r"\.(\d+)", r"[\1]", named)


def test_a_valid_platform_loads_and_dumps_to_the_same() -> None:
    assert load_platform(make_data()) == make_platform()
    assert dump_platform(load_platform(make_data())) == make_data()


KINDS = (model.Platform, model.Notice, model.Action, Translation)


def test_every_key_of_the_format_is_in_the_model_in_the_same_order() -> None:
    described = re.findall(r"^\| ([a-z_, ]+) \|", FORMAT.read_text(), re.M)
    keys = [key for row in described for key in row.split(", ") if key != "key"]
    wanted = [field.name for kind in KINDS for field in fields(kind)]
    assert keys == wanted


@pytest.mark.parametrize("place", ["", "policies.0.", "notices.0.", "notices.0.actions.0.", "notices.0.sources.0."])
def test_every_key_is_required_and_no_other_allowed(place: str) -> None:
    data: Any = make_data()
    for step in place.split(".")[:-1]:
        data = data[int(step)] if step.isdigit() else data[step]
    for key in data:
        faults = find_faults(place + key, LACKING)
        assert any(field.endswith(key) and "Missing" in reason for _, field, reason in faults), key
    assert find_faults(f"{place}more", 1) == [("x.json", name_field(f"{place}more"), "Unknown field")]


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("name", 60),
        ("former_names", 60),
        ("company", 120),
        ("notices.0.headline", 80),
        ("notices.0.summary", 400),
        ("notices.0.data_used", 120),
        ("notices.0.recipients", 140),
        ("notices.0.applies_to", 200),
        ("notices.0.actions.0.label", 60),
        ("notices.0.actions.0.steps", 160),
        ("notices.0.actions.0.control", 300),
        ("notices.0.actions.0.limits", 400),
        ("notices.0.sources.0.title", 300),
        ("notices.0.sources.0.publisher", 120),
    ],
)
def test_a_text_is_plain_and_has_a_limit(path: str, limit: int) -> None:
    is_list = path.rpartition(".")[2] in ("former_names", "data_used", "recipients", "steps")
    longest, too_long, markup = "é" * limit, "é" * (limit + 1), "Click <b>here</b>"
    field = name_field(path) + ("[0]" if is_list else "")
    load_platform(make_data(path, [longest] if is_list else longest))
    reason = f"has {limit + 1} characters, {limit} are allowed"
    assert find_faults(path, [too_long] if is_list else too_long) == [("x.json", field, reason)]
    assert find_faults(path, [markup] if is_list else markup) == [("x.json", field, "holds HTML; write plain text")]


@pytest.mark.parametrize(
    ("path", "choices"),
    [
        ("category", model.CATEGORIES),
        ("surface", model.SURFACES),
        ("policies.0.kind", model.POLICY_KINDS),
        ("notices.0.topic", [topic for topic in model.TOPICS if topic not in model.NEVER_ACT]),
        ("notices.0.attention", model.ATTENTIONS),
        ("notices.0.default", model.DEFAULTS),
        ("notices.0.actions.0.kind", [kind for kind in model.ACTION_KINDS if kind != "learn-more"]),
        ("notices.0.actions.0.reach", model.REACHES),
        ("notices.0.actions.0.device", model.DEVICES),
        ("notices.0.actions.0.confidence", model.CONFIDENCES),
        ("notices.0.sources.0.kind", model.SOURCE_KINDS),
    ],
)
def test_a_choice_is_one_of_those_listed(path: str, choices: list[str]) -> None:
    text = FORMAT.read_text()
    for choice in choices:
        load_platform(make_data(path, choice))
        assert re.search(rf"\b{choice}\b", text), choice
    ((file, field, reason),) = find_faults(path, "elsewhere")
    assert (file, field) == ("x.json", name_field(path))
    assert reason.startswith("'elsewhere' is not one of: ")


@pytest.mark.parametrize("path", ["id", "notices.0.id", "notices.0.actions.0.id"])
@pytest.mark.parametrize("id", ["", "A", "a_b", "a b", "-a", "a-", "a--b", "a" * 41, "é", "a/b", "a\n"])
def test_an_id_is_a_slug_of_at_most_40(path: str, id: str) -> None:
    ((file, field, reason),) = find_faults(path, id)
    assert file == "x.json"
    assert field == (path if path == "id" else f"{name_field(path).rpartition('[')[0]}[{id}].id")
    assert "is not an id" in reason
    load_platform(make_data(path, "a" * 40))


@pytest.mark.parametrize("path", ["notices.0.announced_on", "notices.0.effective_on", "notices.0.act_by"])
def test_a_day_is_a_day_or_null(path: str) -> None:
    load_platform(make_data(path, None))
    load_platform(make_data(path, "2026-02-28"))
    for wrong in ("2026-02", "2026-02-30", "2026-2-3", "28.02.2026", "", "20260228", "２０２６-02-28"):
        assert find_faults(path, wrong) == [("x.json", name_field(path), f"{wrong!r} is not a date; write YYYY-MM-DD")]
    assert find_faults(path, "1889-01-01") == [("x.json", name_field(path), "'1889-01-01' is not a likely year")]


@pytest.mark.parametrize("path", ["notices.0.verified_on", "notices.0.sources.0.published_on"])
def test_a_month_stays_a_month(path: str) -> None:
    data = make_data(path, "2026-10")
    assert dump_platform(load_platform(data)) == data
    load_platform(make_data(path, None))
    for wrong in ("2026", "2026-13", "2026-10-32", "10/2026"):
        assert "write YYYY-MM-DD or YYYY-MM" in find_faults(path, wrong)[0][2]


@pytest.mark.parametrize("place", ["notices.0", "notices.0.actions.0"])
def test_regions_are_known_codes(place: str) -> None:
    for code in ("*", "EU", "EEA", "UK", "CH", "DE", "US", "US-CA"):
        load_platform(make_data(f"{place}.regions", [code]))
        load_platform(make_data(f"{place}.except_regions", [code]))
    for wrong in ("GB", "de", "Europe", "US-ca", "DE-BY", "", "E U"):
        for key in ("regions", "except_regions"):
            ((_, field, reason),) = find_faults(f"{place}.{key}", [wrong])
            assert field == f"{name_field(place)}.{key}[0]"
            assert "write UK, not GB" in reason
    assert find_faults(f"{place}.regions", []) == [("x.json", f"{name_field(place)}.regions", "is empty")]
    load_platform(make_data(f"{place}.except_regions", []))


@pytest.mark.parametrize("path", ["policies.0.seen", "notices.0.actions.0.needs_login"])
@pytest.mark.parametrize("wrong", [1, 0, "true", "yes", None, []])
def test_a_flag_is_true_or_false(path: str, wrong: object) -> None:
    ((_, field, _reason),) = find_faults(path, wrong)
    assert field == name_field(path)


@pytest.mark.parametrize("path", ["policies.0.url", "notices.0.sources.0.url"])
@pytest.mark.parametrize(
    "wrong", ["http://x.example/", "mailto:a@x.example", "x.example", "https://x.example/?utm_source=a", "https://a/"]
)
def test_a_source_is_an_https_page(path: str, wrong: str) -> None:
    ((_, field, _reason),) = find_faults(path, wrong)
    assert field == name_field(path)
    load_platform(make_data(path, "https://anywhere.example/page"))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("hosts", "is empty"),
        ("notices.0.actions.0.steps", "is empty"),
        ("notices.0.sources", "every claim has a source"),
    ],
)
def test_what_must_hold_something_is_not_empty(path: str, reason: str) -> None:
    assert ("x.json", name_field(path), reason) in find_faults(path, [])


@pytest.mark.parametrize("path", ["former_names", "link_hosts", "policies", "notices"])
def test_what_may_be_empty_may(path: str) -> None:
    load_platform(make_data(path, []))


@pytest.mark.parametrize(
    "path", ["former_names", "hosts", "link_hosts", "notices.0.data_used", "notices.0.recipients", "notices.0.regions"]
)
def test_a_list_says_nothing_twice(path: str) -> None:
    twice = ["EU", "EU"] if path.endswith("regions") else ["a.example", "a.example"]
    assert ("x.json", name_field(path), "says something twice") in find_faults(path, twice)


@pytest.mark.parametrize(("path", "value"), [("name", 5), ("hosts", "x.com"), ("notices", {}), ("policies.0", [])])
def test_another_type_is_refused(path: str, value: object) -> None:
    assert find_faults(path, value)[0][1].startswith(name_field(path))


@pytest.mark.parametrize("data", [[], None, "x", 5])
def test_a_platform_is_an_object(data: object) -> None:
    with pytest.raises(Invalid) as caught:
        load_platform(data, file="x.json")
    assert str(caught.value) == "x.json: is not a JSON object"


def test_a_host_is_judged_with_its_place_in_the_list() -> None:
    assert find_faults("hosts", ["x.example", "co.uk"]) == [
        ("x.json", "hosts[1]", "co.uk is a public suffix, shared by many owners")
    ]
    assert find_faults("hosts", ["x.example", "a.x.example"]) == [
        ("x.json", "hosts[1]", "a.x.example is implied by x.example")
    ]
    assert find_faults("hosts", ["x.example", "www.y.example"])[0][2].startswith("www.y.example starts with www")
    assert find_faults("link_hosts", ["Help.example"])[0][:2] == ("x.json", "link_hosts[0]")
    load_platform(make_data("link_hosts", ["www.help.example"]))


@pytest.mark.parametrize(
    "url",
    ["https://elsewhere.example/", "http://x.example/", "javascript:alert(1)", "mailto:a@y.example",
     "https://x.example/form?utm_source=a", "https://x.example/über"],
)  # fmt: skip
def test_an_action_leads_to_the_platform_or_is_refused(url: str) -> None:
    ((file, field, _reason),) = find_faults("notices.0.actions.0.url", url)
    assert (file, field) == ("x.json", "notices[ai-sharing].actions[privacy-form].url")


def test_a_draft_action_may_lead_to_any_page_but_to_nothing_else() -> None:
    def draft(url: str) -> dict[str, Any]:
        action = make_action("draft", confidence="low", url=url)
        return as_json(make_notice(actions=(make_action(), action)))

    for url in ("https://elsewhere.example/", "mailto:a@elsewhere.example"):
        load_platform(make_data("notices", [draft(url)]))
    assert find_faults("notices", [draft("javascript:alert(1)")])[0][1] == "notices[ai-sharing].actions[draft].url"


@pytest.mark.parametrize("topic", sorted(model.NEVER_ACT))
def test_looking_up_topics_never_call(topic: str) -> None:
    assert find_faults("notices.0.topic", topic) == [
        ("x.json", "notices[ai-sharing].attention", f"a notice about {topic} is always 'know'")
    ]
    load_platform(make_data("notices", [as_json(make_notice(topic=topic, attention="know"))]))


@pytest.mark.parametrize("actions", [(), (make_action(kind="learn-more"),)], ids=["none", "only reading"])
def test_a_notice_that_calls_has_something_to_do(actions: tuple[model.Action, ...]) -> None:
    field = "notices[ai-sharing].attention"
    reason = "is 'act', but there is nothing to do except read"
    assert find_faults("notices", [as_json(make_notice(actions=actions))]) == [("x.json", field, reason)]
    load_platform(make_data("notices", [as_json(make_notice(actions=actions, attention="know"))]))


def test_ids_are_unique_in_their_list() -> None:
    twice = as_json(make_notice(actions=(make_action("a"), make_action("a"))))
    assert find_faults("notices", [twice]) == [("x.json", "notices[ai-sharing].actions", "a stands twice")]
    same = [as_json(make_notice()), as_json(make_notice())]
    assert find_faults("notices", same) == [("x.json", "notices", "ai-sharing stands twice")]


def test_a_platform_calls_three_times_at_most() -> None:
    load_platform(make_data("notices", [as_json(notice) for notice in MANY_ACT[:3]]))
    assert find_faults("notices", [as_json(notice) for notice in MANY_ACT]) == [
        ("x.json", "notices", "more than 3 are 'act'")
    ]


@pytest.mark.parametrize(("path", "limit"), [("notices.0.notes", 4000), ("notices.0.actions.0.seen_in", 500)])
def test_what_is_for_maintainers_is_free_text(path: str, limit: int) -> None:
    for text in (None, "<b>Look!</b>\n**again**", "é" * limit):
        load_platform(make_data(path, text))
    assert find_faults(path, "é" * (limit + 1))[0][1] == name_field(path)
    assert find_faults(path, "half \ud83d") == [("x.json", name_field(path), "holds half a character")]


def test_every_fault_is_found_at_once() -> None:
    data = make_data("name", "")
    data["category"] = "odd"
    data["notices"][0]["actions"][0]["label"] = "Now!"
    with pytest.raises(Invalid) as caught:
        load_platform(data, file="x.json")
    named = [fault.field for fault in caught.value.faults]
    assert named == ["category", "name", "notices[ai-sharing].actions[privacy-form].label"]
    assert str(caught.value).endswith("(and 2 more)")
