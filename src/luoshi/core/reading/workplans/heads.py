"""What the columns of a school's table are called, and what each of them holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..due_words import read_due
from ..tables.grid import Grid, Row, Slot, plain

# The first that fits wins; `content` is a task or a step, as the other columns decide.
_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sum", re.compile(r"小计|合计|总计|总额|总投入|总预算")),
    ("number", re.compile(r"(?:序号|编号|序|No\.?|行次)")),
    ("code", re.compile(r"(?:任务|项目|承接)?(?:任务|项目|事项)(?:编号|序号|代码|编码)|任务号")),
    ("source", re.compile(r"(?:资金|经费|投入)?(?:来源|渠道)(?:渠道)?")),
    ("year", re.compile(r"(?:年度|年份|预算年度)")),
    ("group", re.compile(r"[一二]级指标(?:名称)?|指标类[别型]")),
    ("indicator", re.compile(r"三级指标(?:名称)?|(?:绩效|考核|具体|主要)?指标(?:名称|内容)|指标")),
    ("unit", re.compile(r"(?:计量|度量|指标)?单位")),
    ("base", re.compile(r"(?:现状|基准|基础|当前|原有|起始)(?:值|数|情况)?|\d{4}年?(?:现状|基数)(?:值)?")),
    ("target", re.compile(r"(?:预期|绩效|年度|总体|建设|终期)?(?:目标值|指标值)|目标数|终期目标")),
    ("start", re.compile(r"(?:计划|拟)?(?:开始|起始|启动|开工)(?:时间|日期|年月)?")),
    (
        "leader",
        re.compile(r"(?:责任|分管|牵头|包保|挂点|主管|联系)(?:校|院)?领导|分管(?:副?校长|负责人)|责任校长"),
    ),
    (
        "owner",
        re.compile(
            r"(?:第一|直接|具体|项目|任务|工作|主要)?(?:责任人|负责人|承办人|经办人|主持人|联系人|牵头人|执行人|落实人)员?|责任人员|责任人及部门"
        ),
    ),
    (
        "helper",
        re.compile(
            r"(?:配合|协办|协助|协同|参与|参加|支持|合作)(?:部门|单位|处室|科室|人员|企业|人)?(?:\(人\))?|成员|团队成员|项目组成员"
        ),
    ),
    (
        "department",
        re.compile(
            r"(?:责任|牵头|承办|主责|主办|实施|负责|承担|执行|归口)(?:责任)?(?:部门|处室|科室|单位|主体)(?:及责任人)?|部门|处室|责任(?:部门)?"
        ),
    ),
    (
        "due",
        re.compile(
            r"(?:计划|预计|拟|要求)?(?:完成|截止|结束|办结)(?:时间|时限|日期|节点|期限|年月)?(?:节点|安排)?|(?:时间|进度|时序)(?:节点|安排|进度|要求|表|段)?|(?:工作|办结)?时限(?:要求)?|起止(?:时间|日期|年月)|实施(?:时间|周期|期限)|工期|期限|日期"
        ),
    ),
    (
        "result",
        re.compile(
            r"(?:预期|标志性|主要|阶段|最终|建设|验收|完成)?(?:性)?(?:成果|成效|产出|标志)(?:形式|名称|材料|及形式)?|验收(?:要点|标准|依据|材料)|(?:佐证|支撑|印证|过程)材料|考核(?:指标|标准|要点)|完成标志|预期(?:目标|效果)|完成标准|交付物"
        ),
    ),
    ("duties", re.compile(r"(?:责任|职责|任务|工作)?分工(?:情况)?|责任落实")),
    ("weight", re.compile(r"权重|分值")),
    ("note", re.compile(r"备注|说明|完成情况|进展(?:情况)?|是否完成")),
    ("money", re.compile(r"(?:项目)?(?:经费|资金|预算|投入|金额)(?:预算|投入|安排|额度|金额|概算)?")),
    (
        "subtask",
        re.compile(r"(?:[二三]级|子|分|分项)(?:任务|项目)(?:名称)?|建设(?:要点|子项)|分解任务|具体任务"),
    ),
    (
        "step",
        re.compile(
            r"(?:主要|工作|具体|实施|推进|落实|重点|建设|保障|任务|关键)?(?:举措|措施|步骤|做法|环节|节点任务|里程碑)(?:内容)?|阶段(?:任务|工作|性任务)|工作(?:安排|要点|事项|分解)|(?:任务|项目)分解|活动(?:内容|名称)|事项"
        ),
    ),
    (
        "content",
        re.compile(r"(?:主要|工作|任务|建设|实施|项目|具体|重点|推进)?(?:工作)?内容|工作任务(?:内容)?"),
    ),
    (
        "task",
        re.compile(
            r"(?:一级|建设|重点|承接|主要|总|所属|对应|国家)?(?:任务|项目)(?:名称|领域|类别)?|任务(?:\(项目\))(?:名称)?|承接(?:任务)?项目|建设项目|一级任务"
        ),
    ),
)
_SOURCES = re.compile(
    r"(?:中央|国家|省级?|市级?|县级?|区级?|地方|各级|本级)?(?:财政|专项)(?:资金|投入|拨款|经费|补助|预算)?|(?:中央|国家|省级?|市级?|县级?|地方|上级)(?:各级)?(?:资金|投入|补助|经费|奖补|专项)?"
    r"|举办方(?:资金|投入)?|(?:行业|合作)?(?:企业|行业)(?:资金|投入|支持|捐赠)?|(?:学校|单位)?自[筹有](?:资金|经费|投入)?|学校(?:资金|投入)|其他(?:资金|来源|渠道)?(?:资金)?|社会(?:资金|捐赠|投入)"
)
_PERIOD = re.compile(r"(?:(?:19|20)\d{2}|[上下]半年|第?[一二三四1-4]季度|\d{1,2}月)")


@dataclass(frozen=True, slots=True)
class Head:
    """The heading rows of a table: what each column is called and what it holds; `after` is the last heading row."""

    names: Mapping[int, str]
    roles: Mapping[int, str]
    after: int

    @property
    def kinds(self) -> int:
        """How many different kinds of columns are named."""
        return len(set(self.roles.values()))

    def column(self, role: str) -> int | None:
        return next((column for column, own in sorted(self.roles.items()) if own == role), None)

    def columns(self, role: str) -> list[int]:
        return [column for column, own in sorted(self.roles.items()) if own == role]

    def has(self, *roles: str) -> bool:
        return any(role in self.roles.values() for role in roles)


def role_of(name: str) -> str:
    """The role of one column by its heading, empty where the heading is of no known kind."""
    bare = re.sub(r"\((?:万元|元|单位[:：]?万?元|%|％)\)|[:：*]", "", plain(name))
    bare = re.sub(r"\([^)]*\)\Z", "", bare) or bare
    if not bare or len(bare) > 20:
        return ""
    if _SOURCES.fullmatch(bare):
        return "source_amount"
    if is_period(bare):
        return "period"
    for role, pattern in _NAMES:
        if pattern.fullmatch(bare):
            return role
    return ""


def is_period(name: str) -> bool:
    """2021年度, 2022年上半年, 2023年目标, 2021: a column of its own for each stretch of time."""
    bare = re.sub(
        r"(?:年度)?(?:目标值?|任务|计划|建设(?:任务|内容)|工作(?:任务|内容)?|安排|预算|经费|投入|指标值?)\Z",
        "",
        plain(name),
    )
    bare = bare if len(bare) >= 4 else plain(name)
    due = read_due(bare, year=2000)
    return bool(_PERIOD.match(bare) and due.certain and due.due and not due.recurrence and len(bare) <= 12)


def find_head(grid: Grid) -> Head | None:
    """The heading of the table: the row among the first that names most columns, and what belongs to it."""
    best: Head | None = None
    for number, (at, row) in enumerate(grid):
        if number >= 6:
            break
        if not len({slot.cell.column if not grid.flipped else slot.cell.row for slot in row.values()}) >= 2:
            continue
        for head in _heads_at(grid, at):
            if best is None or head.kinds > best.kinds:
                best = head
    return best if best and best.kinds >= 2 else None


def _heads_at(grid: Grid, at: int) -> Iterator[Head]:
    """The row alone, and with the row below where merged cells or parted ones show that the heading goes on."""
    depth = max((_depth(grid, slot) for slot in grid.rows[at].values() if slot.text), default=1)
    for rows in dict.fromkeys((min(depth, 3), 1, 2 if _is_parted(grid, at) else 1)):
        lines = [grid.rows.get(at + step, {}) for step in range(rows)]
        names = {column: _joined(lines, column) for row in lines for column in row}
        roles = {column: role for column, name in names.items() if (role := _role(name))}
        yield Head(names, roles, at + rows - 1)


def _depth(grid: Grid, slot: Slot) -> int:
    own = slot.cell.column_span if grid.flipped else slot.cell.row_span
    return own if not slot.covered else 1


def _is_parted(grid: Grid, at: int) -> bool:
    """A cell over several columns: what stands below it parts it."""
    wide = [
        slot
        for slot in grid.rows[at].values()
        if (slot.cell.row_span if grid.flipped else slot.cell.column_span) > 1
    ]
    return bool(wide) and len({id(slot.cell) for slot in grid.rows[at].values()}) >= 2


def _joined(lines: list[Row], column: int) -> str:
    """Headings above one another, each once: 责任主体/责任人."""
    said: list[str] = []
    for row in lines:
        slot = row.get(column)
        if slot and slot.text and (not said or said[-1] != slot.text):
            said.append(slot.text)
    return "/".join(said)


def _role(name: str) -> str:
    """The lowest heading tells; where it tells nothing the one above; 2021年/中央 is a source within a year."""
    parts = name.split("/")
    roles = [role_of(part) for part in parts]
    if len(parts) > 1:
        whole = role_of("".join(parts))
        if "period" in roles and "source_amount" in roles:
            return "source_amount"
        if "period" in roles and "sum" in roles:
            return "sum"
        if whole == "period":
            return "period"
    return next((role for role in reversed(roles) if role), "") or role_of("".join(parts))


def is_head_again(row: Row, head: Head) -> bool:
    """The heading printed once more, as at the top of a page."""
    said = [(plain(slot.text), column) for column, slot in row.items() if slot.text]
    same = [plain(text) in plain(head.names.get(column, "")) for text, column in said]
    return len(said) >= 2 and all(same)


def headed(grid: Grid) -> tuple[Grid, Head | None]:
    """The table as it stands or, where its first column holds the headings, turned."""
    head = find_head(grid)
    flipped = grid.flip()
    turned = find_head(flipped)
    if turned and turned.kinds >= 3 and (head is None or turned.kinds > head.kinds):
        return flipped, turned
    return grid, head
