"""Spelling LLVM: integers as wide as their range needs, and each operation of the basis on them.

Every operation is total, so that both branches of a choice may be reckoned and one of them taken: what has no branches
runs on many claims at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen
from llvmlite import ir

from policyc.backends.kernel.dates import HALF, Days
from policyc.core.basis import Operation
from policyc.core.meaning import spells_all
from policyc.core.ranges import CALLS, Bounds

TRUTH, BYTE, WHOLE, WIDE = ir.IntType(1), ir.IntType(8), ir.IntType(64), ir.IntType(128)
DOUBLE = ir.DoubleType()
EXACT_IN_DOUBLE = 2**51
"""Below it whole numbers and 1.5 · 2^52 add up without loss, and a quotient that is not whole does not round to one."""

NOTHING_YET = -(2**63)
"""Stands where the greatest of values is looked for and none was met."""

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


class BeyondKernelError(Exception):
    """A worksheet that only the other engines can settle; the text says why."""


def width_of(bounds: Bounds) -> ir.IntType:
    """The narrowest of the two widths that holds every value within `bounds`."""
    return WHOLE if bounds[0] >= -(2**63) and bounds[1] < 2**63 else WIDE


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
    """floor(n / d), d > 0. Through a double where that is exact, since this runs on several claims at once."""
    bounds = CALLS[Operation.DIV](numerator.bounds, denominator.bounds)
    divisor = denominator.literal
    small = numerator.low > -EXACT_IN_DOUBLE and numerator.high < EXACT_IN_DOUBLE
    if divisor is not None and small and divisor < EXACT_IN_DOUBLE:
        return Word(_through_double(builder, numerator.value, divisor), *bounds)
    if numerator.value.type == WIDE or denominator.value.type == WIDE:
        if divisor is None or divisor >= EXACT_IN_DOUBLE // 2 or width_of(bounds) is WIDE:
            raise BeyondKernelError("a quotient of what does not fit in 64 bits")
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


def _date_part(operation: Operation, at: int) -> Callable[..., Word]:
    def word(builder: ir.IRBuilder, day: Word) -> Word:
        part = Days(builder).parts(resized(builder, day.value, HALF))[at]
        return Word(builder.zext(part, WHOLE), *CALLS[operation](day.bounds))

    return word


def _clamped_date(builder: ir.IRBuilder, year: Word, month: Word, day: Word) -> Word:
    """A day past the month's end is its last."""
    days = Days(builder)
    of, within, on = (resized(builder, part.value, HALF) for part in (year, month, day))
    last = days.length(of, within)
    clamped = builder.select(builder.icmp_unsigned("<", on, last), on, last)
    bounds = CALLS[Operation.DATE](year.bounds, month.bounds, day.bounds)
    return Word(builder.zext(days.number(of, within, clamped), WHOLE), *bounds)


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
