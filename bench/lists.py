"""A list of 20,000 teachers, read with every check

13 columns with dates in five shapes, identity numbers with their check sign, yes and no in five words. Yardsticks: the
bare parsers over the same file in the same run, openpyxl (read only) and python-calamine (in Rust), each in a process
of its own, as the reading is; memory is the largest of that process.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

from bench.rows import Row
from luoshi.core.lists.persons import check_sign

ROWS = 20_000
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静强磊军洋勇艳杰娟涛明超"
HEADS = ["序号", "姓名", "性别", "身份证号", "参加工作时间", "任教专业", "职称", "职称取得时间"]
HEADS += ["职业资格", "是否双师", "企业实践月数", "备注", "联系电话"]
FIELDS = [
    {"key": "name", "kind": "text", "label": "姓名", "required": True},
    {
        "key": "gender",
        "kind": "choice",
        "label": "性别",
        "choices": [{"key": "m", "label": "男"}, {"key": "f", "label": "女"}],
    },
    {"key": "id_number", "kind": "text", "label": "身份证号", "personal": True},
    {"key": "since", "kind": "month", "label": "参加工作时间"},
    {"key": "subject", "kind": "text", "label": "任教专业"},
    {"key": "title", "kind": "text", "label": "职称"},
    {"key": "title_since", "kind": "month", "label": "职称取得时间"},
    {"key": "skill", "kind": "text", "label": "职业资格"},
    {"key": "dual", "kind": "yes_no", "label": "是否双师"},
    {"key": "months", "kind": "integer", "label": "企业实践月数", "unit": "月"},
    {"key": "note", "kind": "text", "label": "备注"},
    {"key": "phone", "kind": "text", "label": "联系电话"},
]
MEASURED = """
import json, resource, sys, time
name, path, fields = sys.argv[1], sys.argv[2], sys.argv[3]
data = open(path, "rb").read()
if name == "ours":
    from luoshi.core.lists.task import read_file
    def work():
        options = {"fields": json.loads(fields), "identity": ["name", "id_number"]}
        return len(read_file([("教师.xlsx", data)], options)["rows"])
elif name == "openpyxl":
    import io, openpyxl
    def work():
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
else:
    import io
    from python_calamine import CalamineWorkbook
    def work():
        return len(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())
start = time.perf_counter()
count = work()
taken = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps([taken, peak, count]))
"""


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(made(ROWS))
        taken = {name: best(name, path) for name in ("ours", "openpyxl", "calamine")}
    ours, peak = taken["ours"]
    openpyxl, calamine = taken["openpyxl"][0], taken["calamine"][0]
    return [
        Row(f"read {ROWS:,} rows with every check", f"{ours:.1f} s", "≤ 30 s"),
        Row("memory of the reading", f"{peak} MB", "≤ 300 MB"),
        Row("against openpyxl, read only", f"{ours / openpyxl:.1f} × ({openpyxl:.1f} s)", "≤ 5 ×"),
        Row("against python-calamine", f"{ours / calamine:.1f} × ({calamine:.2f} s)", ""),
    ]


def best(name: str, path: Path) -> tuple[float, int]:
    """The quicker of two runs, and the memory of the larger."""
    runs = []
    for _ in range(2):
        command = [sys.executable, "-c", MEASURED, name, str(path), json.dumps(FIELDS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, peak, count = json.loads(done.stdout)
        assert count >= ROWS, f"{name} gave {count} rows"
        runs.append((seconds, peak))
    return min(each[0] for each in runs), max(each[1] for each in runs)


def made(count: int) -> bytes:
    """The list, the same each time."""
    chance = random.Random(5)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("教师")
        sheet.merge_range(0, 0, 0, len(HEADS) - 1, "教师情况统计表")
        sheet.write_row(1, 0, HEADS)
        for at in range(count):
            sheet.write_row(at + 2, 0, _row(at, chance))
    return out.getvalue()


def _row(at: int, chance: random.Random) -> list[object]:
    born = f"{chance.randint(1960, 2000)}0{chance.randint(1, 9)}1{chance.randint(0, 9)}"
    first = f"99{chance.randint(0, 9999):04d}{born}{at % 1000:03d}"
    return [
        at + 1,
        chance.choice(FAMILY) + chance.choice(GIVEN) + chance.choice(GIVEN),
        chance.choice("男女"),
        first + check_sign(first),
        chance.choice(["2021.9", "2021年9月", "20210901", "2021/9/1", 44440]),
        chance.choice(["数学", "语文", "护理", "机电技术应用"]),
        chance.choice(["讲师", "高级讲师", "助理讲师"]),
        f"{chance.randint(1990, 2020)}-0{chance.randint(1, 9)}",
        chance.choice(["", "技师", "高级工"]),
        chance.choice(["是", "√", "Y", "否", "—"]),
        chance.choice([0, 3, 6, "８", "12"]),
        "",
        f"138{at:08d}",
    ]
