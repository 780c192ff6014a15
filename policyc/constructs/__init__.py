"""The clauses, one module each; this is their table of contents, in the order a file is elaborated.

First every name is declared, so that a policy may speak of what it defines further down; then the blocks that
define columns are taken in the order of what they read; last come what only checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from policyc.constructs.assertion import check_never_falls, elaborate_assertion
from policyc.constructs.benefit import declare_benefit, elaborate_benefit
from policyc.constructs.benefit import declare_parts as declare_parts
from policyc.constructs.calendar import check_calendar, declare_calendar
from policyc.constructs.case import check_case
from policyc.constructs.channels import declare_channels, elaborate_channels
from policyc.constructs.checklist import declare_checklist, elaborate_checklist
from policyc.constructs.counted_once import point_out_counted_once
from policyc.constructs.fact import declare_facts, declare_lines
from policyc.constructs.kind import declare_kind, shadowed
from policyc.constructs.paid_twice import point_out_lines_paid_twice
from policyc.constructs.parameter import declare_parameter, elaborate_parameter
from policyc.constructs.payment_order import check_payment_order, declare_payment_order, rules_of
from policyc.constructs.period import declare_period, elaborate_period
from policyc.constructs.rule import declare_rule, elaborate_rule
from policyc.constructs.source import check_coverage as check_coverage
from policyc.constructs.source import check_note, check_policy, declare_document
from policyc.constructs.table import declare_table, elaborate_table, output_names
from policyc.constructs.term import declare_date, declare_term
from policyc.constructs.unguarded import point_out_unguarded
from policyc.constructs.versions import declare_versions, elaborate_versions
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.walk import names_read
from policyc.syntax.clause import (
    Assertion,
    Benefit,
    Block,
    Calendar,
    Case,
    Channels,
    Checklist,
    Document,
    Facts,
    File,
    Hole,
    KindBlock,
    Lines,
    NeverFalls,
    Note,
    Parameter,
    PaymentOrder,
    PeriodBlock,
    Policy,
    Refused,
    Removal,
    Rule,
    Table,
    Use,
    Versions,
)

Defining = PeriodBlock | Parameter | Rule | Table | Benefit | Checklist | Channels | Versions
"""The blocks that define columns over facts and other columns."""


def declare(work: Elaboration, block: Block) -> None:
    """Enter a block's names."""
    match block:
        case Document():
            declare_document(work, block)
        case Facts():
            declare_facts(work, block)
        case Lines():
            declare_lines(work, block)
        case PeriodBlock():
            declare_period(work, block)
        case Calendar():
            declare_calendar(work, block)
        case Parameter():
            declare_parameter(work, block)
        case Rule():
            declare_rule(work, block)
        case Table():
            declare_table(work, block)
        case Benefit():
            declare_benefit(work, block)
        case PaymentOrder():
            declare_payment_order(work, block)
        case Checklist():
            declare_checklist(work, block)
        case Channels():
            declare_channels(work, block)
        case KindBlock() | Policy() | Use() | Removal() | Note() | Assertion() | NeverFalls() | Case() | Hole():
            pass
        case _:
            assert_never(block)


def declare_kinds(work: Elaboration, blocks: tuple[Block, ...]) -> None:
    """Kinds first: facts and rules are declared with them."""
    for block in blocks:
        if isinstance(block, KindBlock):
            declare_kind(work, block)


def defining(work: Elaboration, blocks: tuple[Block, ...]) -> list[Defining]:
    """The blocks that define columns, a payment order taken apart into a rule for each amount that it makes."""
    found: list[Defining] = []
    for block in blocks:
        if isinstance(block, PaymentOrder):
            found += rules_of(work, block)
        elif isinstance(block, Defining):
            found.append(block)
    return found


def reads_of(work: Elaboration, block: Defining) -> set[str]:
    """The names that a block reads; a benefit in a payment order also those that say what is left for it."""
    read = names_read(block, work.symbols)
    place = work.orders.get(work.public(block.name.key)) if isinstance(block, Benefit) else None
    return read if place is None else read | names_read(place.left, work.symbols)


