"""Spelling LLVM: integers as wide as their range needs, and each operation of the basis on them.

Every operation is total, so that both branches of a choice may be reckoned and one of them taken: what has no branches
runs on many claims at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen
from llvmlite import ir

from policyc.core.basis import Operation
from policyc.core.meaning import spells_all
from policyc.core.ranges import CALLS, Bounds

TRUTH, BYTE, HALF, WHOLE, WIDE = ir.IntType(1), ir.IntType(8), ir.IntType(32), ir.IntType(64), ir.IntType(128)
DOUBLE = ir.DoubleType()
EXACT_IN_DOUBLE = 2**51
"""Below it a whole number and 1.5 · 2^52 add up without loss, and a quotient by a whole number rounds to no other whole."""

_BIAS = 0x4338000000000000  # the bits of 1.5 · 2^52
_WEIGHT = 1.5 * 2.0**52


@frozen(eq=False)
class Word:
    """A value in a register and the bounds it lies in; a truth is one bit, any other 64 or 128 by its bounds."""

    value: ir.Value
    low: int
    high: int

    @property
    def bounds(self) -> Bounds:
        return self.low, self.high

    @property
    def literal(self) -> int | None:
        return self.low if self.low == self.high and isinstance(self.value, ir.Constant) else None


class NotForKernel(Exception):
    """A worksheet that only the other engines can settle; the text says why."""


def width_of(bounds: Bounds) -> ir.IntType:
    """The narrowest of the two widths that holds every value within `bounds`."""
    return WHOLE if -(2**63) <= bounds[0] and bounds[1] < 2**63 else WIDE


def literal(value: int | bool) -> Word:
    kind = TRUTH if isinstance(value, bool) else width_of((value, value))
    return Word(ir.Constant(kind, int(value)), int(value), int(value))


def resized(builder: ir.IRBuilder, value: ir.Value, kind: ir.IntType) -> ir.Value:
    """An integer in another width that holds it, its sign kept."""
    if value.type.width == kind.width:
        return value
    return builder.sext(value, kind) if value.type.width < kind.width else builder.trunc(value, kind)


Spelled = Callable[..., ir.Value]


def _reckoned(operation: Operation, spell: Spelled) -> Callable[..., Word]:
    """An operation on integers, in the width that its operands and its result need."""

    def word(builder: ir.IRBuilder, *operands: Word) -> Word:
        bounds = CALLS[operation](*(operand.bounds for operand in operands))
        widest = max((width_of(one) for one in (bounds, *(o.bounds for o in operands))), key=lambda kind: kind.width)
        values = [resized(builder, operand.value, widest) for operand in operands]
        return Word(resized(builder, spell(builder, *values), width_of(bounds)), *bounds)

    return word


def _compared(sign: str) -> Callable[..., Word]:
    def word(builder: ir.IRBuilder, first: Word, second: Word) -> Word:
        if first.value.type == TRUTH:
            kind = TRUTH
        else:
            kind = max(width_of(first.bounds), width_of(second.bounds), key=lambda one: one.width)
        one, other = (resized(builder, operand.value, kind) for operand in (first, second))
        return truth(builder.icmp_signed(sign, one, other))

    return word


def truth(value: ir.Value) -> Word:
    return Word(value, 0, 1)


def _limit(sign: str) -> Spelled:
    return lambda builder, one, other: builder.select(builder.icmp_signed(sign, one, other), one, other)


def _floored(builder: ir.IRBuilder, numerator: Word, denominator: Word) -> Word:
    """floor(n / d), d > 0. Through a double where that is exact: it runs on several claims at once, a division does not."""
    bounds = CALLS[Operation.DIV](numerator.bounds, denominator.bounds)
    divisor = denominator.literal
    small = -EXACT_IN_DOUBLE < numerator.low and numerator.high < EXACT_IN_DOUBLE
    if divisor is not None and small and divisor < EXACT_IN_DOUBLE:
        return Word(_through_double(builder, numerator.value, divisor), *bounds)
    if numerator.value.type == WIDE or denominator.value.type == WIDE:
        if divisor is None or divisor >= EXACT_IN_DOUBLE // 2 or width_of(bounds) is WIDE:
            raise NotForKernel("a quotient of what does not fit in 64 bits")
        return Word(_corrected(builder, numerator.value, divisor), *bounds)
    return Word(_divided(builder, numerator.value, denominator.value, signed=numerator.low < 0), *bounds)


def _divided(builder: ir.IRBuilder, numerator: ir.Value, denominator: ir.Value, *, signed: bool) -> ir.Value:
    """The floor of a quotient; the machine's own drops towards zero."""
    quotient = builder.sdiv(numerator, denominator)
    if not signed:
        return quotient
    over = builder.icmp_signed("<", builder.srem(numerator, denominator), ir.Constant(WHOLE, 0))
    return builder.sub(quotient, builder.zext(over, WHOLE))


