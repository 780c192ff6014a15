"""An explanation in one language as an outline of headings, pairs and points, which renderers lay out."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from policyc.explain import headings
from policyc.explain.model import BenefitPart, Explanation, Ground, Line, LineBlock, Operand, Refusal, Step, TotalPart
from policyc.explain.shown import quantity_text, with_unit, working_text
from policyc.report.diagnostic import Language, Words
from policyc.settling.results import Status

MOST_LINES = 100
"""How many lines of a claim are listed; the data has them all."""


@frozen
class Heading:
    """`level` 1 is the title's. `gives` is the name whose value it says, where it is the line that does."""

    level: int
    text: str
    gives: Words | None = None


@frozen
class Pairs:
    """Names beside their values, at a depth of indentation."""

    depth: int
    rows: tuple[tuple[str, str], ...]


@frozen
class Point:
    """A sentence at a depth of indentation; `mark` numbers it, `gives` is as of a heading."""

    depth: int
    text: str
    mark: str = ""
    gives: Words | None = None


Block = Heading | Pairs | Point


@frozen
class Outliner:
    """Says an explanation in one language."""

    language: Language

    def say(self, words: Words) -> str:
        return words.in_language(self.language)

    def pair(self, heading: Words, text: str) -> str:
        return f"{self.say(heading)}{'：' if self.language is Language.ZH else ': '}{text}"

    def listed(self, parts: list[str]) -> str:
        return ("，" if self.language is Language.ZH else ", ").join(parts)

    def sentences(self, words: tuple[Words, ...]) -> str:
        return ("；" if self.language is Language.ZH else "; ").join(self.say(one) for one in words)

    def bracketed(self, text: str) -> str:
        if not text:
            return ""
        return f"（{text}）" if self.language is Language.ZH else f" ({text})"

    # ---- the whole

    def outline(self, explanation: Explanation) -> Iterator[Block]:
        yield Heading(1, self.say(explanation.title))
        for heading, given in (
            (headings.NUMBER, explanation.number),
            (headings.MEMBER, explanation.member),
            (headings.FAMILY, explanation.family),
        ):
            if given is not None:
                yield Point(0, self.pair(heading, given))
        if explanation.benefits:
            yield Heading(2, self.say(headings.ANSWER))
        told = [one for one in explanation.benefits if one.status is not Status.NOT_APPLICABLE]
        yield from (Point(1, self._answer(benefit)) for benefit in told)
        if explanation.benefits and not told:
            yield Point(1, self.say(headings.NO_BENEFIT))
        yield from self._pairs(headings.FACTS, explanation.facts)
        for block in explanation.lines:
            yield from self._line_block(block)
        for benefit in explanation.benefits:
            yield from self._benefit(benefit)
        yield from self._pairs(headings.FURTHER, explanation.further)
        if explanation.results:
            yield Heading(2, self.say(headings.RESULTS))
        for ground in explanation.results:
            yield from self._ground(ground, 1)
        yield from self._totals(explanation.totals)
        if explanation.readings:
            yield Heading(2, self.say(headings.POLICY_READINGS))
        for reading in explanation.readings:
            yield Point(1, self.say(reading), "-")

    def _pairs(self, heading: Words, lines: tuple[Line, ...]) -> Iterator[Block]:
        if lines:
            yield Heading(2, self.say(heading))
            yield Pairs(1, tuple((self.say(line.label), with_unit(line.quantity, self.language)) for line in lines))

    def _line_block(self, block: LineBlock) -> Iterator[Block]:
        yield Heading(2, self.say(block.label))
        for number, row in enumerate(block.rows[:MOST_LINES], 1):
            cells = [
                f"{self.say(heading)} {quantity_text(cell, self.language)}"
                for heading, cell in zip(block.headings, row, strict=True)
                if cell is not None
            ]
            yield Point(1, self.listed(cells), f"{number}.")
        if len(block.rows) > MOST_LINES:
            count = str(len(block.rows))
            yield Point(1, self.say(headings.MORE_LINES.of(Words(count, count))))
        if block.parts:
            yield Heading(2, self.say(headings.BY_LINE.of(block.label)))
        for ground in block.grounds:
            yield from self._ground(ground, 1)
        for part in block.parts:
            yield Point(1, self.say(part.label))
            for ground in part.grounds:
                yield from self._line_ground(ground)

    def _line_ground(self, ground: Ground) -> Iterator[Block]:
        """What a rule or table comes to on one line: its name, the branch that applies, and the value."""
        head = self.say(ground.label) + self.bracketed(
            self.listed([one for one in self._branch_of_line(ground) if one])
        )
        told = [] if ground.verdict is None else [self.say(ground.verdict)]
        told += [f"{self.say(line.label)} {self._equation(line)[1]}" for line in ground.outputs]
        told += [] if ground.value is None else [self._equation(ground.value)[1]]
        colon = "：" if self.language is Language.ZH else ": "
        yield Point(2, f"{head}{colon}{self.listed(told)}")
        yield from (Point(3, self.pair(line.label, self._equation(line)[1])) for line in ground.parts)
        yield from self._notes(ground.policy, ground.sources, ground.readings, 3)

    def _branch_of_line(self, ground: Ground) -> Iterator[str]:
        number = Words(str(ground.number), str(ground.number))
        if ground.cells:
            yield self.say(headings.ROW.of(number))
            yield self.listed([f"{self.say(one.heading)} {self.say(one.cell)}" for one in ground.cells])
        if ground.case is not None:
            yield self.say(ground.case if ground.number is None else headings.CASE.of(number, ground.case))
        yield self.listed([self._said(line) for line in ground.given])

    def _totals(self, totals: tuple[TotalPart, ...]) -> Iterator[Block]:
        if totals:
            yield Heading(2, self.say(headings.TOTALS))
            yield Pairs(1, tuple(self._total(total) for total in totals))

    def _total(self, total: TotalPart) -> tuple[str, str]:
        moved = [headings.unknown(one, self.language) for one in (total.before, total.after)]
        return f"{self.say(total.period)} {self.say(total.label)}", " → ".join(moved)

    # ---- benefits

    def _answer(self, benefit: BenefitPart) -> str:
        """One benefit's answer in a line."""
        status = self.say(headings.STATUS[benefit.status])
        if benefit.status is Status.PAID:
            return self.pair(benefit.label, f"{status} {with_unit(benefit.payment, self.language)}")
        why = [refusal.reason for refusal in (*benefit.refusals, *benefit.holes)]
        why += [missing.words for missing in benefit.missing if not benefit.holes]
        return self.pair(benefit.label, status + self.bracketed(self.sentences(tuple(dict.fromkeys(why)))))

    def _benefit(self, benefit: BenefitPart) -> Iterator[Block]:
        status = self.say(headings.STATUS[benefit.status])
        if benefit.status is Status.NOT_APPLICABLE:
            asked = [self._said(line) for condition in benefit.conditions for line in condition.given]
            yield Heading(2, self.pair(benefit.label, status + self.bracketed(self.listed(asked))), benefit.label)
            return
        if benefit.status is Status.PAID:
            status += f" {with_unit(benefit.payment, self.language)}"
        yield Heading(2, self.pair(benefit.label, status), benefit.label)
        yield from self._why_not(benefit)
        if benefit.grounds:
            yield Heading(3, self.say(headings.GROUNDS))
        for ground in benefit.grounds:
            yield from self._ground(ground, 2)
        if benefit.conditions:
            yield Heading(3, self.say(headings.CONDITIONS))
        for condition in benefit.conditions:
            yield Point(2, self.say(condition.words) + self._given(condition.given))
        if benefit.steps:
            yield Heading(3, self.say(headings.STEPS))
        for number, step in enumerate(benefit.steps, 1):
            yield from self._step(number, step)
        yield from self._notes(benefit.policy, benefit.sources, benefit.readings, 1)

    def _why_not(self, benefit: BenefitPart) -> Iterator[Block]:
        for refusal in benefit.refusals:
            yield from self._refusal(headings.REASON, refusal)
        for hole in benefit.holes:
            yield from self._refusal(headings.MISSING, hole)
        told = {self.say(hole.reason) for hole in benefit.holes}
        for missing in benefit.missing:
            if self.say(missing.words) not in told:
                heading = headings.MISSING_KINDS.get(missing.kind, headings.MISSING)
                yield Point(1, self.pair(heading, self.say(missing.words)))

    def _refusal(self, heading: Words, refusal: Refusal) -> Iterator[Block]:
        yield Point(1, self.pair(heading, self.say(refusal.reason)))
        if refusal.condition is not None:
            yield Point(2, self.say(refusal.condition) + self._given(refusal.given))
        if refusal.remedy is not None:
            yield Point(2, self.say(refusal.remedy))
        if refusal.ways:
            yield Point(2, self.say(headings.WAYS))
        for way in refusal.ways:
            yield Point(3, self.say(way), "-")

    # ---- steps and lines

    def _step(self, number: int, step: Step) -> Iterator[Block]:
        yield Point(1, self.say(step.clause), f"{number}.")
        rows = tuple(self._equation(line) for line in (*step.given, *step.lines))
        if rows:
            yield Pairs(3, rows)
        if step.outcome is not None:
            yield Point(3, self.say(step.outcome))

    def _equation(self, line: Line) -> tuple[str, str]:
        value = quantity_text(line.quantity, self.language)
        if line.working is None or isinstance(line.working, Operand):
            return self.say(line.label), value
        return self.say(line.label), f"{working_text(line.working, self.language)} = {value}"

    def _said(self, line: Line) -> str:
        return f"{self.say(line.label)} {with_unit(line.quantity, self.language)}"

    def _given(self, lines: tuple[Line, ...]) -> str:
        """What names are for this claim, in brackets."""
        return self.bracketed(self.listed([self._said(line) for line in lines]))

    # ---- rules and tables

    def _ground(self, ground: Ground, depth: int) -> Iterator[Block]:
        yield Point(depth, self._ground_head(ground), gives=ground.label)
        if ground.cells:
            yield Point(
                depth + 1, self.listed([f"{self.say(one.heading)} {self.say(one.cell)}" for one in ground.cells])
            )
        for line in ground.outputs:
            yield Point(depth + 1, self.pair(line.label, self._equation(line)[1]), gives=line.label)
        yield from self._branch(ground, depth + 1)
        for item in ground.items:
            yield Point(depth + 1, self.pair(item.words, self.say(item.state)), "-")
        for line in ground.parts:
            yield Point(depth + 1, self.pair(line.label, self._equation(line)[1]))
        if ground.value is not None and not isinstance(ground.value.working, Operand | None):
            yield Point(depth + 1, self._equation(ground.value)[1])
        yield from self._notes(ground.policy, ground.sources, ground.readings, depth + 1)

    def _branch(self, ground: Ground, depth: int) -> Iterator[Block]:
        """The case that applies and its formula, with what their names are for this claim said once."""
        given = self._given(ground.given)
        if ground.case is not None:
            number = Words(str(ground.number), str(ground.number))
            case = ground.case if ground.number is None else headings.CASE.of(number, ground.case)
            yield Point(depth, self.say(case) + given)
        if ground.formula is not None:
            said = self.pair(headings.FORMULA, self.say(ground.formula))
            yield Point(depth, said if ground.case is not None else said + given)
        elif ground.case is None and ground.given and not ground.cells:
            yield Point(depth, self.listed([self._said(line) for line in ground.given]))

    def _ground_head(self, ground: Ground) -> str:
        if ground.verdict is not None:
            return self.pair(ground.label, self.say(ground.verdict))
        if ground.sort == "table" and ground.number is None:
            return self.pair(ground.label, self.say(headings.EVERY_ROW))
        if ground.sort == "table":
            return self.pair(ground.label, self.say(headings.ROW.of(Words(str(ground.number), str(ground.number)))))
        if ground.value is None:
            return self.say(ground.label)
        return self.pair(ground.label, with_unit(ground.value.quantity, self.language))

    def _notes(
        self, policy: Words | None, sources: tuple[Words, ...], readings: tuple[Words, ...], depth: int
    ) -> Iterator[Block]:
        if policy is not None:
            yield Point(depth, self.pair(headings.POLICY, self.say(policy)))
        if sources:
            yield Point(depth, self.pair(headings.SOURCE, self.sentences(sources)))
        for reading in readings:
            yield Point(depth, self.pair(headings.READING, self.say(reading)))
