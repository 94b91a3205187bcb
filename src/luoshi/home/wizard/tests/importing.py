"""A person at the wizard, for the tests: uploads, lets the worker read, settles, loads."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import jobs
from luoshi.policies.models import Finding, Reading

COUNTER = itertools.count()


class Importer:
    """One person's browser. `url` is the page of the import started last."""

    def __init__(self, client: Any) -> None:
        self.client, self.url = client, ""

    @property
    def reading(self) -> Reading:
        return Reading.objects.get(public_id=self.url.split("/")[2])

    def send(self, url: str, version: int | None = None, **fields: Any) -> Any:
        """A form as a browser sends it, with a fresh key."""
        sent = {"_once": f"key-{next(COUNTER)}", **fields}
        return self.client.post(url, sent if version is None else sent | {"_version": version})

    def upload(self, *files: tuple[str, bytes], plan: str = "new", title: str = "", **more: Any) -> Any:
        uploads = [SimpleUploadedFile(name, data) for name, data in files]
        answer = self.send("/imports/new/", uploads=uploads, plan=plan, title=title, **more)
        self.url = answer.get("location", "")
        return answer

    def read(self, *files: tuple[str, bytes], plan: str = "new", **more: Any) -> Reading:
        """Upload and let the worker do its work."""
        assert self.upload(*files, plan=plan, **more).status_code == 302
        assert jobs.run_next()
        return self.reading

    def read_text(self, text: str, plan: str = "new") -> Reading:
        return self.read(("通知.txt", text.encode()), plan=plan)

    def page(self, query: str = "") -> str:
        return str(self.client.get(self.url + query).content.decode())

    def open_findings(self) -> list[Finding]:
        return list(self.reading.findings.filter(state="open", severity__in=("ask", "error")))

    def settle(self, finding: Finding, act: str, **fields: Any) -> Any:
        return self.send(f"{self.url}findings/{finding.public_id}/{act}/", finding.version, **fields)

    def accept_all(self) -> int:
        """Accept every question; how many there were."""
        findings = self.open_findings()
        for finding in findings:
            assert self.settle(finding, "accept").status_code == 302, finding.content["message"]
        return len(findings)

    def stamp(self) -> str:
        found = re.search(r'name="stamp" value="(\w+)"', self.page("difference/"))
        assert found, "the page of the difference offers no loading"
        return found[1]

    def load(self, taken: Sequence[str] = (), **fields: Any) -> Any:
        fields = {"stamp": self.stamp(), "taken": list(taken), **fields}
        return self.send(f"{self.url}load/", self.reading.version, **fields)

    def difference_text(self) -> str:
        """The difference as a person reads it."""
        html = self.page("difference/")
        return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", html[html.find("<main") :]))
