"""What an explanation says, as data: names in both languages, numbers with their types, workings as trees.

Every working can be worked out again from its own operands; an operand is a fact, a number that an earlier line
gives, or a figure that the policy itself writes.
"""

from __future__ import annotations

from attrs import frozen

from policyc.elaborate.value import ValueType
from policyc.interface import KindSpec
from policyc.report.diagnostic import Words
from policyc.settling.results import Missing, Status


@frozen
class Quantity:
    """`value` / 10**`scale`, of a type; `kind` spells a member."""

    value: int
    scale: int
    type: ValueType
    kind: KindSpec | None = None


@frozen
class Operand:
    """A number in a working. `written` says that the policy itself writes it."""

    quantity: Quantity
    written: bool = False


@frozen
class Wording:
    """Part of a working that is no number: `6个月`, `12月30日`."""

    words: Words


@frozen
class Chain:
    """Parts joined by `+`, `−`, `×` or `÷`; `signs[i]` stands before `parts[i]`, the first is `+` or `×`."""

    parts: tuple[Working, ...]
    signs: tuple[str, ...]


@frozen
class Function:
    """A built-in function, by its key (`least`, `most`, `age` …) and its name in both languages."""

    key: str
    name: Words
    arguments: tuple[Working, ...]


@frozen
class Rounded:
    """A working rounded: to what and how, as the policy says it."""

    operand: Working
    scale: int
    mode: str
    how: Words


Working = Operand | Wording | Chain | Function | Rounded


@frozen
class Line:
    """A named number, and how it comes about. Without a working it is given; without a quantity there is none (无)."""

    label: Words
    quantity: Quantity | None
    working: Working | None = None


@frozen
class Cell:
    """A cell of the table row that applies; `quantity` is the number it gave or was asked about."""

    heading: Words
    cell: Words
    quantity: Quantity | None = None


@frozen
class Item:
    """What a checklist asks, or a channel, and how it stands for this claim; `holds` is None where not known."""

    words: Words
    holds: bool | None
    state: Words


@frozen
class Ground:
    """A rule, table, parameter, period, checklist or block of channels that fed a benefit.

    `case` is the branch that applies in the policy's words, `number` its place (from 1), None where there is no choice.
    `given` are the names that the branch or formula reads, `parts` what lines of the claim add to it. `cells` is the
    row of a table, `outputs` what it gives. `verdict` says why there is no value, `reason` is the sentence of a rule
    that refuses, `others` are the cases that would have given a value. `items` are a checklist's or the channels.
    `policy` is said where several take part.
    """

    key: str
    sort: str
    label: Words
    value: Line | None
    case: Words | None = None
    number: int | None = None
    formula: Words | None = None
    given: tuple[Line, ...] = ()
    parts: tuple[Line, ...] = ()
    cells: tuple[Cell, ...] = ()
    outputs: tuple[Line, ...] = ()
    items: tuple[Item, ...] = ()
    verdict: Words | None = None
    reason: Words | None = None
    others: tuple[Words, ...] = ()
    policy: Words | None = None
    sources: tuple[Words, ...] = ()
    readings: tuple[Words, ...] = ()


@frozen
class Condition:
    """A condition of a benefit in the policy's words, with what the claim says of the names in it."""

    words: Words
    given: tuple[Line, ...]


@frozen
class Refusal:
    """A condition that refuses, or a hole: its reason, its words, the facts that made it so, what would have to hold.

    `ways` are the cases of the rule in question that would say otherwise.
    """

    reason: Words
    condition: Words | None
    given: tuple[Line, ...]
    remedy: Words | None
    ways: tuple[Words, ...] = ()


@frozen
class Step:
    """One step of a benefit: the clause, the numbers it takes, its lines in order, and what became of it."""

    role: str
    clause: Words
    before: Quantity | None
    after: Quantity | None
    given: tuple[Line, ...]
    lines: tuple[Line, ...]
    outcome: Words | None = None


@frozen
class BenefitPart:
    """One benefit's answer and how it came about; `grounds` are the rules not yet shown for a benefit above.

    `policy` is the one that says so, where several take part.
    """

    key: str
    label: Words
    status: Status
    payment: Quantity | None
    grounds: tuple[Ground, ...] = ()
    conditions: tuple[Condition, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    holes: tuple[Refusal, ...] = ()
    missing: tuple[Missing, ...] = ()
    steps: tuple[Step, ...] = ()
    policy: Words | None = None
    sources: tuple[Words, ...] = ()
    readings: tuple[Words, ...] = ()


@frozen
class TotalPart:
    """A total over a period, before and after this claim. None where it is not known."""

    key: str
    label: Words
    period: Words
    before: Quantity | None
    after: Quantity | None


@frozen
class LineBlock:
    """The lines of the claim: a heading for each fact and each result, and a row for each line.

    `grounds` are the rules of the claim that lines rest on, `parts` how each line's results come about.
    """

    label: Words
    headings: tuple[Words, ...]
    rows: tuple[tuple[Quantity | None, ...], ...]
    grounds: tuple[Ground, ...] = ()
    parts: tuple[LinePart, ...] = ()


@frozen
class LinePart:
    """One line, by its number: its rules, tables and parameters, in the order they are reckoned."""

    label: Words
    grounds: tuple[Ground, ...]


@frozen
class Explanation:
    """How one claim's answer came about, by the policy of this title and name.

    `facts` are those that benefits read, `further` what only results read.
    """

    title: Words
    name: Words
    number: str | None
    member: str | None
    family: str | None
    facts: tuple[Line, ...]
    lines: tuple[LineBlock, ...]
    benefits: tuple[BenefitPart, ...]
    further: tuple[Line, ...]
    results: tuple[Ground, ...]
    totals: tuple[TotalPart, ...]
    readings: tuple[Words, ...]
