"""What we take from others is pinned, hashed, without addresses and under a licence that we may pass on."""

import json
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
NAMES = ("base", "dev", "node", "uv")
LOCK = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))

LICENCES_OF_PAGES = {"MIT", "0BSD", "Apache-2.0", "BSD-3-Clause", "ISC"}
LICENCES_OF_TESTS = LICENCES_OF_PAGES | {"MPL-2.0"}
PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.M)
COPYLEFT = re.compile(r"GPL|General Public", re.I)


def pinned(name: str) -> dict[str, str]:
    """Package to version, as the lock has them."""
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(match[1]): match[2] for match in PIN.finditer(text)}


def wanted(name: str) -> list[Requirement]:
    lines = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("-r", "#"))]


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_pins_what_is_wanted(name: str) -> None:
    versions = pinned(name)
    assert wanted(name) != []
    for requirement in wanted(name):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {name}.txt: run `make lock`"
        assert requirement.specifier.contains(version, prereleases=True), (
            f"{requirement} but {version} is locked"
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_developers_and_users_have_the_same_versions() -> None:
    developers = pinned("dev")
    assert {name: developers.get(name) for name in pinned("base")} == pinned("base")


def test_the_front_end_lock_pins_what_is_wanted() -> None:
    package = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version


def test_every_front_end_package_has_a_digest_and_a_known_licence() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert entry["license"] in (LICENCES_OF_TESTS if entry.get("dev") else LICENCES_OF_PAGES), name


def test_no_lock_names_an_address() -> None:
    paths = [*REQUIREMENTS.iterdir(), *(ROOT / "frontend").glob("package*.json"), ROOT / "frontend/.npmrc"]
    assert [path.name for path in paths if re.search(r"https?:", path.read_text(encoding="utf-8"))] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / "frontend/.npmrc").read_text(encoding="utf-8")


def test_no_library_of_the_product_is_strongly_copyleft() -> None:
    installed = {canonicalize_name(found.name): found for found in metadata.distributions()}
    present = [installed[name] for name in pinned("base") if name in installed]
    assert len(present) > 20
    assert [found.name for found in present if COPYLEFT.search(licence_of(found))] == []


def licence_of(distribution: metadata.Distribution) -> str:
    about = distribution.metadata
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License")]
    stated = about.get("License-Expression") or " ".join(classifiers) or about.get("License", "")[:100]
    return stated.replace("LGPL", "lesser").replace("Lesser General Public", "lesser")
