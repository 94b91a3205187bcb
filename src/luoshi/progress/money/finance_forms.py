"""What a person says of the finance's own list: its columns first, then its projects and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from luoshi.core.money import WAN, YUAN

from .finance import ASKED, LEFT_OUT, NAMES, Listing, Word, lacks_unit
from .lines import AMOUNTS, Quarter

NOT_OURS = (LEFT_OUT, "不是本计划的，不读入")


def _select(
    label: str, choices: Sequence[tuple[str, str]], initial: str, required: bool
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        required=required,
        widget=forms.Select(attrs={"aria-label": label}),
        error_messages={"required": "请选一项。"},
    )


class ColumnsForm(forms.Form):
    """Which column is which, table by table; the unit of money where nothing says it."""

    use_required_attribute = False

    def __init__(self, *args: Any, listing: Listing, **given: Any) -> None:
        super().__init__(*args, **given)
        self.tables = listing.tables
        choices = [("", "不读入"), *NAMES.items()]
        for number, table in enumerate(self.tables):
            for column in table["columns"]:
                label = f"{column['letter']}列“{' / '.join(column['path'])}”"
                self.fields[f"c-{number}-{column['at']}"] = _select(label, choices, column["field"], False)
        if lacks_unit(listing):
            units = [("", "请选择"), (WAN, WAN), (YUAN, YUAN)]
            self.fields["unit"] = _select("表里的金额单位", units, "", True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number, table in enumerate(self.tables):
            seen: dict[str, str] = {}
            for column in table["columns"]:
                name = f"c-{number}-{column['at']}"
                key = cleaned.get(name, "")
                if key and key in seen:
                    self.add_error(name, f"和{seen[key]}列选了同一项，请只留一列。")
                seen.setdefault(key, column["letter"])
            if "task" not in seen or not set(AMOUNTS) & set(seen):
                self.add_error(None, "至少要有“任务”一列，以及“本季到位”“本季支出”中的一列。")
        return cleaned

    def chosen(self) -> dict[str, dict[str, str]]:
        """By digest of the headings."""
        return {
            table["digest"]: {
                str(column["at"]): self.cleaned_data.get(f"c-{number}-{column['at']}", "")
                for column in table["columns"]
            }
            for number, table in enumerate(self.tables)
        }

    def blocks(self) -> Iterator[tuple[dict[str, Any], list[tuple[dict[str, Any], Any]]]]:
        for number, table in enumerate(self.tables):
            yield table, [(column, self[f"c-{number}-{column['at']}"]) for column in table["columns"]]


class WordsForm(forms.Form):
    """What each project and source is that is not known by its name; the source of a list that names none."""

    use_required_attribute = False

    def __init__(self, *args: Any, listing: Listing, quarter: Quarter, **given: Any) -> None:
        super().__init__(*args, **given)
        self.words = listing.words()
        works = [(quarter.public[work], quarter.wordings[work]) for work in quarter.carried]
        sources = [(key, quarter.sources[key]) for key in quarter.source_order]
        for number, word in enumerate(self.words):
            ours = works if word.field == "task" else sources
            choices = [("", "请选择"), *ours, NOT_OURS]
            self.fields[f"w-{number}"] = _select(
                f"{NAMES[word.field]}“{word.text}”", choices, word.proposal, True
            )
        without = any(not any(c["field"] == "source" for c in table["columns"]) for table in listing.tables)
        if without:
            self.fields["source"] = _select(
                "没有写来源的行，是哪种来源", [("", "请选择"), *sources], "", True
            )

    def lines(self) -> Iterator[tuple[Word, str, Any]]:
        for number, word in enumerate(self.words):
            yield word, NAMES[word.field], self[f"w-{number}"]

    def said(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {name: {} for name in ASKED}
        for number, word in enumerate(self.words):
            found[word.field][word.text] = self.cleaned_data[f"w-{number}"]
        return {name: words for name, words in found.items() if words}
