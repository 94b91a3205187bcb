"""Every template of the product can be read: two hands adding the same block would break a page."""

from pathlib import Path

import pytest
from django.template.loader import get_template

import luoshi

ROOT = Path(luoshi.__file__).parent
NAMES = sorted(
    str(path).partition("/templates/")[2]
    for path in ROOT.glob("*/templates/**/*.html")
    if "tests" not in path.relative_to(ROOT).parts
)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_read(name: str) -> None:
    assert get_template(name).template.nodelist is not None
