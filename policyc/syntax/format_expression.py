"""Expressions, intervals and texts as canonical text, in either vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language
from policyc.syntax import expression as e
from policyc.syntax import literals
from policyc.syntax.build_expression import PERIOD_KEYS
from policyc.syntax.clause import Spelling
from policyc.syntax.quoting import quoted, reserved_words, string

# How tightly a node binds; a looser one inside a tighter place stands in parentheses.
OR, AND, NOT, CLAIM, SUM, PRODUCT, ATOM = range(7)

_SYMBOLS = {
    e.Comparison.EQUAL: ("=", "="),
    e.Comparison.NOT_EQUAL: ("≠", "!="),
    e.Comparison.UNDER: ("<", "<"),
    e.Comparison.OVER: (">", ">"),
    e.Comparison.AT_MOST: ("≤", "<="),
    e.Comparison.AT_LEAST: ("≥", ">="),
}
_DATE_WORDS = {
    e.Comparison.UNDER: "BEFORE",
    e.Comparison.OVER: "AFTER",
    e.Comparison.AT_MOST: "NOT_AFTER",
    e.Comparison.AT_LEAST: "NOT_BEFORE",
}
_COUNTED = frozenset(e.NumberUnit) - {e.NumberUnit.NONE, e.NumberUnit.YUAN, e.NumberUnit.PERCENT, e.NumberUnit.POINT}
_DURATIONS = {e.NumberUnit.YEARS, e.NumberUnit.MONTHS, e.NumberUnit.WEEKS, e.NumberUnit.DAYS}
_DATE_FUNCTIONS = {
    e.Function.FIRST_DAY,
    e.Function.LAST_DAY,
    e.Function.DAY_OF_YEAR,
    e.Function.WORKING_DAYS_AFTER,
}


class ExpressionWriter:
    """Writes in one vocabulary, with the spellings of one file. `dates` are the names known to be dates."""

    def __init__(
        self,
        language: Language,
        spellings: Mapping[str, Spelling],
        also_reserved: frozenset[str] = frozenset(),
        dates: frozenset[str] = frozenset(),
    ) -> None:
        self.dates = dates
        self.reserved = reserved_words() | also_reserved
        self.language = language
        self.spellings = spellings
        self.chinese = language is Language.ZH
        self.comma = "，" if self.chinese else ", "
        self.list = "、" if self.chinese else ", "
        self.colon = "：" if self.chinese else ": "

    def word(self, terminal: str) -> str:
        return lexicon().spelling(terminal, self.language)

    # ---- names and texts

    def name(self, key: str, reserved: frozenset[str] | None = None) -> str:
        """A use of a name, quoted where it would be read as something else."""
        spelling = self.spellings.get(key)
        written = key if spelling is None else (spelling.zh if self.chinese else spelling.en) or key
        return quoted(written, self.reserved if reserved is None else reserved)

    def text(self, text: e.Text) -> str:
        first, second = (text.zh, text.en) if self.chinese else (text.en, text.zh)
        if first is None or second is None:
            return string(first or second or "")
        return f"{string(first)} ({string(second)})"

    def period(self, name: e.Name) -> str:
        """A period before the amount that is totalled over it."""
        if name.key in PERIOD_KEYS:
            return self.word(f"P_{name.key.upper()}")
        return self.name(name.key)

    # ---- expressions

    def expression(self, node: e.Expression, least: int = OR) -> str:
        written, binding = self._expression(node)
        return f"({written})" if binding < least else written

    def _expression(self, node: e.Expression) -> tuple[str, int]:
        match node:
            case e.Or():
                # 且 binds tighter than 或, which few readers know by heart: parentheses say it
                return f" {self.word('OR')} ".join(self.expression(part, NOT) for part in node.parts), OR
            case e.And():
                return f" {self.word('AND')} ".join(self.expression(part, NOT) for part in node.parts), AND
            case e.Not():
                return f"{self.word('NOT')} {self.expression(node.operand, CLAIM)}", NOT
            case e.Is():
                verb = self.word("IS_NOT" if node.negated else "IS")
                return f"{self.expression(node.subject, SUM)} {verb} {self.pattern(node.pattern)}", CLAIM
            case e.Allows():
                return f"{self.name(node.channels.key)} {self.word('ALLOWS')} {self.name(node.channel.key)}", CLAIM
            case e.Compare():
                return self._compare(node), CLAIM
            case e.Sum():
                return self._chain(node.parts, node.minus, " + ", " − " if self.chinese else " - ", PRODUCT), SUM
            case e.Product():
                return self._chain(node.parts, node.over, " × ", " ÷ ", ATOM), PRODUCT
            case _:
                return self._atom(node), ATOM

    def _atom(self, node: e.Expression) -> str:
        match node:
            case e.Name():
                return self.name(node.key)
            case e.Number():
                return self.number(node)
            case e.DateLiteral():
                return self.date(node)
            case e.YearLiteral():
                return f"{node.year:04d}年" if self.chinese else f"year {node.year:04d}"
            case e.MonthLiteral(year, month):
                return f"{year:04d}年{month}月" if self.chinese else f"{year:04d}-{month:02d}"
            case e.MonthDay():
                return self.month_day(node)
            case e.TimeLiteral():
                return f"{node.hour:02d}:{node.minute:02d}"
            case e.TruthLiteral():
                return self.word("YES" if node.value else "NO")
            case e.Absent():
                return self.word("NONE")
            case e.Apply():
                function = lexicon().functions[node.function.value].spelling(self.language)
                return f"{function}({self.comma.join(self.expression(part, SUM) for part in node.arguments)})"
            case e.EarlierTotal():
                link = self.word("TO_DATE" if node.including_this else "PRIOR")
                return f"{self.period(node.period)} {link} {self.name(node.of.key, frozenset())}"
            case e.LastTotal():
                return f"{self.period(node.period)} {self.word('LAST_TOTAL')} {self.name(node.of.key, frozenset())}"
            case e.LineTotal():
                where = "" if node.where is None else f" {self.word('WHERE')} {self.expression(node.where)}"
                return f"{self.word('TOTAL')}({self.expression(node.of, SUM)}{where})"
            case e.Sum() | e.Product() | e.Compare() | e.Is() | e.Allows() | e.Not() | e.And() | e.Or():
                return self.expression(node)
            case _:
                assert_never(node)

    def _chain(
        self, parts: tuple[e.Expression, ...], turned: tuple[bool, ...], plain: str, turn: str, least: int
    ) -> str:
        written = [self.expression(parts[0], least)]
        for part, is_turned in zip(parts[1:], turned[1:], strict=True):
            written += [turn if is_turned else plain, self.expression(part, least)]
        return "".join(written)

    def _compare(self, node: e.Compare) -> str:
        """With the words of the trade where the right side shows that it is a date or a count of something."""
        left, right = self.expression(node.left, SUM), self.expression(node.right, SUM)
        if node.comparison in _DATE_WORDS and (is_date(node.right) or self._names_date(node.right)):
            return f"{left} {self.word(_DATE_WORDS[node.comparison])} {right}"
        if isinstance(node.right, e.Number) and node.right.unit in _COUNTED and isinstance(node.left, e.Name):
            bound = self._counted(node.comparison, right)
            if bound:
                return f"{left} {bound}"
        return f"{left} {_SYMBOLS[node.comparison][0 if self.chinese else 1]} {right}"

    def _names_date(self, node: e.Expression) -> bool:
        """A name known to be a date, or one some time before or after it."""
        first = node.parts[0] if isinstance(node, e.Sum) and not any(node.minus) else node
        return isinstance(first, e.Name) and first.key in self.dates

    def _counted(self, comparison: e.Comparison, number: str) -> str | None:
        match comparison:
            case e.Comparison.UNDER:
                return f"{self.word('UNDER')} {number}"
            case e.Comparison.OVER:
                return f"{self.word('OVER')} {number}"
            case e.Comparison.AT_LEAST:
                return self._beside("GE", number)
            case e.Comparison.AT_MOST:
                return self._beside("LE", number)
            case e.Comparison.EQUAL | e.Comparison.NOT_EQUAL:
                return None
            case _:
                assert_never(comparison)

    def _beside(self, word: str, value: str) -> str:
        """A bound's word on its side: after the value in Chinese, before it in English."""
        if self.chinese:
            return f"{value}{self.word(f'{word}_POST')}"
        return f"{self.word(f'{word}_PRE')} {value}"

    # ---- literals

    def number(self, node: e.Number) -> str:
        whole, fraction = divmod(node.digits, 10**node.decimals)
        point = f".{fraction:0{node.decimals}d}" if node.decimals else ""
        if node.unit is e.NumberUnit.NONE:
            unit = ""
        elif node.unit is e.NumberUnit.PERCENT:
            unit = "%"
        else:
            row = lexicon().units[node.unit.name]
            english = row.en[-1] if node.digits == 1 and not node.decimals else row.en[0]
            unit = (" 元" if node.unit is e.NumberUnit.YUAN else row.zh[0]) if self.chinese else f" {english}"
        if self.chinese and node.unit in (e.NumberUnit.NONE, e.NumberUnit.YUAN) and not point and _is_round(whole):
            return f"{whole // 10**4}万{unit.strip()}"
        short = self.chinese and not point and node.unit is not e.NumberUnit.YEARS
        grouped = whole >= (10**4 if short else 10**3)
        return (f"{whole:,}" if grouped else str(whole)) + point + unit

    def date(self, node: e.DateLiteral) -> str:
        if self.chinese:
            return f"{node.year:04d}年{node.month}月{node.day}日"
        return f"{node.year:04d}-{node.month:02d}-{node.day:02d}"

    def month_day(self, node: e.MonthDay) -> str:
        if self.chinese or not 1 <= node.month <= 12:
            return f"{node.month}月{node.day}日"
        return f"{literals.MONTHS[node.month - 1].capitalize()} {node.day}"

    # ---- intervals, patterns, choices

    def pattern(self, pattern: e.Pattern) -> str:
        return self.list.join(map(self._item, pattern.items))

    def _item(self, item: e.Expression | e.Bound | e.Yearly) -> str:
        match item:
            case e.Bound():
                return self.bound(item)
            case e.Yearly(first=first, last=last, over=over):
                start = f"{self.word('EACH_YEAR')} {self.month_day(first)} {self.word('TO')}"
                return f"{start} {self.word('NEXT_YEAR') + ' ' if over else ''}{self.month_day(last)}"
            case _:
                return self.expression(item, SUM)

    def bound(self, bound: e.Bound) -> str:
        low = None if bound.low is None else self.expression(bound.low, SUM)
        high = None if bound.high is None else self.expression(bound.high, SUM)
        if low is not None and high is not None and bound.high_included:
            over = "" if bound.low_included else f"{self.word('OVER')} "
            return f"{over}{low} {self.word('TO')} {high}"
        ends = []
        if low is not None:
            since = "FROM" if isinstance(bound.low, e.DateLiteral | e.TimeLiteral) else "GE"
            ends.append(self._beside(since, low) if bound.low_included else f"{self.word('OVER')} {low}")
        if high is not None:
            until = "THROUGH" if isinstance(bound.high, e.DateLiteral | e.TimeLiteral) else "LE"
            ends.append(self._beside(until, high) if bound.high_included else f"{self.word('UNDER')} {high}")
        return " ".join(ends)

    def choice(self, choice: e.Conditional) -> str:
        arms = [
            f"{self.expression(arm.value)}{self.comma}{self.word('WHEN')} {self.expression(arm.test)}"
            f"{self.comma}{self.word('ELSE')} "
            for arm in choice.branches
        ]
        return "".join(arms) + self.expression(choice.otherwise)


def format_expression(
    node: e.Expression | e.Pattern | e.Bound | e.Conditional | e.Any | e.Text,
    language: Language,
    spellings: Mapping[str, Spelling],
    dates: frozenset[str] = frozenset(),
) -> str:
    """A part of a clause in the words of `language`; `dates` are the names known to be dates."""
    writer = ExpressionWriter(language, spellings, dates=dates)
    match node:
        case e.Pattern():
            return writer.pattern(node)
        case e.Bound():
            return writer.bound(node)
        case e.Conditional():
            return writer.choice(node)
        case e.Any():
            return writer.word("ANY")
        case e.Text():
            return writer.text(node)
        case _:
            return writer.expression(node)


def is_date(node: e.Expression) -> bool:
    """Whether an expression shows by itself that it is a date."""
    match node:
        case e.DateLiteral() | e.TimeLiteral():
            return True
        case e.Apply():
            return node.function in _DATE_FUNCTIONS
        case e.Sum():
            return is_date(node.parts[0]) or any(
                isinstance(p, e.Number) and p.unit in _DURATIONS for p in node.parts[1:]
            )
        case _:
            return False


def _is_round(whole: int) -> bool:
    return whole >= 10**4 and whole % 10**4 == 0
