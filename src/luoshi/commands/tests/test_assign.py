"""`luoshi assign`: JSON alone on standard output, and the exit codes of the contract."""

import json

from .running import run


def test_an_assignment_an_impossible_one_and_a_broken_file(tmp_path):
    file = tmp_path / "problem.json"
    papers = [{"id": "甲", "need": 2, "conflicts": ["r1"]}, {"id": "乙", "need": 1, "conflicts": []}]
    reviewers = [{"id": f"r{n}", "max": 2, "min": 0} for n in (1, 2, 3)]
    file.write_text(
        json.dumps({"papers": papers, "reviewers": reviewers, "fit": [["乙", "r1", 0.5]], "seed": 1})
    )
    done = run(tmp_path, "assign", str(file), "--seconds", "20")
    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert told["pairs"] == [["乙", "r1", 0.5], ["甲", "r2", 0.0], ["甲", "r3", 0.0]]
    assert (told["objective"], told["worst_off"], told["gap"]) == (0.5, 0.0, {"worst_off": 0.0, "sum": 0.0})
    assert told["loads"] == {"r1": 1, "r2": 1, "r3": 1}
    assert len(told["input_hash"]) == 64
    assert told["solver"].startswith("HiGHS")

    file.write_text(json.dumps({"papers": papers, "reviewers": reviewers[:2], "seed": 1}))
    done = run(tmp_path, "assign", str(file), "--objective", "sum")
    told = json.loads(done.stdout)
    assert (done.returncode, [clash["papers"] for clash in told["clashes"]]) == (1, [["甲"]])
    assert len(told["remedies"]) == 3

    done = run(tmp_path, "assign", "/dev/zero")  # a file without an end
    assert (done.returncode, "不是普通文件" in done.stderr) == (2, True)

    file.write_text("{")
    done = run(tmp_path, "assign", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "文件内容不是 JSON，请检查。\n")
