"""What the docstring of a generated module says: what `settle` takes and gives, in the policy's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from policyc.compiled import Compiled
from policyc.core.known import known
from policyc.core.state import Slot, slots
from policyc.core.terms import Column, Fold, Refusal
from policyc.core.trim import trimmed
from policyc.core.walk import subterms
from policyc.core.worksheet import Worksheet
from policyc.interface import FactSpec, ResultSpec, words
from policyc.report.diagnostic import Language, Words
from policyc.settling.answers import ANSWERED, Answers, answers
from policyc.settling.blame import text_words
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type, Unit

_HEAD = Words(
    "{title}\n\n由 policyc 生成，只用 Python 本身。一笔理赔：settle(claim, totals, lines) 给出一个字典。\n"
    '从标准输入结算：python 本文件 < claim.json，其中写 {{"claim": {{…}}, "lines": {{…}}}}。',
    "{title}\n\nMade by policyc; needs nothing but Python. One claim: settle(claim, totals, lines) gives a dict.\n"
    'From standard input: python THIS_FILE < claim.json, which holds {{"claim": {{…}}, "lines": {{…}}}}.',
)
_CLAIM = Words("claim：事实，都是整数，须在所写的范围内。", "claim: facts, all of them integers in the ranges given.")
_LINES = Words(
    "lines：每一块的各行，lines[块] 是这样的字典的列表。",
    "lines: the lines of each block, lines[block] a list of such dicts.",
)
_TOTALS = Words(
    "totals：此前累计，依次是下列各表；每次结算把这笔计入。新参保人用 new_totals()。",
    "totals: what had added up before, these tables in order, in which each claim is counted.\n"
    "new_totals() are those of a new member.",
)
_GIVES = Words("给出：", "gives:")
_STATUS = Words(
    "<结果>__status：0 支付或有数，1 不予支付，2 不适用，3 未定，4 为 无。不是 0 的，除待遇付的 0 以外，数都不作数。",
    "<result>__status: 0 paid, or has a value; 1 refused; 2 not applicable; 3 undetermined; 4 none. Where it is not 0\n"
    "  the result has no value, whatever its number; a benefit refused or not applicable pays a known 0.",
)
_ANSWERED = Words(
    "claim__answered：假，则有该答的没有答出，或有断言不成立：这些数都不能用。",
    "claim__answered: where false, something that must be answered is not, or an assertion is broken:\n"
    "  its numbers must not be used.",
)
_REFUSED = Words("不予支付的理由：", "refused because of:")
_MAY_BE_NONE = Words(
    "；可为无：{name}__present 为 0，这里随便一个范围内的数",
    "; may be none: {name}__present is then 0, and any number in range stands here",
)
_OPENED = Words("知道此前累计的键，如一个 set", "the keys whose earlier total is known, such as a set")
_TABLE = Words("{{({key})：数}}，{column} 的{fold}", "{{({key}): number}}, the {fold} of {column}")
_ALONG = Words(
    "{{({key})：[({axis}, 数), …]}}，{column} 逐笔", "{{({key}): [({axis}, number), …]}}, {column} one by one"
)
_FOLDS = {Fold.SUM: Words("和", "sum"), Fold.MAX: Words("最大", "greatest")}


def described(compiled: Compiled, language: Language) -> tuple[Worksheet, tuple[str, ...], str]:
    """The worksheet for claims that give every fact, the columns a caller wants, and a docstring that tells of them."""
    found = answers(compiled, known(compiled.worksheet, frozenset()))
    of_lines = [spec.key for block in compiled.interface.lines for spec in block.results]
    if compiled.asked:
        of_lines = []
    flags = [flag.name for key in of_lines if isinstance(flag := found.known.ok[key], Column)]
    refusals = [one.column for entry in compiled.account.benefits.values() for one in entry.refusals]
    answered = [ANSWERED] if ANSWERED in found.worksheet.by_name else []
    wanted = (*found.results, *found.statuses.values(), *refusals, *of_lines, *flags, *answered)
    wanted = tuple(dict.fromkeys(wanted))
    sheet = trimmed(found.worksheet, wanted)
    return sheet, wanted, "\n".join(_text(compiled, found, sheet, wanted, language)) + "\n"


def _text(
    compiled: Compiled, found: Answers, sheet: Worksheet, wanted: Sequence[str], language: Language
) -> Iterator[str]:
    def say(words: Words, **arguments: object) -> str:
        return words.in_language(language).format(**arguments)

    interface = compiled.interface
    title = interface.title or Words(interface.key, interface.key)
    yield say(_HEAD, title=title.in_language(language))
    yield ""
    yield say(_CLAIM)
    if "member" in sheet.by_name:
        yield f"  member  {Words('参保人的号', 'the number of the member').in_language(language)}"
    yield from _facts(compiled, interface.facts, sheet, language)
    for paper in interface.papers:
        if paper.column in sheet.by_name:
            yield f"  {paper.column}  {words(paper).in_language(language)}: 0, 1"
    for block in interface.lines:
        yield ""
        yield f"{say(_LINES)}  {block.key}  {words(block).in_language(language)}"
        yield from _facts(compiled, block.facts, sheet, language)
    if slots(sheet):
        yield ""
        yield say(_TOTALS)
        for at, slot in enumerate(slots(sheet)):
            yield f"  {at}  {_table(slot, language)}"
    yield ""
    yield say(_GIVES)
    for spec in interface.results:
        yield f"  {_named(spec, language)}: {_unit(spec.type, language)}"
    if found.statuses:
        yield "  " + say(_STATUS)
    if ANSWERED in wanted:
        yield "  " + say(_ANSWERED)
    reasons = list(_reasons(compiled, sheet, language))
    if reasons:
        yield "  " + say(_REFUSED)
        yield from reasons


def _facts(compiled: Compiled, facts: Sequence[FactSpec], sheet: Worksheet, language: Language) -> Iterator[str]:
    for fact in facts:
        column = sheet.by_name.get(fact.key)
        if column is None:
            continue
        kind = _unit(fact.type, language)
        if isinstance(fact.type, Kind):
            members = compiled.interface.kind(fact.type.name).members
            kind = ", ".join(f"{at} {words(one).in_language(language)}" for at, one in enumerate(members))
        elif not isinstance(fact.type, Truth):
            kind = f"{kind}, {column.low}..{column.high}"
        absent = _MAY_BE_NONE.in_language(language).format(name=fact.key) if fact.optional else ""
        yield f"  {_named(fact, language)}: {kind}{absent}"


def _named(spec: FactSpec | ResultSpec, language: Language) -> str:
    """The name in the module, and the reader's where that is another."""
    name = words(spec).in_language(language)
    return spec.key if name == spec.key else f"{spec.key}  {name}"


