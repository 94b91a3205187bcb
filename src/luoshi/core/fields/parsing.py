"""From what people type to canonical values. `None` is nothing typed; what cannot be read raises BadValue."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from .model import DAYS, FILES, NUMBERS, PICKED, TEXTS, Field, Picked
from .typed_days import day_from
from .typed_numbers import number_from
from .wrong import BadValue

SEPARATORS = re.compile(r"[、，,；;\n\r\t|/]+")
LONGEST = {"text": 500, "long_text": 20_000}
_YES = {"是", "有", "对", "√", "✓", "☑", "y", "yes", "true", "1"}
_NO = {"否", "无", "没有", "不是", "×", "✗", "x", "n", "no", "false", "0"}
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)


def parse(field: Field, text: str, picked: tuple[Picked, ...] = ()) -> Any:
    """The canonical value of what was typed into this field (not a table). Raises BadValue."""
    clean = cleaned(text, lines=field.kind == "long_text")
    if not clean:
        return None
    if field.kind in TEXTS:
        return _text(field, clean)
    if field.kind in NUMBERS:
        return number_from(field, clean)
    if field.kind in DAYS:
        return day_from(field.kind, clean)
    if field.kind == "yes_no":
        return _yes_no(clean)
    if field.kind == "choice":
        return _choice(field, clean)
    if field.kind == "choices":
        return _choices(field, clean)
    if field.kind in PICKED:
        return pick_from(field, clean, picked)
    if field.kind in FILES:
        raise BadValue("文件不能写在格子里，请在网页上上传。")
    raise BadValue("这一项不能这样填写。")


def cleaned(text: str, *, lines: bool = False) -> str:
    """Without signs nobody sees; one line unless `lines`."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        plain = re.sub(r"[\n\t\x0b\x0c]+", " ", plain)
    return _UNSEEN.sub("", plain).strip(" \t\n\u3000\xa0")


def alike(text: str) -> str:
    """A form in which names are compared: full-width and half-width, case and spaces do not count."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _text(field: Field, clean: str) -> str:
    most = field.length or LONGEST[field.kind]
    if len(clean) > most:
        raise BadValue(f"最多 {most} 个字，现在是 {len(clean)} 个字，请精简。")
    return clean


def _yes_no(clean: str) -> bool:
    word = alike(clean)
    if word in _YES or word in _NO:
        return word in _YES
    raise BadValue(f"“{clean[:20]}”看不懂，请填“是”或“否”。")


def _choice(field: Field, clean: str) -> str:
    found = _chosen(field, clean)
    if found is None:
        raise BadValue(f"没有“{clean[:20]}”这个选项，可以填：{_listed(field)}。")
    return found


def _chosen(field: Field, text: str) -> str | None:
    wanted = alike(text)
    by_label = [each.key for each in field.choices if alike(each.label) == wanted]
    return by_label[0] if by_label else next((c.key for c in field.choices if c.key == text), None)


def _choices(field: Field, clean: str) -> list[str]:
    whole = _chosen(field, clean)
    if whole is not None:
        return [whole]
    found = set()
    for part in SEPARATORS.split(clean):
        if part.strip():
            found.add(_choice(field, part.strip()))
    return [each.key for each in field.choices if each.key in found]


def _listed(field: Field) -> str:
    labels = [each.label for each in field.choices]
    return "、".join(labels[:8]) + ("等" if len(labels) > 8 else "")


def pick_from(field: Field, clean: str, picked: tuple[Picked, ...]) -> dict[str, str]:
    """The object meant: by its id, its name, or another name if only one bears it."""
    for each in picked:
        if each.id == clean:
            return {"id": each.id, "text": each.text}
    wanted = alike(clean)
    named = [each for each in picked if alike(each.text) == wanted]
    found = named or [each for each in picked if any(alike(name) == wanted for name in each.also)]
    if len(found) == 1:
        return {"id": found[0].id, "text": found[0].text}
    if found:
        raise BadValue(f"“{clean[:30]}”有 {len(found)} 个，请从列表里选。")
    near = [each.text for each in picked if wanted and wanted in alike(each.text)][:3]
    hint = f"是不是{'、'.join(near)}？" if near else ""
    raise BadValue(f"没有找到“{clean[:30]}”。{hint}请从列表里选，或填写全称。")
