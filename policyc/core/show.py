"""The worksheet as readable text, one line a column: `name : sort low..high = term`.

show(worksheet) -> str      show_definition(definition) -> str      show_term(term) -> str
"""

from __future__ import annotations

from typing import assert_never

from policyc.core.basis import Operation
from policyc.core.terms import (
    Call,
    Caught,
    Choose,
    Column,
    Fold,
    Hole,
    Literal,
    OpenTerm,
    Prior,
    Refusal,
    Settled,
    Total,
    Window,
)
from policyc.core.walk import fold
from policyc.core.worksheet import Definition, Input, Worksheet

INFIX = {
    Operation.ADD: "+",
    Operation.SUB: "-",
    Operation.MUL: "*",
    Operation.DIV: "div",
    Operation.LE: "<=",
    Operation.EQ: "=",
    Operation.AND: "and",
    Operation.OR: "or",
}


def show(worksheet: Worksheet) -> str:
    """Every input and column of `worksheet`, open or closed."""
    inputs = [f"{_head(fact)}\n" for fact in worksheet.inputs]
    definitions = [f"{show_definition(one)}\n" for one in worksheet.definitions]
    return "".join([*inputs, *definitions])


def show_definition(definition: Definition) -> str:
    """A column: its name, sort and bounds, and its term."""
    return f"{_head(definition)} = {show_term(definition.term)}"


def _head(column: Input | Definition) -> str:
    grain = f"{column.grain}." if column.grain else ""
    bounds = f" {column.low}..{column.high}" if column.sort.value == "integer" else ""
    return f"{grain}{column.name} : {column.sort.value}{bounds}"


def show_term(term: OpenTerm) -> str:
    """A term as one line of text."""
    text, _ = fold(term, _shown)
    return text


def _shown(term: OpenTerm, inner: list[tuple[str, bool]]) -> tuple[str, bool]:
    """The text of a term, and whether it needs parentheses inside another."""
    match term:
        case Literal(value):
            return _value(value), False
        case Column(name):
            return name, False
        case Call(Operation.NOT):
            return f"not {_within(inner[0])}", True
        case Call(operation) if operation in INFIX:
            return f" {INFIX[operation]} ".join(_within(one) for one in inner), True
        case Call(operation):
            return f"{operation.value}({', '.join(text for text, _ in inner)})", False
        case Choose():
            test, then, other = (text for text, _ in inner)
            return f"if {test} then {then} else {other}", True
        case Settled():
            return f"settled({inner[0][0]})", False
        case Caught(name):
            return f"refused({name})", False
        case Hole(key, stand_in):
            return f"hole({key}, {_value(stand_in)})", False
        case Refusal(key, stand_in):
            return f"refuse({key}, {_value(stand_in)})", False
        case Prior(column, by, gather, window, at):
            key = f"({', '.join(by)})" if at is None else f"({', '.join(by)}) at ({', '.join(at)})"
            return f"earlier {_gathered(gather)}{column} by {key}{_window(window)}", True
        case Total(column, gather):
            return f"over lines {_gathered(gather)}{column}", True
        case _:
            assert_never(term)


def _within(one: tuple[str, bool]) -> str:
    text, loose = one
    return f"({text})" if loose else text


def _value(value: int | bool) -> str:
    return str(value).lower()


def _gathered(gather: Fold) -> str:
    return "" if gather is Fold.SUM else f"{gather.value} "


def _window(window: Window | None) -> str:
    return f" where {window.axis} is {window.first} to {window.last}" if window else ""
