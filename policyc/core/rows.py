"""Tables read at once: what a row's number decides is decided where the row is found.

rows_read(worksheet) -> Worksheet with the same columns and the same values

A table finds its row by one column and reads each output off the row's number. Where the outputs are literals the
choice of the row is the choice of the output, and tests that many rows share are asked once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from policyc.core.assume import Known, PathReader
from policyc.core.basis import Operation
from policyc.core.loops import reads_here
from policyc.core.prelude import choose
from policyc.core.terms import Call, Choose, Literal, OpenTerm, Prior, Total
from policyc.core.values import value_of
from policyc.core.walk import children, rebuild, subterms
from policyc.core.worksheet import Worksheet

MOST_ROWS = 40
"""Longer tables are left as they are: their rows are better found once."""


@frozen
class Branch:
    """A literal, and the tests of which all must hold for it."""

    tests: tuple[OpenTerm, ...]
    leaf: Literal


def rows_read(worksheet: Worksheet) -> Worksheet:
    """`worksheet` where what a choice among literals alone decides is that choice, its shared tests asked once."""
    reader = PathReader(worksheet)
    chains: dict[str, OpenTerm] = {}
    definitions = []
    for definition in worksheet.definitions:
        chains[definition.name] = chain = _read_off(definition.term, worksheet, chains)
        term = _asked_once(chain, reader)
        reader.terms[definition.name] = term
        definitions.append(evolve(definition, term=term))
    return evolve(worksheet, definitions=tuple(definitions))


def _branches(term: OpenTerm) -> list[Branch] | None:
    """The branches of a chain of choices among literals, the last without tests; None for any other term."""
    found: list[Branch] = []
    while isinstance(term, Choose) and isinstance(term.then, Literal) and len(found) < MOST_ROWS:
        found.append(Branch(tuple(_conjuncts(term.test)), term.then))
        term = term.other
    return [*found, Branch((), term)] if found and isinstance(term, Literal) else None


def _conjuncts(test: OpenTerm) -> list[OpenTerm]:
    match test:
        case Call(Operation.AND, (first, second)):
            return [*_conjuncts(first), *_conjuncts(second)]
        case _:
            return [test]


def _read_off(term: OpenTerm, worksheet: Worksheet, chains: Mapping[str, OpenTerm]) -> OpenTerm:
    """`term` with each choice that one column decides as the choice of that column, worked out for each branch."""
    read = reads_here(term) if isinstance(term, Choose) else frozenset[str]()
    if len(read) != 1 or any(isinstance(one, Prior | Total) for one in subterms(term)):
        return rebuild(term, tuple(_read_off(one, worksheet, chains) for one in children(term)))
    (name,) = read
    chosen = chains.get(name)
    if chosen is None or worksheet.by_name[name].grain is not None or (branches := _branches(chosen)) is None:
        return term
    result: OpenTerm = Literal(value_of(term, {name: branches[-1].leaf.value}))
    tests = _tests(chosen)
    for test, branch in zip(reversed(tests), reversed(branches[:-1]), strict=True):
        value = Literal(value_of(term, {name: branch.leaf.value}))
        result = result if value == result else choose(test, value, result)
    return result


def _tests(term: OpenTerm) -> list[OpenTerm]:
    found = []
    while isinstance(term, Choose):
        found.append(term.test)
        term = term.other
    return found


def _asked_once(term: OpenTerm, reader: PathReader) -> OpenTerm:
    """A chain of choices among literals as a tree in which no test is asked twice, unless that would be larger."""
    branches = _branches(term)
    if branches is None or all(len(branch.tests) <= 1 for branch in branches):
        return rebuild(term, tuple(_asked_once(one, reader) for one in children(term)))
    tree = _tree(branches, reader, reader.start, [2 * len(branches)])
    return term if tree is None else tree


def _tree(branches: Sequence[Branch], reader: PathReader, known: Known, left: list[int]) -> OpenTerm | None:
    """The branches as a tree; None once it has more choices than `left` to make."""
    open_branches: list[Branch] = []
    for branch in branches:
        tests = [reader.decided(test, known) for test in branch.tests]
        if not any(test == Literal(False) for test in tests):
            open_branches.append(Branch(tuple(test for test in tests if not isinstance(test, Literal)), branch.leaf))
            if not open_branches[-1].tests:
                break
    if all(branch.leaf == open_branches[-1].leaf for branch in open_branches):
        return open_branches[-1].leaf
    left[0] -= 1
    if left[0] < 0:
        return None
    test = open_branches[0].tests[0]
    yes = _tree(open_branches, reader, reader.assuming(test, True, known), left)
    no = None if yes is None else _tree(open_branches, reader, reader.assuming(test, False, known), left)
    return None if yes is None or no is None else choose(test, yes, no)