def _unit(type: Type, language: Language) -> str:
    match type:
        case Money(2):
            return Words("分", "fen").in_language(language)
        case Money(decimals):
            return Words(f"元的 10^-{decimals}", f"10^-{decimals} yuan").in_language(language)
        case Ratio() | Measure():
            return Words("万分之一", "ten-thousandths").in_language(language)
        case Count(Unit.MONTH):
            return Words("12 × 年 + 月 − 1", "12 × year + month − 1").in_language(language)
        case Count():
            return Words("整数", "a whole number").in_language(language)
        case Date():
            return Words("日数 date.toordinal()", "day number, date.toordinal()").in_language(language)
        case Time():
            return Words("零点起的分钟", "minutes after midnight").in_language(language)
        case Truth():
            return "0, 1"
        case Kind(members=members):
            return ", ".join(f"{at} {one}" for at, one in enumerate(members))
        case _:
            assert_never(type)


def _table(slot: Slot, language: Language) -> str:
    key = ", ".join(slot.by) + ("," if len(slot.by) == 1 else "")
    if slot.fold is Fold.OPENED:
        return f"{_OPENED.in_language(language)}: ({key})  {slot.column}"
    if slot.fold is None:
        return _ALONG.in_language(language).format(key=key, axis=slot.axis, column=slot.column)
    return _TABLE.in_language(language).format(
        key=key, column=slot.column, fold=_FOLDS[slot.fold].in_language(language)
    )


def _reasons(compiled: Compiled, sheet: Worksheet, language: Language) -> Iterator[str]:
    """Why benefits are refused: each column that may hold, and its sentence; then rules that refuse, and theirs."""
    for entry in compiled.account.benefits.values():
        for refusal in entry.refusals:
            yield f"    {refusal.column}  {text_words(refusal.reason).in_language(language)}"
    for definition in compiled.worksheet.definitions:
        for term in subterms(definition.term):
            reason = compiled.account.reasons.get(term.key) if isinstance(term, Refusal) else None
            if reason is not None and reason.text is not None and f"{definition.name}__refused" in sheet.by_name:
                yield f"    {definition.name}__refused  {text_words(reason.text).in_language(language)}"
