"""Blanks in a line of text: 填报单位（盖章）：____  填表人：      联系电话：  ，共__人, □是 □否."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import labels
from .grid import GridCell
from .model import Kind

BOXES = "□☐◻▢口○〇◯"  # 口 only where it stands for a box, see _TICK
TICKED = "☑√✓✔■☒●"
_GAP = r"[ \u3000\xa0_＿\t]"
# Possessive throughout: a cell of thirty thousand blanks must cost no more than reading it once.
_DAY_GAP = rf"{_GAP}*+(?:20\d{{0,2}}+)?+{_GAP}*+年{_GAP}*+月(?:{_GAP}*+日)?"
_LINE = re.compile(
    rf"(?P<label>[^\s:：_＿,，;；。、（()）\[\]]{{1,16}}(?:[（(][^（()）]{{1,12}}[)）][^\s:：_＿,，;；。、（()）]{{0,8}})?){_GAP}{{0,2}}[:：]"
    rf"(?P<blank>{_DAY_GAP}|{_GAP}*+)(?=$|[\n;；。,，)）]|[^\s:：_]{{1,16}}(?:[（(][^（()）]{{1,12}}[)）])?{_GAP}{{0,2}}[:：])"
)
_UNDERSCORES = re.compile(rf"(?:_|＿){{2,}}(?:{_GAP}*(?:_|＿)+)*")
_TICK = re.compile(rf"[{BOXES.replace('口', '')}{TICKED}]|口(?=[一-鿿A-Za-z])(?<![一-鿿]口)")
_NO_FIELD = re.compile(
    r"^(?:注|备注|说明|附件?|依据|附|填表说明|填报说明|要求|示例|例|举例|范围|口径|公式|如|即|其中|单位及代码|计量单位|标题|主送|抄送|时限|报送时间|截止时间|网址|邮箱地址)\d*$"
)

_ROLES: tuple[tuple[str, str], ...] = (
    (r"(?:填报|填表|报送|申报|推荐|上报|制表)?(?:单位|学校|院校)(?:名称)?$", "unit"),
    (r"(?:填[表报]|制表|经办|报送|上报|统计)人(?:员)?(?:姓名)?$|^联系人$", "filler"),
    (r"(?:联系|办公|移动)?(?:电话|手机)(?:号码?)?$|^联系方式$", "phone"),
    (r"(?:审核|复核|审定)人?$", "checker"),
    (r"(?:单位|学校|主要|分管|部门)?(?:负责人|领导|校长|签发人)$", "head"),
    (r"(?:填[表报]|报送|上报|制表|出表)?(?:日期|时间)$", "day"),
)
_TYPED = ("filler", "phone")  # who signs by hand leaves one blank, the day beside his signature
_DAY_ALONE = re.compile(rf"(?<={_GAP})(?:20\d{{0,2}}+)?+{_GAP}{{0,4}}+年.*\Z", re.S)


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank in a text: its label, where it lies (start, end), and what it is."""

    label: str
    span: tuple[int, int]
    role: str = ""
    kind: Kind = Kind.TEXT
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Boxes:
    """□ options of one question. `places`: where each box stands in the text."""

    label: str
    options: tuple[str, ...]
    places: tuple[int, ...]
    many: bool


def role_of(label: str) -> str:
    words = labels.bare(label)
    return next((role for pattern, role in _ROLES if re.match(pattern, words)), "")


def gaps_in(text: str) -> Iterator[Gap]:
    """The blanks of a text, left to right: after a colon, or drawn with underscores."""
    taken: list[tuple[int, int]] = []
    found: list[Gap] = []
    for match in _LINE.finditer(text):
        label, span = match["label"], match.span("blank")
        drawn = _UNDERSCORES.search(match["blank"]) is not None
        if (
            _TICK.match(text[span[1] :].lstrip())
            or _NO_FIELD.match(labels.bare(label))
            or (not drawn and _is_unit(label, text))
        ):
            continue
        role = role_of(label)
        day = _DAY_ALONE.search(match["blank"]) if role in _TYPED else None
        if day is not None:  # 联系电话：      年  月  日: two blanks, the day without a label
            start = span[0] + day.start()
            found += [Gap(label, (span[0], start), role), Gap("填报日期", (start, span[1]), "day", Kind.DATE)]
        else:
            is_day = "年" in match["blank"] or role == "day"
            found.append(Gap(label, span, role, Kind.DATE if is_day else Kind.TEXT))
        taken.append(span)
    for match in _UNDERSCORES.finditer(text):
        if not any(start <= match.start() < max(end, start + 1) for start, end in taken):
            found.append(_underscored(text, match))
    yield from sorted(found, key=lambda gap: gap.span)


