"""Files of others are read for their facts: addresses, hosts, how hard something is; what is no fact stays there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from fairnotice.errors import Fault, Invalid, Misconfigured
from fairnotice.watch.imports import datarequests, justdeleteme, open_terms_archive, shared_credentials
from fairnotice.watch.imports.facts import Contact, Deletion, Fact, OtherHost, PolicyPage

Read = Callable[[Path], Iterable[Fact | Fault]]


def read(folder: Path, reader: Read, entries: Any) -> list[Fact | Fault]:
    (folder / "file.json").write_text(json.dumps(entries))
    return list(reader(folder / "file.json"))


def test_a_deletion_page_comes_with_its_hosts_and_difficulty(tmp_path: Path) -> None:
    entry = {
        "name": "Kettle", "url": "https://kettle.example/delete", "difficulty": "easy", "notes": "Their own words.",
        "email": "help@kettle.example", "domains": ["kettle.example", "kettle.test"],
    }  # fmt: skip
    (fact,) = read(tmp_path, justdeleteme.read, [entry])
    where = (justdeleteme.ORIGIN, "file.json", "Kettle", ("kettle.example", "kettle.test"))
    assert fact == Deletion(*where, "https://kettle.example/delete", "easy")
    assert "Their own words" not in repr(fact)


def test_an_entry_without_domains_is_about_the_host_it_leads_to(tmp_path: Path) -> None:
    entry = {"name": "Kettle", "url": "https://www.kettle.example/delete", "difficulty": "hard"}
    (fact,) = read(tmp_path, justdeleteme.read, [entry])
    assert isinstance(fact, Deletion)
    assert fact.hosts == ("www.kettle.example",)


def test_a_company_gives_its_form_and_its_mail_address(tmp_path: Path) -> None:
    company = {
        "slug": "kettle", "relevant-countries": ["de", "gb"], "name": "Kettle Ltd.", "address": "1 Road\nLondon",
        "email": "privacy@kettle.example", "webform": "https://forms.example/kettle", "web": "https://kettle.example",
        "sources": ["https://kettle.example/privacy"], "comments": ["Their own words."], "quality": "tested",
    }  # fmt: skip
    form, mail = read(tmp_path, datarequests.read, company)
    where = (datarequests.ORIGIN, "file.json", "kettle", ("kettle.example",))
    assert form == Contact(*where, "https://forms.example/kettle", ("DE", "UK"), "high")
    assert mail == Contact(*where, "mailto:privacy@kettle.example", ("DE", "UK"), "high")


def test_a_company_for_all_countries_takes_requests_where_people_have_the_right(tmp_path: Path) -> None:
    company = {"slug": "a", "relevant-countries": ["all"], "email": "a@a.example", "web": "https://a.example"}
    (fact,) = read(tmp_path, datarequests.read, [company | {"quality": "scraped"}])
    assert isinstance(fact, Contact)
    assert (fact.regions, fact.confidence) == (("EU", "EEA", "UK", "CH"), "low")


def test_a_company_is_never_known_by_where_it_has_its_mail(tmp_path: Path) -> None:
    (fact,) = read(tmp_path, datarequests.read, [{"slug": "a", "email": "small.shop@gmail.com"}])
    assert isinstance(fact, Contact)
    assert fact.hosts == ()


def test_a_company_that_only_takes_letters_has_nothing_to_link_to(tmp_path: Path) -> None:
    assert read(tmp_path, datarequests.read, [{"slug": "a", "web": "https://a.example"}]) == []


def test_hosts_of_one_sign_in_are_each_said_of_the_others(tmp_path: Path) -> None:
    facts = read(tmp_path, shared_credentials.read, [{"shared": ["a.example", "B.example"]}])
    where = (shared_credentials.ORIGIN, "file.json", "number 1, a.example")
    assert facts == [
        OtherHost(*where, ("B.example",), "a.example", False),
        OtherHost(*where, ("a.example",), "b.example", False),
    ]


def test_a_renamed_host_is_said_of_the_old_one(tmp_path: Path) -> None:
    group = {"from": ["old.example"], "to": ["new.example"], "fromDomainsAreObsoleted": True}
    where = (shared_credentials.ORIGIN, "file.json", "number 1, old.example")
    assert read(tmp_path, shared_credentials.read, [group]) == [
        OtherHost(*where, ("old.example",), "new.example", True)
    ]


@pytest.mark.parametrize("key", ["documents", "terms"])
def test_policies_come_with_the_parts_of_their_pages(tmp_path: Path, key: str) -> None:
    range_ = {"startBefore": "#from", "endBefore": "#to"}
    declaration = {
        "name": "Kettle",
        key: {
            "Privacy Policy": {"fetch": "https://kettle.example/privacy", "select": ["main", range_], "remove": "nav"},
            "Trackers Policy": {"combine": [{"fetch": "https://kettle.example/1"}], "select": "body"},
            "Terms of Service": {"fetch": "https://kettle.example/terms.pdf"},
            "Developer Terms": {"fetch": "https://kettle.example/developers", "select": "main"},
        },
    }
    where = (open_terms_archive.ORIGIN, "file.json", "Kettle", ("kettle.example",))
    assert read(tmp_path, open_terms_archive.read, declaration) == [
        PolicyPage(*where, "privacy", "https://kettle.example/privacy", ("main", "#from .. #to")),
        PolicyPage(*where, "terms", "https://kettle.example/terms.pdf", ()),
        PolicyPage(*where, "cookies", "https://kettle.example/1", ("body",)),
    ]


def test_the_past_of_a_declaration_holds_no_fact(tmp_path: Path) -> None:
    page = {"name": "Kettle", "documents": {"Privacy Policy": {"fetch": "https://kettle.example/p", "select": "p"}}}
    (tmp_path / "Kettle.json").write_text(json.dumps(page))
    (tmp_path / "Kettle.history.json").write_text(json.dumps({"Privacy Policy": [{"fetch": "https://old.example/"}]}))
    assert [type(found) for found in open_terms_archive.read(tmp_path)] == [PolicyPage]


BAD: list[tuple[Read, Any, str]] = [
    (justdeleteme.read, {"name": "Bad", "difficulty": "easy"}, "has no url"),
    (justdeleteme.read, {"name": "Bad", "url": "https://a.example", "difficulty": "odd"}, "difficulty 'odd'"),
    (justdeleteme.read, {"name": "Bad", "url": 1, "difficulty": "easy"}, "url is not a text"),
    (justdeleteme.read, {"name": "Bad", "url": "https://a.example", "domains": [1]}, "domains is not a list of texts"),
    (justdeleteme.read, "text", "is not an object"),
    (datarequests.read, {"slug": "Bad", "email": "a@a.example", "quality": "odd"}, "quality 'odd'"),
    (datarequests.read, {"slug": "Bad", "email": ["a@a.example"]}, "email is not a text"),
    (shared_credentials.read, {"from": ["a.example"]}, "has neither shared nor from and to"),
    (shared_credentials.read, {"shared": ["a.example", "no host"]}, "no host is not a host"),
    (shared_credentials.read, {"shared": ["a.example", "co.uk"]}, "is a public suffix"),
    (open_terms_archive.read, {"name": "Bad"}, "has neither terms nor documents"),
    (open_terms_archive.read, {"name": "Bad", "terms": {"Privacy Policy": []}}, "is not an object"),
    (open_terms_archive.read, {"name": "Bad", "terms": {"Privacy Policy": {"select": "a"}}}, "has no fetch"),
    (open_terms_archive.read, {"name": "Bad", "terms": {"Privacy Policy": {"combine": 1}}}, "combine is not a list"),
]
GOOD: dict[Read, Any] = {
    justdeleteme.read: {"name": "Good", "url": "https://a.example", "difficulty": "easy"},
    datarequests.read: {"slug": "Good", "email": "a@a.example"},
    shared_credentials.read: {"shared": ["a.example", "b.example"]},
    open_terms_archive.read: {"name": "Good", "terms": {"Privacy Policy": {"fetch": "https://a.example/"}}},
}


@pytest.mark.parametrize(("reader", "entry", "reason"), BAD)
def test_a_bad_entry_is_listed_with_its_reason_and_the_rest_goes_on(
    tmp_path: Path, reader: Read, entry: Any, reason: str
) -> None:
    found = read(tmp_path, reader, [entry, GOOD[reader]])
    (fault,) = (each for each in found if isinstance(each, Fault))
    assert reason in fault.reason
    assert fault.file == "file.json"
    assert fault.field.startswith(("Bad", "number 1"))
    assert len(found) > 1


@pytest.mark.parametrize("reader", GOOD)
def test_a_file_that_is_nothing_is_said(tmp_path: Path, reader: Read) -> None:
    with pytest.raises(Misconfigured, match="There is no file"):
        list(reader(tmp_path / "no.json"))
    with pytest.raises(Misconfigured, match="holds no file"):
        list(reader(tmp_path))
    for text in ("{", "[" * 100_000, "\xff"):
        (tmp_path / "bad.json").write_bytes(text.encode("latin-1"))
        with pytest.raises(Invalid, match="is not JSON"):
            list(reader(tmp_path / "bad.json"))
    assert [type(found) for found in read(tmp_path, reader, 1)] == [Fault]


def test_a_broken_file_of_a_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text(json.dumps(GOOD[datarequests.read]))
    assert [type(found) for found in datarequests.read(tmp_path)] == [Fault, Contact]
