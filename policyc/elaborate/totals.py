"""Totals to date: which column a name's earlier total adds up, and the totals that this file keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import define, evolve, field, frozen

from policyc.core.terms import Caught, Choose, Column, Hole, Literal, Prior, Settled
from policyc.elaborate.account import LastTotalAccount, TotalAccount
from policyc.elaborate.elaboration import Elaboration, as_column
from policyc.elaborate.names import named_type
from policyc.elaborate.symbols import AmountSymbol, PeriodSymbol
from policyc.elaborate.value import Value, ValueType, add, constant, stand_in, subtract
from policyc.source import Span
from policyc.syntax.clause import Benefit, Expense, Upfront
from policyc.syntax.expression import LastTotal, Name
from policyc.types import MONEY, Count, Type, range_of, scale_of

MOST_ROWS = 10_000
"""How many claims of one member or family a period may hold; past it ranges are not promised and a ledger refuses."""


FINE = 10
"""The decimals of a total that versions share, where a version counts less than whole fen."""


@frozen
class Kept:
    """A total that is kept: `key` names it for readers, `column` is added up, over the period `period`."""

    key: str
    column: str
    period: PeriodSymbol
    before: str
    benefit: str | None
    scale: int
    # False for what is added up in place of what was paid, and opened by it
    shown: bool = True
    grain: str | None = None


@frozen
class Counted:
    """What one version of a benefit counts, for the totals that all its versions share.

    `columns` are the amounts by the end of their column's name, `cost` the amount that thresholds count, `above` what
    is left of it for the ratio, `deducted` what the patient bore first, `parts` what is read of its way by a name.
    `gated` is an amount where the version pays.
    """

    columns: Mapping[str, Value]
    cost: Value
    above: Value
    deducted: Value | None
    parts: Mapping[str, Value]
    gated: Callable[[Value], Value]


@define
class Totals:
    """The registry of totals of one elaboration."""

    expenses: dict[str, list[str]] = field(factory=dict)
    # benefits of which a version works out its expense, and those that work out a share of it to be borne first
    worked_out: set[str] = field(factory=set)
    upfront: set[str] = field(factory=set)
    payments: set[str] = field(factory=set)
    kept: dict[tuple[str, str], Kept] = field(factory=dict)
    # False where a clause that may read a total could not be made, so that `kept` may lack some
    whole: bool = True
    # rules and facts whose earlier total is read: their counted columns are made when all else is
    pending: dict[str, Span] = field(factory=dict)
    # where the total of a column is first read
    places: dict[str, Span] = field(factory=dict)

    def announce(self, work: Elaboration, benefit: Benefit) -> None:
        """Enter a benefit and its named expense, before anything is elaborated; its versions are one."""
        key = work.public(benefit.name.key)
        self.payments.add(key)
        for step in benefit.steps:
            if isinstance(step, Expense) and isinstance(step.value.otherwise, Name) and not step.value.branches:
                counting = self.expenses.setdefault(work.public(step.value.otherwise.key), [])
                counting += [] if key in counting else [key]
            elif isinstance(step, Expense):
                self.worked_out.add(key)
            elif isinstance(step, Upfront):
                self.upfront.add(key)

    def shared_scale(self, benefit: str, stem: str) -> int:
        """The scale of what all versions of a benefit count under a name: fine enough for a cost that is worked out."""
        fine = self.worked_out if stem == "__counted" else self.worked_out | self.upfront
        return FINE if benefit in fine else scale_of(MONEY)

    def expense_key(self, benefit: str, expense: str | None) -> str:
        """How the cost total of a benefit is named: by its expense, unless another benefit counts the same one."""
        named = [key for key, counting in self.expenses.items() if benefit in counting]
        if named == [expense] and self.expenses[named[0]] == [benefit]:
            return named[0]
        return f"{benefit}_expense"

    def find(self, work: Elaboration, of: Name, period: PeriodSymbol) -> tuple[str, ValueType, int, int] | None:
        """The column to add up for an earlier total of a name, with its type, scale and greatest total."""
        symbol = work.symbols.get(of.key)
        if not isinstance(symbol, AmountSymbol):
            work.unknown_name(of)
            return None
        if of.key in work.parts:
            work.error("part-total", of.span, name=work.words(of.key))
            return None
        if not _reads_lines(work, of, symbol.grain, period):
            return None
        if symbol.type != MONEY and not isinstance(symbol.type, Count):
            work.error("cannot-total", of.span, name=work.words(of.key))
            return None
        benefits = self.expenses.get(of.key, [])
        if len(benefits) > 1:
            work.error("expense-shared", of.span, name=work.words(of.key))
            return None
        column = of.key if of.key in self.payments else f"{of.key}__counted"
        if benefits:
            column = f"{benefits[0]}__counted"
        elif of.key not in self.payments:
            self.pending.setdefault(of.key, of.span)
        self.places.setdefault(column, of.span)
        high = range_of(symbol.type)[1] * MOST_ROWS
        return column, symbol.type, scale_of(symbol.type), high

    def keep(self, work: Elaboration, kept: Kept) -> None:
        """Note a total that is read, so that claims may give its opening and settlements its closing."""
        work.openings.add(kept.column)
        self.kept.setdefault((kept.period.key, kept.column), kept)


def earlier(
    work: Elaboration,
    column: str,
    period: PeriodSymbol,
    key: str,
    benefit: str | None,
    like: Value,
    name: str,
    *,
    shown: bool = True,
) -> Value:
    """The earlier total of a column over a period, in a column of its own, kept under `key`."""
    found = work.totals.kept.get((period.key, column))
    high = max(0, like.high) * MOST_ROWS
    if found is not None:
        return Value(Column(found.before), like.type, like.scale, 0, high)
    # the total of a name of the claim is the claim's, even where a line reads it
    grain = work.grain_of(key)
    with work.at(grain):
        prior = Prior(column, period.keys, window=period.window)
        value = work.define(name, Value(prior, like.type, like.scale, 0, high))
    work.totals.keep(work, Kept(key, column, period, name, benefit, like.scale, shown, grain))
    return value


def _reads_lines(work: Elaboration, of: Name, grain: str | None, period: PeriodSymbol) -> bool:
    """May a total of names of this grain be read here? A line's is, on its lines; a period by line keeps no other."""
    if grain is not None and grain != work.grain:
        work.error("line-fact-outside", of.span, name=work.words(of.key), lines=work.words(grain))
    elif period.grain is not None and grain != period.grain:
        work.error("total-by-line", of.span, name=work.words(of.key), period=work.words(period.key))
    else:
        return True
    return False


