"""The tone of each state as chips show it."""

TONES = {
    "draft": "", "running": "busy", "returned": "warn", "filed": "ok", "superseded": "", "withdrawn": "bad",
}  # fmt: skip
