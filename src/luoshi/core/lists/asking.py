"""Fields of a register as what is looked for in a list, and as the JSON that the child gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from luoshi.core.fields.definition import read
from luoshi.core.fields.model import TEXTS, Field, Picked
from luoshi.core.fields.writing import field_data

from .model import Shape, Wanted

_SHAPES = (
    (Shape.ID_NUMBER, re.compile(r"身份证|居民身份|公民身份|^证件号")),
    (Shape.MOBILE, re.compile(r"手机|电话|联系方式")),
    (Shape.NAME, re.compile(r"^(?:.{0,4}姓名|名字|负责人|主持人|联系人|带头人|辅导员|班主任|校长)$")),
    (Shape.NUMBER, re.compile(r"(?:编号|号码|代码|证号|书号|文号|账号)$")),
)


def shape_of(field: Field) -> Shape:
    """What a text field holds besides text, by its name."""
    if field.kind not in TEXTS:
        return Shape.PLAIN
    return next((shape for shape, words in _SHAPES if words.search(field.label)), Shape.PLAIN)


def wanted_data(fields: Sequence[Wanted]) -> dict[str, Any]:
    """As `reading.wanted_in` reads it. Conditions of the form stay behind: they are asked of whole entries."""
    return {
        "fields": [_bare(each.field) for each in fields],
        "aliases": {each.key: list(each.aliases) for each in fields if each.aliases},
        "identity": [each.key for each in fields if each.identity],
        "picked": {
            each.key: [[one.id, one.text, list(one.also)] for one in each.picked]
            for each in fields
            if each.picked
        },
    }


def _bare(field: Field) -> Mapping[str, Any]:
    data = field_data(field)
    return {name: value for name, value in data.items() if name not in ("shown_if", "required_if", "prefill")}


def wanted_in(options: Mapping[str, Any]) -> Iterator[Wanted]:
    """The fields as `wanted_data` writes them for the child."""
    form, problems = read({"fields": options["fields"]})
    if problems:
        raise ValueError(problems[0].message)
    aliases = options.get("aliases", {})
    for each in form.fields:
        picked = tuple(
            Picked(one[0], one[1], tuple(one[2])) for one in options.get("picked", {}).get(each.key, ())
        )
        names = tuple(aliases.get(each.key, ()))
        identity = each.key in options.get("identity", ())
        yield Wanted(each, names, shape_of(each), identity, picked)