def last_total(work: Elaboration, node: LastTotal, period: PeriodSymbol, column: str, like: Value) -> Value:
    """The total of a column over the period before this claim's, which is kept under that period's key."""
    assert period.value is not None
    key, name = f"{period.key}__last", f"{node.of.key}__last_{period.key}"
    if key not in work.columns:
        with work.at(None):
            work.define(key, subtract(period.value, constant(1, period.value.type), period.value.type))
    if name not in work.columns:
        with work.at(work.grain_of(node.of.key)):
            prior = Prior(column, period.keys, at=tuple(key if one == period.key else one for one in period.keys))
            work.define(name, Value(prior, like.type, like.scale, 0, like.high * MOST_ROWS))
    work.account.last_totals[node] = LastTotalAccount(name, node.of.key, period.key, key)
    return as_column(name, Value(Column(name), like.type, like.scale, 0, like.high * MOST_ROWS))


def finish_totals(work: Elaboration) -> None:
    """Close the totals: the counted columns of rules and facts (0 where refused), and each total after this claim."""
    _counted_names(work)
    for kept in list(work.totals.kept.values()):
        info = work.columns.get(kept.column)
        if info is None:
            continue
        if info.scale != kept.scale:
            work.error("needs-rounding", work.totals.places[kept.column], type=named_type(work, info.type))
            continue
        with work.at(kept.grain):
            after = _after(work, kept, info.type) if kept.shown else None
        work.account.totals.append(_account(kept, after))


def _account(kept: Kept, after: str | None) -> TotalAccount:
    symbol = kept.period
    period = None if symbol.is_lifetime else symbol.key
    return TotalAccount(
        kept.key,
        period,
        kept.column,
        kept.before,
        after,
        kept.benefit,
        kept.scale,
        symbol.keys[1:],
        symbol.window,
        symbol.per,
        kept.grain,
        symbol.owner,
    )


def _after(work: Elaboration, kept: Kept, type: ValueType) -> str:
    """The column for a total once this claim is counted in it."""
    most = range_of(MONEY)[1]
    before = Value(Column(kept.before), type, kept.scale, 0, most * MOST_ROWS)
    after = add(before, Value(Column(kept.column), type, kept.scale, 0, most), type)
    name = work.fresh(f"{kept.column}__after" if "__" not in kept.column else f"{kept.column}_after")
    work.define(name, evolve(after, axis=None))
    return name


def _counted_names(work: Elaboration) -> None:
    for key, span in work.totals.pending.items():
        symbol = work.symbols.get(key)
        if not isinstance(symbol, AmountSymbol) or symbol.value is None or not isinstance(symbol.type, Type):
            continue
        value = symbol.value
        if value.low < 0 or value.high > range_of(symbol.type)[1]:
            work.error("total-past-range", span, name=work.words(key))
            continue
        amount = value.term
        if value.absent is not None:
            amount = Choose(value.absent, Hole(f"absent:{key}", stand_in(value.type, value.low)), amount)
        counted = Settled(Choose(Caught(key), Literal(0), amount))
        with work.at(symbol.grain):
            work.define(f"{key}__counted", Value(counted, value.type, value.scale, 0, value.high))
