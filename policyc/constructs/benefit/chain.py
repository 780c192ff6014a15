"""The state of one benefit's chain while its steps are elaborated, and what every step needs."""

from __future__ import annotations

from functools import reduce
from typing import assert_never

from attrs import define, evolve, field, frozen

from policyc.core import prelude
from policyc.core.terms import Column, Hole, OpenTerm, Settled
from policyc.elaborate.account import BandAccount, Display, Equation, Operate, Shown, StepAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import PeriodSymbol
from policyc.elaborate.totals import Counted, earlier
from policyc.elaborate.value import Value, add, constant, subtract
from policyc.elaborate.walk import names_read
from policyc.report.diagnostic import Label
from policyc.source import NOWHERE
from policyc.syntax.clause import Benefit, Cap, PaymentOrder, Per, PeriodUnit, Rounding, Step
from policyc.syntax.expression import MonthDay
from policyc.syntax.part_names import Part
from policyc.types import MONEY, range_of, scale_of

LIFETIME = PeriodSymbol("lifetime", PeriodUnit.LIFETIME, MonthDay(1, 1), NOWHERE)


@frozen
class CostLimit:
    """A fixed cap on cost, in fen: over which period (None is each claim), and what was deducted above it."""

    fen: int
    period: str | None
    deducted: int


