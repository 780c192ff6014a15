"""Whether the clauses of a bundle are such as the reader of policies gives, and the account one of these clauses.

Explanations walk both at once: where the account says that a benefit has a third band, the clause has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from policyc.bundle.readers import MalformedError
from policyc.compiled import Compiled
from policyc.elaborate.account import (
    Account,
    BenefitAccount,
    ChannelsAccount,
    ChecklistAccount,
    Operate,
    RuleAccount,
    StepAccount,
    TableAccount,
)
from policyc.elaborate.account import Rounded as RoundedDisplay
from policyc.syntax.clause import (
    Band,
    Bands,
    Cap,
    Deductible,
    Expense,
    Fact,
    Facts,
    Floor,
    Grid,
    Hole,
    Lines,
    PaymentOrder,
    Policy,
    RatioStep,
    RoundingMode,
    RoundingUnit,
    RoundStep,
    Row,
    Step,
    Upfront,
)
from policyc.syntax.expression import (
    And,
    DateLiteral,
    MonthDay,
    MonthLiteral,
    Number,
    Or,
    Pattern,
    Product,
    Sum,
    Text,
    TimeLiteral,
)

MOST_DECIMALS = 40

_OPERATORS = frozenset({"+", "−", "×", "min", "max", "0"})
_ROLES: Mapping[type, str] = {
    Expense: "expense",
    Upfront: "upfront",
    Deductible: "deductible",
    RatioStep: "ratio",
    Cap: "cap",
    Floor: "floor",
    PaymentOrder: "order",
    RoundStep: "round",
}
_UNITS = frozenset(unit.value for unit in RoundingUnit)
_MODES = frozenset(mode.value for mode in RoundingMode)


def check_clauses(compiled: Compiled, records: Iterable[object]) -> None:
    """Raises MalformedError unless every clause can be told and every account is of a clause."""
    if not all(map(_can_be_told, records)):
        raise MalformedError
    if not (_has_its_facts(compiled) and _has_its_names(compiled) and _is_of_clauses(compiled.account, compiled)):
        raise MalformedError


def _can_be_told(record: object) -> bool:
    """What the reader of policies sees to in each node, and the compiler in each equation."""
    match record:
        case Number(digits, decimals):
            return digits >= 0 and 0 <= decimals <= MOST_DECIMALS
        case Sum(parts, signs) | Product(parts, signs):
            return len(parts) == len(signs) > 0
        case And(parts) | Or(parts) | Pattern(parts):
            return len(parts) > 0
        case DateLiteral(year, month, day):
            return _is_date(year, month, day)
        case MonthLiteral(year, month):
            return _is_date(year, month, 1)
        case MonthDay(month, day):
            return _is_date(2000, month, day)
        case TimeLiteral(hour, minute):
            return 0 <= hour < 24 and 0 <= minute < 60
        case Text(zh, en):
            return zh is not None or en is not None
        case Grid():
            widths = {len(row.cells) for row in record.rows if isinstance(row, Row)}
            return widths <= {len(record.columns)} and 0 <= (record.outputs or 0) <= len(record.columns)
        case RoundedDisplay(_, scale, mode):
            return scale in _UNITS and mode in _MODES
        case Operate(operator, operands):
            return operator in _OPERATORS and bool(operands or operator == "0")
        case Hole():
            return False
        case _:
            return True


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except (ValueError, OverflowError):
        return False
    return True


def _has_its_facts(compiled: Compiled) -> bool:
    """The interface lists the facts and the lines that the file declares, in its order."""
    interface, blocks = compiled.interface, compiled.file.blocks
    declared = [fact.name.key for block in blocks if isinstance(block, Facts) for fact in _facts(block)]
    lines = [
        (block.name.key, [fact.name.key for fact in _facts(block)]) for block in blocks if isinstance(block, Lines)
    ]
    return (
        [block.name.key for block in blocks if isinstance(block, Policy)] == [interface.key]
        and [spec.key for spec in interface.facts] == declared
        and [(spec.key, [fact.key for fact in spec.facts]) for spec in interface.lines] == lines
    )


def _facts(block: Facts | Lines) -> list[Fact]:
    return [fact for fact in block.facts if isinstance(fact, Fact)]


def _has_its_names(compiled: Compiled) -> bool:
    """What is asked for, given back or added up is a column of its type, in a period that there is."""
    interface, columns, account = compiled.interface, compiled.columns, compiled.account
    results = {spec.key: spec for spec in interface.results}
    totals = {(spec.period, spec.key) for spec in interface.accumulators}
    periods = {spec.key for spec in interface.periods}
    grains = {name: column.grain for name, column in compiled.worksheet.by_name.items()}
    of_lines = [(block.key, spec) for block in interface.lines for spec in block.results]
    keys = [spec.per for spec in interface.periods if spec.per is not None]
    return (
        all(key in columns and columns[key].type == spec.type for key, spec in results.items())
        and all(grains[key] is None for key in results)
        and all(spec.key in columns and columns[spec.key].type == spec.type for _, spec in of_lines)
        and all(grains[spec.key] == grain and not spec.benefit for grain, spec in of_lines)
        and all(key.key in columns and columns[key.key].type == key.type for key in keys)
        and {spec.key for spec in interface.results if spec.benefit} == account.benefits.keys()
        and all(name in columns for name in compiled.targets)
        and all(spec.column in columns and spec.period in periods for spec in interface.accumulators)
        and all((total.period_key, total.key) in totals for total in account.totals)
        and all((last.period, last.key) in totals for last in account.last_totals.values())
        and all(0 <= total.scale <= MOST_DECIMALS for total in account.totals)
        and all(total.benefit is None or total.benefit in account.benefits for total in account.totals)
        and all(one.by in columns and one.versions for one in account.versions.values())
        and all(one.versions[0].since is None for one in account.versions.values())
    )


def _is_of_clauses(account: Account, compiled: Compiled) -> bool:
    """Every entry is of a block of the file, by its name, and points at no more than the block has."""
    blocks = {id(block) for block in compiled.file.blocks}
    # what a payment order gives to those who are no benefit is told as a rule of its own
    orders = [block for block in compiled.file.blocks if isinstance(block, PaymentOrder)]
    given = {name.key for order in orders for name in order.new_names}
    benefits = {key: entry for key, entry in account.benefits.items() if key not in account.versions}
    benefits |= account.versions_of_benefits
    return (
        all(id(entry.benefit) in blocks and _is_of_benefit(key, entry, orders) for key, entry in benefits.items())
        and all(_is_of_versions(account.benefits[key]) for key in account.benefits.keys() - benefits.keys())
        and all(
            (id(entry.rule) in blocks or key in given) and _is_of_rule(key, entry)
            for key, entry in account.rules.items()
        )
        and all(id(entry.table) in blocks and _is_of_table(key, entry) for key, entry in account.tables.items())
        and _is_of_papers(account, compiled, blocks)
    )


def _is_of_papers(account: Account, compiled: Compiled, blocks: set[int]) -> bool:
    """Checklists and channels are of blocks, requirement for requirement, and the interface has the same."""
    interface = compiled.interface
    papers = {paper.key: paper.column for paper in interface.papers}
    listed = [spec.key for spec in interface.checklists]
    open_to = [(spec.key, [channel.key for channel in spec.channels]) for spec in interface.channels]
    told = [(key, [one.channel.name.key for one in entry.channels]) for key, entry in account.channels.items()]
    return (
        listed == [*account.checklists]
        and open_to == told
        and all(
            id(entry.checklist) in blocks and _is_of_checklist(key, entry, papers)
            for key, entry in account.checklists.items()
        )
        and all(id(entry.block) in blocks and _is_of_channels(key, entry) for key, entry in account.channels.items())
    )


def _is_of_checklist(key: str, entry: ChecklistAccount, papers: Mapping[str, str]) -> bool:
    asked = [one.requirement for one in entry.requirements]
    return (
        key == entry.checklist.name.key
        and [id(one) for one in asked] == [id(one) for one in entry.checklist.requirements]
        and all((one.asked is None) is (one.requirement.test is None) for one in entry.requirements)
        and all(
            [papers.get(paper.key) for paper in one.requirement.papers] == [*one.papers] for one in entry.requirements
        )
    )


def _is_of_channels(key: str, entry: ChannelsAccount) -> bool:
    told = [id(one.channel) for one in entry.channels]
    return key == entry.block.name.key and bool(told) and told == [id(one) for one in entry.block.channels]


def _is_of_versions(entry: BenefitAccount) -> bool:
    """A benefit of several versions has its steps in theirs."""
    return not (entry.steps or entry.bands or entry.refusals or entry.holes)


def _is_of_benefit(key: str, entry: BenefitAccount, orders: list[PaymentOrder]) -> bool:
    steps = {id(step) for step in (*entry.benefit.steps, *orders)}
    bands = [step for step in entry.benefit.steps if isinstance(step, Bands)]
    count = sum(isinstance(band, Band) for step in bands for band in step.bands)
    return (
        key == entry.payment == entry.benefit.name.key
        and all(id(told.step) in steps or isinstance(told.step, RoundStep) for told in entry.steps)
        and all(told.role == _role(told.step) for told in entry.steps)
        and all(told.after is not None for told in entry.steps if isinstance(told.step, Expense | Bands))
        and [band.index for band in entry.bands] == list(range(count))
        and all(_is_of_bands(told, told.step, entry) for told in entry.steps if isinstance(told.step, Bands))
    )


def _is_of_bands(told: StepAccount, step: Bands, entry: BenefitAccount) -> bool:
    """What falls in each band of its own ratio, or the share of the one band that counts, is an equation."""
    results = {one.result for one in told.equations}
    return all(band.amount in results for band in entry.bands) if step.marginal else told.after in results


def _role(step: Step | PaymentOrder) -> str | None:
    """What a step that does something is told as."""
    if isinstance(step, Bands):
        return "marginal" if step.marginal else "slab"
    return _ROLES.get(type(step))


def _is_of_rule(key: str, entry: RuleAccount) -> bool:
    return key == entry.rule.name.key and len(entry.tests) == len(entry.rule.steps)


def _is_of_table(key: str, entry: TableAccount) -> bool:
    grid = entry.table.grid
    return (
        key == entry.table.name.key
        and grid is not None
        and grid.outputs is not None
        and len(entry.outputs) == len(grid.columns) - grid.outputs
    )
