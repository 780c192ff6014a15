"""One route a line: two benefits whose expenses add up the same amount of lines should not pay the same line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from policyc.elaborate.decide import AllOf, Decision, Inverse, TooManyCombinations, Witness, decide_chain
from policyc.elaborate.elaboration import AmountSymbol, Elaboration
from policyc.elaborate.walk import line_totals_in, names_read
from policyc.elaborate.witness import combination
from policyc.report.diagnostic import Label, Words
from policyc.syntax.clause import Benefit, Expense
from policyc.syntax.expression import LineTotal
from policyc.types import Money

ANY_LINE = Words("任何一行都会", "any line would be")
NOT_SHOWN = Words("看不出两者的条件不会同时成立", "nothing shows that their conditions exclude each other")


def point_out_lines_paid_twice(work: Elaboration) -> None:
    """Warn of two benefits that may pay one line, unless one of them reckons with what the other pays."""
    benefits = [entry.benefit for entry in work.account.benefits.values()]
    paid = {benefit.name.key: list(_totals(work, benefit)) for benefit in benefits}
    reads = {benefit.name.key: _names_behind(work, benefit) for benefit in benefits}
    for first, second in combinations(benefits, 2):
        one, other = first.name.key, second.name.key
        if one in reads[other] or other in reads[one]:
            continue
        meeting = [(a, b) for a in paid[one] for b in paid[other] if _amounts(work, a) & _amounts(work, b)]
        told = next((how for a, b in meeting if (how := _may_meet(work, (one, a), (other, b))) is not None), None)
        if told is not None:
            label = (Label(first.name.span, "first"),)
            work.warn(
                "line-paid-twice", second.name.span, label, first=work.words(one), second=work.words(other), how=told
            )


def _names_behind(work: Elaboration, benefit: Benefit) -> set[str]:
    """All that a benefit reads, at any distance."""
    found: set[str] = set()
    waiting = list(names_read(benefit.steps, work.symbols))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            entry = work.account.rules.get(name) or work.account.benefits.get(name)
            waiting += [] if entry is None else entry.reads
    return found


def _totals(work: Elaboration, benefit: Benefit) -> Iterator[LineTotal]:
    """The sums over lines that a benefit's expense is made of."""
    nodes: list[object] = [step.value for step in benefit.steps if isinstance(step, Expense)]
    seen: set[str] = set()
    while nodes:
        node = nodes.pop()
        yield from line_totals_in(node)
        for name in names_read(node, work.symbols) - seen:
            seen.add(name)
            rule = work.account.rules.get(name)
            if rule is not None and work.grain_of(name) is None:
                nodes.append(rule.rule.steps)


def _amounts(work: Elaboration, total: LineTotal) -> set[str]:
    """The amounts of a line that are added up."""
    return {
        name
        for name in names_read(total.of, work.symbols)
        if isinstance(symbol := work.symbols.get(name), AmountSymbol)
        and symbol.grain is not None
        and isinstance(symbol.type, Money)
    }


def _may_meet(work: Elaboration, *paying: tuple[str, LineTotal]) -> Words | None:
    """A line that both would pay, in words; None where there is none."""
    tests: list[Decision] = []
    for benefit, total in paying:
        tests += work.gates.get(benefit, ())
        test = work.line_tests.get(total)
        if test is not None:
            tests.append(test)
    try:
        witness: Witness | None = decide_chain([Inverse(AllOf(tuple(tests)))]).missing
    except TooManyCombinations:
        return NOT_SHOWN
    if witness is None:
        return None
    if any(work.line_tests.get(total) is None for _, total in paying):
        return NOT_SHOWN
    found = combination(work, witness)
    return Words(f"如 {found.zh}", f"as when {found.en}") if witness else ANY_LINE
