"""`luoshi score verify`: the exit codes of the contract."""

import json

from luoshi.core.scoring import compute

from .running import run

DATA = {
    "rubric": {"items": [{"key": "a", "title": "内容", "most": 100}]},
    "applications": ["甲"],
    "reviews": [{"application": "甲", "reviewer": "r", "values": {"a": 88}}],
}


def test_published_scores_are_verified(tmp_path):
    file = tmp_path / "scoring.json"
    file.write_text(json.dumps({**DATA, "results": compute(DATA)["results"]}))
    done = run(tmp_path, "score", "verify", str(file))
    assert (done.returncode, done.stdout) == (0, "1 件的得分和名次与公布的一致。\n"), done.stderr
    file.write_text(json.dumps({**DATA, "results": [{"application": "甲", "score": 89}]}))
    done = run(tmp_path, "score", "verify", str(file), "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["differences"]) == (1, ["“甲”的得分公布为 89，重新计算为 88。"])
    twice = json.dumps({**DATA, "results": compute(DATA)["results"]}, ensure_ascii=False)
    for spoilt in (
        twice.replace('"score":', '"score": "99", "score":'),
        twice.replace('"甲", "place"', '["甲"], "place"'),
    ):
        assert spoilt != twice
        file.write_text(spoilt)
        done = run(tmp_path, "score", "verify", str(file))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    done = run(tmp_path, "score", "verify", "/dev/zero")  # a file without an end
    assert (done.returncode, "不是普通文件" in done.stderr) == (2, True)
    file.write_text("[]")
    done = run(tmp_path, "score", "verify", str(file))
    assert (done.returncode, done.stdout) == (2, "")
