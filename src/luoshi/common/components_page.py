"""The page that shows every part of the interface once, with ordinary, empty and ugly data."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common import clock

LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"
NAMES = ["城南中等职业学校", "江北职业技术学校", "山城职教中心"]
STAGES = ["待承接", "已承接", "方案编制", "已备案", "实施中", "自评", "验收", "已完成", "已变更", "已退出"]
ICONS = ["home", "inbox", "file-text", "clipboard-list", "checklist", "search", "bell", "users", "building"]
KINDS = {"normal": "一般数据", "empty": "没有数据", "ugly": "极端数据"}


class SampleForm(forms.Form):
    """One field of each look."""

    name = forms.CharField(label="方案名称", max_length=40, help_text="印在报送件封面上，也用于检索。")
    hours = forms.IntegerField(
        label="每学年教研活动", min_value=1, max_value=400, help_text="用于年报第 3 表。"
    )
    ends = forms.DateField(label="完成日期", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(
        label="级别", choices=[("school", "校级"), ("city", "市级"), ("province", "省级")]
    )
    joint = forms.ChoiceField(
        label="承担方式", choices=[("lead", "牵头"), ("part", "参与")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="已经学校办公会研究同意", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hours"].unit = "学时"
        self.fields["name"].source = "2024 年实施方案"


def components(request: HttpRequest) -> HttpResponse:
    """GET only, no database: `?data=normal|empty|ugly` chooses the sample."""
    if request.GET.get("part") == "drawer":
        return render(request, "components_page/drawer.html", _lists("normal", clock.now()))
    kind = request.GET.get("data", "normal")
    kind = kind if kind in KINDS else "normal"
    return render(request, "components_page/page.html", sample(kind) | {"kind": kind})


def sample(kind: str) -> dict:
    """Everything the page shows, for one kind of data."""
    now = clock.now()
    return {
        "kinds": [
            {"label": label, "url": f"?data={key}", "current": key == kind} for key, label in KINDS.items()
        ],
        "drawer_url": "?part=drawer",
        "obj": SimpleNamespace(version=7),
        "stages": STAGES,
        "icons": ICONS,
        "long": LONG,
        "form": SampleForm(initial={"name": LONG if kind == "ugly" else "学校实施方案", "hours": 32}),
        "wrong_form": SampleForm({"name": "", "hours": "900", "ends": "昨天", "level": "city"}),
        "conflict": _conflict(kind, now),
        "buttons": [
            {"url": "#moves", "label": "提交", "reason": False, "danger": False},
            {"url": "#moves", "label": "退回", "reason": True, "danger": True},
        ],
        "times": [now, now - dt.timedelta(days=1), now - dt.timedelta(days=400), now.date()],
        "deadlines": [now.date() + dt.timedelta(days=days) for days in (-2, 0, 3, 40)],
        **_lists(kind, now),
    }


def _conflict(kind: str, now: dt.datetime) -> SimpleNamespace:
    words = LONG if kind == "ugly" else "学校实施方案"
    rows = [SimpleNamespace(label="方案名称", current=words, yours=f"{words}（修订）")]
    return SimpleNamespace(by=NAMES[0], at=now, rows=rows)


def _lists(kind: str, now: dt.datetime) -> dict:
    rows = _rows(kind)
    name = LONG if kind == "ugly" else "陈科员"
    return {
        "page_obj": Paginator(rows, 8).get_page(1),
        "total": sum(row["count"] for row in rows),
        "columns": ["阶段", "承接数", "完成率", "办理时间"],
        "filters": [
            {"label": "全部县市", "url": "?", "on": False, "count": len(rows)},
            {"label": "逾期", "url": "?", "on": True, "count": 1234567 if kind == "ugly" else 3},
        ],
        "tabs": [
            {"label": "待办", "url": "#tabs", "current": True, "count": 0 if kind == "empty" else 12},
            {"label": "待阅", "url": "#tabs", "current": False, "count": 3},
            {"label": "已办", "url": "#tabs", "current": False},
        ],
        "steps": _steps(kind),
        "spine": _spine(kind),
        "events": [] if kind == "empty" else _events(kind, now),
        "facts": [("发文机关", "示例市教育局"), ("文号", "示教〔2021〕12号"), ("条款", "三（二）", "#facts")],
        "pairs": [
            ("来源", "附件 1 第 4.2 行", "#kv"),
            ("核定人", name),
            ("数值", None),
        ],
        "crumbs": [
            ("行动计划", "#crumbs"),
            (name, "#crumbs"),
            ("组件", ""),
        ],
    }


def _rows(kind: str) -> list[dict]:
    count = {"normal": 30, "empty": 0, "ugly": 400}[kind]
    return [
        {
            "name": LONG if kind == "ugly" and number % 3 == 0 else NAMES[number % 3],
            "stage": STAGES[number % len(STAGES)],
            "health": ["正常", "临期", "逾期", "受阻"][number % 4],
            "proof": ["无", "部分", "齐全"][number % 3],
            "count": 12345678 if kind == "ugly" else number,
            "share": "100.0%" if number % 2 else "66.7%",
            "when": clock.now() - dt.timedelta(hours=7 * number),
        }
        for number in range(count)
    ]


def _steps(kind: str) -> list[dict]:
    note = "还有 128 处需要逐条核对，其中 3 处两份文件互相矛盾" if kind == "ugly" else "还有 3 处"
    return [
        {"label": "放入文件", "state": "done", "url": "#steps"},
        {"label": "核对条款和目标", "state": "current", "url": "#steps", "note": note},
        {"label": "核对承接表", "state": "blocked", "url": "#steps", "note": "总数对不上"},
        {"label": "看差别", "state": "todo"},
        {"label": "载入", "state": "todo"},
    ]


def _spine(kind: str) -> list[dict]:
    far = 1 if kind == "empty" else 3
    labels = ["条款", "目标", "承接", "方案", "里程碑", "佐证", "指标", "督导", "认定"]
    texts = {
        "条款": "三（二）3. 加强教师队伍建设",
        "目标": "“双师型”教师占比超过 50%",
        "承接": "2021年9月承接",
    }
    return [
        {
            "label": label,
            "text": LONG if kind == "ugly" and place == 3 else texts.get(label, "还没有开始"),
            "state": "reached" if place < far else "now" if place == far else "ahead",
            "url": "#spine" if place < far else "",
        }
        for place, label in enumerate(labels)
    ]


def _events(kind: str, now: dt.datetime) -> list[dict]:
    who = LONG if kind == "ugly" else "林校长"
    return [
        {
            "when": now,
            "who": who,
            "what": "提交了实施方案",
            "note": "附签字盖章扫描件 3 页",
            "url": "#timeline",
        },
        {"when": now - dt.timedelta(days=3), "who": "项目办代录", "what": "登记了学校党委会纪要", "note": ""},
    ]
