"""证书和公布通知: what they say; what is left as shipped keeps following what is shipped."""

from __future__ import annotations

from luoshi.common.errors import RuleBroken
from luoshi.core.fields import Field, Form, Values
from luoshi.core.selection.wording import MARKERS, OF_A_CALL, SHIPPED, faults

from ..models import Kind
from .parts import Data, Section

NAMES = ("certificate", "closing", "title", "notice")
ALL = "、".join(f"{{{{{name}}}}}" for name in MARKERS)


def _form(kind: Kind) -> Form:
    return Form(
        (
            Field("certificate", "long_text", "称号前面的话", length=300, section="证书",
                  help=f"接在获奖单位后面。可以用的标记：{ALL}，印的时候换成实际内容。清空就用通用的写法。"),
            Field("closing", "text", "称号后面的话", length=100),
            Field("title", "text", "标题", length=100, section="公布通知",
                  help="可以用的标记：{{遴选}}。出文时带出来，还可以改。"),
            Field("notice", "long_text", "正文", length=4000, help="主送单位另起一行写在最前面。名单自动作为附件。"),
        )
    )  # fmt: skip


def _stored(data: Data) -> Values:
    return {name: data["wording"][name] or getattr(SHIPPED, name) for name in NAMES}


def _merged(data: Data, said: Values) -> Data:
    wording = {}
    for name in NAMES:
        text = "\n".join(str(said.get(name, "")).split("\r\n")).strip()  # as browsers send line ends
        wording[name] = "" if text == getattr(SHIPPED, name) else text
        if fault := faults(text, MARKERS if name in ("certificate", "closing") else OF_A_CALL):
            raise RuleBroken(fault)
    return data | {"wording": wording}


WORDING = Section("wording", "证书和公布通知的文字", "签发证书、公布结果时用的话。", _form, _stored, _merged)
