"""The front-end files that the set-up copies: all that pages need, nothing that pages must not have."""

import re
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/luoshi/common/static/vendor"


def listed_icons() -> list[str]:
    lines = (ROOT / "tools/icons.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_sprite_holds_every_listed_icon_once() -> None:
    symbols = ElementTree.parse(VENDOR / "icons.svg").getroot()
    assert [symbol.attrib["id"] for symbol in symbols] == sorted(listed_icons())
    assert all(len(symbol) for symbol in symbols)


def test_templates_use_only_listed_icons() -> None:
    used = set()
    for path in (ROOT / "src/luoshi").rglob("*.html"):
        used |= set(re.findall(r"""{%\s*icon\s+["']([\w-]+)["']""", path.read_text(encoding="utf-8")))
    assert used - set(listed_icons()) == set()


def test_our_style_sheets_ask_no_other_file_or_machine() -> None:
    sheets = sorted((ROOT / "src/luoshi").rglob("static/**/*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        assert [
            url for url in re.findall(r"url\([\"']?([^)]{0,40})", text) if not url.startswith("data:")
        ] == []
        assert "@import" not in text


def test_the_licences_go_with_the_files() -> None:
    assert "MIT License" in (VENDOR / "LICENSES.txt").read_text(encoding="utf-8")
