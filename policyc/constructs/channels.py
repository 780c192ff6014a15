"""渠道: the ways a claim may go, each open under its condition."""

from __future__ import annotations

from attrs import evolve

from policyc.constructs.checklist import column_of
from policyc.constructs.source import cite
from policyc.core.prelude import TRUE
from policyc.elaborate.account import ChannelAccount, ChannelsAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate_truth
from policyc.elaborate.symbols import ChannelsSymbol
from policyc.elaborate.value import Value, truth
from policyc.elaborate.walk import names_read
from policyc.report.diagnostic import Label
from policyc.source import Span
from policyc.syntax.clause import Channel, Channels


def declare_channels(work: Elaboration, block: Channels) -> None:
    """Enter the block. Its channels are words of their own: two blocks may name the same."""
    work.declare(block.name, ChannelsSymbol({channel.name.key: None for channel in block.channels}, block.name.span))
    seen: dict[str, Span] = {}
    for channel in block.channels:
        if channel.name.key in seen:
            label = (Label(seen[channel.name.key], "first"),)
            work.error("declared-twice", channel.name.span, label, name=work.words(channel.name.key))
        seen.setdefault(channel.name.key, channel.name.span)


def elaborate_channels(work: Elaboration, block: Channels) -> None:
    """A truth column a channel: its condition, or always."""
    citations, readings = cite(work, block.statements)
    symbol = work.symbols.get(block.name.key)
    if not isinstance(symbol, ChannelsSymbol):
        return
    if not block.channels:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
        return
    opened: dict[str, Value] = {}
    for channel in block.channels:
        value = _open(work, channel)
        if value is not None:
            opened[channel.name.key] = work.define(work.fresh(f"{block.name.key}__{channel.name.key}"), value)
    if len(opened) < len(block.channels):
        return
    work.symbols[block.name.key] = evolve(symbol, channels=opened)
    accounts = tuple(ChannelAccount(one, column_of(opened[one.name.key])) for one in block.channels)
    reads = tuple(sorted(names_read(block, work.symbols)))
    work.account.channels[block.name.key] = ChannelsAccount(block, accounts, citations, readings, reads)


def _open(work: Elaboration, channel: Channel) -> Value | None:
    return truth(TRUE) if channel.condition is None else elaborate_truth(work, channel.condition)
