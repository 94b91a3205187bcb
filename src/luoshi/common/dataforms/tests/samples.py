"""A form with a field of each sort that matters, and values that fit."""

CHOICES = [{"key": "public", "label": "公办"}, {"key": "private", "label": "民办"}]
CONTENT = {
    "fields": [
        {"key": "kind", "kind": "choice", "label": "性质", "required": True, "choices": CHOICES, "find": True},
        {"key": "council", "kind": "text", "label": "理事会名称",
         "shown_if": {"field": "kind", "op": "eq", "value": "private"}},
        {"key": "students", "kind": "integer", "label": "在校生", "unit": "人", "low": 0, "find": True},
        {"key": "share", "kind": "percent", "label": "双师占比", "low": "0", "high": "100", "find": True},
        {"key": "since", "kind": "date", "label": "建校日期", "find": True},
        {"key": "phone", "kind": "text", "label": "联系电话", "personal": True, "find": True},
        {"key": "papers", "kind": "evidence", "label": "证明材料", "most": 2},
        {"key": "money", "kind": "table", "label": "经费", "most": 300, "columns": [
            {"key": "year", "kind": "year", "label": "年度", "required": True, "unique": True},
            {"key": "sum", "kind": "money", "label": "金额", "unit": "万元", "sums": True, "find": True},
            {"key": "who", "kind": "text", "label": "经手人", "personal": True}]},
    ],
    "checks": [{"must": {"field": "money.count", "op": "le", "value": 300}, "message": "经费最多 300 行。"}],
}  # fmt: skip
VALUES = {
    "kind": "public",
    "students": 1200,
    "share": "62.5",
    "since": "1985-09-01",
    "phone": "07170000000",
    "money": [
        {"_row": "r1", "year": "2025", "sum": 50_000_000, "who": "示例张"},
        {"_row": "r2", "year": "2026", "sum": 125_000_000},
    ],
}