def _corrected(builder: ir.IRBuilder, numerator: ir.Value, divisor: int) -> ir.Value:
    """The floor of 128 bits by a whole number, where it fits in 64: a guess in doubles, and what it left divided again.

    The guess is off by less than 2^12, so what it leaves is less than 2^12 times the divisor and fits in 64 bits.
    """
    upper = builder.trunc(builder.ashr(numerator, ir.Constant(WIDE, 64)), WHOLE)
    number = builder.fadd(
        builder.fmul(builder.sitofp(upper, DOUBLE), ir.Constant(DOUBLE, 2.0**64)),
        builder.uitofp(builder.trunc(numerator, WHOLE), DOUBLE),
    )
    guess = builder.fptosi(builder.fdiv(number, ir.Constant(DOUBLE, float(divisor))), WHOLE)
    taken = builder.mul(builder.sext(guess, WIDE), ir.Constant(WIDE, divisor))
    left = builder.trunc(builder.sub(numerator, taken), WHOLE)
    return builder.add(guess, _divided(builder, left, ir.Constant(WHOLE, divisor), signed=True))


def _through_double(builder: ir.IRBuilder, numerator: ir.Value, divisor: int) -> ir.Value:
    """The quotient rounded correctly lies on the same side of every whole number as the quotient itself does."""
    weight, bias = ir.Constant(DOUBLE, _WEIGHT), ir.Constant(WHOLE, _BIAS)
    number = builder.fsub(builder.bitcast(builder.add(numerator, bias), DOUBLE), weight)
    quotient = builder.fdiv(number, ir.Constant(DOUBLE, float(divisor)))
    floor = builder.module.declare_intrinsic("llvm.floor", [DOUBLE])
    return builder.sub(builder.bitcast(builder.fadd(builder.call(floor, [quotient]), weight), WHOLE), bias)


# ---- dates: day 1 is 1 January of the year 1; reckoned in years that begin in March, so that leap days come last

_TO_MARCH = 305  # from day 0 back to 1 March of the year 0, day 0 of the reckoning
_ERA = 146_097  # days in 400 years


def _half(value: int) -> ir.Constant:
    return ir.Constant(HALF, value)


