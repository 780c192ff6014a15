"""A policy as plain SQL, with a head that says which tables it reads: a warehouse runs it without us.

query(compiled, worksheet, results, dialect, language) -> text
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from policyc.backends.sql import reads_openings, sql
from policyc.backends.sql_dialects import Dialect
from policyc.compiled import Compiled
from policyc.core.trim import trimmed
from policyc.core.worksheet import Input, Worksheet
from policyc.interface import FactSpec, Interface, LinesSpec, MemberSpec, ResultSpec, words
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type, Unit

_WHOLE = Words(
    "表里全是整数和是否，没有小数。", "All in these tables are whole numbers and truths; there is no fraction."
)
_BOUNDS = Words("越出所写范围的值结算不了，先查出来。", "A value outside its bounds is not settled: find those first.")
_READS = Words("读", "Reads")
_GIVES = Words("给出", "Gives")
_CLAIMS = Words("claims：一笔一行", "claims: a row for each claim")
_LINES = Words("{grain}：一条明细一行", "{grain}: a row for each line")
_SEQ = Words(
    "整数，先结算的小：按结算时间，再按单号", "a whole number that rises as claims are settled: by time, then by number"
)
_TIE = Words(
    "两笔相同即是错：SELECT {seq} FROM claims GROUP BY {seq} HAVING COUNT(*) > 1 应为空",
    "two that are equal are an error: SELECT {seq} FROM claims GROUP BY {seq} HAVING COUNT(*) > 1 finds none",
)
_OF_CLAIM = Words("所属那笔的 seq", "the seq of its claim")
_PLACE = Words("在该笔里的次序，整数，不重", "its place in the claim, a whole number, each once")
_MEMBER = Words("参保人，整数", "the person insured, a whole number")
_HELD = Words("是否给了「{name}」", "whether `{name}` is given")
_OPENINGS = Words(
    "openings：第一笔以前已累计的，一个累计的一个键一行", "openings: what had added up before the first claim"
)
_TOTAL = Words("下列之一，其键依次放在 key1、key2 …", "one of these, whose key stands in key1, key2 …")
_AMOUNT = Words(
    "已累计的数；全部 key 为 NULL 的一行：人人以前都没有；有几个 key 而只写 key1：此人以前没有",
    "the total; a row whose keys are NULL: all had nothing; key1 alone of several: this one had nothing",
)
_RESULT = Words("结果", "a result")
_OK = Words("是否有值（否：待定或不予支付）", "whether it has a value (no: undetermined, or refused)")
_REFUSED = Words("是否不予支付", "whether it is refused")


def query(
    compiled: Compiled, worksheet: Worksheet, results: Sequence[str], dialect: Dialect, language: Language
) -> str:
    """The queries for the `results` of a closed worksheet, under a head in the reader's language.

    Raises CannotLoopError where the dialect has none.
    """
    text = sql(worksheet, results, dialect)
    head = _Head(compiled.interface, trimmed(worksheet, results), dialect, language)
    return "\n".join([*(f"-- {line}".rstrip() for line in head.lines(results)), text])


class _Head:
    """The lines of the head."""

    def __init__(self, interface: Interface, sheet: Worksheet, dialect: Dialect, language: Language) -> None:
        self.interface = interface
        self.sheet = sheet
        self.dialect = dialect
        self.language = language
        self.told = dict(self._told())

    def say(self, text: Words, **values: object) -> str:
        return text.in_language(self.language).format(**values)

    def lines(self, results: Sequence[str]) -> Iterator[str]:
        title = self.interface.title or words_of(self.interface)
        yield f"{visible(self.say_plain(title))} ({self.interface.key}), {self.dialect.title}"
        yield self.say(_WHOLE)
        yield self.say(_BOUNDS)
        yield from ("", f"{self.say(_READS)}:", f"  {self.say(_CLAIMS)}")
        seq = self.dialect.quoted("seq")
        yield self._row("seq", f"{self.say(_SEQ)}; {self.say(_TIE, seq=seq)}")
        yield from self._inputs(None)
        for grain in dict.fromkeys(one.grain for one in self.sheet.inputs if one.grain):
            yield f"  {self.say(_LINES, grain=self.dialect.quoted(grain))}"
            yield self._row("seq", self.say(_OF_CLAIM))
            yield self._row("line", self.say(_PLACE))
            yield from self._inputs(grain)
        yield from self._openings()
        yield from ("", f"{self.say(_GIVES)}:")
        for name in results:
            yield self._row(name, self.told.get(name) or self._flag(name))
        yield ""

    def say_plain(self, text: Words) -> str:
        return text.in_language(self.language)

    def _row(self, name: str, told: str) -> str:
        return f"    {self.dialect.quoted(name):<24} {told}"

    def _inputs(self, grain: str | None) -> Iterator[str]:
        for fact in self.sheet.inputs:
            if fact.grain == grain:
                yield self._row(fact.name, f"{self.told.get(fact.name) or self._held(fact.name)}{_between(fact)}")

    def _held(self, name: str) -> str:
        """What a truth beside a fact or a list says: whether it is there."""
        of = name.rpartition("__")[0] or name
        specs: list[FactSpec | LinesSpec] = [*self.interface.facts, *self.interface.lines]
        spec = next((one for one in specs if one.key == of), None)
        return self.say(_HELD, name=visible(self.say_plain(words(spec))) if spec else of)

    def _flag(self, name: str) -> str:
        return self.say(_OK if name.endswith("__ok") else _REFUSED if "__refused" in name else _RESULT)

    def _openings(self) -> Iterator[str]:
        totals = reads_openings(self.sheet)
        if totals:
            yield f"  {self.say(_OPENINGS)}"
            yield self._row("total", self.say(_TOTAL))
            for total, keys in totals.items():
                yield f"      '{total}': {', '.join(keys)}"
            yield self._row("amount", self.say(_AMOUNT))

    def _told(self) -> Iterator[tuple[str, str]]:
        """What each column of the interface holds."""
        yield "member", self.say(_MEMBER)
        lines = self.interface.lines
        facts = [*self.interface.facts, *(fact for block in lines for fact in block.facts)]
        results = [*self.interface.results, *(result for block in lines for result in block.results)]
        specs: list[FactSpec | ResultSpec] = [*facts, *results]
        for spec in specs:
            yield spec.key, f"{visible(self.say_plain(words(spec)))}: {self._type(spec.type)}"
        for paper in self.interface.papers:
            yield paper.column, self.say(_HELD, name=visible(self.say_plain(words(paper))))

    def _type(self, type: Type) -> str:
        match type:
            case Money(2):
                return self.say(Words("分", "fen"))
            case Money(decimals):
                return self.say(Words("元的 {parts} 分之一", "1/{parts} yuan"), parts=10**decimals)
            case Ratio() | Measure():
                return self.say(Words("万分之一", "ten-thousandths"))
            case Count(Unit.MONTH):
                return self.say(Words("12 × 年 + 月 − 1", "12 × year + month − 1"))
            case Count():
                return self.say(Words("整数", "a whole number"))
            case Date():
                day = self.dialect.day_number_text
                return self.say(Words("日序，0001-01-01 为 1：{day}", "a day number, 1 on 0001-01-01: {day}"), day=day)
            case Time():
                return self.say(Words("零点后的分钟", "minutes after midnight"))
            case Truth():
                return self.say(Words("是否", "a truth"))
            case Kind(name):
                return self._members(self.interface.kind(name).members)
            case _:
                assert_never(type)

    def _members(self, members: Sequence[MemberSpec]) -> str:
        return ", ".join(f"{at} {visible(self.say_plain(words(one)))}" for at, one in enumerate(members))


def words_of(interface: Interface) -> Words:
    return Words(interface.zh or interface.en or interface.key, interface.en or interface.zh or interface.key)


def _between(fact: Input) -> str:
    return f", {fact.low}..{fact.high}" if fact.high > 1 else ""
