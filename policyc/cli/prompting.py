"""Asking at the terminal for just the facts that matter for this claim, one by one."""

from __future__ import annotations

from collections.abc import Set

import click
from attrs import evolve

from policyc.claims.ask import question_for, read_answer
from policyc.claims.claim import Claim
from policyc.claims.finding import Findings
from policyc.claims.papers import read_papers, separated
from policyc.claims.period_keys import period_key
from policyc.claims.reader import NO_VALUE
from policyc.explained import Settlement
from policyc.interface import FactSpec, Interface, LinesSpec, words
from policyc.policy import Policy
from policyc.report.catalogue import help_text, message
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.visible import visible
from policyc.settling.results import Missing
from policyc.types import MONEY, Count, Unit, range_of

_LINES = Words("{name} 有几行：", "how many lines of {name}: ")
_EARLIER = Words("{name}（元，新参保人为 0）：", "{name} (yuan, 0 for a new member): ")
_BLANK = Words("请写一个值，不能空着", "please give a value: this cannot be left blank")
_PAPERS = Words(
    "交来的材料（{names}；用顿号隔开，没有则写 无）：", "documents handed in ({names}; with commas between, or none): "
)
_ASKED = ("fact", "lines", "documents", "opening")
_LINE = Words("第 {number} 行 {question}", "line {number}: {question}")


def complete(policy: Policy, claim: Claim, language: Language) -> Settlement:
    """The claim settled, after asking for what it lacks. Raises ClaimError where an assertion does not hold.

    Of a claim that says nothing yet, optional facts that matter are asked for too; one in a file has left them out.
    """
    answered = set() if not claim.facts and not claim.lines else {spec.key for spec in policy.compiled.interface.facts}
    while (entry := _next(policy, claim, answered)) is not None:
        claim = _asked(policy, claim, entry, language)
        answered |= {entry.key or entry.kind}
    return policy.settle(claim)


def _next(policy: Policy, claim: Claim, answered: Set[str]) -> Missing | None:
    settlement = policy.settler.unanswered(claim, answered)
    return next((one for one in settlement.missing if one.kind in _ASKED), None)


def _asked(policy: Policy, claim: Claim, entry: Missing, language: Language) -> Claim:
    interface = policy.compiled.interface
    if entry.kind == "opening":
        return _opening(policy, claim, entry, language)
    if entry.kind == "documents":
        return evolve(claim, papers=_papers(interface, language))
    for spec in interface.facts:
        if spec.key == entry.key:
            value = _answer(policy, spec, question_for(spec, interface, language), language)
            return claim if value is None else evolve(claim, facts={**claim.facts, spec.key: value})
    block = next(
        lines for lines in interface.lines if entry.key == lines.key or entry.key in [f.key for f in lines.facts]
    )
    return evolve(claim, lines={**claim.lines, block.key: _lines(policy, block, language)})


def _lines(policy: Policy, block: LinesSpec, language: Language) -> tuple[dict[str, int], ...]:
    """All lines of a block, each fact of each line."""
    count = FactSpec("lines", None, None, Count(Unit.TIMES), 0, 10_000)
    question = _LINES.in_language(language).format(name=words(block).in_language(language))
    how_many = _answer(policy, count, question, language)
    assert how_many is not None
    return tuple(_line(policy, block, number, language) for number in range(1, how_many + 1))


def _line(policy: Policy, block: LinesSpec, number: int, language: Language) -> dict[str, int]:
    found: dict[str, int] = {}
    for spec in block.facts:
        question = question_for(spec, policy.compiled.interface, language)
        value = _answer(policy, spec, _LINE.in_language(language).format(number=number, question=question), language)
        if value is not None:
            found[spec.key] = value
    return found


def _opening(policy: Policy, claim: Claim, entry: Missing, language: Language) -> Claim:
    totals = policy.compiled.interface.accumulators
    spec = next(spec for spec in totals if (spec.period, spec.key) == (entry.period, entry.key))
    amount = FactSpec(spec.key, spec.zh, spec.en, MONEY, 0, range_of(MONEY)[1])
    question = _EARLIER.in_language(language).format(name=entry.words.in_language(language))
    value = _answer(policy, amount, question, language)
    assert value is not None
    over = next(period for period in policy.compiled.interface.periods if period.key == spec.period)
    key = None if entry.at is None else period_key(over.unit, entry.at)
    if key is not None:
        keyed = {**claim.openings.keyed, (spec.period, key, spec.key): value}
        return evolve(claim, openings=evolve(claim.openings, keyed=keyed))
    here = {**claim.openings.here, (spec.period, spec.key): value}
    return evolve(claim, openings=evolve(claim.openings, here=here))


def _papers(interface: Interface, language: Language) -> frozenset[str]:
    """Ask for the papers handed in until every name is one of the policy's."""
    names = [words(paper).in_language(language) for paper in interface.papers]
    listed = ("、" if language is Language.ZH else ", ").join(names)
    question = visible(_PAPERS.in_language(language).format(names=listed))
    while True:
        text = click.prompt(question, prompt_suffix="", default="", show_default=False)
        findings = Findings()
        papers = read_papers(separated(text), interface.papers, findings)
        if papers is not None and text.strip() and not findings.found:
            return papers
        told = [line for finding in findings.found for line in _refused(finding, language)]
        for line in told or _refused(None, language):
            click.echo(line, err=True)


def _answer(policy: Policy, spec: FactSpec, question: str, language: Language) -> int | None:
    """Ask until the answer can be read. None is of an optional fact, left blank or 无."""
    while True:
        text = click.prompt(question, prompt_suffix="", default="", show_default=False)
        answer = read_answer(spec, policy.compiled.interface, text) if text.strip() else None
        if isinstance(answer, int):
            return answer
        if spec.optional and (answer is None or text.strip() in NO_VALUE):
            return None
        for line in _refused(answer, language):
            click.echo(line, err=True)


def _refused(answer: Diagnostic | None, language: Language) -> list[str]:
    """Why an answer will not do, and what to write instead."""
    if answer is None:
        return [_BLANK.in_language(language)]
    advice = help_text(answer, language)
    return [message(answer, language)] if advice is None else [message(answer, language), advice]
