"""An auditor of explanations: every equation is worked out again, every number in it traced to where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import Factory, define

import policyc
from policyc.explain.explanation import explain
from policyc.explain.json_form import to_json
from policyc.explain.text import render_text
from policyc.report.diagnostic import Language
from policyc.syntax.clause import Calendar, Days, File
from tests.explain.reckoning import UnreadableError, Value, month, worked

Node = dict[str, Any]

WIDE = 10**6

FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万|亿)?\s*(%|个百分点|points?)?")
TENS = {"": 1, "万": 10**4, "亿": 10**8}
STARTS = re.compile(r"始于 (\d+)月(\d+)日|starting (\w+) (\d+)")


def literals(text: str) -> set[Fraction]:
    """Every figure that the policy writes, a percentage as what it is of one."""
    found = {Fraction(0), Fraction(1)}
    for digits, tens, percent in FIGURE.findall(text):
        found.add(Fraction(digits.replace(",", "").rstrip(".")) * TENS[tens] / (100 if percent else 1))
    return found


def calendar_days(file: File) -> tuple[frozenset[date], frozenset[date]]:
    """The days off and the days worked that the policy's calendars list."""
    years = [year for block in file.blocks if isinstance(block, Calendar) for year in block.years]
    off = {day for year in years for one in year.off for day in _each(year.year.year, one)}
    return frozenset(off), frozenset(
        day for year in years for one in year.working for day in _each(year.year.year, one)
    )


def _each(year: int, days: Days) -> list[date]:
    first, last = (date(year, one.month, one.day) for one in (days.first, days.last or days.first))
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def period_starts(text: str) -> tuple[tuple[int, int], ...]:
    found = {(int(month), int(dom)) for month, dom, _, _ in STARTS.findall(text) if month}
    return tuple(sorted(found | {(1, 1)}))


def plain(quantity: Node) -> Value | str:
    """A quantity as the JSON gives it."""
    value = quantity["value"]
    if isinstance(value, bool):
        return value
    if quantity["type"] == "date":
        return date.fromisoformat(value)
    if quantity["type"] == "month":
        return month(value)
    return str(value) if quantity["type"] in ("kind", "time") else Fraction(value)


@define
class Auditor:
    """Reads one explanation from top to bottom, keeping which numbers it has shown."""

    settlement: policyc.Settlement
    shown: set[Any] = Factory(set)
    complaints: list[str] = Factory(list)
    equations: int = 0
    data: Node = Factory(dict)
    texts: dict[str, str] = Factory(dict)

    def audit(self) -> list[str]:
        explanation = explain(self.settlement)
        self.data = to_json(explanation)
        self.texts = {language.value: render_text(explanation, language, width=WIDE) for language in Language}
        for line in self._in_reading_order():
            self._line(line)
        for benefit in self.data["benefits"]:
            self._chain(benefit)
        return self.complaints

    # ---- in the order in which a reader meets them

    def _in_reading_order(self) -> Iterator[Node]:
        yield from self.data["facts"]
        for block in self.data["lines"]:
            yield from ({"quantity": cell, "working": None} for row in block["rows"] for cell in row)
            for ground in (*block["grounds"], *(one for part in block["parts"] for one in part["grounds"])):
                yield from self._ground(ground)
        for benefit in self.data["benefits"]:
            for ground in benefit["grounds"]:
                yield from self._ground(ground)
            for told in (*benefit["conditions"], *benefit["refusals"], *benefit["holes"]):
                yield from told["given"]
            for step in benefit["steps"]:
                yield from (*step["given"], *step["lines"])
            yield {"quantity": benefit["payment"], "working": None}
        yield from self.data["further"]
        for ground in self.data["results"]:
            yield from self._ground(ground)

    def _ground(self, ground: Node) -> Iterator[Node]:
        yield from (*ground["given"], *ground["parts"], *ground["outputs"])
        if ground["value"] is not None:
            yield ground["value"]

    # ---- one line

    def _line(self, line: Node) -> None:
        if line["working"] is not None:
            self._equation(line)
        if line["quantity"] is not None:
            self.shown.add(plain(line["quantity"]))

    def _equation(self, line: Node) -> None:
        if line["quantity"] is None:
            return
        self.equations += 1
        wanted = plain(line["quantity"])
        for operand in operands(line["working"]["tree"]):
            value = parsed(operand["value"])
            known = self._written if operand["written"] else self.shown
            if value not in known:
                self.complaints.append(f"{value} in {line['working']['zh']} comes from nowhere")
        for language in ("zh", "en"):
            self._reworked(line, language, wanted)

    @property
    def _written(self) -> set[Any]:
        text = self.settlement.compiled.source.text
        return literals(text) | {date(int(y), int(m), int(d)) for y, m, d in DAYS.findall(text)}

    def _reworked(self, line: Node, language: str, wanted: Value | str) -> None:
        written, shown = line["working"][language], line["quantity"][language]
        single = "value" in line["working"]["tree"]
        if not single and f"{written} = {shown}" not in self.texts[language]:
            self.complaints.append(f"not in the text: {written} = {shown}")
        if isinstance(wanted, str | bool):
            return
        try:
            starts = period_starts(self.settlement.compiled.source.text)
            listed = calendar_days(self.settlement.compiled.file)
            found = {worked(written, start, *listed) for start in starts}
            again = worked(shown)
        except UnreadableError as unreadable:
            self.complaints.append(f"cannot be read: {written} = {shown} ({unreadable})")
            return
        if again != wanted or wanted not in found:
            self.complaints.append(f"{written} is {found}, shown as {shown}, given as {wanted}")

    # ---- a benefit's chain

    def _told(self, step: Node) -> list[Node]:
        return [line for line in (*step["given"], *step["lines"]) if line["quantity"] is not None]

    def _chain(self, benefit: Node) -> None:
        """Each step takes up what the one before left, says how, and the last leaves what is paid."""
        after = None
        for step in benefit["steps"]:
            before = None if step["before"] is None else plain(step["before"])
            if before != after:
                self.complaints.append(f"{step['clause']['zh']} takes {before}, not {after}")
            after = plain(step["after"])
            told = [
                plain(line["quantity"]) for line in (*step["given"], *step["lines"]) if line["quantity"] is not None
            ]
            if after not in (before, *told):
                self.complaints.append(f"{step['clause']['zh']} leaves {after}, which nothing gives")
        if benefit["status"] == "paid" and plain(benefit["payment"]) != after:
            self.complaints.append(f"paid {benefit['payment']['value']}, reckoned {after}")


DAYS = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def operands(tree: Node) -> Iterator[Node]:
    if "value" in tree:
        yield tree
    for part in tree.get("parts", ()):
        yield from operands(part)


def parsed(value: str | int | bool) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}", value):
        return month(value)
    try:
        return value if isinstance(value, bool) else Fraction(value)
    except ValueError:
        return value
