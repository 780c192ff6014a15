"""The account: what elaboration leaves behind for those who explain a filled worksheet.

Every entry says which clause it comes from and which columns hold its numbers; an explainer never looks
inside a term.
"""

from __future__ import annotations

from attrs import define, field, frozen

from policyc.core.terms import Window
from policyc.core.worksheet import ColumnName
from policyc.elaborate.case_account import CaseAccount
from policyc.elaborate.owner import MEMBER
from policyc.syntax.clause import (
    Benefit,
    Channel,
    Channels,
    Checklist,
    Citation,
    PaymentOrder,
    Reading,
    Requirement,
    Rule,
    Step,
    Table,
)
from policyc.syntax.expression import EarlierTotal, Expression, LastTotal, LineTotal, Text

LIFETIME = "lifetime"
"""What claims and settlements call the period that has no key."""


@frozen
class Shown:
    """A column shown in an equation."""

    column: ColumnName


@frozen
class Fixed:
    """A number shown in an equation: a value at a scale of a type, named by the column whose format it takes."""

    value: int
    like: ColumnName


@frozen
class Whole:
    """100 %."""


@frozen
class Operate:
    """`operator` is one of + − × min max − over its operands, shown infix or as a function."""

    operator: str
    operands: tuple[Display, ...]


@frozen
class Rounded:
    """The operand rounded to `scale` decimals by `mode` (a RoundingMode value)."""

    operand: Display
    scale: int
    mode: str


Display = Shown | Fixed | Whole | Operate | Rounded


@frozen
class Equation:
    """`result = display`: re-derivable from the numbers shown above it."""

    result: ColumnName
    display: Display


@frozen
class StepAccount:
    """One step of a benefit: the clause as written, its equations in order, and the columns worth showing with it.

    `bound` is a truth column saying that the limit took effect; `absent` one saying that the step has no amount
    for this claim (无). `ceiling` holds what the step may take over a period, all claims together.
    """

    step: Step | PaymentOrder
    before: ColumnName | None
    after: ColumnName | None
    equations: tuple[Equation, ...] = ()
    bound: ColumnName | None = None
    absent: ColumnName | None = None
    role: str = ""
    ceiling: ColumnName | None = None


@frozen
class BandAccount:
    """One band of a benefit: the columns for the cost that falls in it and for its ratio."""

    index: int
    amount: ColumnName
    share: ColumnName
    pays: ColumnName


@frozen
class RefusalAccount:
    """A condition that refuses: the truth column that it refuses, the sentence, the condition as written.

    `exception` is the 除非; `required` is true where the clause says what must hold (条件) rather than what refuses.
    """

    key: str
    column: ColumnName
    reason: Text
    condition: Expression
    exception: Expression | None
    required: bool


@frozen
class HoleAccount:
    """A condition under which the source leaves a hole, and what is missing."""

    key: str
    column: ColumnName
    missing: Text
    condition: Expression


@frozen
class BenefitAccount:
    benefit: Benefit
    applies: ColumnName | None
    refused: ColumnName | None
    refusals: tuple[RefusalAccount, ...]
    holes: tuple[HoleAccount, ...]
    steps: tuple[StepAccount, ...]
    bands: tuple[BandAccount, ...]
    payment: ColumnName
    citations: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    reads: tuple[str, ...]


@frozen
class VersionAccount:
    """What a name stands for from a day on (None: from the first): the column, or nothing, as a policy says."""

    key: str | None
    since: int | None
    policy: str


@frozen
class VersionsAccount:
    """The versions of a name, in order, and the column of the date that chooses."""

    by: str
    versions: tuple[VersionAccount, ...]


@frozen
class RuleAccount:
    """A rule: the truth column of each 若 (None for 否则 and 公式), in the order of its steps."""

    rule: Rule
    tests: tuple[ColumnName | None, ...]
    citations: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    reads: tuple[str, ...]


