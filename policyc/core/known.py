"""From an open worksheet to a closed one: holes, refusals and missing facts become truth columns beside the amounts.

known(worksheet, missable) -> KnownWorksheet(worksheet, source, ok, refused)

Beside a column `x` that can fail stand, where they are not literal, `x__ok` and `x__refused`; a missable fact has
the truth input `x__given`; a look-back that can fail has `x__opened` (its opening balance is given) and `x__complete`
(no earlier row it gathers is in doubt). `x__unknown` counts rows where `x` has no value, `x__refusals` those where it
is refused, `x__astray<n>` those whose key is not known so that they may belong to any key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import evolve, frozen

from policyc.core.check import sort_of
from policyc.core.fallible import fallible
from policyc.core.flags import Flagged, TermFlags, counted, flagged, none_counted
from policyc.core.prelude import FALSE, TRUE, ZERO, all_of, any_of, equal, is_not
from policyc.core.ranges import Bounds, infer_range, ranges_of
from policyc.core.shallow import shallow
from policyc.core.terms import Column, Fold, Literal, OpenTerm, Prior, Sort, Total
from policyc.core.turns import in_turn
from policyc.core.walk import fold, rebuild, subterms
from policyc.core.worksheet import Definition, Input, Worksheet


@frozen(slots=False)
class KnownWorksheet:
    """`worksheet` is closed. `source` is the open sheet it came from, cut shallow, its look-backs named.

    `ok` and `refused` give for every column of the source the closed term that says so.
    """

    worksheet: Worksheet
    source: Worksheet
    ok: Mapping[str, OpenTerm]
    refused: Mapping[str, OpenTerm]

    @cached_property
    def flags(self) -> TermFlags:
        """The flags of every term of the source."""
        return TermFlags(self.ok, self.refused)


def given(name: str) -> str:
    """The truth input that says whether the missable fact `name` is there."""
    return f"{name}__given"


def known(worksheet: Worksheet, missable: frozenset[str]) -> KnownWorksheet:
    """`worksheet` without open terms, where the inputs `missable` may be absent."""
    failing = fallible(worksheet, missable)
    source = shallow(look_backs_named(worksheet, failing))
    return _Closing(source, missable, fallible(source, missable)).closed()


def look_backs_named(worksheet: Worksheet, failing: frozenset[str]) -> Worksheet:
    """Every Prior and Total inside a term that can fail as a column of its own, so that a row shows its value."""
    ranges, columns = ranges_of(worksheet), worksheet.by_name
    definitions: list[Definition] = []
    for definition in worksheet.definitions:
        definitions += _look_backs_of(definition, columns, ranges) if definition.name in failing else [definition]
    return evolve(worksheet, definitions=tuple(definitions))


def _look_backs_of(
    definition: Definition, columns: Mapping[str, Input | Definition], ranges: Mapping[str, Bounds]
) -> list[Definition]:
    steps: list[Definition] = []

    def named(term: OpenTerm, inner: list[OpenTerm]) -> OpenTerm:
        if not isinstance(term, Prior | Total) or term is definition.term:
            return rebuild(term, tuple(inner))
        name = f"{definition.name}__earlier{len(steps) + 1}"
        steps.append(Definition(name, sort_of(term, columns), term, *infer_range(term, ranges), definition.grain))
        return Column(name)

    rest = evolve(definition, term=fold(definition.term, named))
    return [*steps, rest]


class _Closing:
    """The columns of the closed worksheet, as they are made from top to bottom."""

    def __init__(self, source: Worksheet, missable: frozenset[str], failing: frozenset[str]) -> None:
        self.source = source
        self.missable = missable
        self.failing = failing
        self.inputs: list[Input] = []
        self.definitions: list[Definition] = []
        self.flags: dict[str, Flagged] = {}
        self.astray: dict[tuple[str, tuple[str, ...]], str] = {}
        self.gathered = _gathered(source)

    def closed(self) -> KnownWorksheet:
        for fact in self.source.inputs:
            self._input(fact)
        for definition in self.source.definitions:
            self._definition(definition)
        for (column, keys), name in self.astray.items():
            self._define_astray(column, keys, name)
        sheet = shallow(evolve(self.source, inputs=tuple(self.inputs), definitions=tuple(self.definitions)))
        ok = {name: flags.ok for name, flags in self.flags.items()}
        refused = {name: flags.refused for name, flags in self.flags.items()}
        return KnownWorksheet(in_turn(sheet), self.source, ok, refused)

    def _input(self, fact: Input) -> None:
        self.inputs.append(fact)
        ok: OpenTerm = TRUE
        if fact.name in self.missable:
            self.inputs.append(Input(given(fact.name), Sort.TRUTH, 0, 1, fact.grain))
            ok = Column(given(fact.name))
        self.flags[fact.name] = Flagged(Column(fact.name), ok)
        self._count(fact.name, fact.grain)

    def _definition(self, definition: Definition) -> None:
        flags = flagged(definition.term, self.flags, self._look_back(definition))
        self.definitions.append(evolve(definition, term=flags.value))
        name, grain = definition.name, definition.grain
        ok = self._truth(f"{name}__ok", flags.ok, grain)
        refused = self._truth(f"{name}__refused", flags.refused, grain)
        self.flags[name] = Flagged(Column(name), ok, refused)
        self._count(name, grain)

    def _truth(self, name: str, term: OpenTerm, grain: str | None) -> OpenTerm:
        """`term` itself where it is already a literal or a column, else a new column of it."""
        if isinstance(term, Literal | Column):
            return term
        self.definitions.append(Definition(name, Sort.TRUTH, term, 0, 1, grain))
        return Column(name)

    def _count(self, name: str, grain: str | None) -> None:
        """Columns that later rows or the claim can gather, for a column that is gathered and can fail."""
        if name not in self.gathered or name not in self.failing:
            return
        flags = self.flags[name]
        self.definitions += [
            Definition(f"{name}__unknown", Sort.INTEGER, counted(is_not(flags.ok)), 0, 1, grain),
            Definition(f"{name}__refusals", Sort.INTEGER, counted(flags.refused), 0, 1, grain),
        ]

    def _look_back(self, definition: Definition) -> Flagged | None:
        """The flags of the Prior or Total that is the whole of a definition that can fail."""
        match definition.term:
            case Total(column) if column in self.failing:
                complete = none_counted(Total(f"{column}__unknown", Fold.MAX))
                refused = is_not(none_counted(Total(f"{column}__refusals", Fold.MAX)))
                return Flagged(definition.term, complete, refused)
            case Prior() as prior if definition.name in self.failing:
                return self._prior(definition, prior)
            case _:
                return None

    def _prior(self, definition: Definition, prior: Prior) -> Flagged:
        refused = any_of(self.flags[key].refused for key in prior.asks)
        keyed = all_of(self.flags[key].ok for key in prior.asks)
        if prior.fold is Fold.OPENED:
            return Flagged(prior, keyed, refused)
        return Flagged(
            prior, all_of((self._opened(definition, prior), self._complete(definition, prior), keyed)), refused
        )

    def _opened(self, definition: Definition, prior: Prior) -> OpenTerm:
        if prior.column not in self.source.openings:
            return TRUE
        opened = evolve(prior, fold=Fold.OPENED)
        return self._truth(f"{definition.name}__opened", opened, definition.grain)

    def _complete(self, definition: Definition, prior: Prior) -> OpenTerm:
        conditions: list[OpenTerm] = []
        if prior.column in self.failing:
            unknown = evolve(prior, column=f"{prior.column}__unknown", fold=Fold.MAX)
            conditions.append(none_counted(unknown))
        if uncertain := tuple(key for key in prior.keeps if key in self.failing):
            certain = [pair for pair in zip(prior.by, prior.key, strict=True) if pair[0] not in self.failing]
            by, at = tuple(theirs for theirs, _ in certain), tuple(own for _, own in certain)
            astray = Prior(self._astray(prior.column, uncertain), by, Fold.MAX, at=None if at == by else at)
            conditions.append(none_counted(astray))
        return self._truth(f"{definition.name}__complete", all_of(conditions), definition.grain)

    def _astray(self, column: str, keys: tuple[str, ...]) -> str:
        if (column, keys) not in self.astray:
            count = sum(1 for other, _ in self.astray if other == column)
            name = f"{column}__astray{count + 1}"
            self.astray[column, keys] = name
        return self.astray[column, keys]

    def _define_astray(self, column: str, keys: tuple[str, ...], name: str) -> None:
        """1 where a row's key is not known, unless it surely adds nothing."""
        source = self.source.by_name[column]
        lost = is_not(all_of(self.flags[key].ok for key in keys))
        nothing = all_of((self.flags[column].ok, equal(Column(column), ZERO))) if source.low >= 0 else FALSE
        term = counted(all_of((lost, is_not(nothing))))
        self.definitions.append(Definition(name, Sort.INTEGER, term, 0, 1, source.grain))


def _gathered(worksheet: Worksheet) -> frozenset[str]:
    """The columns that a Prior or Total folds."""
    return frozenset(
        term.column
        for definition in worksheet.definitions
        for term in subterms(definition.term)
        if isinstance(term, Prior | Total)
    )
