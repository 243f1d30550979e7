"""The editor's form as a function: content to named inputs and back, and its buttons."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from fairnotice.console.fields import FLAG, INSIDE, LISTS, PLATFORM, Field
from fairnotice.console.form import group_faults, obey, read_content, read_marks, write_value
from fairnotice.errors import Invalid
from fairnotice.workflow.marks import Mark
from server.console.kit import get_content

BUILT_IN = ("rumble", "x", "chatgpt", "lemon8")
NO_COMMANDS = (
    "add", "add ", "add .", "add notices.", "add notices..actions", "add 0", "add 7.notices", "add nothing",
    "add actions", "add sources", "add notices.0", "add notices.0.policies", "add notices.0.notices", "add notices.0.5",
    "add notices.0.actions.0.sources", "add notices.9.actions", "add notices.-1.actions", "add notices.0001.actions",
    "remove notices", "remove notices.0.actions", "remove notices.1", "remove notices.999", "remove notices.1000",
    "up notices.5", "down notices.5", "up policies.7", "remove 0", "up 0.0", "remove actions.0", "save notices.0",
    "remove notices.0 ", " remove notices.0", "remove  notices.0", "REMOVE notices.0", "remove notices.0\n",
    "remove notices.٠", "remove notices.²", "remove id", "remove hosts.0", "remove notices.0.hosts.0", "a" * 100_000,
    "add " + "notices." * 10_000, "remove notices." + "9" * 10_000 + "!", "remove notices." + "9" * 10_000,
)  # fmt: skip


def write_form(content: dict[str, Any]) -> MultiDict[str, str]:
    """Answer what a browser sends of the editor's form when nothing was touched."""
    form: MultiDict[str, str] = MultiDict()

    def write(at: str, fields: Any, item: dict[str, Any]) -> None:
        for field in fields:
            value = item[field.key]
            text = ("yes" if value else "no") if field.kind == FLAG else write_value(field, value)
            form.add(f"f.{at}{field.key}", text.replace("\n", "\r\n"))

    def write_lists(at: str, name: str, item: dict[str, Any]) -> None:
        for key in INSIDE.get(name, ()):
            for number, each in enumerate(item[key]):
                write(f"{at}{key}.{number}.", LISTS[key][1], each)
                write_lists(f"{at}{key}.{number}.", key, each)

    write("", PLATFORM, content)
    write_lists("", "", content)
    return form


@pytest.mark.parametrize("id", BUILT_IN)
def test_a_form_that_nobody_touched_changes_nothing(id: str) -> None:
    content = get_content(id)
    assert read_content(write_form(content), content) == content


def test_the_form_has_a_field_for_everything_a_platform_holds() -> None:
    def list_keys(name: str, fields: Any) -> set[str]:
        return {field.key for field in fields} | set(INSIDE.get(name, ()))

    content = get_content("x")
    notice = content["notices"][0]
    assert content.keys() - {"id"} == list_keys("", PLATFORM)
    assert content["policies"][0].keys() == list_keys("policies", LISTS["policies"][1])
    assert notice.keys() == list_keys("notices", LISTS["notices"][1])
    assert notice["actions"][0].keys() == list_keys("actions", LISTS["actions"][1])
    assert notice["sources"][0].keys() == list_keys("sources", LISTS["sources"][1])


def test_the_id_of_a_platform_cannot_be_typed() -> None:
    form = write_form(get_content())
    form["f.id"] = "other"
    assert read_content(form, get_content())["id"] == "rumble"


@pytest.mark.parametrize("count", [199, 200, 201, 300])
def test_no_object_of_a_form_is_dropped_however_many_there_are(count: int) -> None:
    content = get_content()
    content["notices"] = [{**content["notices"][0], "id": f"n{number}"} for number in range(count)]
    assert read_content(write_form(content), content) == content


def test_objects_come_in_the_order_of_their_numbers() -> None:
    form = MultiDict({f"f.policies.{number}.url": str(number) for number in (10, 9, 2, 100)})
    assert [each["url"] for each in read_content(form, {})["policies"]] == ["2", "9", "10", "100"]


@pytest.mark.parametrize(
    "names", [("f.notices", "f.notices.0.id"), ("f.notices.0.id", "f.notices"), ("f.name.x", "f.name"),
              ("f.name", "f.name.x"), ("f.notices.0.id.x", "f.notices.0.id")],
)  # fmt: skip
def test_a_form_that_names_one_thing_in_two_ways_is_refused(names: tuple[str, str]) -> None:
    with pytest.raises(Invalid, match="two ways"):
        read_content(MultiDict(dict.fromkeys(names, "text")), {})