@frozen
class TableAccount:
    """A table: the column that holds the number (from 1) of the row that applies, and its outputs."""

    table: Table
    row: ColumnName
    outputs: tuple[ColumnName, ...]
    citations: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    reads: tuple[str, ...]


@frozen
class RequirementAccount:
    """What a checklist asks: the truth column that it is met, and for 若 the one that it is asked of this claim.

    `papers` are the columns of its papers, in the order written.
    """

    requirement: Requirement
    met: ColumnName
    asked: ColumnName | None
    papers: tuple[ColumnName, ...]


@frozen
class ChecklistAccount:
    checklist: Checklist
    requirements: tuple[RequirementAccount, ...]
    citations: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    reads: tuple[str, ...]


@frozen
class ChannelAccount:
    """A channel and the truth column that it is open."""

    channel: Channel
    column: ColumnName


@frozen
class ChannelsAccount:
    block: Channels
    channels: tuple[ChannelAccount, ...]
    citations: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    reads: tuple[str, ...]


@frozen
class TotalAccount:
    """An accumulator: its name for readers, its period, and the columns before and after this claim.

    `column` is the one that a Prior adds up, at `scale`; `benefit` the one whose chain counts it. `after` is None for
    what is added up in place of a payment, and opened by it, but not shown. `keys` are the columns that it
    is kept under beside its `owner`, `per` the one that is no period's; `grain` is the block of lines that it adds up.
    """

    key: str
    period: str | None
    column: ColumnName
    before: ColumnName
    after: ColumnName | None
    benefit: str | None
    scale: int
    keys: tuple[ColumnName, ...]
    # of a rolling period the days that it is kept by, else None
    window: Window | None = None
    per: ColumnName | None = None
    grain: str | None = None
    # who has it, `member` or `family`: the input that leads its keys, which readers never see
    owner: str = MEMBER.name

    @property
    def by(self) -> tuple[str, ...]:
        """The columns under which a Prior keeps the total."""
        return (self.owner, *self.keys)

    @property
    def period_key(self) -> str:
        """The period's name in claims and settlements, a lifetime's included."""
        return self.period or LIFETIME


@frozen
class LastTotalAccount:
    """A total of the period before this claim's: its column, the total's name for readers, and its key's column."""

    column: ColumnName
    key: str
    period: ColumnName
    at: ColumnName


@frozen
class ReasonAccount:
    """Why a rule gives no value: 不予支付 or 未规定 as a value, by the key in its Refusal or Hole."""

    key: str
    text: Text | None
    rule: str


@frozen
class AssertionAccount:
    column: ColumnName
    condition: Expression


@define
class Account:
    """Entries by name, in the order of elaboration."""

    benefits: dict[str, BenefitAccount] = field(factory=dict)
    # of a name that changes on a day, what it stands for; each version of a benefit has its own entry, by its key
    versions: dict[str, VersionsAccount] = field(factory=dict)
    versions_of_benefits: dict[str, BenefitAccount] = field(factory=dict)
    rules: dict[str, RuleAccount] = field(factory=dict)
    tables: dict[str, TableAccount] = field(factory=dict)
    checklists: dict[str, ChecklistAccount] = field(factory=dict)
    channels: dict[str, ChannelsAccount] = field(factory=dict)
    totals: list[TotalAccount] = field(factory=list)
    reasons: dict[str, ReasonAccount] = field(factory=dict)
    assertions: list[AssertionAccount] = field(factory=list)
    cases: list[CaseAccount] = field(factory=list)
    # the truth column of each test inside a choice of values, and the line column that each 合计 adds up
    tests: dict[Expression, ColumnName] = field(factory=dict)
    line_totals: dict[LineTotal, ColumnName] = field(factory=dict)
    last_totals: dict[LastTotal, LastTotalAccount] = field(factory=dict)
    # for 含本次累计 the column that this claim adds, where it is not the named amount itself
    included: dict[EarlierTotal, ColumnName] = field(factory=dict)
