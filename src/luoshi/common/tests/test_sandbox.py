"""A task in the child process: its answer, its limits, and every way to fail."""

import os
import select
import socket
import tempfile
from pathlib import Path

import pytest

from luoshi.common import sandbox
from luoshi.common.sandbox import run_in_child, run_program
from luoshi.core.reading.structure import Unreadable

TASKS = "luoshi.common.tests.sandbox_tasks"


def run(task, files=(), *, seconds=20, **options):
    return run_in_child(f"{TASKS}.{task}", files, options, seconds=seconds, entry=TASKS)


def ends(process_id: int) -> bool:
    """Whether a process that is not our own child is gone, or goes within five seconds."""
    try:
        process = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 5)[0])
    finally:
        os.close(process)


def test_a_task_gets_its_files_and_gives_its_answer_whatever_it_prints(tmp_path):
    (tmp_path / "甲.txt").write_bytes(b"12345")
    assert run("measure", [tmp_path / "甲.txt"], 数=1) == {"names": ["甲.txt"], "sizes": [5], "数": 1}


def test_names_shown_to_people_reach_the_task(tmp_path):
    (tmp_path / "ab12").write_bytes(b"")
    assert run("measure", [tmp_path / "ab12"], names=["通知.docx"])["names"] == ["通知.docx"]


def test_the_child_is_alone(monkeypatch):
    monkeypatch.setenv("LUOSHI_SECRET", "x")
    seen = run("look_around")
    assert "LUOSHI_SECRET" not in seen["environment"]
    assert not seen["django"]
    assert seen["leads_its_session"]
    assert not Path(seen["folder"]).exists()


def test_a_refusal_comes_back_in_its_own_words():
    with pytest.raises(Unreadable, match=r"^请另存后再上传。$"):
        run("refuse")


def test_a_task_that_computes_for_ever_is_ended():
    with pytest.raises(Unreadable, match="规定时间"):
        run("loop", seconds=1)


def test_a_task_that_waits_for_ever_is_ended_with_all_it_started(tmp_path):
    with pytest.raises(Unreadable, match="规定时间"):
        run("sleep", seconds=5, number_goes_to=str(tmp_path / "number"))
    assert ends(int((tmp_path / "number").read_text()))


def test_a_task_that_takes_too_much_memory_is_refused():
    with pytest.raises(Unreadable, match="内存"):
        run("swallow_memory")


@pytest.mark.parametrize("task", ["crash", "fail"])
def test_a_task_that_breaks_down_is_refused(task):
    with pytest.raises(Unreadable, match="中途停止"):
        run(task)


def test_no_folder_is_left_behind():
    before = {path for path in os.listdir(tempfile.gettempdir()) if path.startswith("luoshi-child-")}
    with pytest.raises(Unreadable):
        run("crash")
    after = {path for path in os.listdir(tempfile.gettempdir()) if path.startswith("luoshi-child-")}
    assert after <= before


def test_only_functions_of_the_core_are_tasks():
    with pytest.raises(Unreadable):
        run_in_child("os.getcwd", [], {}, seconds=20)
    with pytest.raises(Unreadable):
        run_in_child(f"{TASKS}.measure", [], {}, seconds=20)


def test_the_child_reaches_no_network_where_the_system_can_forbid_it():
    may_forbid = run_program(["unshare", "--user", "--net", "true"], seconds=10, folder=Path("/tmp")) == 0
    with socket.create_server(("127.0.0.1", 0)) as server:
        reached = run("reach_out", port=server.getsockname()[1])["reached"]
    assert reached is False or not may_forbid


def test_a_program_runs_in_its_folder_and_its_output_is_kept(tmp_path):
    code = run_program(["sh", "-c", "pwd; exit 3"], seconds=10, folder=tmp_path, output=tmp_path / "out")
    assert (code, (tmp_path / "out").read_text().strip()) == (3, str(tmp_path))


def test_a_program_that_hangs_is_ended(tmp_path):
    with pytest.raises(Unreadable, match="规定时间"):
        run_program(["sleep", "600"], seconds=1, folder=tmp_path)


def test_the_limits_stand_in_the_child(tmp_path):
    asked = ["sh", "-c", "ulimit -c; ulimit -t; nice"]
    run_program(asked, seconds=7, folder=tmp_path, output=tmp_path / "out")
    assert (tmp_path / "out").read_text().split() == ["0", "7", str(min(os.nice(0) + 5, 19))]
    assert sandbox.MEMORY == 1536 * 1024 * 1024
