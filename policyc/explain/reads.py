"""What an answer rests on: the names that were really read for this claim, at any distance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define, field

from policyc.elaborate.account import ChannelsAccount, ChecklistAccount, RuleAccount, TableAccount
from policyc.explain.book import Book
from policyc.explain.walk import names_in_order
from policyc.explain.working import chosen
from policyc.syntax.clause import (
    Applies,
    Band,
    Bands,
    Cap,
    Ceiling,
    Column,
    Deductible,
    Expense,
    Floor,
    Formula,
    Grid,
    If,
    Otherwise,
    Outcome,
    Parameter,
    PaymentOrder,
    PeriodBlock,
    RatioStep,
    Refuse,
    Require,
    Unprovided,
    Upfront,
)
from policyc.syntax.expression import (
    Apply,
    Conditional,
    EarlierTotal,
    Expression,
    LastTotal,
    LineTotal,
    Product,
    Sum,
)

Maker = RuleAccount | TableAccount | ChecklistAccount | ChannelsAccount | Parameter | PeriodBlock
Arm = If | Otherwise | Formula

MOST_TOLD = 100
"""How many lines of a claim are reckoned out; their values are all given."""


def arms(entry: RuleAccount) -> list[Arm]:
    """A rule's cases, in the order of its tests."""
    return [step for step in entry.rule.steps if isinstance(step, Arm)]


def taken(book: Book, entry: RuleAccount) -> int | None:
    """Which case of a rule applies, from 0; None where a test before it is not known."""
    for number, test in enumerate(entry.tests):
        if test is None:
            return number
        if not book.ok(test):
            return None
        if book.holds(test):
            return number
    # the tests leave nothing out, and the last was not made a column of its own
    return len(entry.tests) - 1


def tried(book: Book, entry: RuleAccount) -> list[Arm]:
    """The cases whose tests were read: up to the one that applies, or up to the first that is not known."""
    number = taken(book, entry)
    if number is not None:
        return arms(entry)[: number + 1]
    known = [test is not None and book.ok(test) for test in entry.tests]
    return arms(entry)[: known.index(False) + 1 if False in known else len(known)]


def outcome_of(arm: Arm) -> Outcome | Expression:
    return arm.value if isinstance(arm, Formula) else arm.outcome


def subjects(grid: Grid) -> tuple[Column, ...]:
    return grid.columns[: grid.outputs]


