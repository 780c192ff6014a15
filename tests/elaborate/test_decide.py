"""Decisions over tables and chains of tests against trying every combination."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from policyc.elaborate.decide import AllOf, AnyOf, Atom, Axis, Decision, Inverse, decide_chain, decide_table
from policyc.elaborate.intervals import IntervalSet, union

AXES = (Axis("a", 0, 4), Axis("b", -1, 2), Axis("c", 7, 8))


def sets(axis: Axis) -> st.SearchStrategy[IntervalSet]:
    # ends may lie past the axis, as a cell's may lie past the bounds of its fact
    ends = st.tuples(st.integers(axis.low - 1, axis.high + 1), st.integers(axis.low - 1, axis.high + 1))
    return st.lists(ends, max_size=3).map(union)


ROWS = st.lists(st.tuples(*(sets(axis) for axis in AXES)), min_size=1, max_size=7)
COMBINATIONS = list(product(*(range(axis.low, axis.high + 1) for axis in AXES)))


def covering(rows: list[tuple[IntervalSet, ...]], at: tuple[int, ...]) -> list[int]:
    return [row for row, cells in enumerate(rows) if all(v in cell for v, cell in zip(at, cells, strict=True))]


@given(ROWS)
def test_a_table_is_decided_as_by_trying_everything(rows: list[tuple[IntervalSet, ...]]) -> None:
    counts = [len(covering(rows, at)) for at in COMBINATIONS]
    found = decide_table(AXES, rows)
    assert (found.doubled is not None) == (max(counts) > 1)
    # beside an overlap a gap may wait until the overlap is mended
    if max(counts) == 1:
        assert (found.missing is not None) == (0 in counts)
    elif found.missing is not None:
        assert 0 in counts


@given(ROWS)
def test_what_is_shown_is_so(rows: list[tuple[IntervalSet, ...]]) -> None:
    found = decide_table(AXES, rows)
    if found.missing is not None:
        assert covering(rows, tuple(low for low, _ in found.missing.values())) == []
        assert list(found.missing) == [axis.name for axis in AXES]
    if found.doubled is not None:
        first, second, witness = found.doubled
        at = tuple(witness[axis.name][0] for axis in AXES)
        assert {first, second} <= set(covering(rows, at))
        assert first < second


def test_a_partition_has_neither_gap_nor_overlap() -> None:
    """[0,4]×[-1,2]×[7,8] cut into 5·4·2 = 40 cells, each its own row."""
    rows = [tuple(union([(v, v)]) for v in at) for at in COMBINATIONS]
    found = decide_table(AXES, rows)
    assert (found.missing, found.doubled) == (None, None)
    without = decide_table(AXES, rows[:17] + rows[18:])
    assert without.missing == {a.name: (v, v) for a, v in zip(AXES, COMBINATIONS[17], strict=True)}


def test_thousands_of_rows_over_eight_columns() -> None:
    """2,000 of the 4 · 4 · 5 · 5 · 5 = 2,000 combinations of five columns, three more columns left open."""
    axes = [Axis(f"x{n}", 0, size - 1) for n, size in enumerate((4, 4, 5, 5, 5, 10**12, 10**12, 10**12))]
    whole = [union([(axis.low, axis.high)]) for axis in axes[5:]]
    rows = [[*(union([(v, v)]) for v in at), *whole] for at in product(*(range(a.high + 1) for a in axes[:5]))]
    found = decide_table(axes, rows)
    assert (found.missing, found.doubled) == (None, None)
    assert decide_table(axes, rows[1:]).missing is not None
    assert decide_table(axes, [*rows, rows[3]]).doubled is not None


ATOMS = st.sampled_from(AXES).flatmap(lambda axis: st.builds(Atom, st.just(axis), sets(axis)))
DECISIONS: st.SearchStrategy[Decision] = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(Inverse, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=5,
)


def holds(decision: Decision, at: dict[str, int]) -> bool:
    match decision:
        case Atom(axis, values):
            return at[axis.name] in values
        case AllOf(parts):
            return all(holds(part, at) for part in parts)
        case AnyOf(parts):
            return any(holds(part, at) for part in parts)
        case Inverse(part):
            return not holds(part, at)


@given(st.lists(DECISIONS, min_size=1, max_size=5))
def test_a_chain_is_decided_as_by_trying_everything(tests: list[Decision]) -> None:
    names = [axis.name for axis in AXES]
    firsts = [
        next((n for n, test in enumerate(tests) if holds(test, dict(zip(names, at, strict=True)))), None)
        for at in COMBINATIONS
    ]
    found = decide_chain(tests)
    assert (found.missing is not None) == (None in firsts)
    assert set(found.never) == set(range(len(tests))) - set(firsts)


def test_thousands_of_steps_along_one_axis() -> None:
    """Steps of 10 over 0 to 29,999, and the last value left out."""
    axis = Axis("cost", 0, 30_000)
    steps = [Atom(axis, union([(0, 10 * n + 9)])) for n in range(3_000)]
    assert decide_chain(steps).missing == {"cost": (30_000, 30_000)}
    assert decide_chain([*steps, steps[7]]).never == (3_000,)
