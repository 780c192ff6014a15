"""What an answer without a value comes down to: of the names that were read those that kept it from having one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from policyc.core.row import Row
from policyc.explain.book import Book
from policyc.explain.reads import Reads
from policyc.explain.walk import nodes_in
from policyc.explain.working import chosen
from policyc.settling.settlement import Settlement
from policyc.syntax.expression import Allows, Conditional, EarlierTotal, LastTotal, LineTotal, Name


class Standing(Enum):
    """How a column stands for a claim, or on a line."""

    VALUED = "valued"
    REFUSED = "refused"
    OPEN = "open"


Place = tuple[str, int] | None
"""A line of the claim, by its block and from 0; None for the claim itself."""


@frozen
class Looked:
    """What of a clause was looked at: tests, up to the one that held, and the values that were then taken."""

    tests: tuple[object, ...]
    values: tuple[object, ...]


def looked_at(book: Book, node: object) -> Looked:
    """The names under a clause, of a choice of values only those of its tests that were tried and of what it took."""
    tests: list[object] = []
    values: list[object] = []
    for found in nodes_in(node, Conditional, LineTotal, Name, EarlierTotal, LastTotal, Allows):
        match found:
            case Conditional():
                taken = looked_at(book, chosen(book, found))
                tests += [*tests_tried(book, found), *taken.tests]
                values += taken.values
            case LineTotal(of=of, where=where):
                tests.append(where)
                values.append(of)
            case _:
                values.append(found)
    return Looked(tuple(tests), tuple(values))


def tests_tried(book: Book, choice: Conditional) -> list[object]:
    """The tests of a choice up to the one that holds, or that is not known."""
    tried: list[object] = []
    for branch in choice.branches:
        tried.append(branch.test)
        column = book.compiled.account.tests.get(branch.test)
        if column is None or not book.ok(column) or book.holds(column):
            break
    return tried


@frozen
class Rests:
    """What is read at one place of a settled claim, and how it stands."""

    book: Book
    reads: Reads = field(init=False)

    @reads.default
    def _read_here(self) -> Reads:
        return Reads(self.book)

    @property
    def settlement(self) -> Settlement:
        return self.book.settlement

    def standing(self, name: str) -> Standing:
        """How a name stands here; of what is reckoned line by line, how it stands for all of the lines."""
        found = [self._standing(name, place) for place in self.places(name)]
        return next((one for one in (Standing.REFUSED, Standing.OPEN) if one in found), Standing.VALUED)

    def _standing(self, name: str, place: Place) -> Standing:
        channels = self.book.compiled.account.channels.get(name)
        columns = [name] if channels is None else [one.column for one in channels.channels]
        row = self._row(place)
        known = [column for column in columns if column in self.settlement.known.ok]
        if any(self.settlement.refused(column, row) for column in known):
            return Standing.REFUSED
        return Standing.VALUED if all(self.settlement.ok(column, row) for column in known) else Standing.OPEN

    def _row(self, place: Place) -> Row:
        return self.settlement.row if place is None else self.settlement.row.lines[place[0]][place[1]]

    def places(self, name: str, standing: Standing = Standing.VALUED) -> list[Place]:
        """Where a name that is read here is reckoned; for an answer without a value, where it has none either."""
        column = self.book.compiled.worksheet.by_name.get(name)
        if column is None or column.grain is None:
            return [None]
        if self.book.sees(name):
            return [self.book.at_line]
        lines: list[Place] = [(column.grain, at) for at in range(len(self.settlement.row.lines[column.grain]))]
        return lines if standing is Standing.VALUED else [at for at in lines if self._standing(name, at) is standing]

    def alike(self, nodes: object, standing: Standing) -> list[str]:
        """The names under the nodes; for an answer without a value those that are without one as it is."""
        names = self.reads.in_order(nodes)
        return names if standing is Standing.VALUED else [name for name in names if self.standing(name) is standing]

    def read_for(self, node: object, standing: Standing) -> list[tuple[str, Place]]:
        """The names that an answer of this standing rests on where it is what the clause comes to."""
        looked = looked_at(self.book, node)
        asked = self.placed(self.reads.in_order(looked.tests))
        return [*asked, *self.placed(self.alike(looked.values, standing), standing)]

    def placed(self, names: Iterable[str], standing: Standing = Standing.VALUED) -> list[tuple[str, Place]]:
        return [(name, place) for name in names for place in self.places(name, standing)]
