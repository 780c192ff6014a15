"""What a filled row says of papers and channels: which lists are complete, what they lack, which ways are open."""

from __future__ import annotations

from policyc.elaborate.account import ChannelsAccount, ChecklistAccount, RequirementAccount
from policyc.report.diagnostic import Language, Words
from policyc.settling.blame import Blamer
from policyc.settling.results import ChannelsResult, ChecklistResult, Lacking
from policyc.settling.settlement import Settlement
from policyc.syntax.clause import Channel
from policyc.syntax.format_expression import format_expression
from policyc.types import Date, Time


def checklist_results(settlement: Settlement, blamer: Blamer) -> tuple[ChecklistResult, ...]:
    """Each checklist for this claim."""
    checklists = settlement.compiled.account.checklists.values()
    return tuple(_checklist(settlement, blamer, entry) for entry in checklists)


def _checklist(settlement: Settlement, blamer: Blamer, entry: ChecklistAccount) -> ChecklistResult:
    name = entry.checklist.name.key
    complete = settlement.value(name)
    lacking = tuple(_lacking(settlement, one) for one in entry.requirements if settlement.value(one.met) == 0)
    missing = blamer.missing(settlement, name) if complete is None else ()
    return ChecklistResult(name, None if complete is None else bool(complete), lacking, missing)


def _lacking(settlement: Settlement, entry: RequirementAccount) -> Lacking:
    """What an unmet requirement still asks for: any of its papers, or those of all that are not there."""
    named = [paper.key for paper in entry.requirement.papers]
    absent = [key for key, column in zip(named, entry.papers, strict=True) if settlement.value(column) == 0]
    return Lacking(entry.requirement.quantifier, tuple(absent))


def channels_results(settlement: Settlement, blamer: Blamer) -> tuple[ChannelsResult, ...]:
    """Each block of channels for this claim."""
    return tuple(_channels(settlement, blamer, entry) for entry in settlement.compiled.account.channels.values())


def _channels(settlement: Settlement, blamer: Blamer, entry: ChannelsAccount) -> ChannelsResult:
    known = [(one.channel, settlement.value(one.column)) for one in entry.channels]
    open_ones = [one.column for one in entry.channels if settlement.value(one.column) is None]
    missing = dict.fromkeys(cause for column in open_ones for cause in blamer.missing(settlement, column))
    return ChannelsResult(
        entry.block.name.key,
        tuple(channel.name.key for channel, value in known if value == 1),
        tuple((channel.name.key, _condition(settlement, channel)) for channel, value in known if value == 0),
        tuple(channel.name.key for channel, value in known if value is None),
        tuple(missing),
    )


def _condition(settlement: Settlement, channel: Channel) -> Words:
    """The condition of a channel in both languages."""
    assert channel.condition is not None
    compiled = settlement.compiled
    dates = frozenset(name for name, info in compiled.columns.items() if isinstance(info.type, Date | Time))
    spellings = compiled.file.spellings
    return Words(*(format_expression(channel.condition, language, spellings, dates) for language in Language))
