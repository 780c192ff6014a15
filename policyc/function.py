"""A policy as a function of one claim: amounts and statuses at once, the explanation when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from policyc.backends.python import Settle
from policyc.backends.python_branched import compile_branched
from policyc.claims.claim import Claim
from policyc.claims.present import to_python
from policyc.compiled import Compiled
from policyc.core.alone import Earlier
from policyc.core.known import KnownWorksheet
from policyc.core.openings import ZERO
from policyc.core.state import Slot, State, slots
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet
from policyc.explained import Settlement
from policyc.interface import ResultSpec, spellings
from policyc.settling.answers import ABSENT, ANSWERED, STATUSES, Answers, answers, by_itself, earlier_name, status_of
from policyc.settling.results import PythonValue, Status
from policyc.settling.settle import Settler


@frozen
class BenefitAnswer:
    """One benefit's answer: its payment in fen, None while undetermined."""

    name: str
    status: Status
    fen: int | None

    @property
    def payment(self) -> Decimal | None:
        """The payment in yuan."""
        return None if self.fen is None else Decimal(self.fen).scaleb(-2)


@frozen(eq=False, slots=False, repr=False)
class Answer:
    """What a claim comes to. It keeps the claim, and settles it again for all that the function left out."""

    compiled: Compiled
    claim: Claim
    values: Mapping[str, int | None]
    """Every result by its key as an integer at the scale of its type; None where it has no value."""
    benefits: tuple[BenefitAnswer, ...]
    _settled: Callable[[Claim], Settlement]

    def __repr__(self) -> str:
        answers = ", ".join(f"{one.name} {one.status.value} {one.payment}" for one in self.benefits)
        return f"<answer of {self.compiled.interface.key}: {answers}>"

    def __getitem__(self, name: str) -> PythonValue | None:
        """A result by its English or Chinese name, as `Settlement` gives it. Raises KeyError for another name."""
        for spec in self.compiled.interface.results:
            if name in spellings(spec):
                return self._value(spec)
        raise KeyError(name)

    def _value(self, spec: ResultSpec) -> PythonValue | None:
        value = self.values[spec.key]
        return None if value is None else to_python(value, spec.type)

    @property
    def amounts(self) -> Mapping[str, PythonValue | None]:
        """Every result by its key."""
        return {spec.key: self._value(spec) for spec in self.compiled.interface.results}

    @cached_property
    def settlement(self) -> Settlement:
        """The claim settled as `evaluate` does, with totals, lines, reasons and sources; its amounts are these."""
        settlement = self._settled(self.claim)
        assert answered(settlement) == (self.values, self.benefits), "the function and the interpreter disagree"
        return settlement

    def explain(self, language: str = "zh", form: str = "text", *, colour: bool = False) -> str:
        """How the answer came about; see `Settlement.explain`."""
        return self.settlement.explain(language, form, colour=colour)


def answered(settlement: Settlement) -> tuple[Mapping[str, int | None], tuple[BenefitAnswer, ...]]:
    """The values and benefits of a settlement as an answer has them."""
    values = {spec.key: settlement.value(spec.key) for spec in settlement.compiled.interface.results}
    return values, tuple(BenefitAnswer(one.name, one.status, one.fen) for one in settlement.benefits)


