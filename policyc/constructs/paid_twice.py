"""One route a line: two benefits whose expenses count the same amount of lines should not pay the same line."""

from __future__ import annotations

from itertools import combinations, product

from policyc.constructs.counted_lines import Counting, counted_lines
from policyc.elaborate.decide import AllOf, Decision, Inverse, TooManyCombinations, Witness, decide_chain
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.together import Conditions
from policyc.elaborate.walk import names_read
from policyc.elaborate.witness import combination
from policyc.report.diagnostic import Label, Words
from policyc.syntax.clause import Applies, Benefit, Refuse, Require

ANY_LINE = Words("任何一行都会", "any line would be")
NOT_SHOWN = Words("看不出两者的条件不会同时成立", "nothing shows that their conditions exclude each other")


def point_out_lines_paid_twice(work: Elaboration) -> None:
    """Warn of two benefits that may pay one line, unless one of them reckons with what the other pays."""
    benefits = [entry.benefit for entry in work.account.benefits.values()]
    counted = counted_lines(work, benefits)
    reads = {benefit.name.key: _names_behind(work, benefit) for benefit in benefits}
    for first, second in combinations(benefits, 2):
        one, other = first.name.key, second.name.key
        if one in reads[other] or other in reads[one]:
            continue
        meeting = [(a, b) for a, b in product(counted[one], counted[other]) if a.amounts & b.amounts]
        told = [how for a, b in meeting if (how := _may_meet(work, (first, a), (second, b))) is not None]
        if told:
            label = (Label(first.name.span, "first"),)
            how = min(told, key=lambda words: (words == NOT_SHOWN, words.zh))
            work.warn(
                "line-paid-twice", second.name.span, label, first=work.words(one), second=work.words(other), how=how
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


def _may_meet(work: Elaboration, *paying: tuple[Benefit, Counting]) -> Words | None:
    """A line that both would pay, in words; None where there is none."""
    told: Words | None = NOT_SHOWN
    # rules are looked into only where their names do not tell the two apart
    for through_rules in (False, True):
        conditions = Conditions(work, through_rules=through_rules)
        tests = [_pays(conditions, *one) for one in paying]
        try:
            witness: Witness | None = decide_chain([Inverse(AllOf(tuple(tests)))]).missing
        except TooManyCombinations:
            continue
        if witness is None:
            return None
        if conditions.undecided:
            told = NOT_SHOWN
        elif not witness:
            told = ANY_LINE
        else:
            found = combination(work, witness)
            told = Words(f"如 {found.zh}", f"as when {found.en}")
    return told


def _pays(conditions: Conditions, benefit: Benefit, counting: Counting) -> Decision:
    """What must hold of a claim and a line for a benefit to pay it."""
    tests: list[Decision] = [counting.decision(conditions)]
    for step in benefit.steps:
        match step:
            case Applies(condition=condition) | Require(condition=condition):
                tests.append(conditions.decision(condition))
            case Refuse(condition=condition, unless=unless):
                refused = conditions.decision(condition)
                kept = () if unless is None else (Inverse(conditions.decision(unless)),)
                tests.append(Inverse(AllOf((refused, *kept))))
            case _:
                pass
    return AllOf(tuple(tests))