@define
class Chain:
    """A benefit under way. `amount` is the cost, later the payment, that the next step takes."""

    work: Elaboration
    block: Benefit
    # the gate: truth columns, and the keys of holes
    applies: Value | None = None
    refused: Value | None = None
    gate_refused: OpenTerm | None = None
    holes: list[tuple[str, Value]] = field(factory=list)
    # columns of what is written in this benefit that the refusal of a rule may reach, in order
    caught: dict[str, None] = field(factory=dict)
    # what later claims count of this one, by column: defined once it is known whether this one is refused
    counting: dict[str, Value] = field(factory=dict)
    # the chain
    expense_name: str | None = None
    # how many 先行自付 the cost at hand has been through
    upfronts: int = 0
    # is every cap and floor as it should be?
    limited: bool = True
    expense: Value | None = None
    amount: Value | None = None
    counted: Value | None = None
    deducted: Value | None = None
    # the cost as it stood before the deductible, while no other step has changed it since
    undeducted: Value | None = None
    cost_limits: list[CostLimit] = field(factory=list)
    # the caps on cost above, and the period of each (None is each claim): no total of the cost leaves out what they did
    uncounted: list[tuple[Cap, PeriodSymbol | None]] = field(factory=list)
    # how the payment has been rounded, once it has
    rounding: Rounding | None = None
    steps: list[StepAccount] = field(factory=list)
    bands: list[BandAccount] = field(factory=list)

    # the cost as the ratio or the bands take it
    above: Value | None = None
    # for readers of this chain's way: the cost that the last cap on cost let through, and what caps cut off
    capped: Value | None = None
    cut_off: dict[Part, list[Value]] = field(factory=dict)
    # outside the policy's terms: the key of the hole, and the truth that the claim is
    outside: tuple[str, Value] | None = None

    @property
    def key(self) -> str:
        return self.block.name.key

    @property
    def name(self) -> str:
        """The benefit's name: what its versions share their totals under."""
        return self.work.public(self.key)

    @property
    def versioned(self) -> bool:
        return self.name != self.key

    def shared(self, column: str) -> str:
        """The column that adds up what this chain's own column and those of the other versions count."""
        return self.name + column.removeprefix(self.key)

    def as_counted(self) -> Counted:
        assert self.counted is not None
        assert self.expense is not None
        columns = {name.removeprefix(self.key): value for name, value in self.counting.items()}
        cost = self.counting[column_of(self.counted)]
        parts = {name: self.part(part) for name, part in self.parts_read()}
        return Counted(columns, cost, self.above or self.expense, self.deducted, parts, self.gated)

    def parts_read(self) -> list[tuple[str, Part]]:
        """What the policy reads of this benefit's way, by name."""
        return [(name, part) for name, (benefit, part) in self.work.parts.items() if benefit == self.name]

    def part(self, part: Part) -> Value:
        """An amount of the way, before the gate."""
        match part:
            case Part.DEDUCTIBLE:
                return self.deducted or zero_money()
            case Part.CAPPED:
                counted = self.capped or self.counted
                assert counted is not None
                return counted
            case Part.EXPENSE_OVER_CAP | Part.PAYMENT_OVER_CAP:
                return reduce(lambda one, two: add(one, two, MONEY), self.cut_off.get(part, ()), zero_money())
            case _:
                assert_never(part)

    def cut(self, part: Part, before: Value, after: Value) -> None:
        """Note what a cap has cut off."""
        off = subtract(before, after, MONEY)
        high = max(0, before.high) * 10 ** (off.scale - before.scale)
        self.cut_off.setdefault(part, []).append(evolve(off, low=0, high=high))

    def column(self, stem: str, value: Value) -> Value:
        """A new internal column of this benefit."""
        return self.work.define(self.work.fresh(f"{self.key}__{stem}"), value)

    def gated(self, value: Value) -> Value:
        """The value where this benefit pays; 0 where it does not apply or is refused; open where the source is."""
        term: OpenTerm = value.term
        for key, hole in reversed(self.holes):
            term = prelude.choose(hole.term, Hole(key, value.low), term)
        if self.refused is not None:
            term = prelude.choose(self.refused.term, prelude.ZERO, term)
        if self.applies is not None:
            term = prelude.choose(self.applies.term, term, prelude.ZERO)
        low, high = (min(0, value.low), max(0, value.high)) if term is not value.term else (value.low, value.high)
        # what gates the value has caught every refusal it could read
        term = Settled(term)
        if self.outside is not None:
            key, outside = self.outside
            term = prelude.choose(outside.term, Hole(key, low), term)
        return evolve(value, term=term, low=low, high=high, axis=None, decision=None, absent=None)

    def count(self, name: str, value: Value) -> Value:
        """A column that later claims add up: the value, where this benefit pays."""
        self.counting[name] = value
        low, high = min(0, value.low), max(0, value.high)
        return evolve(value, term=Column(name), low=low, high=high, axis=None, decision=None, absent=None)

    def catch(self, written: object, value: Value) -> None:
        """Where a rule that `written` reads may be refused, so may its value, by the branch that the claim takes."""
        if names_read(written, self.work.symbols) & self.work.refusable:
            self.caught[column_of(value)] = None

    def cost_key(self) -> str:
        """How the total that thresholds read is named: what is left after 先行自付 is not the expense itself."""
        if self.upfronts:
            return f"{self.name}_net_expense" + (f"_{self.upfronts}" if self.upfronts > 1 else "")
        return self.work.totals.expense_key(self.name, self.expense_name)

    def earlier_cost(self, period: PeriodSymbol) -> Value:
        """What the member's earlier claims of the period have counted towards this chain: cost before any cap."""
        assert self.counted is not None
        name = f"{self.name}__cost_earlier_{period.key}"
        if name in self.work.columns:
            name = self.work.fresh(name)
        column = self.shared(column_of(self.counted))
        return earlier(self.work, column, period, self.cost_key(), self.name, self.like(self.counted, column), name)

    def tell_of_caps(self, period: PeriodSymbol, per: Per) -> None:
        """A step that reads the earlier cost of the period takes this claim's cost capped, and that of others whole."""
        for cap, capped in self.uncounted:
            if _wider(period, capped):
                self.work.warn("cap-before-longer", per.span, (Label(cap.span, "cap"),))
                break

    def like(self, counted: Value, column: str) -> Value:
        """An amount of which a total adds up many: another version may count more of it, and finer, than this one."""
        if not self.versioned:
            return counted
        scale = self.work.totals.shared_scale(self.name, column.removeprefix(self.name))
        scale = max(scale, counted.scale)
        return evolve(counted, scale=scale, high=range_of(MONEY)[1] * 10 ** (scale - scale_of(MONEY)))

    def step(
        self,
        step: Step | PaymentOrder,
        role: str,
        after: Value | None,
        *equations: Equation,
        bound: str | None = None,
        absent: str | None = None,
        ceiling: str | None = None,
    ) -> None:
        """Account for a step and go on with `after`."""
        before = None if self.amount is None else column_of(self.amount)
        name = None if after is None else column_of(after)
        self.steps.append(StepAccount(step, before, name, equations, bound, absent, role, ceiling))
        if role == "deductible":
            self.undeducted = self.amount if self.deducted is None else self.undeducted
        else:
            self.undeducted = None
        if after is not None:
            self.amount = after


def column_of(value: Value) -> str:
    assert isinstance(value.term, Column)
    return value.term.name


def shown(value: Value) -> Shown:
    return Shown(column_of(value))


def equation(result: Value, operator: str, *operands: Display) -> Equation:
    return Equation(column_of(result), Operate(operator, operands))


def _wider(period: PeriodSymbol, capped: PeriodSymbol | None) -> bool:
    """Can the period hold more than one of what was capped? A rolling one lies in no other, and no other in it."""
    if capped is None:
        return True
    if period.key == capped.key:
        return False
    if PeriodUnit.ROLLING in (period.unit, capped.unit):
        return True
    return _LENGTHS.index(period.unit) >= _LENGTHS.index(capped.unit)


_LENGTHS = (PeriodUnit.DAY, PeriodUnit.MONTH, PeriodUnit.YEAR, PeriodUnit.LIFETIME)


def zero_money() -> Value:
    return constant(0, MONEY, scale_of(MONEY))
