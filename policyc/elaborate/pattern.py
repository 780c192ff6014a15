"""Patterns: what a value must be, in a cell or after 为, as a set of intervals and as a truth term."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date

from attrs import frozen

from policyc.core import calendar, prelude
from policyc.core.terms import Literal, OpenTerm
from policyc.elaborate.decide import Atom, Axis
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.intervals import IntervalSet, union
from policyc.elaborate.names import wrong_type
from policyc.elaborate.value import BARE, Value, ValueType, aligned, met_type, truth, without_divisors
from policyc.elaborate.witness import bound_words
from policyc.syntax.expression import Absent, Bound, Expression, MonthDay, Pattern, Yearly
from policyc.types import DATE, Date, Kind, Truth

Elaborate = Callable[[Elaboration, Expression, ValueType | None], Value | None]


@frozen
class _Ends:
    """An interval whose ends are values; None is open."""

    low: Value | None
    low_included: bool
    high: Value | None
    high_included: bool


def elaborate_pattern(work: Elaboration, subject: Value, pattern: Pattern, elaborate: Elaborate) -> Value | None:
    """Whether the subject is one of the pattern's values or lies in one of its intervals."""
    terms: list[OpenTerm] = []
    intervals: list[tuple[int, int]] = []
    exact = compact = subject.axis is not None
    for item in pattern.items:
        if isinstance(item, Absent):
            if not _absent(work, subject, item, terms, intervals):
                return None
            continue
        if isinstance(item, Yearly):
            window = _yearly(work, subject, item)
            if window is None:
                return None
            terms.append(_guarded(subject, window))
            intervals += _windows(subject, item)
            compact = False
            continue
        ends = _ends(work, subject, item, elaborate)
        if ends is None:
            return None
        terms.append(_guarded(subject, _inside(subject, ends)))
        interval = _interval(subject, ends)
        if interval is None:
            exact = False
        else:
            intervals.append(interval)
            _unreachable(work, subject, interval, item)
    whole = _known_set(subject.axis, intervals) if exact else None
    if compact and whole is not None and subject.axis is not None and subject.absent is None:
        return truth(set_term(subject, subject.axis, whole), Atom(subject.axis, whole))
    return truth(prelude.any_of(terms), Atom(subject.axis, whole) if whole is not None and subject.axis else None)


def pattern_set(work: Elaboration, subject: Value, pattern: Pattern, elaborate: Elaborate) -> IntervalSet | None:
    """The values a table cell accepts; an error when they are not the same for every claim."""
    value = elaborate_pattern(work, subject, pattern, elaborate)
    if value is None:
        return None
    if not isinstance(value.decision, Atom):
        work.error("cell-not-fixed", pattern.span)
        return None
    return value.decision.values


def set_term(subject: Value, axis: Axis, values: IntervalSet) -> OpenTerm:
    """Membership of a column in a set, saying nothing that its range already says."""
    column = subject.term
    if isinstance(subject.type, Truth):
        yes = prelude.all_of([column] if 0 not in values else [])
        return yes if 1 in values else (prelude.is_not(column) if 0 in values else Literal(False))
    return prelude.any_of([_interval_term(column, axis, low, high) for low, high in values.intervals])


def _interval_term(column: OpenTerm, axis: Axis, low: int, high: int) -> OpenTerm:
    if low == high:
        return prelude.equal(column, Literal(low))
    parts = [prelude.at_most(Literal(low), column)] if low > axis.low else []
    parts += [prelude.at_most(column, Literal(high))] if high < axis.high else []
    return prelude.all_of(parts)


def _absent(
    work: Elaboration, subject: Value, item: Absent, terms: list[OpenTerm], intervals: list[tuple[int, int]]
) -> bool:
    if subject.absent is None:
        work.error("never-none", item.span)
        return False
    terms.append(subject.absent)
    if subject.axis is not None:
        intervals.append((subject.axis.low, subject.axis.low))
    return True


def _yearly(work: Elaboration, subject: Value, item: Yearly) -> OpenTerm | None:
    """Does the day lie in the window of its year? By month and day, so that the term is the same for all years."""
    if not isinstance(subject.type, Date):
        wrong_type(work, item.span, subject.type, DATE)
        return None
    first, last = 32 * item.first.month + item.first.day, 32 * item.last.month + item.last.day
    if item.over is not (last < first):
        work.error("window-over-new-year", item.span)
        return None
    day = work.named(f"{work.owner}__date", subject)
    place = Value(calendar.month_and_day(day.term), BARE, 0, 33, 32 * 12 + 31)
    at = work.named(f"{work.owner}__month_and_day", place).term
    since, until = prelude.at_most(Literal(first), at), prelude.at_most(at, Literal(last))
    return prelude.any_of([since, until]) if item.over else prelude.all_of([since, until])


