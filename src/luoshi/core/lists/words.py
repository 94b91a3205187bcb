"""Yes and no, choices, texts and names of other things."""

from __future__ import annotations

import re
from dataclasses import replace

from luoshi.core.fields.checking import exposure
from luoshi.core.fields.model import PICKED, Field
from luoshi.core.fields.parsing import SEPARATORS, alike, parse
from luoshi.core.fields.wrong import BadValue
from luoshi.core.workbooks import tidy

from . import persons
from .columns import is_inside
from .model import Column, Shape, Wanted
from .outcome import NOTHING, Outcome, doubt, taken
from .sheet import Cell

_YES = {
    "✔",
    "☑",
    "■",
    "●",
    "v",
    "ok",
    "t",
    "已",
    "是的",
    "√是",
    "已认定",
    "已取得",
    "已获得",
    "已完成",
    "具备",
    "通过",
}
_NO = {"☐", "□", "f", "未", "非", "不", "未认定", "未取得", "未获得", "不具备", "未完成"}
_DENIES = ("非", "不是", "未", "无", "没有")
_TIMES = re.compile(r"时间|日期|年月|年份|届|批次")
_SPACED_OUT = re.compile(r"^[\u3400-\u9fff](?:[ \u3000\xa0]+[\u3400-\u9fff])+$")
_ENDING = re.compile(r"(?:教师|大类|企业|教材|专业|等级|级别|学历|类型|类别|性|族|级|型|类|校)$")


def yes_no(field: Field, column: Column, text: str) -> Outcome:
    """√, Y, 1, 有; or the thing itself that is asked about (双师型 under 是否双师)."""
    word = alike(text)
    try:
        return taken(parse(field, text))
    except BadValue as bad:
        if word in _YES or word in _NO:
            return taken(word in _YES)
        asked = {_asked_about(part) for part in (field.label, *column.path)} - {""}
        denied = next((word.removeprefix(sign) for sign in _DENIES if word.startswith(sign)), "")
        done = word.removeprefix("已经").removeprefix("已") if word.startswith("已") else ""
        for thing in asked:
            if done and thing.startswith(done):
                return taken(True, f"“{text}”按“是”读入")
            if word.startswith(thing) and len(word) <= len(thing) + 4:
                return taken(True, f"“{text}”按“是”读入")
            if denied and denied.startswith(thing) and len(denied) <= len(thing) + 4:
                return taken(False, f"“{text}”按“否”读入")
        return doubt("yes_no", str(bad), True if word in ("○", "〇", "o") else None)


def _asked_about(heading: str) -> str:
    bare = re.sub(
        r"^(?:是否|有无|是不是|为|具有|取得|认定为?)+|[（(].*?[)）]|(?:教师|型|与否|情况)+$",
        "",
        alike(heading),
    )
    return re.sub(r"(?:型|教师)+$", "", bare) if len(bare) > 1 else ""


def choice(field: Field, text: str) -> Outcome:
    """One of the choices, or the only one that is near as a proposal."""
    try:
        return taken(parse(field, text))
    except BadValue as bad:
        if field.kind == "choices":
            return _several(field, text, str(bad))
        found, same = near(field, text)
        if found and same:
            return taken(found, f"“{text}”按“{field.choice_label(found)}”读入")
        return doubt("choice", str(bad), found)


def _several(field: Field, text: str, why: str) -> Outcome:
    found: list[str] = []
    for part in SEPARATORS.split(text):
        if part.strip():
            one = _one_of(field, part.strip())
            if one is None:
                return doubt("choice", why)
            found.append(one)
    order = [each.key for each in field.choices]
    return doubt("choice", why, sorted(set(found), key=order.index) or None)


def _one_of(field: Field, text: str) -> str | None:
    single = replace(field, kind="choice")
    try:
        return str(parse(single, text))
    except BadValue:
        return near(single, text)[0]


def near(field: Field, text: str) -> tuple[str | None, bool]:
    """The key of the only choice that is meant, and whether it says the same but for an ending (民营 for 民营企业)."""
    word, whole = _stem(text), alike(text)
    if not word:
        return None, False
    labels = {each.key: alike(each.label) for each in field.choices}
    same = [key for key, label in labels.items() if _stem(label) == word]
    if len(same) == 1:
        return same[0], True
    if len(whole) == 1:
        inside = [key for key, label in labels.items() if label.startswith(whole)]
        return (inside[0] if len(inside) == 1 else None), False
    inside = [key for key, label in labels.items() if len(word) > 1 and (word in label or label in whole)]
    if not inside:
        inside = [key for key, label in labels.items() if len(whole) > 1 and is_inside(whole, label)]
    return (inside[0] if len(inside) == 1 else None), False


def _stem(text: str) -> str:
    word = alike(text).replace("它", "他")
    return _ENDING.sub("", word) or word


def text_of(wanted: Wanted, cell: Cell) -> Outcome:
    """A text by its shape; what Excel made of it (a date out of 1-2, lost digits) is asked back."""
    if wanted.shape == Shape.NAME:
        return persons.name(cell.text)
    if wanted.shape == Shape.ID_NUMBER:
        return persons.id_number(cell.text)
    if wanted.shape == Shape.MOBILE:
        return persons.mobile(cell.text)
    if cell.is_date and not _TIMES.search(wanted.label):
        return doubt("made_date", "表格软件把这里的内容变成了日期，请对照原件重填。")
    text = tidy.plain(cell.text).replace(" ", "") if wanted.shape == Shape.NUMBER else cell.text
    if _SPACED_OUT.match(text):
        text = re.sub(r"\s+", "", text)
    try:
        value = parse(wanted.field, text)
    except BadValue as bad:
        return doubt("text", str(bad))
    if value is None:
        return NOTHING
    if problem := exposure(wanted.field, value):
        return doubt("personal", problem)
    return taken(value)


def picked(wanted: Wanted, text: str) -> Outcome:
    """An organisation, a person, an entry of another register, by its name."""
    assert wanted.kind in PICKED
    try:
        return taken(parse(wanted.field, text, wanted.picked))
    except BadValue as bad:
        word = alike(text)
        near_ones = [each for each in wanted.picked if len(word) > 1 and word in alike(each.text)]
        only = near_ones[0] if len(near_ones) == 1 else None
        return doubt("picked", str(bad), {"id": only.id, "text": only.text} if only else None)
