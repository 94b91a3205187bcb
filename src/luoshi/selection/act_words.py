"""What the acts of this package are called on pages."""

ACT_WORDS: dict[str, str] = {}
OBJECT_WORDS = {
    "selection.kind": "遴选类别",
    "selection.call": "遴选",
    "selection.quota": "遴选限额",
    "selection.extension": "延期",
}
