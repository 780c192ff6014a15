"""Where each column of a claim is worked out in generated code: only inside the branches that read it.

planned(columns, pinned) -> Block: assignments in order, and choices whose branches hold what only they need
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from attrs import define, field, frozen

from policyc.core.basis import Operation
from policyc.core.loops import reads_here
from policyc.core.terms import Call, Choose, Literal, OpenTerm

Split = tuple[OpenTerm, OpenTerm, OpenTerm]


@frozen
class Assignment:
    """`name = term`, of the column at place `at` of the worksheet; without a term whatever stands for a column there.

    `whole` says that it is all of the column, not what one branch of a choice gives it.
    """

    at: int
    name: str
    term: OpenTerm | None
    whole: bool = True


@define(eq=False)
class Choice:
    """Assignments that one test decides: `members` as they were, their branches in `then` and `other`."""

    at: int
    test: OpenTerm
    block: Block
    members: list[Assignment] = field(factory=list)
    then: Block = field(init=False)
    other: Block = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.then, self.other = Block(self), Block(self)

    @property
    def spares(self) -> bool:
        """Does a branch hold a column that the other does not need?"""
        return self.then.spares or self.other.spares


@define(eq=False)
class Block:
    """What is worked out one after another; `within` is the choice that it is a branch of, None for the outermost."""

    within: Choice | None = None
    assignments: list[Assignment] = field(factory=list)
    choices: list[Choice] = field(factory=list)

    @property
    def spares(self) -> bool:
        return any(one.whole for one in self.assignments) or any(
            choice.spares or any(one.whole for one in choice.members) for choice in self.choices
        )

    def in_order(self) -> Iterator[Assignment | Choice]:
        """All of it in the order in which it may run; a choice that spares nothing as its assignments."""
        flat: list[Assignment | Choice] = [*self.assignments]
        for choice in self.choices:
            flat.append(choice)
        for one in sorted(flat, key=_place):
            if isinstance(one, Choice) and not one.spares:
                yield from sorted(one.members, key=_place)
            else:
                yield one


def _place(one: Assignment | Choice) -> int:
    return one.at


Use: TypeAlias = tuple[Block, float]
"""A block that reads a column, and where in it."""


def planned(columns: Sequence[tuple[str, OpenTerm | None, Collection[str]]], pinned: Collection[str]) -> Block:
    """The plan for columns in order, each with its term, or None and the columns it reads.

    `pinned` columns are worked out for every claim.
    """
    planner = _Planner()
    for at in reversed(range(len(columns))):
        name, term, reads = columns[at]
        uses = planner.uses.get(name, [])
        block = planner.root if name in pinned or not uses else _common([block for block, _ in uses])
        if term is None:
            block.assignments.append(Assignment(at, name, None))
            planner.read(reads, block, at)
        else:
            planner.place(Assignment(at, name, term), block)
    return planner.root


class _Planner:
    def __init__(self) -> None:
        self.root = Block()
        self.uses: dict[str, list[Use]] = {}

    def read(self, names: Collection[str], block: Block, place: float) -> None:
        for name in names:
            self.uses.setdefault(name, []).append((block, place))

    def place(self, one: Assignment, block: Block) -> None:
        """`one` into `block`, as a choice where it is one: beside others by the same test that can wait for it."""
        assert one.term is not None
        split = _split(one.term)
        if split is None:
            block.assignments.append(one)
            self.read(reads_here(one.term), block, one.at)
            return
        test, then, other = split
        choice = self._joined(one, test, block)
        if choice is None:
            choice = Choice(one.at, test, block)
            block.choices.append(choice)
            self.read(reads_here(test), block, one.at - 0.5)
        choice.members.append(one)
        for term, branch in ((then, choice.then), (other, choice.other)):
            self.place(Assignment(one.at, one.name, term, whole=False), branch)

    def _joined(self, one: Assignment, test: OpenTerm, block: Block) -> Choice | None:
        """A later choice of the block by the same test, if nothing reads `one` before it."""
        first = min(_places(self.uses.get(one.name, []), block), default=float("inf"))
        return next((choice for choice in block.choices if choice.test == test and choice.at <= first), None)


def _places(uses: Sequence[Use], block: Block) -> Iterator[float]:
    """Where in `block` each of the uses lies, of those that lie in it."""
    for where, place in uses:
        at = place
        while where is not block and where.within is not None:
            at = where.within.at
            where = where.within.block
        if where is block:
            yield at


def _common(blocks: Sequence[Block]) -> Block:
    """The innermost block that holds all of `blocks`."""
    paths = [list(_path(block)) for block in blocks]
    shared = paths[0]
    for path in paths[1:]:
        both = [one for one, other in zip(shared, path, strict=False) if one is other]
        shared = both
    return shared[-1]


def _path(block: Block) -> list[Block]:
    path = [block]
    while path[-1].within is not None:
        path.append(path[-1].within.block)
    return path[::-1]


def _split(term: OpenTerm) -> Split | None:
    """`term` as a choice: one it is, or an AND or OR by its first operand."""
    match term:
        case Choose(test, then, other):
            return _upright(test, then, other)
        case Call(Operation.AND | Operation.OR as operation, _):
            first, rest = _first(term, operation)
            decided = Literal(operation is Operation.OR)
            return _upright(first, decided, rest) if operation is Operation.OR else _upright(first, rest, decided)
        case _:
            return None


def _upright(test: OpenTerm, then: OpenTerm, other: OpenTerm) -> Split:
    match test:
        case Call(Operation.NOT, (inner,)):
            return inner, other, then
        case _:
            return test, then, other


def _first(term: OpenTerm, operation: Operation) -> tuple[OpenTerm, OpenTerm]:
    """The first operand of a nest of one operation, and the rest."""
    assert isinstance(term, Call)
    first, second = term.arguments
    if not isinstance(first, Call) or first.operation is not operation:
        return first, second
    head, rest = _first(first, operation)
    return head, Call(operation, (rest, second))
