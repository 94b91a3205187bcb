"""The value of a formula made of plain arithmetic and the few functions that returns are made of.

What is not known here raises NotComputed: then the office program computes the file when it opens it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .references import sheet_in

Scalar = float | str | bool | None
Operand = Scalar | list[Scalar]
_TOKENS = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![\w:!])
    |(?P<ref>(?:(?:'(?:[^']|'')+'|[^\s!'"()+\-*/,;:&=<>^{}%]+)!)?\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)(?![\w(.!])
    |(?P<name>[A-Za-z_][A-Za-z0-9_.]*)(?P<call>\()?
    |(?P<sign><=|>=|<>|[-+*/^&=<>%(),]))""",
    re.X,
)
_LONGEST = 32_767  # signs of one cell
_DEEPEST = 60


class NotComputed(Exception):
    """The formula holds something that is not known here."""


class ErrorValue(Exception):
    """The formula gives an error such as #DIV/0!."""


Reader = Callable[[str, str], list[Scalar]]  # sheet as written or "", reference → the values of its cells


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def value_of(formula: str, read: Reader) -> Scalar:
    """The value. Raises NotComputed and ErrorValue."""
    parser = _Parser(_tokens(formula), read)
    value = parser.comparison()
    if parser.rest():
        raise NotComputed(formula)
    return _one(value)


