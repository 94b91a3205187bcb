"""怎么评: blindness and the panel, the rubric, from sheets to a ranking."""

from __future__ import annotations

import re
from decimal import Decimal

from luoshi.common.errors import RuleBroken
from luoshi.core.conditions import Test
from luoshi.core.conflicts import ALWAYS, IN_WORDS, Tie
from luoshi.core.fields import ROW, Field, Form, Values

from ..models import Kind
from .parts import Data, Section, choice, choices_of, given, rows_in, table, whole

BLINDNESS = {
    "none": "不匿名",
    "single": "单盲：专家知道谁申报，申报人不知道谁评",
    "double": "双盲：申报人和专家互不知道",
}
OPENS = {"round": "两个人确认结束本轮以后", "all_in": "评分表收齐以后自动打开，没收齐不打开"}
ITEM_KINDS = {
    "points": "按分值打分",
    "grade": "按等级，系数乘分值",
    "steps": "按达到的数值分档",
    "bonus": "加分",
    "veto": "否决（出现即不合格）",
}
COMBINE = {"mean": "平均分", "median": "中位数", "trimmed": "去掉最高分和最低分后平均"}
NORMALISE = {"none": "不调整", "shift": "消除专家松紧不同", "spread": "消除专家松紧和分差不同"}
THIRD = {"closest": "取最接近的两个分数平均", "mean": "三个分数平均", "third": "以第三人的分数为准"}
VETO = {"any": "一名专家提出就否决", "half": "超过一半专家提出才否决"}
TIES = {"item": "看某一项的得分", "round": "看某一轮的得分", "spread": "专家分歧小的在前", "lot": "抽签"}
PAIR = re.compile(r"^\s*(.+?)\s*[=＝:：]\s*([0-9.]+)\s*$")
REST = "其余"


def _panel_form(kind: Kind) -> Form:
    version = kind.definition.current
    hidden = {field.key: field.label for field in version.form.fields} if version is not None else {}
    mixed = (
        Field("group", "text", "哪一类专家", required=True, length=40),
        whole("at_least", "最少", 50, "人"),
        whole("at_most", "最多", 50, "人"),
    )
    return Form(
        (
            choice("blindness", "匿名评审", BLINDNESS, required=True, section="匿名"),
            Field(
                "form_hides",
                "choices",
                "专家看不到的申报书栏目",
                choices=choices_of(hidden),
                shown_if=Test("blindness", "eq", "double"),
                help="能看出是谁申报的栏目都选上。",
            ),
            Field(
                "experts_named",
                "yes_no",
                "结果公布以后，向申报单位公开评审专家名单",
                shown_if=Test("blindness", "eq", "none"),
            ),
            choice("opens", "评分什么时候打开", OPENS, required=True),
            whole("need", "每件由几人评审", 50, "人", required=True, section="评审组"),
            whole("most", "每人最多评几件", 20_000, "件", required=True),
            Field(
                "counted",
                "choices",
                "回避情形",
                choices=choices_of({tie.value: words for tie, words in IN_WORDS.items() if tie not in ALWAYS}),
                help="本人参加申报的、办理或监督这次遴选的，任何时候都回避。",
            ),
            whole("years", "任职回避年数", 50, "年", help="离开申报单位多少年以内也要回避。"),
            table("mix", "专家构成", mixed, most=20, help="例如：企业专家最少1人。不填就没有要求。"),
        )
    )  # fmt: skip


def _stored_panel(data: Data) -> Values:
    panel = data["panel"]
    mix = [
        {
            ROW: row["group"][:40],
            **given(group=row["group"], at_least=row["at_least"], at_most=row["at_most"]),
        }
        for row in panel["mix"]
    ]
    return given(
        blindness=data["blindness"],
        form_hides=data["form_hides"],
        experts_named=data["experts_named"],
        opens=data["opens"],
        need=panel["need"],
        most=panel["most"],
        years=panel["years"],
        counted=[tie.value for tie in Tie if tie.value in panel["counted"] and tie not in ALWAYS],
        mix=mix,
    )


def _merged_panel(data: Data, said: Values) -> Data:
    mix = [
        {"group": row["group"], "at_least": row.get("at_least", 0), "at_most": row.get("at_most")}
        for row in said.get("mix", [])
    ]
    panel = {
        "need": said["need"],
        "most": said["most"],
        "years": said.get("years", 0),
        "counted": [*(tie.value for tie in Tie if tie in ALWAYS), *said.get("counted", [])],
        "mix": mix,
    }
    return data | {
        "blindness": said["blindness"],
        "form_hides": said.get("form_hides", []) if said["blindness"] == "double" else [],
        "experts_named": bool(said.get("experts_named")) and said["blindness"] == "none",
        "opens": said["opens"],
        "panel": panel,
    }


