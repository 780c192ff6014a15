"""The first step: claims with their facts, and the lines of each as lists."""

from __future__ import annotations

from sqlglot import exp

from policyc.backends.sql_sheet import (
    Sheet,
    Sql,
    each,
    places_of,
)
from policyc.backends.sql_words import (
    ORDER,
    column,
    function,
    named,
    number,
    table,
)
from policyc.core.known import given
from policyc.core.terms import Sort
from policyc.core.worksheet import Input


def facts(sheet: Sheet) -> exp.Query:
    """The claims with their facts, a missing one as its lowest value, and with the lists of their lines."""
    inputs = sheet.worksheet.inputs
    own = [named(_fact(sheet, fact, "claim"), fact.name) for fact in inputs if fact.grain is None]
    query = exp.select(named(column("seq", "claim"), ORDER), *own).from_(table("claims", "claim"))
    for grain in sheet.grains:
        lists = {each(fact.name): f"{sheet.type_of(fact.name)}[]" for fact in inputs if fact.grain == grain}
        lists[places_of(grain)] = "BIGINT[]"
        query = query.select(*[named(_or_empty(column(name, grain), of), name) for name, of in lists.items()])
        joined = exp.EQ(this=column("seq", grain), expression=column("seq", "claim"))
        query = query.join(_lines(sheet, grain), on=joined, join_type="left")
    return query


def _lines(sheet: Sheet, grain: str) -> exp.Subquery:
    facts = [fact for fact in sheet.worksheet.inputs if fact.grain == grain]
    lists = [named(_in_order(_fact(sheet, fact, "line")), each(fact.name)) for fact in facts]
    places = function("RANGE", number(1), exp.Add(this=function("COUNT", exp.Star()), expression=number(1)))
    query = exp.select(column("seq", "line"), *lists, named(places, places_of(grain)))
    return (
        query.from_(table(grain, "line"))
        .group_by(column("seq", "line"))
        .subquery(exp.to_identifier(grain, quoted=True))
    )


def _in_order(value: Sql) -> Sql:
    order = exp.Order(this=value, expressions=[exp.Ordered(this=column("line", "line"))])
    return function("LIST", order)


def _fact(sheet: Sheet, fact: Input, source: str) -> Sql:
    stem = fact.name.removesuffix(given(""))
    if stem != fact.name:
        return exp.Not(this=exp.Is(this=column(stem, source), expression=exp.Null()))
    value = exp.cast(column(fact.name, source), sheet.type_of(fact.name))
    if given(fact.name) not in sheet.worksheet.by_name:
        return value
    lowest = exp.Boolean(this=bool(fact.low)) if fact.sort is Sort.TRUTH else exp.Literal.number(fact.low)
    return function("COALESCE", value, lowest)


def _or_empty(lists: Sql, type_of: str) -> Sql:
    return function("COALESCE", lists, exp.cast(exp.Array(), type_of))
