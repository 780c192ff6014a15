"""Opening balances beside the rows that look for them.

They stand in `openings(total, key1, key2 …, amount)`: a total as `paid by member, year`, its key in the first columns,
the rest NULL. A row without any key says that everyone had nothing before, one with the first column alone of a longer
key that this member had nothing under any of its keys. Along an axis a row of `paid by member along day` gives
after the key the place of an earlier amount, one of `opened …` as amount the place from where all is known.

opening_rows(worksheet, openings) -> those rows
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from policyc.backends.sql_sheet import FOLDS, Sheet, balances_of, opened_of, opening_of
from policyc.backends.sql_words import (
    SMALLEST,
    Sql,
    all_hold,
    column,
    derived,
    equal,
    function,
    is_null,
    named,
    number,
    or_zero,
    table,
)
from policyc.core.openings import Key, Openings
from policyc.core.state import Slot, slot_of, slots
from policyc.core.terms import Fold, Prior, Window
from policyc.core.worksheet import Definition, Worksheet

OPENINGS, TOTAL, AMOUNT = "openings", "total", "amount"


def key_column(place: int) -> str:
    return f"key{place}"


def totals_opened(worksheet: Worksheet) -> dict[str, tuple[str, ...]]:
    """The totals whose opening balances a worksheet asks for, and what each of their keys is made of."""
    found: dict[str, tuple[str, ...]] = {}
    for one in worksheet.definitions:
        if isinstance(prior := one.term, Prior) and prior.column in worksheet.openings:
            if prior.fold is Fold.OPENED and prior.window is not None:
                found[slot_of(prior).name] = prior.by
            elif prior.fold is not Fold.MAX or prior.window is not None:
                axis = (prior.window.axis,) if prior.window is not None else ()
                found[balances_of(prior)] = (*prior.by, *axis)
    return found


def opening_rows(worksheet: Worksheet, openings: Openings) -> list[tuple[str, Key, int]]:
    """What the queries of `worksheet` read of opening balances, row by row: a total, as much of a key, an amount."""
    found: list[tuple[str, Key, int]] = []
    for (column_name, by, key), amount in openings.amounts.items():
        found.append((Slot(column_name, by).name, key, amount))
    for (column_name, by, axis, key), history in openings.histories.items():
        found.append((Slot(column_name, by, Fold.OPENED, axis).name, key, history.since))
        along = Slot(column_name, by, None, axis).name
        found += [(along, (*key, at), amount) for at, amount in history.rows]
    for slot in slots(worksheet):
        if slot.fold is not Fold.OPENED:
            continue
        told = slot.name if slot.axis is not None else Slot(slot.column, slot.by).name
        since = 0 if slot.axis is None else SMALLEST
        found += [(told, (), since)] if openings.everyone else []
        found += [(told, (member,), since) for member in openings.without(slot.column, slot.by) if slot.by]
    read = totals_opened(worksheet)
    return [one for one in found if one[0] in read]


def opening_joins(sheet: Sheet, definitions: Sequence[Definition], source: str) -> tuple[list[Sql], list[exp.Join]]:
    """What each look-back among `definitions` starts at, and whether that is given, for the rows of `source`.

    These are columns, and the joins they are read from.
    """
    columns: list[Sql] = []
    joins: dict[str, exp.Join] = {}
    for one in definitions:
        prior = one.term
        if isinstance(prior, Prior) and prior.column in sheet.worksheet.openings:
            asked = _Asked(sheet, one, prior)
            columns += asked.columns(source)
            joins.update(asked.joins)
    return columns, list(joins.values())


class _Asked:
    """The opening balances that one look-back asks for, as columns over joins by name.

    Look-backs at one key of one total read the same join. What a join holds is called after it: `amount of paid by …`.
    """

    def __init__(self, sheet: Sheet, definition: Definition, prior: Prior) -> None:
        self.sheet = sheet
        self.prior = prior
        self.name = definition.name
        self.order = sheet.order_of(definition.grain)
        opened = prior.fold is Fold.OPENED and prior.window is not None
        self.total = slot_of(prior).name if opened else balances_of(prior)
        self.keys = [key_column(place) for place in range(1, len(prior.by) + 1)]
        self.joins: dict[str, exp.Join] = {}

    def columns(self, source: str) -> list[Sql]:
        match self.prior:
            case Prior(fold=Fold.OPENED, window=Window() as window):
                return [named(self._opened_along(window), opened_of(self.name))]
            case Prior(fold=Fold.OPENED):
                return [named(self._opened(), opened_of(self.name))]
            case Prior(window=Window() as window):
                return [named(self._amount_along(window, source), opening_of(self.name))]
            case Prior(fold=Fold.SUM):
                return [named(self._amount(), opening_of(self.name))]
            case _:
                return []

    def _opened(self) -> Sql:
        if not self.keys:
            return self._any([])
        return exp.or_(exp.Not(this=is_null(self._by_key("SUM"))), *self._nothing_before())

    def _opened_along(self, window: Window) -> Sql:
        """Is the key known from where the window begins, or from before it?"""
        since = self._by_key("MIN")
        known = all_hold([exp.Not(this=is_null(since)), exp.LTE(this=since.copy(), expression=column(window.first))])
        return exp.or_(known, *self._nothing_before()) if self.keys else known

    def _amount(self) -> Sql:
        return or_zero(self._by_key("SUM"))

    def _by_key(self, aggregate: str) -> Sql:
        """The balances gathered key by key, beside the rows that look for the key; NULL where there are none."""
        looked_up = self.total if self.prior.at is None else f"{self.total} at {', '.join(self.prior.at)}"
        amount, keys = f"{AMOUNT} of {looked_up}", [f"{key} of {looked_up}" for key in self.keys]
        gathered = named(function(aggregate, column(AMOUNT)), amount)
        query = self._balances([*[named(column(key), own) for key, own in zip(self.keys, keys, strict=True)], gathered])
        if self.keys:
            query = query.where(exp.Not(this=is_null(column(self.keys[0]))))
            query = query.group_by(*[column(key) for key in self.keys])
        self._join(f"{OPENINGS} of {looked_up}", query, self._keys_agree([column(key) for key in keys], None))
        return column(amount)

    def _amount_along(self, window: Window, source: str) -> Sql:
        """The earlier amounts given that lie in the window; NULL where there are none, but for a sum 0."""
        here, place = "here", key_column(len(self.keys) + 1)
        first, last = column(window.first, here), column(window.last, here)
        conditions = [
            equal(column(TOTAL, OPENINGS), exp.Literal.string(self.total)),
            *self._keys_agree([column(key, OPENINGS) for key in self.keys], here),
            exp.Between(this=column(place, OPENINGS), low=first, high=last),
        ]
        own = {one: f"{one} of openings for {self.name}" for one in self.order}
        amount = f"{AMOUNT} for {self.name}"
        folded = named(function(FOLDS[self.prior.fold], column(AMOUNT, OPENINGS)), amount)
        query = exp.select(*[named(column(one, here), called) for one, called in own.items()], folded)
        query = query.from_(table(source, here)).join(table(OPENINGS), on=all_hold(conditions))
        query = query.group_by(*[column(one, here) for one in self.order])
        together = [equal(column(called), column(one)) for one, called in own.items()]
        self._join(f"{OPENINGS} for {self.name}", query, together)
        return or_zero(column(amount)) if self.prior.fold is Fold.SUM else column(amount)

    def _join(self, alias: str, balances: exp.Select, on: Sequence[Sql]) -> None:
        conditions = all_hold(on) if on else exp.true()
        self.joins[alias] = exp.Join(this=derived(balances, alias), side="LEFT", on=conditions)

    def _keys_agree(self, keys: Sequence[Sql], source: str | None) -> list[Sql]:
        """The key's columns, or the first of them, are those of the row that looks for it."""
        own = [self.sheet.as_integer(name, source) for name in self.prior.key]
        return [equal(theirs, here) for theirs, here in zip(keys, own, strict=False)]

    def _balances(self, columns: Sequence[Sql]) -> exp.Select:
        own = equal(column(TOTAL), exp.Literal.string(self.total))
        return exp.select(*columns).from_(table(OPENINGS)).where(own)

    def _nothing_before(self) -> list[Sql]:
        """Had everyone nothing before, or of a key with more columns the one who is in the first?"""
        everyone = self._any([is_null(column(self.keys[0]))])
        if len(self.keys) == 1:
            return [everyone]
        new = f"new of {self.total}" if self.prior.at is None else f"new of {self.total} at {self.prior.at[0]}"
        first, second = (column(key) for key in self.keys[:2])
        query = self._balances([named(first, new)]).where(exp.Not(this=is_null(first.copy())), is_null(second))
        self._join(f"{OPENINGS} {new}", query.group_by(first.copy()), self._keys_agree([column(new)], None))
        return [everyone, exp.Not(this=is_null(column(new)))]

    def _any(self, conditions: Sequence[Sql]) -> Sql:
        """Are there such balances at all?"""
        count = self._balances([function("COUNT", exp.Star())]).where(*conditions)
        return exp.GT(this=exp.Subquery(this=count), expression=number(0))
