"""What the rules of registers look at, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.core.conditions import Condition, Lookup, evaluate, from_json
from luoshi.core.conditions.evaluating import Value

ERROR, ASK, NOTE = "error", "ask", "note"
SEVERITIES = {ERROR: "不符合规定", ASK: "请核对", NOTE: "提醒"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry as it stands. `values`: canonical values of `core.fields`, tables included; `since`, `ended_on`: ISO.

    `extra`: what is known of it besides its answer (state, stage, level, valid_until): conditions see it by name.
    """

    key: str
    organisation: str
    label: str = ""
    identity: str = ""
    since: str = ""
    ended_on: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation that holds an entry of some identity; `name` is empty where the viewer may not see it."""

    organisation: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a rule needs beside the register's own entries. `organisations`: all that are looked at, in their order
    (an organisation without any entry misses the more); `beside`: entries of other registers by key; `expected`:
    titles each organisation should have; `elsewhere`: by identity; `choices`: what the choices of a field are called.
    """

    organisations: Sequence[str] = ()
    beside: Mapping[str, Sequence[Fact]] = field(default_factory=dict)
    expected: Sequence[str] = ()
    elsewhere: Mapping[str, Sequence[Holder]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NOTHING = Around()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`entry`: key of the entry, None where it is about an organisation's register as a whole. `words` say what is
    the matter and what to do next."""

    entry: str | None
    organisation: str
    words: str
    severity: str = ASK
    check: str = ""


def about(fact: Fact, words: str, severity: str = ASK) -> CheckResult:
    return CheckResult(fact.key, fact.organisation, words, severity)


def holds(condition: Condition | None, fact: Fact, more: Mapping[str, Value]) -> bool:
    """Whether a check is about this entry: it has no condition, or the condition is met for certain."""
    return condition is None or evaluate(condition, lookup_of(fact, more)) is True


def severity_in(params: Mapping[str, Any], otherwise: str = ASK) -> str:
    said = params.get("severity")
    return said if isinstance(said, str) and said in SEVERITIES else otherwise


def condition_of(params: Mapping[str, Any]) -> Condition | None:
    """The `when` of a check. Raises BadCondition."""
    return from_json(params["when"]) if params.get("when") is not None else None


def lookup_of(fact: Fact, more: Mapping[str, Value]) -> Lookup:
    def lookup(name: str) -> Value:
        if name in more:
            return more[name]
        if name in fact.extra:
            return fact.extra[name]
        head, _, column = name.partition(".")
        if column == "count":
            return len(rows_of(fact, head))
        return plain(fact.values.get(name))

    return lookup


def plain(value: Any) -> Value:
    """A canonical value as conditions take it; a table has none."""
    if isinstance(value, dict):
        return str(value.get("text", ""))
    if isinstance(value, list | tuple):
        return None if any(isinstance(each, dict) for each in value) else tuple(str(each) for each in value)
    return value if isinstance(value, str | int) else None


def rows_of(fact: Fact, table: str) -> list[Mapping[str, Any]]:
    value = fact.values.get(table)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
