"""LibreOffice opens what `core.sheets` merged, and shows the same values."""

import shutil
import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from luoshi.core.sheets import merge, read_template
from luoshi.core.sheets.tests.corpus import SCHOOLS, XLSX
from luoshi.core.sheets.tests.made import answer_for
from luoshi.core.sheets.tests.test_foreign_programs import TWO, answers, written_by_excel_like


@pytest.mark.once
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_the_merged_file_and_shows_the_same(tmp_path: Path) -> None:
    data = XLSX["规模统计表.xlsx"][0]()
    template = read_template("规模统计表.xlsx", data, SCHOOLS)
    merged = merge(
        template, data, [answer_for(template, school, n) for n, school in enumerate(SCHOOLS)], {"f1": "市局"}
    )
    original = written_by_excel_like()
    listed = merge(read_template("清单.xlsx", original, TWO), original, answers(3)).data
    for name, content in (("a.xlsx", merged.data), ("b.xlsx", listed)):
        (tmp_path / name).write_bytes(content)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "ods",
    ]
    made = subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "a.xlsx", tmp_path / "b.xlsx"], timeout=120, check=False
    )
    assert made.returncode == 0
    for name in ("a", "b"):
        shown = CalamineWorkbook.from_path(str(tmp_path / f"{name}.ods"))
        ours = CalamineWorkbook.from_path(str(tmp_path / f"{name}.xlsx"))
        assert shown.sheet_names == ours.sheet_names
        for sheet in ours.sheet_names:
            assert shown.get_sheet_by_name(sheet).to_python() == ours.get_sheet_by_name(sheet).to_python()
