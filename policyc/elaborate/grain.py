"""Grain: which rules, tables, parameters and periods are reckoned line by line, by what they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from policyc.core.loops import reachable
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol, PeriodSymbol
from policyc.elaborate.walk import names_beside
from policyc.report.diagnostic import Words
from policyc.syntax.clause import Parameter, PeriodBlock, Rule, Table, Versions

ByLine = PeriodBlock | Parameter | Rule | Table | Versions
"""The blocks that may be of a line: a benefit is of the whole claim."""


def place_by_lines(work: Elaboration, blocks: Sequence[ByLine], defines: Mapping[int, Iterable[str]]) -> set[int]:
    """Give every name its grain: what reads a line's name is a line's. `defines` are the names of each block.

    Gives the blocks that read lines of two blocks, which are reported and have no grain.
    """
    facts = {key: symbol.grain for key, symbol in work.symbols.items() if isinstance(symbol, AmountSymbol)}
    grains = dict.fromkeys(grain for grain in facts.values() if grain is not None)
    if not grains:
        return set()
    reads = {id(block): _read_beside(work, block) for block in blocks}
    readers: dict[str, set[str]] = {name: set() for name in work.symbols}
    for block in blocks:
        for name in reads[id(block)] & readers.keys():
            readers[name].update(defines[id(block)])
    reached = {grain: reachable(readers, [key for key, of in facts.items() if of == grain]) for grain in grains}
    mixed: set[int] = set()
    for block in blocks:
        read = [grain for grain in grains if reads[id(block)] & reached[grain]]
        if len(read) > 1:
            mixed.add(id(block))
            _tell_mixed(work, block, reads[id(block)], [reached[grain] for grain in read])
        for name in defines[id(block)] if read else ():
            symbol = work.symbols.get(name)
            if isinstance(symbol, AmountSymbol | PeriodSymbol):
                work.symbols[name] = evolve(symbol, grain=read[0])
    return mixed


def _read_beside(work: Elaboration, block: ByLine) -> set[str]:
    """The names whose grain a block shares; a period's is its further key's."""
    if isinstance(block, PeriodBlock):
        return set() if block.per is None else {block.per.key}
    return names_beside(block, work.symbols)


def _tell_mixed(work: Elaboration, block: ByLine, read: set[str], reached: Sequence[frozenset[str]]) -> None:
    """Report a block where two kinds of lines first meet; what only reads it is not told again."""
    purely = [
        sorted(name for name in read if [name in one for one in reached].count(True) == 1 and name in of)
        for of in reached
    ]
    if sum(1 for names in purely if names) < 2:
        return
    first, second = [names[0] for names in purely if names][:2]
    one, other = work.words(first), work.words(second)
    names = Words(f"{one.zh}、{other.zh}", f"{one.en}, {other.en}")
    work.error("lines-mixed", block.name.span, name=work.words(block.name.key), names=names)
