"""What the acts of this package are called on pages."""

ACT_WORDS: dict[str, str] = {}
OBJECT_WORDS = {
    "panel.expert": "评审专家",
    "panel.tenure": "任职单位",
    "panel.disciplinetext": "纪律承诺书",
    "panel.discipline": "签署的纪律承诺",
    "panel.seat": "评审席位",
    "panel.conflict": "回避",
    "panel.draw": "抽取",
    "panel.assigned": "评审任务",
}
