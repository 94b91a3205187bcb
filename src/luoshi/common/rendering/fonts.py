"""Where the fonts of printed papers lie.

The system's own come first by name (仿宋, 楷体, 黑体, 小标宋: office machines have them). Those that a site bought go
into `LUOSHI_HOME/fonts`. Noto Serif SC and Noto Sans SC come as a wheel with the product and draw what is missing.
"""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn
from django.conf import settings


def own_folder() -> Path:
    """The fonts that come with the product."""
    return Path(pylopdf_fonts_zh_cn.__file__).parent


def folders() -> list[str]:
    bought = Path(settings.LUOSHI_HOME) / "fonts"
    return [str(own_folder()), *([str(bought.resolve())] if bought.is_dir() else [])]
