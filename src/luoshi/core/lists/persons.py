"""Names and numbers of persons: put in one form, checked, never completed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from luoshi.core.workbooks import tidy

from .outcome import Outcome, doubt, taken

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECK = "10X98765432"
_NAME = re.compile(r"^[\u3400-\u9fff\uf900-\ufaff·]{1,30}$|^[A-Za-z][A-Za-z .'·-]{0,58}$")
_BRACKET = re.compile(r"[（(\[【].*?[)）\]】]")
_LANDLINE = re.compile(r"^(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:-\d{1,6})?$", re.ASCII)


def check_sign(first: str) -> str:
    """The last sign that belongs to the first seventeen digits."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def id_number(text: str) -> Outcome:
    """Eighteen signs whose check sign and birthday are right; every other is a doubt without a proposal."""
    clean = re.sub(r"[\s\-'’`]", "", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{15}", clean, re.ASCII):
        return doubt("id_old", "是 15 位的旧身份证号，请换成 18 位的。")
    if not re.fullmatch(r"\d{17}[\dX]", clean, re.ASCII):
        if re.fullmatch(r"[\dX]+", clean, re.ASCII):
            return doubt("id_length", f"是 {len(clean)} 位，身份证号应为 18 位，请对照证件重填。")
        return doubt("id_signs", "不是身份证号，请对照证件填写。")
    if not _is_day(clean[6:14]):
        return doubt("id_birthday", "第 7 至 14 位不是日历上的日子，请对照证件核对。")
    if check_sign(clean[:17]) != clean[17]:
        return doubt("id_check", "最后一位校验码不对，至少有一位抄错，请对照证件核对。")
    return taken(clean)


def _is_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    try:
        return 1900 <= dt.date(year, month, day).year <= 2199
    except ValueError:
        return False


def name(text: str) -> Outcome:
    """张 三 is 张三. What stands in brackets is no part of a name, but a person says so."""
    clean = tidy.name(text)
    if _NAME.match(clean):
        return taken(clean)
    bare = tidy.name(_BRACKET.sub("", clean)).rstrip("*＊#")
    if bare != clean and _NAME.match(bare):
        return doubt("name_more", "姓名后面还有别的内容。", bare)
    if re.search(r"[、，,/;；]|\s+和\s+", clean):
        return doubt("name_several", "像是几个人的姓名，请每人一行。")
    return doubt("name_signs", "姓名里有不该有的字符，请核对。")


def mobile(text: str) -> Outcome:
    """A mobile number, or the number of a desk."""
    found = tidy.mobile(text)
    if found:
        return taken(found)
    clean = re.sub(r"\s", "", tidy.plain(text)).replace("—", "-").replace("–", "-")
    if _LANDLINE.match(clean):
        return taken(clean)
    return doubt("phone", "不是 11 位手机号，也不是带区号的固定电话，请核对。")