def declare_linked(work: Elaboration, file: File) -> None:
    """What is made of several files: names with a version for each term, once what they stand for is declared."""
    for policy in [block for block in file.blocks if isinstance(block, Policy)]:
        declare_term(work, policy)
    for date in file.dates:
        declare_date(work, date)
    for block in file.versions:
        declare_versions(work, block)


def defined_names(block: Defining) -> list[str]:
    """The names a block gives values to."""
    return [name.key for name in output_names(block)] if isinstance(block, Table) else [block.name.key]


def elaborate_block(work: Elaboration, block: Defining, policy: Policy | None) -> None:
    """Make a block's columns, once all it reads has been made."""
    work.owner = block.name.key
    before = len(work.diagnostics)
    with work.at(_grain_of(work, block)):
        _make(work, block, policy)
    if before == len(work.diagnostics):
        _note_refusable(work, block)


def _grain_of(work: Elaboration, block: Defining) -> str | None:
    """The block of lines for which a block is reckoned line by line; a period's own key is the claim's."""
    if isinstance(block, PeriodBlock):
        return None
    return next((grain for name in defined_names(block) if (grain := work.grain_of(name)) is not None), None)


def _make(work: Elaboration, block: Defining, policy: Policy | None) -> None:
    """Make a block's columns, by the rounding of the policy that it belongs to."""
    home = work.file.homes.get(block.name.key)
    policy = policy if home is None else home.policy
    match block:
        case Versions():
            elaborate_versions(work, block)
        case PeriodBlock():
            elaborate_period(work, block)
        case Parameter():
            elaborate_parameter(work, block, policy)
        case Rule():
            elaborate_rule(work, block)
        case Table():
            elaborate_table(work, block)
        case Benefit():
            elaborate_benefit(work, block, None if policy is None else policy.rounding)
        case Checklist():
            elaborate_checklist(work, block)
        case Channels():
            elaborate_channels(work, block)
        case _:
            assert_never(block)


def _note_refusable(work: Elaboration, block: Defining) -> None:
    """A rule that may be refused makes what reads it refusable; a benefit catches what it reads."""
    if isinstance(block, Benefit):
        return
    grain = _grain_of(work, block)
    # what a line refuses ends where lines are added up
    reach = {name for name in work.reads[id(block)] if work.grain_of(name) in (None, grain)}
    if _refuses(block) or reach & work.refusable:
        work.refusable.update(defined_names(block))


def _refuses(block: Defining) -> bool:
    match block:
        case Rule(steps=steps):
            return any(isinstance(getattr(step, "outcome", None), Refused) for step in steps)
        case Table(grid=grid) if grid is not None:
            return any(
                isinstance(cell, Refused) for row in grid.rows if not isinstance(row, Hole) for cell in row.cells
            )
        case _:
            return False


def check_block(work: Elaboration, block: Block) -> None:
    """What defines nothing but can be wrong."""
    work.owner = "check"
    match block:
        case Policy():
            check_policy(work, block)
        case Note():
            check_note(work, block)
        case PaymentOrder():
            check_payment_order(work, block)
        case Assertion():
            elaborate_assertion(work, block)
        case NeverFalls():
            check_never_falls(work, block)
        case Calendar():
            check_calendar(work, block)
        case Case():
            check_case(work, block)
        case _:
            pass


def point_out(work: Elaboration, blocks: tuple[Block, ...], defined: Sequence[Defining]) -> None:
    """Warn of what nothing reads, names that mean two things, lines paid twice or counted once, and what may be 无."""
    point_out_lines_paid_twice(work)
    point_out_counted_once(work, defined)
    point_out_unguarded(work, {name: block for block in defined for name in (*defined_names(block), block.name.key)})
    used = {work.public(key) for key in work.used}
    for block in blocks:
        if isinstance(block, KindBlock):
            shadowed(work, block)
        match block:
            case Facts(facts=facts) | Lines(facts=facts):
                names = [fact.name for fact in facts if not isinstance(fact, Hole)]
            case KindBlock(name=name) | Parameter(name=name) | PeriodBlock(name=name) | Calendar(name=name):
                names = [name]
            case _:
                continue
        for name in names:
            if work.public(name.key) not in used:
                work.warn("unused-name", name.span, name=work.words(name.key))
                used.add(work.public(name.key))