@pytest.mark.parametrize(
    "name", ["f", "f.", "f..", "f...", "f.notices", "f.notices.", "f.notices.x.id", "f.notices.-1.id", "f.notices.0",
             "f.notices.0.", "f.notices.0.actions", "f.notices.0.actions.0", "f.notices.²", "f.notices.².id",
             "f.notices." + "9" * 10_000 + ".id", "f." + "a." * 50_000, "f.hosts.0", "f.__class__", "g.name", "", ".",
             "f.notices.0.actions.0.url.x", "f.name.x", "mark.", "reason."],
)  # fmt: skip
def test_a_field_of_an_odd_name_makes_no_error(name: str) -> None:
    try:
        content = read_content(MultiDict({name: "text"}), {"id": "x"})
    except Invalid:
        return
    assert len(content["notices"]) <= 1
    assert content.keys() == get_content().keys()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  a  b \r\n", "a  b"),
        ("long", " a\r\n\r\nb ", "a\n\nb"),
        ("lines", " a \r\n\r\n  \r\nb\r\n", ["a", "b"]),
        ("codes", " EU, UK;US-CA\r\nBR ", ["EU", "UK", "US-CA", "BR"]),
        ("flag", "yes", True),
        ("flag", "no", False),
        ("flag", "on", False),
        ("date", " 2026-01-01 ", "2026-01-01"),
    ],
)
def test_each_kind_is_read_as_it_is_meant(kind: str, text: str, value: object) -> None:
    key = {"text": "name", "long": "notes", "lines": "data_used", "codes": "regions", "flag": "needs_login",
           "date": "act_by"}[kind]  # fmt: skip
    if kind == "text":
        assert read_content(MultiDict({"f.name": text}), {})["name"] == value
    elif kind == "flag":
        form = MultiDict({f"f.notices.0.actions.0.{key}": text})
        assert read_content(form, {})["notices"][0]["actions"][0][key] is value
    else:
        assert read_content(MultiDict({f"f.notices.0.{key}": text}), {})["notices"][0][key] == value


def test_nothing_is_null_where_nothing_is_a_value_and_an_empty_text_elsewhere() -> None:
    notice = read_content(MultiDict({"f.notices.0.id": ""}), {})["notices"][0]
    assert (notice["act_by"], notice["notes"]) == (None, None)
    assert (notice["id"], notice["headline"], notice["data_used"]) == ("", "", [])


@pytest.mark.parametrize("value", [None, 5, True, "text", ["a", 5], {"a": 1}, [["x"]], [{}]])
@pytest.mark.parametrize("kind", ["text", "lines", "codes", "date", "choice"])
def test_a_value_of_the_wrong_shape_is_shown_as_it_is(kind: str, value: object) -> None:
    assert isinstance(write_value(Field("x", "X", kind), value), str)


def test_a_mark_needs_a_choice_and_takes_its_sentence() -> None:
    form = MultiDict(
        [("mark.a", "material"), ("reason.a", " Why "), ("mark.b", "cosmetic"), ("mark.c", "huge"), 
         ("mark.", "material"), ("reason.d", "No choice"), ("x.mark.e", "material"), ("mark.f.g", "material")],
    )  # fmt: skip
    assert read_marks(form) == {"a": Mark(True, "Why"), "b": Mark(False, ""), "f.g": Mark(True, "")}


def test_a_button_adds_an_empty_object_at_the_end_and_leads_to_it() -> None:
    content = get_content("x")
    count = len(content["notices"])
    assert obey(content, "add notices") == f"notices.{count}"
    assert obey(content, f"add notices.{count}.actions") == f"notices.{count}.actions.0"
    assert obey(content, f"add notices.{count}.sources") == f"notices.{count}.sources.0"
    assert obey(content, "add policies") == f"policies.{len(content['policies']) - 1}"
    added = content["notices"][count]
    assert added.keys() == content["notices"][0].keys()
    assert added["actions"][0].keys() == content["notices"][0]["actions"][0].keys()
    assert added["regions"] == ["*"]


def test_buttons_move_and_remove() -> None:
    content = {"policies": [{"url": "a"}, {"url": "b"}, {"url": "c"}]}

    def urls() -> str:
        return "".join(each["url"] for each in content["policies"])

    for command, place, order in (
        ("down policies.0", "policies.1", "bac"),
        ("up policies.2", "policies.1", "bca"),
        ("up policies.0", "policies.0", "bca"),
        ("down policies.2", "policies.2", "bca"),
        ("remove policies.1", "policies", "ba"),
    ):
        assert (obey(content, command), urls()) == (place, order)


@pytest.mark.parametrize("command", NO_COMMANDS, ids=lambda command: ascii(command[:40]))
def test_a_command_that_makes_no_sense_is_refused_and_changes_nothing(command: str) -> None:
    content = get_content()
    before = deepcopy(content)
    with pytest.raises(Invalid):
        obey(content, command)
    assert content == before


def test_a_list_is_not_made_longer_than_a_page_can_show() -> None:
    content = {"notices": [{} for _ in range(200)]}
    with pytest.raises(Invalid, match="200 already"):
        obey(content, "add notices")
    assert len(content["notices"]) == 200


def test_faults_stand_at_the_input_they_are_about() -> None:
    grouped = group_faults(
        [(("name",), "is empty"), (("hosts", 2), "is no host"), (("notices", 0, "headline"), "is empty"),
         (("notices", 0, "actions", 1, "url"), "is no link"), (("notices", 0, "data_used", 0), "says nothing"),
         (("notices",), "stands twice"), (("notices", 1), "is odd"), (("hosts",), "is empty"), ((), "is no object")],
    )  # fmt: skip
    assert grouped == {
        "name": ["is empty"],
        "hosts": ["line 3: is no host", "is empty"],
        "notices.0.headline": ["is empty"],
        "notices.0.actions.1.url": ["is no link"],
        "notices.0.data_used": ["line 1: says nothing"],
        "notices": ["stands twice"],
        "notices.1": ["is odd"],
        "": ["is no object"],
    }
