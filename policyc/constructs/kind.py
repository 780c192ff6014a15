"""种类: a closed vocabulary, ordered or not, with national codes."""

from __future__ import annotations

from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol, KindSymbol, PeriodSymbol
from policyc.report.diagnostic import Label
from policyc.source import Span
from policyc.syntax.clause import KindBlock
from policyc.types import Kind


def declare_kind(work: Elaboration, block: KindBlock) -> None:
    """Enter the kind and its members. Members live beside names: a name wins except where a kind is expected."""
    seen: dict[str, Span] = {}
    codes: dict[str, Span] = {}
    for member in block.members:
        if member.name.key in seen:
            label = (Label(seen[member.name.key], "first"),)
            work.error("declared-twice", member.name.span, label, name=work.words(member.name.key))
        if member.code is not None and member.code in codes:
            work.error("code-twice", member.span, (Label(codes[member.code], "first"),), code=member.code)
        seen.setdefault(member.name.key, member.name.span)
        if member.code is not None:
            codes.setdefault(member.code, member.span)
    symbol = KindSymbol(Kind(block.name.key, tuple(seen), block.ordered), block)
    work.declare(block.name, symbol)
    for key in seen:
        work.members.setdefault(key, []).append(symbol)


def shadowed(work: Elaboration, block: KindBlock) -> None:
    """Point out members that bear the name of a value: beside a value of their kind they win, elsewhere it does."""
    for member in block.members:
        symbol = work.symbols.get(member.name.key)
        if isinstance(symbol, AmountSymbol | PeriodSymbol):
            label = (Label(symbol.span, "first"),)
            work.warn("shadowed-name", member.name.span, label, name=work.words(member.name.key))
