"""An explanation as plain text for a terminal: one thing a line, numbers aligned, words a clerk can read out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from policyc.explain import headings
from policyc.explain.model import (
    BenefitPart,
    Explanation,
    Ground,
    Line,
    LineBlock,
    Operand,
    Refusal,
    Step,
    TotalPart,
)
from policyc.explain.shown import quantity_text, with_unit, working_text
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible
from policyc.settlement import Status
from policyc.source import display_width

WIDTH = 96


def render_text(explanation: Explanation, language: Language, colour: bool = False, width: int = WIDTH) -> str:
    """The explanation in one language, ending in a newline. `width` is where long sentences are folded."""
    return "\n".join(TextWriter(language, colour, width).whole(explanation)) + "\n"


@frozen
class TextWriter:
    """Writes in one language, at most `width` display columns where a line can be folded."""

    language: Language
    colour: bool
    width: int

    def say(self, words: Words) -> str:
        return words.in_language(self.language)

    @property
    def colon(self) -> str:
        return "：" if self.language is Language.ZH else ": "

    @property
    def comma(self) -> str:
        return "，" if self.language is Language.ZH else ", "

    # ---- the whole

    def whole(self, explanation: Explanation) -> Iterator[str]:
        yield self.bold(self.say(explanation.policy))
        yield from self._claim(explanation)
        yield from self._section(headings.ANSWER, self._answers(explanation.benefits))
        yield from self._facts(explanation)
        for benefit in explanation.benefits:
            yield ""
            yield from self._benefit(benefit)
        yield from self._section(headings.FURTHER, self._fact_rows(explanation.further))
        yield from self._section(headings.RESULTS, [row for one in explanation.results for row in self._ground(one)])
        yield from self._section(headings.TOTALS, self._totals(explanation.totals))
        yield from self._section(headings.POLICY_READINGS, self._bulleted(explanation.readings))

    def _claim(self, explanation: Explanation) -> Iterator[str]:
        for heading, given in ((headings.NUMBER, explanation.number), (headings.MEMBER, explanation.member)):
            if given is not None:
                yield f"{self.say(heading)}{self.colon}{visible(given, self.width)}"

    def _answers(self, benefits: tuple[BenefitPart, ...]) -> list[str]:
        """Each benefit's answer in a line, those that are not for this kind of claim left out."""
        return [self._answer(one) for one in benefits if one.status is not Status.NOT_APPLICABLE]

    def _answer(self, benefit: BenefitPart) -> str:
        head = f"{self.say(benefit.label)}{self.colon}{self.say(headings.STATUS[benefit.status])}"
        if benefit.status is Status.PAID:
            return f"{head} {with_unit(benefit.payment, self.language)}"
        why = [refusal.reason for refusal in (*benefit.refusals, *benefit.holes)]
        why += [missing.words for missing in benefit.missing if not benefit.holes]
        return head + self.bracketed(self.joined(tuple(dict.fromkeys(why))))

    def _facts(self, explanation: Explanation) -> Iterator[str]:
        yield from self._section(headings.FACTS, self._fact_rows(explanation.facts))
        for block in explanation.lines:
            yield from self._section(block.label, self._line_block(block))

    def _fact_rows(self, facts: tuple[Line, ...]) -> list[str]:
        return self.aligned([(self.say(line.label), with_unit(line.quantity, self.language)) for line in facts])

    def _line_block(self, block: LineBlock) -> Iterator[str]:
        for number, row in enumerate(block.rows, 1):
            cells = [
                f"{self.say(heading)} {quantity_text(cell, self.language)}"
                for heading, cell in zip(block.headings, row, strict=True)
                if cell is not None
            ]
            yield f"{number}. {self.comma.join(cells)}"

    def _section(self, heading: Words, rows: Iterable[str]) -> Iterator[str]:
        rows = list(rows)
        if rows:
            yield ""
            yield self.bold(self.say(heading))
            for row in rows:
                yield from self.folded(row, 2)

    # ---- benefits

    def _benefit(self, benefit: BenefitPart) -> Iterator[str]:
        name, status = self.say(benefit.label), self.say(headings.STATUS[benefit.status])
        if benefit.status is Status.NOT_APPLICABLE:
            asked = self.comma.join(self._said(line) for one in benefit.conditions for line in one.given)
            yield from self.folded(f"{self.bold(name)}{self.colon}{status}" + self.bracketed(asked), 0)
            return
        paid = f" {with_unit(benefit.payment, self.language)}" if benefit.status is Status.PAID else ""
        yield self.bold(f"{name}{self.colon}{status}{paid}")
        yield from self._why_not(benefit)
        if benefit.grounds:
            yield f"  {self.say(headings.GROUNDS)}"
            for ground in benefit.grounds:
                for row in self._ground(ground):
                    yield from self.folded(row, 4)
        yield from self._conditions(benefit)
        for number, step in enumerate(benefit.steps, 1):
            yield from self._step(number, step)
        for row in self._notes(benefit.sources, benefit.readings):
            yield from self.folded(row, 2)

    def _conditions(self, benefit: BenefitPart) -> Iterator[str]:
        if benefit.conditions:
            yield f"  {self.say(headings.CONDITIONS)}"
            for condition in benefit.conditions:
                yield from self.folded(self.say(condition.words) + self._given(condition.given), 4)

    def _why_not(self, benefit: BenefitPart) -> Iterator[str]:
        for refusal in benefit.refusals:
            yield from self._refusal(headings.REASON, refusal)
        for hole in benefit.holes:
            yield from self._refusal(headings.MISSING, hole)
        told = {self.say(hole.reason) for hole in benefit.holes}
        for missing in benefit.missing:
            if self.say(missing.words) not in told:
                heading = headings.MISSING_KINDS.get(missing.kind, headings.MISSING)
                yield from self.folded(f"{self.say(heading)}{self.colon}{self.say(missing.words)}", 2)

    def _refusal(self, heading: Words, refusal: Refusal) -> Iterator[str]:
        yield from self.folded(f"{self.say(heading)}{self.colon}{self.say(refusal.reason)}", 2)
        if refusal.condition is not None:
            yield from self.folded(self.say(refusal.condition) + self._given(refusal.given), 4)
        if refusal.remedy is not None:
            yield from self.folded(self.say(refusal.remedy), 4)
        if refusal.ways:
            yield f"    {self.say(headings.WAYS)}"
            for way in refusal.ways:
                yield from self.folded(f"- {self.say(way)}", 6)

    def _given(self, lines: tuple[Line, ...]) -> str:
        """What names are for this claim, in brackets."""
        return self.bracketed(self.comma.join(self._said(line) for line in lines))

    # ---- steps and lines

    def _step(self, number: int, step: Step) -> Iterator[str]:
        yield from self.folded(f"{number}. {self.say(step.clause)}", 2)
        rows = [self._equation(line) for line in (*step.given, *step.lines)]
        for row in self.aligned([row for row in rows if row is not None]):
            yield from self.folded(row, 5)
        if step.outcome is not None:
            yield from self.folded(self.say(step.outcome), 5)

    def _equation(self, line: Line) -> tuple[str, str]:
        value = quantity_text(line.quantity, self.language)
        if line.working is None:
            return self.say(line.label), value
        return self.say(line.label), f"{working_text(line.working, self.language)} = {value}"

    def _said(self, line: Line) -> str:
        return f"{self.say(line.label)} {with_unit(line.quantity, self.language)}"

    # ---- rules and tables

    def _ground(self, ground: Ground) -> Iterator[str]:
        yield self._ground_head(ground)
        if ground.cells:
            cells = [f"{self.say(cell.heading)} {self.say(cell.cell)}" for cell in ground.cells]
            yield "  " + self.comma.join(cells)
        for line in ground.outputs:
            label, text = self._equation(line)
            yield f"  {label}{self.colon}{text}"
        if ground.case is not None:
            yield f"  {self._case(ground.case, ground.number)}{self._given(ground.given)}"
        if ground.formula is not None:
            given = "" if ground.case is not None else self._given(ground.given)
            yield f"  {self.say(headings.FORMULA)}{self.colon}{self.say(ground.formula)}{given}"
        elif ground.case is None and ground.given and not ground.cells:
            yield "  " + self.comma.join(self._said(line) for line in ground.given)
        if ground.value is not None and not isinstance(ground.value.working, Operand | None):
            yield f"  {self._equation(ground.value)[1]}"
        yield from (f"  {row}" for row in self._notes(ground.sources, ground.readings))

    def _case(self, case: Words, number: int | None) -> str:
        if number is None:
            return self.say(case)
        return self.say(headings.CASE.of(Words(str(number), str(number)), case))

    def _ground_head(self, ground: Ground) -> str:
        name = self.say(ground.label)
        if ground.sort == "table" and ground.number is not None:
            row = self.say(headings.ROW.of(Words(str(ground.number), str(ground.number))))
            return (
                f"{name}{self.colon}{row}"
                if ground.verdict is None
                else f"{name}{self.colon}{self.say(ground.verdict)}"
            )
        if ground.verdict is not None:
            return f"{name}{self.colon}{self.say(ground.verdict)}"
        return name if ground.value is None else f"{name}{self.colon}{with_unit(ground.value.quantity, self.language)}"

    def _notes(self, sources: tuple[Words, ...], readings: tuple[Words, ...]) -> Iterator[str]:
        if sources:
            yield self.say(headings.SOURCE) + self.colon + self.joined(sources)
        for reading in readings:
            yield f"{self.say(headings.READING)}{self.colon}{self.say(reading)}"

    def joined(self, words: tuple[Words, ...]) -> str:
        return ("；" if self.language is Language.ZH else "; ").join(self.say(one) for one in words)

    def _totals(self, totals: tuple[TotalPart, ...]) -> list[str]:
        rows = []
        for total in totals:
            moved = [headings.unknown(one, self.language) for one in (total.before, total.after)]
            rows.append((f"{self.say(total.period)} {self.say(total.label)}", " → ".join(moved)))
        return self.aligned(rows)

    def _bulleted(self, sentences: tuple[Words, ...]) -> list[str]:
        return [f"- {self.say(one)}" for one in sentences]

    # ---- layout

    def bracketed(self, text: str) -> str:
        if not text:
            return ""
        return f"（{text}）" if self.language is Language.ZH else f" ({text})"

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def aligned(self, rows: list[tuple[str, str]]) -> list[str]:
        """Labels and values in two columns, full-width characters counted as two."""
        wide = max((display_width(label) for label, _ in rows), default=0)
        return [f"{label}{' ' * (wide - display_width(label) + 2)}{value}" for label, value in rows]

    def folded(self, text: str, indent: int) -> Iterator[str]:
        """A long line cut where it may be cut: after a full-width mark or at a space, never inside a number."""
        leading = len(text) - len(text.lstrip(" "))
        pad, hanging = " " * (indent + leading), " " * (indent + leading + 2)
        line = pad
        for piece in pieces(text.strip(" ")):
            if display_width(line + piece.rstrip()) > self.width and line.strip():
                yield line.rstrip()
                line = hanging
                piece = piece.lstrip()
            line += piece
        yield line.rstrip()


BREAKS = "，。；：、）」"


def pieces(text: str) -> Iterator[str]:
    """A text in pieces after which a line may end: never inside the brackets of a working."""
    start, depth = 0, 0
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if (character == " " and depth == 0) or (character in BREAKS and depth == 0):
            yield text[start : at + 1]
            start = at + 1
    if start < len(text):
        yield text[start:]
