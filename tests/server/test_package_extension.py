"""The stamped copy of the extension: exactly one server's, verified, whole or not at all, the same bytes each time."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from scripts.package_extension import check_server, main, package, write_zips

from fairnotice.catalogue.files import BUILT_IN, read_platform
from fairnotice.catalogue.translation_files import read_translations
from fairnotice.catalogue.translations import LANGUAGES
from fairnotice.errors import Misconfigured, Untrusted
from fairnotice.publication.head import sign_head
from fairnotice.publication.keys import KeyFolder, make_first_keys
from fairnotice.publication.tree import bring_up
from fairnotice.store.sqlite import SqliteStore
from fairnotice.workflow.actors import make_operator
from fairnotice.workflow.first_start import init_keys
from fairnotice.workflow.publish import Publisher, publish_first

SERVER = "https://notices.example"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a published tree with two platforms."""
    store = SqliteStore(tmp_path / "fairnotice.sqlite3")
    keys, now = KeyFolder(tmp_path / "keys"), datetime.now(UTC)
    init_keys(store, keys, make_operator("mira"), catalogue="fairnotice", now=now)
    platforms = [read_platform(BUILT_IN / f"{id}.json") for id in ("x", "rumble")]
    publish_first(store, platforms, Publisher("fairnotice", keys.read("catalogue"), now), read_translations(BUILT_IN))
    sign_head(store, keys.read("timestamp"), catalogue="fairnotice", now=now)
    bring_up(store, tmp_path / "public", now=now)
    store.close()
    return tmp_path / "public"


def read_root(tree: Path) -> bytes:
    return (tree / "v1/root/1.json").read_bytes()


def read_manifest(folder: Path) -> dict[str, object]:
    manifest: dict[str, object] = json.loads((folder / "manifest.json").read_bytes())
    return manifest


def list_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_copy_may_ask_for_exactly_the_covered_hosts(tree: Path, tmp_path: Path) -> None:
    assert package(SERVER, read_root(tree), str(tree), tmp_path / "out") == 1
    manifest = read_manifest(tmp_path / "out")
    assert manifest["host_permissions"] == ["https://notices.example/*"]
    assert manifest["optional_host_permissions"] == [
        "https://*.rumble.com/*",
        "https://*.twitter.com/*",
        "https://*.x.com/*",
    ]
    policy = manifest["content_security_policy"]
    assert isinstance(policy, dict)
    assert "connect-src 'self' https://notices.example;" in policy["extension_pages"]
    stamp = json.loads((tmp_path / "out/stamp.json").read_bytes())
    assert stamp == {"server": SERVER, "also": [], "catalogue": "fairnotice"}


def test_other_addresses_may_be_asked_too_and_no_further_ones(tree: Path, tmp_path: Path) -> None:
    package(SERVER, read_root(tree), str(tree), tmp_path / "out", also=["https://mirror.example"])
    manifest = read_manifest(tmp_path / "out")
    assert manifest["host_permissions"] == ["https://notices.example/*", "https://mirror.example/*"]
    policy = manifest["content_security_policy"]
    assert isinstance(policy, dict)
    assert "connect-src 'self' https://notices.example https://mirror.example;" in policy["extension_pages"]
    assert json.loads((tmp_path / "out/stamp.json").read_bytes())["also"] == ["https://mirror.example"]


def test_a_granted_copy_requires_them_instead(tree: Path, tmp_path: Path) -> None:
    package(SERVER, read_root(tree), str(tree), tmp_path / "out", is_granted=True)
    manifest = read_manifest(tmp_path / "out")
    assert manifest["optional_host_permissions"] == []
    assert "https://*.x.com/*" in str(manifest["host_permissions"])


def test_the_first_catalogue_is_inside_in_every_language(tree: Path, tmp_path: Path) -> None:
    package(SERVER, read_root(tree), str(tree), tmp_path / "out")
    names = {path.name for path in (tmp_path / "out/seed").iterdir()}
    packs = {f"pack-{language}.jsonl" for language in ("en", *LANGUAGES)}
    assert names == packs | {"root.json", "head.json", "manifest.json"}


def test_packing_twice_gives_the_same_bytes(tree: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name / "extension"
        folder.parent.mkdir()
        package(SERVER, read_root(tree), str(tree), folder)
        made.append([path.read_bytes() for path in write_zips(folder)])
    assert made[0] == made[1]
    assert len(made[0]) == 2


def test_each_store_gets_its_own_manifest_and_nothing_of_ours_around_it(tree: Path, tmp_path: Path) -> None:
    package(SERVER, read_root(tree), str(tree), tmp_path / "out")
    chrome, firefox = (zipfile.ZipFile(path) for path in write_zips(tmp_path / "out"))
    with chrome, firefox:
        for archive in (chrome, firefox):
            names = archive.namelist()
            assert "seed/pack-en.jsonl" in names
            assert not [name for name in names if name.endswith(".md") or "/." in f"/{name}"]
        assert json.loads(chrome.read("manifest.json"))["background"] == {
            "service_worker": "background.js",
            "type": "module",
        }
        assert "browser_specific_settings" not in json.loads(chrome.read("manifest.json"))
        assert json.loads(firefox.read("manifest.json"))["background"] == {
            "scripts": ["background.js"],
            "type": "module",
        }


def test_a_tree_that_the_root_did_not_sign_is_refused_and_the_copy_before_stays(tree: Path, tmp_path: Path) -> None:
    package(SERVER, read_root(tree), str(tree), tmp_path / "out")
    before = list_files(tmp_path / "out")
    foreign = make_first_keys(KeyFolder(tmp_path / "foreign"), "fairnotice", datetime.now(UTC))
    with pytest.raises(Untrusted):
        package(SERVER, foreign, str(tree), tmp_path / "out")
    assert list_files(tmp_path / "out") == before


def test_a_folder_that_is_not_ours_is_not_replaced(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("Dear Ottoline")
    with pytest.raises(Misconfigured, match="no extension folder of ours"):
        package(SERVER, read_root(tree), str(tree), tmp_path / "out")
    assert list_files(tmp_path / "out") == {"letter.txt": b"Dear Ottoline"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "server",
    ["notices.example", "http://notices.example", "https://", "https://notices.example/path", "ftp://127.0.0.1"],
)
def test_an_address_that_is_none_is_named(server: str) -> None:
    with pytest.raises(Misconfigured, match="is not an address like"):
        check_server(server)


@pytest.mark.parametrize("server", ["https://notices.example/", "http://127.0.0.1:8787", "http://localhost:1"])
def test_an_address_is_taken_without_its_slash(server: str) -> None:
    assert check_server(server) == server.rstrip("/")


def test_a_missing_root_file_is_named(tree: Path, tmp_path: Path) -> None:
    arguments = [
        "--server",
        SERVER,
        "--root",
        str(tmp_path / "none.json"),
        "--seed",
        str(tree),
        "--out",
        str(tmp_path / "o"),
    ]
    result = CliRunner().invoke(main, arguments)
    assert isinstance(result.exception, Misconfigured)
    assert "There is no root file" in str(result.exception)
