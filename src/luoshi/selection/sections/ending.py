"""评完以后: 等次, validity, 公示, the next level; and what a new call is prefilled with."""

from __future__ import annotations

from luoshi.core.fields import ROW, Field, Form, Values

from ..models import Kind
from .parts import Data, Section, choice, given, rows_in, table, whole

NEXT = {"county": "县级", "city": "市级", "province": "省级", "nation": "国家级"}
MONTHS = {str(month): f"{month}月" for month in range(1, 13)}


def _form(kind: Kind) -> Form:
    levels = (
        Field("title", "text", "等次", required=True, length=40),
        whole("number", "数量", 10_000, "个"),
        whole("percent", "占受理数", 100, "%"),
    )
    return Form(
        (
            table("levels", "等次和数量", levels, most=20,
                  help="从高到低。按数量或按比例只填一样，都不填就不限。分组别的，每组分别计算。"),
            whole("valid_months", "认定的有效期", 600, "个月", help="不填就长期有效。"),
            whole("build_months", "建设期", 600, "个月", help="先立项培育、再验收认定的才填。"),
            choice("next_level", "评完推荐到", NEXT, help="不往上推荐就不选。"),
            whole("next_number", "推荐名额", 10_000, "个", help="上级给的名额，分组别的每个组别各这么多。不填就不限。"),
            whole("notice_days", "公示时间", 60, "个工作日", required=True, section="公示"),
            Field("objection_signed", "yes_no", "异议要实名"),
            choice("month", "通常在几月开始", MONTHS, section="日程"),
            whole("open_days", "申报时间", 366, "天"),
            whole("school_days", "学校提前报送", 366, "天"),
            whole("county_days", "县市提前推荐", 366, "天"),
        )
    )  # fmt: skip


def _stored(data: Data) -> Values:
    calendar = data["calendar"]
    return given(
        levels=rows_in(
            data["levels"],
            title=lambda row: row["title"],
            number=lambda row: row["number"] or None,
            percent=lambda row: row["percent"] or None,
        ),
        valid_months=data["valid_months"] or None,
        build_months=data["build_months"] or None,
        next_level=data["next_level"],
        next_number=data.get("next_number") or None,
        notice_days=data["notice_days"],
        objection_signed=data["objection_signed"],
        month=str(calendar["month"]) if calendar["month"] else None,
        open_days=calendar["open_days"],
        school_days=calendar["school_days"],
        county_days=calendar["county_days"],
    )


def _merged(data: Data, said: Values) -> Data:
    levels = [
        {
            "key": row[ROW],
            "title": row["title"],
            "number": row.get("number", 0),
            "percent": row.get("percent", 0),
        }
        for row in said.get("levels", [])
    ]
    return data | {
        "levels": levels,
        "valid_months": said.get("valid_months", 0),
        "build_months": said.get("build_months", 0),
        "next_level": said.get("next_level", ""),
        "next_number": said.get("next_number", 0),
        "notice_days": said["notice_days"],
        "objection_signed": said.get("objection_signed", False),
        "calendar": {
            "month": int(said.get("month", 0)),
            "open_days": said.get("open_days") or 30,
            "school_days": said.get("school_days", 0),
            "county_days": said.get("county_days", 0),
        },
    }


ENDING = Section("ending", "等次、公示和日程", "评出多少、公示多久、往哪里推荐。", _form, _stored, _merged)
