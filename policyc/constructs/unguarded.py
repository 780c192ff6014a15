"""What may be 无 and is read as an amount: pointed out where nothing asks first whether it is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol, Symbol
from policyc.elaborate.walk import headings_of, names_read, tested_for_none
from policyc.syntax.clause import Benefit, Block, Versions
from policyc.types import Kind, Truth


@frozen
class _Guards:
    """What each block asks for 无, itself or by rules and tables that answer yes or no, or with a member of a kind."""

    symbols: Mapping[str, Symbol]
    makers: Mapping[str, Block | Versions]

    def asks(self, block: Block | Versions, key: str) -> bool:
        """Does the block ask whether `key` is there?"""
        waiting: list[Block | Versions] = [block]
        seen = {id(block)}
        while waiting:
            at = waiting.pop()
            if key in tested_for_none(at) or key in headings_of(at):
                return True
            for name in names_read(at, self.symbols):
                maker = self.makers.get(name) if self._tells_cases_apart(name) else None
                if maker is not None and id(maker) not in seen:
                    seen.add(id(maker))
                    waiting.append(maker)
        return False

    def _tells_cases_apart(self, name: str) -> bool:
        symbol = self.symbols.get(name)
        return isinstance(symbol, AmountSymbol) and isinstance(symbol.type, Truth | Kind)


def point_out_unguarded(work: Elaboration, makers: Mapping[str, Block | Versions]) -> None:
    """Warn of each name that may be 无 where a block reads it, unless the block asks, or all that read the block do.

    `makers` are the blocks by the names they define.
    """
    guards = _Guards(work.symbols, makers)
    told: set[tuple[int, str]] = set()
    split = {name.key for place in work.orders.values() for name in place.order.new_names}
    for owner, name in work.unguarded:
        block = makers.get(owner)
        if owner in split:
            continue  # a limit in a payment order has no case to put beside it
        if isinstance(makers.get(name.key), Versions):
            continue  # a name that a version lacks is told of as not-in-version
        if block is None or (id(block), name.key) in told or guards.asks(block, name.key):
            continue
        readers = [] if isinstance(block, Benefit) else _readers(work, block, makers)
        if readers and all(guards.asks(reader, name.key) for reader in readers):
            continue
        told.add((id(block), name.key))
        work.warn("may-be-none", name.span, name=work.words(name.key))


def _readers(
    work: Elaboration, block: Block | Versions, makers: Mapping[str, Block | Versions]
) -> Sequence[Block | Versions]:
    own = {name for name, maker in makers.items() if maker is block}
    blocks = {id(maker): maker for maker in makers.values()}
    return [one for one in blocks.values() if one is not block and work.reads.get(id(one), set()) & own]