@define(slots=False)
class _Form:
    """The function for claims that give all it reads, or for those that may not."""

    asked: Answers
    found: Answers = field(init=False)
    sheet: Worksheet = field(init=False)
    wanted: tuple[str, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.found = by_itself(self.asked)
        answered = [ANSWERED] if ANSWERED in self.asked.worksheet.by_name else []
        self.wanted = (*self.asked.results, *self.asked.statuses.values(), *answered)
        self.sheet = trimmed(self.found.worksheet, self.wanted)

    @cached_property
    def settle(self) -> Settle:
        return compile_branched(self.sheet, self.wanted)

    @cached_property
    def needs(self) -> Mapping[str | None, frozenset[str]]:
        """The facts of the claim, under None, and of each block of lines that every amount may turn on.

        Those count that a total's key is made of: where the key is not known the total is not, whatever is given of it.
        """
        grains = (None, *dict.fromkeys(one.grain for one in self.asked.worksheet.by_name.values() if one.grain))
        facts = trimmed(self.asked.worksheet, self.wanted).inputs
        return {grain: frozenset(fact.name for fact in facts if fact.grain == grain) for grain in grains}

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The blocks of lines."""
        return tuple(grain for grain in self.needs if grain is not None)

    @cached_property
    def totals(self) -> Mapping[Slot, Earlier]:
        """The earlier totals that it takes as facts."""
        return {slot: earlier for slot, earlier in self.found.totals.items() if earlier.name in self.sheet.by_name}

    @cached_property
    def tables(self) -> tuple[Slot, ...]:
        """The tables of earlier amounts that it reads still."""
        return slots(self.sheet)


@define(slots=False, repr=False)
class SettleFunction:
    """Settles one claim by itself as `Policy.evaluate` does, and gives its amounts and statuses.

    Made by `Policy.compile`. The first call of each kind of claim (all facts given, or not) pays for making the code.
    """

    _settler: Settler
    _read: Callable[[Any], Claim]
    _settled: Callable[[Claim], Settlement]

    def __repr__(self) -> str:
        return f"<settle function of {self._settler.compiled.interface.key}>"

    def __call__(self, claim: Mapping[str, object] | str | bytes) -> Answer:
        """Settle a claim as `evaluate` takes it. Raises ClaimError where `evaluate` does, with the same findings."""
        return self.settle(self._read(claim))

    def settle(self, claim: Claim) -> Answer:
        """The same for a claim that has been read."""
        row = self._row(claim)
        if row.get(ANSWERED, True):
            values, benefits = self._answer(row)
        else:
            # what is not answered, or breaks an assertion, is told in full: an error most of the time
            values, benefits = answered(self._settled(claim))
        return Answer(self._settler.compiled, claim, values, benefits, self._settled)

    @property
    def integers(self) -> Settle:
        """The bare function of integers beneath: `integers(claim)` or `integers(claim, (), lines)` gives a dict.

        `claim` maps each fact to its integer: money in fen, dates as day numbers (`date.toordinal()`), times in minutes
        after midnight, kinds by place among their members from 0, ratios in ten-thousandths, truths as 0 or 1. A fact
        that may be 无 has `<fact>__present` beside it, and any value in its range where there is none. What had added
        up before, in fen, is `earlier__<period>__<total>`, left out where it is not known. `lines` maps each block to
        the list of its lines, mappings alike.

        The answer maps each result to its integer and, where one may have no value, `<result>__status` to a number:
        0 paid (or has a value), 1 refused, 2 not applicable, 3 undetermined, 4 is 无. `claim__answered`, where it is
        there, is false when something is undetermined that the policy must answer, or an assertion of it is broken:
        its numbers must then not be used. Nothing is checked: a value outside its range gives no promise.

        A policy that looks back over a rolling period, at last year's total or by a further key takes the tables of
        those as its second argument: `new_totals()` gives a new member's.
        """
        return self._complete.settle

    def new_totals(self) -> list[Any]:
        """The tables that `integers` takes for a member without earlier claims; empty for most policies."""
        return list(State.start(self._complete.sheet, ZERO, self._complete.tables).tables)

    @cached_property
    def _complete(self) -> _Form:
        return self._form(self._settler.complete_sheet)

    @cached_property
    def _partial(self) -> _Form:
        return self._form(self._settler.partial_sheet)

    def _form(self, known: KnownWorksheet) -> _Form:
        return _Form(answers(self._settler.compiled, known))

    def _row(self, claim: Claim) -> Mapping[str, int]:
        facts, lines = self._settler.inputs(claim)
        complete = all(
            needs <= facts.keys()
            if grain is None
            else grain in lines and all(needs <= line.keys() for line in lines[grain])
            for grain, needs in self._complete.needs.items()
        )
        form = self._complete if complete else self._partial
        told = {**facts, **self._earlier(claim, form.totals)}
        tables: Sequence[Any] = ()
        if form.tables:
            openings = self._settler.opener.opened(claim.openings, claim)
            tables = State.start(form.sheet, openings, form.tables).tables
        settled: Mapping[str, int] = form.settle(told, tables, {name: lines.get(name, ()) for name in form.blocks})
        return settled

    def _earlier(self, claim: Claim, totals: Mapping[Slot, Earlier]) -> Mapping[str, int]:
        """What had added up before in the periods that the claim falls in, as far as it is known."""
        names = {earlier.name for earlier in totals.values()}
        told = self._settler.compiled.account.totals
        nothing = [earlier_name(one.period_key, one.key) for one in told if one.period_key in claim.openings.nothing]
        found = dict.fromkeys(names if claim.openings.zero else names.intersection(nothing), 0)
        if not claim.openings.keyed:
            # what is given without a key is of the period that the claim falls in
            given = {earlier_name(*place): amount for place, amount in claim.openings.here.items()}
            return found | {name: amount for name, amount in given.items() if name in names}
        for (column, by, key), amount in self._settler.opener.opened(claim.openings, claim).amounts.items():
            earlier = totals.get(Slot(column, by))
            if earlier is not None and self._falls_in(claim, by, key):
                found[earlier.name] = amount // earlier.times
        return found

    def _falls_in(self, claim: Claim, by: tuple[str, ...], key: tuple[int, ...]) -> bool:
        return all(
            self._settler.opener.period_key(claim, period) == own for period, own in zip(by[1:], key[1:], strict=True)
        )

    def _answer(self, row: Mapping[str, int]) -> tuple[Mapping[str, int | None], tuple[BenefitAnswer, ...]]:
        compiled = self._settler.compiled
        values: dict[str, int | None] = {}
        told: dict[str, Status] = {}
        for spec in compiled.interface.results:
            number = row.get(status_of(spec.key), 0)
            benefit = spec.key in compiled.account.benefits
            none = number == STATUSES.index(Status.UNDETERMINED) or (not benefit and number in (1, ABSENT))
            values[spec.key] = None if none else int(row[spec.key])
            if benefit:
                told[spec.key] = STATUSES[number]
        return values, tuple(BenefitAnswer(name, told[name], values[name]) for name in compiled.account.benefits)