PANEL = Section(
    "panel", "匿名和评审组", "专家看到什么、由几人评、谁要回避。", _panel_form, _stored_panel, _merged_panel
)


def _rubric_form(kind: Kind) -> Form:
    blocks = (
        Field("title", "text", "分块名称", required=True, length=60),
        Field("weight", "percent", "权重", required=True, low="0", high="100"),
    )
    items = (
        Field("title", "text", "项目", required=True, length=200),
        choice("kind", "计分方式", ITEM_KINDS, required=True),
        Field("most", "decimal", "分值", low="0", high="10000"),
        Field("scale", "long_text", "等级系数或分档", length=200),
        Field("block", "text", "分块", length=60),
        Field("step", "decimal", "打分间隔", low="0", high="1000"),
        Field("comment", "yes_no", "要写说明"),
    )
    return Form(
        (
            Field("title", "text", "名称", length=100),
            Field("total", "decimal", "满分", required=True, low="1", high="10000"),
            table(
                "items",
                "评分项目",
                items,
                most=100,
                least=1,
                help="按等级的写“优秀=1，良好=0.8”；分档的写“50=10，30=7，其余=4”，意思是达到50得10分；"
                "加分和否决不计入满分。打分间隔写0.5就只能打半分，不填不限。",
            ),
            table(
                "blocks",
                "分块",
                blocks,
                most=10,
                help="各块分别按满分计分、再按权重合计的才填，权重合计100%。",
            ),
            Field("opinion", "yes_no", "每张评分表都要写评审意见", help="不选的，评审意见可写可不写。"),
        )
    )


def _stored_rubric(data: Data) -> Values:
    rubric = data["rubric"] or {"title": "", "total": 100, "items": [], "blocks": []}
    names = {block["key"]: block["title"] for block in rubric["blocks"]}
    return given(
        title=rubric["title"],
        total=str(rubric["total"]),
        items=rows_in(
            rubric["items"],
            title=lambda row: row["title"],
            kind=lambda row: row["kind"],
            most=lambda row: str(row["most"]) if "most" in row else None,
            scale=_scale_words,
            block=lambda row: names.get(row.get("block", "")),
            step=lambda row: str(row["step"]) if "step" in row else None,
            comment=lambda row: row.get("comment"),
        ),
        opinion=rubric.get("opinion"),
        blocks=rows_in(
            rubric["blocks"], title=lambda row: row["title"], weight=lambda row: _times(row["weight"], 100)
        ),
    )


def _times(value: int | str, by: int | str) -> str:
    return f"{(Decimal(str(value)) * Decimal(by)).normalize():f}"


def _scale_words(row: Data) -> str | None:
    if row["kind"] == "grade":
        ordered = sorted(row["grades"].items(), key=lambda each: -Decimal(str(each[1])))
        return "，".join(f"{name}={share}" for name, share in ordered)
    if row["kind"] == "steps":
        return "，".join(
            [*(f"{low}={points}" for low, points in row["steps"]), f"{REST}={row.get('below', 0)}"]
        )
    return None


def _merged_rubric(data: Data, said: Values) -> Data:
    blocks = [
        {"key": row[ROW], "title": row["title"], "weight": _times(row["weight"], "0.01")}
        for row in said.get("blocks", [])
    ]
    keys = {block["title"]: block["key"] for block in blocks}
    items = [_item(row, keys) for row in said.get("items", [])]
    rubric = {"title": said.get("title", ""), "total": said["total"], "items": items, "blocks": blocks}
    if said.get("opinion"):
        rubric["opinion"] = True
    return data | {"rubric": rubric}


def _item(row: Values, blocks: dict[str, str]) -> Data:
    title, kind = row["title"], row["kind"]
    item = {"key": row[ROW], "title": title, "kind": kind}
    if block := row.get("block"):
        if block not in blocks:
            raise RuleBroken(f"“{title}”写的分块“{block}”不在分块里，请改正。")
        item["block"] = blocks[block]
    if kind == "veto":
        return item
    if row.get("comment"):
        item["comment"] = True
    if kind == "steps":
        pairs = _pairs(row.get("scale"), title, "50=10，30=7，其余=4")
        item["below"] = pairs.pop(REST, "0")
        return item | {"steps": [[low, points] for low, points in pairs.items()]}
    if row.get("most") is None:
        raise RuleBroken(f"请写明“{title}”的分值。")
    item["most"] = row["most"]
    if kind == "grade":
        item["grades"] = _pairs(row.get("scale"), title, "优秀=1，良好=0.8")
    if row.get("step") is not None:
        item["step"] = row["step"]
    return item


