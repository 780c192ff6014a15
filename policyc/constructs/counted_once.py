"""A count of the claim read line by line: a rule that reads no line adds to its total once a claim, not once a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policyc.constructs.table import output_names
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.walk import line_totals_in, looked_back_at, names_beside, names_read
from policyc.report.diagnostic import Label
from policyc.syntax.clause import (
    Benefit,
    Channels,
    Checklist,
    Formula,
    If,
    Otherwise,
    Parameter,
    PeriodBlock,
    Rule,
    Table,
    Versions,
)
from policyc.types import Count, Measure, Money

Defining = PeriodBlock | Parameter | Rule | Table | Benefit | Checklist | Channels | Versions


def point_out_counted_once(work: Elaboration, defined: Sequence[Defining]) -> None:
    """Warn of a rule of the claim that looks back at its own total and is read where lines are reckoned.

    One that counts an amount or a number which the claim itself gives, or a sum over its lines, is meant to be the
    claim's.
    """
    rules = {block.name.key: block for block in defined if isinstance(block, Rule)}
    looked_back = set().union(*map(looked_back_at, rules.values())) & rules.keys()
    counting = {key for key in looked_back if _counts_claims(work, rules, key)}
    for block in defined if counting else ():
        for key in sorted(counting & _read_by_line(work, block)):
            counting.remove(key)
            label = (Label(block.name.span, "reader"),)
            work.warn("counted-once", rules[key].name.span, label, name=work.words(key))


def _counts_claims(work: Elaboration, rules: Mapping[str, Rule], key: str) -> bool:
    """Does a rule read its own earlier total, itself or by other rules, and count nothing that the claim gives?"""
    if work.grain_of(key) is not None:
        return False
    behind = {key: rules[key]}
    waiting = [rules[key]]
    while waiting:
        read = names_read(waiting.pop().steps, work.symbols) & rules.keys() - behind.keys()
        behind |= {name: rules[name] for name in read}
        waiting += [rules[name] for name in read]
    if not any(key in looked_back_at(rule) for rule in behind.values()):
        return False
    return not any(_counts_what_is_given(work, rule) for rule in behind.values())


def _counts_what_is_given(work: Elaboration, rule: Rule) -> bool:
    if any(line_totals_in(rule)):
        return True
    given = {one.name for one in work.inputs} | work.account.benefits.keys()
    types = [getattr(work.symbols.get(name), "type", None) for name in _counted(work, rule) & given]
    return any(isinstance(type, Money | Measure | Count) for type in types)


def _counted(work: Elaboration, rule: Rule) -> set[str]:
    """What the values of a rule are made of; its tests only choose among them."""
    found: set[str] = set()
    for step in rule.steps:
        match step:
            case If(outcome=value) | Otherwise(outcome=value) | Formula(value=value):
                found |= names_read(value, work.symbols)
            case _:
                pass
    return found


def _read_by_line(work: Elaboration, block: Defining) -> set[str]:
    """What a block reads for each line: all of it, or what it adds up over lines."""
    names = output_names(block) if isinstance(block, Table) else [block.name]
    if not isinstance(block, PeriodBlock) and any(work.grain_of(name.key) is not None for name in names):
        return names_beside(block, work.symbols)
    return set().union(*(names_read(total, work.symbols) for total in line_totals_in(block)))