@define(slots=False)
class Reads:
    """The names read so far, each once, in the order found."""

    book: Book
    facts: dict[str, None] = field(factory=dict)
    makers: set[str] = field(factory=set)
    outputs: set[str] = field(factory=set)

    @cached_property
    def by_name(self) -> Mapping[str, Maker]:
        """What defines each name that is not a fact or a benefit."""
        compiled = self.book.compiled
        account = compiled.account
        found: dict[str, Maker] = {**account.rules, **account.checklists, **account.channels}
        for table in compiled.account.tables.values():
            found.update(dict.fromkeys(table.outputs, table))
        for block in compiled.file.blocks:
            # a lifetime has no key, and so no column
            if isinstance(block, Parameter | PeriodBlock) and block.name.key in compiled.columns:
                found[block.name.key] = block
        return found

    @cached_property
    def fact_keys(self) -> frozenset[str]:
        return frozenset(spec.key for spec in self.book.compiled.interface.facts)

    def follow(self, names: Iterable[str]) -> dict[str, frozenset[str]]:
        """Enter the names and all that they rest on.

        Gives what is new in the worksheet's order: each maker with the names it gives that were not read before.
        """
        fresh: dict[str, set[str]] = {}
        waiting = list(names)
        while waiting:
            name = self.book.stands_for(waiting.pop()) or ""
            if name in self.fact_keys and self.book.is_told(name):
                self.facts[name] = None
            maker = self.by_name.get(name)
            if maker is None:
                continue
            key = key_of(maker)
            if not self.book.sees(name):
                if key not in self.makers:
                    self.makers.add(key)
                    waiting += self._read_on_lines(name, maker)
                continue
            if name not in self.outputs:
                self.outputs.add(name)
                fresh.setdefault(key, set()).add(name)
            if key not in self.makers:
                self.makers.add(key)
                waiting += self.read_by(maker)
        return {key: frozenset(fresh[key]) for key in sorted(fresh, key=self._place)}

    def _read_on_lines(self, name: str, maker: Maker) -> list[str]:
        """The names that what is reckoned line by line read, on any of the lines that are told."""
        grain = str(self.book.compiled.worksheet.by_name[name].grain)
        lines = range(min(MOST_TOLD, len(self.book.settlement.row.lines[grain])))
        found: dict[str, None] = {}
        for at in lines:
            found.update(dict.fromkeys(Reads(self.book.in_line(grain, at)).read_by(maker)))
        return list(found)

    def closure(self, names: Iterable[str]) -> dict[str, frozenset[str]]:
        """All makers that the names rest on, whether or not they were read before."""
        return Reads(self.book).follow(names)

    def _place(self, key: str) -> int:
        return self._places.get(key, -1)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        account = self.book.compiled.account
        firsts = {table.row: name for name, table in account.tables.items()}
        firsts |= {entry.channels[0].column: name for name, entry in account.channels.items()}
        names = [definition.name for definition in self.book.compiled.worksheet.definitions]
        return {firsts.get(name, name): place for place, name in enumerate(names)}

    def maker(self, key: str) -> Maker:
        table = self.book.compiled.account.tables.get(key)
        return self.by_name[key] if table is None else table

    def read_by(self, maker: Maker) -> list[str]:
        """The names that a maker read for this claim."""
        match maker:
            case RuleAccount():
                return [name for arm in tried(self.book, maker) for name in self._arm(maker, arm)]
            case TableAccount(table=table):
                return [] if table.grid is None else self.in_order(subjects(table.grid))
            case ChecklistAccount():
                return self.in_order([one.requirement.test for one in maker.requirements])
            case ChannelsAccount():
                return self.in_order([one.channel.condition for one in maker.channels])
            case Parameter(by=by) | PeriodBlock(by=by):
                return [] if by is None else [by.key]

    def _arm(self, entry: RuleAccount, arm: Arm) -> list[str]:
        """The names in a case's test, and in its value where it applies."""
        read = self.in_order(arm.test) if isinstance(arm, If) else []
        number = taken(self.book, entry)
        if number is not None and arms(entry)[number] is arm:
            read += self.in_value(outcome_of(arm))
        return read

    def read_nodes(self, entry: RuleAccount) -> list[object]:
        """The tests that were tried, and the value of the case that applies."""
        nodes: list[object] = [arm.test for arm in tried(self.book, entry) if isinstance(arm, If)]
        number = taken(self.book, entry)
        return nodes if number is None else [*nodes, outcome_of(arms(entry)[number])]

    def told_by(self, entry: RuleAccount) -> list[str]:
        """The names worth telling beside a rule: those in its tests, and in a value that is no reckoning of numbers.

        What a benefit came to on its way is told in any case: of a sum too nobody else says what it is.
        """
        tests = self.read_nodes(entry)
        value = tests.pop() if taken(self.book, entry) is not None else None
        if isinstance(value, Conditional) and not value.branches:
            value = value.otherwise
        names, read = self.in_order(tests), self.in_value(value)
        return [*names, *filter(self._is_part, read)] if _is_reckoning(value) else [*names, *read]

    def _is_part(self, name: str) -> bool:
        """Is it what a benefit came to on its way, which no ground of its own tells?"""
        compiled = self.book.compiled
        of_lines = {fact.key for block in compiled.interface.lines for fact in block.facts}
        told = (self.by_name, self.fact_keys, of_lines, compiled.account.benefits)
        return not any(name in names for names in told)

    def in_value(self, node: Outcome | Expression | object) -> list[str]:
        """The names read for a value: of a choice, its tests and the value it takes."""
        if not isinstance(node, Conditional) or not node.branches:
            return self.in_order(node)
        value = chosen(self.book, node)
        return self.in_order((tuple(branch.test for branch in node.branches), value))

    def in_step(self, step: object) -> list[str]:
        """The names that one step of a benefit read."""
        match step:
            case Applies(condition=node) | Require(condition=node) | Unprovided(condition=node):
                return self.in_order(node)
            case Refuse(condition=node, unless=unless):
                return self.in_order((node, unless))
            case Expense(value=value):
                return self.in_value(value)
            case Upfront(share=share) | RatioStep(share=share):
                return self.in_value(share)
            case Deductible(per=per, amount=amount, ceiling=Ceiling(per=over, amount=most)):
                return [*self.in_order(per), *self.in_value(amount), *self.in_order(over), *self.in_value(most)]
            case Deductible(per=per, amount=amount) | Cap(per=per, amount=amount) | Floor(per=per, amount=amount):
                return [*self.in_order(per), *self.in_value(amount)]
            case PaymentOrder(split=split):
                return self.in_order(split)
            case Bands(per=per, bands=bands):
                shares = [self.in_value(band.share) for band in bands if isinstance(band, Band)]
                return [*self.in_order(per), *(name for share in shares for name in share)]
            case _:
                return []

    def in_order(self, node: object) -> list[str]:
        """The names of columns under a node, in the order written."""
        columns, channels = self.book.compiled.columns, self.book.compiled.account.channels
        return [name for name in names_in_order(node) if name in columns or name in channels]


def _is_reckoning(value: object) -> bool:
    return isinstance(value, Sum | Product | Apply | LineTotal | EarlierTotal | LastTotal)


def key_of(maker: Maker) -> str:
    match maker:
        case RuleAccount(rule=rule):
            return rule.name.key
        case TableAccount(table=table):
            return table.name.key
        case ChecklistAccount(checklist=block) | ChannelsAccount(block=block):
            return block.name.key
        case Parameter(name=name) | PeriodBlock(name=name):
            return name.key
