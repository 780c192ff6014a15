"""What a policy says, block by block: the nodes of a parsed file.

A `Hole` stands where a statement could not be read, so that the rest is still checked.
"""

from __future__ import annotations

from attrs import field, frozen

from policyc.source import Span
from policyc.syntax.clause.benefits import (
    Applies,
    Band,
    Bands,
    Base,
    Benefit,
    Cap,
    Ceiling,
    Deductible,
    Expense,
    Floor,
    Per,
    PerClaim,
    RatioStep,
    Refuse,
    Require,
    RoundStep,
    Step,
    Unprovided,
    Upfront,
)
from policyc.syntax.clause.calendar import (
    Calendar,
    CalendarYear,
    Days,
)
from policyc.syntax.clause.cases import (
    Assertion,
    Case,
    CaseMode,
    Given,
    NeverFalls,
)
from policyc.syntax.clause.facts import (
    Fact,
    Facts,
    KindBlock,
    Lines,
    Member,
    Parameter,
    ParameterValue,
    PeriodBlock,
    PeriodUnit,
    Rolling,
)
from policyc.syntax.clause.orders import Payer, PaymentOrder
from policyc.syntax.clause.papers import (
    Channel,
    Channels,
    Checklist,
    Quantifier,
    Requirement,
)
from policyc.syntax.clause.rules import (
    Blank,
    BlankCells,
    Cell,
    Column,
    Formula,
    Grid,
    If,
    NotGiven,
    Otherwise,
    Outcome,
    PatientPays,
    Refused,
    Row,
    Rule,
    Table,
    Undetermined,
)
from policyc.syntax.clause.shared import (
    Citation,
    Hole,
    Locator,
    Reading,
    Rounding,
    RoundingMode,
    RoundingUnit,
    TypeRef,
    TypeWord,
)
from policyc.syntax.clause.source import (
    Document,
    FileName,
    Note,
    OutlineEntry,
    Policy,
    Removal,
    Use,
)
from policyc.syntax.clause.versions import (
    DateWithin,
    Home,
    Term,
    Version,
    Versions,
)
from policyc.syntax.expression import place

__all__ = [
    "Applies",
    "Assertion",
    "Band",
    "Bands",
    "Base",
    "Benefit",
    "Blank",
    "BlankCells",
    "Block",
    "Calendar",
    "CalendarYear",
    "Cap",
    "Case",
    "CaseMode",
    "Ceiling",
    "Cell",
    "Channel",
    "Channels",
    "Checklist",
    "Citation",
    "Column",
    "DateWithin",
    "Days",
    "Deductible",
    "Document",
    "Expense",
    "Fact",
    "Facts",
    "File",
    "FileName",
    "Floor",
    "Formula",
    "Given",
    "Grid",
    "Hole",
    "Home",
    "If",
    "KindBlock",
    "Lines",
    "Locator",
    "Member",
    "NeverFalls",
    "NotGiven",
    "Note",
    "Otherwise",
    "Outcome",
    "OutlineEntry",
    "Parameter",
    "ParameterValue",
    "PatientPays",
    "Payer",
    "PaymentOrder",
    "Per",
    "PerClaim",
    "PeriodBlock",
    "PeriodUnit",
    "Policy",
    "Quantifier",
    "RatioStep",
    "Reading",
    "Refuse",
    "Refused",
    "Removal",
    "Require",
    "Requirement",
    "Rolling",
    "RoundStep",
    "Rounding",
    "RoundingMode",
    "RoundingUnit",
    "Row",
    "Rule",
    "Spelling",
    "Step",
    "Table",
    "Term",
    "TypeRef",
    "TypeWord",
    "Undetermined",
    "Unprovided",
    "Upfront",
    "Use",
    "Version",
    "Versions",
]

Block = (
    Policy
    | Use
    | Removal
    | Document
    | Note
    | KindBlock
    | Facts
    | Lines
    | PeriodBlock
    | Calendar
    | Parameter
    | Rule
    | Table
    | Benefit
    | PaymentOrder
    | Checklist
    | Channels
    | Assertion
    | NeverFalls
    | Case
    | Hole
)


@frozen
class Spelling:
    """How a name is written: in Chinese, in English, or both."""

    zh: str | None
    en: str | None


@frozen
class File:
    """A whole parsed file. `spellings` maps each key to its spellings, for every name that is given both.

    What follows is made where files are linked: the days the policy is in force, names with a version for each term,
    dates as those versions read them, and by name the policy of each definition that is not this file's own.
    """

    blocks: tuple[Block, ...]
    spellings: dict[str, Spelling]
    terms: tuple[Term, ...] = ()
    versions: tuple[Versions, ...] = ()
    dates: tuple[DateWithin, ...] = ()
    homes: dict[str, Home] = field(factory=dict)
    span: Span = place()
