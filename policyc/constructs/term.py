"""有效 … 按: the days on which a policy is in force, and what a claim of another day comes to."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from policyc.core import prelude
from policyc.core.terms import Column, Literal, OpenTerm
from policyc.elaborate.account import ReasonAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol
from policyc.elaborate.value import Value, truth
from policyc.report.diagnostic import Words
from policyc.syntax.clause import DateWithin, Policy, Term
from policyc.syntax.expression import DateLiteral, Name, Text
from policyc.types import DATE, Date


def declare_term(work: Elaboration, policy: Policy) -> None:
    """按 names a date that every claim gives: it must be known before anything that changes with it."""
    if policy.in_force_by is not None:
        claim_date(work, policy.in_force_by, tell=True)


def claim_date(work: Elaboration, by: Name, *, tell: bool = False) -> Value | None:
    """The value of a fact that is a date and always given, or None."""
    work.used.add(by.key)
    symbol = work.symbols.get(by.key)
    if symbol is None:
        if tell:
            work.unknown_name(by)
        return None
    is_fact = isinstance(symbol, AmountSymbol) and symbol.grain is None and by.key in {one.name for one in work.inputs}
    value = symbol.value if isinstance(symbol, AmountSymbol) and is_fact else None
    if value is None or not isinstance(value.type, Date) or value.absent is not None:
        if tell:
            work.error("in-force-by-fact", by.span, name=work.words(by.key))
        return None
    return value


def declare_date(work: Elaboration, node: DateWithin) -> None:
    """The date as a version's definitions read it: within the days of the version, and true on all of them."""
    by = claim_date(work, node.by)
    if by is None:
        return
    first, last = day_number(node.term.since), day_number(node.term.until)
    low = by.low if first is None else max(by.low, first)
    high = by.high if last is None else max(low, min(by.high, last))
    low = min(low, high)
    term = prelude.most(prelude.least(by.term, Literal(high)), Literal(low))
    work.declare(node.name, AmountSymbol(DATE, node.span))
    work.set_value(node.name.key, work.define(node.name.key, evolve(by, term=term, low=low, high=high, axis=None)))


def day_number(day: DateLiteral | None) -> int | None:
    """A day's number; a day that does not exist has been told, and bounds nothing."""
    if day is None:
        return None
    try:
        return date(day.year, day.month, day.day).toordinal()
    except ValueError:
        return None


def outside_terms(work: Elaboration, name: str) -> tuple[str, Value] | None:
    """For a benefit: the hole for claims outside the terms of its policy, and the truth that this is one.

    None where the policy does not say 按, or where no claim can lie outside.
    """
    home = work.file.homes.get(name)
    policy = next((block for block in work.file.blocks if isinstance(block, Policy)), None)
    policy, terms = (policy, work.file.terms) if home is None else (home.policy, home.terms)
    if policy is None or policy.in_force_by is None or not terms:
        return None
    by = claim_date(work, policy.in_force_by)
    if by is None:
        return None
    key = f"{policy.name.key}__out_of_force"
    if key in work.columns:
        return key, truth(Column(key))
    within = prelude.any_of(_inside(by, first, last) for first, last in _stretches(by, terms))
    if within == Literal(True):
        return None
    work.account.reasons[key] = ReasonAccount(key, _sentence(work, policy, terms), policy.name.key)
    return key, work.define(key, truth(prelude.is_not(within)))


def _stretches(by: Value, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """The days in force that the date can be, terms that follow one another taken as one."""
    found: list[tuple[int, int]] = []
    for term in terms:
        first, last = day_number(term.since), day_number(term.until)
        low = by.low if first is None else max(first, by.low)
        high = by.high if last is None else min(last, by.high)
        if low > high:
            continue
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _inside(by: Value, first: int, last: int) -> OpenTerm:
    """Is the date in a stretch of days? Not asked where its bounds say so."""
    tests = [prelude.at_most(Literal(first), by.term)] if first > by.low else []
    tests += [prelude.at_most(by.term, Literal(last))] if last < by.high else []
    return prelude.all_of(tests)


def _sentence(work: Elaboration, policy: Policy, terms: tuple[Term, ...]) -> Text:
    """`就诊日期 不在「住院保险」的有效期内（2021年1月1日 至 2021年12月31日）`."""
    assert policy.in_force_by is not None
    by, title = work.words(policy.in_force_by.key), work.words(policy.name.key)
    days = [_term_words(term) for term in terms]
    zh, en = "、".join(one.zh for one in days), ", ".join(one.en for one in days)
    return Text(
        f"{by.zh} 不在「{title.zh}」的有效期内（{zh}）",
        f"{by.en} lies outside the term of `{title.en}` ({en})",
    )


def _term_words(term: Term) -> Words:
    first, last = _day_words(term.since), _day_words(term.until)
    if last is None:
        return Words(f"{first.zh}起", f"from {first.en}") if first is not None else Words("不限", "any day")
    if first is None:
        return Words(f"{last.zh}止", f"through {last.en}")
    return Words(f"{first.zh} 至 {last.zh}", f"{first.en} to {last.en}")


def _day_words(day: DateLiteral | None) -> Words | None:
    if day is None:
        return None
    return Words(f"{day.year}年{day.month}月{day.day}日", f"{day.year:04d}-{day.month:02d}-{day.day:02d}")
