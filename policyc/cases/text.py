"""A report of cases for a terminal: each case in a line, what failed as its explanation, and what was never reached."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from policyc.cases import phrases
from policyc.cases.cover_text import coverage_lines
from policyc.cases.model import CaseOutcome, CaseReport, ClaimOutcome, Difference
from policyc.explain.book import PolicyWords
from policyc.explain.explanation import explain
from policyc.explain.outline import Heading, Outliner, Pairs
from policyc.explain.text import WIDTH, Layout, aligned, folded
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.render import draw
from policyc.report.visible import visible

MOST_EXPLAINED = 20
"""How many failed claims are shown with their explanations: the first are enough to find what is wrong."""

_RED, _GREEN, _RESET = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def render_text(report: CaseReport, language: Language, *, colour: bool = False) -> str:
    """The report in one language, ending in a newline."""
    return "\n".join(_Writer(report, language, colour).lines()) + "\n"


@frozen
class _Writer:
    report: CaseReport
    language: Language
    colour: bool

    def lines(self) -> Iterator[str]:
        if not self.report.cases:
            yield self.say(phrases.NO_CASES, policy=self.title())
            return
        yield self.title()
        yield from self._cases()
        failed = [(case, claim) for case in self.report.cases for claim in case.claims if not claim.passed]
        for number, (case, claim) in enumerate(failed):
            yield ""
            if number == MOST_EXPLAINED:
                yield self.tinted(self.say(phrases.NOT_EXPLAINED), _RED)
                yield ""
            yield from self._failed(case, claim)
            if claim.differences and number < MOST_EXPLAINED:
                yield ""
                yield from self._explained(claim)
        yield ""
        yield from coverage_lines(self.report.compiled, self.report.coverage, self.language)
        yield ""
        yield self._summary()

    # ---- words

    def say(self, words: Words, **arguments: object) -> str:
        return words.in_language(self.language).format(**arguments)

    def title(self) -> str:
        compiled = self.report.compiled
        words = compiled.interface.title or PolicyWords(compiled).name(compiled.interface.key)
        return visible(words.in_language(self.language))

    def name(self, case: CaseOutcome) -> str:
        return visible(PolicyWords(self.report.compiled).name(case.case.case.name.key).in_language(self.language))

    def tinted(self, text: str, tint: str) -> str:
        return f"{tint}{text}{_RESET}" if self.colour else text

    def claims(self, count: int) -> str:
        return self.say(phrases.CLAIMS, count=count, claims="claim" if count == 1 else "claims")

    # ---- the whole

    def _cases(self) -> Iterator[str]:
        """A line for each case: did its claims come out as expected?"""
        rows = tuple((self.name(case), self.claims(len(case.claims))) for case in self.report.cases)
        for case, row in zip(self.report.cases, aligned(rows), strict=True):
            failed = sum(not claim.passed for claim in case.claims)
            if failed:
                yield self.tinted(f"× {row}  {self.say(phrases.FAILED, count=failed)}", _RED)
            else:
                yield f"{self.tinted('√', _GREEN)} {row}"

    def _summary(self) -> str:
        coverage, cases = self.report.coverage, self.report.cases
        claims = [claim for case in cases for claim in case.claims]
        failed = sum(not claim.passed for claim in claims)
        reached, points = len(coverage.points) - len(coverage.missed), len(coverage.points)
        outcome = self.say(phrases.FAILED, count=failed) if failed else self.say(phrases.ALL_PASSED)
        zh = self.language is Language.ZH
        line = self.say(
            phrases.SUMMARY,
            cases=len(cases) if zh else f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}",
            claims=len(claims) if zh else self.claims(len(claims)),
            outcome=outcome,
            reached=reached,
            points=points,
            percent=100 * reached // points if points else 100,
        )
        return self.tinted(line, _RED if failed else _GREEN)

    # ---- a claim that failed

    def _failed(self, case: CaseOutcome, claim: ClaimOutcome) -> Iterator[str]:
        numbers = [str(row.number) for row in claim.claim.rows]
        rows = ("、" if self.language is Language.ZH else ", ").join(numbers)
        yield self.tinted(f"× {self.say(phrases.CASE_ROW, case=self.name(case), rows=rows)}", _RED)
        found = [*(as_finding(difference) for difference in claim.differences), *claim.findings]
        yield "\n\n".join(draw(found, self.report.compiled.source, self.language, colour=self.colour))

    def _explained(self, claim: ClaimOutcome) -> Iterator[str]:
        """The explanation of the settlement, with the lines marked that give another value than is expected."""
        assert claim.settlement is not None
        wrong = {difference.name: difference for difference in claim.differences}
        layout = Layout(self.colour, WIDTH - 2)
        for block in Outliner(self.language).outline(explain(claim.settlement)):
            difference = None if isinstance(block, Pairs) or block.gives is None else wrong.pop(block.gives, None)
            lines = list(layout.lines(block))
            if difference is None:
                yield from (f"  {line}".rstrip() for line in lines)
                continue
            at = next(number for number, line in enumerate(lines) if line)
            yield from lines[:at]
            yield self.tinted(f"× {lines[at]}", _RED)
            yield from (f"  {line}" for line in lines[at + 1 :])
            depth = 1 if isinstance(block, Heading) else block.depth + 1
            for line in folded(self._should_be(difference), 2 * depth, WIDTH - 2):
                yield self.tinted(f"× {line}", _RED)

    def _should_be(self, difference: Difference) -> str:
        source = self.report.compiled.source
        said = self.say(
            phrases.SHOULD_BE,
            expected=difference.expected.in_language(self.language),
            got=difference.got.in_language(self.language),
        )
        line = self.say(phrases.LINE, line=source.line_of(difference.expectation.span.start))
        return f"{said}（{line}）" if self.language is Language.ZH else f"{said} ({line})"


def as_finding(difference: Difference) -> Diagnostic:
    """The difference at its cell."""
    arguments = {"name": difference.name, "expected": difference.expected, "got": difference.got}
    return Diagnostic("case-differs", difference.expectation.span, arguments)
