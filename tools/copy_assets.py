"""Copy what the pages need out of frontend/node_modules into the static folder that git ignores.

In: frontend/node_modules (after `npm ci`) and tools/icons.txt. Out, in src/luoshi/common/static/vendor/:
`icons.svg` (one symbol per listed icon, its id the icon's name) and `LICENSES.txt`.
Only the standard library: it runs beside the installation of the wheels. Exit 1 names unknown icons.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "frontend/node_modules"
ICONS = MODULES / "@tabler/icons/icons/outline"
TARGET = ROOT / "src/luoshi/common/static/vendor"

SPRITE = '<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n'
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>\n'
)


def icon_names() -> list[str]:
    """The names in tools/icons.txt, sorted, each once; `#` starts a comment."""
    lines = (ROOT / "tools/icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({name for line in lines if (name := line.partition("#")[0].strip())})


def symbol(name: str) -> str:
    """One icon as a symbol. Tabler's first path is an invisible box that the viewBox makes needless."""
    inner = re.search(r"<svg[^>]*>(.*)</svg>", (ICONS / f"{name}.svg").read_text(encoding="utf-8"), re.S)
    if inner is None:
        raise ValueError(f"{name}.svg holds no <svg> element")
    shapes = re.sub(r'<path stroke="none"[^>]*>', "", inner[1])
    return SYMBOL.format(name=name, shapes=re.sub(r"\s*\n\s*", "", shapes))


def licences() -> str:
    icons = (MODULES / "@tabler/icons/LICENSE").read_text(encoding="utf-8")
    return f"icons.svg, from @tabler/icons:\n\n{icons}"


def main() -> int:
    names = icon_names()
    unknown = [name for name in names if not (ICONS / f"{name}.svg").is_file()]
    if unknown:
        print(f"tools/icons.txt 中的图标名有误，请改正：{'、'.join(unknown)}", file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)  # nothing of an earlier version stays
    TARGET.mkdir(parents=True)
    sprite = SPRITE.format(symbols="".join(map(symbol, names)))
    (TARGET / "icons.svg").write_text(sprite, encoding="utf-8")
    (TARGET / "LICENSES.txt").write_text(licences(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
