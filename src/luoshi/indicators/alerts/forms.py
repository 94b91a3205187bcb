"""The answer to an alert; the office's rules as one table."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.core import alerts as core

from .actions import WORDS

NUMBER = {"invalid": "请填整数。"}


class AnswerForm(forms.Form):
    words = forms.CharField(
        label="打算怎么做",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写清谁来做、怎么做、要谁配合。",
        error_messages={"required": "请写明打算。", "max_length": f"最多 {WORDS} 个字。"},
    )
    promised = forms.DateField(
        label="到哪一天解决",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="过了这一天还没有解决，预警会重新回到待办。",
        error_messages={"required": "请填日期。", "invalid": "日期写成 2026-11-30 这样。"},
    )


class RulesForm(forms.Form):
    """Fields `word-1`, `colour-1`, `reach-1` … of each degree, and `late-1` … of each kind and degree."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for rank in core.RANKS:
            self._add_level(rank)
        for kind in core.KINDS:
            for rank in core.RANKS:
                self.fields[f"{kind}-{rank}"] = _limit(kind, rank)

    def _add_level(self, rank: int) -> None:
        name = f"{core.MARKS[rank]}级"
        self.fields[f"word-{rank}"] = forms.CharField(
            label=f"{name}的名称",
            max_length=core.LONGEST_WORD,
            widget=forms.TextInput(attrs={"size": 8}),
            error_messages={
                "required": f"请填写{name}的名称。",
                "max_length": f"{name}的名称最多 {core.LONGEST_WORD} 个字。",
            },
        )
        self.fields[f"colour-{rank}"] = forms.ChoiceField(
            label=f"{name}的颜色",
            choices=list(core.COLOURS.items()),
            error_messages={"required": "请选择颜色。"},
        )
        self.fields[f"reach-{rank}"] = forms.ChoiceField(
            label=f"{name}推送到", choices=list(core.REACHES.items()), error_messages={"required": "请选择。"}
        )

    def levels(self) -> list[list[forms.BoundField]]:
        """Per row of the table its three cells: names, colours, how far up."""
        return [[self[f"{what}-{rank}"] for rank in core.RANKS] for what in ("word", "colour", "reach")]

    def kinds(self) -> list[tuple[core.Kind, list[forms.BoundField]]]:
        return [(kind, [self[f"{key}-{rank}"] for rank in core.RANKS]) for key, kind in core.KINDS.items()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for problem in rules_of(cleaned).problems():
                self.add_error(None, problem)
        return cleaned


def _limit(kind: str, rank: int) -> forms.IntegerField:
    most = core.KINDS[kind].most
    return forms.IntegerField(
        label=f"{core.KINDS[kind].label}{core.MARKS[rank]}级",
        required=False,
        min_value=1,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages={**NUMBER, "min_value": "最小是 1。", "max_value": f"最大是 {most}。"},
    )


def rules_of(cleaned: dict[str, Any]) -> core.Rules:
    levels = tuple(
        core.Level(
            rank,
            cleaned.get(f"word-{rank}", ""),
            cleaned.get(f"colour-{rank}", ""),
            cleaned.get(f"reach-{rank}", ""),
        )
        for rank in core.RANKS
    )
    limits = {}
    for kind in core.KINDS:
        by_rank = {rank: cleaned[f"{kind}-{rank}"] for rank in core.RANKS if cleaned.get(f"{kind}-{rank}")}
        if by_rank:
            limits[kind] = by_rank
    return core.Rules(levels, limits)


def stored(rules: core.Rules) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for level in rules.levels:
        said |= {f"word-{level.rank}": level.word, f"colour-{level.rank}": level.colour}
        said[f"reach-{level.rank}"] = level.reach
    for kind, by_rank in rules.limits.items():
        said |= {f"{kind}-{rank}": number for rank, number in by_rank.items()}
    return said
