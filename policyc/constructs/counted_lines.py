"""Which lines an expense counts: the sums over lines it is made of, each added or taken off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from attrs import frozen

from policyc.elaborate.decide import AllOf, AnyOf, Decision, Inverse
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol
from policyc.elaborate.together import ALWAYS, NEVER, Conditions
from policyc.elaborate.walk import line_totals_in, names_read
from policyc.syntax.clause import Benefit, Expense, Formula, If, Otherwise
from policyc.syntax.expression import Apply, Conditional, Expression, Function, LineTotal, Name, Product, Sum
from policyc.types import Money

MOST_WAYS = 64
"""How many ways an expense may come out before it is taken that all of them add up."""

MOST_SUMS = 8
"""How many sums over one amount are weighed against each other."""


@frozen
class Part:
    """A sum over lines, times what stands beside it, added or taken off."""

    total: LineTotal
    factors: tuple[Expression, ...] = ()
    taken_off: bool = False


Way = tuple[Part, ...]
"""One way an expense may come out: all of these together."""


@frozen
class Counting:
    """The sums over the same amount of lines that make up an expense: what they add, and what they take off."""

    amounts: frozenset[str]
    added: tuple[LineTotal, ...]
    taken_off: tuple[LineTotal, ...]

    def decision(self, conditions: Conditions) -> Decision:
        """Which lines are counted: those added more often than they are taken off."""
        added = [_taken(conditions, total) for total in self.added]
        less = [_taken(conditions, total) for total in self.taken_off]
        if len(added) + len(less) > MOST_SUMS:
            return AnyOf(tuple(added))
        ways = (AllOf((_at_least(added, n + 1), Inverse(_at_least(less, n + 1)))) for n in range(len(less) + 1))
        return AnyOf(tuple(ways))


def counted_lines(work: Elaboration, benefits: Iterable[Benefit]) -> dict[str, set[Counting]]:
    """What each benefit's expense counts of lines, for every way it may come out."""
    rules = _ways_of_rules(work)
    found: dict[str, set[Counting]] = {}
    for benefit in benefits:
        ways = [way for step in benefit.steps if isinstance(step, Expense) for way in _ways(rules, step.value)]
        found[benefit.name.key] = {counting for way in ways for counting in _countings(work, way)}
    return found


def _countings(work: Elaboration, way: Way) -> Iterator[Counting]:
    alike: dict[tuple[Expression, tuple[Expression, ...]], list[Part]] = {}
    for part in way:
        alike.setdefault((part.total.of, part.factors), []).append(part)
    for (of, _), parts in alike.items():
        added = tuple(part.total for part in parts if not part.taken_off)
        if added:
            yield Counting(_amounts(work, of), added, tuple(part.total for part in parts if part.taken_off))


def _taken(conditions: Conditions, total: LineTotal) -> Decision:
    return ALWAYS if total.where is None else conditions.decision(total.where)


def _at_least(tests: Sequence[Decision], number: int) -> Decision:
    """At least so many of the tests hold."""
    return AnyOf(tuple(AllOf(some) for some in combinations(tests, number))) if number <= len(tests) else NEVER


def _amounts(work: Elaboration, of: Expression) -> frozenset[str]:
    """The amounts of a line that are added up; one that is subtracted is not."""
    if isinstance(of, Sum):
        added = [part for part, minus in zip(of.parts, of.minus, strict=True) if not minus]
        return frozenset().union(*(_amounts(work, part) for part in added))
    return frozenset(
        name
        for name in names_read(of, work.symbols)
        if isinstance(symbol := work.symbols.get(name), AmountSymbol)
        and symbol.grain is not None
        and isinstance(symbol.type, Money)
    )


# ---- the ways an expense may come out


WaysOfRules = Mapping[str, list[Way]]


def _ways_of_rules(work: Elaboration) -> WaysOfRules:
    """The ways of every rule of the claim, each after those that it reads: a rule may stand at the end of thousands."""
    found: dict[str, list[Way]] = {}
    for key, entry in work.account.rules.items():
        if work.grain_of(key) is None:
            found[key] = _either(_ways(found, step) for step in entry.rule.steps)
    return found


def _ways(rules: WaysOfRules, node: object) -> list[Way]:
    match node:
        case LineTotal():
            return [(Part(node),)]
        case Sum(parts=parts, minus=minus):
            return _together([_signed(_ways(rules, part), less) for part, less in zip(parts, minus, strict=True)])
        case Product():
            return _times(rules, node)
        case Apply(function=Function.LEAST | Function.MOST, arguments=arguments):
            return _either(_ways(rules, argument) for argument in arguments)
        case Conditional(branches=branches, otherwise=otherwise):
            return _either(_ways(rules, value) for value in (*(one.value for one in branches), otherwise))
        case If(outcome=inner) | Otherwise(outcome=inner) | Formula(value=inner):
            return _ways(rules, inner)
        case Name(key=key) if key in rules:
            return rules[key]
        case _:
            return [tuple(Part(total) for total in line_totals_in(node))]


def _times(rules: WaysOfRules, node: Product) -> list[Way]:
    """A sum times a factor takes off only what has the same factor."""
    ways: list[list[Way]] = []
    for number, part in enumerate(node.parts):
        beside = node.parts[:number] + node.parts[number + 1 :]
        ways.append(
            [
                tuple(Part(one.total, (*one.factors, *beside), one.taken_off) for one in way)
                for way in _ways(rules, part)
            ]
        )
    return _together(ways)


def _signed(ways: Iterable[Way], less: bool) -> list[Way]:
    return [tuple(Part(part.total, part.factors, part.taken_off is not less) for part in way) for way in ways]


def _either(choices: Iterable[list[Way]]) -> list[Way]:
    found = dict.fromkeys(way for ways in choices for way in ways)
    return _few([*found])


def _together(parts: Sequence[list[Way]]) -> list[Way]:
    found: list[Way] = [()]
    for ways in parts:
        found = _few([(*one, *other) for one, other in product(found, ways)])
    return found


def _few(ways: list[Way]) -> list[Way]:
    """The ways, or where they are too many, one that adds up all that any of them adds."""
    if len(ways) <= MOST_WAYS:
        return ways
    return [tuple(dict.fromkeys(part for way in ways for part in way if not part.taken_off))]
