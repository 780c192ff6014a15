"""Whether the cases of a bundle are of its policy: they give what its claims have, and expect what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from policyc.compiled import Compiled
from policyc.elaborate.case_account import CaseAccount, CaseClaim, CaseRow, Expectation, Named, TotalName, Wanted
from policyc.interface import FactSpec
from policyc.syntax.clause import Refused, Undetermined
from policyc.syntax.expression import EarlierTotal


def cases_are_sound(compiled: Compiled) -> bool:
    """Every case is of a block of the file, and every claim of it can be settled and compared."""
    blocks = {id(block) for block in compiled.file.blocks}
    cases = compiled.account.cases
    return all(id(case.case) in blocks and _is_sound(compiled, case) for case in cases)


def _is_sound(compiled: Compiled, case: CaseAccount) -> bool:
    return bool(case.claims) and all(
        _gives_facts(compiled, claim)
        and _hands_in(compiled, claim)
        and _is_of_totals(compiled, claim.totals)
        and _expects_results(compiled, claim)
        for claim in case.claims
    )


def _gives_facts(compiled: Compiled, claim: CaseClaim) -> bool:
    interface = compiled.interface
    blocks = {block.key: block.facts for block in interface.lines}
    return (
        _within(claim.facts, interface.facts)
        and claim.lines.keys() <= blocks.keys()
        and all(_within(line, blocks[key]) for key, lines in claim.lines.items() for line in lines)
    )


def _within(given: Mapping[str, int], facts: Iterable[FactSpec]) -> bool:
    """Only facts that there are, each within its bounds."""
    bounds = {fact.key: (fact.low or 0, fact.high or 0) for fact in facts}
    return given.keys() <= bounds.keys() and all(
        bounds[key][0] <= value <= bounds[key][1] for key, value in given.items()
    )


def _hands_in(compiled: Compiled, claim: CaseClaim) -> bool:
    return (claim.papers or frozenset()) <= {paper.key for paper in compiled.interface.papers}


def _is_of_totals(compiled: Compiled, totals: Iterable[TotalName]) -> bool:
    kept = {(spec.period, spec.key) for spec in compiled.interface.accumulators}
    return all((total.period, total.key) in kept for total in totals)


def _expects_results(compiled: Compiled, claim: CaseClaim) -> bool:
    given = Counter(key for row in claim.rows for key in row.lines)
    return (
        bool(claim.rows)
        and given == Counter({key: len(lines) for key, lines in claim.lines.items()})
        and all(_is_result(compiled, row, cell) for row in claim.rows for cell in row.expected)
    )


def _is_result(compiled: Compiled, row: CaseRow, cell: Expectation) -> bool:
    """A result of the claim, or of a line that the row gives."""
    if isinstance(cell.heading, EarlierTotal):
        kept = [one for one in compiled.account.totals if TotalName(one.period_key, one.key) == cell.total]
        shown = [one.grain for one in kept if one.after is not None]
        return bool(shown) and shown[0] in (None, *row.lines)
    if isinstance(cell.wanted, Named) or cell.heading.key in compiled.account.channels:
        return _answers_names(compiled, cell.heading.key, cell.wanted)
    results = [*compiled.interface.results]
    results += [spec for block in compiled.interface.lines if block.key in row.lines for spec in block.results]
    return cell.heading.key in {spec.key for spec in results}


def _answers_names(compiled: Compiled, key: str, wanted: Wanted) -> bool:
    """Papers of the checklist, or channels of the block."""
    checklist, channels = compiled.account.checklists.get(key), compiled.account.channels.get(key)
    known: set[str] = set()
    if checklist is not None:
        known = {paper.key for one in checklist.requirements for paper in one.requirement.papers}
    elif channels is not None:
        known = {one.channel.name.key for one in channels.channels}
    if isinstance(wanted, Named):
        return bool(known) and wanted.names <= known
    return isinstance(wanted, Refused | Undetermined)
