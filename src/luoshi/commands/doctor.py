"""`luoshi doctor`: looks at everything the site stands on and says what to mend."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from luoshi.common.checkup import Finding, Level, machine_findings

from .boot import CannotStart, start

SIGNS = {"ok": "正常", "warn": "注意", "bad": "有问题"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(options: argparse.Namespace) -> int:
    """0 when nothing is bad (there may be warnings), 1 otherwise."""
    findings = [*machine_findings(), *_site_findings()]
    bad = any(finding.level == "bad" for finding in findings)
    if options.json:
        print(json.dumps({"ok": not bad, "findings": [asdict(f) for f in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"[{SIGNS[finding.level]}] {finding.what}：{finding.words}")
    return 1 if bad else 0


def _site_findings() -> list[Finding]:
    """What can be asked only of a site that starts; why it does not start otherwise."""
    try:
        environment = start(migrate=False, new_mode="demo")
    except CannotStart as reason:
        return [Finding("bad", "站点", str(reason))]
    from luoshi.common.site_checkup import site_findings
    from luoshi.config.environment import BadSetting, refuse_bad_serving

    level: Level
    try:
        refuse_bad_serving(environment)
        level, words = "ok", environment.base_url
    except BadSetting as bad:
        level, words = "bad", str(bad)
    return [Finding(level, "访问地址", words), *site_findings()]
