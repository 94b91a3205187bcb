"""Everybody of the test world, signed in, and what a request of theirs brought."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from luoshi.accounts.models import User

ANONYMOUS, DISABLED = "anonymous", "disabled"
NOT_BUSINESS = {"accounts.session", "accounts.throttle", "common.auditevent", "common.audithead"}
MAY_BE_WRITTEN_BY_GET = {"accounts_session", "accounts_throttle"}
READ_LINES = {"common_auditevent", "common_audithead", "common_auditdetail"}  # the read-audit, and its routes
READ_AUDITED = {
    "panel-edit-expert", "panel-bind-expert", "apply-receipt", "panel-choose", "panel-give", "panel-set-conflict",
    "apply-receipt-page", "review-page", "review-film", "evidence-file", "evidence-picture",
    "register-list-xlsx", "register-template-xlsx", "register-checks-xlsx", "register-entry-file",
    "return-overview-xlsx", "return-sheet-workbook", "return-sheet-original", "return-sheet-paper", "return-sheet-file",
    "burden-workbook",
    "panel-start-draw", "panel-pass-on", "selection-applications", "search", "review-task", "review-file",
    "apply-page", "apply-material", "apply-form-file", "apply-filled-book", "review-results", "review-result",
    "review-copy", "review-copy-picture", "review-copy-file", "panel-experts", "panel-expert",
    "panel", "panel-hands", "panel-conflicts", "panel-draw", "panel-problem", "panel-result",
    "alerts-docx", "alerts-xlsx", "announcement-file", "application-sheet", "apply-own-file", "asked-file",
    "award-certificate", "award-credential", "behind-xlsx", "brief-file", "circular-draft", "city-numbers-xlsx",
    "cockpit-csv", "cockpit-xlsx", "current-pack", "delegation-proof", "entry-file", "filed-print",
    "filed-stamped", "filing-xlsx", "import-file", "letter-paper", "letter-reply-file", "list-template",
    "loaded-pack", "made-report-file", "many-updates-xlsx", "matrix-csv", "matrix-docx", "matrix-xlsx",
    "matter-file", "matter-letter", "meeting-file", "meeting-minutes", "misconduct-file", "money-xlsx",
    "notice-file", "outcome-minutes", "outcome-notice-docx", "outcome-notice-html", "outcome-notice-picture",
    "outcome-objection-file", "people-xlsx", "plan-money-xlsx",
    "profile-file", "profile-pdf", "profile-sheet",
    "recommendation-results-sheet", "request-file",
    "return-notice", "return-original", "round-list-csv", "round-list-docx", "round-list-xlsx",
    "round-rows-csv", "round-rows-xlsx", "scan-file", "scan-picture", "sending-file", "stamped-approval",
    "template-version-file", "upper-result-file", "upward-xlsx", "week-pdf", "week-picture", "wish-file",
    "workplan-file", "workplan-timetable-xlsx",
}  # fmt: skip
WITHOUT_A_LINE = {  # what is answered as a file though the log says nothing of it, and why
    "verify-key": "public",
    "opened-draw-file": "public",
    "verify-revoked": "public",
    "public-announcement": "public",
    "document-file": "an official text, printed for everybody",
    "call-notice": "the notice that went to all who may apply",
    "kind-certificate-sample": "invented values throughout",
    "kind-notice-sample": "invented values throughout",
    "shipped-template": "an empty form that comes with the software",
    "urge-qr": "the address of a page as a picture",
}
SECRETS = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|_once)" value=")[^"]*|("X-CSRFToken": ")[^"]*',
)
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.I)


class Person:
    """One principal of the world with the cookies it signed in with; no request changes them."""

    def __init__(self, key: str, role: str, sign_in: str | None) -> None:
        self.key, self.role = key, role
        self.client = Client()
        if sign_in:
            assert self.client.post(sign_in).status_code == 302
        elif key == DISABLED:
            self.client.force_login(_shut_out(), backend="luoshi.accounts.sign_in.Backend")
        self.cookies = self.client.cookies.output(header="")

    @property
    def user(self) -> Any:
        """Who it is; None for nobody and for who was shut out."""
        return User.objects.filter(cast_key=self.key).first()

    @property
    def is_signed_in(self) -> bool:
        return self.role not in (ANONYMOUS, DISABLED)

    def ask(self, method: str, path: str, data: Any = None, **extra: Any) -> Any:
        """One request as if it were the first: redirects are not followed, 500 is an answer."""
        self.client.cookies = SimpleCookie(self.cookies)
        self.client.raise_request_exception = False
        call = getattr(self.client, method.lower())
        response = call(path, data, **extra) if data is not None else call(path, **extra)
        response.whole = body_of(response)
        return response


def _shut_out() -> Any:
    return User.objects.get(is_active=False)


def everybody(world: dict[str, Any]) -> dict[str, Person]:
    """All principals by key. A disabled person comes with the session of better days."""
    return {
        each["key"]: Person(
            each["key"], DISABLED if each["key"] == DISABLED else each["role"], each["sign_in"]
        )
        for each in world["principals"]
    }


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def comparable(response: Any) -> tuple[int, dict[str, str], bytes]:
    """An answer without what differs from one request to the next: date, request id, cookie and form secrets."""
    headers = {
        name: value for name, value in response.headers.items() if name not in ("Date", "X-Request-Id")
    }
    headers["Set-Cookie names"] = ",".join(sorted(response.cookies))
    return response.status_code, headers, SECRETS.sub(rb"\1\2", response.whole)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state_of_the_world() -> str:
    """A digest over all business tables and kept files (O4 of the controls)."""
    digest = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label_lower):
        if model._meta.label_lower in NOT_BUSINESS or model._meta.app_label in ("contenttypes", "auth"):
            continue
        digest.update(model._meta.label_lower.encode())
        for row in model._base_manager.order_by("pk").values_list():
            digest.update(repr(row).encode())
    for path in sorted((Path(settings.LUOSHI_HOME) / "files").glob("??/*")):
        digest.update(path.name.encode())
    return digest.hexdigest()


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The names of the tables that statements inside write to."""
    found: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := WRITES.match(sql):
            found.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found