def _windows(subject: Value, item: Yearly) -> list[tuple[int, int]]:
    """The window of each year that the subject can lie in."""
    years = range(date.fromordinal(subject.low).year - 1, date.fromordinal(subject.high).year + 1)
    return [(_first(year, item.first), _last(year + item.over, item.last)) for year in years]


def _first(year: int, day: MonthDay) -> int:
    """29 February, where there is none, begins on 1 March."""
    return date(year, day.month, 1).toordinal() + day.day - 1


def _last(year: int, day: MonthDay) -> int:
    """29 February, where there is none, ends on the 28th."""
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1])).toordinal()


def _guarded(subject: Value, term: OpenTerm) -> OpenTerm:
    """What is 无 lies in no interval."""
    return term if subject.absent is None else prelude.all_of([prelude.is_not(subject.absent), term])


def _ends(work: Elaboration, subject: Value, item: Expression | Bound, elaborate: Elaborate) -> _Ends | None:
    if not isinstance(item, Bound):
        value = _end(work, subject, item, elaborate)
        return None if value is None else _Ends(value, True, value, True)
    low = None if item.low is None else _end(work, subject, item.low, elaborate)
    high = None if item.high is None else _end(work, subject, item.high, elaborate)
    if (low is None) != (item.low is None) or (high is None) != (item.high is None):
        return None
    if isinstance(subject.type, Kind) and not subject.type.ordered:
        work.error("kind-not-ordered", item.span, kind=work.words(subject.type.name))
        return None
    return _Ends(low, item.low_included, high, item.high_included)


def _end(work: Elaboration, subject: Value, node: Expression, elaborate: Elaborate) -> Value | None:
    value = elaborate(work, node, subject.type)
    if value is None:
        return None
    if value.type != subject.type and met_type(value.type, subject.type) is None:
        wrong_type(work, node.span, subject.type, value.type)
        return None
    return value


def _inside(subject: Value, ends: _Ends) -> OpenTerm:
    if isinstance(subject.type, Truth) and ends.low is not None and isinstance(ends.low.term, Literal):
        return subject.term if ends.low.term.value else prelude.is_not(subject.term)
    if ends.low is not None and ends.low is ends.high:
        left, right = aligned(*without_divisors(subject, ends.low))
        return prelude.equal(left.term, right.term)
    parts: list[OpenTerm] = []
    if ends.low is not None:
        parts.append(_ascending(ends.low, subject, ends.low_included))
    if ends.high is not None:
        parts.append(_ascending(subject, ends.high, ends.high_included))
    return prelude.all_of(parts)


def _ascending(lower: Value, upper: Value, included: bool) -> OpenTerm:
    left, right = aligned(*without_divisors(lower, upper))
    if included:
        return prelude.at_most(left.term, right.term)
    return prelude.is_not(prelude.at_most(right.term, left.term))


def _interval(subject: Value, ends: _Ends) -> tuple[int, int] | None:
    """The interval as integers at the subject's scale; None when an end differs from claim to claim."""
    for end in (ends.low, ends.high):
        if end is not None and (end.divisor is not None or not isinstance(end.term, Literal)):
            return None
    low, high = subject.low, subject.high
    if ends.low is not None:
        floor, exact = _at_scale(ends.low, subject)
        low = floor if exact and ends.low_included else floor + 1
    if ends.high is not None:
        floor, exact = _at_scale(ends.high, subject)
        high = floor - 1 if exact and not ends.high_included else floor
    # an open end past the subject's bounds is met by no claim, which is not an interval written backwards
    return (min(low, high) if ends.low is None else low), (max(low, high) if ends.high is None else high)


def _at_scale(end: Value, subject: Value) -> tuple[int, bool]:
    """A literal end at the subject's scale, rounded down, and whether that is exact."""
    number = int(end.term.value) if isinstance(end.term, Literal) else end.low
    if end.scale <= subject.scale:
        return number * 10 ** (subject.scale - end.scale), True
    factor = 10 ** (end.scale - subject.scale)
    return number // factor, number % factor == 0


def _known_set(axis: Axis | None, intervals: list[tuple[int, int]]) -> IntervalSet | None:
    return None if axis is None else union(intervals).intersect(axis.low, axis.high)


def _unreachable(work: Elaboration, subject: Value, interval: tuple[int, int], item: Expression | Bound) -> None:
    """Warn of a value or interval that no claim reaches within the bounds of the subject."""
    low, high = interval
    open_ended = isinstance(item, Bound) and (item.low is None or item.high is None)
    if low > high and not open_ended:
        work.error("empty-interval", item.span)
    elif low > high or high < subject.low or low > subject.high:
        work.warn(
            "outside-bounds",
            item.span,
            low=bound_words(work, subject, subject.low),
            high=bound_words(work, subject, subject.high),
        )