@frozen(eq=False)
class _Days:
    """Unsigned 32-bit reckoning, which is enough for days and divides quickly."""

    builder: ir.IRBuilder

    def taken(self, word: Word) -> ir.Value:
        return resized(self.builder, word.value, HALF)

    def scaled(self, value: ir.Value, factor: int, more: int = 0) -> ir.Value:
        return self.builder.add(self.builder.mul(value, _half(factor)), _half(more))

    def part(self, value: ir.Value, size: int) -> ir.Value:
        return self.builder.udiv(value, _half(size))

    def rest(self, value: ir.Value, size: int) -> ir.Value:
        return self.builder.sub(value, self.scaled(self.part(value, size), size))

    def sum(self, *values: ir.Value) -> ir.Value:
        total = values[0]
        for value in values[1:]:
            total = self.builder.add(total, value)
        return total

    def at_most(self, value: ir.Value, limit: int) -> ir.Value:
        return self.builder.icmp_unsigned("<=", value, _half(limit))

    def if_(self, test: ir.Value, then: ir.Value, other: ir.Value) -> ir.Value:
        return self.builder.select(test, then, other)

    def parts(self, day: ir.Value) -> tuple[ir.Value, ir.Value, ir.Value]:
        """The year, the month and the day of the month."""
        since = self.builder.add(day, _half(_TO_MARCH))
        era, in_era = self.part(since, _ERA), self.rest(since, _ERA)
        leap = self.builder.sub(self.sum(in_era, self.part(in_era, 36_524)), self.sum(self.part(in_era, 1_460), self.part(in_era, 146_096)))
        year = self.part(leap, 365)
        before = self.builder.sub(self.sum(self.scaled(year, 365), self.part(year, 4)), self.part(year, 100))
        in_year = self.builder.sub(in_era, before)
        from_march = self.part(self.scaled(in_year, 5, 2), 153)
        of_month = self.builder.sub(in_year, self.part(self.scaled(from_march, 153, 2), 5))
        old = self.at_most(from_march, 9)
        month = self.if_(old, self.builder.add(from_march, _half(3)), self.builder.sub(from_march, _half(9)))
        later = self.if_(old, _half(0), _half(1))
        return self.sum(self.scaled(era, 400), year, later), month, self.builder.add(of_month, _half(1))

    def number(self, year: ir.Value, month: ir.Value, day: ir.Value) -> ir.Value:
        """The number of a day that there is."""
        early = self.at_most(month, 2)
        from_march = self.if_(early, self.builder.add(month, _half(9)), self.builder.sub(month, _half(3)))
        of = self.builder.sub(year, self.if_(early, _half(1), _half(0)))
        era, in_era = self.part(of, 400), self.rest(of, 400)
        in_year = self.sum(self.part(self.scaled(from_march, 153, 2), 5), day)
        leaps = self.builder.sub(self.part(in_era, 4), self.part(in_era, 100))
        days = self.sum(self.scaled(era, _ERA), self.scaled(in_era, 365), leaps, in_year)
        return self.builder.sub(days, _half(_TO_MARCH + 1))

    def length(self, year: ir.Value, month: ir.Value) -> ir.Value:
        """How many days a month has."""
        zero, builder = _half(0), self.builder
        odd = builder.and_(self.sum(month, self.part(month, 8)), _half(1))
        by_four = builder.icmp_unsigned("==", self.rest(year, 4), zero)
        by_hundred = builder.icmp_unsigned("==", self.rest(year, 100), zero)
        by_era = builder.icmp_unsigned("==", self.rest(year, 400), zero)
        leap = builder.and_(by_four, builder.or_(builder.not_(by_hundred), by_era))
        february = self.if_(leap, _half(29), _half(28))
        return self.if_(builder.icmp_unsigned("==", month, _half(2)), february, builder.add(odd, _half(30)))


def _date_part(operation: Operation, at: int) -> Callable[..., Word]:
    def word(builder: ir.IRBuilder, day: Word) -> Word:
        days = _Days(builder)
        return Word(builder.zext(days.parts(days.taken(day))[at], WHOLE), *CALLS[operation](day.bounds))

    return word


def _clamped_date(builder: ir.IRBuilder, year: Word, month: Word, day: Word) -> Word:
    days = _Days(builder)
    of, in_, on = days.taken(year), days.taken(month), days.taken(day)
    last = days.length(of, in_)
    clamped = builder.select(builder.icmp_unsigned("<", on, last), on, last)
    bounds = CALLS[Operation.DATE](year.bounds, month.bounds, day.bounds)
    return Word(builder.zext(days.number(of, in_, clamped), WHOLE), *bounds)


OPERATIONS: Mapping[Operation, Callable[..., Word]] = spells_all(
    {
        Operation.ADD: _reckoned(Operation.ADD, ir.IRBuilder.add),
        Operation.SUB: _reckoned(Operation.SUB, ir.IRBuilder.sub),
        Operation.MUL: _reckoned(Operation.MUL, ir.IRBuilder.mul),
        Operation.DIV: _floored,
        Operation.LEAST: _reckoned(Operation.LEAST, _limit("<")),
        Operation.MOST: _reckoned(Operation.MOST, _limit(">")),
        Operation.LE: _compared("<="),
        Operation.EQ: _compared("=="),
        Operation.AND: lambda builder, first, second: truth(builder.and_(first.value, second.value)),
        Operation.OR: lambda builder, first, second: truth(builder.or_(first.value, second.value)),
        Operation.NOT: lambda builder, one: truth(builder.not_(one.value)),
        Operation.YEAR: _date_part(Operation.YEAR, 0),
        Operation.MONTH: _date_part(Operation.MONTH, 1),
        Operation.DAY: _date_part(Operation.DAY, 2),
        Operation.DATE: _clamped_date,
    }
)


def chosen(builder: ir.IRBuilder, test: Word, then: Word, other: Word) -> Word:
    low, high = min(then.low, other.low), max(then.high, other.high)
    kind = TRUTH if then.value.type == TRUTH else width_of((low, high))
    one, another = (resized(builder, word.value, kind) for word in (then, other))
    return Word(builder.select(test.value, one, another), low, high)
