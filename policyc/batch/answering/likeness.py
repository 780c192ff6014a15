"""Which claims have one answer: those that agree on every truth that was looked at to find it for one of them.

Likeness().among(places, decided, ask) -> every different answer, with the claims that have it
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np
from attrs import define, field, frozen

from policyc.batch.engines.columns import Array

Answer = TypeVar("Answer")


@frozen(eq=False)
class Decided:
    """A truth, or a number, of every claim; or of every line, those of claim i from offsets[i] on."""

    values: Array
    offsets: Array | None

    def of(self, claim: int) -> bytes:
        """What it is of one claim, or of each of its lines."""
        if self.offsets is None:
            return bytes(self.values[claim].tobytes())
        return bytes(self.values[self.offsets[claim] : self.offsets[claim + 1]].tobytes())

    def apart(self, places: Array) -> Iterator[tuple[bytes, Array]]:
        """Claims by what it is of them."""
        if self.offsets is not None:
            found: dict[bytes, list[int]] = {}
            for place in places.tolist():
                found.setdefault(self.of(place), []).append(place)
            yield from ((value, np.array(each)) for value, each in found.items())
            return
        values = self.values[places]
        if (values == values[0]).all():
            yield values[0].tobytes(), places
            return
        different, which = np.unique(values, return_inverse=True)
        yield from ((value.tobytes(), places[which == at]) for at, value in enumerate(different))


@define(eq=False)
class Fork(Generic[Answer]):
    """What is looked at next by those who agree so far, and what follows for each that it may be; or their answer."""

    before: frozenset[str] = frozenset()
    name: str | None = None
    under: dict[bytes, Fork[Answer]] = field(factory=dict)
    answer: Answer | None = None


@define(eq=False)
class Likeness(Generic[Answer]):
    """The answers found so far, each at the end of what was looked at to find it."""

    first: Fork[Answer] = field(factory=Fork)

    def among(
        self,
        places: Array,
        decided: Mapping[str, Decided],
        ask: Callable[[int], tuple[Answer, Sequence[str]]],
    ) -> Iterator[tuple[Answer, Array]]:
        """Claims by their answers; `ask` finds one claim's, and names what was looked at for it, in order."""
        waiting = [(self.first, places)] if len(places) else []
        while waiting:
            fork, some = waiting.pop()
            if fork.answer is not None:
                yield fork.answer, some
                continue
            if fork.name is None:
                claim = int(some[0])
                answer, names = ask(claim)
                _grown(fork, names, claim, decided).answer = answer
                waiting.append((fork, some))
                continue
            for value, each in decided[fork.name].apart(some):
                waiting.append((fork.under.setdefault(value, Fork(fork.before | {fork.name})), each))


def _grown(fork: Fork[Answer], names: Iterable[str], claim: int, decided: Mapping[str, Decided]) -> Fork[Answer]:
    """The end of what was looked at for a claim, of which a part has been looked at before."""
    for name in names:
        if name not in fork.before:
            fork.name = name
            following: Fork[Answer] = Fork(fork.before | {name})
            fork.under[decided[name].of(claim)] = following
            fork = following
    return fork
