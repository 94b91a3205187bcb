"""Indicators of every way there is, as the site pack writes them."""

_STOCK = {"nature": "stock", "period": "quarter", "scale": 0, "scope": "all", "group": "教师队伍"}
DUAL = {"field": "dual", "op": "eq", "value": True}
INDICATORS = {
    "land": {
        **_STOCK,
        "title": "占地面积示例",
        "kind": "typed",
        "unit": "平方米",
        "definition": "产权占地。",
        "rules": {"low": 0, "jump": 20, "peers": 5},
        "standard": {
            "comparator": "at_least",
            "quantity": 40000,
            "level": "each",
            "basis": "教职成〔2010〕12号",
        },
    },
    "built": {
        **_STOCK,
        "title": "已建面积示例",
        "kind": "typed",
        "unit": "平方米",
        "definition": "占地中已经建设的。",
    },
    "share": {
        **_STOCK,
        "title": "生师比示例",
        "kind": "ratio",
        "unit": "人/人",
        "scale": 1,
        "numerator": "在校生",
        "denominator": "专任教师",
        "definition": "在校生除以专任教师。",
        "rules": {"low": 0, "over": True, "direction": "fall"},
    },
    "charter": {**_STOCK, "title": "有章程示例", "kind": "yes_no", "unit": "", "definition": "有章程。"},
    "words": {**_STOCK, "title": "特色示例", "kind": "text", "unit": "", "definition": "一句话。"},
    "teachers": {
        **_STOCK,
        "title": "教师数示例",
        "kind": "distinct",
        "unit": "人",
        "definition": "教师。",
        "computed": {"register": "sample-teachers"},
    },
    "dual": {
        **_STOCK,
        "title": "双师占比示例",
        "kind": "ratio",
        "unit": "%",
        "scale": 1,
        "numerator": "双师型教师",
        "denominator": "教师",
        "definition": "双师型教师占教师的比例。",
        "computed": {"register": "sample-teachers", "numerator": DUAL},
        "rules": {"low": 0, "high": 100},
        "standard": {"comparator": "more_than", "quantity": 50, "level": "each", "basis": "附件 36.2"},
    },
}
