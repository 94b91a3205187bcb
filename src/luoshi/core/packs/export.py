"""A pack's values as YAML text that a person can read, review and edit."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter

from .schema import schema_of

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_RARE_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")
_HEAD = "# 写法见 docs/recipes/write-a-plan-pack.md；改好后用 luoshi check 核对。\n"


class _InWords(RoundTripRepresenter):
    """Writes `null` where ruamel would leave the place empty, and rare line breaks as escapes."""

    def represent_none(self, value: None) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")

    def represent_text(self, value: str) -> Any:
        style = '"' if _RARE_BREAKS.search(value) else None
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_InWords.add_representer(str, _InWords.represent_text)
_InWords.add_representer(type(None), _InWords.represent_none)


def dump_pack(data: Mapping[str, Any]) -> str:
    """YAML text of a pack: names in the order of the schema, lists of keys on one line.

    `parse_pack(name, dump_pack(data)).data == data` for every pack that meets its schema.
    """
    kind = data.get("pack")
    schema = schema_of(kind) if kind in ("site", "plan") else {}
    text = io.StringIO()
    _writer().dump(_laid_out(data, schema), text)
    return _HEAD + text.getvalue()


def _writer() -> YAML:
    writer = YAML(typ="rt", pure=True)
    writer.allow_unicode = True
    writer.width = 1_000_000  # a sentence stays on its line: better differences
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.Representer = _InWords
    return writer


def _laid_out(value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        known = schema.get("properties", {})
        names = [name for name in known if name in value] + [name for name in value if name not in known]
        other = schema.get("additionalProperties")
        inner = other if isinstance(other, Mapping) else {}
        return CommentedMap((name, _laid_out(value[name], known.get(name, inner))) for name in names)
    if isinstance(value, list):
        rows = CommentedSeq(_laid_out(item, schema.get("items", {})) for item in value)
        if all(isinstance(item, str) and _KEY.fullmatch(item) for item in value):
            rows.fa.set_flow_style()
        return rows
    return value
