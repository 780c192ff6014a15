"""Fixtures: a policy in both vocabularies beside its claims, with what they settle to worked by hand.

`<idea>.zh.pol` and `<idea>.en.pol` say the same. `<idea>.claims.json` holds `facts` common to all its claims, `each`
(claims settled alone) and `ledgers` (openings, then one member's claims in order). A claim's entry says what is
expected: `expected` results, `lines` with what each comes to and `line_reasons` why it comes to nothing, `status`,
`reasons` and `missing` by benefit, `totals` afterwards, `documents` and `channels`, cited `sources`, or the `error`
slugs; and the `working` by which a reader checks it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from attrs import frozen

import policyc

HERE = Path(__file__).parent
FOLDERS = ("constructs", "settlement")
LANGUAGES = ("zh", "en")

Entry = Mapping[str, Any]


@frozen(slots=False)
class Fixture:
    """One idea: the files share the path `stem`."""

    stem: Path

    @property
    def name(self) -> str:
        return self.stem.relative_to(HERE).as_posix()

    def policy_file(self, language: str) -> Path:
        return self.stem.with_name(f"{self.stem.name}.{language}.pol")

    def policy(self, language: str = "zh") -> policyc.Policy:
        return loaded(self.policy_file(language))

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """The claims file. `facts` common to all are filled into every claim; a fact that is null is left out."""
        path = self.stem.with_name(f"{self.stem.name}.claims.json")
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        common = told.get("facts", {})
        for entry in [*told.get("each", []), *(entry for book in told.get("ledgers", []) for entry in book["claims"])]:
            entry["claim"] = {key: value for key, value in {**common, **entry["claim"]}.items() if value is not None}
        return told

    def alone(self) -> list[Entry]:
        entries: list[Entry] = self.told.get("each", [])
        return entries

    def ledgers(self) -> list[Mapping[str, Any]]:
        books: list[Mapping[str, Any]] = self.told.get("ledgers", [])
        return books


@cache
def loaded(path: Path) -> policyc.Policy:
    return policyc.load(path)


def fixtures() -> list[Fixture]:
    """Every fixture, in the order of its path."""
    found = (path for folder in FOLDERS for path in (HERE / folder).rglob("*.zh.pol"))
    return [Fixture(path.with_name(path.name.removesuffix(".zh.pol"))) for path in sorted(found)]


# ---- what is expected, compared


def complaints(entry: Entry, settlement: policyc.Settlement) -> list[str]:
    """Where a settlement differs from what its entry expects."""
    return [
        f"{what}: expected {wanted!r}, settled {found!r}"
        for what, wanted, found in _compared(entry, settlement)
        if wanted != found
    ]


def _compared(entry: Entry, settlement: policyc.Settlement) -> Iterator[tuple[str, Any, Any]]:
    for name, wanted in entry.get("expected", {}).items():
        yield name, written(wanted), written(settlement[name])
    benefits = {result.name: result for result in settlement.benefits}
    for name, wanted in entry.get("status", {}).items():
        yield f"status of {name}", wanted, benefits[name].status.value
    for name, wanted in entry.get("reasons", {}).items():
        yield f"reasons of {name}", wanted, [reason.zh for reason in benefits[name].reasons]
    for name, wanted in entry.get("missing", {}).items():
        yield f"missing to {name}", wanted, [missing.words.zh for missing in benefits[name].missing]
    for period, totals in entry.get("totals", {}).items():
        yield from _totals(totals, settlement.accumulators[period])
    told = settlement.as_data()
    for part in ("documents", "channels"):
        for name, wanted in entry.get(part, {}).items():
            yield f"{part} {name}", wanted, {key: told[part][name][key] for key in wanted}
    for block, wanted_lines in entry.get("lines", {}).items():
        for number, (wanted, found) in enumerate(zip(wanted_lines, settlement.lines[block], strict=True), 1):
            yield f"line {number}", {**wanted}, {name: value_in(found[name]) for name in wanted}
    for block, reasons in entry.get("line_reasons", {}).items():
        why = [[reason.zh for reason in line] for line in settlement.line_reasons[block]]
        yield f"reasons on lines of {block}", reasons, why
    if "sources" in entry:
        yield "sources", entry["sources"], _cited(settlement)


def _totals(wanted: Entry, found: Entry) -> Iterator[tuple[str, Any, Any]]:
    """Totals by name, or by further key and name."""
    for name, total in wanted.items():
        if isinstance(total, dict):
            yield from _totals(total, found[name])
        else:
            yield f"total of {name}", written(total), written(found[name])


def value_in(value: Any) -> str | None:
    """A line's result as the fixture writes it, decimals and all."""
    return None if value is None else str(value)


def _cited(settlement: policyc.Settlement) -> list[str]:
    return [
        " ".join([citation.document.key, *(part for locator in citation.locators for part in locator.parts)])
        for citation in settlement.sources
    ]


def written(value: Any) -> str | None:
    """A value as text that does not depend on how many decimals it was given with."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    try:
        return format(Decimal(text).normalize() + 0, "f")
    except ArithmeticError:
        return text
