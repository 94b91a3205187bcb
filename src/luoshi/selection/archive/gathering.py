"""Everything of an ended selection that somebody needs who wants to check it, in the layout of `core.archive`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.core.archive import layout
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Objection
from luoshi.selection.outcome.sealing import opened
from luoshi.selection.panel.models import Seat
from luoshi.selection.states import ProposalKind

from .applied import applied
from .decided import decided
from .declined import declined
from .judged import judged
from .pieces import Pieces, moment
from .recognised import recognised
from .recommended import recommended

READ_ME = """{organisation}：{title}
遴选档案包，{made_at} 生成。

这里面有什么
01 通知和规则：申报通知、遴选规则、限额和名额的测算、延期，没有同意的提请。
02 申报：申报清单和每件申报的回执。
03 抽取：随机数、名单、抽取结果、回避和改派。
04 评审：每轮评分由谁提请、谁确认打开，开封的评分表和计分。
05 审定：结果、变更、会议纪要。
06 公示：每次公示的内容，异议（不含异议人）。
07 公布：公布文件的各个版次。
08 认定和证书：认定、电子证书，生成时的撤销名单。
09 推荐上报：推荐函、汇总表和上级结果。
清单.json 列出全部文件和它们的校验码，签名.json 是主管部门的签名。

怎么核对
在装有本系统的任何一台电脑上运行（不用联网）：
    luoshi selection verify 档案包.zip --key 公钥.pem
公钥在主管部门网站的证书查验页下载。程序核对签名和每个文件，按公布的随机数重新抽取，按评分表重新计分、
排名、定等次，核对审定、公示和证书，有不一致的逐条列出。

专家和申报用代号，办理人用“人员1”这样的代号，身份证号、手机号不收入。通知、纪要、公布文件按原文件收入。
"""


def gathered(call: Call, at: dt.datetime) -> Pieces:
    """Raises ValueError where a sealed sheet was changed outside of the acts."""
    pieces = Pieces(unsaid=_objectors(call), experts=_experts(call))
    _rules(pieces, call)
    applied(pieces, call)
    judged(pieces, call)
    decided(pieces, call)
    recognised(pieces, call, at)
    recommended(pieces, call)
    declined(pieces, call)
    said = {"organisation": call.organisation.name, "title": call.title, "made_at": f"{at:%Y-%m-%d %H:%M}"}
    pieces.add(layout.READ_ME, READ_ME.format(**said).encode())
    return pieces


def about(call: Call, at: dt.datetime) -> dict[str, str]:
    """What the manifest says of the whole."""
    return {
        "id": call.public_id,
        "title": call.title,
        "organisation": call.organisation.name,
        "document_number": call.document_number,
        "made_at": at.isoformat(timespec="seconds"),
    }


def _objectors(call: Call) -> tuple[str, ...]:
    """Names, telephones and organisations of those who objected, the longest first."""
    found: set[str] = set()
    for row in Objection.objects.filter(notice__call=call):
        words = opened(row)
        found |= {each.strip() for each in (words.name, words.phone, words.unit) if len(each.strip()) > 1}
    return tuple(sorted(found, key=len, reverse=True))


def _experts(call: Call) -> dict[str, str]:
    """Names of all who were asked to judge, by whatever name they stand in the pool and in accounts."""
    rows = Seat.objects.filter(call=call).select_related("expert", "held_by__user")
    said = [(each.code, (each.expert.name, each.held_by.user.name if each.held_by else "")) for each in rows]
    return {name: code for code, names in said for name in names if len(name) > 1}


def _rules(pieces: Pieces, call: Call) -> None:
    form = call.form_version
    notice = None
    if call.notice is not None:
        notice = pieces.add_stored("01 通知和规则/申报通知", call.notice, call.notice_name)
    pieces.add_json(
        layout.RULES,
        {
            "call": {
                "id": call.public_id, "title": call.title, "organisation": call.organisation.name,
                "document_number": call.document_number, "kind": call.kind.title, "outcome": call.kind.outcome,
                "words": pieces.text(call.words), "opens_at": moment(call.opens_at), "until": moment(call.until),
                "closed_at": moment(call.closed_at), "level": call.level, "notice": notice,
            },
            "rules": call.rules,
            "form": form.content if form is not None else {},
            "quotas": _quotas(pieces, call),
            "quota_basis": _quota_basis(pieces, call),
            "quota_changes": _quota_changes(pieces, call),
            "extensions": _extensions(pieces, call),
        },
    )  # fmt: skip


def _quotas(pieces: Pieces, call: Call) -> list[dict[str, Any]]:
    return [
        {
            "unit": row.organisation.public_id if row.organisation is not None else "",
            "organisation": row.organisation.name if row.organisation is not None else "",
            "group": row.group,
            "number": row.number,
            "raised": row.raised,
            "reason": pieces.text(row.reason),
        }
        for row in call.quotas.select_related("organisation").order_by("pk")
    ]


def _quota_basis(pieces: Pieces, call: Call) -> dict[str, Any]:
    """By which rule they were reckoned and from what, as it was then; empty where they were not. Not by whose name."""
    kept = {key: value for key, value in call.quota_basis.items() if key != "by"}
    if not kept:
        return {}
    rows = [
        {
            **row,
            "held": [each[:4] for each in row["held"]],
            **({"why": pieces.text(row["why"])} if "why" in row else {}),
        }
        for row in kept["rows"]
    ]
    return {**kept, "rows": rows}


def _quota_changes(pieces: Pieces, call: Call) -> list[dict[str, Any]]:
    """More places given while it was open, as two persons agreed; each time all rows."""
    rows = call.proposals.filter(what=ProposalKind.QUOTAS, confirmed_at__isnull=False)
    return [
        {
            "said_by": pieces.person(row.said_by), "said_at": moment(row.created_at), "reason": pieces.text(row.reason),
            "confirmed_by": pieces.person(row.confirmed_by), "confirmed_at": moment(row.confirmed_at),
            "rows": [list(each[:4]) for each in row.rows],
        }
        for row in rows.select_related("said_by", "confirmed_by").order_by("confirmed_at", "pk")
    ]  # fmt: skip


def _extensions(pieces: Pieces, call: Call) -> list[dict[str, Any]]:
    rows = call.extensions.select_related("said_by", "confirmed_by").order_by("pk")
    return [
        {
            "before": moment(row.before), "until": moment(row.until), "reason": pieces.text(row.reason),
            "said_by": pieces.person(row.said_by), "confirmed_by": pieces.person(row.confirmed_by),
            "confirmed_at": moment(row.confirmed_at), "dropped_at": moment(row.dropped_at),
        }
        for row in rows
    ]  # fmt: skip
