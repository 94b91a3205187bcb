"""What is looked for in a file of statistics: the school, and the indicators of its period; read in the child."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luoshi.common import sealed_files
from luoshi.common.actor import Actor
from luoshi.common.conversion import to_modern
from luoshi.common.errors import RuleBroken
from luoshi.common.sandbox import run_in_child
from luoshi.core.fields.model import Field, Picked
from luoshi.core.lists.asking import wanted_data
from luoshi.core.lists.model import Wanted
from luoshi.core.reading.structure import Unreadable

from ..entry.queries import indicators_visible_to
from ..models import Indicator, IndicatorVersion, Period
from ..states import Kind
from .models import KnownHeadings, StatedSource
from .queries import schools_of

TASK = "luoshi.core.lists.task.read_file"
SECONDS = 60
SCHOOL = "school"
GONE = "上传的文件只留一天，已经清除，不能重新读取。请重新上传。"
NUMBERS = (Kind.COUNTED, Kind.SUMMED, Kind.RATIO, Kind.DISTINCT, Kind.TYPED)


def indicators_for(actor: Actor, period: Period) -> list[Indicator]:
    """Numbers of this kind of period that the actor reads, in their order."""
    rows = IndicatorVersion.objects.filter(
        superseded_at__isnull=True,
        kind__in=NUMBERS,
        period_type=period.type,
        indicator__withdrawn_at__isnull=True,
        indicator__in=indicators_visible_to(actor).order_by().values("pk"),
    ).select_related("indicator")
    return [row.indicator for row in rows.order_by("indicator__order", "indicator_id")]


def key_of(indicator: Indicator) -> str:
    """As a field is called: a key begins with a letter."""
    return f"i{indicator.public_id}"


def wanted_of(actor: Actor, period: Period) -> list[Wanted]:
    schools = tuple(Picked(row.public_id, row.name, (row.short,)) for row in schools_of(actor))
    school = Field(SCHOOL, "organisation", "学校")
    names = ("学校名称", "单位", "单位名称", "校名", "学校（机构）名称", "机构名称")
    return [
        Wanted(school, names, picked=schools),
        *(
            Wanted(Field(key_of(each), "decimal", each.title, places=4))
            for each in indicators_for(actor, period)
        ),
    ]


def read(
    public_id: str,
    file_name: str,
    period: Period,
    actor: Actor,
    said: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """The file that lies sealed under this name; `said`: what its columns are, besides what was said of such headings
    before. Raises RuleBroken with one Chinese sentence.
    """
    try:
        data = b"".join(sealed_files.reading(public_id))
    except FileNotFoundError:
        raise RuleBroken(GONE) from None
    known = KnownHeadings.objects.filter(organisation=actor.organisation_id)
    chosen = {row.digest: row.columns for row in known} | {
        key: dict(each) for key, each in (said or {}).items()
    }
    with tempfile.TemporaryDirectory(prefix="luoshi-stated-") as folder:
        try:
            name, ready = to_modern(file_name, data)
            path = Path(folder) / "0"
            path.write_bytes(ready)
            options = {**wanted_data(wanted_of(actor, period)), "chosen": chosen}
            names = {"names": [name], "shown_as": file_name}
            return without_people(run_in_child(TASK, [path], {**options, **names}, seconds=SECONDS))
        except Unreadable as reason:
            raise RuleBroken(str(reason)) from None


def without_people(reading: dict[str, Any]) -> dict[str, Any]:
    """Only numbers and schools stay: what other columns and rows say of persons is not kept."""
    for table in reading["tables"]:
        for column in table["columns"]:
            column["samples"] = []
    for dropped in reading["dropped"]:
        dropped["text"] = ""
    for row in reading["rows"]:
        for doubt in row["doubts"]:
            if not doubt["field"]:
                doubt["text"] = ""
    return reading


@dataclass(frozen=True, slots=True)
class Stated:
    """One number of the file: school and indicator by public id."""

    school: str
    indicator: str
    value: str
    place: str


@dataclass(slots=True)
class Taken:
    """What of a reading can be taken, and what cannot, in words with its place."""

    stated: list[Stated]
    left: list[str]


def taken(source: StatedSource, own: str) -> Taken:
    """`own`: public id of the school that brought the file, "" of an office: there each row has to name its school."""
    found, left, seen, counted = [], [], dict[tuple[str, str], str](), dict[str, list[str]]()
    reading = source.reading
    for row in reading.get("rows", []):
        place = _place(reading, row)
        school = (row["values"].get(SCHOOL) or {}).get("id") or own
        if not school or any(doubt["field"] == SCHOOL for doubt in row["doubts"]):
            left.append(f"{place}：认不出是哪个学校，没有收。")
            continue
        counted.setdefault(school, []).append(place)
        if source.count_of_id is not None:
            continue
        left += [f"{doubt['place']}：{doubt['why']}" for doubt in row["doubts"]]
        for key, value in row["values"].items():
            if key == SCHOOL:
                continue
            indicator = key[1:]
            if (school, key) in seen:
                left.append(f"{place}：这个学校的这一项{seen[school, key]}已经有了，没有再收。")
                continue
            seen[school, key] = place
            found.append(Stated(school, indicator, str(value), _cell(reading, row, key)))
    if source.count_of is not None:
        key = source.count_of.public_id
        found = [
            Stated(school, key, str(len(places)), f"{places[0]}起共 {len(places)} 行")
            for school, places in counted.items()
        ]
    return Taken(found, left)


def _place(reading: dict[str, Any], row: dict[str, Any]) -> str:
    table = reading["tables"][row["table"]]
    sheet = f"工作表“{table['sheet']}”" if table["sheet"] and not table["is_word"] else table["sheet"]
    return f"{sheet}第{row['number']}行"


def _cell(reading: dict[str, Any], row: dict[str, Any], key: str) -> str:
    columns: Iterator[dict[str, Any]] = iter(reading["tables"][row["table"]]["columns"])
    letter = next((column["letter"] for column in columns if column["field"] == key), "")
    return f"{_place(reading, row)}{letter}列" if letter else _place(reading, row)
