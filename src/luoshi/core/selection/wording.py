"""What the certificate and the notice of a kind say, with names in double braces for what differs (ADR 0028)."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.core.report_templates.markers import is_broken, key_of, markers_in

from .parts import Wording

MARKERS = ("项目", "单位", "称号", "遴选")
TOLD = "经申报、评审、审定和公示，现将{{遴选}}结果予以公布（名单见附件）。"
SHIPPED = Wording(
    certificate="“{{项目}}”经{{遴选}}评选，认定为",
    closing="特发此证。",
    title="关于公布{{遴选}}结果的通知",
    notice=f"各县市教育局，各学校：\n{TOLD}",
)  # used where a kind says nothing of its own


def shipped_notice(to: str) -> str:
    """The words of a notice that tells these: a school its own departments."""
    return f"{to}：\n{TOLD}"


OF_A_CALL = ("遴选",)  # what a notice can name: it tells of many


def faults(text: str, known: tuple[str, ...] = MARKERS) -> str:
    """What is wrong with its markers, in words; empty for nothing."""
    keys = {key_of(name) for name in known}
    strange = [each.name for each in markers_in(text) if each.key not in keys]
    if strange:
        return f"没有“{strange[0]}”这个标记，可以用的是：{'、'.join(known)}。"
    return "标记的两层大括号没有成对。" if is_broken(text) else ""


def said(own: str, shipped: str, values: Mapping[str, str]) -> str:
    """The kind's own words, or those shipped, with the values put in; a marker never stands for another's value."""
    text, by_key = own or shipped, {key_of(name): value for name, value in values.items()}
    found, end = "", 0
    for each in markers_in(text):
        start, after = each.span
        found += text[end:start] + by_key.get(each.key, "")
        end = after
    return found + text[end:]
