"""Two registers as a site pack writes them: people, and projects."""

PEOPLE = {
    "key": "sample-teachers",
    "title": "教师示例",
    "group": "教师队伍",
    "tells": "每名教职工一条。",
    "identity": ["name", "id_number"],
    "shows": ["name", "title", "dual"],
    "checks": [{"key": "certificate", "rule": "expired", "field": "valid_until"}],
    "form": {
        "fields": [
            {"key": "name", "kind": "text", "label": "姓名", "required": True, "length": 20, "find": True},
            {
                "key": "id_number",
                "kind": "text",
                "label": "证件号码",
                "personal": True,
                "find": True,
                "length": 18,
            },
            {"key": "mobile", "kind": "text", "label": "手机", "personal": True, "length": 11},
            {
                "key": "title",
                "kind": "choice",
                "label": "职称",
                "find": True,
                "choices": [
                    {"key": "junior", "label": "助理讲师"},
                    {"key": "middle", "label": "讲师"},
                    {"key": "senior", "label": "高级讲师"},
                ],
            },
            {"key": "dual", "kind": "yes_no", "label": "双师型", "find": True},
            {
                "key": "practice",
                "kind": "table",
                "label": "企业实践",
                "columns": [
                    {"key": "starts", "kind": "date", "label": "开始"},
                    {"key": "months", "kind": "decimal", "label": "月数", "unit": "个月"},
                ],
            },
        ]
    },
}
PROJECTS = {
    "key": "sample-teams",
    "title": "团队示例",
    "group": "教师队伍",
    "tells": "每个教学创新团队一条。",
    "identity": ["name"],
    "shows": ["name", "leader"],
    "stages": "project",
    "expected": ["示范团队", "骨干团队"],
    "form": {
        "fields": [
            {"key": "name", "kind": "text", "label": "团队名称", "required": True, "length": 60},
            {"key": "leader", "kind": "text", "label": "负责人", "length": 20, "find": True},
            {"key": "members", "kind": "integer", "label": "成员", "unit": "人", "find": True, "low": 0},
        ]
    },
}
WANG = {
    "name": "王示例",
    "id_number": "11010119900101001X",
    "mobile": "10000000001",
    "title": "middle",
    "dual": True,
    "practice": [{"_row": "a", "starts": "2025-07-01", "months": "1.5"}],
}
LI = {"name": "李示例", "id_number": "110101199202020029", "title": "senior"}
