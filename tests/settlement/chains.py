"""Random benefits, as policy text and as a plain reckoning of the rules of settlement in fractions.

The reckoning shares nothing with the compiler: it keeps its own totals and walks the steps one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor, prod
from random import Random

from attrs import define, field, frozen

PERIODS = {"policy_year": "per policy_year", "visit_month": "per visit_month", None: "per claim"}
HEAD = """policy random_chain
  in force: from 2024-01-01
  round: each payment, to fen, half up

facts
  service_date: date, 2024-01-01 to 2026-12-31
  applies_here: yes or no
  suspended: yes or no
  own_limit: money, 0 to 5000, optional
  cost: money, 0 to 100,000

period policy_year: year, starting Jul 1, by service_date
period visit_month: month, by service_date

"""


@frozen
class Claim:
    day: date
    applies: bool
    suspended: bool
    own_limit: Fraction | None
    cost: Fraction

    def told(self) -> dict[str, object]:
        return {
            "service_date": self.day,
            "applies_here": self.applies,
            "suspended": self.suspended,
            "own_limit": None if self.own_limit is None else yuan(self.own_limit),
            "cost": yuan(self.cost),
        }

    def key(self, period: str | None) -> object:
        if period == "policy_year":
            return self.day.year if self.day.month >= 7 else self.day.year - 1
        return (self.day.year, self.day.month) if period else None


@frozen
class Limit:
    """A cap, floor or deductible over a period (None: each claim); `amount` None is the claim's own limit.

    A claim without a limit of its own does without the step.
    """

    kind: str
    period: str | None
    amount: Fraction | None

    def written(self) -> str:
        amount = "own_limit" if self.amount is None else f"{yuan(self.amount)} yuan"
        return f"{self.kind} {PERIODS[self.period]}, {amount}"

    def of(self, claim: Claim) -> Fraction | None:
        return claim.own_limit if self.amount is None else self.amount


@frozen
class Scale:
    """A ratio (no edges), or bands; `included` says whether the deductible counts in them."""

    edges: tuple[Fraction, ...]
    ratios: tuple[Fraction, ...]
    period: str | None
    marginal: bool
    included: bool

    def written(self, deductible: bool) -> list[str]:
        shares = [percent(ratio) for ratio in self.ratios]
        if not self.edges:
            return [f"ratio: {shares[0]}"]
        said = ", deductible included" if self.included else ", deductible excluded"
        lines = [
            f"{'marginal' if self.marginal else 'slab'} bands: expense, {PERIODS[self.period]}{said * deductible}",
            f"  at most {yuan(self.edges[0])} yuan: {shares[0]}",
        ]
        for low, high, share in zip(self.edges, self.edges[1:], shares[1:-1], strict=False):
            lines.append(f"  over {yuan(low)} yuan to {yuan(high)} yuan: {share}")
        return [*lines, f"  over {yuan(self.edges[-1])} yuan: {shares[-1]}"]

    def paid_up_to(self, cost: Fraction) -> Fraction:
        bounds = [Fraction(0), *self.edges, max(cost, self.edges[-1])]
        return sum(
            (
                max(Fraction(0), min(cost, high) - low) * ratio
                for low, high, ratio in zip(bounds, bounds[1:], self.ratios, strict=False)
            ),
            Fraction(0),
        )

    def ratio_at(self, cost: Fraction) -> Fraction:
        return self.ratios[sum(cost > edge for edge in self.edges)]


@define
class Chain:
    """One benefit: steps on cost, the scale, steps on payment; and what its earlier claims have added up to."""

    upfront: Sequence[Fraction]
    costs: Sequence[Limit]
    scale: Scale
    payments: Sequence[Limit]
    totals: dict[object, Fraction] = field(factory=lambda: defaultdict(Fraction))

    def written(self) -> str:
        lines = ["benefit pay", "  applies when: applies_here", '  not payable: suspended, because "suspended"']
        lines += ["  expense: cost", *(f"  upfront share: {percent(share)}" for share in self.upfront)]
        lines += [f"  {limit.written()}" for limit in self.costs]
        lines += [f"  {line}" for line in self.scale.written(any(one.kind == "deductible:" for one in self.costs))]
        return HEAD + "\n".join([*lines, *(f"  {limit.written()}" for limit in self.payments)]) + "\n"

    def settle(self, claim: Claim) -> Fraction:
        """What is paid for the next claim; it then counts."""
        if not claim.applies or claim.suspended:
            return Fraction(0)
        net = amount = claim.cost * prod(1 - share for share in self.upfront)
        deducted = Fraction(0)
        counted: dict[object, Fraction] = {}
        for at, limit in enumerate(self.costs):
            given = limit.of(claim)
            if limit.kind == "floor: expense,":
                amount = amount if given is None else max(amount, min(given, claim.cost))
                continue
            is_cap = limit.kind == "cap: expense,"
            below = self._below(claim, at, limit, amount, given, amount if is_cap else Fraction(0))
            counted["below", at, claim.key(limit.period)] = below
            amount, deducted = (below, deducted) if is_cap else (amount - below, deducted + below)
        paid = half_up(self._scaled(claim, amount, deducted))
        for limit in self.payments:
            given = limit.of(claim)
            if given is None:
                continue
            before = self.totals["paid", limit.period, claim.key(limit.period)] if limit.period else Fraction(0)
            room = max(Fraction(0), given - before)
            paid = min(paid, room) if limit.kind == "cap: payment," else min(max(paid, room), claim.cost)
        for period in ("policy_year", "visit_month"):
            counted["cost", period, claim.key(period)] = net
            counted["net", period, claim.key(period)] = amount
            counted["paid", period, claim.key(period)] = paid
        for key, more in counted.items():
            self.totals[key] += more
        return paid

    def _below(
        self, claim: Claim, at: int, limit: Limit, amount: Fraction, given: Fraction | None, without: Fraction
    ) -> Fraction:
        """How much of the cost lies below a limit: a fixed one is a place on the running total of the named expense,
        one that varies leaves what was not let through it before."""
        if given is None:
            return without
        if limit.period is None:
            return min(amount, given)
        if limit.amount is None:
            return min(amount, max(Fraction(0), given - self.totals["below", at, claim.key(limit.period)]))
        before = self.totals["cost", limit.period, claim.key(limit.period)]
        return min(before + amount, given) - min(before, given)

    def _scaled(self, claim: Claim, amount: Fraction, deducted: Fraction) -> Fraction:
        scale = self.scale
        if not scale.edges:
            return amount * scale.ratios[0]
        whole = "cost" if scale.included or not any(one.kind == "deductible:" for one in self.costs) else "net"
        before = self.totals[whole, scale.period, claim.key(scale.period)] if scale.period else Fraction(0)
        start = before + deducted if scale.included else before
        end = start + amount
        if scale.marginal:
            return scale.paid_up_to(end) - scale.paid_up_to(start)
        return amount * scale.ratio_at(end)


def half_up(amount: Fraction) -> Fraction:
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


def percent(ratio: Fraction) -> str:
    return f"{Decimal(ratio.numerator) / ratio.denominator * 100:f}%"


def yuan(amount: Fraction) -> Decimal:
    return Decimal(int(amount * 100)).scaleb(-2)


# ---- at random


def random_chain(random: Random) -> Chain:
    periods = [None, "policy_year", "visit_month"]

    def limit(kind: str) -> Limit:
        amount = None if random.random() < 0.25 else random_amount(random)
        return Limit(kind, random.choice(periods), amount)

    costs = [limit(random.choice(["cap: expense,", "deductible:"])) for _ in range(random.randint(0, 3))]
    if random.random() < 0.15:
        costs.insert(random.randint(0, len(costs)), Limit("floor: expense,", None, random_amount(random)))
    payments = [limit(random.choice(["cap: payment,", "floor: payment,"])) for _ in range(random.randint(0, 2))]
    edges = tuple(sorted({random_amount(random) for _ in range(random.randint(0, 3))} - {Fraction(0)}))
    ratios = tuple(Fraction(random.choice([0, 1, 333, 500, 667, 805, 1000]), 1000) for _ in range(len(edges) + 1))
    chosen = random.choice(periods)
    upfront = [Fraction(random.choice([0, 10, 333]), 1000) for _ in range(random.choice([0, 0, 1, 2]))]
    return Chain(upfront, costs, Scale(edges, ratios, chosen, random.random() < 0.7, random.random() < 0.5), payments)


FIGURES = (0, 1, 5000, 10000, 33333, 50000, 99999, 100000, 200000)


def random_amount(random: Random) -> Fraction:
    return Fraction(random.choice([*FIGURES, random.randint(0, 300000)]), 100)


def random_claims(random: Random, chain: Chain) -> list[Claim]:
    """Claims by the edges of the chain's own figures, in a few months."""
    figures = [limit.amount for limit in (*chain.costs, *chain.payments) if limit.amount] + list(chain.scale.edges)
    near = [figure + Fraction(step, 100) for figure in figures for step in (-1, 0, 1)] or [Fraction(1)]
    claims = []
    for _ in range(random.randint(1, 8)):
        cost = random.choice(near) if random.random() < 0.6 else random_amount(random)
        day = date(2024, 5, 20) + timedelta(days=random.choice([0, 1, 30, 41, 42, 60, 400]))
        own = None if random.random() < 0.1 else random_amount(random)
        claims.append(Claim(day, random.random() < 0.9, random.random() < 0.1, own, cost))
    return claims
