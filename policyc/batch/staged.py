"""A policy staged for many claims: its closed worksheets cut down to the results, and the facts that those need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import define, frozen

from policyc.claims.reader import Reserved
from policyc.compiled import Compiled
from policyc.core.known import KnownWorksheet, known
from policyc.core.loops import needed
from policyc.core.state import slots
from policyc.core.terms import Column, Literal, OpenTerm
from policyc.core.trim import trimmed
from policyc.core.worksheet import Definition, Input, Worksheet
from policyc.elaborate.account import BenefitAccount
from policyc.elaborate.lines import listed
from policyc.interface import FactSpec, LinesSpec, PaperSpec, ResultSpec
from policyc.settling.settle import Settler


def answering(compiled: Compiled) -> tuple[str, ...]:
    """The columns that answer: results, whether benefits apply and refuse, and what the policy's laws say."""
    account = compiled.account
    of_benefits = [name for one in account.benefits.values() for name in (one.applies, one.refused) if name is not None]
    results = (spec.key for spec in compiled.interface.results)
    return (*results, *of_benefits, *(law.column for law in account.assertions))


@frozen(eq=False, slots=False)
class Sheet:
    """One closed reading of a policy's worksheet, with the columns that answer for its results."""

    known: KnownWorksheet
    compiled: Compiled

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns to ask an engine for."""
        wanted: list[OpenTerm] = [Column(name) for name in answering(self.compiled)]
        for spec in self.compiled.interface.results:
            wanted += [self.known.ok[spec.key], *self._absence(spec)]
        wanted += [self.known.ok[law.column] for law in self.compiled.account.assertions]
        names = dict.fromkeys(term.name for term in wanted if isinstance(term, Column))
        return tuple(name for name in names if isinstance(self.known.worksheet.by_name[name], Definition))

    def _absence(self, spec: ResultSpec) -> tuple[OpenTerm, ...]:
        absent = self.absent(spec.key)
        return () if absent is None else (absent,)

    def absent(self, name: str) -> OpenTerm | None:
        """The truth that says that a column is 无, where it can be."""
        info = self.compiled.columns.get(name)
        return None if info is None or not isinstance(info.absent, Literal | Column) else info.absent

    @cached_property
    def worksheet(self) -> Worksheet:
        """The worksheet with what those columns need, and no more."""
        return trimmed(self.known.worksheet, self.columns)


@define(slots=False)
class Staged:
    """One policy, ready for many claims."""

    settler: Settler

    @property
    def compiled(self) -> Compiled:
        return self.settler.compiled

    @cached_property
    def complete(self) -> Sheet:
        """For claims that give every fact."""
        return Sheet(self.settler.complete.known, self.compiled)

    @cached_property
    def partial(self) -> Sheet:
        """For claims that may lack facts."""
        return Sheet(self.settler.partial.known, self.compiled)

    @cached_property
    def doubtful(self) -> Sheet:
        """For claims of which it may not even be known whether an optional fact is 无."""
        return Sheet(known(self.compiled.worksheet, self.settler.missable | self.settler.presences), self.compiled)

    @cached_property
    def benefits(self) -> Mapping[str, BenefitAccount]:
        return self.compiled.account.benefits

    # ---- what is read of a claim

    @cached_property
    def _inputs(self) -> frozenset[str]:
        sheet = self.compiled.worksheet
        return needed(sheet, answering(self.compiled)) & {fact.name for fact in sheet.inputs}

    @cached_property
    def facts(self) -> tuple[FactSpec, ...]:
        """The claim's facts that the results need."""
        return tuple(spec for spec in self.compiled.interface.facts if self._reads(spec))

    @cached_property
    def papers(self) -> tuple[PaperSpec, ...]:
        return tuple(spec for spec in self.compiled.interface.papers if spec.column in self._inputs)

    @cached_property
    def lines(self) -> tuple[tuple[LinesSpec, tuple[FactSpec, ...]], ...]:
        """The blocks of lines that the results need, each with its facts that they need."""
        blocks = [(block, tuple(filter(self._reads, block.facts))) for block in self.compiled.interface.lines]
        return tuple((block, facts) for block, facts in blocks if facts or listed(block.key) in self._inputs)

    def _reads(self, spec: FactSpec) -> bool:
        return spec.key in self._inputs or f"{spec.key}__present" in self._inputs

    @cached_property
    def must_have(self) -> frozenset[str]:
        """What a table has to have a column for, by key: facts that answers rest on.

        Without the column of an optional fact every claim would be one where it is 无, which no one has said.
        """
        targets = self.compiled.targets or tuple(spec.key for spec in self.compiled.interface.results)
        wanted = needed(self.compiled.worksheet, targets)
        optional = {spec.key for spec in self.facts if spec.optional}
        optional |= {spec.key for _, facts in self.lines for spec in facts if spec.optional}
        return wanted | optional

    @cached_property
    def ledger(self) -> bool:
        """Does a claim's answer rest on earlier claims of its member, or of the family?"""
        return bool(slots(self.doubtful.worksheet))

    @property
    def of_families(self) -> bool:
        """Is a ledger a family's, not a member's?"""
        return self.compiled.interface.of_families

    @property
    def owner(self) -> Reserved:
        """What says whose ledger a claim is in."""
        return Reserved.FAMILY if self.of_families else Reserved.MEMBER

    @cached_property
    def placed_by(self) -> tuple[Reserved, ...]:
        """What a claim has to say for its place in a ledger to be known; nothing where no claim rests on another."""
        if not self.ledger:
            return ()
        own = (Reserved.MEMBER,) if self.of_families and self.compiled.interface.of_members else ()
        return (self.owner, *own, Reserved.SETTLED_AT)

    def input(self, name: str) -> Input:
        """The worksheet's own input of a name."""
        column = self.compiled.worksheet.by_name[name]
        assert isinstance(column, Input)
        return column
