"""Results as plain data for JSON, in the form of `show --stage schema`; amounts are strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyc.settling.results import (
    BenefitResult,
    ChannelsResult,
    ChecklistResult,
    Missing,
    PythonValue,
    Totals,
    Unanswered,
)


def totals_data(totals: Totals) -> dict[str, Any]:
    """Totals of a period, by name or by further key and name."""
    return {key: totals_data(value) if isinstance(value, Mapping) else _plain(value) for key, value in totals.items()}


def benefit_data(result: BenefitResult) -> dict[str, Any]:
    """A benefit's payment, its status, and why."""
    return {
        "payment": None if result.fen is None else str(result.payment),
        **answer_data(result),
    }


def answer_data(answer: BenefitResult | Unanswered) -> dict[str, Any]:
    """How an answer came out: its status, the reasons, what is missing."""
    return {
        "status": answer.status.value,
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in answer.reasons],
        "missing": missing_data(answer.missing),
    }


def missing_data(missing: tuple[Missing, ...]) -> list[dict[str, str]]:
    """What is missing, each with its kind."""
    return [{"kind": entry.kind, "zh": entry.words.zh, "en": entry.words.en} for entry in missing]


def checklist_data(result: ChecklistResult) -> dict[str, Any]:
    """A list of papers: is it complete, and what it lacks."""
    return {
        "complete": result.complete,
        "lacking": [{entry.quantifier.value: list(entry.papers)} for entry in result.lacking],
        "missing": missing_data(result.missing),
    }


def channels_data(result: ChannelsResult) -> dict[str, Any]:
    """Which channels are open, which are closed and why."""
    return {
        "permitted": list(result.permitted),
        "closed": [{"channel": name, "zh": why.zh, "en": why.en} for name, why in result.closed],
        "undetermined": list(result.undetermined),
        "missing": missing_data(result.missing),
    }


def _plain(value: PythonValue | None) -> str | int | bool | None:
    return value if isinstance(value, int | None) else str(value)
