"""Why a column has no value for this claim, in the policy's words: facts, openings, holes and refusals that matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import assert_never

from attrs import define

from policyc.claims.period_keys import written_key
from policyc.compiled import Compiled
from policyc.core.blame import (
    Cause,
    EarlierUndetermined,
    MissingFact,
    MissingOpening,
    OpenHole,
    RefusedBy,
    blame,
)
from policyc.core.prelude import FALSE
from policyc.core.row import Row
from policyc.elaborate.account import BenefitAccount
from policyc.interface import AccumulatorSpec, FactSpec, LinesSpec, PaperSpec, words
from policyc.report.diagnostic import Words
from policyc.settling.results import Missing
from policyc.settling.settlement import Settlement
from policyc.syntax.expression import Text


@define(slots=False)
class Blamer:
    """Causes in words, for one policy."""

    compiled: Compiled

    def causes(self, settlement: Settlement, name: str, row: Row | None = None) -> tuple[Cause, ...]:
        """What keeps the column from having a value, in the order of the worksheet; `row` is the line's, if it is."""
        return self._in_order(blame(settlement.known, row or settlement.row, name).causes)

    def may_matter(self, settlement: Settlement, name: str) -> tuple[Words, ...]:
        """Facts that may be asked for next, by what the missing ones turn out to be."""
        found = self._in_order(blame(settlement.known, settlement.row, name).may_matter)
        return tuple(self._missing_input(c.name, settlement).words for c in found if isinstance(c, MissingFact))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.compiled.worksheet.by_name)}

    def _in_order(self, causes: frozenset[Cause]) -> tuple[Cause, ...]:
        def place(cause: Cause) -> tuple[int, str, int, str]:
            """By the worksheet; of one column first the fact itself, then what was before all claims."""
            match cause:
                case MissingFact(name):
                    return self._places.get(name, 0), name, 0, ""
                case MissingOpening(name, reader=reader):
                    return self._places.get(name, 0), name, 1, reader
                case EarlierUndetermined(name, reader=reader):
                    return self._places.get(name, 0), name, 2, reader
                case OpenHole(key) | RefusedBy(key):
                    return len(self._places), key, 0, ""
                case _:
                    assert_never(cause)

        return tuple(sorted(causes, key=place))

    def missing(self, settlement: Settlement, name: str, row: Row | None = None) -> tuple[Missing, ...]:
        """What would have to be known."""
        found = [self._missing(cause, settlement) for cause in self.causes(settlement, name, row)]
        return tuple(dict.fromkeys(entry for entry in found if entry is not None))

    def reasons(self, settlement: Settlement, entry: BenefitAccount) -> tuple[Words, ...]:
        """Why a benefit is refused: its own conditions that hold, in written order, then those of rules it reads."""
        own = [text_words(refusal.reason) for refusal in entry.refusals if self._holds(settlement, refusal.column)]
        refused = settlement.known.refused.keys() & settlement.compiled.claim_columns
        read = [name for name in entry.reads if name in refused and settlement.refused(name)]
        return tuple(dict.fromkeys([*own, *self.refusals(settlement, read)]))

    def refusals(self, settlement: Settlement, names: Iterable[str], row: Row | None = None) -> tuple[Words, ...]:
        """The sentences that refuse these columns."""
        causes = [cause for name in names for cause in self.causes(settlement, name, row)]
        keys = dict.fromkeys(cause.key for cause in causes if isinstance(cause, RefusedBy))
        return tuple(text for key in keys if (text := self._reason_text(key)) is not None)

    def line_reasons(self, settlement: Settlement) -> Mapping[str, tuple[tuple[Words, ...], ...]]:
        """Why rules give no value on each line of the blocks that have such rules."""
        found: dict[str, tuple[tuple[Words, ...], ...]] = {}
        for block in self.compiled.interface.lines:
            names = [spec.key for spec in block.results if settlement.known.refused[spec.key] != FALSE]
            if names:
                rows = settlement.row.lines[block.key]
                found[block.key] = tuple(self._line_reasons(settlement, row, names) for row in rows)
        return found

    def _line_reasons(self, settlement: Settlement, row: Row, names: list[str]) -> tuple[Words, ...]:
        refused = [name for name in names if settlement.refused(name, row)]
        return tuple(dict.fromkeys(self.refusals(settlement, refused, row)))

    def _holds(self, settlement: Settlement, column: str) -> bool:
        return settlement.ok(column) and bool(settlement.row[column])

    def _reason_text(self, key: str) -> Words | None:
        entry = self.compiled.account.reasons.get(key)
        return None if entry is None or entry.text is None else text_words(entry.text)

    def _missing(self, cause: Cause, settlement: Settlement) -> Missing | None:
        match cause:
            case MissingFact(name):
                return self._missing_input(name, settlement)
            case OpenHole(key):
                return self._open_hole(key)
            case MissingOpening(reader=reader):
                return self._missing_opening(reader, settlement)
            case EarlierUndetermined(reader=reader):
                spec = self._total_specs.get(reader)
                if spec is None:
                    return Missing("earlier", _EARLIER)
                return Missing("earlier", words(spec), spec.key, spec.period)
            case RefusedBy():
                return None
            case _:
                assert_never(cause)

    @cached_property
    def _inputs(self) -> Mapping[str, FactSpec | LinesSpec | PaperSpec]:
        interface = self.compiled.interface
        facts: dict[str, FactSpec | LinesSpec | PaperSpec] = {spec.key: spec for spec in interface.facts}
        # an optional fact of which it is not known whether it is 无
        facts.update({f"{spec.key}__present": spec for spec in interface.facts if spec.optional})
        facts.update({spec.column: spec for spec in interface.papers})
        for lines in interface.lines:
            facts[f"{lines.key}__listed"] = lines
            facts.update({spec.key: spec for spec in lines.facts})
        return facts

    def _missing_input(self, name: str, settlement: Settlement) -> Missing:
        """A fact, with the lines that lack it where it is a line's."""
        spec = self._inputs[name]
        if isinstance(spec, PaperSpec):
            # papers come as one list: it is given or it is not
            return Missing("documents", _DOCUMENTS, "documents")
        label = words(spec)
        lacking = [
            str(number)
            for block in self.compiled.interface.lines
            if spec in block.facts
            for number, line in enumerate(settlement.claim.lines.get(block.key, ()), 1)
            if spec.key not in line
        ]
        if lacking:
            label = Words(f"第 {'、'.join(lacking)} 行 {label.zh}", f"{label.en} of line {', '.join(lacking)}")
        return Missing("lines" if isinstance(spec, LinesSpec) else "fact", label, spec.key)

    def _open_hole(self, key: str) -> Missing:
        """What the source does not say, or a name that is 无 where its value is needed."""
        if not key.startswith(_ABSENT):
            return Missing("source", self._hole_words(key))
        absent = key.removeprefix(_ABSENT)
        name = self._name_words(absent)
        needed = Words(f"「{name.zh}」为 无，这里却要用到它", f"`{name.en}` is none, but is needed here")
        return Missing("absent", needed, absent)

    def _hole_words(self, key: str) -> Words:
        account = self.compiled.account
        entry = account.reasons.get(key)
        if entry is not None and entry.text is not None:
            return text_words(entry.text)
        for benefit in (*account.benefits.values(), *account.versions_of_benefits.values()):
            for hole in benefit.holes:
                if hole.key == key:
                    return text_words(hole.missing)
        return Words("来源未规定", "the source does not say")

    @cached_property
    def _total_specs(self) -> Mapping[str, AccumulatorSpec]:
        """Every total by the column that looks back at it."""
        specs = {(spec.period, spec.key): spec for spec in self.compiled.interface.accumulators}
        account = self.compiled.account
        found = {total.before: specs[total.period_key, total.key] for total in account.totals}
        return found | {last.column: specs[last.period, last.key] for last in account.last_totals.values()}

    def _missing_opening(self, reader: str, settlement: Settlement) -> Missing:
        spec = self._total_specs[reader]
        period = next((p for p in self.compiled.interface.periods if p.key == spec.period), None)
        label, over = words(spec), Words("终身", "lifetime") if period is None else words(period)
        last = next((one for one in self.compiled.account.last_totals.values() if one.column == reader), None)
        if last is not None and period is not None:
            named = Words(f"{over.zh} 上期累计 {label.zh}", f"{over.en} last period total of {label.en}")
            at = written_key(period.unit, int(settlement.row[last.at]))
            return Missing("opening", named, spec.key, spec.period, at)
        named = Words(f"{over.zh} 此前累计 {label.zh}", f"{over.en} earlier total of {label.en}")
        return Missing("opening", named, spec.key, spec.period)

    def _name_words(self, key: str) -> Words:
        """A name as the policy spells it."""
        spelling = self.compiled.file.spellings.get(key)
        return Words(key, key) if spelling is None else Words(spelling.zh or key, spelling.en or key)


_DOCUMENTS = Words("材料", "documents")
"""What claims call the list of papers handed in."""

_ABSENT = "absent:"
"""Begins the key of the hole that a name leaves where it is 无."""

_EARLIER = Words("此前一笔未定的累计", "a total left open by an earlier claim")


def text_words(text: Text) -> Words:
    """A policy's sentence in both languages; one it lacks is given in the other."""
    return Words(text.zh or text.en or "", text.en or text.zh or "")