def _pairs(text: str | None, title: str, like: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in re.split("[，,；;、\n]", text or ""):
        if part.strip():
            pair = PAIR.match(part)
            if pair is None:
                raise RuleBroken(f"“{title}”的等级系数或分档看不懂，请写成“{like}”这样。")
            found[pair[1]] = pair[2]
    if not found:
        raise RuleBroken(f"请写明“{title}”的等级系数或分档，例如“{like}”。")
    return found


RUBRIC = Section(
    "rubric", "评分标准", "评分项目、分值和计分方式。", _rubric_form, _stored_rubric, _merged_rubric
)


def _method_form(kind: Kind) -> Form:
    rubric = kind.rules.get("rubric") or {"items": []}
    rounds = kind.rules.get("method", {}).get("rounds", [])
    named = {
        f"item:{row['key']}": f"项目：{row['title']}" for row in rubric["items"] if row["kind"] != "veto"
    }
    named |= {f"round:{row['key']}": f"轮次：{row['title']}" for row in rounds}
    of_rounds = (
        Field("title", "text", "轮次", required=True, length=40),
        Field("weight", "percent", "权重", required=True, low="0", high="100"),
    )
    of_ties = (
        choice("by", "同分时", TIES, required=True),
        choice("key", "哪一项、哪一轮", {key: title[:60] for key, title in named.items()}),
    )
    return Form(
        (
            choice("combine", "几名专家的分数怎么合成", COMBINE, required=True),
            whole("drop", "去掉几个最高分、几个最低分", 5, "个", shown_if=Test("combine", "eq", "trimmed")),
            choice("normalise", "专家之间的调整", NORMALISE, required=True),
            Field("apart", "decimal", "两名专家相差多少分，请第三人评", low="0", high="10000", help="不填就不请。"),
            choice("third", "第三人评了以后", THIRD),
            choice("veto", "否决项", VETO, required=True),
            Field("pass_mark", "decimal", "合格线", unit="分", low="0", high="10000", help="不填就没有合格线。"),
            whole("decimals", "保留小数", 6, "位"),
            table("rounds", "轮次", of_rounds, most=5, help="网评、会评、答辩等分几轮的才填，权重合计100%。"),
            table("ties", "同分怎么排", of_ties, most=10, help="从上到下依次比较。都比不出来，名次并列。"),
        )
    )  # fmt: skip


def _stored_method(data: Data) -> Values:
    method = data["method"]
    ties = [
        {ROW: f"t{at}", **given(by=row["by"], key=f"{row['by']}:{row['key']}" if row["key"] else None)}
        for at, row in enumerate(method["ties"], 1)
    ]
    return given(
        combine=method["combine"],
        drop=method["drop"] if method["combine"] == "trimmed" else None,
        normalise=method["normalise"],
        apart=str(method["apart"]) if "apart" in method else None,
        third=method["third"],
        veto=method["veto"],
        pass_mark=str(method["pass_mark"]) if "pass_mark" in method else None,
        decimals=method["decimals"],
        rounds=rows_in(
            method["rounds"], title=lambda row: row["title"], weight=lambda row: _times(row["weight"], 100)
        ),
        ties=ties,
    )


def _merged_method(data: Data, said: Values) -> Data:
    rounds = [
        {"key": row[ROW], "title": row["title"], "weight": _times(row["weight"], "0.01")}
        for row in said.get("rounds", [])
    ]
    method = {
        "combine": said["combine"],
        "drop": said.get("drop", 1),
        "normalise": said["normalise"],
        "third": said.get("third", "mean"),
        "veto": said["veto"],
        "decimals": said.get("decimals", 2),
        "rounds": rounds,
        "ties": [_tie(row) for row in said.get("ties", [])],
        **{name: said[name] for name in ("apart", "pass_mark") if name in said},
    }
    return data | {"method": method}


def _tie(row: Values) -> Data:
    kind, _, key = row.get("key", "").partition(":")
    if row["by"] in ("item", "round"):
        if kind != row["by"]:
            raise RuleBroken(f"同分时“{TIES[row['by']]}”，请选择是哪一项、哪一轮。")
        return {"by": row["by"], "key": key}
    return {"by": row["by"]}


METHOD = Section(
    "method", "计分办法", "分数怎么合成、合格线、同分怎么排。", _method_form, _stored_method, _merged_method
)
