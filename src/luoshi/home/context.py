"""What every page's frame needs: who acts, the menu of the role, the plans, the links of the person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models.functions import Length
from django.http import HttpRequest
from django.urls import get_urlconf
from django.urls import reverse as django_reverse

from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.notices.queries import unread_count
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.selection.queries import organises


@cache
def _address(name: str, urlconf: str | None) -> str:
    return django_reverse(name, urlconf)


def reverse(name: str) -> str:
    """The address of a page without parameters: the same for good under one table of addresses."""
    return _address(name, get_urlconf())


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """name: of the page it opens; permission: needed to see it; pages: names of the pages that belong to it.

    short: shown in the short menu of schools and guests too, under that label. group: the heading it stands under.
    own: there only for those whose organisation selects itself.
    """

    label: str
    icon: str
    name: str
    permission: str = ""
    pages: tuple[str, ...] = ()
    short: str = ""
    group: str = ""
    own: bool = False


PROFILE_PAGES = ("profiles", "profile", "edit-profile", "upload-profile", "print-profile")
FORM_PAGES = (
    "new-form",
    "form",
    "form-facts",
    "form-version",
    "add-field",
    "edit-field",
    "try-form",
    "publish-form",
)
IMPORT_PAGES = ("import-new", "import", "import-difference")
PAPER_PAGES = ("approval", "brief", "briefs", "new-brief", "edit-brief", "routes", "route", "delegations")
FILED_PAGES = ("filed-paper", "scans", "scans-new", "scan-batch", "scan-pages", "scan-page")
DUTY_PAGES = ("matrix", "duty", "change-requests", "change-request")
ROUND_PAGES = (
    "round",
    "new-round",
    "edit-round",
    "round-tasks",
    "round-schools",
    "extend-round",
    "round-overview",
    "judge-wish",
    "confirm-round",
    "round-list",
    "application",
    "choose-tasks",
    "edit-wish",
)
EVIDENCE_PAGES = (
    *("evidence-piece", "add-evidence", "add-evidence-link", "evidence-added", "edit-evidence"),
    *("evidence-gaps", "evidence-rule"),
    *("binders", "binder", "new-binder", "binder-folder", "add-binder-contents", "upload-to-binder"),
    *("new-checklist", "change-checklist", "binder-checklist"),
)
WORKPLAN_PAGES = (
    "workplan",
    "edit-workplan-part",
    "workplan-timetable",
    "workplan-roadmap",
    "plan-roadmap",
    "roadmap",
    "city-numbers",
    "change-goals-workplan",
    "compare-workplan",
)
PROGRESS_PAGES = (
    *("milestone", "update", "many-updates", "behind"),
    *("money", "plan-money", "money-rule", "money-quarter", "fill-money", "money-finance"),
    *(
        "cases",
        "case",
        "new-case",
        "add-letter",
        "edit-case-facts",
        "edit-letter",
        "return-reply",
        "note-talk",
        "note-circular",
        "matters",
        "matter",
        "new-matter",
        "ask-outside",
        "meetings",
        "new-meeting",
        "meeting",
        "edit-meeting",
        "resolution",
        "add-resolution",
        "edit-resolution",
    ),
    *("reports", "report", "edit-report", "report-period", "report-terms"),
)
RETURN_PAGES = (
    *("return", "new-return", "edit-return", "return-recipients", "return-template", "extend-return"),
    *("send-up-return", "urge-return", "return-values", "return-sheet", "fill-sheet", "doubt-sheet"),
    *("upload-return-sheet", "burden"),
)
REGISTER_PAGES = (
    *("register", "register-settings", "register-entry", "add-register-entry", "change-register-entry"),
    *("end-register-entry", "note-register-stage", "register-expected", "register-checks", "register-sheet"),
    *("register-entry-history", "entry-run"),
    *("register-snapshots", "register-snapshot", "merge-register-entry", "reveal-register-entry"),
)
ALERT_PAGES = ("alert", "answer-alert", "plan-alert-rules", "alert-rules")
INDICATOR_PAGES = (
    *("indicator", "make-indicator", "change-indicator", "recount-indicator", "figure", "printed-figure"),
    *("filings", "filing", "new-filing", "change-filing", "filing-sheet", "fill-filing", "filing-line"),
)
COCKPIT_PAGES = (
    *("cockpit", "cockpit-figure", "cockpit-terms", "school-page", "weeks", "week-page"),
    *("upward", "upward-package", "upward-shape"),
)
PANEL_PAGES = (
    *("panel", "panel-experts", "panel-expert", "panel-new-expert", "panel-edit-expert", "panel-bind-expert"),
    *(
        "panel-text",
        "panel-choose",
        "panel-start-draw",
        "panel-draw",
        "panel-conflicts",
        "panel-set-conflict",
    ),
    *("panel-hands", "panel-give", "panel-pass-on"),
)
REVIEW_PAGES = ("review-task", "review-declare", "own-panels", "own-panel", "panel-declare-unit")
MADE_PAGES = (
    *("made-report", "new-made-report", "made-report-since", "report-templates", "report-template"),
    *("report-markers", "template-version"),
)
APPLY_PAGES = (
    *("apply-page", "apply-new", "apply-basics", "apply-form", "apply-people", "apply-own-selection"),
    *("apply-from-library", "apply-named"),
    *("apply-ranking", "apply-paper", "apply-end-checks"),
)
AWARD_PAGES = (
    *(
        "award",
        "award-mid-term",
        "award-accept",
        "award-recognise",
        "award-renew",
        "award-revoke",
        "award-link",
    ),
    *("recognition-calls", "recognition-call", "announced", "announcement"),
)
OUTCOME_PAGES = (
    *("outcome", "outcome-say-change", "outcome-decide", "outcome-publish", "outcome-objections"),
    *("outcome-notice", "outcome-correct", "outcome-official", "outcome-register", "outcome-objection"),
)
UPWARD_PAGES = (
    *("recommendation", "recommendation-decide", "recommendation-draw", "recommendation-send"),
    *("recommendation-results", "recommendation-results-upload", "recommendation-results-check"),
    *("recommendation-name-upper", "recommendation-promote", "recommendation-lower"),
)
SELECTION_PAGES = (
    *("selection-packages", "selection-package", "selection-log"),
    *("call", "new-call", "edit-call", "call-quotas", "reckon-call-quotas", "call-host", "extend-call"),
    *(
        "selection-kinds",
        "new-selection-kind",
        "selection-kind",
        "edit-selection-kind",
        "selection-kind-rules",
    ),
    *("add-kind-condition", "edit-kind-condition"),
    *(
        "review-rounds",
        "review-results",
        "review-result",
        "review-give-third",
        "review-copies",
        "review-copy",
    ),
)
MENU = [  # in the order of the process
    MenuEntry("工作台", "home", "desk", short="工作台"),
    MenuEntry("驾驶舱", "layout-dashboard", "cockpit-now", "read_forms", COCKPIT_PAGES, short="驾驶舱"),
    MenuEntry("政策", "file-text", "documents", "read_plans", ("document", "clause"), group="部署"),
    MenuEntry("导入", "file-import", "imports", "import_policy", IMPORT_PAGES, group="部署"),
    MenuEntry(
        "计划", "checklist", "plans", "read_plans", ("plan", "plan-tasks", "plan-gaps", "task"), group="部署"
    ),
    MenuEntry("承接", "table", "matrix-now", "read_plans", DUTY_PAGES, short="承接", group="部署"),
    MenuEntry(
        "承接申报", "list-check", "rounds", "write_papers", ROUND_PAGES, short="承接申报", group="部署"
    ),
    MenuEntry(
        "实施方案",
        "clipboard-check",
        "workplans",
        "write_papers",
        WORKPLAN_PAGES,
        short="实施方案",
        group="落实",
    ),
    MenuEntry("进展", "progress", "my-milestones", "read_plans", PROGRESS_PAGES, short="进展", group="落实"),
    MenuEntry("收表", "inbox", "returns", "read_forms", RETURN_PAGES, short="收表", group="落实"),
    MenuEntry(
        "佐证材料", "paperclip", "evidence", "read_evidence", EVIDENCE_PAGES, short="佐证材料", group="落实"
    ),
    MenuEntry("台账", "database", "registers", "read_registers", REGISTER_PAGES, short="台账", group="数据"),
    MenuEntry("指标", "chart-bar", "indicators", "read_figures", INDICATOR_PAGES, short="指标", group="数据"),
    MenuEntry("预警", "alert-triangle", "alerts", "read_forms", ALERT_PAGES, short="预警", group="数据"),
    MenuEntry(
        "遴选申报",
        "list-check",
        "selection-applications",
        "read_selections",
        APPLY_PAGES,
        short="遴选申报",
        group="评价",
    ),
    MenuEntry("评审台", "scale", "review-desk", "review_selections", REVIEW_PAGES, "评审台", "评价"),
    MenuEntry("评审组", "users-group", "panels", "run_selections", PANEL_PAGES, "评审组", "评价", own=True),
    MenuEntry(
        "评审组", "users-group", "panels", "host_selections", PANEL_PAGES, short="评审组", group="评价"
    ),
    MenuEntry(
        "审定公示", "certificate", "outcomes", "run_selections", OUTCOME_PAGES, "审定公示", "评价", own=True
    ),
    MenuEntry("审定公示", "certificate", "outcomes", "watch_selections", OUTCOME_PAGES, "审定公示", "评价"),
    MenuEntry("举报", "flag", "misconduct-list", "watch_selections", ("misconduct",), "举报", "评价"),
    MenuEntry("评审组", "user-check", "panels", "watch_selections", PANEL_PAGES, "评审组", "评价"),
    MenuEntry("遴选", "trophy", "calls", "read_selections", SELECTION_PAGES, short="遴选", group="评价"),
    MenuEntry(
        "推荐上报", "send", "recommendations", "run_selections", UPWARD_PAGES, "推荐上报", "评价", own=True
    ),
    MenuEntry("认定", "certificate", "awards", "read_selections", AWARD_PAGES, group="评价"),
    MenuEntry("认定", "certificate", "awards", "confirm_registers", AWARD_PAGES, "认定", "评价"),
    MenuEntry("审批", "rubber-stamp", "approvals", "write_papers", PAPER_PAGES, short="审批", group="公文"),
    MenuEntry("报送件", "file-certificate", "filed-papers", "handle_papers", FILED_PAGES, group="公文"),
    MenuEntry(
        "报告", "file-type-doc", "made-reports", "read_reports", MADE_PAGES, short="报告", group="公文"
    ),
    MenuEntry("单位", "building", "organisations", "", ("organisation", *PROFILE_PAGES), group="管理"),
    MenuEntry("填报表", "clipboard-list", "forms", "edit_forms", FORM_PAGES, group="管理"),
    MenuEntry("人员", "users", "people", "see_people", ("person", "new-person"), group="管理"),
    MenuEntry("账号", "key", "accounts", "manage_accounts", ("account",), group="管理"),
    MenuEntry("消息通道", "send", "channels", "manage_site", ("channel", "new-channel"), group="管理"),
    MenuEntry("工作日历", "calendar", "workdays", "", ("holidays", "own-workdays"), group="管理"),
    MenuEntry("操作日志", "list-details", "log", "read_log", group="管理"),
]
OWN_TASKS = MenuEntry("我的任务", "clipboard-list", "own-organisation", "read_plans", short="我的任务")
SHORT_MENU_LEVELS = ("school", "any")
BOTTOM = (
    *("desk", "own-organisation", "my-milestones", "matrix-now", "plans", "review-desk", "notices"),
    "search",
)
BOTTOM_OF_TEACHERS = ("desk", "own-organisation", "my-milestones", "selection-applications", "notices")
NOTICES = MenuEntry("消息", "bell", "notices", "", ("notice",))
SEARCH = MenuEntry("搜索", "search", "search")
LAST_PLAN = "plan"  # in the session


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's context; for somebody not signed in only what a public page shows."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return {
            "sign_in_url": reverse("sign-in"),
            "home_url": "/",
            "sample_data": settings.LUOSHI_MODE == "demo",
        }
    menu = _menu(request, actor)
    wanted = BOTTOM_OF_TEACHERS if actor.role == "teacher" else BOTTOM
    bottom = [*menu, _item(request, NOTICES), _item(request, SEARCH)]
    unread, read_here = unread_count(actor.user_id, getattr(request, "posts", []), request.path)
    return {
        "actor": actor,
        "posts": getattr(request, "posts", []),
        "menu": menu,
        "bottom_menu": [item for item in bottom if item["name"] in wanted][:5],
        "home_url": reverse("desk"),
        "search_url": reverse("search"),
        "notices_url": reverse("notices"),
        "bell_count": unread,
        "read_here": [django_reverse("notice-read", args=[key]) for key in read_here],
        "account_links": _account_links(actor),
        "switch_post_url": reverse("switch-post"),
        "sign_out_url": reverse("sign-out"),
        "sample_data": settings.LUOSHI_MODE == "demo",
        **_plans(request, actor),
    }


def _menu(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """Schools and guests have what concerns them, bureaus all that their role allows."""
    role = ROLES.get(actor.role)
    if role is not None and role.level in SHORT_MENU_LEVELS:
        own = organises(actor)
        entries = [
            MENU[0],
            OWN_TASKS,
            *(entry for entry in MENU[1:] if entry.short and (own or not entry.own)),
        ]
    else:
        entries = MENU
    return [_item(request, entry) for entry in entries if not entry.permission or actor.may(entry.permission)]


def _item(request: HttpRequest, entry: MenuEntry) -> dict[str, Any]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "label": entry.label,
        "group": entry.group,
        "icon": entry.icon,
        "name": entry.name,
        "url": reverse(entry.name),
        "current": here == entry.name or here in entry.pages,
    }


def _plans(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The switch between plans; only where there are several to choose from."""
    here = request.resolver_match.kwargs.get("plan") if request.resolver_match else None
    rows = (
        plans_visible_to(actor)
        .select_related(None)
        .order_by("-start", "-id")
        .values_list("public_id", "short")
    )
    plans = [
        {"label": short, "url": django_reverse("plan", args=[public_id]), "current": public_id == here}
        for public_id, short in rows[:20]
    ]
    if len(plans) < 2:
        return {"plan_switch": []}
    _remember(request, here if any(plan["current"] for plan in plans) else None)
    return {"plan_switch": plans, "current_plan": next((plan for plan in plans if plan["current"]), None)}


def _remember(request: HttpRequest, plan: str | None) -> None:
    """The plan last looked at is kept with the session, written only when it is another one."""
    if plan is not None and request.session.get(LAST_PLAN) != plan:
        request.session[LAST_PLAN] = plan


def plan_at_hand(request: HttpRequest) -> Plan | None:
    """The plan last looked at, else the newest of the highest issuer: a school's own plan comes after those it answers
    for above. None when the actor sees none.
    """
    plans = plans_visible_to(request.actor)
    last = request.session.get(LAST_PLAN)
    return (last and plans.filter(public_id=last).first()) or plans.order_by(
        Length("issuer__path"), "-id"
    ).first()


def _account_links(actor: Actor) -> list[dict[str, str]]:
    """What lies behind the person's own name, for those with the short menu too."""
    pages = [
        ("我的账号", "me", ""),
        ("消息设置", "wishes", ""),
        ("本单位人员", "people", "see_people"),
        ("报送件", "filed-papers", "handle_papers"),
        ("岗位与权限", "roles", "read_roles"),
        ("办理规则", "rules", ""),
        ("工作日历", "workdays", ""),
    ]
    return [
        {"label": label, "url": reverse(name)}
        for label, name, permission in pages
        if not permission or actor.may(permission)
    ]
