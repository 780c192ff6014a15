"""From a settlement to its explanation: explain(settlement) -> Explanation, data that any renderer can show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from attrs import define, evolve, field

from policyc.elaborate.account import BenefitAccount
from policyc.explain.book import Book, sentences
from policyc.explain.gates import (
    conditions_met,
    hole_of,
    holes_open,
    refusal_of,
    refusals_of_rules,
    refused_names,
    refusing,
)
from policyc.explain.grounds import ground_of
from policyc.explain.lines import LinesTold
from policyc.explain.model import BenefitPart, Explanation, Ground, Line, TotalPart
from policyc.explain.reads import Reads
from policyc.explain.steps import Steps
from policyc.interface import FactSpec, words
from policyc.settling.results import BenefitResult, Status
from policyc.settling.settlement import Settlement
from policyc.syntax.clause import Applies, PaymentOrder, Policy, Reading


def explain(settlement: Settlement) -> Explanation:
    """How the answer came about. Every number is the settlement's own; nothing is settled again."""
    return _Explainer(Book.of(settlement)).explanation()


@define
class _Explainer:
    book: Book
    reads: Reads = field(init=False)

    @reads.default
    def _nothing_read(self) -> Reads:
        return Reads(self.book)

    def explanation(self) -> Explanation:
        settlement, compiled = self.book.settlement, self.book.compiled
        by_name = {result.name: result for result in settlement.benefits}
        blocks = [spec for spec in compiled.interface.lines if settlement.claim.lines.get(spec.key)]
        lines = tuple(LinesTold(self.book, self.reads, spec).block() for spec in blocks)
        benefits = tuple(self._benefit(settlement.benefit_account(name), by_name[name]) for name in by_name)
        facts = dict(self.reads.facts)
        results = self._results()
        if not benefits:
            facts = dict(self.reads.facts)
        interface = compiled.interface
        name = self.book.name(interface.key)
        policy = next(block for block in compiled.file.blocks if isinstance(block, Policy))
        return Explanation(
            name if interface.title is None else interface.title,
            name,
            settlement.claim.number,
            settlement.claim.member,
            settlement.claim.family,
            tuple(self._fact(spec) for spec in interface.facts if spec.key in facts),
            lines,
            benefits,
            tuple(self._fact(spec) for spec in interface.facts if spec.key in self.reads.facts.keys() - facts.keys()),
            results,
            self._totals(),
            sentences(tuple(part for part in policy.statements if isinstance(part, Reading))),
        )

    # ---- facts and lines

    def _fact(self, spec: FactSpec) -> Line:
        return Line(words(spec), self.book.given(spec, self.book.settlement.claim.facts.get(spec.key)))

    def _grounds(self, names: Iterable[str]) -> tuple[Ground, ...]:
        return self._told(self.reads.follow(names))

    def _told(self, makers: dict[str, frozenset[str]]) -> tuple[Ground, ...]:
        return tuple(ground_of(self.book, self.reads, key, names) for key, names in makers.items())

    # ---- benefits

    def _benefit(self, entry: BenefitAccount, result: BenefitResult) -> BenefitPart:
        bare = BenefitPart(
            result.name,
            self.book.name(result.name),
            result.status,
            self.book.quantity(result.name),
            policy=None if result.status is Status.UNDETERMINED else self.book.policy_of(entry.payment),
            missing=result.missing,
            sources=self.book.sources(entry.citations),
            readings=sentences(entry.readings),
        )
        match result.status:
            case Status.PAID:
                return self._paid(bare, entry)
            case Status.REFUSED:
                return self._refused(bare, entry)
            case Status.UNDETERMINED:
                return self._undetermined(bare, entry)
            case Status.NOT_APPLICABLE:
                return evolve(bare, conditions=conditions_met(self.book, self.reads, entry)[: _applies(entry)])
            case _:
                assert_never(result.status)

    def _paid(self, bare: BenefitPart, entry: BenefitAccount) -> BenefitPart:
        """All its conditions, and every step with the numbers it took."""
        orders = [one.step for one in entry.steps if isinstance(one.step, PaymentOrder)]
        names = [name for step in (*entry.benefit.steps, *orders) for name in self.reads.in_step(step)]
        return evolve(
            bare,
            grounds=self._grounds(names),
            conditions=conditions_met(self.book, self.reads, entry),
            steps=Steps(self.book, entry).tell(),
        )

    def _refused(self, bare: BenefitPart, entry: BenefitAccount) -> BenefitPart:
        """The conditions that refuse it; without one of its own, the rules it reads that do."""
        own = refusing(self.book, entry)
        if own:
            names = [name for one in own for name in self.reads.in_order((one.condition, one.exception))]
            refusals = tuple(refusal_of(self.book, self.reads, one) for one in own)
            return evolve(bare, grounds=self._grounds(names), refusals=refusals)
        names = refused_names(self.book, entry)
        told = self._told(self.reads.closure(names))
        grounds = tuple(
            one for one in self._grounds(names) if one.value is not None or one.outputs or one.reason is not None
        )
        return evolve(bare, grounds=grounds, refusals=refusals_of_rules(told))

    def _undetermined(self, bare: BenefitPart, entry: BenefitAccount) -> BenefitPart:
        """The holes it falls into, and what is read up to what is missing."""
        holes = holes_open(self.book, entry)
        names = [name for hole in holes for name in self.reads.in_order(hole.condition)]
        if not holes:
            names = [name for name in entry.reads if not self.book.has(name)]
        return evolve(
            bare, grounds=self._grounds(names), holes=tuple(hole_of(self.book, self.reads, hole) for hole in holes)
        )

    # ---- what the claim comes to

    def _results(self) -> tuple[Ground, ...]:
        """What was asked for; else rules that nothing else reads or that read a benefit, then papers and channels."""
        compiled = self.book.compiled
        account = compiled.account
        makers = (account.rules, account.tables, account.benefits, account.checklists, account.channels)
        read = {self.book.public(name) for entries in makers for entry in entries.values() for name in entry.reads}
        rules = dict.fromkeys(self.book.public(key) for key in account.rules)
        unread = [name for name in rules if name in compiled.targets or name not in read]
        wanted = [key for key in compiled.asked or unread if key not in account.benefits]
        told = self._grounds(key for key in wanted if compiled.asked or self.book.has(key))
        told += () if compiled.asked else self._grounds((*account.checklists, *account.channels))
        return tuple(one for one in told if compiled.asked or one.value or one.outputs or one.items)

    def _totals(self) -> tuple[TotalPart, ...]:
        """The totals that this claim can have moved, before and after it."""
        settlement = self.book.settlement
        idle = {result.name for result in settlement.benefits if result.status is Status.NOT_APPLICABLE}
        found: dict[tuple[str | None, str, str | None], TotalPart] = {}
        for total in self.book.compiled.account.totals:
            if total.after is None or total.benefit in idle:
                continue
            if total.per is None:
                moved = settlement.before_and_after(total)
                if moved is not None:
                    part = self.book.total_part(total, None, *moved)
                    found.setdefault((total.period, total.key, None), part)
                continue
            for further, (before, after) in settlement.by_further_key(total).items():
                part = self.book.total_part(total, self.book.further(total.per, further), before, after)
                found.setdefault((total.period, total.key, further), part)
        return tuple(found.values())


def _applies(entry: BenefitAccount) -> int:
    return sum(1 for step in entry.benefit.steps if isinstance(step, Applies))
