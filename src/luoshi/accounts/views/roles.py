"""Which post may do what: the table in `roles.py`, shown to everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.access import require
from luoshi.common.routes import policy

from ..roles import LEVELS, PERMISSIONS, ROLES, SEPARATED, Role

FOR_ALL = "read_roles"  # everybody may see this page: no column for it


@policy("登录人员：查看岗位与权限对照")
def roles(request: HttpRequest) -> HttpResponse:
    require(request.actor.may(FOR_ALL))
    columns = {key: words for key, words in PERMISSIONS.items() if key != FOR_ALL}
    business = [_row(role, columns) for role in ROLES.values() if role.key not in SEPARATED]
    admins = [_row(role, columns) for role in ROLES.values() if role.key in SEPARATED]
    context = {
        "columns": columns.values(),
        "business": business,
        "admins": admins,
        "all_rows": [business, admins],
        "own_role": request.actor.role,
        "own": next((row for row in [*business, *admins] if row["role"].key == request.actor.role), None),
    }
    return render(request, "accounts/roles.html", context)


def _row(role: Role, columns: dict[str, str]) -> dict[str, Any]:
    cells = [(words, key in role.permissions) for key, words in columns.items()]
    return {
        "role": role,
        "level": LEVELS[role.level],
        "cells": cells,
        "has_any": any(held for _, held in cells),
        "may": [words for words, held in cells if held],
    }
