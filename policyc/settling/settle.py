"""Settling: a claim's facts into the worksheet, and the filled row into each benefit's answer."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cached_property

from attrs import define

from policyc.claims.claim import Claim, Openings
from policyc.compiled import Compiled
from policyc.core import openings as core
from policyc.core.known import KnownWorksheet, known
from policyc.core.row import Row
from policyc.core.state import State
from policyc.elaborate.account import BenefitAccount
from policyc.elaborate.lines import listed
from policyc.elaborate.owner import ALONE, OWNERS, Insured
from policyc.settling.blame import Blamer
from policyc.settling.filling import Filling
from policyc.settling.openings import Opener
from policyc.settling.paperwork import channels_results, checklist_results
from policyc.settling.results import BenefitResult, Missing, Status, Unanswered, status_of
from policyc.settling.settlement import Settlement


@define(slots=False)
class Settler:
    """A policy staged to settle claims: once where every fact is given, once where some may be missing."""

    compiled: Compiled
    # what a settlement is made as: the library's front door gives one that explains itself
    make: type[Settlement] = Settlement

    @cached_property
    def _optional(self) -> Mapping[str, int]:
        """Facts that may be 无, each with a value in range to stand where there is none."""
        interface = self.compiled.interface
        facts = [*interface.facts, *(fact for lines in interface.lines for fact in lines.facts)]
        return {spec.key: self.compiled.worksheet.by_name[spec.key].low for spec in facts if spec.optional}

    @cached_property
    def complete(self) -> Filling:
        """For claims that give every fact."""
        return Filling(self.complete_sheet)

    @cached_property
    def complete_sheet(self) -> KnownWorksheet:
        return known(self.compiled.worksheet, frozenset())

    @cached_property
    def partial(self) -> Filling:
        """For claims that may lack facts: each column also says whether it has a value."""
        return Filling(self.partial_sheet)

    @cached_property
    def partial_sheet(self) -> KnownWorksheet:
        return known(self.compiled.worksheet, self.missable)

    @cached_property
    def missable(self) -> frozenset[str]:
        """The inputs that a claim may leave out."""
        interface = self.compiled.interface
        facts = [*interface.facts, *(fact for lines in interface.lines for fact in lines.facts)]
        missable = {spec.key for spec in facts if not spec.optional}
        missable |= {listed(lines.key) for lines in interface.lines}
        missable |= {paper.column for paper in interface.papers}
        return frozenset(missable)

    @cached_property
    def presences(self) -> frozenset[str]:
        """The inputs that say of each optional fact of a claim whether it has a value."""
        return frozenset(f"{spec.key}__present" for spec in self.compiled.interface.facts if spec.optional)

    @cached_property
    def asking(self) -> Filling:
        """For claims that are still being asked for: an optional fact may not have been answered yet."""
        return Filling(known(self.compiled.worksheet, self.missable | self.presences))

    def unanswered(self, claim: Claim, answered: Set[str]) -> Settlement:
        """A claim as far as it has been asked for; an optional fact is only known to be 无 where it is `answered`."""
        filling = self.asking
        facts, lines = self.inputs(claim)
        open_ones = {
            f"{spec.key}__present"
            for spec in self.compiled.interface.facts
            if spec.optional and spec.key not in answered and spec.key not in claim.facts
        }
        told = {name: value for name, value in facts.items() if name not in open_ones}
        return self.answered(
            filling.known, claim, filling.fill(self.start(filling, claim.openings, claim), told, lines)
        )

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(spec.key for spec in self.compiled.interface.facts if not spec.optional)

    @cached_property
    def blamer(self) -> Blamer:
        return Blamer(self.compiled)

    def filling_for(self, claim: Claim) -> Filling:
        """The faster one where nothing is missing."""
        lines = self.compiled.interface.lines
        papers = claim.papers is not None or not self.compiled.interface.papers
        complete = (
            papers
            and self._required <= claim.facts.keys()
            and all(
                spec.key in claim.lines and _full_lines(claim, spec.key, [f.key for f in spec.facts if not f.optional])
                for spec in lines
            )
        )
        return self.complete if complete else self.partial

    # ---- openings

    def start(self, filling: Filling, openings: Openings, claim: Claim | None = None) -> State:
        """The state before the first claim. `claim` places the openings given for the period it falls in."""
        return filling.start(self.opener.of_all(openings, claim))

    def opened(self, openings: Openings, claim: Claim | None = None, insured: Insured = ALONE) -> core.Openings:
        """The totals given, as the worksheet keeps those of one member or of the family."""
        return self.opener.opened(openings, claim, insured)

    @cached_property
    def opener(self) -> Opener:
        return Opener(self.compiled, self.partial_sheet, self.inputs)

    # ---- one claim

    def inputs(
        self, claim: Claim, insured: Insured = ALONE
    ) -> tuple[Mapping[str, int], Mapping[str, list[Mapping[str, int]]]]:
        """A claim's facts and lines as the worksheet's inputs."""
        facts: dict[str, int] = {owner: insured.number(owner) for owner in self._owners} | dict(claim.facts)
        for spec in self.compiled.interface.facts:
            if spec.optional:
                facts[f"{spec.key}__present"] = spec.key in claim.facts
                facts.setdefault(spec.key, self._optional[spec.key])
        if claim.papers is not None:
            facts |= {paper.column: paper.key in claim.papers for paper in self.compiled.interface.papers}
        lines: dict[str, list[Mapping[str, int]]] = {}
        for block in self.compiled.interface.lines:
            if block.key in claim.lines:
                facts[listed(block.key)] = True
                optional = {fact.key: self._optional[fact.key] for fact in block.facts if fact.optional}
                lines[block.key] = [_line(line, optional) for line in claim.lines[block.key]]
        return facts, lines

    @cached_property
    def _owners(self) -> tuple[str, ...]:
        """The inputs that say whose totals the claim reads."""
        return tuple(given.name for given in self.compiled.worksheet.inputs if given.name in OWNERS)

    def settle(self, filling: Filling, state: State, claim: Claim, insured: Insured = ALONE) -> Settlement:
        """One claim settled; it then counts as earlier in `state`."""
        return self.answered(filling.known, claim, filling.fill(state, *self.inputs(claim, insured)))

    def answered(self, known: KnownWorksheet, claim: Claim, row: Row) -> Settlement:
        """What the filled row of a claim answers."""
        bare = Settlement(self.compiled, claim, known, row, (), ())
        benefits = tuple(self._benefit(bare, entry) for entry in self.compiled.account.benefits.values())
        missing = self._missing(bare, any(result.status is Status.PAID for result in benefits))
        papers = checklist_results(bare, self.blamer), channels_results(bare, self.blamer)
        reasons = self.blamer.line_reasons(bare)
        unanswered = self._unanswered(bare)
        return self.make(self.compiled, claim, known, row, benefits, missing, unanswered, *papers, reasons)

    def benefit(self, known: KnownWorksheet, claim: Claim, row: Row, key: str) -> BenefitResult:
        """What the filled row of a claim answers for one benefit."""
        return self._benefit(Settlement(self.compiled, claim, known, row, (), ()), self.compiled.account.benefits[key])

    def _unanswered(self, bare: Settlement) -> tuple[Unanswered, ...]:
        """The results asked for, benefits apart, that have no value."""
        account = self.compiled.account
        told = {**account.benefits, **account.checklists, **account.channels}
        asked = [name for name in self.compiled.asked if name not in told]
        refused = [
            Unanswered(name, Status.REFUSED, self.blamer.refusals(bare, [name]), ())
            for name in asked
            if bare.refused(name)
        ]
        undetermined = [
            Unanswered(name, Status.UNDETERMINED, (), self.blamer.missing(bare, name))
            for name in asked
            if not bare.ok(name) and not bare.refused(name)
        ]
        return (*refused, *undetermined)

    def _missing(self, bare: Settlement, paid: bool) -> tuple[Missing, ...]:
        """What matters for this claim and is not known."""
        open_targets = self.open_targets(bare, paid)
        return tuple(dict.fromkeys(entry for name in open_targets for entry in self.blamer.missing(bare, name)))

    def open_targets(self, bare: Settlement, paid: bool) -> list[str]:
        """Benefits without an answer and, where one pays or it was asked for, what reads benefits and has none."""
        benefits = self.compiled.account.benefits
        wanted = self.compiled.targets if paid or self.compiled.asked or not benefits else benefits
        return [name for name in wanted if not bare.ok(name) and not bare.refused(name)]

    def _benefit(self, bare: Settlement, entry: BenefitAccount) -> BenefitResult:
        name, row = entry.payment, bare.row
        applies = entry.applies is None or bool(row[entry.applies])
        status = status_of(bare.ok(name), applies, entry.refused is not None and bool(row[entry.refused]))
        if status is Status.UNDETERMINED:
            return BenefitResult(name, status, None, (), self.blamer.missing(bare, name))
        refused = status is Status.REFUSED
        reasons = self.blamer.reasons(bare, bare.benefit_account(name)) if refused else ()
        return BenefitResult(name, status, int(row[name]), reasons, ())


def _full_lines(claim: Claim, key: str, required: list[str]) -> bool:
    return all(name in line for line in claim.lines[key] for name in required)


def _line(line: Mapping[str, int], optional: Mapping[str, int]) -> Mapping[str, int]:
    if not optional:
        return line
    filled = dict(line)
    for key, stand_in in optional.items():
        filled[f"{key}__present"] = key in line
        filled.setdefault(key, stand_in)
    return filled
