"""Settings: command line over variables over the file over what is built in."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from fairnotice.errors import Misconfigured
from fairnotice.settings import Settings, read_settings


def test_without_anything_the_defaults_hold() -> None:
    assert read_settings({"PATH": "/bin", "HOME": "/"}) == Settings()


def test_one_stands_above_the_other(tmp_path: Path) -> None:
    (tmp_path / "fairnotice.toml").write_text('port = 1001\nhost = "127.0.0.9"\ncatalogue = "mine"\n')
    given = {"FAIRNOTICE_DATA": str(tmp_path), "FAIRNOTICE_PORT": "1002", "FAIRNOTICE_HOST": "127.0.0.8"}
    found = read_settings(given, port=1003, store=None)
    assert (found.port, found.host, found.catalogue) == (1003, "127.0.0.8", "mine")


def test_a_file_elsewhere_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("port = 1001\n")
    assert read_settings({"FAIRNOTICE_CONFIG": str(tmp_path / "other.toml")}).port == 1001


def test_a_worker_reads_the_same_settings(tmp_path: Path) -> None:
    chosen = Settings(
        data=tmp_path,
        store="redis://h/0",
        port=9,
        address="https://notices.example",
        review="solo",
        lookup_limit="1 per day",
        report_limit="2 per hour, 3 per day",
        contact="watch@notices.example",
    )
    assert read_settings(chosen.to_environment()) == chosen
    assert read_settings(Settings().to_environment()) == Settings()


@pytest.mark.parametrize("address", ["https://notices.example", "http://127.0.0.1:8787", "https://a.example/notices"])
def test_an_address_may_have_a_port_and_a_folder(address: str) -> None:
    assert read_settings({"FAIRNOTICE_ADDRESS": address}).address == address


def test_the_store_is_in_the_data_folder_unless_named(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).store_url == f"sqlite:///{tmp_path}/fairnotice.sqlite3"
    assert Settings(store="redis://h/0").store_url == "redis://h/0"


def test_they_never_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"), ("PORT", "-1"), ("PORT", "65536"), ("PORT", "²"), ("PORT", "1e3"), ("PORT", ""),
        ("PORT", "9" * 5000), ("WORKERS", "0"), ("WORKERS", "65"), ("CATALOGUE", ""), ("CATALOGUE", "-a"),
        ("CATALOGUE", "a" * 41), ("CATALOGUE", "a\n"), ("REVIEW", "three"), ("LOOKUP_LIMIT", "0 per minute"),
        ("PROXIES", "-1"), ("PROXIES", "9"), ("PROXIES", "all"), ("LOOKUP_LIMIT", "5"), ("LOOKUP_LIMIT", "5 per year"),
        ("ADDRESS", "notices.example"), ("ADDRESS", "https://notices.example/"), ("ADDRESS", "https://a.example?b"),
        ("ADDRESS", "https://me@a.example"), ("ADDRESS", "ftp://a.example"), ("ADDRESS", "https://"),
        ("ADDRESS", "https://a.example\n"), ("ADDRESS", 'https://a.example/"'), ("ADDRESS", "javascript:alert(1)"),
        ("REPORT_LIMIT", ""), ("REPORT_LIMIT", "0 per hour"),
        ("REPORT_LIMIT", "10 per hour,40 per day"), ("REPORT_LIMIT", "10 per hour, "), ("REPORT_LIMIT", "lots"),
        ("CONTACT", "me"), ("CONTACT", "http://notices.example"), ("CONTACT", "https://notices.example/a) b"),
        ("CONTACT", "a@b.example\r\nX: y"), ("CONTACT", "https://notices.example/\n"),
    ],
)  # fmt: skip
def test_a_value_out_of_range_is_refused(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=f"(?i){name}") as caught:
        read_settings({f"FAIRNOTICE_{name}": value})
    assert str(caught.value).endswith((".", "'."))


def test_an_unknown_setting_is_refused_and_the_known_are_listed() -> None:
    with pytest.raises(Misconfigured, match=r"FAIRNOTICE_PROT; the settings are .*FAIRNOTICE_PORT"):
        read_settings({"FAIRNOTICE_PROT": "1"})
