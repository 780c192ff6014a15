"""The lines of a claim: what it says of each, what each comes to, and how."""

from __future__ import annotations

from attrs import define, evolve

from policyc.explain import phrases
from policyc.explain.book import Book
from policyc.explain.grounds import ground_of
from policyc.explain.model import Ground, LineBlock, LinePart, Quantity
from policyc.explain.reads import MOST_TOLD, Maker, Reads, key_of
from policyc.interface import LinesSpec, words
from policyc.report.diagnostic import Words


@define
class LinesTold:
    """One block of lines, told. `reads` notes the names of the claim that its lines read."""

    book: Book
    reads: Reads
    spec: LinesSpec

    def block(self) -> LineBlock:
        """The lines as a table, and what is reckoned line by line for each."""
        spec = self.spec
        headings = (*map(words, spec.facts), *map(words, spec.results))
        rows = tuple(self._row(at) for at in range(len(self.book.settlement.row.lines[spec.key])))
        makers = self._makers()
        fresh = self.reads.follow(name for names in makers.values() for name in names)
        grounds = tuple(ground_of(self.book, self.reads, key, names) for key, names in fresh.items())
        told = range(min(MOST_TOLD, len(rows))) if makers else ()
        return LineBlock(words(spec), headings, rows, grounds, tuple(self._part(at, makers) for at in told))

    def _row(self, at: int) -> tuple[Quantity | None, ...]:
        given, line = self.book.settlement.claim.lines[self.spec.key][at], self.book.in_line(self.spec.key, at)
        facts = [self.book.given(fact, given.get(fact.key)) for fact in self.spec.facts]
        return (*facts, *(line.quantity(one.key) for one in self.spec.results))

    def _makers(self) -> dict[str, frozenset[str]]:
        """What is reckoned for each line, with the names it gives, in the order of the worksheet."""
        found: dict[str, set[str]] = {}
        for name, column in self.book.compiled.worksheet.by_name.items():
            maker: Maker | None = self.reads.by_name.get(name) if column.grain == self.spec.key else None
            if maker is not None:
                found.setdefault(key_of(maker), set()).add(name)
        return {key: frozenset(names) for key, names in found.items()}

    def _part(self, at: int, makers: dict[str, frozenset[str]]) -> LinePart:
        line = self.book.in_line(self.spec.key, at)
        reads = Reads(line)
        grounds = [ground_of(line, reads, key, names) for key, names in makers.items()]
        number = str(at + 1)
        return LinePart(phrases.LINE.of(Words(number, number)), tuple(_told(one, first=at == 0) for one in grounds))


def _told(ground: Ground, *, first: bool) -> Ground:
    """Sources and readings are the same for every line, and said with the first."""
    return ground if first else evolve(ground, sources=(), readings=())
