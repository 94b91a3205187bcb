"""What the acts of this package are called on pages."""

ACT_WORDS = {
    "archive.start_package": "生成遴选档案包",
    "archive.note_packed": "遴选档案包已生成",
    "archive.note_not_packed": "遴选档案包没有生成",
    "archive.stop_package": "停止生成遴选档案包",
    "archive.note_fetched": "下载遴选档案包",
    "archive.clear_package": "清除遴选档案包",
}
OBJECT_WORDS = {"archive.package": "遴选档案包"}