def _tokens(formula: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    text = formula.strip()
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None or match.end() == at:
            raise NotComputed(formula)
        kind = "call" if match["call"] else str(match.lastgroup)
        found.append(_Token(kind, match["name"] if match["call"] else match[match.lastgroup or 0]))
        at = match.end()
        while at < len(text) and text[at].isspace():
            at += 1
    return found


class _Parser:
    def __init__(self, tokens: Sequence[_Token], read: Reader) -> None:
        self._tokens, self._at, self._read, self._depth = tokens, 0, read, 0

    def rest(self) -> bool:
        return self._at < len(self._tokens)

    def _peek(self) -> str:
        return self._tokens[self._at].text if self.rest() and self._tokens[self._at].kind == "sign" else ""

    def _take(self) -> _Token:
        if not self.rest():
            raise NotComputed("ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def comparison(self) -> Operand:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotComputed("too deep")
        left = self._joined()
        while (sign := self._peek()) in ("=", "<>", "<", ">", "<=", ">="):
            self._take()
            left = _compared(_one(left), sign, _one(self._joined()))
        self._depth -= 1
        return left

    def _joined(self) -> Operand:
        left = self._sum()
        while self._peek() == "&":
            self._take()
            left = _text(_one(left)) + _text(_one(self._sum()))
            if len(left) > _LONGEST:
                raise ErrorValue("#VALUE!")  # as Excel does; texts that double from cell to cell end here too
        return left

    def _sum(self) -> Operand:
        left = self._product()
        while (sign := self._peek()) in ("+", "-") and sign:
            self._take()
            right = _number(_one(self._product()))
            left = _number(_one(left)) + (right if sign == "+" else -right)
        return left

    def _product(self) -> Operand:
        left = self._power()
        while (sign := self._peek()) in ("*", "/") and sign:
            self._take()
            right = _number(_one(self._power()))
            if sign == "/" and right == 0:
                raise ErrorValue("#DIV/0!")
            left = _number(_one(left)) * right if sign == "*" else _number(_one(left)) / right
        return left

    def _power(self) -> Operand:
        left = self._signed()
        if self._peek() == "^":
            self._take()
            try:
                power = _number(_one(left)) ** _number(_one(self._signed()))
            except (OverflowError, ZeroDivisionError) as error:
                raise ErrorValue("#NUM!") from error
            if isinstance(power, complex):
                raise ErrorValue("#NUM!")
            return float(power)
        return left

    def _signed(self) -> Operand:
        if (sign := self._peek()) in ("+", "-") and sign:
            self._take()
            value = _number(_one(self._signed()))
            return -value if sign == "-" else value
        value_ = self._atom()
        while self._peek() == "%":
            self._take()
            value_ = _number(_one(value_)) / 100
        return value_

    def _atom(self) -> Operand:
        token = self._take()
        if token.kind == "number":
            return float(token.text)
        if token.kind == "text":
            return token.text[1:-1].replace('""', '"')
        if token.kind == "ref":
            sheet, mark, reference = token.text.rpartition("!")
            values = self._read(sheet_in(sheet + mark) if mark else "", reference)
            return values if ":" in reference else values[0]
        if token.kind == "name" and token.text.upper() in ("TRUE", "FALSE"):
            return token.text.upper() == "TRUE"
        if token.kind == "call":
            return self._call(token.text.upper())
        if token.text == "(":
            value = self.comparison()
            if self._take().text != ")":
                raise NotComputed("bracket")
            return value
        raise NotComputed(token.text)

    def _call(self, name: str) -> Operand:
        if name == "IFERROR":
            return self._if_error()
        if name not in _FUNCTIONS:
            raise NotComputed(name)
        arguments: list[Operand] = []
        if self._peek() == ")":
            self._take()
            return _FUNCTIONS[name](arguments)
        while True:
            arguments.append(self.comparison())
            sign = self._take().text
            if sign == ")":
                return _FUNCTIONS[name](arguments)
            if sign != ",":
                raise NotComputed(name)

    def _if_error(self) -> Operand:
        start = self._at
        failed = False
        try:
            value = self.comparison()
        except ErrorValue:
            failed, value = True, None
            self._skip(start)
        if self._take().text != ",":
            raise NotComputed("IFERROR")
        instead = self.comparison()
        if self._take().text != ")":
            raise NotComputed("IFERROR")
        return instead if failed else value

    def _skip(self, start: int) -> None:
        """To the comma that ends the argument which gave an error."""
        self._at, depth = start, 0
        while self.rest():
            token = self._tokens[self._at]
            if depth == 0 and token.kind == "sign" and token.text == ",":
                return
            depth += (token.kind == "call" or token.text == "(") - (
                token.kind == "sign" and token.text == ")"
            )
            self._at += 1


def _one(value: Operand) -> Scalar:
    if isinstance(value, list):
        if len(value) != 1:
            raise NotComputed("a range where one value belongs")
        return value[0]
    return value


def _number(value: Scalar) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    try:
        return float(value) if value.strip() else _no_number()
    except ValueError:
        return _no_number()


def _no_number() -> float:
    raise ErrorValue("#VALUE!")


def _text(value: Scalar) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else format(value, ".15g")


def _compared(left: Scalar, sign: str, right: Scalar) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        one, other = _text(left).casefold(), _text(right).casefold()
        if sign in ("=", "<>"):
            return (one == other) is (sign == "=")
        raise NotComputed("texts in order")
    difference = _number(left) - _number(right)
    return {
        "=": difference == 0, "<>": difference != 0, "<": difference < 0, ">": difference > 0,
        "<=": difference <= 0, ">=": difference >= 0,
    }[sign]  # fmt: skip


def _numbers(arguments: Sequence[Operand]) -> list[float]:
    """As SUM counts: in ranges only what is stored as a number."""
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, list):
            found += [
                float(value) for value in argument if isinstance(value, float) and not isinstance(value, bool)
            ]
        elif argument is not None:
            found.append(_number(argument))
    return found


def _average(arguments: Sequence[Operand]) -> float:
    numbers = _numbers(arguments)
    if not numbers:
        raise ErrorValue("#DIV/0!")
    return math.fsum(numbers) / len(numbers)


def _rounded(arguments: Sequence[Operand]) -> float:
    number, places = _number(_one(arguments[0])), int(_number(_one(arguments[1])))
    scaled = abs(number) * 10.0**places
    whole = math.floor(scaled + 0.5 + 1e-9)
    return math.copysign(whole / 10.0**places, number)


def _if(arguments: Sequence[Operand]) -> Operand:
    condition = _one(arguments[0])
    holds = bool(_number(condition)) if not isinstance(condition, bool) else condition
    if holds:
        return arguments[1]
    return arguments[2] if len(arguments) > 2 else False


def _subtotal(arguments: Sequence[Operand]) -> float:
    if _number(_one(arguments[0])) not in (9.0, 109.0):
        raise NotComputed("SUBTOTAL")
    return math.fsum(_numbers(arguments[1:]))


def _filled(arguments: Sequence[Operand]) -> float:
    values = [
        each for argument in arguments for each in (argument if isinstance(argument, list) else [argument])
    ]
    return float(sum(value is not None for value in values))


_FUNCTIONS: dict[str, Callable[[Sequence[Operand]], Operand]] = {
    "SUM": lambda arguments: math.fsum(_numbers(arguments)),
    "AVERAGE": _average,
    "COUNT": lambda arguments: float(len(_numbers(arguments))),
    "COUNTA": _filled,
    "MAX": lambda arguments: max(_numbers(arguments), default=0.0),
    "MIN": lambda arguments: min(_numbers(arguments), default=0.0),
    "ROUND": _rounded,
    "ABS": lambda arguments: abs(_number(_one(arguments[0]))),
    "IF": _if,
    "SUBTOTAL": _subtotal,
    "PRODUCT": lambda arguments: math.prod(_numbers(arguments)),
}
