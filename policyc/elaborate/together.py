"""Conditions as decisions, to see whether they can hold together: what cannot be decided is a thing of its own."""

from __future__ import annotations

from typing import assert_never

from attrs import evolve

from policyc.elaborate.condition import decision_of
from policyc.elaborate.decide import AllOf, AnyOf, Atom, Axis, Decision, Inverse
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.intervals import IntervalSet
from policyc.elaborate.symbols import AmountSymbol
from policyc.syntax.clause import Formula, If, Otherwise, Rule
from policyc.syntax.expression import (
    And,
    Compare,
    Comparison,
    Conditional,
    Expression,
    Is,
    Name,
    Not,
    Or,
    TruthLiteral,
)

ALWAYS: Decision = AllOf(())
NEVER: Decision = AnyOf(())


class Conditions:
    """Reads conditions as decisions. `through_rules`: a rule that says yes or no is read as what it comes down to.

    `undecided` says whether one of those read so far compares what differs from claim to claim: such a comparison holds
    or does not, alike wherever it is written.
    """

    def __init__(self, work: Elaboration, *, through_rules: bool) -> None:
        self.work = work
        self.through_rules = through_rules
        self.undecided = False

    def decision(self, node: Expression) -> Decision:
        """When a condition holds."""
        match node:
            case And(parts):
                return AllOf(tuple(self.decision(part) for part in parts))
            case Or(parts):
                return AnyOf(tuple(self.decision(part) for part in parts))
            case Not(operand):
                return Inverse(self.decision(operand))
            case TruthLiteral(value):
                return ALWAYS if value else NEVER
            case Name():
                return self._name(node)
            case Compare() | Is():
                known = self.work.decided.get(node)
                return self._undecided(node) if known is None else known
            case _:
                return self._own(node)

    def _name(self, node: Name) -> Decision:
        entry = self.work.account.rules.get(node.key) if self.through_rules else None
        if entry is not None:
            return self._rule(entry.rule)
        symbol = self.work.symbols.get(node.key)
        value = symbol.value if isinstance(symbol, AmountSymbol) else None
        known = None if value is None else decision_of(value)
        return self._own(node) if known is None else known

    def _rule(self, rule: Rule) -> Decision:
        """When a rule says yes: the first of its cases that holds has a value that does."""
        ways: list[Decision] = []
        above: list[Decision] = []
        for step in rule.steps:
            match step:
                case Formula(value=value):
                    ways.append(self.decision(value))
                case If(test=test, outcome=outcome):
                    held = self.decision(test)
                    ways.append(AllOf((*above, held, self._outcome(outcome))))
                    above.append(Inverse(held))
                case Otherwise(outcome=outcome):
                    ways.append(AllOf((*above, self._outcome(outcome))))
        return AnyOf(tuple(ways))

    def _outcome(self, outcome: object) -> Decision:
        """A case left open, or refused, lets nothing be paid."""
        if not isinstance(outcome, Conditional):
            return NEVER
        ways: list[Decision] = []
        above: list[Decision] = []
        for branch in outcome.branches:
            held = self.decision(branch.test)
            ways.append(AllOf((*above, held, self.decision(branch.value))))
            above.append(Inverse(held))
        return AnyOf((*ways, AllOf((*above, self.decision(outcome.otherwise)))))

    def _undecided(self, node: Compare | Is) -> Decision:
        if isinstance(node, Is):
            own = self._own(evolve(node, negated=False))
            return Inverse(own) if node.negated else own
        below, above = self._no_more(node.left, node.right), self._no_more(node.right, node.left)
        match node.comparison:
            case Comparison.AT_MOST:
                return below
            case Comparison.AT_LEAST:
                return above
            case Comparison.UNDER:
                return Inverse(above)
            case Comparison.OVER:
                return Inverse(below)
            case Comparison.EQUAL:
                return AllOf((below, above))
            case Comparison.NOT_EQUAL:
                return Inverse(AllOf((below, above)))
            case _:
                assert_never(node.comparison)

    def _no_more(self, left: Expression, right: Expression) -> Decision:
        return self._own(Compare(left, Comparison.AT_MOST, right))

    def _own(self, node: Expression) -> Decision:
        self.undecided = True
        return Atom(Axis(repr(node), 0, 1), IntervalSet(((1, 1),)))
