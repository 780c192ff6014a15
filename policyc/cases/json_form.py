"""A report of cases as plain data for JSON; docs/test-report.md says what each key is."""

from __future__ import annotations

from typing import Any

from policyc.cases.model import CaseOutcome, CaseReport, ClaimOutcome, Difference, Part, Point
from policyc.cases.point_words import point_words
from policyc.cases.text import as_finding
from policyc.compiled import Compiled
from policyc.explain.book import PolicyWords
from policyc.report.diagnostic import Words
from policyc.report.render import to_json


def report_data(report: CaseReport) -> dict[str, Any]:
    """The whole report; amounts in words as a reader sees them, lines counted from 1."""
    compiled = report.compiled
    return {
        "policy": compiled.interface.key,
        "file": compiled.source.name,
        "passed": report.passed,
        "cases": [_case(compiled, case) for case in report.cases],
        "coverage": _coverage(report),
    }


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _case(compiled: Compiled, outcome: CaseOutcome) -> dict[str, Any]:
    case = outcome.case.case
    return {
        "case": case.name.key,
        "name": _both(PolicyWords(compiled).name(case.name.key)),
        "line": compiled.source.line_of(case.name.span.start),
        "passed": outcome.passed,
        "claims": [_claim(compiled, claim) for claim in outcome.claims],
    }


def _claim(compiled: Compiled, outcome: ClaimOutcome) -> dict[str, Any]:
    return {
        "rows": [row.number for row in outcome.claim.rows],
        "lines": [compiled.source.line_of(row.span.start) for row in outcome.claim.rows],
        "claim_number": outcome.claim.number,
        "passed": outcome.passed,
        "differences": [_difference(difference) for difference in outcome.differences],
        "findings": to_json([*map(as_finding, outcome.differences), *outcome.findings], compiled.source),
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "name": _both(difference.name),
        "expected": _both(difference.expected),
        "got": _both(difference.got),
    }


def _coverage(report: CaseReport) -> dict[str, Any]:
    coverage = report.coverage
    missed = set(coverage.missed)
    return {
        "points": len(coverage.points),
        "reached": len(coverage.points) - len(missed),
        "parts": {
            part.value: {"points": len(of), "reached": len([point for point in of if point not in missed])}
            for part in Part
            if (of := [point for point in coverage.points if point.part is part])
        },
        "missed": [_point(report.compiled, point) for point in coverage.missed],
    }


def _point(compiled: Compiled, point: Point) -> dict[str, Any]:
    words = PolicyWords(compiled)
    return {
        "part": point.part.value,
        "owner": words.public(point.owner),
        "number": point.number,
        "bound": point.bound,
        "line": compiled.source.line_of(point.span.start),
        "clause": _both(point_words(words, point)),
    }
