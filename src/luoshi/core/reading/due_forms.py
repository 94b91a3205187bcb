"""The words of a date in one form: 2021.12, 2021/12/31 and 二〇二一年十二月 as 2021年12月31日."""

from __future__ import annotations

import re
import unicodedata
from functools import reduce

from .targets.numerals import parse_chinese

YEAR = r"(?:19|20)\d{2}"
TO = r"(?:[-—–―~]|至|到)+"


def canonical(text: str) -> str:
    """Half-width, without blanks, numerals before 年月日季 in digits, 2021.12 and 2021/12/31 as 年月日."""
    words = "".join(unicodedata.normalize("NFKC", text).split())
    words = re.sub(r"二[零〇○0O](?=[一二三四五六七八九零〇]{2}年)", "二〇", words)
    words = re.sub(r"二〇[一二三四五六七八九零〇]{2}(?=年)", _year_in_signs, words)
    words = re.sub(r"[一二三四五六七八九十]{1,3}(?=月(?!个)|[日号](?!常)|季度)", _number_in_signs, words)
    words = re.sub(r"第?([一二])学期", lambda m: f"第{'一二'.index(m[1]) + 1}学期", words)
    words = re.sub(r"[一二三四](?=[、和至到\-—~]+第?[1-4]季度)", _number_in_signs, words)
    return reduce(lambda said, rule: rule[0].sub(rule[1], said), _NUMERIC, words)


_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_NUMERIC: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<!\d)(20\d\d)({_MONTH.replace('0?', '0')})([0-2]\d|3[01])(?!\d)"), r"\1年\2月\3日"),
    (re.compile(rf"(?<!\d)(20\d\d)({_MONTH.replace('0?', '0')})(?!\d)"), r"\1年\2月"),
    (re.compile(rf"(?<!\d)({YEAR})([./\-])({_MONTH})\2({_DAY})日?(?!\d)"), r"\1年\3月\4日"),
    (re.compile(rf"(?<!\d)({YEAR})[./\-]({_MONTH})月?(?!\d|学年)"), r"\1年\2月"),
    (re.compile(r"年([春秋])季?(?!学期|季|开学|节)"), r"年\1季学期"),
    (re.compile(rf"年({_MONTH})({TO})({_MONTH})月"), r"年\1月\2\3月"),
    (re.compile(rf"(?<![\d.月])({_MONTH})({TO})({_MONTH})月"), r"\1月\2\3月"),
    (re.compile(rf"月({_DAY})({TO})({_DAY})[日号]"), r"月\1日\2\3日"),
    (re.compile(rf"([月日])({TO})({_MONTH})\.({_DAY})(?!\d)"), r"\1\2\3月\4日"),
    (re.compile(rf"(月)({TO})({_MONTH})(?![\d日号年月])"), r"\1\2\3月"),
    (re.compile(r"([1-4])[、和]([1-4])季度"), r"\1季度、\2季度"),
    (re.compile(rf"([1-4])({TO})([1-4])季度"), r"\1季度\2\3季度"),
    (re.compile(rf"\A({_MONTH})\.({_DAY})(前?)\Z"), r"\1月\2日\3"),
)


def _year_in_signs(match: re.Match[str]) -> str:
    return "".join(str("〇一二三四五六七八九".index(sign)) for sign in match[0].replace("零", "〇"))


def _number_in_signs(match: re.Match[str]) -> str:
    number = parse_chinese(match[0])
    return str(number) if number else match[0]
