"""What a view answers with, and whether it leaves a line in the log, read from its source.

Followed are the functions it names that return an answer or stand among views; a name is looked up in its module.
"""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.urls import get_resolver

from luoshi.common import downloads, files
from luoshi.common.routes import _walk
from luoshi.selection import reads

FILES = {downloads.as_download, files.answer, files.picture, FileResponse, StreamingHttpResponse}
LINES = {downloads.note_fetched, downloads.note_looked, reads.note_read}


def views() -> dict[str, Any]:
    """The view of each address by the name of its route."""
    return {entry.name or path: entry.callback for path, entry, _ in _walk(get_resolver(), "/", [])}


def answers_of(view: Callable[..., Any]) -> set[Any]:
    """All of FILES, LINES and acts that are named by the view and by what it answers through."""
    found: set[Any] = set()
    seen: set[Any] = set()
    waiting = [inspect.unwrap(view)]
    while waiting:
        function = waiting.pop()
        seen.add(function)
        for each in named_by(function):
            if each in FILES or each in LINES or hasattr(each, "act_name"):
                found.add(each)
            elif inspect.isfunction(each) and _is_followed(each) and inspect.unwrap(each) not in seen:
                waiting.append(inspect.unwrap(each))
    return found


def leaves_a_line(answers: set[Any]) -> bool:
    return any(each in LINES or hasattr(each, "act_name") for each in answers)


def is_said_each_time(view: Callable[..., Any]) -> bool:
    """Not only once in a while, however often it is asked for."""
    return downloads.note_fetched in answers_of(view)


def _is_followed(function: Callable[..., Any]) -> bool:
    answers = "Response" in str(function.__annotations__.get("return", ""))
    return function.__module__.startswith("luoshi.") and (answers or ".views." in function.__module__)


@functools.cache
def named_by(function: Callable[..., Any]) -> list[Any]:
    """Functions and classes that the source of `function` names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    around = function.__globals__  # type: ignore[attr-defined]
    found = [
        _looked_up(node, around) for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)
    ]
    return [each for each in found if inspect.isfunction(each) or inspect.isclass(each)]


def _looked_up(node: ast.expr, around: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return around.get(node.id)
    owner = _looked_up(node.value, around) if isinstance(node, ast.Attribute) else None
    return getattr(owner, node.attr, None) if inspect.ismodule(owner) else None
