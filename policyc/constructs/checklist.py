"""材料: the papers that must be handed in, by circumstance."""

from __future__ import annotations

from policyc.constructs.source import cite
from policyc.core.terms import Column, Sort
from policyc.core.worksheet import Input
from policyc.elaborate.account import ChecklistAccount, RequirementAccount
from policyc.elaborate.condition import conjunction, disjunction, inverse
from policyc.elaborate.elaboration import Elaboration, input_value
from policyc.elaborate.expression import elaborate_truth
from policyc.elaborate.symbols import AmountSymbol, ColumnInfo
from policyc.elaborate.value import Value
from policyc.elaborate.walk import names_read
from policyc.report.diagnostic import Label
from policyc.source import Span
from policyc.syntax.clause import Checklist, Quantifier, Requirement
from policyc.types import TRUTH


def declare_checklist(work: Elaboration, block: Checklist) -> None:
    """Enter the list and its papers. A paper of two lists is one paper, and no name that rules may read."""
    work.declare(block.name, AmountSymbol(TRUTH, block.name.span))
    for requirement in block.requirements:
        seen: dict[str, Span] = {}
        for paper in requirement.papers:
            if paper.key in seen:
                label = (Label(seen[paper.key], "first"),)
                work.error("paper-twice", paper.span, label, paper=work.words(paper.key))
            seen.setdefault(paper.key, paper.span)
            _enter(work, paper.key)


def _enter(work: Elaboration, paper: str) -> None:
    if paper not in work.papers:
        column = f"{paper}__handed_in"
        work.inputs.append(Input(column, Sort.TRUTH, 0, 1))
        work.columns[column] = ColumnInfo(TRUTH, 0)
        work.papers[paper] = input_value(column, TRUTH, 0, 1)


def elaborate_checklist(work: Elaboration, block: Checklist) -> None:
    """The truth that all requirements are met, each a column of its own; one that is not asked is met."""
    citations, readings = cite(work, block.statements)
    if not block.requirements:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
        return
    _point_out_repeated(work, block)
    met: list[Value] = []
    accounts: list[RequirementAccount] = []
    for requirement in block.requirements:
        asked = None if requirement.test is None else elaborate_truth(work, requirement.test)
        if requirement.test is not None and asked is None:
            continue
        papers = [work.papers[paper.key] for paper in requirement.papers]
        held = conjunction(papers) if requirement.quantifier is Quantifier.ALL_OF else disjunction(papers)
        when = None
        if asked is not None:
            asked = work.define(work.fresh(f"{block.name.key}__asked"), asked)
            held, when = disjunction([inverse(asked), held]), column_of(asked)
        held = work.define(work.fresh(f"{block.name.key}__requirement"), held)
        met.append(held)
        accounts.append(RequirementAccount(requirement, column_of(held), when, tuple(map(column_of, papers))))
    if len(met) < len(block.requirements):
        return
    work.set_value(block.name.key, work.define(block.name.key, conjunction(met)))
    reads = tuple(sorted(names_read(block, work.symbols)))
    work.account.checklists[block.name.key] = ChecklistAccount(block, tuple(accounts), citations, readings, reads)


def _point_out_repeated(work: Elaboration, block: Checklist) -> None:
    """Warn of a paper asked for again where every claim must hand it in already."""
    always: dict[str, Span] = {}
    for requirement in block.requirements:
        if requirement.test is None and (_is_one(requirement) or requirement.quantifier is Quantifier.ALL_OF):
            for paper in requirement.papers:
                always.setdefault(paper.key, paper.span)
    for requirement in block.requirements:
        for paper in requirement.papers:
            if always.get(paper.key, paper.span) != paper.span:
                label = (Label(always[paper.key], "first"),)
                work.warn("paper-asked-already", paper.span, label, paper=work.words(paper.key))


def _is_one(requirement: Requirement) -> bool:
    return len(requirement.papers) == 1


def column_of(value: Value) -> str:
    assert isinstance(value.term, Column)
    return value.term.name
