"""Text on its ground has at least 4.5:1 in both themes, edges of controls at least 3:1 (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).resolve().parents[1] / "static/css/variables.css").read_text(encoding="utf-8")
SOFT = [("red", "red-soft"), ("amber", "amber-soft"), ("green", "green-soft"), ("teal", "teal-soft")]
TEXT = [
    *[(ink, ground) for ink in ("ink", "muted", "primary") for ground in ("ground", "surface", "hover")],
    *[(ink, "surface") for ink in ("red", "amber", "green", "teal")],
    *SOFT,
    ("primary", "primary-soft"),
    ("on-fill", "primary-fill"),
    ("ink", "mark"),
]


def _tokens(block):
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


LIGHT = _tokens(SHEET.split("@media")[0])
DARK = LIGHT | _tokens(SHEET.split(':root[data-theme="dark"]')[1])


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme, ink, ground):
    assert _contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_controls_can_be_seen(theme):
    assert _contrast(theme["line-strong"], theme["surface"]) >= 3


def test_both_ways_into_the_dark_theme_give_the_same_colours():
    asked = SHEET.split("prefers-color-scheme: dark")[1].split(':root[data-theme="dark"]')[0]
    assert _tokens(asked) == _tokens(SHEET.split(':root[data-theme="dark"]')[1])