def _is_unit(label: str, text: str) -> bool:
    """单位：万元 is no blank, 单位： alone is."""
    return bool(re.fullmatch(r"(?:计量)?单位", label)) and bool(re.search(r"单位[:：]\s*\S", text))


def _underscored(text: str, match: re.Match[str]) -> Gap:
    said = re.split(r"[,，;；。、\n]|_{2,}|＿{2,}", text[: match.start()])[-1]
    before = re.split(r"[:：\s]", said.rstrip(" \u3000:："))[-1].strip(BOXES + TICKED)
    after = re.match(r"\s*([一-鿿%]{1,4})", text[match.end() :])
    unit = labels.unit_of(f"（{after[1][:2]}）") or labels.unit_of(f"（{after[1][:1]}）") if after else ""
    label = before or (after[1] if after else "填空")
    kind = labels.kind_of((label,), unit) if unit else Kind.TEXT
    return Gap(label[-16:], match.span(), role_of(label), kind, unit)


def has_boxes(text: str) -> bool:
    return _TICK.search(text) is not None


def boxes_in(text: str) -> list[Boxes]:
    """The questions with boxes of a text; a label with a colon between two boxes begins another one."""
    groups: list[list[re.Match[str]]] = []
    for mark in _TICK.finditer(text):
        between = text[groups[-1][-1].end() : mark.start()] if groups else ""
        if not groups or re.search(r"[^\s_]{2,}[:：]\s*$", between):
            groups.append([])
        groups[-1].append(mark)
    ends = [group[0].start() for group in groups[1:]] + [len(text)]
    starts = [0, *(group[-1].end() for group in groups)]
    found = [_boxes(text, *each) for each in zip(groups, starts, ends, strict=False)]
    return [each for each in found if each.options]


def places_of(text: str, options: tuple[str, ...]) -> dict[str, int]:
    """Where the box of each option stands in a text; empty where the text does not hold this question."""
    for boxes in boxes_in(text):
        if boxes.options == options:
            return dict(zip(boxes.options, boxes.places, strict=True))
    return {}


def _boxes(text: str, marks: list[re.Match[str]], start: int, end: int) -> Boxes:
    """One question; `start` is where the box before it stands, `end` where the next question's first box stands."""
    before = re.split(
        r"[。;；\n]|\s{2,}" if start else r"[。;；]", text[start : marks[0].start()].rstrip(" \u3000:：\n")
    )
    stops = [mark.start() for mark in marks[1:]] + [end]
    options = []
    for mark, stop in zip(marks, stops, strict=True):
        option = re.split(
            r"[,，;；。\n]|_{2,}|\s{2,}" if stop == end else r"[,，;；。\n]|_{2,}", text[mark.end() : stop]
        )[0]
        options.append(option.strip(" \u3000、:：)）("))
    if not all(options):
        return Boxes("", (), (), False)
    many = bool(re.search(r"多选|可选多项", text)) or len(options) > 4
    return Boxes(before[-1].strip(), tuple(options), tuple(mark.start() for mark in marks), many)


def is_hint(text: str) -> bool:
    """A cell that only says how to fill it: （不超过 300 字）, 请填写…, 此处填…."""
    words = labels.plain(text)
    whole = re.fullmatch(r"[(（【\[].*[)）】\]]", words, re.S)
    asks = re.search(r"字(?:以内|左右|内)?|填写|请|可附页|附页|可另附|此处|简述|概述", words)
    return (
        bool(words)
        and bool(asks)
        and (bool(whole) or bool(re.match(r"^(?:此处|请在此|请填写|限\d+字|不超过\d+字)", words)))
    )


def is_fillable(cell: GridCell, row: int) -> bool:
    """An empty cell that begins in this row, or one with boxes to tick."""
    return cell.row == row and not cell.formula and (not cell.text or has_boxes(cell.text))
