"""Roles are code: what each may do is reviewed like code and shown as a page.

A permission says what somebody may do at all; over which rows is decided by the acting membership's organisation
(`can_…` predicates and `…_visible_to`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

PERMISSIONS = {
    "read_plans": "查看计划、任务和承接矩阵",
    "import_policy": "导入政策文件，处理疑点，装载计划",
    "edit_plan": "新建和修改计划、任务、目标、日程、承接",
    "edit_forms": "制作、修改、发布本单位的填报表",
    "manage_duties": "办理本单位的责任项：申报承接、申请变更、合并同一工作",
    "fill_forms": "代表本单位填报",
    "read_forms": "查看本单位及下属单位的填报内容",
    "see_people": "查看本单位及下属单位人员",
    "manage_accounts": "发放邀请和重设密码，停用账号",
    "grant_roles": "登记人员，确认各单位上报的名单，授予和收回岗位，办理离岗移交",
    "propose_people": "填报本单位人员名单，报安全管理员确认",
    "manage_departments": "设立、更名和撤销本单位处室（科室）",
    "manage_organisations": "办理单位设立、更名、合并、分设、撤销和调整隶属",
    "write_papers": "起草呈批件，发起审批，授权代办",
    "edit_routes": "修改本单位的审批流程",
    "enter_decisions": "代录本单位领导和会议的决定，登记代办授权",
    "send_notices": "向本单位和下属单位发送消息，催办",
    "set_reminders": "设置提醒规则",
    "set_workdays": "登记本单位及下属单位自己的放假和调课上班日",
    "manage_site": "管理节假日表、邮件和消息通道",
    "handle_papers": "打印报送件，上传盖章扫描件，人工归位",
    "receive_papers": "登记收到的纸质盖章件",
    "read_evidence": "查看本单位及下属单位的佐证材料",
    "add_evidence": "向本单位材料库添加佐证材料，引用佐证材料",
    "manage_evidence": "更正、撤回、恢复本单位任何人添加的佐证材料",
    "make_binders": "编排本单位、下属单位的材料包，生成压缩文件下载",
    "read_money": "查看本单位及下属单位的资金使用",
    "enter_money": "填报本单位的资金使用",
    "read_meetings": "查看本单位召集、参加的和下属单位的调度会",
    "call_meetings": "召集调度会，记议定事项，发督办函",
    "read_registers": "查看本单位及下属单位的台账",
    "keep_registers": "登记和修改本单位的台账条目",
    "confirm_registers": "确认本单位的台账条目，登记建设阶段，结束条目",
    "check_registers": "核对、退回下属单位的台账条目",
    "edit_registers": "设置本单位归口的台账",
    "read_figures": "查看本单位及下属单位的指标数据和汇总",
    "enter_figures": "填报本单位的指标数据",
    "edit_indicators": "制定指标口径，发起指标填报，审定数据",
    "read_reports": "查看本单位生成的通报、总结和清单",
    "make_reports": "生成本单位的通报、总结和清单，维护本单位的模板",
    "read_selections": "查看本单位及下属单位的遴选和申报",
    "run_selections": "制定本单位的遴选类别，发起本单位的遴选，组织受理、评审、公示和认定",
    "lead_selections": "分管本单位组织的遴选：确认延期和名单更改，查看结果，核查异议",
    "apply_selections": "代表本单位填报、报送遴选申报；申报本校组织的遴选",
    "rank_selections": "审核下属学校的遴选申报并在限额内排序推荐",
    "review_selections": "评审分给本人的遴选申报",
    "host_selections": "承办上级交办的遴选：按遴选写明的范围办理形式审查、组建评审组、组织评审",
    "watch_selections": "监督遴选的抽取、回避、改派和评审记录，受理举报",
    "read_log": "查看操作日志",
    "read_roles": "查看岗位与权限对照",
}


@dataclass(frozen=True, slots=True)
class Role:
    """key: in the database; name and words: shown to people; level: where such a post exists."""

    key: str
    name: str
    words: str
    level: str
    permissions: frozenset[str]


def _role(key: str, name: str, level: str, words: str, *permissions: str) -> Role:
    return Role(key, name, words, level, frozenset({"read_roles", *permissions}))


_READ = ("read_plans",)
_PEOPLE = ("read_plans", "see_people", "read_forms", "send_notices")
_ALL = [
    _role(
        "city_officer",
        "市局经办",
        "city",
        "市教育局科室经办人，办理计划的日常工作",
        *_PEOPLE,
        "import_policy",
        "edit_plan",
        "edit_forms",
        "set_reminders",
    ),
    _role(
        "section_head",
        "市局科长",
        "city",
        "市教育局科室负责人，审核本科室办理的事项",
        *_PEOPLE,
        "import_policy",
        "edit_plan",
        "edit_forms",
        "set_reminders",
    ),
    _role("bureau_leader", "市局领导", "city", "市教育局分管领导，审定重要事项", *_PEOPLE),
    _role(
        "county_officer",
        "县局经办",
        "county",
        "县市教育局股室经办人，审核本县学校报送的材料",
        *_PEOPLE,
        "edit_forms",
        "propose_people",
        "manage_departments",
    ),
    _role("county_leader", "县局领导", "county", "县市教育局分管领导", *_PEOPLE),
    _role("school_head", "校长", "school", "学校行政负责人", *_PEOPLE, "manage_duties"),
    _role("party_secretary", "党组织书记", "school", "学校党组织负责人", *_PEOPLE),
    _role("deputy_head", "副校长", "school", "分管校领导", *_PEOPLE, "manage_duties"),
    _role("council_chair", "理事长", "school", "民办学校理事会（董事会）负责人，审定学校重要事项", *_PEOPLE),
    _role(
        "office",
        "项目办",
        "school",
        "学校项目办，汇总本校方案和进展，填报本校人员和处室",
        *_PEOPLE,
        "manage_duties",
        "propose_people",
        "manage_departments",
        "fill_forms",
    ),
    _role("department_head", "处室负责人", "school", "学校处室负责人", *_PEOPLE),
    _role("task_owner", "任务责任人", "school", "学校某项任务的责任人", *_READ),
    _role("teacher", "教师", "school", "参与任务、提供材料的教师", *_READ),
    _role("finance", "财务", "school", "学校财务人员", *_READ),
    _role("expert", "评审专家", "any", "受邀评审的专家", *_READ),
    _role("inspector", "督学", "any", "参加督导的人员", *_READ),
    _role("monitor", "监督员", "any", "纪检监督人员", *_READ),
    _role("host", "承办经办", "any", "承办单位办理遴选、比赛事务的人，只办上级交办的那一次", *_READ),
    _role("enterprise", "企业", "enterprise", "合作企业联系人"),
    _role(
        "system_admin",
        "系统管理员",
        "site",
        "管理账号、资源和备份，不接触业务内容",
        "manage_accounts",
        "manage_site",
    ),
    _role(
        "security_admin",
        "安全管理员",
        "site",
        "登记人员，管理单位、岗位与权限，不接触业务内容",
        "see_people",
        "grant_roles",
        "manage_departments",
        "manage_organisations",
    ),
    _role("log_admin", "日志员", "site", "只查看操作日志", "read_log"),
]
# Who writes papers (and sees the people of his organisation), edits its routes, enters decisions made on paper,
# reads evidence, adds to it, puts binders together.
_PAPERS = {
    "write_papers": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *(
            "school_head",
            "party_secretary",
            "deputy_head",
            "office",
            "department_head",
        ),
    },
    "edit_routes": {"section_head", "county_officer", "school_head", "office"},
    "enter_decisions": {"city_officer", "section_head", "county_officer", "office"},
    "set_workdays": {"city_officer", "section_head", "county_officer"},
    # who handles what is stamped, and who keeps the register of paper copies
    "handle_papers": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "office", "department_head"),
        "council_chair",
    },
    "receive_papers": {"city_officer", "section_head", "county_officer", "office"},
    "read_evidence": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "council_chair", "office"),
        *("department_head", "task_owner", "teacher", "finance"),
    },
    "add_evidence": {
        *("school_head", "deputy_head", "office", "department_head", "task_owner", "teacher", "finance"),
    },
    "manage_evidence": {"office"},
    "make_binders": {
        *("city_officer", "section_head", "county_officer", "school_head", "deputy_head", "office"),
    },
    # who reads money in use, and who fills it in for a school
    "read_money": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "council_chair", "office", "finance"),
    },
    "enter_money": {"office", "finance"},
    # who reads figures, and who enters them for his organisation
    "read_figures": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "council_chair", "office"),
        *("department_head", "finance"),
    },
    "enter_figures": {"city_officer", "section_head", "county_officer", "office"},
    "edit_indicators": {"city_officer", "section_head"},
    # who reads meetings, and who calls them for his organisation
    "read_meetings": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "council_chair", "office", "department_head"),
    },
    # who reads registers, who writes entries and confirms them for a school, who checks them above it
    "read_registers": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "council_chair", "office", "department_head"),
    },
    "keep_registers": {"school_head", "deputy_head", "office", "department_head"},
    "confirm_registers": {"school_head", "deputy_head", "office"},
    "check_registers": {"city_officer", "section_head", "county_officer"},
    "edit_registers": {"city_officer", "section_head"},
    # who reads the reports of his organisation, who makes them and keeps its templates
    "read_reports": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "council_chair", "office"),
    },
    "make_reports": {"city_officer", "section_head", "county_officer", "office"},
    # who reads selections, who runs them, who applies, ranks, reviews, watches
    "read_selections": {
        *("city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"),
        *("school_head", "party_secretary", "deputy_head", "council_chair", "office"),
        *("department_head", "task_owner", "teacher", "monitor", "host"),
    },
    "run_selections": {"city_officer", "section_head", "county_officer", "deputy_head", "office"},
    "lead_selections": {"bureau_leader", "county_leader", "school_head"},
    "apply_selections": {
        *("school_head", "deputy_head", "office", "department_head", "task_owner", "teacher"),
    },
    "rank_selections": {"county_officer", "office"},
    "review_selections": {"expert"},
    "watch_selections": {"monitor"},
    "host_selections": {"host"},
    "call_meetings": {
        *("city_officer", "section_head", "county_officer", "school_head", "deputy_head", "office"),
    },
}


def _with_papers(role: Role) -> Role:
    more = {permission for permission, keys in _PAPERS.items() if role.key in keys}
    return replace(role, permissions=role.permissions | more)


ROLES = {role.key: _with_papers(role) for role in _ALL}
LEVELS = {
    "city": "市教育局",
    "county": "县市教育局",
    "school": "学校",
    "enterprise": "企业",
    "site": "市教育局（管理员）",
    "any": "各类单位",
}
ONLY_PRIVATE = frozenset({"council_chair"})  # posts that only private schools have
SEPARATED = ("system_admin", "security_admin", "log_admin")  # nobody holds two of these
