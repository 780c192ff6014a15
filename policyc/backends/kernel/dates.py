"""The calendar in registers: unsigned 32-bit reckoning, enough for days, which divides quickly.

Day 1 is 1 January of the year 1. It is reckoned in years that begin in March, so that leap days come last, after Howard
Hinnant's "chrono-compatible low-level date algorithms" (2013).
"""

from __future__ import annotations

from attrs import frozen
from llvmlite import ir

HALF = ir.IntType(32)

_TO_MARCH = 305  # from day 0 back to 1 March of the year 0, day 0 of the reckoning
_ERA = 146_097  # days in 400 years


def _half(value: int) -> ir.Constant:
    return ir.Constant(HALF, value)


@frozen(eq=False)
class Days:
    """What is reckoned of days where `builder` stands; every value has 32 bits."""

    builder: ir.IRBuilder

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
        leaps = self.sum(self.part(in_era, 1_460), self.part(in_era, 146_096))
        year = self.part(self.builder.sub(self.sum(in_era, self.part(in_era, 36_524)), leaps), 365)
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
